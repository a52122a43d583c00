"""Scores against closed forms, and the ways in which they must not be fooled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import binomtest

from pyrrhus.skill.scores import (
    brier,
    by_row,
    by_town,
    censored_pit,
    crps_days,
    log_score,
    paired_difference,
    published,
    reliability,
    skill,
)

CHANCE = st.floats(0.01, 0.99)


def test_brier_and_log_score_of_known_rows():
    assert brier([0.2, 0.2], [True, False]) == pytest.approx([0.64, 0.04])
    assert log_score([0.25, 0.25], [True, False]) == pytest.approx([np.log(4), -np.log(0.75)])


def test_log_score_is_held_to_what_is_published():
    assert log_score([0.0, 1.0], [True, False]) == pytest.approx([-np.log(0.005)] * 2)
    assert published([0.0, 0.5, 1.0]).tolist() == [0.005, 0.5, 0.995]


@given(truth=CHANCE, said=CHANCE)
def test_nobody_gains_by_saying_other_than_they_believe(truth, said):
    for score in (brier, log_score):
        honest = truth * score(truth, True) + (1 - truth) * score(truth, False)
        other = truth * score(said, True) + (1 - truth) * score(said, False)
        assert honest <= other + 1e-12


def point(day, days=90):
    return (np.arange(days + 1) >= day).astype(float)


@pytest.mark.parametrize(("said", "fell", "days"), [(30, 40, 10), (40, 30, 10), (50, 50, 0), (80, np.nan, 11)])
def test_crps_of_one_certain_day_is_the_days_it_is_off(said, fell, days):
    assert crps_days(point(said), [fell])[0] == days


def test_crps_of_never_is_the_days_it_lay_fallen():
    assert crps_days(np.zeros(91), [60])[0] == 31
    assert crps_days(np.zeros(91), [np.nan])[0] == 0


def test_crps_of_an_exponential_date_is_the_integral():
    rate, fell = 0.02, 35

    def curve(t):
        return 1 - np.exp(-rate * t)

    before, _ = quad(lambda t: curve(t) ** 2, 0, fell)
    after, _ = quad(lambda t: (1 - curve(t)) ** 2, fell, 90)
    # the sum over whole days and the integral differ by less than a day's share
    assert crps_days(curve(np.arange(91)), [fell])[0] == pytest.approx(before + after, abs=0.5)
    closed = sum((1 - rate_**1) ** 2 for rate_ in np.exp(-rate * np.arange(1, fell)))
    closed += sum(np.exp(-2 * rate * np.arange(fell, 91)))
    assert crps_days(curve(np.arange(91)), [fell])[0] == pytest.approx(closed)


def test_crps_wants_a_curve_to_the_cut():
    with pytest.raises(ValueError, match="must have 90"):
        crps_days(np.zeros(60), [np.nan])


def test_pit_spreads_a_censored_row_over_what_was_left_open():
    curve = np.linspace(0.0, 0.5, 91)
    assert censored_pit(curve, [np.nan]) == pytest.approx([0] * 5 + [0.2] * 5)
    assert censored_pit(curve, [90]).sum() == pytest.approx(1.0)
    assert np.argmax(censored_pit(curve, [90])) == 4


def test_pit_of_dates_drawn_from_the_forecast_is_flat():
    random = np.random.default_rng(5)
    curve = 1 - np.exp(-0.03 * np.arange(91))
    fell = np.ceil(random.exponential(1 / 0.03, 20_000))
    fell[fell > 90] = np.nan
    assert censored_pit(np.tile(curve, (len(fell), 1)), fell) == pytest.approx(np.full(10, 0.1), abs=0.01)


def test_pit_of_a_forecast_too_slow_leans_to_low_values():
    curve = 1 - np.exp(-0.01 * np.arange(91))
    histogram = censored_pit(np.tile(curve, (50, 1)), np.full(50, 10.0))
    assert histogram[0] + histogram[1] > 0.9


def test_reliability_counts_and_bounds_as_scipy_does():
    p = np.array([0.01, 0.07, 0.08, 0.09, 0.5, 1.0])
    y = np.array([0, 0, 1, 0, 1, 1])
    rows = reliability(p, y)
    assert [r.rows for r in rows] == [1, 3, 1, 1]
    assert rows[1].said == pytest.approx(0.08)
    assert rows[1].happened == pytest.approx(1 / 3)
    bound = binomtest(1, 3).proportion_ci(0.9, method="wilson")
    assert (rows[1].likely_low, rows[1].likely_high) == pytest.approx((bound.low, bound.high))


def test_each_town_weighs_the_same():
    score, town = [1.0, 0.0, 0.0, 0.0], ["a", "b", "b", "b"]
    assert by_row(score) == 0.25
    assert by_town(score, town) == 0.5


def test_skill_is_the_share_saved():
    assert skill(0.03, 0.04) == pytest.approx(0.25)
    assert skill(0.05, 0.04) == pytest.approx(-0.25)
    assert np.isnan(skill(0.1, 0.0))


def test_a_constant_difference_is_certain():
    town = ["a"] * 5 + ["b"] * 2
    found = paired_difference(np.full(7, 0.1), np.full(7, 0.3), town)
    assert (found.mean, found.low, found.high, found.better_share) == pytest.approx((-0.2, -0.2, -0.2, 1.0))
    assert found.significant


def test_bootstrap_over_towns_has_the_width_of_the_towns_not_of_the_rows():
    random = np.random.default_rng(3)
    town = np.repeat([f"t{n:02d}" for n in range(40)], 25)
    mean = np.repeat(random.normal(0, 1, 40), 25)
    found = paired_difference(mean, np.zeros(1000), town, balanced=True)
    sd = mean[::25].std() / np.sqrt(40)
    assert found.high - found.low == pytest.approx(2 * 1.645 * sd, rel=0.08)
    assert not found.significant or abs(found.mean) > 1.5 * sd


def test_bootstrap_does_not_depend_on_the_order_of_rows():
    random = np.random.default_rng(1)
    first, second, town = random.random(60), random.random(60), np.repeat(["x", "y", "z"], 20)
    turned = random.permutation(60)
    one = paired_difference(first, second, town)
    other = paired_difference(first[turned], second[turned], town[turned])
    assert one.mean == pytest.approx(other.mean)
    assert (one.low, one.high) == pytest.approx((other.low, other.high))
    assert paired_difference(first, second, town, seed=8).better_share != one.better_share
