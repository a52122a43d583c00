"""Choosing under uncertainty: regret, dominance, satisficing, and how robust a choice is to the values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.differences import difference, favoured
from pyrrhus.decide.payoffs import Payoffs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Regrets:
    """Of each own policy: mean regret over values and over the enemy's policies (all counted alike unless weighed), and
    the greatest over the enemy's policies of the mean over values."""

    expected: Floats
    minimax: Floats


def summarise_regret(payoffs: Payoffs, enemy: Floats | None = None) -> Regrets:
    """Expected and minimax regret; `enemy` are weights of the enemy's policies."""
    mean = payoffs.regret.mean(axis=0)
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
    happened = payoffs.table[:, enemy]
    own = len(happened)
    rows = np.unique(np.linspace(0, len(payoffs.weights) - 1, min(most_values, len(payoffs.weights))).astype(int))
    values = payoffs.weights[rows]
    means = happened.mean(axis=1) @ values.T  # [own, value]
    best = means.argmax(axis=0)
    tied = np.zeros(means.shape, dtype=bool)
    for leader in np.unique(best):
        mine = best == leader
        for policy in range(own):
            tied[policy, mine] = favoured(happened[leader] - happened[policy], values[mine])[1]
    count = tied.sum(axis=0)
    return Robustness((tied / count).mean(axis=1), float(np.mean(count == own)) if own > 1 else 1.0)
