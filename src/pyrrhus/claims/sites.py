"""Terms of the inference: what was said, and Gaussians that stand for it by expectation propagation (Minka 2001)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.hedges import tilted
from pyrrhus.claims.statements import Statements

Floats = NDArray[np.float64]
DAMPING = 0.8
SHARE_EDGE_SD = 0.1


@dataclass
class Sites:
    """All terms (claims first, then the edges of shares): their readings, and the Gaussians that stand for them."""

    low: Floats
    high: Floats
    denial: Floats
    noise: Floats
    precision: Floats = field(default_factory=lambda: np.zeros(0))
    shift: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self.is_point = (self.low == self.high) & (self.denial == 0)
        self.soft = np.flatnonzero(~self.is_point)
        if not len(self.precision):
            self.precision, self.shift = np.zeros(len(self.low)), np.zeros(len(self.low))

    def stand_for_points(self, noise: Floats) -> None:
        """Take the claims' noise (sd, n) anew: a point is an exact Gaussian term."""
        self.noise[: len(noise)] = noise
        point = self.is_point
        self.precision[point] = 1.0 / self.noise[point] ** 2
        self.shift[point] = self.low[point] * self.precision[point]


def sites_of(claims: Statements, n_edges: int) -> Sites:
    """The claims, then the edges of shares: a side's places share its front, so their shares add up to at most one."""
    return Sites(
        np.append(claims.low, np.full(n_edges, -np.inf)),
        np.append(claims.high, np.zeros(n_edges)),
        np.append(claims.denial, np.zeros(n_edges)),
        np.append(claims.noise_sd, np.full(n_edges, SHARE_EDGE_SD)),
    )


def update_sites(sites: Sites, mean: Floats, variance: Floats) -> float:
    """One round of expectation propagation over the statements that are not points, in place; how far they moved."""
    soft = sites.soft
    if not len(soft):
        return 0.0
    v = 1.0 / np.maximum(1.0 / variance[soft] - sites.precision[soft], 1e-9)
    m = v * (mean[soft] / variance[soft] - sites.shift[soft])
    _, first, second = tilted(m, v, sites.low[soft], sites.high[soft], sites.noise[soft], sites.denial[soft])
    tilted_variance = np.maximum(v + v**2 * second, 1e-9)
    tilted_mean = m + v * first
    new_precision = np.maximum(1.0 / tilted_variance - 1.0 / v, 0.0)
    new_shift = tilted_mean * (1.0 / v + new_precision) - m / v
    moved = np.abs(new_shift - sites.shift[soft] - (new_precision - sites.precision[soft]) * mean[soft]) * np.sqrt(
        variance[soft]
    )
    sites.precision[soft] += DAMPING * (new_precision - sites.precision[soft])
    sites.shift[soft] += DAMPING * (new_shift - sites.shift[soft])
    return float(moved.max(initial=0.0))


def misfit_of(sites: Sites, mean: Floats, variance: Floats) -> Floats:
    """Expected squared misfit per statement, in units of its noise variance: how far outside what was said u lies."""
    sd = np.sqrt(variance)
    below, above = _squared_excess((sites.low - mean) / sd), _squared_excess((mean - sites.high) / sd)
    exact = (sites.low - mean) ** 2 / variance + 1.0
    return np.where(sites.is_point, exact, below + above) * variance / sites.noise**2


def _squared_excess(threshold: Floats) -> Floats:
    """Mean of max(threshold - x, 0)^2 for a standard normal x."""
    from scipy.special import ndtr

    t = np.clip(threshold, -38.0, 1e6)
    return np.maximum((1.0 + t**2) * ndtr(t) + t * np.exp(-0.5 * t**2) / np.sqrt(2 * np.pi), 0.0)
