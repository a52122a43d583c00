"""Choosing under uncertainty: regret, dominance, satisficing, and how robust a choice is to the values.

Differences are taken draw by draw (common random numbers); one that is not beyond two standard errors is a tie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.matrix import Payoffs

Floats = NDArray[np.float64]
TIE_STANDARD_ERRORS = 2.0


@dataclass(frozen=True)
class Difference:
    """Mean of paired differences with its standard error; `tie` where it is within two of them."""

    mean: float
    standard_error: float

    @property
    def tie(self) -> bool:
        return abs(self.mean) <= TIE_STANDARD_ERRORS * self.standard_error + 1e-12


def difference(one: Floats, other: Floats) -> Difference:
    """Paired difference of two samples over the same draws ([draw])."""
    apart = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    error = float(apart.std(ddof=1) / np.sqrt(len(apart))) if len(apart) > 1 else float("inf")
    return Difference(float(apart.mean()), error)


def ratio_of_means(one: Floats, other: Floats, *, resamples: int = 400) -> Floats:
    """Mean of one over mean of the other ([draw]) in resamples of the draws, pairs kept together: the spread is the
    Monte Carlo error of the ratio. Resamples in which the divisor is not above 0 are left out."""
    rows = np.random.default_rng(0).integers(0, len(one), size=(resamples, len(one)))
    above, below = np.asarray(one, dtype=float)[rows].mean(axis=1), np.asarray(other, dtype=float)[rows].mean(axis=1)
    return above[below > 0.0] / below[below > 0.0]


def tied_best(samples: Floats) -> NDArray[np.bool_]:
    """Which policies ([policy, draw]) cannot be told from the best one within Monte Carlo error [policy]."""
    best = int(np.argmax(samples.mean(axis=1)))
    return np.array([i == best or difference(samples[i], samples[best]).tie for i in range(len(samples))])


def indifferent(samples: Floats) -> bool:
    """Whether no policy ([policy, draw]) can be told from any other."""
    return bool(tied_best(samples).all() and tied_best(-samples).all())


def favoured(apart: Floats, values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Of one policy over another, by draw of the values: the expected gain [value], and where it is a tie [value].

    `apart` [draw, feature] is what happens more under the one, draw by draw; `values` [value, feature].
    """
    gain = values @ apart.mean(axis=0)
    covariance = np.atleast_2d(np.cov(apart, rowvar=False))
    error = np.sqrt(np.maximum(np.einsum("vk,kl,vl->v", values, covariance, values), 0.0) / len(apart))
    return gain, np.abs(gain) <= TIE_STANDARD_ERRORS * error + 1e-12


def regret(payoffs: Payoffs) -> Floats:
    """What each own policy falls short of the best one, [value draw, own, enemy's]: never negative.

    It is the regret for not knowing the values, given what the enemy does; chance is averaged out first.
    """
    return np.asarray(payoffs.by_value.max(axis=1, keepdims=True) - payoffs.by_value)


@dataclass(frozen=True)
class Regrets:
    """Of each own policy: mean regret over values and over the enemy's policies (all counted alike unless weighed), and
    the greatest over the enemy's policies of the mean over values."""

    expected: Floats
    minimax: Floats


def summarise_regret(payoffs: Payoffs, enemy: Floats | None = None) -> Regrets:
    """Expected and minimax regret; `enemy` are weights of the enemy's policies."""
    mean = regret(payoffs).mean(axis=0)
    weight = np.full(mean.shape[1], 1.0 / mean.shape[1]) if enemy is None else np.asarray(enemy, dtype=float)
    return Regrets(mean @ weight, mean.max(axis=1))


def dominated(payoffs: Payoffs) -> dict[int, int]:
    """Policies that another one beats beyond Monte Carlo error whatever the enemy does: {dominated: by which}."""
    found = {}
    samples = payoffs.at_mean_values
    own, other = samples.shape[:2]
    for worse in range(own):
        for better in np.argsort(-payoffs.expected.mean(axis=1), kind="stable"):
            apart = [difference(samples[better, j], samples[worse, j]) for j in range(other)]
            if better != worse and all(d.mean > 0 and not d.tie for d in apart):
                found[worse] = int(better)
                break
    return found


def satisfice(payoffs: Payoffs, *, aspiration: float = 0.0) -> Floats:
    """Chance that the worth reaches an aspiration, [own, enemy's]; at 0 that what is won outweighs what it cost."""
    return np.asarray((payoffs.by_draw >= aspiration).mean(axis=2))


@dataclass(frozen=True)
class Robustness:
    """Over draws of the values, against one policy of the enemy: the share in which each own policy is best [own],
    tied ones sharing it; and the share in which no two policies can be told apart."""

    share_best: Floats
    indifferent_share: float


def robustness(payoffs: Payoffs, *, enemy: int = 0, most_values: int = 1000) -> Robustness:
    """How robust the choice is over the uncertain values, ties within Monte Carlo error kept as ties."""
    happened = payoffs.happened[:, enemy]
    own, draws = happened.shape[:2]
    rows = np.unique(np.linspace(0, len(payoffs.weights) - 1, min(most_values, len(payoffs.weights))).astype(int))
    values = payoffs.weights[rows]
    means = happened.mean(axis=1) @ values.T  # [own, value]
    best = means.argmax(axis=0)
    tied = np.zeros(means.shape, dtype=bool)
    for leader in np.unique(best):
        mine = best == leader
        for policy in range(own):
            apart = happened[leader] - happened[policy]
            covariance = np.atleast_2d(np.cov(apart, rowvar=False))
            variance = np.einsum("vk,kl,vl->v", values[mine], covariance, values[mine])
            error = np.sqrt(np.maximum(variance, 0.0) / draws)
            gap = means[leader, mine] - means[policy, mine]
            scale = np.abs(means[leader, mine]) * 1e-12
            tied[policy, mine] = gap <= TIE_STANDARD_ERRORS * error + scale
    count = tied.sum(axis=0)
    return Robustness((tied / count).mean(axis=1), float(np.mean(count == own)) if own > 1 else 1.0)
