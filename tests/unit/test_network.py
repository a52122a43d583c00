"""Roads over cells, and where supply enters the map."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from pyrrhus.terrain.legs import road_legs
from pyrrhus.terrain.network import ROAD_CAPACITY, Road, build_network
from pyrrhus.terrain.tiling import Tiling, build_tiling


@pytest.fixture(scope="module")
def tiling() -> Tiling:
    return build_tiling(48.59, 38.0, radius_km=8.0, cell_km=2.0, fine_cell_km=1.0, fine_radius_km=2.0)


def road(a: str, b: str, start: tuple[float, float], end: tuple[float, float], kind: str = "national") -> Road:
    return Road(a, b, start, end, kind)


WEST_EAST = road("west", "east", (-30.0, 0.3), (30.0, 0.3))
NONE: list[dict[str, tuple[float, float]]] = [{}, {}]


def crossed(tiling: Tiling, one: Road) -> set[tuple[int, int]]:
    """Pairs of cells on the line, by geometry alone."""
    line = LineString([one.from_xy_km, one.to_xy_km])
    return {
        (int(a), int(b))
        for a, b in zip(tiling.borders.first, tiling.borders.second, strict=True)
        if tiling.polygons_xy_km[a].intersection(tiling.polygons_xy_km[b]).intersects(line)
    }


def with_road(tiling: Tiling, network) -> set[tuple[int, int]]:
    on = network.capacity_0_1 > 0.0
    return set(zip(tiling.borders.first[on].tolist(), tiling.borders.second[on].tolist(), strict=True))


@pytest.mark.parametrize(
    "one",
    [
        WEST_EAST,
        road("a", "b", (-7.0, -6.1), (6.0, 5.2)),
        road("a", "b", (0.2, 0.1), (0.9, 7.0)),
        road("a", "b", (3.3, -20.0), (3.3, 20.0)),
    ],
)
def test_a_road_is_laid_over_the_borders_that_it_crosses(tiling: Tiling, one: Road) -> None:
    network = build_network(tiling, [one], NONE)
    assert with_road(tiling, network) == crossed(tiling, one)
    assert set(network.capacity_0_1.tolist()) == {0.0, 1.0}


def test_a_road_can_be_travelled_from_end_to_end(tiling: Tiling) -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    one = road("a", "b", (-6.5, -3.0), (5.5, 4.0), "local")
    network = build_network(tiling, [one], NONE)
    n, on = len(tiling.cell_ids), network.capacity_0_1 > 0.0
    graph = csr_array((np.ones(on.sum()), (tiling.borders.first[on], tiling.borders.second[on])), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    assert label[tiling.cell_of(-6.5, -3.0)] == label[tiling.cell_of(5.5, 4.0)]


def test_the_best_road_counts_whatever_the_order(tiling: Tiling) -> None:
    slow = road("west", "east", (-30.0, 0.3), (30.0, 0.3), "track")
    for roads in ([slow, WEST_EAST], [WEST_EAST, slow]):
        assert build_network(tiling, roads, NONE).capacity_0_1.max() == 1.0
    assert build_network(tiling, [slow], NONE).capacity_0_1.max() == ROAD_CAPACITY["track"]
    there = build_network(tiling, [WEST_EAST], NONE).capacity_0_1
    back = build_network(tiling, [road("e", "w", (30.0, 0.3), (-30.0, 0.3))], NONE).capacity_0_1
    np.testing.assert_array_equal(there, back)


def test_a_road_outside_the_map_crosses_nothing(tiling: Tiling) -> None:
    assert (build_network(tiling, [road("a", "b", (-30.0, 20.0), (30.0, 20.0))], NONE).capacity_0_1 == 0.0).all()


def test_better_classes_carry_more() -> None:
    order = [ROAD_CAPACITY[kind] for kind in ("motorway", "national", "regional", "local", "track")]
    assert order == sorted(order, reverse=True)
    assert all(0.0 < c <= 1.0 for c in order)


def test_without_roads_or_sources_the_whole_rim_feeds(tiling: Tiling) -> None:
    network = build_network(tiling, [], [{"west": (-30.0, 0.0)}, {}])
    assert not network.known
    np.testing.assert_array_equal(network.entry, np.array([tiling.rim, tiling.rim]))
    network = build_network(tiling, [WEST_EAST], NONE)
    assert network.known
    np.testing.assert_array_equal(network.entry[0], tiling.rim)


def test_a_source_far_away_enters_where_its_road_does(tiling: Tiling) -> None:
    sources = [{"east": (30.0, 0.3)}, {"west": (-30.0, 0.3)}]
    network = build_network(tiling, [WEST_EAST], sources)
    for side, sign in ((0, 1.0), (1, -1.0)):
        cells = np.flatnonzero(network.entry[side])
        assert len(cells) == 1
        x, y = tiling.centroids_km[cells[0]]
        assert tiling.rim[cells[0]]
        assert sign * x > 6.0
        assert abs(y) < 1.5


def test_a_source_behind_another_place_is_reached_over_both_roads(tiling: Tiling) -> None:
    roads = [
        road("capital", "junction", (-90.0, 40.0), (-30.0, 0.3)),
        road("junction", "town", (-30.0, 0.3), (0.0, 0.3)),
    ]
    network = build_network(tiling, roads, [{}, {"capital": (-90.0, 40.0)}])
    direct = build_network(tiling, roads, [{}, {"junction": (-30.0, 0.3)}])
    np.testing.assert_array_equal(network.entry[1], direct.entry[1])
    assert network.entry[1].sum() == 1


def test_a_source_without_a_road_enters_at_the_nearest_rim(tiling: Tiling) -> None:
    network = build_network(tiling, [WEST_EAST], [{}, {"north": (0.0, 60.0)}])
    cells = np.flatnonzero(network.entry[1])
    assert len(cells) == 3
    assert tiling.rim[cells].all()
    assert (tiling.centroids_km[cells, 1] > 6.0).all()


def test_a_source_inside_is_an_entry_itself(tiling: Tiling) -> None:
    network = build_network(tiling, [WEST_EAST], [{"depot": (3.0, 0.3)}, {}])
    assert np.flatnonzero(network.entry[0]).tolist() == [tiling.cell_of(3.0, 0.3)]


def test_the_legs_of_a_road_lead_out_of_the_town_on_both_sides(tiling: Tiling) -> None:
    town = np.hypot(*tiling.centroids_km.T) < 1.5
    nowhere = np.zeros(len(tiling.cell_ids), dtype=bool)
    legs = road_legs(tiling, [WEST_EAST], town=town, entry=nowhere)
    assert len(legs) == 2
    for leg in legs:
        assert not town[leg].any()
        assert tiling.rim[leg].any()
    assert sorted(np.sign(tiling.centroids_km[leg, 0].mean()) for leg in legs) == [-1.0, 1.0]


def test_a_road_that_ends_before_the_rim_is_a_leg_only_where_supply_enters(tiling: Tiling) -> None:
    town = np.hypot(*tiling.centroids_km.T) < 1.5
    short = road("a", "b", (0.0, 0.3), (4.5, 0.3))
    entry = np.zeros(len(tiling.cell_ids), dtype=bool)
    assert road_legs(tiling, [short], town=town, entry=entry) == []
    entry[tiling.cell_of(4.5, 0.3)] = True
    assert len(road_legs(tiling, [short], town=town, entry=entry)) == 1
    beside = road("a", "b", (-30.0, 5.5), (30.0, 5.5))
    assert road_legs(tiling, [beside], town=town, entry=~entry) == []
