"""One GeoJSON file of control polygons to clean geometry: what was repaired and what was refused, in words."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pyrrhus.control_map.maps import STATUSES, Layer
from pyrrhus.control_map.overlay import intersect, join, repair, subtract
from pyrrhus.errors import Problem

KM_PER_DEG = 111.195
OVERLAP_KM2 = 0.05  # smaller overlaps are the rounding of coordinates
JUMP_KM2, JUMP_DAYS = 20.0, 3

# Words and fill colours by which the usual sources name a status (colours: DeepStateMap).
WORDS = {
    "RU": "ru russia russian occupied attacker advances controlled #a52714 #880e4f #000000",
    "CONTESTED": "contested unknown grey gray #bcaaa4 #bdbdbd",
    "UA_LIBERATED": "ua_liberated liberated counteroffensives counteroffensive #0f9d58 #0288d1 #01579b",
    "UA": "ua ukraine ukrainian defender",
}
STATUS_OF = {word: status for status, words in WORDS.items() for word in words.split()}


@dataclass
class RepairNotes:
    """What was seen while a file was read."""

    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, file: str, what: str, fix: str, *, check: str, line: int | None = None) -> None:
        self.problems.append(Problem(file, line, what, fix, check))


def status_of(properties: dict[str, Any], default: str | None) -> str | None:
    """Status of a feature by its own properties, else the default; None where it is not known."""
    for key in ("status", "fill", "holder"):
        if value := properties.get(key):
            return STATUS_OF.get(str(value).strip().lower())
    return default


def load_collection(path: Path, found: RepairNotes) -> dict[str, Any] | None:
    """The feature collection of a plain or gzipped file; None when it is refused."""
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    except (OSError, EOFError, ValueError) as error:
        fix = "write UTF-8 GeoJSON, plain or gzipped"
        found.refuse(path.name, f"cannot be read as GeoJSON ({error})", fix, check="geojson",
                     line=getattr(error, "lineno", None))  # fmt: skip
        return None
    if isinstance(data, dict) and data.get("type") == "Feature":
        data = {"type": "FeatureCollection", "features": [data]}
    if not isinstance(data, dict) or not isinstance(data.get("features"), list):
        found.refuse(path.name, "holds no FeatureCollection", "write one with a list of features", check="geojson")
        return None
    return data


def read_layer(
    path: Path, found: RepairNotes, *, until: date | None, day: date | None = None, default_status: str | None = None
) -> Layer | None:
    """One file as a layer, features later than `until` left unread; None when the file is refused or empty.

    `day` and `default_status` stand in where features carry no date or status of their own.
    """
    data = load_collection(path, found)
    if data is None:
        return None
    name = path.name
    geometry: dict[tuple[date, str], list[str]] = defaultdict(list)
    seen: set[date] = set()
    for number, feature in enumerate(data["features"], start=1):
        properties = feature.get("properties") or {} if isinstance(feature, dict) else {}
        try:
            written = date.fromisoformat(str(properties["date"])[:10]) if "date" in properties else day
        except ValueError:
            written = None
        if written is None:
            found.refuse(name, f"feature {number}: no date like 2023-03-01 ({properties.get('date', 'absent')!r})",
                         "give each feature a property date, or the file a date in its name", check="date")  # fmt: skip
            continue
        if until is not None and written > until:
            continue
        status = status_of(properties, default_status)
        if status is None:
            found.refuse(name, f"feature {number}: status {properties.get('status')!r} is not known",
                         f"write one of {', '.join(STATUSES)}", check="status")  # fmt: skip
            continue
        seen.add(written)
        shape = feature.get("geometry")
        if shape and status in STATUSES and shape.get("type") in ("Polygon", "MultiPolygon", "GeometryCollection"):
            geometry[written, status].append(json.dumps(shape))
    if not seen:
        if day is not None:
            found.notes.append(f"{name}: holds no polygon and was passed over")
        return None
    days = tuple(sorted(seen))
    clean = _clean(name, geometry, data.get("crs"), found)
    if clean is None:
        return None
    box = _box(name, data.get("bbox"), list(clean.values()), found)
    if box is None:
        return None
    _clip(name, clean, box, found)
    take_out_overlaps(name, clean, days, found)
    note_jumps(name, clean, days, found)
    states = {s: tuple(clean.get((d, s)) for d in days) for s in STATUSES}
    return Layer(name.split(".")[0], box, days, states, data.get("bbox") is None)


def _clean(
    name: str, texts: dict[tuple[date, str], list[str]], crs: Any, found: RepairNotes
) -> dict[tuple[date, str], Any] | None:
    """Parse, reproject where a projection is named, repair, unite: one valid geometry per date and status."""
    import numpy as np
    import shapely

    keys = [key for key, parts in texts.items() for _ in parts]
    shapes = shapely.from_geojson([t for parts in texts.values() for t in parts], on_invalid="ignore")
    broken = shapely.is_missing(shapes)
    if broken.any():
        found.notes.append(f"{name}: {int(broken.sum())} of {len(shapes)} polygons could not be read and were left out")
    shapes = shapely.force_2d(shapes)
    shapes = _to_degrees(name, shapes, crs, found)
    if shapes is None:
        return None
    invalid = ~shapely.is_valid(shapes) & ~broken
    if invalid.any():
        before = [_km2(g) for g in shapes[invalid]]
        shapes[invalid] = repair(shapes[invalid])
        change = max(abs(_km2(g) - b) for g, b in zip(shapes[invalid], before, strict=True))
        days = sorted({keys[i][0].isoformat() for i in np.flatnonzero(invalid)})
        found.notes.append(
            f"{name}: {int(invalid.sum())} of {len(shapes)} polygons crossed themselves or were otherwise broken and "
            f"were repaired (first on {days[0]}; area changed by at most {change:.2f} km²)"
        )
    parts: dict[tuple[date, str], list[Any]] = defaultdict(list)
    for key, shape, bad in zip(keys, shapes, broken, strict=True):
        if not bad and shape.area > 0:
            parts[key].append(shape)
    return {key: group[0] if len(group) == 1 else join(group) for key, group in parts.items()}


def _km2(shape: Any) -> float:
    """Rough area of a shape in degrees; good enough for what a note says."""
    if shape.is_empty:
        return 0.0
    _, south, _, north = shape.bounds
    return float(shape.area) * KM_PER_DEG**2 * math.cos(math.radians((south + north) / 2))


def _to_degrees(name: str, shapes: Any, crs: Any, found: RepairNotes) -> Any | None:
    """Longitude and latitude: reprojected where the file names another projection, refused where it hides one."""
    import numpy as np
    import shapely

    named = str((crs or {}).get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    code = re.search(r"EPSG:+(\d+)", named)
    if code and code.group(1) not in ("4326", "4979"):
        from pyproj import Transformer
        from pyproj.exceptions import CRSError

        try:
            back = Transformer.from_crs(int(code.group(1)), 4326, always_xy=True)
        except CRSError:
            found.refuse(name, f"names a projection that is not known ({named})", "write WGS 84 degrees",
                         check="projection")  # fmt: skip
            return None
        shapes = shapely.transform(shapes, lambda p: np.column_stack(back.transform(p[:, 0], p[:, 1])))
        found.notes.append(f"{name}: was in EPSG:{code.group(1)} and was brought to longitude and latitude (WGS 84)")
    west, south, east, north = shapely.total_bounds(shapes) if len(shapes) else (0, 0, 0, 0)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        found.refuse(
            name,
            f"coordinates run from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g}: not longitude and latitude",
            "write WGS 84 degrees, or name the projection in a crs member", check="projection",
        )  # fmt: skip
        return None
    return shapes


def _box(name: str, bbox: Any, shapes: list[Any], found: RepairNotes) -> tuple[float, float, float, float] | None:
    import shapely

    if bbox is None:
        if not shapes:
            found.refuse(name, "has no bbox and no polygon, so what it covers is not known",
                         "add a bbox member [west, south, east, north]", check="coverage")  # fmt: skip
            return None
        found.notes.append(f"{name}: has no bbox, so it is taken to cover the extent of its polygons and no more")
        west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
        return west, south, east, north
    try:
        west, south, east, north = (float(v) for v in bbox)
        good = -180 <= west < east <= 180 and -90 <= south < north <= 90
    except (TypeError, ValueError):
        good = False
    if not good:
        found.refuse(name, f"bbox {bbox} is not [west, south, east, north] in degrees", "correct the bbox",
                     check="coverage")  # fmt: skip
        return None
    return west, south, east, north


def _clip(name: str, clean: dict[tuple[date, str], Any], box: tuple[float, ...], found: RepairNotes) -> None:
    import shapely

    frame, slack = shapely.box(box[0], box[1], box[2], box[3]), 1e-6
    west, south, east, north = box
    cut = 0
    for key, shape in clean.items():
        w, s, e, n = shape.bounds
        if w < west - slack or s < south - slack or e > east + slack or n > north + slack:
            clean[key] = intersect(shape, frame)
            cut += 1
    if cut:
        found.notes.append(f"{name}: {cut} polygons reached outside the file's bbox and were cut to it")


def take_out_overlaps(
    name: str, clean: dict[tuple[date, str], Any], days: tuple[date, ...], found: RepairNotes
) -> None:
    """What is drawn as held is not contested as well: contested loses what it shares with RU."""

    count, worst, first = 0, 0.0, ""
    for day in days:
        held, contested = clean.get((day, "RU")), clean.get((day, "CONTESTED"))
        if held is None or contested is None:
            continue
        common = _km2(intersect(held, contested))
        if common > OVERLAP_KM2:
            clean[day, "CONTESTED"] = subtract(contested, held)
            count, worst, first = count + 1, max(worst, common), first or day.isoformat()
    if count:
        found.notes.append(
            f"{name}: on {count} dates (first {first}) contested ground lay over held ground, at most {worst:.2f} km²; "
            "it counts as held"
        )


def note_jumps(name: str, clean: dict[tuple[date, str], Any], days: tuple[date, ...], found: RepairNotes) -> None:
    """Ground that leaves and is back within three days is more likely drawing than war; it is kept and said."""
    held = [clean.get((day, "RU")) for day in days]
    km2 = [0.0 if g is None else _km2(g) for g in held]
    back = Counter[str]()
    for n in range(1, len(days) - 1):
        out, home = km2[n] - km2[n - 1], km2[n + 1] - km2[n]
        if out * home < 0 and min(abs(out), abs(home)) > JUMP_KM2 and (days[n + 1] - days[n - 1]).days <= JUMP_DAYS:
            back[days[n].isoformat()] += 1
    if back:
        found.notes.append(
            f"{name}: on {', '.join(sorted(back)[:5])}{' and others' if len(back) > 5 else ''} more than 20 km² jumped "
            "out and back within three days; kept as drawn"
        )
