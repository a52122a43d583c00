"""One GeoJSON file of control polygons to clean geometry: what was repaired and what was refused, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pyrrhus.control_map.gis_formats import is_other_format, read_other_format
from pyrrhus.control_map.intricacy import Workload
from pyrrhus.control_map.maps import STATUSES, Layer
from pyrrhus.control_map.mending import Outline, clean_polygons, km2
from pyrrhus.control_map.meridian_180 import crosses_180, eastward
from pyrrhus.control_map.names_of_days import day_of_name
from pyrrhus.control_map.overlay import intersect, subtract
from pyrrhus.control_map.profiles import Profile
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.inputs.byte_reader import read_bytes, unpack
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import FIRST_YEAR, LAST_YEAR, most
from pyrrhus.plain_text import shown

OVERLAP_KM2 = 0.05  # smaller overlaps are the rounding of coordinates
JUMP_KM2, JUMP_DAYS = 20.0, 3
SAME_KM2 = 0.001  # drawings of one size to this are one drawing
LEFT_OUT = "left out"  # what is drawn there is no ground of either side, but the map reaches as far
OTHER_DATE_FIELDS = ("date", "mapdate", "asof", "timestamp", "datetime", "day", "reportdate", "obsdate")
LEAST_MILLISECONDS = 1e11  # below it lies 1973, or a count of seconds


def load_collection(path: Path, found: RepairNotes) -> dict[str, Any] | None:
    """The feature collection of a plain or gzipped file, or of another format; None when it is refused."""
    name = path.name
    try:
        if is_other_format(path):
            return read_other_format(path)
        data = parse_json(unpack(read_bytes(path, "map_bytes"), "map_bytes"), name=name)
        if is_other_format(path, data):
            return read_other_format(path, data)
        if isinstance(data, dict) and isinstance(data.get("map"), dict):
            data = data["map"]  # what DeepStateMap's interface answers with
        if isinstance(data, dict) and data.get("type") == "Feature":
            data = {"type": "FeatureCollection", "features": [data]}
        if not isinstance(data, dict) or not isinstance(data.get("features"), list):
            raise Refused("holds no FeatureCollection", "write one with a list of features", "geojson")
        if (number := len(data["features"])) > most("map_features"):
            raise too_much("map_features", number)
    except Refused as refused:
        found.problems.append(refused.problem(name))
        return None
    return data


def read_layer(
    path: Path, found: RepairNotes, profile: Profile, *, until: date | None, day: date | None = None
) -> Layer | None:
    """One file as a layer, features later than `until` left unread; None when the file is refused or empty.

    `day` stands in where features carry no date of their own; what they mean is as the `profile` says.
    """
    data = load_collection(path, found)
    if data is None:
        return None
    name, dated = path.name, profile.date_field
    geometry: dict[tuple[date, str], list[Outline]] = defaultdict(list)
    seen: set[date] = set()
    before = len(found.problems)
    for number, feature in enumerate(data["features"], start=1):
        try:
            properties = properties_of(feature)
        except Refused as refused:
            found.refuse(name, f"feature {number}: {refused.what}", refused.fix, check=refused.check)
            continue
        written = day_of_feature(properties[dated]) if dated in properties else day or _other_day(properties)
        if written is None:
            told = f"'{shown(properties[dated])}'" if dated in properties else "absent"
            fix = "give each feature a property date, or the file a date in its name, or say in map.yaml: date_field"
            found.refuse(name, f"feature {number}: no date like 2023-03-01 ({told})", fix, check="date")
            continue
        if until is not None and written > until:
            continue
        status = profile.status(properties, name)
        if status is None:
            found.refuse(
                name,
                f"feature {number}: status '{shown(properties.get('status'))}' is not known",
                f"write one of {', '.join(STATUSES)}, or say in map.yaml which side's word it is",
                check="status",
            )
            continue
        if status:
            seen.add(written)
        geometry[written, status or LEFT_OUT].append((number, feature.get("geometry")))
    if not seen:
        if day is not None and len(found.problems) == before:
            found.notes.append(f"{name}: holds no polygon and was passed over")
        return None
    days, load = tuple(sorted(seen)), Workload()
    clean = clean_polygons(name, geometry, data.get("crs"), found, load)
    if clean is None:
        return None
    if crosses_180(data.get("bbox"), list(clean.values())):
        clean = {key: eastward(shape) for key, shape in clean.items()}
    box = _box(name, data.get("bbox"), list(clean.values()), found)
    if box is None:
        return None
    _clip(name, clean, box, found)
    take_out_overlaps(name, clean, days, found, load)
    note_jumps(name, clean, days, found)
    states = {s: tuple(clean.get((d, s)) for d in days) for s in STATUSES}
    return Layer(name.split(".")[0], box, days, states, data.get("bbox") is None)


def properties_of(feature: Any) -> dict[str, Any]:
    """The properties of a feature, none where it has null. Raises Refused where it is no feature."""
    if not isinstance(feature, dict):
        raise Refused("is no object", "write a Feature with properties and geometry", "geojson")
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise Refused("its properties are no object", "write an object, or null", "geojson")
    return properties or {}


def day_of_feature(told: Any) -> date | None:
    """The day that a feature gives, as text or in milliseconds since 1970 (UTC); None where it gives none that can
    be."""
    try:
        if isinstance(told, int | float) and not isinstance(told, bool):
            return datetime.fromtimestamp(told / 1000, tz=UTC).date() if told >= LEAST_MILLISECONDS else None
        day = date.fromisoformat(str(told)[:10])
    except (ValueError, OverflowError, OSError):
        day = day_of_name(str(told)[:40])  # 01.03.2023, 1 March 2023, milliseconds as text
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _other_day(properties: Mapping[str, Any]) -> date | None:
    """The day under another name than `date`, where nothing else tells it: of services, in any letters."""
    by_name = {str(key).lower().replace("_", ""): value for key, value in properties.items()}
    days = (day_of_feature(by_name[name]) for name in OTHER_DATE_FIELDS if by_name.get(name) not in (None, ""))
    return next((day for day in days if day is not None), None)


def _box(name: str, bbox: Any, shapes: list[Any], found: RepairNotes) -> tuple[float, float, float, float] | None:
    import shapely

    if bbox is None:
        if not shapes:
            found.refuse(
                name,
                "has no bbox and no polygon, so what it covers is not known",
                "add a bbox member [west, south, east, north]",
                check="coverage",
            )
            return None
        found.notes.append(f"{name}: has no bbox, so it is taken to cover the extent of its polygons and no more")
        west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
        return west, south, east, north
    numbers = bbox if isinstance(bbox, list) and len(bbox) in (4, 6) else []
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e9 for v in numbers):
        numbers = []
    if len(numbers) == 6:  # with heights, as the format allows
        numbers = [*numbers[:2], *numbers[3:5]]
    west, south, east, north = map(float, numbers or (0, 0, 0, 0))
    wide = 360.0 if numbers and crosses_180(bbox, shapes) else 0.0  # its eastern longitudes then lie past 180
    if not (-180 <= west < east + wide <= 180 + wide and -90 <= south < north <= 90):
        told = f"{west:g}, {south:g}, {east:g}, {north:g}" if numbers else shown(bbox)
        found.refuse(
            name, f"bbox {told} is not [west, south, east, north] in degrees", "correct the bbox", check="coverage"
        )
        return None
    return west, south, east + wide, north


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
    name: str,
    clean: dict[tuple[date, str], Any],
    days: tuple[date, ...],
    found: RepairNotes,
    load: Workload | None = None,
) -> None:
    """What is drawn as held is not contested as well: contested loses what it shares with RU. Each day counts for
    itself where no `load` is given."""
    count, worst, first = 0, 0.0, ""
    for day in days:
        held, contested = clean.get((day, "RU")), clean.get((day, "CONTESTED"))
        if held is None or contested is None:
            continue
        carried = load or Workload()
        try:
            carried.look_at_two(held, contested)
            shared = intersect(held, contested)
            carried.count_new(shared, held, contested)
        except Refused as refused:
            what = f"held and contested ground of {day}, laid over each other, {refused.what}"
            found.refuse(name, what, refused.fix, check=refused.check)
            return
        common = km2(shared)
        if common > OVERLAP_KM2:
            clean[day, "CONTESTED"] = subtract(contested, held)
            count, worst, first = count + 1, max(worst, common), first or day.isoformat()
    if count:
        found.notes.append(
            f"{name}: on {count} dates (first {first}) contested ground lay over held ground, at most {worst:.2f} km²; "
            "it counts as held"
        )


def note_jumps(name: str, clean: dict[tuple[date, str], Any], days: tuple[date, ...], found: RepairNotes) -> None:
    """Ground that leaves and is back within three days is more likely drawing than war, and a map that is drawn as one
    long before it an older one under a newer date; both are kept and said."""
    held = [clean.get((day, "RU")) for day in days]
    sizes = [0.0 if g is None else km2(g) for g in held]
    back = Counter[str]()
    for n in range(1, len(days) - 1):
        out, home = sizes[n] - sizes[n - 1], sizes[n + 1] - sizes[n]
        if out * home < 0 and min(abs(out), abs(home)) > JUMP_KM2 and (days[n + 1] - days[n - 1]).days <= JUMP_DAYS:
            back[days[n].isoformat()] += 1
    if back:
        found.notes.append(
            f"{name}: on {', '.join(sorted(back)[:5])}{' and others' if len(back) > 5 else ''} more than 20 km² jumped "
            "out and back within three days; kept as drawn"
        )
    older: dict[int, int] = {}
    for n in range(2, len(days)):
        if abs(sizes[n] - sizes[n - 1]) > JUMP_KM2 and sizes[n] > 0.0 and n - 1 not in older:
            alike = [m for m in range(n - 1) if abs(sizes[m] - sizes[n]) < SAME_KM2]
            if alike:
                older[n] = alike[-1]
    if older:
        some = ", ".join(f"{days[n]} as on {days[m]}" for n, m in list(older.items())[:3])
        found.notes.append(
            f"{name}: drawn again as long before, more than 20 km² from the map between: {some}"
            f"{' and others' if len(older) > 3 else ''}; an older map under a newer date? kept as drawn"
        )
