"""The forecast: the assimilated campaigns run on from the as-of date under the policies of both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.compile import Campaign, record_days, settings, timeline
from pyrrhus.campaign.draws import Draws
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.engine.arrays import CellCounts, RunRecord
    from pyrrhus.engine.state import State


@dataclass(frozen=True)
class Forecast:
    """An ensemble that begins on the as-of date. `record` holds its course, `state` its last day.

    `losses_before` [draw, side, 3]: killed, wounded, captured from the scenario's start to the as-of date;
    `strength_before` [draw, side]: first strength with all arrivals; `event_day` [draw, event]: days after the as-of
    date, -1 where it did not come about within the horizon.
    """

    as_of: date
    days: int
    record_days: tuple[int, ...]
    record: RunRecord
    counts: CellCounts
    state: State
    draws: Draws
    losses_before: NDArray[np.float64]
    strength_before: NDArray[np.float64]

    @property
    def event_day(self) -> NDArray[np.int32]:
        return self.state.event_day

    @property
    def dates(self) -> list[date]:
        return [self.as_of + timedelta(days=d) for d in self.record_days]

    def cdf(self, event: int) -> NDArray[np.float64]:
        """Probability that an event has come about by each day 0..horizon."""
        when = self.event_day[:, event]
        happened = np.bincount(when[when >= 0], minlength=self.days + 1)[: self.days + 1]
        return np.cumsum(happened) / len(when)

    def slot(self, day: int) -> int:
        """The last recorded day not later than `day`."""
        return int(np.searchsorted(self.record_days, day, side="right")) - 1

    def gain_by_day(self, days: Sequence[float]) -> NDArray[np.float64]:
        """Net ground gained by the attacker by days 0..horizon, km2 [draw, day]; straight between recorded days."""
        gain = self.record.gain_km2.astype(float)
        at = np.interp(days, self.record_days, np.arange(len(self.record_days)))
        below = np.minimum(at.astype(int), len(self.record_days) - 2)
        part = at - below
        return gain[:, below] * (1.0 - part) + gain[:, below + 1] * part


def fresh_start(state: State, draws: Draws, *, population: float) -> State:
    """Begin a forecast: no event has come about, nobody is ordered out, the front is as long as it is now, civilians as
    known on the as-of date."""
    from pyrrhus.engine.ensemble import fresh_memory

    remaining = draws.named.get("civilians_remaining")
    if remaining is None:
        remaining = draws.named["civilians_share_0_1"] * population
    state.event_day[:] = -1
    state.event_run[:] = -1
    state.ordered_day[:] = -1
    state.fell_day[:] = -1
    state.policy_memory[:] = fresh_memory(len(state.fell_day))
    state.first_frontage_km[:] = 0.0
    state.civilians[:, 0] = remaining
    state.civilians[:, 1] = 0.0
    state.evacuated[:] = state.civilians
    state.civilian_stock[:] = draws.named["civilian_stock_days"]
    return state


def forecast(
    campaign: Campaign,
    state: State,
    draws: Draws,
    *,
    days: int,
    seed: int,
    policies: tuple[PolicyChoice | None, PolicyChoice | None],
    threads: int | None = None,
    chunk: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Forecast:
    """Run the states on for `days` under one policy for each side. `state` is moved on in place: pass a copy.

    Two forecasts from copies of one state share every chance event until their policies make them differ.
    """
    from pyrrhus.campaign.assumed_roads import assume_roads
    from pyrrhus.engine.ensemble import run

    campaign = assume_roads(campaign)
    before, strength = state.losses.copy(), state.first_strength.copy()
    recorded = record_days(days)
    record, counts = run(
        campaign.ground,
        timeline(campaign, first=campaign.as_of, days=days, maps=False, record_days=recorded),
        settings(campaign, seed=seed, first=campaign.as_of, policies=policies),
        draws.engine,
        state,
        threads=threads,
        chunk=chunk,
        on_progress=on_progress,
    )
    # what was lost before is taken off in float32, which leaves dust below nought
    record.losses[:] = np.maximum(record.losses - before[:, None], 0.0)
    return Forecast(campaign.as_of, days, tuple(recorded), record, counts, state, draws, before, strength)
