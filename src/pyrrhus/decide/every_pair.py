"""`pyrrhus decide` and `pyrrhus explain`: from a scenario to every pair of policies, and to what drives the choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.catalogue import policies_of, withdraw_in
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.decide.decision import Decision, explanation
from pyrrhus.decide.factions import views_of
from pyrrhus.decide.flips import flips_of
from pyrrhus.decide.game import best_response_gap, bootstrap, choose, equilibria
from pyrrhus.decide.indicators import watch
from pyrrhus.decide.information import rank_drivers, rank_information
from pyrrhus.decide.leaving_dates import best_date, ladder_days, marginal_exchange
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.pair_tasks import PairsTask, run_rows
from pyrrhus.decide.pairs import RunOptions, run_pairs, thinned
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.decide.regret import robustness
from pyrrhus.decide.values import value_names, worth
from pyrrhus.scale.engines import Engine
from pyrrhus.scenario.schema import PolicyChoice, Scenario
from pyrrhus.stages import Progress

if TYPE_CHECKING:
    from pyrrhus.filter.prepare import Prepared
    from pyrrhus.scenario.parameters import Prior

Floats = NDArray[np.float64]
DEFAULT_DRAWS = 2000
DEFAULT_SEED = 7
SHOWN_DRIVERS = 12


@dataclass(frozen=True)
class Asked:
    """How a decision is asked for. The result depends on scenario, date, horizon, draws and seed alone.

    `as_of` and `horizon_days` are the scenario's where not given; `priors` stand for the scenario's own where given (a
    vintage). `on_progress` is told the stage ("history", "decisions"), how much of it is done and how much there is, in
    draws. `engine` says where the pairs are run, and changes no result.
    """

    as_of: date | None = None
    horizon_days: int | None = None
    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED
    priors: dict[str, Prior] | None = None
    threads: int | None = None
    chunk: int | None = None
    on_progress: Progress | None = None
    engine: Engine | None = None

    def known_priors(self, known: Scenario) -> dict[str, Prior]:
        """The priors that count for a gated scenario, before its claims move them."""
        from pyrrhus.scenario.parameters import resolve

        return resolve(known.file) if self.priors is None else self.priors

    def days(self, ready: Prepared) -> int:
        """The horizon in days."""
        return self.horizon_days or ready.scenario.file.horizon_days

    def options(self, ready: Prepared, *, runs: int) -> RunOptions:
        """How pairs are run from a prepared scenario; `runs` of them are told as progress."""
        rows = len(thinned(ready.assimilated, self.draws))
        told = _counter(self.on_progress, "decisions", runs * rows)
        return RunOptions(self.days(ready), self.seed, ready.population, self.threads, self.chunk, told)


def decide(scenario: Scenario, asked: Asked | None = None) -> Decision:
    """Compare every pair of policies of both sides of a loaded scenario, from what was known on the as-of date."""
    asked = asked or Asked()
    return decide_from(_prepare(scenario, asked), asked)


def explain(scenario: Scenario, asked: Asked | None = None) -> dict[str, Any]:
    """What drives the choice between holding and leaving, and what would change it, as plain data."""
    asked = asked or Asked()
    return explain_from(_prepare(scenario, asked), asked)


def decide_from(ready: Prepared, asked: Asked) -> Decision:
    """The decision from a scenario that is already assimilated; `asked.draws` thins its draws.

    With an engine of other processes they assimilate it anew, so `ready` must be what `decide` makes of `asked`.
    """
    campaign, assimilated, days = ready.campaign, ready.assimilated, asked.days(ready)
    rows = thinned(assimilated, asked.draws)
    attackers, defenders = policies_of(campaign, days=days)
    rungs = tuple(withdraw_in(d, as_of=campaign.as_of) for d in ladder_days(days))
    # a rung that is among the policies need not be run again
    listed = {d.model_dump()["date"] for d in defenders if d.do == "withdraw_on"}
    fresh = tuple(rung for rung in rungs if rung.model_dump()["date"] not in listed)
    options = asked.options(ready, runs=len(attackers) * len(defenders) + len(fresh))
    if asked.engine is None or asked.engine.kind == "threads":
        table = run_table(ready, rows, attackers, defenders, options)
    else:
        task = PairsTask(
            ready.scenario,
            campaign.as_of,
            asked.known_priors(ready.scenario),
            asked.draws,
            days,
            asked.seed,
            attackers[0],
            defenders,
        )
        table = PairTable(run_rows(asked.engine, task, attackers), assimilated.draws.take(rows))
    added = run_pairs(campaign, assimilated, rows, [(attackers[0], rung) for rung in fresh], options)
    by_date = {o.defender.model_dump()["date"]: o for o in (*table.ladder, *added)}
    ladder = tuple(by_date[rung.model_dump()["date"]] for rung in rungs)
    payoffs = table.payoffs(0), table.payoffs(1)
    rows_payoff, columns_payoff = payoffs[0].expected, payoffs[1].expected.T
    found = equilibria(rows_payoff, columns_payoff)
    shown = choose(found)
    stay = table.assumed
    inputs = inputs_of(ready, rows)
    sides = ready.scenario.file.sides
    return Decision(
        scenario=ready.scenario.name,
        as_of=campaign.as_of,
        days=days,
        side_names=(sides.attacker.name, sides.defender.name),
        table=table,
        payoffs=payoffs,
        robustness=(robustness(payoffs[0]), robustness(payoffs[1])),
        flips=flips_of(table),
        equilibrium=shown,
        equilibria=len(found),
        gap=best_response_gap(rows_payoff, columns_payoff, shown.row, shown.column),
        spread=bootstrap(payoffs[0].at_mean_values, payoffs[1].at_mean_values.transpose(1, 0, 2), shown),
        best_withdrawal=best_date(stay, ladder, table.draws),
        marginal=marginal_exchange(ladder, stay, horizon=campaign.as_of + timedelta(days=days)),
        information=tuple(rank_information(p.by_draw[:, 0], inputs, inputs) for p in payoffs),
        drivers=drivers_of(stay, inputs),
        indicators=watch(campaign, assimilated, rows, stay, replace(options, on_progress=None)),
        views=views_of(table, ready.scenario.actors, campaign.as_of),
    )


def run_table(
    ready: Prepared,
    rows: NDArray[np.int64],
    attackers: tuple[PolicyChoice, ...],
    defenders: tuple[PolicyChoice, ...],
    options: RunOptions,
) -> PairTable:
    """Every pair of policies, all on the same rows."""
    table = tuple(
        run_pairs(ready.campaign, ready.assimilated, rows, [(attacker, d) for d in defenders], options)
        for attacker in attackers
    )
    return PairTable(table, ready.assimilated.draws.take(rows))


def explain_from(ready: Prepared, asked: Asked) -> dict[str, Any]:
    """What drives the choice, from a scenario that is already assimilated; plain data.

    Runs holding and a ladder of dates of leaving against the attacker's first policy, not every pair.
    """
    campaign, assimilated, days = ready.campaign, ready.assimilated, asked.days(ready)
    rows = thinned(assimilated, asked.draws)
    press, hold = default_policies(campaign)
    rungs = tuple(withdraw_in(d, as_of=campaign.as_of) for d in ladder_days(days))
    options = asked.options(ready, runs=1 + len(rungs))
    outcomes = run_pairs(campaign, assimilated, rows, [(press, choice) for choice in (hold, *rungs)], options)
    inputs = inputs_of(ready, rows)
    named = assimilated.draws.take(rows).named
    samples = np.array([worth(outcome, named, 1) for outcome in outcomes])
    return explanation(
        ((), rank_information(samples, inputs, inputs)),
        drivers_of(outcomes[0], inputs),
        watch(campaign, assimilated, rows, outcomes[0], replace(options, on_progress=None)),
        marginal_exchange(outcomes[1:], outcomes[0], horizon=campaign.as_of + timedelta(days=days)),
        choice=[hold.id, *(rung.id for rung in rungs)],
    )


def _prepare(scenario: Scenario, asked: Asked) -> Prepared:
    """Gate and assimilate a loaded scenario."""
    from pyrrhus.decide.assumed_ahead import assume_ahead
    from pyrrhus.filter.prepare import prepare
    from pyrrhus.scenario.as_of import as_of as gate

    day = asked.as_of or scenario.file.as_of
    known = gate(scenario, day)
    ready = prepare(
        known,
        as_of=day,
        priors=asked.known_priors(known),
        draws=asked.draws,
        seed=asked.seed,
        threads=asked.threads,
        chunk=asked.chunk,
        advance=_counter(asked.on_progress, "history", asked.draws),
    )
    return assume_ahead(ready, days=asked.days(ready))


def inputs_of(ready: Prepared, rows: NDArray[np.int64]) -> dict[str, Floats]:
    """The uncertain inputs of a decision, [draw]: parameters of the laws, values of both sides, both strengths."""
    from pyrrhus.engine.arrays import PARAMETERS

    named = ready.assimilated.draws.named
    names = dict.fromkeys([*PARAMETERS, *value_names(0), *value_names(1)])
    found = {name: named[name][rows] for name in names if np.ptp(named[name][rows]) > 0.0}
    for side, name in enumerate(("attacker_troops_now", "defender_troops_now")):
        found[name] = ready.assimilated.state.personnel[rows, side].sum(axis=(1, 2))
    return found


def drivers_of(stay: Outcome, inputs: dict[str, Floats]) -> dict[str, tuple[tuple[str, float], ...]]:
    """Which inputs explain most of the fall and of both sides' casualties while the defender holds."""
    results = {
        "fall": (stay.fall_day >= 0).astype(float),
        "attacker_casualties": np.log1p(stay.casualties[:, 0]),
        "defender_casualties": np.log1p(stay.casualties[:, 1]),
    }
    return {name: rank_drivers(result, inputs, inputs)[:SHOWN_DRIVERS] for name, result in results.items()}


def _counter(on_progress: Progress | None, stage: str, total: int) -> Callable[[int], None] | None:
    """Sums up what is done of a stage."""
    if on_progress is None:
        return None
    done = 0

    def told(amount: int) -> None:
        nonlocal done
        done += amount
        on_progress(stage, done, total)

    return told
