"""Civilians: closed roads, quiet days, decay at constant danger; and what the law does to a campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.laws.civilians import step_civilians, step_stores


@pytest.fixture
def fixed(row: NDArray[np.float64]) -> NDArray[np.float64]:
    row[COLUMN["civilians_leave_per_day"]] = 0.01
    row[COLUMN["civilians_harm_per_day"]] = 0.002
    row[COLUMN["civilian_stock_days"]] = 10.0
    row[COLUMN["civilians_on_foot_0_1"]] = 0.1
    return row


@pytest.fixture
def step(plain: Callable[[Any], Any], fixed: NDArray[np.float64]) -> Callable[..., tuple[float, float, float]]:
    calm = {"remaining": 1000.0, "stock_days": 10.0, "road": 1.0, "level": 0.0, "closeness": 0.5, "urge": 1.0}

    def day(**changes: float) -> tuple[float, float, float]:
        case = {**calm, **changes}
        stock = plain(step_stores)(case["stock_days"], case["road"], fixed)
        return *plain(step_civilians)(**{**case, "stock_days": stock}, parameters=fixed), stock

    return day


def test_by_a_closed_road_those_on_foot_leave_alone(step, fixed) -> None:
    left, harmed, _ = step(road=0.0, level=1.0)
    assert left == pytest.approx(2.0)
    assert harmed > 0.0
    fixed[COLUMN["civilians_on_foot_0_1"]] = 0.0
    assert step(road=0.0, level=1.0)[0] == 0.0


def test_the_more_a_road_carries_the_more_leave(step) -> None:
    left = [step(road=road)[0] for road in (0.0, 0.25, 0.5, 1.0)]
    assert left == pytest.approx([1.0, 3.25, 5.5, 10.0])


def test_no_fighting_nobody_is_harmed(step) -> None:
    assert step()[:2] == pytest.approx((10.0, 0.0))
    assert step(level=3.0, closeness=0.0)[1] == 0.0


def test_danger_doubles_who_leaves_and_is_capped(step) -> None:
    assert step(level=1.0)[:2] == pytest.approx((20.0, 2.0))
    assert step(level=50.0)[:2] == pytest.approx((40.0, 6.0)), "danger is at most 3"
    assert step(level=1.0, road=0.5)[0] == pytest.approx(11.0)


def test_an_order_to_leave_moves_as_many_times_more_as_it_says(step) -> None:
    assert step(urge=3.0)[:2] == pytest.approx((30.0, 0.0))
    assert step(urge=3.0, road=0.0, level=1.0)[0] == pytest.approx(6.0), "on foot, by a closed road"
    assert step(urge=500.0)[0] == pytest.approx(900.0)


def test_an_evacuation_leaves_fewer_in_the_town_and_fewer_harmed(siege, siege_at_work) -> None:
    told, free = siege_at_work.state.evacuated, siege_at_work.state.civilians
    assert (told[:, 0] <= free[:, 0]).all()
    assert (told[:, 1] <= free[:, 1]).all()
    assert told[:, 1].sum() < 0.98 * free[:, 1].sum()
    same = siege.run(values={"evacuation_leave_ratio": 1.0}).state
    np.testing.assert_array_equal(same.evacuated, same.civilians)


def test_without_stores_twice_as_many_are_harmed(step) -> None:
    assert step(level=1.0, road=0.0, stock_days=0.5)[1] == pytest.approx(4.0)
    assert step(level=1.0, road=0.0, stock_days=1.5)[1] == pytest.approx(2.0), "half a day is left"


def test_stores_run_down_while_the_road_is_closed_and_fill_when_it_opens(step) -> None:
    assert step(road=0.0)[2] == 9.0
    assert step(road=0.1)[2] == pytest.approx(9.5)
    assert step(road=0.2, stock_days=3.0)[2] == 4.0
    assert step(road=1.0)[2] == 10.0


def test_decay_is_exponential_at_constant_road_and_danger(plain, fixed) -> None:
    remaining, out, harmed_in_all = 1000.0, 0.0, 0.0
    for _ in range(100):
        left, harmed = plain(step_civilians)(remaining, 10.0, 1.0, 1.0, 0.5, 1.0, fixed)
        remaining, out, harmed_in_all = remaining - left - harmed, out + left, harmed_in_all + harmed
    assert remaining == pytest.approx(1000.0 * (1.0 - 0.02 - 0.002) ** 100)
    assert remaining + out + harmed_in_all == pytest.approx(1000.0)


@given(
    st.floats(0, 2e7),
    st.floats(0, 400),
    st.floats(0, 1),
    st.floats(0, 50),
    st.floats(0, 1),
    st.floats(1, 50),
    st.integers(0, 149),
)
def test_never_more_than_there_are(siege, plain, remaining, stock, road, level, closeness, urge, draw) -> None:
    row = siege.draws.engine[draw]
    stock = plain(step_stores)(stock, road, row)
    left, harmed = plain(step_civilians)(remaining, stock, road, level, closeness, urge, row)
    assert left >= 0.0
    assert harmed >= 0.0
    assert left + harmed <= remaining * (1.0 + 1e-12)
    assert 0.0 <= stock <= 400.0


def test_without_the_law_nobody_leaves_and_nobody_is_harmed(siege, siege_at_work) -> None:
    neutral = siege.run(off=("civilians",))
    assert (neutral.record.civilians[:, :, 0] == neutral.record.civilians[:, :1, 0]).all()
    assert (neutral.state.civilians[:, 1] == 0.0).all()
    remaining, harmed = siege_at_work.state.civilians.T
    assert (remaining <= neutral.state.civilians[:, 0]).all()
    assert remaining.sum() < 0.98 * neutral.state.civilians[:, 0].sum()
    assert harmed.sum() > 0.0
    assert (np.diff(siege_at_work.record.civilians[:, :, 0], axis=1) <= 0.0).all(), "the count never grows"
    assert (np.diff(siege_at_work.record.civilians[:, :, 1], axis=1) >= 0.0).all()


def test_nothing_else_depends_on_the_law(siege, siege_at_work) -> None:
    neutral = siege.run(off=("civilians",))
    np.testing.assert_array_equal(neutral.state.losses, siege_at_work.state.losses)
    np.testing.assert_array_equal(neutral.state.share, siege_at_work.state.share)
