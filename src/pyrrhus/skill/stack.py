"""The published probability: mechanism and baselines together, weighed by what each was worth so far.

    logit P = sum over members of w logit p,   w >= 0, sum of w = 1

with the w of the highest log-likelihood on rows that were resolved, less `STIFFNESS` / 2 times their squared distance
from equal weights 1/k (which is also what is used before enough is resolved). Members' probabilities of past rows are
those given at the time, never refitted. Weights that sum to 1 make it a logarithmic opinion pool (Genest & Zidek 1986,
Statistical Science 1:114): never surer than its surest member, as free sums were at the low end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.scores import published

Floats = NDArray[np.float64]
STIFFNESS = 100.0  # rows of one town are nearly one row: a few falls must not turn the weights
ENOUGH_FALLS = 3
ENOUGH_STOOD = 10


def fit_weights(members: Floats, outcome: Sequence[bool], *, stiffness: float = STIFFNESS) -> Floats:
    """Weights [member] from probabilities [row, member] and outcomes [row]."""
    from scipy.optimize import minimize

    happened = np.asarray(outcome, dtype=float)
    k = members.shape[1]
    equal = np.full(k, 1.0 / k)
    if happened.sum() < ENOUGH_FALLS or len(happened) - happened.sum() < ENOUGH_STOOD:
        return equal
    z = _logit(members)

    def loss(w: Floats) -> tuple[float, Floats]:
        total = z @ w
        value = float(np.sum(np.logaddexp(0.0, total) - happened * total) + 0.5 * stiffness * np.sum((w - equal) ** 2))
        slope = z.T @ (1.0 / (1.0 + np.exp(-total)) - happened) + stiffness * (w - equal)
        return value, slope

    whole = {"type": "eq", "fun": lambda w: w.sum() - 1.0, "jac": lambda w: np.ones(k)}
    found = minimize(
        loss, equal, jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * k, constraints=whole, options={"ftol": 1e-12}
    )
    kept = np.clip(found.x, 0.0, 1.0)
    return np.round(kept / kept.sum(), 6)


def combine(members: Floats, weights: Floats) -> Floats:
    """Published probabilities [row] of members' probabilities [row, member], held to 0.005..0.995."""
    from scipy.special import expit

    return published(expit(_logit(members) @ weights))


def _logit(probability: Floats) -> Floats:
    p = published(probability)
    return np.log(p / (1.0 - p))
