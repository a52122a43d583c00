"""Checks of control.csv."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.common import PlaceAdvice
from pyrrhus.scenario.checks.registry import Found, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.nearest import shown

FILE = "control.csv"


@check("a row of control that names neither a cell nor a place, or both", "write one of the two")
def control_cell_or_place(draft: FolderDraft) -> Iterator[Found]:
    for row in draft.rows["control"]:
        if (row.cell is None) == (row.place is None):
            found = "names neither a cell nor a place" if row.cell is None else "names a cell and a place"
            yield FILE, row.line, f"the row {found}", "write one of the two"


@check("control of a place that places.csv does not have", "write the id of a place", needs="places")
def control_unknown_place(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for row in draft.rows["control"]:
        if row.place is not None and row.place not in draft.place_ids:
            yield FILE, row.line, *advice.on(row.place)


@check("shares of one piece of ground on one date that sum to more than 1", "make them sum to 1 or less")
def control_shares_past_one(draft: FolderDraft) -> Iterator[Found]:
    sums: dict[tuple, float] = {}
    for row in draft.rows["control"]:
        key = (row.date, row.cell, row.place)
        before = sums.get(key, 0.0)
        sums[key] = before + row.share_0_1
        if before <= 1 + 1e-6 < sums[key]:
            where = shown(row.place or row.cell or "the ground")
            yield FILE, row.line, f"the shares of {where} on {row.date} sum to {sums[key]:.3g}", "make them sum to 1"


@check("one holder twice for one piece of ground on one date", "keep one row")
def control_twice(draft: FolderDraft) -> Iterator[Found]:
    first: dict[tuple, int] = {}
    for row in draft.rows["control"]:
        key = (row.date, row.cell, row.place, row.holder)
        if key in first:
            yield FILE, row.line, f"this holder, ground and date are also on line {first[key]}", "keep one of the rows"
        first.setdefault(key, row.line)


@check("no control on or before the start", "add a row for the start", needs="control start", severity="warning")
def control_missing_at_start(draft: FolderDraft) -> Iterator[Found]:
    rows = draft.rows["control"]
    if rows and min(row.date for row in rows) > draft.file.start:
        first = min(row.date for row in rows)
        yield FILE, None, f"the first control is of {first}, after the start {draft.file.start}", "add the start"


@check(
    "control that leaves no front: one side holds all",
    "add the ground of the other side",
    needs="control",
    severity="warning",
)
def control_without_front(draft: FolderDraft) -> Iterator[Found]:
    rows = draft.rows["control"]
    if (
        rows
        and all(row.share_0_1 == 1 for row in rows)
        and len({row.holder for row in rows} - {"contested"}) == 1
        and all(row.holder != "contested" for row in rows)
    ):
        found = f"the {rows[0].holder} holds all the ground on every date, so there is no front"
        yield FILE, None, found, "add the ground that the other side holds"
