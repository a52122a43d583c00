"""Differences taken draw by draw (common random numbers); one that is not beyond two standard errors is a tie.

Errors are those of `copied_draws`: draws that the filter copied count for what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.copied_draws import covariance_of_sum, error_of_mean, resampled_weights

Floats = NDArray[np.float64]
TIE_STANDARD_ERRORS = 2.0


@dataclass(frozen=True)
class PairedDifference:
    """Mean of paired differences with its standard error; `tie` where it is within two of them."""

    mean: float
    standard_error: float

    @property
    def tie(self) -> bool:
        return abs(self.mean) <= TIE_STANDARD_ERRORS * self.standard_error + 1e-12


def difference(one: Floats, other: Floats) -> PairedDifference:
    """Paired difference of two samples over the same draws ([draw])."""
    apart = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    return PairedDifference(float(apart.mean()), error_of_mean(apart))


def ratio_of_means(one: Floats, other: Floats, *, resamples: int = 400) -> Floats:
    """Mean of one over mean of the other ([draw]) in resamples of the draws, pairs kept together: the spread is the
    Monte Carlo error of the ratio. Resamples in which the divisor is not above 0 are left out."""
    weights = resampled_weights(len(one), resamples=resamples, seed=0)
    above, below = weights @ np.asarray(one, dtype=float), weights @ np.asarray(other, dtype=float)
    return above[below > 0.0] / below[below > 0.0]


def tied_best(samples: Floats) -> NDArray[np.bool_]:
    """Which policies ([policy, draw]) cannot be told from the best one within Monte Carlo error [policy]."""
    best = int(np.argmax(samples.mean(axis=1)))
    return np.array([i == best or difference(samples[i], samples[best]).tie for i in range(len(samples))])


def indifferent(samples: Floats) -> bool:
    """Whether no policy ([policy, draw]) can be told from any other."""
    return bool(tied_best(samples).all() and tied_best(-samples).all())


def favoured(apart: Floats, values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Of one policy over another, by draw of the values: the expected gain [value], and where it is a tie [value].

    `apart` [draw, feature] is what happens more under the one, draw by draw; `values` [value, feature].
    """
    gain = values @ apart.mean(axis=0)
    covariance = covariance_of_sum((apart - apart.mean(axis=0)) / len(apart))
    error = np.sqrt(np.maximum(np.einsum("vk,kl,vl->v", values, covariance, values), 0.0))
    return gain, np.abs(gain) <= TIE_STANDARD_ERRORS * error + 1e-12


def variance_saved(one: Floats, other: Floats) -> float:
    """How many times the variance of a difference shrinks by pairing draws; infinite where all pairs are equal."""
    paired = float(np.var(one - other))
    apart = float(np.var(one) + np.var(other))
    if paired <= 1e-12 * max(apart, 1e-300):
        return float("inf")
    return apart / paired
