"""Who said it and when, as a reader knows it: the outlet and the day, never an id alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pyrrhus.judge import words
from pyrrhus.present import summary

#: Where everybody writes: the name of such a place says nothing without that of the writer.
PLATFORMS = ("twitter", "x", "telegram", "facebook", "youtube", "tv", "telethon", "video", "instagram", "vkontakte")


def outlet_of(claim: Mapping[str, Any]) -> str:
    """Who printed a claim, or who wrote it where everybody writes; where that is not known its speaker, then its source
    by its name, or by its id in words.
    """
    outlet, speaker = (str(claim.get(key) or "").strip() for key in ("outlet", "speaker"))
    if outlet.lower() in PLATFORMS and speaker:
        return speaker
    if outlet or speaker:
        return outlet or speaker
    name = re.split(r"[,;(]", str(claim.get("source_name") or ""))[0].strip()
    return name or words.human(str(claim.get("source") or "source unknown"))


def outlet_and_day(claim: Mapping[str, Any], as_of: date) -> str:
    """The outlet with the day of publication: "BBC, 12 Feb"."""
    return f"{outlet_of(claim)}, {summary.short_day(words.as_date(claim['said_on']), as_of)}"


def speaker_and_day(claim: Mapping[str, Any], as_of: date) -> str:
    """The speaker, or else the outlet, with the day."""
    who = str(claim.get("speaker") or "").strip() or outlet_of(claim)
    return f"{who}, {summary.short_day(words.as_date(claim['said_on']), as_of)}"
