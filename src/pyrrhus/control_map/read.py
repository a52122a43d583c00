"""Reads a folder of dated control maps, or a single GeoJSON, up to a date and no further."""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from datetime import date
from pathlib import Path

from pyrrhus.control_map.daily import day_of_name, read_daily
from pyrrhus.control_map.maps import ControlMaps, GazetteerPlace, Layer, Town
from pyrrhus.control_map.polygons import RepairNotes, read_layer
from pyrrhus.errors import InputError, Problem

GEOJSON = (".geojson", ".geojson.gz", ".json", ".json.gz")
GAP_DAYS = 14


def read_maps(folder: str | Path, *, until: date | None = None) -> ControlMaps:
    """Dated maps of a folder (or one GeoJSON file); nothing dated after `until` is read.

    Three layouts: `front_*.geojson.gz` with `snapshots.csv` and `towns.csv`; one file per day, dated by its name; one
    GeoJSON whose features carry dates. Within a file a date is a whole snapshot of the file's bbox: a status absent on
    it is empty, absent dates carry the last one forward, outside every bbox is unknown. Raises InputError with every
    problem found. Repairs are told in `.notes`.
    """
    root = Path(folder)
    if not root.exists():
        raise InputError([Problem(str(root), None, "there is no such folder", "name a folder of dated maps", "folder")])
    found = RepairNotes()
    paths = [root] if root.is_file() else sorted(p for p in root.iterdir() if p.name.lower().endswith(GEOJSON))
    fronts = [p for p in paths if p.name.startswith("front_")]
    if fronts:
        layers = [read_layer(p, found, until=until) for p in fronts]
    elif daily := [(day, p) for p in paths if (day := day_of_name(p.name)) is not None]:
        layers = [read_daily([(d, p) for d, p in daily if until is None or d <= until], found)]
    else:
        layers = [read_layer(p, found, until=until, default_status="RU") for p in paths]
    kept = sorted((layer for layer in layers if layer is not None), key=lambda layer: (layer.size, layer.name))

    base = root.parent if root.is_file() else root
    snapshots = _read_snapshots(base / "snapshots.csv", until, found) if root.is_dir() else ()
    snapshots = snapshots or tuple(sorted({d for layer in kept for d in layer.dates}))
    towns = _read_towns(base / "towns.csv", found) if root.is_dir() else ()
    gazetteer = _read_gazetteer(base / "place_status_changes.csv", until, found) if root.is_dir() else ()

    if not kept and not found.problems:
        when = f" dated up to {until}" if until else ""
        found.refuse(root.name, f"holds no map{when}", "add front_*.geojson.gz files, or choose a later date",
                     check="folder")  # fmt: skip
    _check_cover(kept, towns, found)
    if found.problems:
        raise InputError(found.problems)
    _note_gaps(snapshots, found)
    maps = ControlMaps(
        str(root), tuple(kept), snapshots, towns, gazetteer, (), until, tuple(p.name for p in (fronts or paths))
    )
    if not maps.has_contested:
        found.notes.append("the source draws no contested ground: its share is unknown, not nought")
    return ControlMaps(
        maps.folder, maps.layers, maps.snapshots, maps.towns, maps.gazetteer, tuple(found.notes), until, maps.files
    )


def _rows(path: Path, columns: tuple[str, ...], found: RepairNotes) -> list[tuple[int, dict[str, str]]]:
    """Rows with their line numbers; an absent file is empty, an absent column is a problem."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        if missing := [c for c in columns if c not in (reader.fieldnames or ())]:
            found.refuse(path.name, f"has no column {', '.join(missing)}", f"write the columns {', '.join(columns)}",
                         check="columns", line=1)  # fmt: skip
            return []
        return [(reader.line_num, row) for row in reader]


def _day(path: Path, line: int, text: str, found: RepairNotes) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        found.refuse(path.name, f"{text!r} is not a date", "write it like 2023-03-01", check="date", line=line)
        return None


def _point(path: Path, line: int, row: dict[str, str], found: RepairNotes) -> tuple[float, float] | None:
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
        if -90 <= lat <= 90 and -180 <= lon <= 180:
            return lat, lon
    except (TypeError, ValueError):
        pass
    found.refuse(path.name, f"lat {row['lat']!r}, lon {row['lon']!r} is no point on the earth",
                 "write decimal degrees", check="coordinates", line=line)  # fmt: skip
    return None


def _read_snapshots(path: Path, until: date | None, found: RepairNotes) -> tuple[date, ...]:
    days = {_day(path, line, row["date_utc"], found) for line, row in _rows(path, ("date_utc",), found)}
    return tuple(sorted(d for d in days if d is not None and (until is None or d <= until)))


def _read_towns(path: Path, found: RepairNotes) -> tuple[Town, ...]:
    towns: dict[str, Town] = {}
    for line, row in _rows(path, ("town", "lat", "lon"), found):
        point = _point(path, line, row, found)
        if row["town"] in towns:
            found.refuse(path.name, f"{row['town']} is written twice", "keep one row", check="duplicate", line=line)
        elif point:
            towns[row["town"]] = Town(row["town"], *point)
    return tuple(towns.values())


def _read_gazetteer(path: Path, until: date | None, found: RepairNotes) -> tuple[GazetteerPlace, ...]:
    statuses: dict[tuple[str, float, float], list[tuple[date, str]]] = defaultdict(list)
    for line, row in _rows(path, ("place", "lat", "lon", "date", "status"), found):
        day, point = _day(path, line, row["date"], found), _point(path, line, row, found)
        if day is None or point is None:
            continue
        dated = statuses[row["place"], point[0], point[1]]
        if until is None or day <= until:
            dated.append((day, row["status"]))
    return tuple(GazetteerPlace(n, lat, lon, tuple(sorted(s))) for (n, lat, lon), s in statuses.items() if s)


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
