"""Checks of dates and seasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft


@check("an as-of date before the start", "correct one of the two", needs="start as_of")
def as_of_before_start(draft: FolderDraft) -> Iterator[Found]:
    if draft.file.as_of < draft.file.start:
        found = f"as_of {draft.file.as_of} lies before start {draft.file.start}"
        yield *at(draft, "as_of"), found, "write an as_of not before the start"


@check("a campaign longer than ten years", "correct start or as_of", needs="start as_of")
def campaign_too_long(draft: FolderDraft) -> Iterator[Found]:
    days = (draft.file.as_of - draft.file.start).days
    if days > 3660:
        yield *at(draft, "start"), f"start lies {days:,} days before as_of", "correct start or as_of"


@check("a date of a season that is no day of the year", "write MM-DD", needs="season_mud")
def season_date_invalid(draft: FolderDraft) -> Iterator[Found]:
    for index, season in enumerate(draft.file.season_mud):
        for key, text in (("from", season.from_), ("to", season.to)):
            if _day(text) is None:
                found = f"{key} '{text}' is no day of the year"
                yield *at(draft, f"season_mud[{index}].{key}"), found, "write a month and a day as MM-DD"


@check("seasons of mud that overlap", "join them", needs="season_mud", severity="warning")
def seasons_overlap(draft: FolderDraft) -> Iterator[Found]:
    covered: set[int] = set()
    for index, season in enumerate(draft.file.season_mud):
        first, last = _day(season.from_), _day(season.to)
        if first is None or last is None:
            continue
        days = set(range(first, last + 1)) if first <= last else set(range(first, 367)) | set(range(1, last + 1))
        if days & covered:
            found = f"the season from {season.from_} overlaps another"
            yield *at(draft, f"season_mud[{index}]"), found, "join the two"
        covered |= days


@check("mud all year round", "write the weeks in which the ground is soft", needs="season_mud", severity="warning")
def season_all_year(draft: FolderDraft) -> Iterator[Found]:
    for index, season in enumerate(draft.file.season_mud):
        first, last = _day(season.from_), _day(season.to)
        if first is not None and last is not None and (last - first) % 366 >= 330:
            yield (
                *at(draft, f"season_mud[{index}]"),
                "the season of mud lasts nearly all year",
                "write the weeks in which the ground is soft",
            )


def _day(text: str) -> int | None:
    if not text.isascii():
        return None
    try:
        # A leap year, so that 29 February is a day.
        return date(2024, int(text[:2]), int(text[3:])).timetuple().tm_yday
    except ValueError:
        return None
