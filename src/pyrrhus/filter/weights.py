"""Weights of draws: how well each campaign explains what was seen, tempered so that enough of them count.

The ground itself is put to the observed map each time one is there, in every draw; what is weighed is how likely the
observed gains were under each draw's tempo. For an axis and a block of four weeks, with m and v the mean and variance
that the draw's laws expected of those days (a compound Poisson sum):

    observed gain ~ Student-t with 4 degrees of freedom, centre m, scale sqrt(v + e^2),   e = 0.5 km2 + 0.2 |gain|

e stands for the map's lag of days and its drawing. A garrison that was seen to stay weighs exp(-hazard).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.filter.observe import Observed

DEGREES = 4.0
MAP_ERROR_KM2 = 0.5
MAP_ERROR_SHARE = 0.2
TARGET_SHARE = 0.1
CONTRADICTED_BELOW = 200.0


@dataclass(frozen=True)
class Weighing:
    """Weights [draw] (sum 1), and what they say: results, not log lines.

    `effective_sample_size` is that of the tempered weights; `untempered` that of the full ones. `surprise` is the share
    of observations outside the central 90 % of what the draws expected (0.1 if all is well). `worst` names the most
    surprising observation.
    """

    weights: NDArray[np.float64]
    effective_sample_size: float
    untempered: float
    temperature: float
    surprise: float
    contradicted: bool
    worst: str


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
    observed: Observed,
    expected: NDArray[np.float32],
    variance: NDArray[np.float32],
    *,
    contested_part: NDArray[np.float64],
    hazard: NDArray[np.float64],
    axis_names: tuple[str, ...],
) -> Weighing:
    """Weigh draws by the observed gains ([draw, map, axis] expected and variance) and by the garrison's staying.

    `contested_part` [draw] is what each draw counts of contested ground; `hazard` [draw] its summed withdrawal hazard.
    """
    draws = len(hazard)
    log_weights = -hazard.astype(np.float64)
    outside, count, worst, worst_depth = 0, 0, "", 0.5
    for block in sorted(set(observed.block[observed.block >= 0])):
        rows = np.flatnonzero(observed.block == block)
        mean = expected[:, rows].sum(axis=1, dtype=np.float64)
        spread = variance[:, rows].sum(axis=1, dtype=np.float64)
        seen = observed.attacker[rows].sum(axis=0) + contested_part[:, None] * observed.contested[rows].sum(axis=0)
        error = MAP_ERROR_KM2 + MAP_ERROR_SHARE * np.abs(seen)
        scale = np.sqrt(spread + error * error)
        z = (seen - mean) / scale
        log_weights += (-0.5 * (DEGREES + 1.0) * np.log1p(z * z / DEGREES) - np.log(scale)).sum(axis=1)
        below = _t_cdf(z).mean(axis=0)
        for axis, depth in enumerate(np.minimum(below, 1.0 - below)):
            count += 1
            outside += int(depth < 0.05)
            if depth < worst_depth:
                worst_depth = float(depth)
                gain = float(np.mean(seen[:, axis]))
                worst = (
                    f"the attacker's gain of {gain:.1f} km2 on the axis {axis_names[axis]} in the four weeks to "
                    f"{observed.dates[rows[-1]].isoformat()}"
                )
    full = effective_size(log_weights)
    temperature = temper(log_weights, target=TARGET_SHARE * draws)
    tempered = temperature * log_weights
    weights = np.exp(tempered - tempered.max())
    weights /= weights.sum()
    return Weighing(
        weights=weights,
        effective_sample_size=effective_size(tempered),
        untempered=full,
        temperature=temperature,
        surprise=outside / count if count else 0.0,
        contradicted=full < min(CONTRADICTED_BELOW, TARGET_SHARE * draws),
        worst=worst,
    )


def _t_cdf(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distribution function of Student's t with 4 degrees of freedom (closed form)."""
    s = z / np.sqrt(1.0 + z * z / 4.0)
    return 0.5 + 0.375 * (s - s**3 / 12.0)
