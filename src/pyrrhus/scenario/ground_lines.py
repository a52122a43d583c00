"""lines.geojson: rivers, borders and a coast, and bridges over them; drawn on the map, some of them barriers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pyrrhus.errors import Problem
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused
from pyrrhus.inputs.text_file import TextFile
from pyrrhus.limits import most
from pyrrhus.scenario.cells import CellError, day
from pyrrhus.scenario.model_errors import say
from pyrrhus.scenario.nearest import shown
from pyrrhus.scenario.schema import BridgePoint, GroundLine

if TYPE_CHECKING:
    from pyrrhus.terrain.barriers import Barrier

LINES = "lines.geojson"
BRIDGE = "bridge"
KNOWN = ("name", "kind", "barrier", "known_on", "note")
LAYOUT = "write a FeatureCollection of LineString features, and of Point features for bridges"


class LineError(ValueError):
    """What is wrong with a feature, and what to write instead."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


def read_ground_lines(
    file: TextFile,
) -> tuple[tuple[GroundLine, ...], tuple[BridgePoint, ...], list[Problem]]:
    """The lines and bridges of a file, and every problem of the rest. Rows keep the number of their feature."""
    try:
        document = parse_json(file.text.encode("utf-8"), name=LINES)
    except Refused as refused:
        return (), (), [Problem(LINES, refused.line, refused.what, refused.fix, "lines_unreadable")]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        return (), (), [Problem(LINES, None, "has no list of features", LAYOUT, "lines_unreadable")]
    lines: list[GroundLine] = []
    bridges: list[BridgePoint] = []
    problems: list[Problem] = []
    points = 0
    for number, feature in enumerate(features, 1):
        try:
            row = _fields(feature, number)
            parts = _parts(feature)
            points += sum(map(len, parts))
            if points > most("line_points"):
                raise LineError(f"the lines have more than {most('line_points'):,} points", "simplify them")
            if row["kind"] == BRIDGE:
                lon, lat = parts[0][0]
                del row["kind"], row["barrier"]
                bridges.append(BridgePoint.model_validate({**row, "lat": lat, "lon": lon}))
            else:
                lines += [GroundLine.model_validate({**row, "points": part}) for part in parts]
        except LineError as error:
            problems.append(_problem(number, error.what, error.fix))
        except ValidationError as error:
            problems += [_problem(number, *say(entry)[:2]) for entry in error.errors()]
        if points > most("line_points") or len(problems) >= most("problems_shown"):
            break
    return tuple(lines), tuple(bridges), problems


def _problem(number: int, what: str, fix: str) -> Problem:
    return Problem(LINES, None, f"feature {number}: {what}", fix, "lines_feature")


def _fields(feature: Any, number: int) -> dict[str, Any]:
    """The properties of a feature as fields of a row."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise LineError("is no feature with properties", 'write "properties": {"name": …, "kind": "river"}')
    given = feature["properties"]
    if unknown := [key for key in given if key not in KNOWN]:
        raise LineError(f"there is no property {shown(unknown[0])}", f"the properties are {', '.join(KNOWN)}")
    row = {"name": given.get("name") or "", "kind": given.get("kind"), "line": number}
    barrier = given.get("barrier", False)
    if not isinstance(barrier, bool):
        raise LineError(f"barrier is {shown(str(barrier))}", "write true or false, without quotes")
    row["barrier"] = barrier
    if (known_on := given.get("known_on")) is not None:
        try:
            row["known_on"] = day(str(known_on), partial="last")
        except CellError as error:
            raise LineError(f"known_on {error.what}", error.fix) from None
    return row


def _parts(feature: dict[str, Any]) -> list[tuple[tuple[float, float], ...]]:
    """The lines of a feature as (lon, lat) in degrees; of a bridge the one point."""
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    form = geometry.get("type")
    is_bridge = feature["properties"].get("kind") == BRIDGE
    if form not in (("Point",) if is_bridge else ("LineString", "MultiLineString")):
        wanted = "a bridge is a Point" if is_bridge else "rivers, borders and coasts are LineString features"
        raise LineError(f"its geometry is {shown(str(form))}", f"{wanted}; polygons have no place here")
    given = geometry.get("coordinates")
    parts = [[given]] if form == "Point" else [given] if form == "LineString" else given
    found = []
    for part in parts if isinstance(parts, list) else [None]:
        if not isinstance(part, list) or len(part) < (1 if is_bridge else 2):
            raise LineError("its line has fewer than two points", "write [longitude, latitude] pairs")
        found.append(tuple(_point(spot) for spot in part))
    if not found:
        raise LineError("it has no line", "write [longitude, latitude] pairs, or remove the feature")
    return found


def _point(spot: Any) -> tuple[float, float]:
    numbers = spot[:2] if isinstance(spot, list) else []
    if len(numbers) < 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise LineError(f"{shown(str(spot))} is no point", "write [longitude, latitude] in degrees")
    lon, lat = float(numbers[0]), float(numbers[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise LineError(f"{lon:g}, {lat:g} is no point on the earth", "write [longitude, latitude] in degrees")
    return lon, lat


def barriers_of(lines: Iterable[GroundLine], to_xy: Callable[..., Sequence[Any]]) -> tuple[Barrier, ...]:
    """The lines that are barriers, those of one name as one; `to_xy` turns longitudes and latitudes into km."""
    from shapely import LineString, MultiLineString

    from pyrrhus.terrain.barriers import Barrier

    named: dict[str, list[Any]] = {}
    for line in lines:
        if line.barrier:
            lon, lat = zip(*line.points, strict=True)
            x, y = to_xy(lon, lat)
            named.setdefault(line.name or f"line {line.line}", []).append(LineString(list(zip(x, y, strict=True))))
    return tuple(Barrier(name, MultiLineString(parts)) for name, parts in named.items())
