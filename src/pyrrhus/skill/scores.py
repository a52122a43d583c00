"""Scores of probabilities and of dates, by row and balanced by town; the lower the better unless it says otherwise.

All are proper (Gneiting & Raftery 2007, JASA 102:359). Probabilities are `[row]` in 0..1, outcomes `[row]` bool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pyrrhus.scenario.distributions import NORMAL_95

Floats = NDArray[np.float64]
LOWEST, HIGHEST = 0.005, 0.995
CUT_DAYS = 90


def published(probability: ArrayLike) -> Floats:
    """Probabilities held to what is ever published, 0.005 to 0.995."""
    return np.clip(np.asarray(probability, dtype=float), LOWEST, HIGHEST)


def brier(probability: ArrayLike, outcome: ArrayLike) -> Floats:
    """Squared error of each row (Brier 1950)."""
    return (np.asarray(probability, dtype=float) - np.asarray(outcome, dtype=float)) ** 2


def log_score(probability: ArrayLike, outcome: ArrayLike) -> Floats:
    """Minus the natural log of the probability given to what happened, held to 0.005..0.995 first."""
    p, happened = published(probability), np.asarray(outcome, dtype=bool)
    return -np.log(np.where(happened, p, 1.0 - p))


def crps_days(cdf: ArrayLike, fell_day: ArrayLike, *, cut_days: int = CUT_DAYS) -> Floats:
    """Continuous ranked probability score of a fall date, cut at `cut_days`; in days.

    `cdf` [row, day 0..] is the probability that the fall has come by each day; `fell_day` [row] is NaN where it had not
    come by the cut. Days are whole, so the integral is a sum over days 1..cut.
    """
    forecast = np.atleast_2d(np.asarray(cdf, dtype=float))[:, 1 : cut_days + 1]
    if forecast.shape[1] != cut_days:
        raise ValueError(f"the curve has {forecast.shape[1]} days after the first and must have {cut_days}")
    day = np.arange(1, cut_days + 1)
    fell = np.atleast_1d(np.asarray(fell_day, dtype=float))[:, None]
    return np.sum((forecast - (day[None] >= fell)) ** 2, axis=1)


def censored_pit(cdf: ArrayLike, fell_day: ArrayLike, *, bins: int = 10, cut_days: int = CUT_DAYS) -> Floats:
    """Histogram [bin] of the probability integral transform of the fall date, summing to 1; flat if calibrated.

    The mass of a row lies evenly between F(day before) and F(day) where the town fell, and between F(cut) and 1 where
    it stood at the cut (Czado, Gneiting & Held 2009, Biometrics 65:1254, with the censored tail as one class).
    """
    forecast = np.atleast_2d(np.asarray(cdf, dtype=float))
    fell = np.atleast_1d(np.asarray(fell_day, dtype=float))
    edges = np.linspace(0.0, 1.0, bins + 1)
    total = np.zeros(bins)
    for curve, day in zip(forecast, fell, strict=True):
        if np.isnan(day) or day > cut_days:
            low, high = curve[cut_days], 1.0
        else:
            low, high = (curve[int(day) - 1] if day >= 1 else 0.0), curve[int(day)]
        if high - low < 1e-12:
            total[min(int(low * bins), bins - 1)] += 1.0
        else:
            total += np.diff(np.clip((edges - low) / (high - low), 0.0, 1.0))
    return total / max(len(fell), 1)


@dataclass(frozen=True)
class ReliabilityRow:
    """Rows whose probability lay in [low, high): how many, what was said on average, how often it happened.

    `likely_low` and `likely_high` bound the true frequency with 90 % (Wilson 1927), as if rows were independent.
    """

    low: float
    high: float
    rows: int
    said: float
    happened: float
    likely_low: float
    likely_high: float


def reliability(
    probability: ArrayLike, outcome: ArrayLike, *, edges: Sequence[float] = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1)
) -> tuple[ReliabilityRow, ...]:
    """The reliability table; classes without a row are left out, and 1 counts in the last class."""
    p, y = np.asarray(probability, dtype=float), np.asarray(outcome, dtype=float)
    at = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, len(edges) - 2)
    rows = []
    for i in range(len(edges) - 1):
        inside = at == i
        n = int(inside.sum())
        if n:
            happened = float(y[inside].mean())
            low, high = _wilson(happened, n)
            rows.append(ReliabilityRow(edges[i], edges[i + 1], n, float(p[inside].mean()), happened, low, high))
    return tuple(rows)


def _wilson(share: float, n: int) -> tuple[float, float]:
    z2 = NORMAL_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def by_row(score: ArrayLike) -> float:
    """Mean over rows."""
    return float(np.mean(np.asarray(score, dtype=float)))


def by_town(score: ArrayLike, town: Sequence[str]) -> float:
    """Mean over towns of each town's mean: a frozen town with 38 rows weighs what a fallen one with two does."""
    total, rows, _ = _sums(np.asarray(score, dtype=float), town)
    return float(np.mean(total / rows))


def skill(score: float, reference: float) -> float:
    """1 - score / reference: the share of the reference's score that is saved; positive is better."""
    return 1.0 - score / reference if reference > 0 else float("nan")


@dataclass(frozen=True)
class Difference:
    """Mean of first minus second (negative: the first is better), its central 90 % and the share of repeats below 0."""

    mean: float
    low: float
    high: float
    better_share: float

    @property
    def significant(self) -> bool:
        """Whether the central 90 % of the bootstrap leaves out 0."""
        return self.low > 0.0 or self.high < 0.0


def paired_difference(
    first: ArrayLike,
    second: ArrayLike,
    town: Sequence[str],
    *,
    balanced: bool = False,
    repeats: int = 4000,
    seed: int = 7,
) -> Difference:
    """Difference of two scores on the same rows, with whole towns drawn again with replacement (block bootstrap).

    `balanced` gives each town the same weight. The same seed gives the same answer on any machine (Philox).
    """
    total, rows, _ = _sums(np.asarray(first, dtype=float) - np.asarray(second, dtype=float), town)
    towns = len(total)
    chosen = np.random.Generator(np.random.Philox(key=seed)).integers(0, towns, size=(repeats, towns))
    if balanced:
        mean, again = float(np.mean(total / rows)), (total / rows)[chosen].mean(axis=1)
    else:
        mean, again = float(total.sum() / rows.sum()), total[chosen].sum(axis=1) / rows[chosen].sum(axis=1)
    low, high = (float(v) for v in np.quantile(again, [0.05, 0.95]))
    return Difference(mean, low, high, float(np.mean(again < 0.0)))


def _sums(score: Floats, town: Sequence[str]) -> tuple[Floats, Floats, NDArray[np.str_]]:
    """Sum and number of rows per town, towns in order of name so that the order of rows does not matter."""
    names, at = np.unique(np.asarray(town), return_inverse=True)
    total = np.asarray(np.bincount(at, score, len(names)), dtype=float)
    return total, np.bincount(at, minlength=len(names)).astype(float), names
