"""Weights of draws: how well each campaign explains what was seen, tempered so that enough of them count.

The ground itself is put to the observed map each time one is there, in every draw; what is weighed is how likely the
observed gains were under each draw's tempo. For an axis and a stretch of days, with m and v the mean and variance that
the draw's laws expected of those days (a compound Poisson sum):

    observed gain ~ Student-t with 4 degrees of freedom, centre m, scale sqrt(v + e^2),   e = 0.5 km2 + 0.2 |gain|

e stands for the map's lag of days and its drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.filter.observe import Gains

DEGREES = 4.0
MAP_ERROR_KM2 = 0.5
MAP_ERROR_SHARE = 0.2
TARGET_SHARE = 0.1
LOG_DENSITY = float(np.log(0.375))  # of Student's t with 4 degrees of freedom at its centre


@dataclass(frozen=True)
class Weighing:
    """Weights [draw] (sum 1) of one stretch of the history.

    `effective_sample_size` is that of the tempered weights, `untempered` that of the full ones. `outside` counts the
    observations (of `count`) beyond the central 90 % of what the draws expected; `worst` names the most surprising.
    `log_score` is the log of the mean density (1/km2 per axis) that the draws gave to what was seen, 0 for nothing.
    """

    weights: NDArray[np.float64]
    effective_sample_size: float
    untempered: float
    temperature: float
    outside: int
    count: int
    worst: str
    worst_depth: float
    log_score: float = 0.0

    @property
    def log_weights(self) -> NDArray[np.float64]:
        """Logs of the untempered weights [draw], the largest 0."""
        logs = np.log(np.maximum(self.weights, 1e-300)) / self.temperature
        return logs - logs.max()


def effective_size(log_weights: NDArray[np.float64]) -> float:
    """Effective sample size (sum w)^2 / sum w^2 of unnormalised log weights (Kong 1992)."""
    w = np.exp(log_weights - log_weights.max())
    return float(w.sum() ** 2 / (w * w).sum())


def temper(log_weights: NDArray[np.float64], *, target: float) -> float:
    """The largest exponent in 0..1 whose weights keep an effective sample of at least `target` draws, by bisection."""
    if effective_size(log_weights) >= target:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if effective_size(middle * log_weights) >= target:
            low = middle
        else:
            high = middle
    return low


def weigh(
    seen: Gains | None,
    expected: NDArray[np.float64],
    variance: NDArray[np.float64],
    *,
    contested_part: NDArray[np.float64],
    axis_names: tuple[str, ...],
) -> Weighing:
    """Weigh draws by the observed gains ([draw, axis] expected km2 and variance km4).

    `contested_part` [draw] is what each draw counts of contested ground.
    """
    draws = len(contested_part)
    log_weights = np.zeros(draws)
    outside, count, worst, worst_depth = 0, 0, "", 0.5
    if seen is not None:
        gains = seen.attacker + contested_part[:, None] * seen.contested
        error = MAP_ERROR_KM2 + MAP_ERROR_SHARE * np.abs(gains)
        scale = np.sqrt(variance + error * error)
        z = (gains - expected) / scale
        log_weights += (-0.5 * (DEGREES + 1.0) * np.log1p(z * z / DEGREES) - np.log(scale)).sum(axis=1)
        below = _t_cdf(z).mean(axis=0)
        depth = np.minimum(below, 1.0 - below)
        count, outside = len(depth), int((depth < 0.05).sum())
        axis = int(depth.argmin())
        worst_depth = float(depth[axis])
        worst = (
            f"the attacker's gain of {float(np.mean(gains[:, axis])):.1f} km2 on the axis {axis_names[axis]} from "
            f"{seen.first.isoformat()} to {seen.last.isoformat()}"
        )
    log_score = 0.0
    if count:
        most = float(log_weights.max())
        log_score = most + float(np.log(np.exp(log_weights - most).mean())) + count * LOG_DENSITY
    temperature = temper(log_weights, target=TARGET_SHARE * draws)
    tempered = temperature * log_weights
    weights = np.exp(tempered - tempered.max())
    weights /= weights.sum()
    return Weighing(
        weights,
        effective_size(tempered),
        effective_size(log_weights),
        temperature,
        outside,
        count,
        worst,
        worst_depth,
        log_score,
    )


def _t_cdf(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distribution function of Student's t with 4 degrees of freedom (closed form)."""
    s = z / np.sqrt(1.0 + z * z / 4.0)
    return 0.5 + 0.375 * (s - s**3 / 12.0)
