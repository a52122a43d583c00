"""What changes against the pair of policies that the forecast assumes, for every pair that an assessment has run.

Changes are paired over the draws that two runs share, so that most of what chance does cancels; pairs may have been run
on fewer draws than others. A change within two standard errors is a tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.compare import Comparison
from pyrrhus.decide.dates import variance_saved
from pyrrhus.decide.regret import Difference, difference
from pyrrhus.decide.values import features, weights

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Changes:
    """What each pair of a comparison changes for one side (0 attacker, 1 defender), in its own casualties."""

    comparison: Comparison
    side: int

    @cached_property
    def values(self) -> Floats:
        """What the side puts on each feature, [draw, feature]."""
        return weights(self.comparison.draws.named, self.side)

    @property
    def shape(self) -> tuple[int, int]:
        """Own policies, the enemy's."""
        count = len(self.comparison.attackers), len(self.comparison.defenders)
        return count if self.side == 0 else (count[1], count[0])

    @cached_property
    def happened(self) -> dict[tuple[int, int], tuple[Floats, int]]:
        """Of each pair (own, enemy's): features [draw, feature] and on every how many-th draw it was run."""
        found = {}
        for own in range(self.shape[0]):
            for enemy in range(self.shape[1]):
                outcome, every = self.comparison.pair(*((own, enemy) if self.side == 0 else (enemy, own)))
                found[own, enemy] = features(outcome, self.side), every
        return found

    def between(self, one: tuple[int, int], other: tuple[int, int]) -> Difference:
        """Worth of one pair less that of another, at the mean of the values, over the draws that both were run on."""
        (first, step), (second, pace) = self.happened[one], self.happened[other]
        most, mean = max(step, pace), self.values.mean(axis=0)
        return difference(first[:: most // step] @ mean, second[:: most // pace] @ mean)

    def change(self, own: int, enemy: int) -> Difference:
        """What a pair changes against the pair that the forecast assumes."""
        return self.between((own, enemy), (0, 0))

    def variance_saved(self, own: int, enemy: int) -> float | None:
        """How many times pairing the draws shrinks the variance of a pair's change; None where nothing changes."""
        (one, every), (other, _) = self.happened[own, enemy], self.happened[0, 0]
        mean = self.values.mean(axis=0)
        factor = variance_saved(one @ mean, other[::every] @ mean)
        return float(f"{factor:.6g}") if np.isfinite(factor) else None

    def best_against(self, enemy: int) -> list[int]:
        """The own policies that no other one beats beyond Monte Carlo error, against one of the enemy's."""
        own = range(self.shape[0])
        leader = max(own, key=lambda i: self.between((i, enemy), (0, enemy)).mean)
        return [i for i in own if i == leader or self.between((leader, enemy), (i, enemy)).tie]

    @cached_property
    def regret(self) -> Floats:
        """What each own policy falls short of the best against each of the enemy's, [value draw, own, enemy's]; chance
        is averaged out first, so that it is the regret for not knowing the values."""
        base, _ = self.happened[0, 0]
        apart = np.array([
            [self.happened[i, j][0].mean(axis=0) - base[:: self.happened[i, j][1]].mean(axis=0)
             for j in range(self.shape[1])]
            for i in range(self.shape[0])
        ])  # fmt: skip
        by_value = np.einsum("ijk,vk->vij", apart, self.values)
        return np.asarray(by_value.max(axis=1, keepdims=True) - by_value)
