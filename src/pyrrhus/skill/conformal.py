"""Ground gained as it is published: the model's quantiles corrected by how far it was off before.

The model's own intervals are too narrow (docs/explanation/skill.md). Conformal prediction (Vovk, Gammerman & Shafer
2005; for whole distributions, Chernozhukov, Wüthrich & Zhu 2021, PNAS 118:e2107794118) mends that with nothing but
resolved forecasts. With m the median said and w its spread,

    w = sqrt(((q90 - q10) / 2.56)^2 + e^2),    residual r = (seen - m) / w,    e = 1.4 km2 x sqrt(days / 30)

the published quantile at a level is m + w x (quantile of r at that level). The r are those of all horizons whose
outcomes were known by the as-of date (the spread takes the horizon out of them, and short ones are known sooner), with
as much weight for the normal law as PRIOR forecasts have: before anything is resolved the published spread is the
model's own with the map's error e. That weight, and e (the filter's 0.5 km2 on each of eight axes), are stated and were
not fitted; pooling the horizons was chosen after seeing that each alone covered less at 60 and 90 days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
PRIOR = 20.0
MAP_ERROR_KM2 = 1.4
NORMAL_10_90 = 2.5631031310892007  # standard deviations between the 10th and the 90th percentile of a normal law
LEVELS_OF_PRIOR = np.linspace(0.01, 0.99, 49)


def residual(seen_km2: float, q10: float, q50: float, q90: float, horizon_days: int) -> float:
    """How many spreads the ground seen lay above the median said."""
    return (seen_km2 - q50) / spread_km2(q10, q90, horizon_days)


def spread_km2(q10: float, q90: float, horizon_days: int) -> float:
    """The spread said, with the error of the map in it, km2."""
    error = MAP_ERROR_KM2 * math.sqrt(horizon_days / 30.0)
    return math.hypot((q90 - q10) / NORMAL_10_90, error)


def widen(
    levels: Sequence[float], q10: float, q50: float, q90: float, residuals: ArrayLike, *, horizon_days: int
) -> Floats:
    """Published quantiles [level], km2, from the three quantiles said and the residuals that are known by now."""
    known = np.asarray(residuals, dtype=float)
    values = np.concatenate([known, _prior()])
    weight = np.concatenate([np.ones(len(known)), np.full(len(LEVELS_OF_PRIOR), PRIOR / len(LEVELS_OF_PRIOR))])
    order = np.argsort(values, kind="stable")
    values, weight = values[order], weight[order]
    reached = (np.cumsum(weight) - 0.5 * weight) / weight.sum()
    return q50 + spread_km2(q10, q90, horizon_days) * np.interp(levels, reached, values)


@cache
def _prior() -> Floats:
    """What stands for PRIOR forecasts whose spread was right."""
    from scipy.special import ndtri

    return ndtri(LEVELS_OF_PRIOR)
