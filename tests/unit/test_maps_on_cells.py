"""Rows of control.csv as maps on cells: carried forward, weekly where they come often, no share lost or made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.campaign.cell_maps import MapSeries, first_shown, map_series
from pyrrhus.campaign.ground import build_terrain
from pyrrhus.scenario.schema import Control

START = date(2030, 3, 1)


@pytest.fixture(scope="module")
def maps_of(make_siege: Callable[..., Any]) -> Callable[..., MapSeries]:
    terrain = build_terrain(make_siege())

    def build(*rows: Control, days: int = 60, file: dict[str, Any] | None = None) -> MapSeries:
        return map_series(make_siege(control=rows, file=file or {}), terrain, until=START + timedelta(days=days))

    build.terrain = terrain
    return build


def row(
    day: int, holder: str, share: float = 1.0, *, place: str | None = "eastern", cell: str | None = None
) -> Control:
    return Control(
        date=START + timedelta(days=day), place=None if cell else place, cell=cell, holder=holder, share_0_1=share
    )


def cells_of(maps_of: Any, place: str) -> Any:
    """Cells nearer to a place than to any other that is named in the rows used here."""
    return maps_of(row(0, "attacker", place=place)).attacker[0] > 0.0


def at(series: MapSeries, maps_of: Any, map_: int = -1) -> tuple[float, float]:
    """Attacker's and contested share of a cell of the eastern village."""
    terrain = maps_of.terrain
    c = terrain.tiling.cell_of(*terrain.place_xy_km["eastern"])
    return float(series.attacker[map_, c]), float(series.contested[map_, c])


def test_one_row_is_one_map(maps_of) -> None:
    series = maps_of(row(0, "attacker", 0.7))
    assert series.dates == (START,)
    assert at(series, maps_of) == (0.7, 0.0)
    assert not series.assumed


def test_rows_are_carried_forward(maps_of) -> None:
    series = maps_of(row(0, "defender"), row(20, "attacker", 0.4), row(50, "attacker", 0.9))
    assert series.dates == tuple(START + timedelta(days=d) for d in (0, 20, 50))
    assert [at(series, maps_of, i)[0] for i in range(3)] == pytest.approx([0.0, 0.4, 0.9])


def test_a_place_stands_for_the_cells_nearest_to_it(maps_of) -> None:
    series = maps_of(row(0, "attacker"), row(0, "defender", place="western"))
    terrain = maps_of.terrain
    x = terrain.tiling.centroids_km[:, 0]
    east, west = terrain.place_xy_km["eastern"][0], terrain.place_xy_km["western"][0]
    middle = (east + west) / 2
    assert (series.attacker[0][x > middle + 1.0] == 1.0).all()
    assert (series.attacker[0][x < middle - 1.0] == 0.0).all()


def test_rows_by_cell_go_before_rows_by_place(maps_of) -> None:
    cell = maps_of.terrain.tiling.cell_ids[0]
    series = maps_of(row(0, "attacker"), row(0, "defender", cell=cell))
    assert series.attacker[0][0] == 0.0
    assert (series.attacker[0][1:] == 1.0).all()


def test_rows_before_the_start_count_for_the_first_day(maps_of) -> None:
    series = maps_of(row(-30, "attacker", 0.3), row(-3, "attacker", 0.6), row(30, "attacker", 0.8))
    assert len(series.dates) == 2
    assert at(series, maps_of, 0)[0] == pytest.approx(0.6)
    assert at(series, maps_of, series.at(START))[0] == pytest.approx(0.6)


def test_rows_after_the_day_are_not_seen(maps_of) -> None:
    series = maps_of(row(0, "attacker", 0.3), row(30, "attacker", 0.9), days=29)
    assert series.dates == (START,)


def test_weeks_without_a_change_are_maps_too_where_maps_come_often(maps_of) -> None:
    series = maps_of(row(0, "attacker", 0.1), row(7, "attacker", 0.2), row(14, "attacker", 0.3), days=45)
    days = [(d - START).days for d in series.dates]
    assert days == [0, 7, 14, 21, 28, 35, 42, 45]
    silent = maps_of(row(0, "attacker", 0.1), row(7, "attacker", 0.2), row(14, "attacker", 0.3), days=57)
    assert [(d - START).days for d in silent.dates] == [0, 7, 14], "nobody looked for six weeks"
    assert [at(series, maps_of, i)[0] for i in (2, 3, 7)] == pytest.approx([0.3] * 3)


def test_where_maps_are_rare_nothing_is_put_between(maps_of) -> None:
    series = maps_of(row(0, "attacker", 0.1), row(25, "attacker", 0.2), days=60)
    assert [(d - START).days for d in series.dates] == [0, 25]


def test_maps_that_begin_after_the_start_are_in_order(maps_of) -> None:
    series = maps_of(*(row(30 + 7 * i, "attacker", 0.1 * i) for i in range(4)), days=60)
    assert list(series.dates) == sorted(series.dates)


def test_contested_and_held_are_never_more_than_all_of_it(maps_of) -> None:
    assert at(maps_of(row(0, "attacker", 0.6), row(0, "contested", 0.4)), maps_of) == pytest.approx((0.6, 0.4))
    assert at(maps_of(row(0, "contested", 0.7), row(20, "attacker", 0.8)), maps_of) == pytest.approx((0.8, 0.2))
    assert at(maps_of(row(0, "attacker"), row(20, "contested", 0.7)), maps_of) == pytest.approx((0.3, 0.7))


def test_the_order_of_a_days_rows_does_not_matter(maps_of) -> None:
    rows = [row(0, "attacker", 0.5), row(0, "contested", 0.2), row(0, "attacker", 1.0, place="northern")]
    a, b = maps_of(*rows), maps_of(*rows[::-1])
    np.testing.assert_array_equal(a.attacker, b.attacker)
    np.testing.assert_array_equal(a.contested, b.contested)


def test_ground_won_back_is_the_defenders(maps_of) -> None:
    assert at(maps_of(row(0, "attacker"), row(20, "defender")), maps_of) == (0.0, 0.0)
    assert at(maps_of(row(0, "attacker"), row(20, "defender", 0.7)), maps_of) == pytest.approx((0.3, 0.0))


def test_ground_that_was_contested_and_is_held_again_is_contested_no_more(maps_of) -> None:
    assert at(maps_of(row(0, "contested"), row(20, "defender")), maps_of) == (0.0, 0.0)


@given(st.lists(st.tuples(
    st.integers(-20, 60), st.sampled_from(["attacker", "defender", "contested"]), st.sampled_from([0, 0.3, 0.5, 1.0]),
    st.sampled_from(["eastern", "western", "town", "northern"]),
), min_size=1, max_size=12))  # fmt: skip
@settings(max_examples=40)
def test_shares_are_shares_whatever_is_written(maps_of, rows) -> None:
    series = maps_of(*(row(d, h, s, place=p) for d, h, s, p in rows))
    assert ((series.attacker >= 0.0) & (series.attacker <= 1.0)).all()
    assert ((series.contested >= 0.0) & (series.contested <= 1.0)).all()
    assert (series.attacker + series.contested <= 1.0 + 1e-9).all()
    assert len(series.dates) == len(series.attacker) == len(set(series.dates))


def test_where_nobody_says_the_front_runs_between_the_sources(maps_of) -> None:
    series = maps_of()
    assert series.assumed
    x, y = maps_of.terrain.tiling.centroids_km.T
    assert (series.attacker[0][x > 2.5] == 1.0).all()
    assert (series.attacker[0][x < -2.5] == 0.0).all()
    assert (series.attacker[0][np.hypot(x, y) < 2.0] == 0.0).all(), "the centre is the defender's"


@pytest.mark.parametrize("known", ["attacker", "defender"])
def test_with_one_source_known_it_holds_its_half(maps_of, known: str) -> None:
    sources = {"attacker": ["far_east"]} if known == "attacker" else {"defender": ["far_west"]}
    series = maps_of(file={"supply_sources": sources})
    held = series.attacker[0]
    assert 0.3 < held.mean() < 0.6
    x = maps_of.terrain.tiling.centroids_km[:, 0]
    assert x[held == 1.0].mean() > x[held == 0.0].mean()


def test_with_nothing_known_there_is_a_front_somewhere(maps_of) -> None:
    held = maps_of(file={"supply_sources": {}}).attacker[0]
    assert 0.05 < held.mean() < 0.95


def test_a_place_is_shown_from_the_day_of_its_row_also_where_maps_are_read_by_the_week(maps_of) -> None:
    rows = [row(-4, "defender"), row(7, "defender"), row(14, "defender"), row(17, "attacker"), row(30, "attacker")]
    series = maps_of(*rows)
    assert START + timedelta(days=17) not in series.dates, "the series is weekly"
    shown = first_shown(series, maps_of.terrain)["eastern"]
    assert shown == {"attacker": START + timedelta(days=17), "defender": START - timedelta(days=4)}


def test_a_place_held_from_before_the_start_is_shown_from_the_row_that_says_so(maps_of) -> None:
    series = maps_of(row(-9, "attacker"), row(-2, "defender", place="western"))
    assert first_shown(series, maps_of.terrain)["eastern"] == {"attacker": START - timedelta(days=9)}
