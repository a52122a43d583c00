"""Weights of draws: effective size, tempering, the t distribution, and that what was seen favours who expected it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import t as student

from pyrrhus.filter.draw_weights import TARGET_SHARE, effective_size, temper, weigh
from pyrrhus.filter.observe import Gains

LOGS = arrays(np.float64, st.integers(2, 60), elements=st.floats(-200, 200))


def test_equal_weights_count_all_one_counts_one() -> None:
    assert effective_size(np.full(50, -3.0)) == pytest.approx(50.0)
    assert effective_size(np.array([0.0] + [-1e3] * 49)) == pytest.approx(1.0)
    assert effective_size(np.log(np.array([0.5, 0.5, 1e-300]))) == pytest.approx(2.0)
    assert effective_size(np.array([1e4, 1e4])) == pytest.approx(2.0), "far from 0 nothing overflows"


@given(LOGS, st.floats(-500, 500))
def test_effective_size_is_between_1_and_all_and_knows_no_scale(logs, shift: float) -> None:
    size = effective_size(logs)
    assert 1.0 - 1e-9 <= size <= len(logs) * (1 + 1e-12)
    assert effective_size(logs + shift) == pytest.approx(size, rel=1e-6)


@given(LOGS, st.floats(0.05, 0.95))
def test_tempering_reaches_its_target_and_no_less(logs, part: float) -> None:
    target = part * len(logs)
    exponent = temper(logs, target=target)
    assert 0.0 <= exponent <= 1.0
    assert effective_size(exponent * logs) >= target * (1 - 1e-9)
    if exponent < 1.0:
        assert effective_size(logs) < target
        more = exponent * (1 + 1e-6) + 1e-9
        assert effective_size(more * logs) < target * (1 + 1e-6), "no larger exponent would do"


@given(LOGS, st.floats(0.1, 0.5))
def test_a_larger_target_tempers_more(logs, part: float) -> None:
    assert temper(logs, target=2 * part * len(logs)) <= temper(logs, target=part * len(logs)) + 1e-12


def test_weights_that_are_even_enough_are_left_alone() -> None:
    assert temper(np.zeros(10), target=10.0) == 1.0
    assert temper(np.array([0.0, 0.1, 0.2]), target=1.5) == 1.0


def gains(*attacker: float, contested: tuple[float, ...] | None = None) -> Gains:
    return Gains(date(2030, 1, 1), date(2030, 1, 15), np.array(attacker), np.array(contested or [0.0] * len(attacker)))


def weighed(seen: Gains | None, expected, variance=1.0, part=0.5):
    expected = np.asarray(expected, dtype=float)
    names = tuple("abcdefgh"[: expected.shape[1]])
    return weigh(
        seen,
        expected,
        np.broadcast_to(np.asarray(variance, float), expected.shape),
        contested_part=np.broadcast_to(part, len(expected)),
        axis_names=names,
    )


def test_who_expected_what_was_seen_outweighs_who_did_not() -> None:
    found = weighed(gains(6.0, -1.0), [[6.0, -1.0], [3.0, -1.0], [0.0, 4.0]])
    assert found.weights[0] > found.weights[1] > found.weights[2] > 0.0
    assert found.weights.sum() == pytest.approx(1.0)


def test_a_sharp_forecast_that_is_right_outweighs_a_vague_one_and_a_vague_one_a_sharp_one_that_is_wrong() -> None:
    right = weighed(gains(4.0), [[4.0], [4.0]], variance=[[0.1], [50.0]])
    assert right.weights[0] > right.weights[1]
    wrong = weighed(gains(40.0), [[4.0], [4.0]], variance=[[0.1], [500.0]])
    assert wrong.weights[0] < wrong.weights[1]


def test_the_likelihood_is_a_students_t() -> None:
    seen, expected = gains(5.0, -2.0), np.array([[4.0, -1.0], [1.0, 1.0]] + [[4.5, -1.5]] * 8)
    found = weighed(seen, expected, variance=3.0)
    assert found.temperature == 1.0
    scale = np.sqrt(3.0 + (0.5 + 0.2 * np.array([5.0, 2.0])) ** 2)
    likely = student.pdf((np.array([5.0, -2.0]) - expected) / scale, 4).prod(axis=1)
    np.testing.assert_allclose(found.weights, likely / likely.sum(), rtol=1e-9)
    assert found.untempered == pytest.approx(effective_size(np.log(likely)))


def test_contested_ground_counts_in_each_draws_own_part() -> None:
    part = np.array([0.0, 0.5, 1.0])
    found = weighed(gains(2.0, contested=(6.0,)), np.full((3, 1), 5.0), part=part)
    assert found.weights.argmax() == 1, "2 + 0.5 x 6 is what all expected"


def test_nothing_seen_weighs_all_alike() -> None:
    found = weighed(None, np.arange(10.0)[:, None])
    assert found.weights == pytest.approx(np.full(10, 0.1))
    assert (found.count, found.outside, found.worst) == (0, 0, "")
    assert found.temperature == 1.0


def test_one_good_draw_among_bad_ones_does_not_stand_alone() -> None:
    expected = np.full((200, 8), 500.0)
    expected[0] = 5.0
    found = weighed(gains(*[5.0] * 8), expected, variance=0.01)
    assert found.untempered == pytest.approx(1.0, abs=0.01)
    assert found.temperature < 1.0
    assert found.effective_sample_size >= TARGET_SHARE * 200 * (1 - 1e-6)


def test_surprise_is_counted_and_the_worst_is_named() -> None:
    expected = np.random.default_rng(1).normal([1.0, 1.0, 1.0], 0.3, (400, 3))
    found = weighed(gains(1.0, 30.0, 9.0), expected)
    assert (found.count, found.outside) == (3, 2)
    assert "axis b" in found.worst
    assert "30.0 km2" in found.worst
    assert "2030-01-15" in found.worst
    assert weighed(gains(1.0, 1.0, 1.0), expected).outside == 0


@given(st.floats(-1e3, 1e3))
def test_the_distribution_function_is_scipys(z: float) -> None:
    from pyrrhus.filter.draw_weights import _t_cdf

    assert float(_t_cdf(np.array([z]))[0]) == pytest.approx(student.cdf(z, 4), abs=1e-9)


@given(st.floats(-1e5, 1e5), st.floats(0, 1e6), st.floats(-1e5, 1e5))
def test_weights_are_finite_whatever_is_seen(seen: float, variance: float, expected: float) -> None:
    found = weighed(gains(seen), [[expected], [0.0], [1.0]], variance=variance)
    assert np.isfinite(found.weights).all()
    assert found.weights.sum() == pytest.approx(1.0)
