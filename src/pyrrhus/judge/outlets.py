"""Who said it, as a reader knows it: the outlet, never an id alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pyrrhus.judge import words

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
