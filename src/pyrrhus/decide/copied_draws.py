"""Errors of means over draws of which a filter copied some: by stretches of draws, not draw by draw.

Copies of one draw share its parameters and lie side by side, so they are less than so many independent draws. Sums over
twenty stretches are nearly independent (batch means: Conway 1963, doi:10.1287/mnsc.10.1.92; as clusters: Liang & Zeger
1986, doi:10.1093/biomet/73.1.13). With draws that are independent the error is the usual one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STRETCHES = 20  # two standard errors of so many are 94 % of Student's t


def stretch_of(draws: int) -> NDArray[np.int64]:
    """The stretch of each draw [draw]: twenty of nearly equal length, fewer where each would hold but one draw."""
    return np.arange(draws) * max(1, min(STRETCHES, draws // 2)) // max(1, draws)


def stretch_sums(values: Floats) -> Floats:
    """Sums [stretch, ...] over the stretches of values [draw, ...]."""
    starts = np.flatnonzero(np.diff(stretch_of(len(values)), prepend=-1))
    return np.asarray(np.add.reduceat(values, starts, axis=0))


def covariance_of_sum(parts: Floats) -> Floats:
    """Covariance [k, k] of the sum of parts [draw, k] whose sum is nought, as the departures of an estimate are."""
    sums = stretch_sums(parts)
    count = len(sums)
    return np.asarray(sums.T @ sums * (count / max(1, count - 1)))


def error_of_sum(parts: Floats) -> float:
    """Standard error of the sum of parts [draw] whose sum is nought; infinite of fewer than four draws."""
    if len(parts) < 4:
        return float("inf")
    return float(np.sqrt(covariance_of_sum(parts[:, None])[0, 0]))


def error_of_mean(values: Floats) -> float:
    """Standard error of the mean of values [draw]; infinite of fewer than four."""
    return error_of_sum((values - values.mean()) / max(1, len(values)))


def resampled_weights(draws: int, *, resamples: int, seed: int) -> Floats:
    """Weights [resample, draw], each row with sum 1, of stretches drawn with replacement."""
    where = stretch_of(draws)
    count = int(where[-1]) + 1
    chosen = np.random.default_rng(seed).integers(0, count, size=(resamples, count))
    times = np.array([np.bincount(row, minlength=count) for row in chosen])[:, where]
    return np.asarray(times / times.sum(axis=1, keepdims=True))


def effective_draws(values: Floats, result: Floats) -> float:
    """How many independent draws those of a result [draw] count for, of an input [draw] whose copies lie side by side.

    Kish's (1965) design effect, 1 + (size of a family - 1) times the share of the result's variance between families.
    """
    draws = len(values)
    begins = np.flatnonzero(np.diff(values, prepend=np.nan) != 0.0)
    times = np.diff(begins, append=draws).astype(float)
    size = float(np.sum(times**2) / draws)
    families = len(times)
    if families in (1, draws):
        return 1.0 if families == 1 else float(draws)
    means = np.add.reduceat(result, begins) / times
    between = float(np.sum(times * (means - result.mean()) ** 2) / (families - 1))
    within = float(np.sum((result - np.repeat(means, times.astype(int))) ** 2) / (draws - families))
    usual = (draws - size) / (families - 1)  # size of a family that the analysis of variance goes by
    shared = (between - within) / max(between + (usual - 1.0) * within, 1e-300)
    return draws / (1.0 + (size - 1.0) * min(1.0, max(0.0, shared)))
