"""A figure that lies outside what all the other claims together allow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.periods import Item
from pyrrhus.claims.result import Flag

Z98 = 2.3263
WIDENING = 2.5
MOST_LOG_WIDTH = math.log(100.0)
MOST_CHECKED = 2000


def check_outside(items: Sequence[Item], posterior: Posterior, n_state: int) -> list[Flag]:
    """Flags for asserted claims outside the 98 % interval that the others, with this source's bias and noise, allow.

    `items` are the claims that count, in the order of the posterior's sites; `n_state` is where biases begin in the
    state. Where the others say next to nothing (more than a factor 100 wide) there is nothing to lie outside of.
    """
    flags: list[Flag] = []
    n = len(items)
    if not n:
        return flags
    precision, shift, variance = posterior.sites.precision[:n], posterior.sites.shift[:n], posterior.variance[:n]
    left = np.maximum(1.0 / variance - precision, 1e-9)
    mean = (posterior.predicted[:n] / variance - shift) / left
    spread = np.minimum(1.0 / left, _by_prior_bias(posterior, n, n_state))
    half = Z98 * np.sqrt(spread + posterior.noise_without**2)
    for row, item in enumerate(items):
        low, high = float(mean[row] - half[row]), float(mean[row] + half[row])
        reading = item.reading
        if item.reading.denial or high - low > MOST_LOG_WIDTH or (low <= reading.high and reading.low <= high):
            continue
        said, where = (reading.low, "above") if reading.low > high else (reading.high, "below")
        why = (
            f"{math.exp(said):,.4g} lies {where} the {math.exp(low):,.3g} to {math.exp(high):,.3g} that the other "
            "claims allow, this source's bias and noise included (98 percent)"
        )
        flags.append(Flag(item.claim.id, "outside_fused", why, WIDENING))
    return flags


def _by_prior_bias(posterior: Posterior, n: int, n_state: int) -> NDArray[np.float64]:
    """Variance of what each claim speaks of, without it, had its source the bias that sources like it have.

    A source that stands far off widens what its group is thought capable of; it must not excuse itself that way.
    """
    if n > MOST_CHECKED:
        return np.full(n, np.inf)
    matrix = posterior.solution.matrix
    rows = matrix[:n] if isinstance(matrix, np.ndarray) else matrix[:n].toarray()
    bias = (np.abs(rows[:, n_state:]) @ posterior.bias_sd**2).astype(float)
    truth = rows.copy()
    truth[:, n_state:] = 0.0
    towards = posterior.solution.towards(truth)
    own = np.einsum("ij,ij->i", towards, truth)
    shared = np.einsum("ij,ij->i", towards, rows)
    p = posterior.sites.precision[:n]
    return own + shared**2 * p / np.maximum(1.0 - p * posterior.variance[:n], 1e-9) + bias
