"""Errors over draws that a filter copied: what independent draws would give, and no less for copies."""

from __future__ import annotations

import numpy as np
import pytest

from pyrrhus.decide.copied_draws import (
    STRETCHES,
    effective_draws,
    error_of_mean,
    resampled_weights,
    stretch_of,
    stretch_sums,
)
from pyrrhus.decide.differences import difference, favoured, indifferent
from pyrrhus.decide.game import Equilibrium, bootstrap
from pyrrhus.decide.information import information_worth, rank_drivers

COPIES = 4


def averaged(make, rounds=200):
    return float(np.mean([make(np.random.default_rng(seed)) for seed in range(rounds)]))


def test_of_independent_draws_the_error_is_the_usual_one():
    assert averaged(lambda rng: error_of_mean(rng.normal(3.0, 2.0, 400))) == pytest.approx(2.0 / 20.0, rel=0.05)


def test_copies_do_not_make_a_mean_surer():
    copied = averaged(lambda rng: error_of_mean(np.repeat(rng.normal(0.0, 2.0, 100), COPIES)))
    assert copied == pytest.approx(2.0 / 10.0, rel=0.08)


def test_a_difference_of_copies_that_is_noise_is_a_tie():
    def ties(rng):
        return difference(np.repeat(rng.normal(size=100), COPIES), np.zeros(100 * COPIES)).tie

    assert averaged(ties, 400) == pytest.approx(0.94, abs=0.03)  # draw by draw it would be two in three


def test_one_policy_over_another_is_tied_as_its_difference_is():
    apart = np.repeat(np.random.default_rng(1).normal(size=(100, 3)), COPIES, axis=0)
    values = np.eye(3)
    gain, tie = favoured(apart, values)
    for k in range(3):
        single = difference(apart[:, k], np.zeros(len(apart)))
        assert gain[k] == pytest.approx(single.mean)
        assert tie[k] == single.tie


def test_few_draws_tell_nothing():
    assert error_of_mean(np.array([1.0, 2.0, 3.0])) == float("inf")
    assert indifferent(np.array([[1.0, 2.0, 3.0], [5.0, 6.0, 9.0]]))


@pytest.mark.parametrize("draws", [4, 7, 39, 40, 41, 399, 2000])
def test_every_draw_is_in_one_stretch_of_its_neighbours(draws):
    where = stretch_of(draws)
    assert len(where) == draws
    assert np.all(np.diff(where) >= 0)
    assert set(np.diff(where)) <= {0, 1}
    assert where[-1] + 1 == min(STRETCHES, draws // 2)
    assert stretch_sums(np.ones(draws)).sum() == draws
    assert np.ptp(np.bincount(where)) <= 1


def test_resampling_takes_stretches_whole():
    weights = resampled_weights(100, resamples=50, seed=3)
    assert weights.sum(axis=1) == pytest.approx(np.ones(50))
    assert all(len(set(row[stretch_of(100) == 7])) == 1 for row in weights)
    assert len({tuple(row) for row in weights}) > 40


def test_copies_count_once_where_they_share_the_result_and_each_where_they_do_not():
    rng = np.random.default_rng(5)
    families = np.repeat(rng.normal(size=200), COPIES)
    assert effective_draws(families, np.repeat(rng.normal(size=200), COPIES)) == pytest.approx(200.0)
    assert effective_draws(families, rng.normal(size=800)) == pytest.approx(800.0, rel=0.15)
    half = np.repeat(rng.normal(size=200), COPIES) + rng.normal(size=800)
    assert effective_draws(families, half) == pytest.approx(800 / (1 + 3 * 0.5), rel=0.15)
    assert effective_draws(rng.normal(size=50), rng.normal(size=50)) == 50.0


def test_an_input_that_says_nothing_is_no_driver_of_copied_draws():
    def drivers(rng):
        result, inputs = (np.repeat(rng.normal(size=50), 8) for _ in range(2))
        return len(rank_drivers(result, {"x": inputs}, ["x"]))

    assert averaged(drivers) < 0.05


def test_an_input_that_says_nothing_is_not_worth_knowing_of_copied_draws():
    def worth(rng):
        samples = np.repeat(rng.normal(size=(3, 60)), 8, axis=1)
        return information_worth(samples, np.repeat(rng.normal(size=60), 8)).beyond_noise

    assert averaged(worth) < 0.03


def test_the_spread_of_a_mix_does_not_shrink_by_copying_draws():
    def spread(rng, copies):
        draws = rng.normal([[1.0], [0.0], [0.0], [1.0]], 1.0, (4, 60)).reshape(2, 2, 60)
        table = np.repeat(draws, copies, axis=2)
        even = Equilibrium(np.array([0.5, 0.5]), np.array([0.5, 0.5]), 0.5, 0.5)
        found = bootstrap(table, -table, even)
        return float(np.ptp([found.row_low[0], found.row_high[0]]))

    once, copied = (averaged(lambda rng, c=c: spread(rng, c), 12) for c in (1, 8))
    assert copied == pytest.approx(once, rel=0.25)
