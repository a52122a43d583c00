"""Pairs of policies as tasks: the scenario's tables, a seed and the policies go out, outcomes by draw come back.

A worker assimilates the scenario once, whatever it is given of it afterwards: the states are too large to travel.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.pairs import RunOptions, run_pairs, thinned
from pyrrhus.errors import RunError
from pyrrhus.scale.engines import Engine
from pyrrhus.scenario.schema import PolicyChoice, Scenario

if TYPE_CHECKING:
    from pyrrhus.filter.prepare import Prepared
    from pyrrhus.scenario.parameters import Prior


@dataclass(frozen=True)
class PairsTask:
    """One policy of the attacker against all of the defender's, on `draws` campaigns."""

    scenario: Scenario
    as_of: date
    priors: dict[str, Prior]
    draws: int
    days: int
    seed: int
    attacker: PolicyChoice
    defenders: tuple[PolicyChoice, ...]

    @property
    def name(self) -> str:
        """The attacker's policy."""
        return self.attacker.id

    def run(self, threads: int | None) -> tuple[Outcome, ...]:
        """The outcome of each pair."""
        asked = pickle.dumps((self.scenario, self.as_of, self.priors, self.draws, self.seed, self.days))
        ready = _prepared(asked, threads)
        options = RunOptions(self.days, self.seed, ready.population, threads)
        pairs = [(self.attacker, defender) for defender in self.defenders]
        return run_pairs(ready.campaign, ready.assimilated, thinned(ready.assimilated, self.draws), pairs, options)


@lru_cache(maxsize=1)
def _prepared(asked: bytes, threads: int | None) -> Prepared:
    from pyrrhus.decide.assumed_ahead import assume_ahead
    from pyrrhus.filter.prepare import prepare

    scenario, as_of, priors, draws, seed, days = pickle.loads(asked)  # of this process, two lines above
    ready = prepare(scenario, as_of=as_of, priors=priors, draws=draws, seed=seed, threads=threads)
    return assume_ahead(ready, days=days)


def run_rows(engine: Engine, first: PairsTask, attackers: tuple[PolicyChoice, ...]) -> tuple[tuple[Outcome, ...], ...]:
    """The rows of a table, one for each policy of the attacker. Raises RunError where one of them fails."""
    made = {}
    for done in engine.run([replace(first, attacker=attacker) for attacker in attackers]):
        if done.failure is not None:
            raise RunError(f"{done.task.name}: {done.failure}")
        made[done.task.name] = done.value
    return tuple(made[attacker.id] for attacker in attackers)
