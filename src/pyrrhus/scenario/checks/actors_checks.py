"""Checks of actors.csv."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.registry import Found, check
from pyrrhus.scenario.draft import FolderDraft

FILE = "actors.csv"


@check("one actor twice", "keep one row for each actor of a side")
def actor_twice(draft: FolderDraft) -> Iterator[Found]:
    first: dict[tuple[str, str], int] = {}
    for actor in draft.rows["actors"]:
        key = (actor.side, actor.actor)
        if key in first:
            yield FILE, actor.line, f"{actor.actor} is also on line {first[key]}", "keep one of the rows"
        first.setdefault(key, actor.line)


@check("a deadline that passed before the battle began", "correct the deadline", needs="start", severity="warning")
def actor_deadline_passed(draft: FolderDraft) -> Iterator[Found]:
    for actor in draft.rows["actors"]:
        if actor.deadline is not None and actor.deadline < draft.file.start:
            found = f"the deadline {actor.deadline} of {actor.actor} lies before the start"
            yield FILE, actor.line, found, "correct the deadline or leave it empty"
