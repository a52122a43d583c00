"""One table of the outcomes of all pairs of policies, and what each is worth to both sides.

Pairs in which both sides depart from what the forecast assumes may have been run on fewer draws, evenly spaced among
those of the others. Changes are paired over the draws that two runs share, so that most of what chance does cancels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.differences import PairedDifference, difference, variance_saved
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.values import features, weights
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.draws import Draws
    from pyrrhus.decide.indicators import Indicator

Floats = NDArray[np.float64]
WAITING = ("pause_until", "stop_when")


@dataclass(frozen=True)
class PairTable:
    """The outcomes of all pairs: `outcomes[a][d]` of the attacker's policy a against the defender's d, the first of
    each what the forecast assumes. `draws` are those compared; pairs in which neither policy is the first were run on
    every `others_every`-th of them; `indicators` are what to watch while neither side departs."""

    outcomes: tuple[tuple[Outcome, ...], ...]
    draws: Draws
    others_every: int = 1
    indicators: tuple[Indicator, ...] = ()

    @property
    def assumed(self) -> Outcome:
        """The outcome of the pair that the forecast assumes."""
        return self.outcomes[0][0]

    @property
    def attackers(self) -> tuple[PolicyChoice, ...]:
        return self.policies(0)

    @property
    def defenders(self) -> tuple[PolicyChoice, ...]:
        return self.policies(1)

    def of_side(self, side: int) -> tuple[Outcome, ...]:
        """The outcomes of a side's policies (0 attacker, 1 defender) against the enemy's first one."""
        return self.outcomes[0] if side == 1 else tuple(row[0] for row in self.outcomes)

    def policies(self, side: int) -> tuple[PolicyChoice, ...]:
        """The policies of a side (0 attacker, 1 defender)."""
        return tuple(outcome.policy(side) for outcome in self.of_side(side))

    @property
    def ladder(self) -> tuple[Outcome, ...]:
        """The outcomes of orders to leave on a date, by date."""
        dated = [o for o in self.outcomes[0] if o.defender.do == "withdraw_on"]
        return tuple(sorted(dated, key=lambda o: o.defender.model_dump()["date"]))

    @property
    def waits(self) -> tuple[Outcome, ...]:
        """The outcomes of the attacker's other policies that pause or stop, against the defender's first one."""
        return tuple(o for o in self.of_side(0)[1:] if o.attacker.do in WAITING)

    def payoffs(self, side: int) -> Payoffs:
        """What every outcome is worth to a side, its own policies first."""
        table = self.outcomes if side == 0 else tuple(zip(*self.outcomes, strict=True))
        happened = [[features(outcome, side) for outcome in row] for row in table]
        return Payoffs(side, happened, weights(self.draws.named, side), self.others_every)


@dataclass(frozen=True)
class Payoffs:
    """What outcomes are worth to one side, in its own casualties.

    `happened[own policy][enemy's policy]` [draw, feature]; `weights` [draw, feature]; pairs in which neither policy is
    the first were run on every `others_every`-th draw.
    """

    side: int
    happened: Sequence[Sequence[Floats]] | Floats
    weights: Floats
    others_every: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Own policies, the enemy's."""
        return len(self.happened), len(self.happened[0])

    @cached_property
    def table(self) -> Floats:
        """What happened [own, enemy's, draw, feature]; only where every pair was run on all draws."""
        return np.asarray(self.happened)

    @cached_property
    def by_draw(self) -> Floats:
        """Worth [own, enemy's, draw], each draw with its own values."""
        return np.einsum("ijnk,nk->ijn", self.table, self.weights)

    @cached_property
    def at_mean_values(self) -> Floats:
        """Worth [own, enemy's, draw] at the mean of every weight: chance without the spread of values."""
        return np.asarray(self.table @ self.weights.mean(axis=0))

    @cached_property
    def expected(self) -> Floats:
        """Expected worth [own, enemy's] over chance and values; values are taken apart from the course of events."""
        return self.at_mean_values.mean(axis=2)

    @cached_property
    def regret(self) -> Floats:
        """What each own policy falls short of the best against each of the enemy's, [value draw, own, enemy's]: never
        negative. Chance is averaged out first, so that it is the regret for not knowing the values."""
        base = self.happened[0][0]
        apart = np.array(
            [
                [pair.mean(axis=0) - base[:: self._every(i, j)].mean(axis=0) for j, pair in enumerate(row)]
                for i, row in enumerate(self.happened)
            ]
        )
        by_value = np.einsum("ijk,vk->vij", apart, self.weights)
        return np.asarray(by_value.max(axis=1, keepdims=True) - by_value)

    def _every(self, own: int, enemy: int) -> int:
        """On every how many-th draw a pair was run."""
        return self.others_every if own and enemy else 1

    def _paired(self, one: tuple[int, int], other: tuple[int, int]) -> tuple[Floats, Floats]:
        """Worth of two pairs at the mean of the values, over the draws that both were run on."""
        mean = self.weights.mean(axis=0)
        every = self._every(*one), self._every(*other)
        first, second = (
            self.happened[own][enemy][:: max(every) // step]
            for (own, enemy), step in zip((one, other), every, strict=True)
        )
        return first @ mean, second @ mean

    def between(self, one: tuple[int, int], other: tuple[int, int]) -> PairedDifference:
        """Worth of one pair (own, enemy's) less that of another, at the mean of the values."""
        return difference(*self._paired(one, other))

    def change(self, own: int, enemy: int) -> PairedDifference:
        """What a pair changes against the pair that the forecast assumes."""
        return self.between((own, enemy), (0, 0))

    def variance_saved(self, own: int, enemy: int) -> float:
        """How many times pairing the draws shrinks the variance of a pair's change; infinite where nothing changes."""
        return variance_saved(*self._paired((own, enemy), (0, 0)))

    def best_against(self, enemy: int) -> list[int]:
        """The own policies that no other one beats beyond Monte Carlo error, against one of the enemy's."""
        own = range(self.shape[0])
        leader = max(own, key=lambda i: self.between((i, enemy), (0, enemy)).mean)
        return [i for i in own if i == leader or self.between((leader, enemy), (i, enemy)).tie]
