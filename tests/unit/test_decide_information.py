"""What information is worth, what drives the spread, which indicators to watch: against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.decide.indicators import indicator
from pyrrhus.decide.information import (
    bins_of,
    first_order,
    held_out_gain,
    information_worth,
    most_worth,
    rank_drivers,
    rank_information,
)

N = 4000


def two_ways(seed: int = 0, noise: float = 1.0) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Leaving is worth 0, holding x plus noise; x is standard normal, `idle` says nothing."""
    rng = np.random.default_rng(seed)
    x, idle = rng.normal(size=N), rng.normal(size=N)
    return np.array([x + rng.normal(0, noise, N), np.zeros(N)]), {"x": x, "idle": idle}


def test_knowing_the_sign_of_a_normal_is_worth_its_mean_above_nought() -> None:
    samples, named = two_ways()
    found = information_worth(samples, named["x"], name="x")
    assert found.evpi == pytest.approx(1 / np.sqrt(2 * np.pi), abs=0.05)  # E max(x, 0)
    assert found.beyond_noise


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30)
def test_what_says_nothing_is_worth_nothing_beyond_noise(seed: int) -> None:
    samples, named = two_ways(seed)
    found = information_worth(samples, named["idle"])
    assert 0.0 <= found.evpi <= 5.0 * found.standard_error + 1e-12


def test_mean_worth_of_pure_noise_is_nought() -> None:
    """Before it is cut at nought, over many inputs that say nothing; choosing and valuing on the same draws would show
    a gain of some 0.1 standard deviations of the worths."""
    rng = np.random.default_rng(11)
    gains = np.array([held_out_gain(rng.normal(size=(3, 400)), rng.normal(size=400)).mean() for _ in range(400)])
    error = gains.std(ddof=1) / np.sqrt(len(gains))
    assert abs(gains.mean()) <= 3.0 * error
    assert error < 0.01


@given(seed=st.integers(0, 10_000), policies=st.integers(2, 5))
@settings(max_examples=20)
def test_worth_is_never_negative_nor_above_the_most(seed: int, policies: int) -> None:
    rng = np.random.default_rng(seed)
    named = {name: rng.lognormal(size=300) for name in "abc"}
    samples = rng.normal(size=(policies, 300)) * rng.uniform(0.1, 10) + named["a"]
    found = rank_information(samples, named, named)
    limit = most_worth(samples)
    assert all(0.0 <= w.evpi <= limit for w in found)
    assert [w.evpi for w in found] == sorted((w.evpi for w in found), reverse=True)


def test_the_input_that_matters_comes_first_and_a_dominant_policy_makes_all_worthless() -> None:
    samples, named = two_ways()
    assert rank_information(samples, named, named)[0].input == "x"
    better = np.array([samples[0] + 20.0, samples[1]])
    assert [w.evpi for w in rank_information(better, named, named)] == [0.0, 0.0]
    assert information_worth(samples, np.ones(N)).evpi == 0.0


def test_first_order_shares_of_a_sum() -> None:
    rng = np.random.default_rng(1)
    x, y, z = rng.normal(size=(3, 20000))
    result = 2.0 * x + y
    assert first_order(result, x) == pytest.approx(0.8, abs=0.06)  # ten bins keep about 0.96 of a normal's variance
    assert first_order(result, y) == pytest.approx(0.2, abs=0.03)
    assert first_order(result, z) == pytest.approx(0.0, abs=0.003)
    assert [name for name, _ in rank_drivers(result, {"y": y, "x": x, "z": z}, "xyz")] == ["x", "y"]


def test_a_product_has_no_first_order_share_of_its_factors() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.choice([-1.0, 1.0], size=(2, 5000))
    assert first_order(x * y, x) == pytest.approx(0.0, abs=0.005)


def test_equal_values_share_a_bin() -> None:
    where = bins_of(np.array([0.0] * 90 + [1.0] * 10), 10)
    assert len(set(where[:90])) == 1
    assert where[0] != where[-1]


def test_an_indicator_says_which_way_the_chance_moves() -> None:
    rng = np.random.default_rng(3)
    seen = rng.uniform(size=N)
    fallen = rng.uniform(size=N) < 0.2 + 0.6 * seen
    found = indicator("ground", "km2", seen, fallen)
    assert found.base == pytest.approx(0.5, abs=0.03)
    assert found.low is not None
    assert found.high is not None
    assert found.low.fall == pytest.approx(0.2 + 0.6 * 0.125, abs=0.04)
    assert found.high.fall == pytest.approx(0.2 + 0.6 * 0.875, abs=0.04)
    assert found.low.chance == pytest.approx(0.25, abs=0.01)
    idle = indicator("weather", "", rng.uniform(size=N), fallen)
    assert idle.explains < found.explains
    assert idle.swing < 0.08
    assert (found.beyond_noise, idle.beyond_noise) == (True, False)


def test_rare_departures_from_what_most_draws_agree_on_are_the_sign() -> None:
    seen = np.full(1000, 3.0)
    seen[:100] = 1.0
    fallen = np.zeros(1000, dtype=bool)
    fallen[:80] = True
    found = indicator("roads", "roads", seen, fallen)
    assert found.high is None
    assert found.low is not None
    assert (found.low.threshold, found.low.chance, found.low.fall) == (1.0, 0.1, 0.8)
    assert found.swing == pytest.approx(0.72)
