"""A front on the meridian of 180 degrees is like any other: the same map, turned round the earth, gives the same."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pyrrhus.control_map.meridian_180 import crosses_180
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import build_sector
from pyrrhus.errors import InputError

DAYS = [date(2030, 1, 7) + timedelta(weeks=n) for n in range(4)]


def turned(lon: float, by: float) -> float:
    return (lon + by + 180.0) % 360.0 - 180.0


def parts_of(west: float, east: float, by: float) -> list[Any]:
    """The rectangle between two longitudes, turned, in two parts where it crosses 180 degrees, as the format asks."""
    ends = [turned(west, by), turned(east, by)]
    pieces = [(ends[0], ends[1])] if ends[0] < ends[1] else [(ends[0], 180.0), (-180.0, ends[1])]
    return [[[[w, -17.4], [e, -17.4], [e, -16.6], [w, -16.6], [w, -17.4]]] for w, e in pieces if w < e]


def shares(folder: Path, by: float, town: float, *, boxed: bool, whole: bool = False) -> list[tuple[str, ...]]:
    """The rows of control.csv of a town at a longitude, before it and the map are turned by so many degrees."""
    (folder / "maps").mkdir(parents=True)
    for n, day in enumerate(DAYS):
        ground = {"type": "MultiPolygon", "coordinates": parts_of(0.05 - 0.02 * n, 0.4, by)}
        feature = {"type": "Feature", "properties": {"status": "held"}, "geometry": ground}
        data: dict[str, Any] = {"type": "FeatureCollection", "features": [feature]}
        if whole:  # ground that is contested tells how far a map without a box reaches
            ground = {"type": "MultiPolygon", "coordinates": parts_of(-0.4, 0.05 - 0.02 * n, by)}
            data["features"].append({"type": "Feature", "properties": {"status": "contested"}, "geometry": ground})
        if boxed:
            data["bbox"] = [turned(-0.4, by), -17.4, turned(0.4, by), -16.6]
        (folder / "maps" / f"control_{day}.geojson").write_text(json.dumps(data))
    (folder / "places.csv").write_text(
        f"name,lat,lon\nTown,-17.0,{turned(town, by)}\nNorth,-16.95,{turned(0.01, by)}\n"
    )
    build_sector("Town", folder / "maps", out=folder / "town", places_csv=folder / "places.csv")
    with (folder / "town" / "control.csv").open(encoding="utf-8") as rows:
        return [(r["date"], r["cell"], r["holder"], f"{float(r['share_0_1']):.3f}") for r in csv.DictReader(rows)]


@pytest.mark.parametrize("town", [0.02, -0.02])  # east and west of what becomes the meridian
@pytest.mark.parametrize(("boxed", "whole"), [(True, False), (False, True)])
def test_a_front_turned_onto_the_meridian_is_the_same(tmp_path: Path, town: float, boxed: bool, whole: bool) -> None:
    here = shares(tmp_path / "here", 0.0, town, boxed=boxed, whole=whole)
    there = shares(tmp_path / "there", 180.0, town, boxed=boxed, whole=whole)
    assert len(here) > 100
    assert {row[2] for row in here} >= {"attacker"}
    assert there == here


@pytest.mark.parametrize(
    ("bbox", "crosses"),
    [([179.0, -18, -179.0, -16], True), ([179.0, -18, 0, -179.0, -16, 9], True), ([20.0, 40, 21.0, 41], False),
     ([21.0, 40, 20.0, 41], False), ([190.0, 0, -179.0, 1], False), (["a", 0, "b", 1], False), ([], False)],
)  # fmt: skip
def test_a_box_whose_west_is_east_crosses_unless_it_goes_round_the_earth(bbox: Any, crosses: bool) -> None:
    assert crosses_180(bbox, []) is crosses


def test_ends_of_a_box_that_are_exchanged_are_refused(tmp_path: Path) -> None:
    data = {"type": "FeatureCollection", "bbox": [31.0, 47.9, 30.0, 48.2], "features": [
        {"type": "Feature", "properties": {"date": "2030-01-07", "status": "RU"},
         "geometry": {"type": "Polygon", "coordinates": [[[30, 48], [31, 48], [31, 48.1], [30, 48.1], [30, 48]]]}}
    ]}  # fmt: skip
    (tmp_path / "front_x.geojson").write_text(json.dumps(data))
    with pytest.raises(InputError, match=r"bbox 31, 47.9, 30, 48.2 is not \[west, south, east, north\]"):
        read_maps(tmp_path)
