"""Policies compared on the same states and the same chance events (common random numbers)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.forecast import Forecast, forecast
from pyrrhus.filter.assimilate import Assimilated
from pyrrhus.filter.resample import take_states
from pyrrhus.scenario.schema import PolicyChoice

WITHDRAW_NOW_DAYS = 3
COMPARED_DRAWS = 1000


@dataclass(frozen=True)
class Outcome:
    """What a pair of policies led to, per draw: casualties and prisoners [draw, side], day of the fall (-1 none)."""

    attacker: PolicyChoice
    defender: PolicyChoice
    casualties: NDArray[np.float64]
    fall_day: NDArray[np.int32]
    gain_km2: NDArray[np.float64]
    civilians_harmed: NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Outcomes of the defender's policies against the attacker's first one, on the same draws."""

    outcomes: tuple[Outcome, ...]

    def of(self, policy_id: str) -> Outcome | None:
        """The outcome under one of the defender's policies."""
        return next((o for o in self.outcomes if o.defender.id == policy_id), None)


def default_policies(campaign: Campaign) -> tuple[PolicyChoice, PolicyChoice]:
    """What the forecast assumes: the first policy that the scenario lists for each side, else press and hold."""
    written = campaign.scenario.file.policies
    return (
        written.attacker[0] if written.attacker else PolicyChoice(id="press", do="press"),
        written.defender[0] if written.defender else PolicyChoice(id="hold", do="hold"),
    )


def defender_choices(campaign: Campaign) -> tuple[PolicyChoice, ...]:
    """The scenario's policies for the defender, and leaving within three days, which every adviser asks for."""
    _, first = default_policies(campaign)
    listed = list(campaign.scenario.file.policies.defender) or [first]
    soon = campaign.as_of + timedelta(days=WITHDRAW_NOW_DAYS)
    now = PolicyChoice.model_validate({"id": "withdraw_now", "do": "withdraw_on", "date": soon})
    return (*listed, *(() if any(p.id == now.id for p in listed) else (now,)))


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
    """Run the defender's choices against the attacker's first policy on a thinned set of the assimilated draws."""
    from pyrrhus.campaign.forecast import fresh_start

    size = len(assimilated.draws.engine)
    rows = np.arange(0, size, max(1, size // COMPARED_DRAWS), dtype=np.int64)[:COMPARED_DRAWS]
    draws = assimilated.draws.take(rows)
    attacker, _ = default_policies(campaign)
    outcomes = []
    for choice in defender_choices(campaign):
        state = take_states(assimilated.state, rows, first_history=0)
        state.history[:] = assimilated.state.history[rows]
        run = forecast(
            campaign, fresh_start(state, draws, population=population), draws, days=days, seed=seed,
            policies=(attacker, choice), threads=threads, chunk=chunk, progress=progress,
        )  # fmt: skip
        outcomes.append(_outcome(run, attacker, choice, campaign.terrain.main_event))
    return Comparison(tuple(outcomes))


def _outcome(run: Forecast, attacker: PolicyChoice, defender: PolicyChoice, event: int) -> Outcome:
    return Outcome(
        attacker, defender, run.record.losses[:, -1].sum(axis=2, dtype=np.float64), run.event_day[:, event].copy(),
        run.record.gain_km2[:, -1].astype(np.float64), run.record.civilians[:, -1, 1].astype(np.float64),
    )  # fmt: skip
