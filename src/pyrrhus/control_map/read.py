"""Reads a folder of dated control maps, or a single GeoJSON, up to a date and no further."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

from pyrrhus.control_map.daily import read_daily
from pyrrhus.control_map.map_files import day_of_file, list_map_files
from pyrrhus.control_map.map_tables import read_gazetteer, read_snapshots, read_towns
from pyrrhus.control_map.maps import ControlMaps, Layer, Town
from pyrrhus.control_map.names_of_days import day_of_name
from pyrrhus.control_map.polygons import read_layer
from pyrrhus.control_map.profile_file import read_profile
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.errors import InputError
from pyrrhus.inputs.refusal import too_much
from pyrrhus.limits import most

GAP_DAYS = 14


def read_maps(folder: str | Path, *, until: date | None = None) -> ControlMaps:
    """Dated maps of a folder (or one GeoJSON file); nothing dated after `until` is read.

    Three layouts: `front_*.geojson.gz` with `snapshots.csv` and `towns.csv`; one file (or folder) per day, dated by its
    name; one GeoJSON whose features carry dates. What layers mean: profiles.py, and `map.yaml` beside the maps. Within
    a file a date is a whole snapshot of the file's bbox: a status absent on it is empty, absent dates carry the last
    one forward, outside every bbox is unknown. Raises InputError with every problem found. Repairs are in `.notes`.
    """
    root = Path(folder)
    found = RepairNotes()
    paths = list_map_files(root)
    profile = read_profile(root if root.is_dir() else root.parent)
    fronts = [p for p in paths if p.name.startswith("front_") and day_of_name(p.name) is None]
    if fronts:
        layers = [read_layer(p, found, profile, until=until) for p in fronts]
    elif daily := [(day, p) for p in paths if (day := day_of_file(p, root)) is not None]:
        layers = [read_daily([(d, p) for d, p in daily if until is None or d <= until], found, profile)]
    else:
        layers = [read_layer(p, found, profile, until=until) for p in paths]
    found.notes += profile.notes()
    kept = sorted((layer for layer in layers if layer is not None), key=lambda layer: (layer.size, layer.name))

    base = root.parent if root.is_file() else root
    snapshots = read_snapshots(base / "snapshots.csv", until, found) if root.is_dir() else ()
    snapshots = snapshots or tuple(sorted({d for layer in kept for d in layer.dates}))
    towns = read_towns(base / "towns.csv", found) if root.is_dir() else ()
    gazetteer = read_gazetteer(base / "place_status_changes.csv", until, found) if root.is_dir() else ()

    if not kept and not found.problems:
        when = f" dated up to {until}" if until else ""
        if left := profile.notes():
            what, fix = f"holds no map{when} of which a profile knows what it means; {left[0]}", "write map.yaml beside"
        else:
            what, fix = f"holds no map{when}", "add front_*.geojson.gz files, or choose a later date"
        found.refuse(root.name, what, fix, check="folder")
    _check_cover(kept, towns, found)
    if found.problems:
        raise InputError(found.problems)
    days = [*snapshots, *(d for layer in kept for d in (layer.dates[0], layer.dates[-1]))]
    if (span := (max(days) - min(days)).days) > most("map_days"):
        raise InputError([too_much("map_days", span).problem(root.name)])
    _note_gaps(snapshots, found)
    maps = ControlMaps(
        str(root),
        tuple(kept),
        snapshots,
        towns,
        gazetteer,
        (),
        until,
        tuple(p.name for p in (fronts or paths)),
        profile.attacker,
        profile.defender,
    )
    if not maps.has_contested:
        found.notes.append("the source draws no contested ground: its share is unknown, not nought")
    return replace(maps, notes=tuple(found.notes))


def _check_cover(layers: list[Layer], towns: tuple[Town, ...], found: RepairNotes) -> None:
    def inside(lat: float, lon: float) -> bool:
        return any(w <= lon <= e and s <= lat <= n for w, s, e, n in (layer.box for layer in layers))

    if not towns or not layers or any(inside(t.lat, t.lon) for t in towns):
        return
    swapped = any(inside(t.lon, t.lat) for t in towns)
    fix = "lat and lon look swapped" if swapped else "check the coordinates of towns.csv and the bbox of the maps"
    found.refuse("towns.csv", "the map covers no town", fix, check="coverage")


def _note_gaps(snapshots: tuple[date, ...], found: RepairNotes) -> None:
    for before, after in itertools.pairwise(snapshots):
        if (after - before).days > GAP_DAYS:
            found.notes.append(f"the map was not seen between {before} and {after}: what it showed is carried forward")
