"""Ground gained as published: as wide as past errors demand, and as the model says it where it was right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from pyrrhus.skill.conformal import MAP_ERROR_KM2, residual, widen
from pyrrhus.skill.gains import Gain, coverage, widened
from pyrrhus.skill.mechanism import GAIN_LEVELS, gain_by_day

LEVELS = (0.05, 0.1, 0.5, 0.9, 0.95)
Z = norm.ppf(GAIN_LEVELS)


def test_before_anything_is_known_it_is_the_models_own_with_the_maps_error():
    said = widen(LEVELS, -10.0, 0.0, 10.0, [], horizon_days=30)
    sd = np.hypot(20.0 / (norm.ppf(0.9) - norm.ppf(0.1)), MAP_ERROR_KM2)
    assert said == pytest.approx(sd * norm.ppf(LEVELS), rel=0.04, abs=0.01)


def test_a_model_that_was_right_is_left_alone_and_one_too_narrow_is_widened():
    right = norm.ppf((np.arange(2000) + 0.5) / 2000)
    for factor in (1.0, 3.0):
        said = widen(LEVELS, -10.0, 0.0, 10.0, factor * right, horizon_days=30)
        assert said[3] - said[1] == pytest.approx(20.0 * factor, rel=0.05)


def test_a_model_that_said_too_much_is_moved_down():
    said = widen(LEVELS, 0.0, 5.0, 10.0, np.full(2000, -2.0), horizon_days=30)
    assert said[2] == pytest.approx(5.0 - 2.0 * np.hypot(10.0 / 2.563, MAP_ERROR_KM2), rel=0.02)


@given(
    st.lists(st.floats(-50, 50), max_size=60),
    st.floats(-100, 100),
    st.floats(0, 100),
    st.floats(0, 100),
    st.integers(1, 365),
)
def test_quantiles_rise_and_know_no_order_of_what_was_seen(known, middle, below, above, days):
    said = widen(LEVELS, middle - below, middle, middle + above, known, horizon_days=days)
    assert np.isfinite(said).all()
    assert (np.diff(said) >= -1e-9).all()
    again = widen(LEVELS, middle - below, middle, middle + above, known[::-1], horizon_days=days)
    assert said.tolist() == again.tolist()


@given(st.floats(-100, 100, allow_subnormal=False), st.floats(0, 50), st.integers(1, 365))
def test_a_residual_counts_spreads_from_the_median(seen, half, days):
    r = residual(seen, -half, 0.0, half, days)
    assert np.sign(r) == np.sign(seen) or abs(seen) < 1e-300, "what is next to nothing may count as nothing"
    assert abs(r) <= abs(seen) / (MAP_ERROR_KM2 * np.sqrt(days / 30)) + 1e-9


def gains(spread_said, spread_true, *, n=300, seed=3):
    rng = np.random.default_rng(seed)
    said = tuple(float(v) for v in spread_said * Z)
    first = date(2022, 5, 1)
    return [
        Gain(f"Town {k % 6}", first + timedelta(days=3 * k), 30, said, float(rng.normal(0, spread_true)), 0.0)
        for k in range(n)
    ]


def test_intervals_three_times_too_narrow_come_to_cover_what_they_say():
    found = gains(4.0, 12.0)
    assert coverage(found)["inside_80%"] < 0.45
    learnt = widened(found, {}, "R")[100:]  # before that, little is known
    assert 0.72 < coverage(learnt)["inside_80%"] < 0.87
    assert coverage(learnt)["crps_km2"] < coverage(found[100:])["crps_km2"]


def test_what_comes_later_does_not_widen_what_is_said_now():
    found = gains(4.0, 12.0, n=120)
    cut = found[60].as_of
    poisoned = [g if g.as_of + timedelta(30) <= cut else replace(g, seen_km2=1e5) for g in found]
    now, then = (widened(some, {}, "R")[60] for some in (found, poisoned))
    assert now.said_km2 == then.said_km2


def test_under_s_the_own_sector_is_left_out():
    found = gains(4.0, 12.0, n=60)
    sector = {f"Town {k}": "one" if k < 5 else "other" for k in range(6)}
    poisoned = [replace(g, seen_km2=1e5) if sector[g.town] == "one" else g for g in found]
    assert widened(found, sector, "S")[0].said_km2 == widened(poisoned, sector, "S")[0].said_km2
    assert widened(found, sector, "S")[5].said_km2 != widened(poisoned, sector, "S")[5].said_km2


def test_the_score_of_quantiles_is_that_of_the_normal_law():
    said = tuple(float(v) for v in Z)
    for seen in (-1.5, 0.0, 0.7):
        exact = seen * (2 * norm.cdf(seen) - 1) + 2 * norm.pdf(seen) - 1 / np.sqrt(np.pi)
        assert Gain("T", date(2022, 5, 1), 30, said, seen, 0.0).score_km2 == pytest.approx(exact, abs=0.01)


def test_gains_between_recorded_days_lie_on_straight_lines():
    gain = np.array([[0.0, 7.0, 21.0], [0.0, 0.0, 7.0]])
    assert gain_by_day(gain, (0, 7, 14), (0, 3.5, 7, 14)).tolist() == [[0.0, 3.5, 7.0, 21.0], [0.0, 0.0, 0.0, 7.0]]
