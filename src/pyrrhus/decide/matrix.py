"""Every pair of policies on common random numbers, and what each outcome is worth to both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.compare import Outcome, deadlines, outcome_of, run_pair, thinned
from pyrrhus.decide.values import features, weights
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.draws import Draws
    from pyrrhus.filter.assimilate import Assimilated

Floats = NDArray[np.float64]
DEFAULT_DRAWS = 2000


@dataclass(frozen=True)
class Options:
    """How the pairs are run. Results depend on `days`, `seed` and `draws` (at most; evenly thinned), never on
    `threads` or `chunk`."""

    days: int
    seed: int
    draws: int = DEFAULT_DRAWS
    population: float = 0.0
    threads: int | None = None
    chunk: int | None = None
    progress: Callable[[int], None] | None = None


@dataclass(frozen=True)
class Matrix:
    """The outcomes of all pairs: `outcomes[a][d]` of the attacker's policy a against the defender's d; the `draws`
    that were run; `days` of the horizon."""

    attackers: tuple[PolicyChoice, ...]
    defenders: tuple[PolicyChoice, ...]
    outcomes: tuple[tuple[Outcome, ...], ...]
    draws: Draws
    days: int

    def policies(self, side: int) -> tuple[PolicyChoice, ...]:
        """The policies of a side (0 attacker, 1 defender)."""
        return self.attackers if side == 0 else self.defenders

    def payoffs(self, side: int) -> Payoffs:
        """What every outcome is worth to a side, its own policies first."""
        own, other = len(self.policies(side)), len(self.policies(1 - side))
        happened = np.array([
            [features(self.outcomes[i][j] if side == 0 else self.outcomes[j][i], side) for j in range(other)]
            for i in range(own)
        ])  # fmt: skip
        return Payoffs(side, happened, weights(self.draws.named, side))


@dataclass(frozen=True)
class Payoffs:
    """What outcomes are worth to one side, in its own casualties.

    `happened` [own policy, enemy's policy, draw, feature]; `weights` [draw, feature].
    """

    side: int
    happened: Floats
    weights: Floats

    @cached_property
    def by_draw(self) -> Floats:
        """Worth [own, enemy's, draw], each draw with its own values."""
        return np.einsum("ijnk,nk->ijn", self.happened, self.weights)

    @cached_property
    def at_mean_values(self) -> Floats:
        """Worth [own, enemy's, draw] at the mean of every weight: chance without the spread of values."""
        return np.asarray(self.happened @ self.weights.mean(axis=0))

    @cached_property
    def expected(self) -> Floats:
        """Expected worth [own, enemy's] over chance and values; values are taken apart from the course of events."""
        return self.at_mean_values.mean(axis=2)

    @cached_property
    def by_value(self) -> Floats:
        """Expected worth [value draw, own, enemy's] over chance alone, for each draw of the values."""
        return np.einsum("ijk,vk->vij", self.happened.mean(axis=2), self.weights)


def run_matrix(
    campaign: Campaign,
    assimilated: Assimilated,
    *,
    attackers: tuple[PolicyChoice, ...],
    defenders: tuple[PolicyChoice, ...],
    options: Options,
) -> Matrix:
    """Run every pair from copies of the same states, with the same chance events until the policies differ.

    `options.progress` is told draws done, over all pairs.
    """
    rows = thinned(assimilated, options.draws)
    table = tuple(
        run_against(campaign, assimilated, rows, attacker, defenders, options=options) for attacker in attackers
    )
    return Matrix(attackers, defenders, table, assimilated.draws.take(rows), options.days)


def run_against(
    campaign: Campaign,
    assimilated: Assimilated,
    rows: NDArray[np.int64],
    attacker: PolicyChoice,
    defenders: tuple[PolicyChoice, ...],
    *,
    options: Options,
) -> tuple[Outcome, ...]:
    """Outcomes of the defender's policies against one of the attacker's, on the same rows."""
    found, by = [], deadlines(campaign, days=options.days)
    for defender in defenders:
        run = run_pair(
            campaign, assimilated, rows, attacker=attacker, defender=defender, days=options.days, seed=options.seed,
            population=options.population, threads=options.threads, chunk=options.chunk, progress=options.progress,
        )  # fmt: skip
        found.append(outcome_of(run, attacker, defender, campaign.terrain.main_event, by=by))
    return tuple(found)
