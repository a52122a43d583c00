"""Logistic regression with a normal prior on its coefficients, by Newton's method; no library but numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 100
LONGEST_STEP = 2.0  # of any coefficient in prior standard deviations or units: keeps Newton from overshooting


def fit_logistic(
    design: Floats, outcome: Floats, *, prior_mean: Floats, prior_sd: Floats, weight: Floats | None = None
) -> Floats:
    """Coefficients [term] with the highest posterior: log-likelihood of `outcome` [row] given `design` [row, term],
    less half the squared distance from the prior. Without rows it is the prior's mean. Unique, since it is concave.
    """
    mean, precision = np.asarray(prior_mean, dtype=float), np.asarray(prior_sd, dtype=float) ** -2.0
    found: Floats = mean.copy()
    if not len(outcome):
        return found
    weigh = np.ones(len(outcome)) if weight is None else weight
    for _ in range(STEPS):
        p = probability(design, found)
        slope = design.T @ (weigh * (outcome - p)) - precision * (found - mean)
        curve = (design * (weigh * p * (1.0 - p))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        longest = float(np.abs(step).max())
        found = np.asarray(found + step * min(1.0, LONGEST_STEP / max(longest, 1e-12)), dtype=float)
        if longest < 1e-10:
            break
    return found


def probability(design: Floats, coefficients: Floats) -> Floats:
    """Inverse logit of the linear predictor."""
    from scipy.special import expit

    return expit(np.asarray(design, dtype=float) @ coefficients)
