"""Lines that bar the way: planted rivers, and where they come out in the ground, the map and the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from shapely import LineString, MultiLineString

from conftest import START
from pyrrhus.campaign.banks import CROSSING_RATIO
from pyrrhus.campaign.cell_maps import map_series
from pyrrhus.campaign.ground import LENGTH_GRAIN_KM, build_terrain, to_ground
from pyrrhus.inputs.text_file import decode
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.ground_lines import read_ground_lines
from pyrrhus.scenario.schema import BridgePoint, Control, GroundLine, Route
from pyrrhus.terrain.barriers import Barrier, barred_borders, between, nearest_in_sight, passage_over
from pyrrhus.terrain.network import Road
from pyrrhus.terrain.tiling import Tiling, build_tiling

EAST_KM = 1.3  # of the centre, where the planted rivers run


@pytest.fixture(scope="module")
def tiling() -> Tiling:
    return build_tiling(45.0, 30.0, radius_km=8.0, cell_km=2.0, fine_cell_km=1.0, fine_radius_km=1.5)


def river(*points: tuple[float, float], name: str = "river") -> Barrier:
    return Barrier(name, MultiLineString([LineString(points)]))


THROUGH = river((EAST_KM, -20.0), (EAST_KM, 20.0))


def test_a_line_between_is_crossed_an_odd_number_of_times() -> None:
    bend = river((EAST_KM, -9.0), (EAST_KM, 0.0), (4.0, 0.0), (4.0, 1.0), (EAST_KM, 1.0), (EAST_KM, 9.0))
    one = np.array([[0.0, 0.5], [0.0, 0.5], [5.0, 5.0], [0.0, 3.0]])
    two = np.array([[2.0, 0.5], [5.0, 0.5], [5.0, -5.0], [2.0, 0.5]])
    assert between(one, two, [bend]).tolist() == [False, True, False, False]
    assert between(one, two, []).tolist() == [False] * 4
    other = river((-9.0, 2.0), (9.0, 2.0), name="stream")
    # crossed once each, two rivers part; one crossed twice does not
    assert between(np.array([[0.0, 3.0]]), np.array([[2.0, 1.5]]), [THROUGH, other]).tolist() == [True]


def test_borders_across_are_those_whose_cells_lie_on_either_side(tiling: Tiling) -> None:
    barred = barred_borders(tiling, [THROUGH])
    x = tiling.centroids_km[:, 0]
    first, second = tiling.borders.first, tiling.borders.second
    assert (barred == ((x[first] > EAST_KM) != (x[second] > EAST_KM))).all()
    assert 0 < barred.sum() < len(barred) / 4


def test_passage_is_the_ratio_across_and_one_elsewhere(tiling: Tiling) -> None:
    barred = barred_borders(tiling, [THROUGH])
    passage = passage_over(tiling, [THROUGH], crossing_ratio=0.3)
    assert (passage[barred] == 0.3).all()
    assert (passage[~barred] == 1.0).all()
    assert (passage_over(tiling, [], crossing_ratio=0.3) == 1.0).all()


def test_a_bridge_opens_one_border_and_a_road_those_that_it_crosses(tiling: Tiling) -> None:
    middles, borders = tiling.centroids_km, tiling.borders
    opened = passage_over(tiling, [THROUGH], bridges_xy_km=[(EAST_KM, 0.1)], crossing_ratio=0.0)
    closed = passage_over(tiling, [THROUGH], crossing_ratio=0.0)
    (only,) = np.flatnonzero(opened != closed)
    assert opened[only] == 1.0
    ends = middles[[borders.first[only], borders.second[only]]]
    assert LineString(ends).distance(LineString([(EAST_KM, 0.1), (EAST_KM, 0.1001)])) < 0.6
    far = passage_over(tiling, [THROUGH], bridges_xy_km=[(5.0, 0.0)], crossing_ratio=0.0)
    assert (far == closed).all(), "a bridge over nothing opens nothing"
    road = Road("a", "b", (0.0, -3.1), (4.0, -3.1), "local")
    by_road = passage_over(tiling, [THROUGH], bridge_roads=[road], crossing_ratio=0.0)
    assert 1 <= (by_road != closed).sum() <= 2


def test_the_nearest_place_is_one_on_the_same_bank() -> None:
    places = np.array([[1.5, 0.0], [-6.0, 0.0], [1.5, 30.0]])
    points = np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 30.0]])
    assert nearest_in_sight(points, places, []).tolist() == [0, 0, 2]
    assert nearest_in_sight(points, places, [THROUGH]).tolist() == [1, 0, 2], "beyond the river's end nothing is parted"
    assert nearest_in_sight(points, places[:1], [THROUGH]).tolist() == [-1, 0, -1]


def planted(make_siege: Any, **changes: Any) -> Any:
    """The siege with a river from north to south, 1.3 km east of the centre."""
    east = 30.0 + EAST_KM / 78.85
    line = GroundLine(name="Planted", kind="river", barrier=True, points=((east, 44.8), (east, 45.2)))
    return make_siege(ground_lines=(line,), **changes)


def row(place: str, holder: str) -> Control:
    return Control.model_validate({"date": START, "place": place, "holder": holder})


def test_control_is_not_carried_over_the_water(make_siege) -> None:
    rows = (row("eastern", "attacker"), row("western", "defender"))
    scenario = planted(make_siege, control=rows)
    terrain = build_terrain(scenario)
    x = terrain.tiling.centroids_km[:, 0]
    held = map_series(scenario, terrain, until=START).held[0]
    assert (held[x > EAST_KM + 0.1] == 1.0).all()
    assert (held[x < EAST_KM - 0.1] == 0.0).all()
    dry = map_series(make_siege(control=rows), build_terrain(make_siege()), until=START).held[0]
    assert not (dry == held).all()


def test_a_bank_without_a_row_is_held_by_nobody_known(make_siege) -> None:
    scenario = planted(make_siege, control=(row("western", "defender"),))
    terrain = build_terrain(scenario)
    series = map_series(scenario, terrain, until=START)
    east = terrain.tiling.centroids_km[:, 0] > EAST_KM + 0.1
    assert (series.contested[0, east] == 1.0).all()
    assert (series.contested[0, ~east] == 0.0).all()


def test_the_engine_gets_the_shorter_border_and_nothing_else(make_siege) -> None:
    dry, wet = to_ground(build_terrain(make_siege())), to_ground(build_terrain(planted(make_siege)))
    for name in dry._fields:
        if name != "border_km":
            assert np.array_equal(np.asarray(getattr(dry, name)), np.asarray(getattr(wet, name))), name
    changed = dry.border_km != wet.border_km
    assert changed.any()
    assert np.abs(wet.border_km[changed] - CROSSING_RATIO * dry.border_km[changed]).max() <= LENGTH_GRAIN_KM


def test_the_ratio_is_the_folders_where_it_gives_one(make_siege) -> None:
    file = {"parameters": {"barrier_crossing_ratio": {"uniform": [0.0, 0.2]}}}
    terrain = build_terrain(planted(make_siege, file=file))
    assert sorted(set(terrain.passage_0_1.tolist())) == pytest.approx([0.1, 1.0])
    assert terrain.front_km.sum() < terrain.tiling.borders.length_km.sum()


def test_lines_that_are_no_barrier_change_no_ground(make_siege) -> None:
    line = GroundLine(name="Stream", kind="river", points=((30.016, 44.8), (30.016, 45.2)))
    dry, wet = build_terrain(make_siege()), build_terrain(make_siege(ground_lines=(line,)))
    assert wet.barriers == ()
    assert to_ground(dry).border_km.tobytes() == to_ground(wet).border_km.tobytes()


def test_a_bridge_that_is_known_later_opens_nothing_before(make_siege) -> None:
    late = START + timedelta(days=9)
    bridge = BridgePoint(name="Late", lat=45.0, lon=30.0 + EAST_KM / 78.85, known_on=late)
    scenario = planted(make_siege, bridges=(bridge,))
    closed = build_terrain(planted(make_siege)).passage_0_1
    assert (build_terrain(as_of(scenario, late - timedelta(days=1))).passage_0_1 == closed).all()
    assert (build_terrain(as_of(scenario, late)).passage_0_1 != closed).sum() == 1
    line = scenario.ground_lines[0].model_copy(update={"known_on": late})
    hidden = scenario.model_copy(update={"ground_lines": (line,)})
    assert build_terrain(as_of(hidden, START)).barriers == ()


def test_a_road_with_a_bridge_opens_the_river(make_siege) -> None:
    road = Route.model_validate({"from": "town", "to": "eastern", "class": "national", "bridge": True})
    scenario = planted(make_siege)
    opened = build_terrain(scenario.model_copy(update={"routes": (*scenario.routes, road)})).passage_0_1
    assert (opened > build_terrain(scenario).passage_0_1).any()


def test_the_front_moves_less_over_a_barrier_and_as_before_over_a_bridge(make_siege, make_world) -> None:
    """Paired draws of a siege whose front lies on a river from end to end: fewer changes of ground the closer it is."""
    rows = (row("eastern", "attacker"), row("western", "defender"), row("town", "defender"))
    gained = {}
    for name, ratio in (("dry", 1.0), ("wet", 0.25), ("closed", 0.0)):
        file = {"parameters": {"barrier_crossing_ratio": ratio}}
        world = make_world(planted(make_siege, control=rows, file=file), draws=64)
        gained[name] = float(np.mean(world.run().record.gain_km2[:, -1]))
    assert gained["dry"] > gained["wet"] > gained["closed"]
    assert gained["closed"] == pytest.approx(0.0, abs=1e-9)


def text(*features: str) -> Any:
    joined = ", ".join(features)
    return decode(f'{{"features": [{joined}]}}'.encode(), name="lines.geojson")[0]


def feature(properties: str, form: str, coordinates: str) -> str:
    return f'{{"properties": {{{properties}}}, "geometry": {{"type": "{form}", "coordinates": {coordinates}}}}}'


def test_every_wrong_feature_is_named_and_the_good_ones_are_kept() -> None:
    good = feature(
        '"name": "A", "kind": "river", "barrier": true', "MultiLineString", "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"
    )
    bridge = feature('"kind": "bridge", "known_on": "2022-05"', "Point", "[1, 2, 300]")
    wrong = [
        feature('"kind": "bridge"', "LineString", "[[1, 2], [3, 4]]"),
        feature('"kind": "river"', "Polygon", "[[[1, 2], [3, 4], [5, 6], [1, 2]]]"),
        feature('"kind": "river"', "LineString", "[[1, 2]]"),
        feature('"kind": "river"', "LineString", '[[1, 2], ["3", 4]]'),
        feature('"kind": "river"', "LineString", "[[1, 2], [3, 94]]"),
        feature('"kind": "river", "barrier": "yes"', "LineString", "[[1, 2], [3, 4]]"),
        feature('"kind": "river", "width": 3', "LineString", "[[1, 2], [3, 4]]"),
        feature('"kind": "river", "known_on": "soon"', "LineString", "[[1, 2], [3, 4]]"),
        feature('"name": "no kind"', "LineString", "[[1, 2], [3, 4]]"),
        '"a word"',
    ]
    lines, bridges, problems = read_ground_lines(text(good, *wrong, bridge))
    assert [line.points for line in lines] == [((1.0, 2.0), (3.0, 4.0)), ((5.0, 6.0), (7.0, 8.0))]
    assert {(line.name, line.barrier, line.line) for line in lines} == {("A", True, 1)}
    assert [(b.lon, b.lat, b.known_on) for b in bridges] == [(1.0, 2.0, date(2022, 5, 31))]
    assert [p.what.split(":")[0] for p in problems] == [f"feature {n}" for n in range(2, 12)]
    assert all(p.fix and p.check == "lines_feature" for p in problems)
