"""Policies compared on the same states and the same chance events (common random numbers)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.catalogue import WITHDRAW_NOW_DAYS, policies_of, withdraw_in
from pyrrhus.scenario.plans import is_composed
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.draws import Draws
    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.decide.indicators import Indicator
    from pyrrhus.filter.assimilate import Assimilated

COMPARED_DRAWS = 600
OTHERS_EVERY = 4  # pairs in which both sides depart from what the forecast assumes: every fourth of those draws
LADDER_DAYS = (WITHDRAW_NOW_DAYS, 14, 28, 56)
MOST_PRESSING = 3
MOST_HOLDING = 2
MOST_IN_PARTS = 2


@dataclass(frozen=True)
class Outcome:
    """What a pair of policies led to over `days`, per draw.

    `casualties` and `captured` [draw, side] since the as-of date, prisoners counted among the casualties; `fall_day`
    days after the as-of date, -1 none; `gain_km2` the attacker's net gain; `destruction` of the town, share;
    `present` [draw, side] troops in the sector, mean over the days; `earlier` the outcome as it stood on earlier days.
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
    earlier: dict[int, Outcome] = field(default_factory=dict)

    def take(self, rows: slice) -> Outcome:
        """The same outcome of chosen draws."""
        return Outcome(
            self.attacker, self.defender, self.days, self.casualties[rows], self.captured[rows], self.fall_day[rows],
            self.gain_km2[rows], self.civilians_harmed[rows], self.destruction[rows], self.present[rows],
            {day: outcome.take(rows) for day, outcome in self.earlier.items()},
        )  # fmt: skip

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
    and in `pressing` the attacker's other policies against the defender's first one. `draws` are those compared.
    `others` [attacker's, defender's] are the pairs in which both depart, on every `others_every`-th of those draws;
    `indicators` what to watch while neither does."""

    outcomes: tuple[Outcome, ...]
    pressing: tuple[Outcome, ...]
    draws: Draws
    others: tuple[tuple[Outcome, ...], ...] = ()
    others_every: int = OTHERS_EVERY
    indicators: tuple[Indicator, ...] = ()

    @property
    def attackers(self) -> tuple[PolicyChoice, ...]:
        return self.outcomes[0].attacker, *(outcome.attacker for outcome in self.pressing)

    @property
    def defenders(self) -> tuple[PolicyChoice, ...]:
        return tuple(outcome.defender for outcome in self.outcomes)

    def pair(self, attacker: int, defender: int) -> tuple[Outcome, int]:
        """The outcome of a pair of policies by number, and on every how many-th of the compared draws it was run."""
        if attacker == 0:
            return self.outcomes[defender], 1
        if defender == 0:
            return self.pressing[attacker - 1], 1
        return self.others[attacker - 1][defender - 1], self.others_every

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


def outcome_of(
    run: Forecast, attacker: PolicyChoice, defender: PolicyChoice, event: int, *, by: tuple[int, ...] = ()
) -> Outcome:
    """The outcome of a run; `event` is the row of the main event, `by` earlier days on which it is wanted as well."""
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
        earlier={day: _outcome_by(run, attacker, defender, event, day) for day in by if 0 < day < run.days},
    )  # fmt: skip


def _outcome_by(run: Forecast, attacker: PolicyChoice, defender: PolicyChoice, event: int, day: int) -> Outcome:
    """The outcome as it stood on an earlier day; what is recorded weekly is taken as even over the week."""
    record, slot = run.record, run.slot(day)
    first, last = run.record_days[slot], run.record_days[min(slot + 1, len(run.record_days) - 1)]
    part = (day - first) / (last - first) if last > first else 0.0

    def at(values: NDArray[np.float32]) -> NDArray[np.float64]:
        after = values[:, min(slot + 1, values.shape[1] - 1)].astype(np.float64)
        return (1.0 - part) * values[:, slot] + part * after

    losses, fall = at(record.losses), run.event_day[:, event]
    return Outcome(
        attacker, defender, day, casualties=losses.sum(axis=2), captured=losses[..., 2],
        fall_day=np.where((fall >= 0) & (fall <= day), fall, -1).astype(np.int32), gain_km2=at(record.gain_km2),
        civilians_harmed=at(record.civilians)[:, 1], destruction=at(record.destruction),
        present=record.personnel[:, : slot + 1].mean(axis=1, dtype=np.float64),
    )  # fmt: skip


def deadlines(campaign: Campaign, *, days: int) -> tuple[int, ...]:
    """Days after the as-of date by which some actor wants a result, within the horizon."""
    found = {(a.deadline - campaign.as_of).days for a in campaign.scenario.actors if a.deadline is not None}
    return tuple(sorted(day for day in found if 0 < day < days))


def compared_choices(campaign: Campaign, *, days: int) -> tuple[tuple[PolicyChoice, ...], tuple[PolicyChoice, ...]]:
    """What an assessment compares: the attacker's first policy and up to three others; the defender's first policy,
    orders to leave now, and in two, four and eight weeks where that is within the horizon, up to two other ways of
    holding (at all costs, and until something comes about), and up to two policies in parts."""
    attackers, defenders = policies_of(campaign, days=days)
    press, first = default_policies(campaign)
    dates = [withdraw_in(d, as_of=campaign.as_of) for d in LADDER_DAYS if d < days]
    # who writes a policy in parts wants to see it; then what asks whether to stop or press on, and other ways
    in_parts = [p for p in attackers[1:] if is_composed(p)][:MOST_IN_PARTS]
    rest = [p for p in attackers[1:] if not is_composed(p)]
    rest = sorted(rest, key=lambda p: p.do not in ("pause_until", "stop_when"))
    ways = [d for d in defenders[1:] if d.do in ("hold_at_all_costs", "hold_until") and not is_composed(d)]
    ways = sorted((d for d in ways if d.do != first.do), key=lambda d: d.do != "hold_at_all_costs")
    holding = [*ways[:MOST_HOLDING], *[d for d in defenders[1:] if is_composed(d)][:MOST_IN_PARTS]]
    leaving = [d for d in dates if d != first]
    return (press, *in_parts, *rest[: MOST_PRESSING - len(in_parts)]), (first, *leaving, *holding)


def draws_to_run(campaign: Campaign, *, days: int, draws: int) -> int:
    """How many campaigns `compare` runs over all pairs, so that a caller can tell how far it has come."""
    attackers, defenders = compared_choices(campaign, days=days)
    rows = len(range(0, draws, max(1, draws // COMPARED_DRAWS))[:COMPARED_DRAWS])
    both = (len(attackers) - 1) * (len(defenders) - 1)
    return (len(attackers) + len(defenders) - 1) * rows + both * len(range(0, rows, OTHERS_EVERY))


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
    """Run each side's choices against the other's first policy on a thinned set of the assimilated draws, the other
    pairs on a quarter of them, and look for what would tell early how it goes."""
    from pyrrhus.decide.indicators import watch
    from pyrrhus.decide.matrix import Options

    rows = thinned(assimilated, COMPARED_DRAWS)
    fewer = rows[::OTHERS_EVERY]
    attackers, defenders = compared_choices(campaign, days=days)
    by = deadlines(campaign, days=days)

    def outcome(attacker: PolicyChoice, defender: PolicyChoice, rows: NDArray[np.int64]) -> Outcome:
        run = run_pair(
            campaign, assimilated, rows, attacker=attacker, defender=defender, days=days, seed=seed,
            population=population, threads=threads, chunk=chunk, progress=progress,
        )  # fmt: skip
        return outcome_of(run, attacker, defender, campaign.terrain.main_event, by=by)

    outcomes = tuple(outcome(attackers[0], defender, rows) for defender in defenders)
    return Comparison(
        outcomes,
        tuple(outcome(attacker, defenders[0], rows) for attacker in attackers[1:]),
        assimilated.draws.take(rows),
        tuple(tuple(outcome(a, d, fewer) for d in defenders[1:]) for a in attackers[1:]),
        indicators=watch(
            campaign, assimilated, rows, outcomes[0].fall_day, attacker=attackers[0], defender=defenders[0],
            options=Options(days, seed, len(rows), population, threads, chunk),
        ),
    )  # fmt: skip
