"""Advance: a compound Poisson sum whose mean is exact, its tail, what slows it; and what the law does to a campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, COLUMN
from pyrrhus.engine.front import Front, make_front
from pyrrhus.engine.laws.advance import (
    MOST_KM_A_DAY,
    change_of_ground,
    count_changes,
    expected_change,
    rates_of_change,
    speed_factor,
)

DAYS = 12_000


@pytest.fixture
def fixed(row: NDArray[np.float64]) -> NDArray[np.float64]:
    for name, value in {
        "offensive_advance_km_per_day": 0.02,
        "moves_per_km_day": 0.02,
        "move_size_log_sd": 0.6,
        "backward_share_0_1": 0.2,
        "built_up_advance_factor": 0.4,
        "fortified_advance_factor": 0.5,
        "mud_advance_factor": 0.6,
        "force_ratio_advance_elasticity": 0.1,
    }.items():
        row[COLUMN[name]] = value
    return row


def front_of(push_km: float, pull_km: float = 0.0) -> Front:
    front = getattr(make_front, "py_func", make_front)(4, 1)
    front.push_axis_km[0], front.pull_axis_km[0] = push_km, pull_km
    return front


def days_of(
    plain: Callable[[Any], Any],
    front: Front,
    forward: float,
    backward: float,
    *,
    sizes: tuple[float, float] = (1.0, 1.0),
    days: int = DAYS,
    history: int = 1,
    seed: int = 7,
    name: int = 99,
) -> NDArray[np.float64]:
    count, change = plain(count_changes), plain(change_of_ground)
    key, words, out = (np.uint32(seed), np.uint32(name)), np.zeros(5, np.uint32), np.zeros(days)
    for day in range(1, days + 1):
        changes = count(forward + backward, words, np.uint32(history), day, *key)
        if changes:
            out[day - 1] = change(front, 0, changes, forward, backward, np.array(sizes), np.uint32(history), day, *key)
    return out


def test_the_mean_is_that_of_the_poisson_sum(plain) -> None:
    days = days_of(plain, front_of(1000.0, 1000.0), 0.4, 0.1, sizes=(0.8, 1.2))
    error = days.std() / np.sqrt(DAYS)
    assert days.mean() == pytest.approx(0.4 * 0.8 - 0.1 * 1.2, abs=4 * error)


def test_what_the_parameters_expect(plain, fixed) -> None:
    mean, variance = plain(expected_change)(0.4, 0.1, 0.8, 1.2, fixed)
    assert mean == pytest.approx(1.0 * (0.4 * 0.8 - 0.1 * 1.2))
    assert variance == pytest.approx(np.exp(0.36) * (0.4 * 0.8**2 + 0.1 * 1.2**2))


def test_changes_come_as_often_as_their_rates_say(plain) -> None:
    days = days_of(plain, front_of(1000.0, 1000.0), 0.3, 0.1)
    assert (days == 0.0).mean() == pytest.approx(np.exp(-0.4), abs=0.02)
    moved = days[days != 0.0]
    assert (moved > 0.0).mean() == pytest.approx(0.75, abs=0.03)


def test_few_changes_carry_the_most(plain) -> None:
    days = days_of(plain, front_of(1e6), 0.05, 0.0, days=20_000)
    moved = np.sort(days[days > 0.0])[::-1]
    assert moved[: len(moved) // 10].sum() / moved.sum() > 0.3


def test_no_frontage_no_change(plain, fixed) -> None:
    rates = plain(rates_of_change)(front_of(0.0, 0.0), 0, 2.0, 1.0, fixed)
    assert rates == (0.0, 0.0)
    assert (days_of(plain, front_of(0.0), *rates, days=50) == 0.0).all()


def test_no_intensity_nothing_forward(plain, fixed) -> None:
    forward, backward = plain(rates_of_change)(front_of(10.0, 10.0), 0, 0.0, 0.0, fixed)
    assert forward == 0.0
    assert backward > 0.0
    assert (days_of(plain, front_of(10.0, 10.0), forward, backward, days=2000) <= 0.0).all()


def test_rates_are_those_of_the_docstring(plain, fixed) -> None:
    rates = plain(rates_of_change)(front_of(10.0, 8.0), 0, 1.5, 0.0, fixed)
    assert rates == pytest.approx((0.02 * 10.0 * 1.5, 0.02 * 8.0 * 0.25 * 0.5))
    assert plain(rates_of_change)(front_of(10.0, 8.0), 0, 1.5, 1.0, fixed)[1] == pytest.approx(6.0 * rates[1])


def test_an_offensive_goes_at_its_speed(plain, fixed) -> None:
    forward, _ = plain(rates_of_change)(front_of(12.0), 0, 1.0, 0.0, fixed)
    mean, _ = plain(expected_change)(forward, 0.0, 1.0, 1.0, fixed)
    assert mean / 12.0 == pytest.approx(0.02), "area over frontage and day"


def test_a_day_moves_a_front_at_most_3_km(plain) -> None:
    days = days_of(plain, front_of(2.0, 1.0), 1.0, 1.0, sizes=(900.0, 900.0), days=500)
    assert days.max() == pytest.approx(2.0 * MOST_KM_A_DAY)
    assert days.min() == pytest.approx(-MOST_KM_A_DAY)


def test_what_slows_an_advance(plain, fixed) -> None:
    def factor(**changes: float) -> float:
        open_ground = {"built_up": 0.0, "fortified": 0.0, "mud": 0.0, "force_ratio": 1.0, "fed": 1.0}
        return plain(speed_factor)(**{**open_ground, **changes}, parameters=fixed)

    assert factor() == 1.0
    assert factor(built_up=1.0) == pytest.approx(0.4)
    assert factor(fortified=1.0) == pytest.approx(0.5)
    assert factor(mud=1.0) == pytest.approx(0.6)
    assert factor(built_up=0.5, fortified=0.5, mud=0.5) == pytest.approx(0.7 * 0.75 * 0.8)
    assert factor(fed=0.0) == 0.0
    assert factor(force_ratio=2.0) == pytest.approx(2.0**0.1)
    assert factor(force_ratio=1e9) == factor(force_ratio=4.0), "force ratio is worth little, and no more than fourfold"
    assert factor(force_ratio=0.0) == factor(force_ratio=0.25)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1), st.integers(0, 149))
def test_factors_are_positive_and_small(siege, plain, built_up, fortified, mud, ratio, fed, draw) -> None:
    factor = plain(speed_factor)(built_up, fortified, mud, ratio, fed, siege.draws.engine[draw])
    assert 0.0 <= factor <= 4.0


def test_two_axes_and_two_histories_move_by_themselves(plain) -> None:
    front = front_of(1e3)

    def series(history: int, name: int) -> NDArray[np.float64]:
        return days_of(plain, front, 0.5, 0.0, days=400, history=history, name=name)

    base = series(1, 10)
    np.testing.assert_array_equal(base, series(1, 10))
    for other in (series(2, 10), series(1, 11)):
        assert abs(np.corrcoef(base > 0, other > 0)[0, 1]) < 0.2


def test_without_the_law_no_ground_moves(siege, siege_at_work) -> None:
    off = ("advance", "control", "withdrawal")
    neutral, one_day = siege.run(off=off), siege.run(off=off, days=1)
    assert (neutral.record.gain_km2 == 0.0).all()
    assert (neutral.record.retaken_km2 == 0.0).all()
    assert (neutral.state.event_day == one_day.state.event_day).all()
    assert (
        siege.run(off=("advance",)).record.gain_km2[:, -1].mean() < siege_at_work.record.gain_km2[:, -1].mean() - 10.0
    )


def test_what_the_parameters_expect_is_where_the_tempo_begins_without_maps(siege) -> None:
    """`axis_expected_km2`, which the filter weighs, against what is gained at the level that is taken from it."""
    from dataclasses import replace
    from datetime import timedelta

    from pyrrhus.campaign.tempo_chain import TempoReading

    maps = siege.campaign.maps
    day = maps.dates[0] + timedelta(days=7)
    longer = replace(
        maps,
        dates=(maps.dates[0], day),
        attacker=np.repeat(maps.attacker, 2, axis=0),
        contested=np.repeat(maps.contested, 2, axis=0),
    )
    stays = TempoReading(np.repeat(np.eye(8)[None], 2, axis=0), None)
    world = replace(siege, campaign=replace(siege.campaign, maps=longer, tempo=stays))
    slow = {"offensive_advance_km_per_day": 0.02, "moves_per_km_day": 0.05, "move_size_log_sd": 0.4}
    expected = world.run(days=7, observed=True, values=slow).record.axis_expected_km2[:, 0].sum(axis=1)
    gain = world.run(days=7, values=slow, off=("withdrawal",)).record.gain_km2[:, -1]
    error = float(np.sqrt((gain.var() + expected.var()) / len(gain)))
    assert gain.mean() == pytest.approx(expected.mean(), abs=4 * error)
    assert expected.mean() > 4 * float(expected.std() / np.sqrt(len(expected))), "told from nothing"


def test_faster_offensives_take_more(siege) -> None:
    slow, fast = (
        siege.run(values={"offensive_advance_km_per_day": v}, days=30, off=("withdrawal",)) for v in (0.02, 0.2)
    )
    assert fast.record.gain_km2[:, -1].mean() > 2.0 * slow.record.gain_km2[:, -1].mean() > 0.0
    assert fast.state.losses[:, ATTACKER].sum() > 0.0
