"""Who said it and when, as a reader knows it: the outlet and the day, never an id alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pyrrhus.judge import words
from pyrrhus.judge.outlets import outlet_of
from pyrrhus.present import summary


def outlet_and_day(claim: Mapping[str, Any], as_of: date) -> str:
    """The outlet with the day of publication: "BBC, 12 Feb"."""
    return f"{outlet_of(claim)}, {summary.short_day(words.as_date(claim['said_on']), as_of)}"


def speaker_and_day(claim: Mapping[str, Any], as_of: date) -> str:
    """The speaker, or else the outlet, with the day."""
    who = str(claim.get("speaker") or "").strip() or outlet_of(claim)
    return f"{who}, {summary.short_day(words.as_date(claim['said_on']), as_of)}"
