"""Checks of the axes: bearing sectors round the centre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyrrhus.scenario.checks.common import repeated
from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft


@check("two axes with one id", "give each axis its own id", needs="axes")
def axis_id_twice(draft: FolderDraft) -> Iterator[Found]:
    for axis, _ in repeated(draft.file.axes, "id"):
        yield *at(draft, "axes"), f"two axes have the id {axis.id}", "give each its own id"


@check("an axis of no width", "write where it begins and where it ends, clockwise", needs="axes")
def axis_without_width(draft: FolderDraft) -> Iterator[Found]:
    for index, axis in enumerate(draft.file.axes):
        if axis.from_deg == axis.to_deg:
            yield (
                *at(draft, f"axes[{index}]"),
                f"axis {axis.id} begins and ends at {axis.from_deg:g}°",
                "write two bearings, clockwise (0 to 360 for all round)",
            )


@check("axes that overlap", "let each end where the next begins", needs="axes")
def axes_overlap(draft: FolderDraft) -> Iterator[Found]:
    axes = draft.file.axes
    total = sum(_width(axis) for axis in axes)
    for i, a in enumerate(axes):
        for j, b in enumerate(axes):
            if (
                i != j
                and _width(a) > 0
                and (b.from_deg - a.from_deg) % 360 < _width(a) - 1e-9
                and _width(b) > 0
                and ((b.from_deg - a.from_deg) % 360 > 0 or i < j)
            ):
                found = f"axes {a.id} and {b.id} overlap at {b.from_deg:g}° (all axes together have {total:g}°)"
                yield *at(draft, f"axes[{j}]"), found, "let each axis end where the next begins"


@check("bearings that no axis covers", "let each axis end where the next begins", needs="axes", severity="warning")
def axes_gap(draft: FolderDraft) -> Iterator[Found]:
    axes = [axis for axis in draft.file.axes if _width(axis) > 0]
    if not axes:
        return
    total = sum(_width(axis) for axis in axes)
    if total < 360 - 1e-9:
        yield *at(draft, "axes"), f"the axes cover {total:g}° of 360°", "let each axis end where the next begins"


def _width(axis: Any) -> float:
    if axis.from_deg == axis.to_deg:
        return 0.0
    return (axis.to_deg - axis.from_deg) % 360 or 360.0
