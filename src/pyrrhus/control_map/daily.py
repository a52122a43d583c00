"""Maps as one file per day (DeepStateMap archives, layers of ISW): dated and classed by the names of the files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pyrrhus.control_map.intricacy import Workload
from pyrrhus.control_map.maps import STATUSES, Layer
from pyrrhus.control_map.mending import join_with_care
from pyrrhus.control_map.polygons import note_jumps, read_layer, take_out_overlaps
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.inputs.refusal import Refused

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
NOTES_SHOWN = 3
# What the layers of the usual sources are called; the first that fits counts, a plain map of control is RU.
NAMED = (
    ("claimedrussian", "UA"),  # a claim by a side is not control on the map
    ("counteroffensive", "UA_LIBERATED"),
    ("liberated", "UA_LIBERATED"),
    ("contested", "CONTESTED"),
    ("unknown", "CONTESTED"),
    ("grey", "CONTESTED"),
    ("gray", "CONTESTED"),
)


def stamp_of_name(name: str) -> int | None:
    """Seconds since 1970 (UTC), where a file's name carries them."""
    found = re.search(r"(?<!\d)(1[4-9]\d{8})(?!\d)", name)
    return int(found.group(1)) if found else None


def day_of_name(name: str) -> date | None:
    """The date in a file's name: 2023-03-01, 2023_03_01, 20230301, 01MAR2023 or seconds since 1970 (UTC)."""
    if (stamp := stamp_of_name(name)) is not None:
        return datetime.fromtimestamp(stamp, tz=UTC).date()
    parts: tuple[int, ...] | None = None
    if found := re.search(r"(?<!\d)(20\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)", name):
        parts = tuple(int(part) for part in found.groups())
    elif found := re.search(r"(?<!\d)(\d\d?)[-_]?([A-Za-z]{3})[a-z]*[-_]?(20\d\d)(?!\d)", name):
        month = found.group(2).lower()
        if month in MONTHS:
            parts = (int(found.group(3)), MONTHS.index(month) + 1, int(found.group(1)))
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def status_of_name(name: str) -> str:
    """Status of a file's polygons where they carry none of their own."""
    letters = re.sub(r"[^a-z]", "", name.lower())
    return next((status for word, status in NAMED if word in letters), "RU")


def read_daily(daily: Sequence[tuple[date, Path]], found: RepairNotes) -> Layer | None:
    """One file per day, or one per day and status, as one layer; each day is a whole snapshot.

    Files of one day are laid together, but of snapshots with a time of day in their name the last stands for the day.
    """
    import shapely

    last: dict[date, int] = {}
    for day, path in daily:
        if (stamp := stamp_of_name(path.name)) is not None:
            last[day] = max(stamp, last.get(day, 0))
    parts: dict[tuple[date, str], list[Any]] = defaultdict(list)
    seen: set[date] = set()
    boxes: list[tuple[float, ...]] = []
    boxes_named = True
    quiet = RepairNotes(points=found.points)
    for day, path in daily:
        if (stamp_of_name(path.name) or last.get(day)) != last.get(day):
            continue
        layer = read_layer(path, quiet, until=None, day=day, default_status=status_of_name(path.name))
        if layer is None:
            continue
        seen.add(day)
        boxes.append(layer.box)
        boxes_named &= not layer.box_of_polygons
        for status, shapes in layer.states.items():
            parts[day, status] += [g for g in shapes if g is not None]
    found.problems.extend(quiet.problems)
    found.points = quiet.points
    notes = [n for n in quiet.notes if "has no bbox" not in n]
    found.notes.extend(notes[:NOTES_SHOWN])
    if len(notes) > NOTES_SHOWN:
        found.notes.append(f"{len(notes) - NOTES_SHOWN} more notes of that kind on other days")
    if not seen:
        return None
    days, clean = tuple(sorted(seen)), {}
    for (day, status), shapes in parts.items():
        try:
            if shapes:
                clean[day, status] = join_with_care(shapes, Workload())
        except Refused as refused:
            what = f"the files of {day}: their outlines {refused.what}"
            found.refuse("the daily files", what, refused.fix, check=refused.check)
            return None
    take_out_overlaps("the daily files", clean, days, found)
    note_jumps("the daily files", clean, days, found)
    west, south, east, north = (
        float(v) for v in shapely.total_bounds([shapely.box(b[0], b[1], b[2], b[3]) for b in boxes])
    )
    if not boxes_named:
        found.notes.append("one file per day without a bbox: taken to cover the extent of them all, and no more")
    states = {s: tuple(clean.get((d, s)) for d in days) for s in STATUSES}
    return Layer("daily", (west, south, east, north), days, states, not boxes_named)
