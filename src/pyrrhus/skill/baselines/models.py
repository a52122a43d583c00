"""The statistical baselines: what a forecast must beat to be worth reading.

Each is a logistic regression of the standing question on a few numbers of the dated map, with a stated wide prior that
is all there is before anything is resolved:

    climatology  a
    trend        a + b (share of the 3-km disc, run on for the horizon at its 30-day pace, - 0.9)
    need_rate    a - b log((need + 0.2) / (H (rate + 0.05)))
    logistic     a + distance, discs of 1, 3, 5, 10 km, arcs of 5, 10 km, gains over 14 and 30
                 days, changes over 60 days

H is the horizon in days; need (km2) and rate (km2 a day) are those of `questions.Features`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.baselines.ridge import fit_logistic, probability
from pyrrhus.skill.questions import Features

Floats = NDArray[np.float64]
PRIOR_PER_30_DAYS = 0.1  # of a town with enemy ground within 5 km, before any is resolved; wide: 90 % from 1 to 60 %
PRIOR_LOGIT_SD = 1.6
LOGISTIC_SD = 0.2  # of a coefficient per spread of its number: strongly regularised
TERMS = (
    "distance_km",
    "share_1km",
    "share_3km",
    "share_5km",
    "share_10km",
    "arc_5km",
    "arc_10km",
    "gain_14_km2_per_day",
    "gain_30_km2_per_day",
    "change_60_of_5km",
    "change_60_of_10km",
)
# A number that hardly varies among a few early rows must not get a steep coefficient: least spreads.
LEAST_SPREAD = np.array([1.0, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05])


@dataclass(frozen=True)
class Baseline:
    """A baseline: its terms besides the constant, [term], and the prior of constant and terms as (mean, sd)."""

    name: str
    words: str
    terms: Callable[[Features, int], Sequence[float]]
    prior: tuple[tuple[float, float], ...]
    scaled: bool = False

    def design(self, rows: Sequence[Features], horizon_days: int) -> Floats:
        """Constant and terms, [row, term]."""
        return np.array([[1.0, *self.terms(f, horizon_days)] for f in rows]).reshape(len(rows), len(self.prior))

    def fit(self, rows: Sequence[Features], outcome: Sequence[bool], horizon_days: int) -> Floats:
        """Coefficients [constant, terms] of resolved rows; of none, those of the prior."""
        design, happened = self.design(rows, horizon_days), np.asarray(outcome, dtype=float)
        mean, sd = (np.array(v) for v in zip(*self.prior, strict=True))
        mean = mean + np.eye(len(mean))[0] * (
            prior_logit(horizon_days) if self.name in ("climatology", "logistic") else 0.0
        )
        if not self.scaled or not len(rows):
            return fit_logistic(design, happened, prior_mean=mean, prior_sd=sd)
        middle = design[:, 1:].mean(axis=0)
        spread = np.maximum(design[:, 1:].std(axis=0), LEAST_SPREAD)
        design[:, 1:] = (design[:, 1:] - middle) / spread
        found = fit_logistic(design, happened, prior_mean=mean, prior_sd=sd)
        found[1:] /= spread
        found[0] -= float(found[1:] @ middle)
        return found

    def predict(self, coefficients: Floats, rows: Sequence[Features], horizon_days: int) -> Floats:
        """Probabilities [row]."""
        return probability(self.design(rows, horizon_days), np.asarray(coefficients, dtype=float))


def prior_logit(horizon_days: int) -> float:
    """Log odds of a fall within the horizon at the prior's constant rate."""
    p = 1.0 - (1.0 - PRIOR_PER_30_DAYS) ** (horizon_days / 30.0)
    return float(np.log(p / (1.0 - p)))


def _trend(f: Features, horizon_days: int) -> Sequence[float]:
    return (float(np.clip(f.share_3km + f.change_30_of_3km * horizon_days / 30.0, -1.0, 2.0)) - 0.9,)


def _need_rate(f: Features, horizon_days: int) -> Sequence[float]:
    return (-float(np.log((f.need_km2 + 0.2) / (horizon_days * (f.rate_km2_per_day + 0.05)))),)


BASELINES = {
    b.name: b
    for b in (
        Baseline("climatology", "how often towns this near the front fell", lambda f, h: (), ((0.0, PRIOR_LOGIT_SD),)),
        Baseline("trend", "the 3-km disc goes on as in the last 30 days", _trend, ((0.0, 1.6), (3.0, 1.6))),
        Baseline("need_rate", "ground still needed over the rate of late", _need_rate, ((-1.0, 3.0), (1.0, 1.0))),
        Baseline(
            "logistic",
            "eleven numbers of the map, strongly regularised",
            lambda f, h: tuple(getattr(f, t) for t in TERMS),
            ((0.0, PRIOR_LOGIT_SD), *((0.0, LOGISTIC_SD),) * len(TERMS)),
            scaled=True,
        ),
    )
}


def curve(probabilities: Sequence[float], horizons: Sequence[int], days: int) -> Floats:
    """A curve [day 0..days] through the probabilities at the horizons.

    The cumulative hazard -log(1 - P) is linear between 0 and the horizons and goes on at the slope of the last piece;
    a horizon below an earlier one counts as equal to it.
    """
    p = np.maximum.accumulate(np.clip(np.asarray(probabilities, dtype=float), 0.0, 1.0 - 1e-9))
    knots, hazard = np.concatenate([[0.0], np.asarray(horizons, dtype=float)]), np.concatenate([[0.0], -np.log1p(-p)])
    day = np.arange(days + 1, dtype=float)
    inside = np.interp(day, knots, hazard)
    slope = (hazard[-1] - hazard[-2]) / (knots[-1] - knots[-2])
    return -np.expm1(-(inside + slope * np.maximum(0.0, day - knots[-1])))
