"""Supply: clearance against Dijkstra, the widest path against brute force, stocks; and what the law does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, Ground
from pyrrhus.engine.clearance import NOT_YET, Clearance, copy_clearance, follow_clearance, measure_clearance
from pyrrhus.engine.laws.supply import (
    break_bridges,
    corridor_loss,
    cover_cells,
    measure_supply,
    spend_stocks,
    town_supply,
)
from pyrrhus.engine.ring import Ring, make_ring
from pyrrhus.engine.ways import Roads
from support.compiled_laws import plain

FAR_KM = 99.0


def random_ground(rng: np.random.Generator, cells: int, like: Ground, *, roads: bool) -> Ground:
    """A random planar-looking graph with lengths, roads and entries; the rest as in another ground."""
    pairs = {(i, int(rng.integers(0, i))) for i in range(1, cells) if rng.random() < 0.9}
    pairs |= {tuple(sorted(rng.choice(cells, 2, replace=False).tolist(), reverse=True)) for _ in range(cells)}
    a, b = np.array(sorted(pairs)).T
    long, road = rng.uniform(0.5, 3.0, len(a)), rng.choice([0.0, 0.5, 0.8, 1.0], len(a))
    first, second = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((second, first))
    return like._replace(
        area_km2=(area := rng.uniform(0.5, 4.0, cells)),
        half_depth_km=0.5 * np.sqrt(area),
        neighbour_start=np.concatenate([[0], np.cumsum(np.bincount(first, minlength=cells))]).astype(np.int32),
        neighbour=second[order].astype(np.int32),
        distance_km=np.tile(long, 2)[order].astype(np.float32),
        road_0_1=np.tile(road, 2)[order],
        entry=(rng.random((2, cells)) < 0.2).astype(np.uint8),
        roads_known=int(roads),
    )


def empty_clearance(cells: int, ring: Ring) -> Clearance:
    return Clearance(np.zeros(cells), np.zeros(cells, np.int32), np.full(cells, NOT_YET, np.uint8), ring)


def clearance_of(ground: Ground, enemy: NDArray[np.uint8]) -> NDArray[np.float64]:
    clearance = empty_clearance(len(enemy), make_ring(len(enemy)))
    plain(measure_clearance)(clearance, enemy, 1, ground)
    return clearance.km


def supply_of(
    ground: Ground, share: NDArray[np.float32], side: int, row: NDArray[np.float64], *, mud: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Supply and width of every cell for one side."""
    cells = len(share)
    held = share >= 0.5
    clearance = clearance_of(ground, (held if side == DEFENDER else ~held).astype(np.uint8))
    supply, width, cover = np.empty(cells), np.empty(cells), np.empty(cells)
    plain(cover_cells)(cover, clearance, ground, row)
    plain(measure_supply)(
        supply,
        share,
        cover,
        Roads(ground.road_0_1, ground.entry),
        side,
        ground,
        row,
        mud,
        width,
        make_ring(cells),
    )
    own = share if side == ATTACKER else 1.0 - share
    away = np.maximum(0.0, clearance - 0.5 * np.sqrt(ground.area_km2))
    reach = row[COLUMN["fire_control_range_km"]]
    if not ground.roads_known:
        reach = row[COLUMN["corridor_need_km"]] / np.log(2.0)
    np.testing.assert_allclose(width, np.where(own >= 0.5, own * (1.0 - np.exp(-away / reach)), 0.0), atol=1e-6)
    return supply, width


def widest(ground: Ground, width: NDArray[np.float64], side: int, link: Callable[[int, int, int], float]) -> Any:
    """The widest way from any entry to each cell, by Floyd and Warshall's recursion with max and min."""
    cells = len(width)
    best = np.zeros((cells, cells))
    for c in range(cells):
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            best[c, ground.neighbour[k]] = link(c, ground.neighbour[k], k)
    np.fill_diagonal(best, width)
    for k in range(cells):
        best = np.maximum(best, np.minimum(best[:, k, None], best[None, k, :]))
    entries = np.flatnonzero(ground.entry[side])
    from_entries = np.minimum(best[entries], width[entries, None])
    return from_entries.max(axis=0) if len(entries) else np.zeros(cells)


@given(seed=st.integers(0, 10**6), cells=st.integers(2, 25))
@settings(max_examples=40)
def test_clearance_is_the_shortest_way_to_the_enemy(siege, seed: int, cells: int) -> None:
    rng = np.random.default_rng(seed)
    ground = random_ground(rng, cells, siege.campaign.ground, roads=True)
    enemy = (rng.random(cells) < 0.25).astype(np.uint8)
    graph = csr_array((ground.distance_km, ground.neighbour, ground.neighbour_start), shape=(cells, cells))
    expected = np.full(cells, FAR_KM)
    if enemy.any():
        expected = np.minimum(expected, dijkstra(graph, indices=np.flatnonzero(enemy), min_only=True))
    np.testing.assert_allclose(clearance_of(ground, enemy), expected, atol=1e-6)


@given(seed=st.integers(0, 10**6), cells=st.integers(2, 25))
@settings(max_examples=40)
def test_clearance_kept_up_to_date_is_clearance_measured_anew(siege, seed: int, cells: int) -> None:
    rng = np.random.default_rng(seed)
    ground = random_ground(rng, cells, siege.campaign.ground, roads=True)
    enemy = (rng.random(cells) < 0.3).astype(np.uint8)
    kept = empty_clearance(cells, make_ring(cells))
    plain(follow_clearance)(kept, enemy, 1, ground)
    for _ in range(12):
        for c in rng.integers(0, cells, rng.integers(1, 4)):
            enemy[c] = 1 - enemy[c]
        plain(follow_clearance)(kept, enemy, 1, ground)
        np.testing.assert_array_equal(kept.km, clearance_of(ground, enemy))
    other = empty_clearance(cells, kept.ring)
    plain(copy_clearance)(other, kept)
    plain(follow_clearance)(other, 1 - enemy, 1, ground)
    np.testing.assert_array_equal(other.km, clearance_of(ground, 1 - enemy))


@given(seed=st.integers(0, 10**6), cells=st.integers(2, 20), side=st.integers(0, 1))
@settings(max_examples=40)
def test_supply_without_roads_is_the_widest_way(siege, seed: int, cells: int, side: int) -> None:
    rng = np.random.default_rng(seed)
    ground = random_ground(rng, cells, siege.campaign.ground, roads=False)
    share = rng.choice([0.0, 0.3, 0.5, 0.8, 1.0], cells).astype(np.float32)
    supply, width = supply_of(ground, share, side, siege.draws.engine[0])
    expected = widest(ground, width, side, lambda a, b, k: min(width[a], width[b]))
    np.testing.assert_allclose(supply, expected, atol=1e-6)
    assert ((supply >= 0.0) & (supply <= 1.0)).all()


def road_case(siege: Any, seed: int, cells: int, side: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Supply over roads: (as found, as the formula of the docstring gives)."""
    rng = np.random.default_rng(seed)
    row = siege.draws.engine[0]
    ground = random_ground(rng, cells, siege.campaign.ground, roads=True)
    share = rng.choice([0.0, 0.3, 0.5, 0.8, 1.0], cells).astype(np.float32)
    supply, width = supply_of(ground, share, side, row, mud=0.5)
    track = row[COLUMN["track_capacity_0_1"]] * 0.75

    def link(a: int, b: int, k: int) -> float:
        return min(width[a], width[b]) * max(ground.road_0_1[k], track)

    return supply, widest(ground, width, side, link)


def test_supply_over_roads_is_the_widest_way_of_the_formula(siege) -> None:
    for seed in range(30):
        found, expected = road_case(siege, seed, 12, seed % 2)
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_supply_over_roads_is_never_less_than_the_formula_and_reaches_the_same_cells(siege) -> None:
    for seed in range(30):
        found, expected = road_case(siege, seed, 12, seed % 2)
        assert (found >= expected - 1e-6).all()
        np.testing.assert_array_equal(found > 0.0, expected > 0.0)


def line(siege: Any, cells: int, **changes: Any) -> Ground:
    """Cells in a row, 1 km apart, road of a national class along them, the defender's entry at the left end."""
    start = np.concatenate([[0], np.cumsum([1] + [2] * (cells - 2) + [1])]).astype(np.int32)
    neighbour = [n for c in range(cells) for n in (c - 1, c + 1) if 0 <= n < cells]
    entry = np.zeros((2, cells), np.uint8)
    entry[DEFENDER, 0] = 1
    entry[ATTACKER, -1] = 1
    fields = {
        "area_km2": np.ones(cells),
        "half_depth_km": np.full(cells, 0.5),
        "neighbour_start": start,
        "neighbour": np.array(neighbour, np.int32),
        "distance_km": np.ones(len(neighbour)),
        "road_0_1": np.ones(len(neighbour)),
        "entry": entry,
        "roads_known": 1,
    }
    return siege.campaign.ground._replace(**{**fields, **changes})


def test_no_enemy_near_gives_the_capacity_of_the_road(siege, row) -> None:
    row[COLUMN["fire_control_range_km"]] = 2.5
    ground = line(siege, 8)
    supply, _ = supply_of(ground, np.zeros(8, np.float32), DEFENDER, row)
    np.testing.assert_allclose(supply, np.ones(8), atol=1e-9)
    slow = ground._replace(road_0_1=np.full(14, 0.5))
    supply, _ = supply_of(slow, np.zeros(8, np.float32), DEFENDER, row)
    np.testing.assert_allclose(supply, [1.0] + [0.5] * 7, atol=1e-9)


def test_mud_halves_tracks_and_leaves_roads(siege, row) -> None:
    row[COLUMN["track_capacity_0_1"]] = 0.4
    row[COLUMN["fire_control_range_km"]] = 2.5
    nothing = np.zeros(8, np.float32)
    for mud, track in ((0.0, 0.4), (1.0, 0.2), (0.5, 0.3)):
        supply, _ = supply_of(line(siege, 8, road_0_1=np.zeros(14)), nothing, DEFENDER, row, mud=mud)
        np.testing.assert_allclose(supply[1:], np.full(7, track), atol=1e-9)
        supply, _ = supply_of(line(siege, 8), nothing, DEFENDER, row, mud=mud)
        np.testing.assert_allclose(supply, np.ones(8), atol=1e-9)


def test_no_way_gives_nothing(siege, row) -> None:
    share = np.zeros(9, np.float32)
    share[3] = 1.0
    supply, _ = supply_of(line(siege, 9), share, DEFENDER, row)
    assert (supply[:2] > 0.0).all(), "before the block"
    assert (supply[3:] == 0.0).all(), "behind it"
    supply, _ = supply_of(line(siege, 9), share, ATTACKER, row)
    assert (supply == 0.0).all(), "a source that the enemy holds feeds nobody"


def test_supply_falls_as_the_enemy_comes_nearer(siege, row) -> None:
    last = 1.0
    for enemy in range(8, 1, -1):
        share = np.zeros(9, np.float32)
        share[enemy] = 1.0
        supply, _ = supply_of(line(siege, 9), share, DEFENDER, row)
        assert supply[1] < last
        last = supply[1]


def test_half_the_supply_at_the_corridor_that_is_needed(siege, row) -> None:
    row[COLUMN["corridor_need_km"]] = 2.5
    ground = line(siege, 9, roads_known=0)
    share = np.zeros(9, np.float32)
    share[4] = 1.0
    supply, _ = supply_of(ground, share, DEFENDER, row)
    # cell 1 is 3 km from the enemy's centre, less half a cell's depth: 2.5 km
    assert supply[1] == pytest.approx(0.5, abs=1e-6)


def test_a_bridge_under_fire_comes_down_in_its_time_and_leaves_tracks(siege, row) -> None:
    """A waiting time with the rate times the part of traffic that fire stops; a safe one stands."""
    row[COLUMN["bridge_down_per_day"]] = 0.1
    ground = line(siege, 4)._replace(
        bridge_link=np.array([[2, 3]], np.int32),
        bridge_cells=np.array([[1, 2]], np.int32),
        bridge_hash=np.array([9], np.uint32),
    )

    def days_up(cover: float, history: int) -> int:
        down, road = np.zeros(1, np.uint8), ground.road_0_1.copy()
        for day in range(1, 200):
            if plain(break_bridges)(down, road, np.full(4, cover), ground, row, np.uint32(history), day, np.uint32(7)):
                assert down.tolist() == [1]
                assert np.flatnonzero(road == 0.0).tolist() == [2, 3]
                return day
        return 200

    assert days_up(1.0, 1) == 200
    waits = [days_up(0.5, history) for history in range(400)]
    assert np.mean(waits) == pytest.approx(1.0 / (1.0 - np.exp(-0.05)), rel=0.15)


def test_a_town_behind_a_bridge_is_worse_off_when_it_falls(make_siege, make_world) -> None:
    roads = make_siege().routes
    routes = tuple(r.model_copy(update={"bridge": (r.from_, r.to) == ("western", "town")}) for r in roads)
    world = make_world(make_siege(routes=routes), draws=60)
    assert len(world.campaign.ground.bridge_hash) == 1
    stands, falls = (world.run(values={"bridge_down_per_day": rate}, off=("withdrawal",)) for rate in (0.0, 1.0))
    assert not stands.state.bridge_down.any()
    assert falls.state.bridge_down.mean() > 0.5
    assert falls.record.corridor.mean() < 0.8 * stands.record.corridor.mean()


def days_cut_off(row: NDArray[np.float64], supply: float, days: int) -> list[tuple[float, float]]:
    stock, fed, out = row[COLUMN["supply_stock_days"]], 1.0, []
    for _ in range(days):
        stock, fed = plain(spend_stocks)(stock, fed, supply, row)
        out.append((stock, fed))
    return out


def test_a_cut_off_garrison_eats_its_stocks_at_a_day_a_day(row) -> None:
    row[COLUMN["supply_stock_days"]], row[COLUMN["supply_need_0_1"]] = 10.0, 0.2
    days = days_cut_off(row, 0.0, 30)
    assert [stock for stock, _ in days[:10]] == pytest.approx([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    assert [fed for _, fed in days[:9]] == pytest.approx([1.0] * 9)
    assert days[10][1] == pytest.approx(0.25), "it follows within two days"
    assert days[-1] == pytest.approx((0.0, 0.0), abs=1e-4)


def test_half_the_need_lasts_twice_as_long_and_feeds_half(row) -> None:
    row[COLUMN["supply_stock_days"]], row[COLUMN["supply_need_0_1"]] = 10.0, 0.2
    days = days_cut_off(row, 0.1, 60)
    assert days[18][0] == pytest.approx(0.5)
    assert days[19][0] == pytest.approx(0.0, abs=1e-9)
    assert days[-1][1] == pytest.approx(0.5, abs=1e-4)


@given(st.floats(0, 1), st.floats(0, 90), st.floats(0, 1), st.floats(0.01, 0.9), st.floats(1, 90))
def test_stocks_stay_in_bounds(supply: float, stock: float, fed: float, need: float, most: float) -> None:
    row = np.zeros(len(COLUMN))
    row[COLUMN["supply_stock_days"]], row[COLUMN["supply_need_0_1"]] = most, need
    after, eaten = plain(spend_stocks)(min(stock, most), fed, supply, row)
    assert 0.0 <= after <= most
    assert -1e-12 <= eaten <= 1.0 + 1e-12
    assert abs(eaten - fed) <= 0.5 + 1e-12


def test_stocks_fill_again_but_not_above_what_they_hold(row) -> None:
    row[COLUMN["supply_stock_days"]], row[COLUMN["supply_need_0_1"]] = 5.0, 0.2
    stock, fed = 0.0, 0.0
    for _ in range(20):
        stock, fed = plain(spend_stocks)(stock, fed, 1.0, row)
    assert stock == 5.0
    assert fed == pytest.approx(1.0, abs=1e-4)


def test_the_town_is_fed_by_what_reaches_the_ground_still_held() -> None:
    supply, town, cells = np.array([0.6, 0.2, 1.0]), np.array([0.5, 0.5, 0.0]), np.array([0, 1])

    def town_of(*share: float) -> float:
        return plain(town_supply)(supply, np.array(share), cells, town)

    assert town_of(0.0, 0.0, 0.0) == pytest.approx(0.4)
    assert town_of(0.0, 1.0, 0.0) == pytest.approx(0.6)
    assert town_of(0.0, 0.4, 0.0) == pytest.approx((0.5 * 0.6 + 0.3 * 0.2) / 0.8)
    assert town_of(1.0, 1.0, 0.0) == 0.0


def test_the_corridor_counts_as_lost_before_the_stores_are_empty(row) -> None:
    row[COLUMN["supply_need_0_1"]] = 0.2
    assert [plain(corridor_loss)(supply, row) for supply in (0.9, 0.2, 0.1, 0.0)] == pytest.approx([0.0, 0.0, 0.5, 1.0])


def test_without_the_law_the_garrison_is_fed_and_leaves_less(siege, siege_at_work) -> None:
    neutral = siege.run(off=("supply",))
    assert (neutral.state.town_fed == 1.0).all()
    assert (neutral.state.fed == 1.0).all()
    assert (neutral.record.corridor == 1.0).all()
    assert siege_at_work.state.town_fed.mean() < 0.9
    left = [(r.state.ordered_day >= 0).mean() for r in (neutral, siege_at_work)]
    assert left[0] < left[1] - 0.1
    assert ((siege_at_work.state.fed >= 0.0) & (siege_at_work.state.fed <= 1.0)).all()
    assert ((siege_at_work.record.corridor >= 0.0) & (siege_at_work.record.corridor <= 1.0)).all()
