"""Speakers whom a text first calls by their office and names further on: "a governor said … Governor Ivan Petrenko"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.attribution import Attribution
from pyrrhus.reading.speakers import Speaker

OFFICES = ("official", "military", "expert")
"""Kinds of roles that one man holds; of witnesses a text has many."""
MANY = re.compile(
    r"\b(?:officials?|sources?|authorities|officers?|soldiers?|analysts?|experts?|another|second|former)\b", re.I
)


@cache
def _offices() -> re.Pattern[str]:
    return lexicons.pattern(
        word for row in lexicons.table("roles") if row["kind"] in OFFICES for word in row["words"].split()
    )


def named_later(said: Sequence[Attribution]) -> list[Attribution]:
    """The same attributions; who is called only by an office has the name of the one person who is named with that
    office further on."""
    people = [(item.span.start, item.speaker) for item in said if item.speaker.kind == "person" and item.speaker.name]
    return [replace(item, speaker=_named(item, people) or item.speaker) for item in said]


def _named(item: Attribution, people: list[tuple[int, Speaker]]) -> Speaker | None:
    speaker = item.speaker
    if speaker.kind != "unnamed" or speaker.plural or MANY.search(speaker.label):
        return None
    office = _offices().search(speaker.label)
    if office is None:
        return None
    held = re.compile(rf"\b{re.escape(office[0])}\b", re.I)
    found = {
        person.name: person
        for start, person in people
        if start > item.span.start and held.search(person.label) and person.side in (speaker.side, None)
    }
    return replace(next(iter(found.values())), way="named later") if len(found) == 1 else None
