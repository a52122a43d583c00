"""A parameter as it was fitted: between groups, beside its default, and as the parameter table writes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.distributions import NORMAL_95
from pyrrhus.scenario.parameters import parameters

Floats = NDArray[np.float64]

# What slows an advance on average besides the parameters' own factors: a front half in villages, half dug in, a third
# of the year mud.
MEAN_BUILT_UP, MEAN_FORTIFIED, MUD_SHARE = 0.3, 0.5, 0.35


@dataclass(frozen=True)
class Fit:
    """One parameter: distribution as parameters.csv writes it, how many numbers it rests on, and how it was found."""

    name: str
    distribution: str
    n: int
    note: str


def between(rate: Floats, sampling_variance: Floats, weight: Floats) -> tuple[float, float]:
    """Median and log sd of a log-normal whose values the groups' rates are, seen with sampling error."""
    mean = float(np.sum(weight * rate))
    spread = float(np.sum(weight * (rate - mean) ** 2) - np.sum(weight * sampling_variance))
    log_sd = float(np.sqrt(np.log1p(max(spread, 0.01 * mean**2) / mean**2))) if mean > 0 else 0.1
    return mean * float(np.exp(-0.5 * log_sd**2)), log_sd


def mean_level() -> float:
    """Mean level of fighting of the phases in the long run, at the medians of the parameter table."""
    on, quiet = phases()
    return on + (1.0 - on) * quiet


def phases() -> tuple[float, float]:
    """Share of days on the offensive in the long run, and the mean level of fighting on the others."""
    on = median_of("offensive_mean_days") / (median_of("offensive_mean_days") + 2.0 * median_of("pause_mean_days"))
    return on, 0.5 * (median_of("probing_intensity_ratio") + median_of("dormant_intensity_ratio"))


def mean_slowing() -> float:
    """Mean of the factors that slow an advance, at the medians of the parameter table."""
    built_up = 1.0 - MEAN_BUILT_UP * (1.0 - median_of("built_up_advance_factor"))
    fortified = 1.0 - MEAN_FORTIFIED * (1.0 - median_of("fortified_advance_factor"))
    return built_up * fortified * (1.0 - MUD_SHARE * (1.0 - median_of("mud_advance_factor")))


def median_of(name: str) -> float:
    """The median of a parameter's default."""
    distribution = parameters()[name].default
    assert distribution is not None
    return float(distribution.quantile(0.5))


def lognormal_text(median: float, log_sd: float) -> str:
    """A log-normal as parameters.csv writes it."""
    return f"{{lognormal: {{median: {median:.5f}, factor90: {np.exp(NORMAL_95 * log_sd):.3f}}}}}"


def with_default(name: str, value: float, error: float) -> tuple[float, float]:
    """Median and factor90 of a log-normal default and a log-normal finding put together by their precisions."""
    default = parameters()[name].default
    assert default is not None
    middle, high = np.log(default.quantile(np.array([0.5, 0.95])))
    sd = float(high - middle) / NORMAL_95
    precision = np.array([sd**-2.0, error**-2.0])
    both = float(precision @ np.array([middle, np.log(value)]) / precision.sum())
    return float(np.exp(both)), float(np.exp(NORMAL_95 / np.sqrt(precision.sum())))
