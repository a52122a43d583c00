"""Intensity: moments of the log-normal autoregression, its half-life, and what axes share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.laws.intensity import prepare_intensity, step_intensity

HASHES = np.array([11, 22, 33], dtype=np.uint32)


def stepper(plain: Callable[[Any], Any], row: NDArray[np.float64], axes: int = 3) -> Callable[..., None]:
    """The law with what it keeps for one draw."""
    noise, words = np.zeros(5), np.zeros((axes + 1, 5), np.uint32)
    plain(prepare_intensity)(noise, row)
    return lambda deviation, factor, *keys: plain(step_intensity)(deviation, factor, noise, words, *keys)


def run_days(
    plain: Callable[[Any], Any], row: NDArray[np.float64], days: int, *, history: int = 1, seed: int = 7
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Deviations [day, axis + 1] and factors [day, axis] from a deviation of 0."""
    step, deviation, factor = stepper(plain, row), np.zeros(4), np.zeros(3)
    y, f = np.empty((days, 4)), np.empty((days, 3))
    for day in range(days):
        step(deviation, factor, np.uint32(history), day, np.uint32(seed), HASHES)
        y[day], f[day] = deviation, factor
    return y, f


@pytest.fixture
def noisy(row: NDArray[np.float64]) -> NDArray[np.float64]:
    row[COLUMN["intensity_log_sd"]] = 0.7
    row[COLUMN["intensity_half_life_days"]] = 2.0
    row[COLUMN["intensity_common_share_0_1"]] = 0.4
    return row


def test_deviations_have_unit_variance_and_the_half_life_that_was_asked_for(plain, noisy) -> None:
    y, _ = run_days(plain, noisy, 6000)
    y = y[50:]
    assert y.var(axis=0) == pytest.approx(np.ones(4), abs=0.12)
    assert y.mean(axis=0) == pytest.approx(np.zeros(4), abs=0.15)
    for axis in range(4):
        for lag in (1, 2, 4):
            found = np.corrcoef(y[lag:, axis], y[:-lag, axis])[0, 1]
            assert found == pytest.approx(2.0 ** (-lag / 2.0), abs=0.06)


def test_the_mean_factor_is_1_whatever_the_spread(plain, noisy) -> None:
    for sd in (0.2, 0.7, 1.0):
        noisy[COLUMN["intensity_log_sd"]] = sd
        _, f = run_days(plain, noisy, 6000)
        assert f.mean() == pytest.approx(1.0, abs=0.12)
        assert np.log(f).std() == pytest.approx(sd, rel=0.1)
        assert np.log(f).mean() == pytest.approx(-sd * sd / 2.0, abs=0.1 * sd + 0.02)


def test_axes_share_the_part_that_they_are_said_to_share(plain, noisy) -> None:
    _, f = run_days(plain, noisy, 6000)
    between = np.corrcoef(np.log(f).T)
    assert between[np.triu_indices(3, 1)] == pytest.approx(np.full(3, 0.4), abs=0.09)
    noisy[COLUMN["intensity_common_share_0_1"]] = 1.0
    _, f = run_days(plain, noisy, 200)
    np.testing.assert_allclose(f[:, 0], f[:, 2])
    noisy[COLUMN["intensity_common_share_0_1"]] = 0.0
    _, f = run_days(plain, noisy, 6000)
    assert abs(np.corrcoef(np.log(f).T)[0, 1]) < 0.1


def test_no_spread_gives_1(plain, noisy) -> None:
    noisy[COLUMN["intensity_log_sd"]] = 0.0
    _, f = run_days(plain, noisy, 30)
    np.testing.assert_array_equal(f, np.ones_like(f))


def test_a_surge_halves_in_its_half_life(plain, noisy) -> None:
    noisy[COLUMN["intensity_half_life_days"]] = 8.0
    mean = []
    for history in range(400):
        step, deviation, factor = stepper(plain, noisy), np.full(4, 2.0), np.zeros(3)
        for day in range(8):
            step(deviation, factor, np.uint32(history), day, np.uint32(7), HASHES)
        mean.append(deviation.copy())
    assert np.mean(mean, axis=0) == pytest.approx(np.full(4, 1.0), abs=0.2)


def test_an_axis_keeps_its_noise_when_another_is_added(plain, noisy) -> None:
    step, other = stepper(plain, noisy, axes=2), stepper(plain, noisy)
    few, many = np.zeros(3), np.zeros(4)
    f2, f3 = np.zeros(2), np.zeros(3)
    for day in range(5):
        step(few, f2, np.uint32(3), day, np.uint32(7), HASHES[:2])
        other(many, f3, np.uint32(3), day, np.uint32(7), HASHES)
    np.testing.assert_array_equal(f2, f3[:2])
