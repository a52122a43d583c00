"""Policies compared on the same states and the same chance events (common random numbers)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.catalogue import WITHDRAW_NOW_DAYS, policies_of, withdraw_in
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.draws import Draws
    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.filter.assimilate import Assimilated

COMPARED_DRAWS = 600
LADDER_DAYS = (WITHDRAW_NOW_DAYS, 14, 28, 56)
MOST_PRESSING = 3


@dataclass(frozen=True)
class Outcome:
    """What a pair of policies led to over `days`, per draw.

    `casualties` and `captured` [draw, side] since the as-of date, prisoners counted among the casualties; `fall_day`
    days after the as-of date, -1 none; `gain_km2` the attacker's net gain; `destruction` of the town, share;
    `present` [draw, side] troops in the sector, mean over the days.
    """

    attacker: PolicyChoice
    defender: PolicyChoice
    days: int
    casualties: NDArray[np.float64]
    captured: NDArray[np.float64]
    fall_day: NDArray[np.int32]
    gain_km2: NDArray[np.float64]
    civilians_harmed: NDArray[np.float64]
    destruction: NDArray[np.float64]
    present: NDArray[np.float64]

    @property
    def held(self) -> NDArray[np.float64]:
        """Whether the defender still holds the town at the horizon, 1 or 0 [draw]."""
        return (self.fall_day < 0).astype(np.float64)

    @property
    def held_share(self) -> NDArray[np.float64]:
        """Share of the days on which the defender holds the town [draw]."""
        return np.where(self.fall_day < 0, self.days, np.maximum(self.fall_day, 0)) / max(self.days, 1)


@dataclass(frozen=True)
class Comparison:
    """Outcomes on the same draws: the defender's policies against the attacker's first one, the first of them first;
    and in `pressing` the attacker's other policies against the defender's first one. `draws` are those compared."""

    outcomes: tuple[Outcome, ...]
    pressing: tuple[Outcome, ...]
    draws: Draws

    def of(self, policy_id: str) -> Outcome | None:
        """The outcome under one of the defender's policies."""
        return next((o for o in self.outcomes if o.defender.id == policy_id), None)

    @property
    def ladder(self) -> tuple[Outcome, ...]:
        """The outcomes of orders to leave on a date, by date."""
        dated = [o for o in self.outcomes if o.defender.do == "withdraw_on"]
        return tuple(sorted(dated, key=lambda o: o.defender.model_dump()["date"]))


def default_policies(campaign: Campaign) -> tuple[PolicyChoice, PolicyChoice]:
    """What the forecast assumes: the first policy that the scenario lists for each side, else press and hold."""
    written = campaign.scenario.file.policies
    return (
        written.attacker[0] if written.attacker else PolicyChoice(id="press", do="press"),
        written.defender[0] if written.defender else PolicyChoice(id="hold", do="hold"),
    )


def thinned(assimilated: Assimilated, most: int) -> NDArray[np.int64]:
    """Rows of at most `most` draws, evenly spaced, so that a thinned set does not depend on threads or blocks."""
    size = len(assimilated.draws.engine)
    return np.arange(0, size, max(1, size // most), dtype=np.int64)[:most]


def run_pair(
    campaign: Campaign,
    assimilated: Assimilated,
    rows: NDArray[np.int64],
    *,
    attacker: PolicyChoice,
    defender: PolicyChoice,
    days: int,
    seed: int,
    population: float,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Forecast:
    """Run the chosen draws under one policy for each side, with the histories that those draws have in every run."""
    from pyrrhus.campaign.forecast import forecast, fresh_start

    draws = assimilated.draws.take(rows)
    state = assimilated.fork(rows)
    return forecast(
        campaign, fresh_start(state, draws, population=population), draws, days=days, seed=seed,
        policies=(attacker, defender), threads=threads, chunk=chunk, progress=progress,
    )  # fmt: skip


def outcome_of(run: Forecast, attacker: PolicyChoice, defender: PolicyChoice, event: int) -> Outcome:
    """The outcome of a run; `event` is the row of the main event."""
    record = run.record
    return Outcome(
        attacker, defender, run.days,
        casualties=record.losses[:, -1].sum(axis=2, dtype=np.float64),
        captured=record.losses[:, -1, :, 2].astype(np.float64),
        fall_day=run.event_day[:, event].copy(),
        gain_km2=record.gain_km2[:, -1].astype(np.float64),
        civilians_harmed=record.civilians[:, -1, 1].astype(np.float64),
        destruction=record.destruction[:, -1].astype(np.float64),
        present=record.personnel.mean(axis=1, dtype=np.float64),
    )  # fmt: skip


def compared_choices(campaign: Campaign, *, days: int) -> tuple[tuple[PolicyChoice, ...], tuple[PolicyChoice, ...]]:
    """What an assessment compares: the attacker's first policy and up to three others; the defender's first policy,
    and orders to leave now, and in two, four and eight weeks where that is within the horizon."""
    attackers, _ = policies_of(campaign, days=days)
    press, first = default_policies(campaign)
    dates = [withdraw_in(d, as_of=campaign.as_of) for d in LADDER_DAYS if d < days]
    # a pause and a stop are what "stop or press on" asks; other ways of attacking come after them
    rest = sorted(attackers[1:], key=lambda p: (p.do not in ("pause_until", "stop_when"), attackers.index(p)))
    return (press, *rest[:MOST_PRESSING]), (first, *(d for d in dates if d != first))


def defender_choices(campaign: Campaign, *, days: int | None = None) -> tuple[PolicyChoice, ...]:
    """The policies that `compare` runs, one each, so that a caller can tell how many runs there will be."""
    horizon = days or campaign.scenario.file.horizon_days
    attackers, defenders = compared_choices(campaign, days=horizon)
    return (*defenders, *attackers[1:])


def compare(
    campaign: Campaign,
    assimilated: Assimilated,
    *,
    days: int,
    seed: int,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Callable[[int], None] | None = None,
    population: float = 0.0,
) -> Comparison:
    """Run each side's choices against the other's first policy on a thinned set of the assimilated draws."""
    rows = thinned(assimilated, COMPARED_DRAWS)
    attackers, defenders = compared_choices(campaign, days=days)

    def outcome(attacker: PolicyChoice, defender: PolicyChoice) -> Outcome:
        run = run_pair(
            campaign, assimilated, rows, attacker=attacker, defender=defender, days=days, seed=seed,
            population=population, threads=threads, chunk=chunk, progress=progress,
        )  # fmt: skip
        return outcome_of(run, attacker, defender, campaign.terrain.main_event)

    return Comparison(
        tuple(outcome(attackers[0], defender) for defender in defenders),
        tuple(outcome(attacker, defenders[0]) for attacker in attackers[1:]),
        assimilated.draws.take(rows),
    )
