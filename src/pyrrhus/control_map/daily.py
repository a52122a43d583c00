"""Maps as one file per day (DeepStateMap archives, layers of ISW): dated and classed by the names of the files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pyrrhus.control_map.intricacy import Workload
from pyrrhus.control_map.maps import STATUSES, Layer
from pyrrhus.control_map.mending import join_with_care
from pyrrhus.control_map.names_of_days import day_of_name, stamp_of_name, without_day
from pyrrhus.control_map.polygons import note_jumps, read_layer, take_out_overlaps
from pyrrhus.control_map.profiles import Profile
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.inputs.refusal import Refused

NOTES_SHOWN = 3


def read_daily(daily: Sequence[tuple[date, Path]], found: RepairNotes, profile: Profile) -> Layer | None:
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
    otherwise: list[str] = []
    for day, path in daily:
        if (stamp_of_name(path.name) or last.get(day)) != last.get(day):
            continue
        layer = read_layer(path, quiet, profile, until=None, day=day)
        if layer is None:
            continue
        if layer.dates != (day,):
            otherwise.append(f"{path.name} ({', '.join(str(d) for d in layer.dates[:3])})")
        seen.add(day)
        boxes.append(layer.box)
        boxes_named &= not layer.box_of_polygons
        for status, shapes in layer.states.items():
            parts[day, status] += [g for g in shapes if g is not None]
    _note_days(daily, otherwise, found)
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


def _note_days(daily: Sequence[tuple[date, Path]], otherwise: list[str], found: RepairNotes) -> None:
    """Days that files tell in two ways, and days of which there are more files than of most."""
    plain = [(day, path.name) for day, path in daily if stamp_of_name(path.name) is None]
    two = [name for day, name in plain if day_of_name(without_day(name)) not in (None, day)]
    files = Counter(day for day, _ in plain)
    usual = max((count for count, _ in Counter(files.values()).most_common(1)), default=0)
    more = [day for day, count in files.items() if count > usual]
    several = [f"{day} ({', '.join(name for d, name in plain if d == day)})" for day in more]
    for names, what in (
        (otherwise, "features are dated otherwise than their file; the file's day counts"),
        (two, "names tell two days; the first counts"),
        (several, f"days have more than the {usual} files of most days; they are laid together"),
    ):
        if names:
            shown = ", ".join(names[:NOTES_SHOWN]) + (" and others" if len(names) > NOTES_SHOWN else "")
            found.notes.append(f"{what}: {shown}")
