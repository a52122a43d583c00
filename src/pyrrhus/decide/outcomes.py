"""What a pair of policies led to, draw by draw, at the horizon and on the days by which some actor wants a result."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.forecast import Forecast

BY_DRAW = ("casualties", "fall_day", "gain_km2", "civilians_harmed", "destruction", "present")


@dataclass(frozen=True)
class Outcome:
    """What a pair of policies led to over `days`, per draw.

    `casualties` [draw, side] since the as-of date, prisoners among them; `fall_day`
    days after the as-of date, -1 none; `gain_km2` the attacker's net gain; `destruction` of the town, share;
    `present` [draw, side] troops in the sector, mean over the days; `earlier` the outcome as it stood on earlier days.
    """

    attacker: PolicyChoice
    defender: PolicyChoice
    days: int
    casualties: NDArray[np.float64]
    fall_day: NDArray[np.int32]
    gain_km2: NDArray[np.float64]
    civilians_harmed: NDArray[np.float64]
    destruction: NDArray[np.float64]
    present: NDArray[np.float64]
    earlier: dict[int, Outcome] = field(default_factory=dict)

    def take(self, rows: slice) -> Outcome:
        """The same outcome of chosen draws."""
        by_draw = {name: getattr(self, name)[rows] for name in BY_DRAW}
        return replace(self, **by_draw, earlier={day: outcome.take(rows) for day, outcome in self.earlier.items()})

    @property
    def held(self) -> NDArray[np.float64]:
        """Whether the defender still holds the town at the horizon, 1 or 0 [draw]."""
        return (self.fall_day < 0).astype(np.float64)

    @property
    def held_share(self) -> NDArray[np.float64]:
        """Share of the days on which the defender holds the town [draw]."""
        return np.where(self.fall_day < 0, self.days, np.maximum(self.fall_day, 0)) / max(self.days, 1)

    def policy(self, side: int) -> PolicyChoice:
        """The policy of a side (0 attacker, 1 defender)."""
        return self.attacker if side == 0 else self.defender


def outcome_of(
    run: Forecast, attacker: PolicyChoice, defender: PolicyChoice, event: int, *, by: tuple[int, ...] = ()
) -> Outcome:
    """The outcome of a run; `event` is the row of the main event, `by` earlier days on which it is wanted as well."""
    record = run.record
    return Outcome(
        attacker,
        defender,
        run.days,
        casualties=record.losses[:, -1].sum(axis=2, dtype=np.float64),
        fall_day=run.event_day[:, event].copy(),
        gain_km2=record.gain_km2[:, -1].astype(np.float64),
        civilians_harmed=record.civilians[:, -1, 1].astype(np.float64),
        destruction=record.destruction[:, -1].astype(np.float64),
        present=record.personnel.mean(axis=1, dtype=np.float64),
        earlier={day: _outcome_by(run, attacker, defender, event, day) for day in by if 0 < day < run.days},
    )


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
        attacker,
        defender,
        day,
        casualties=losses.sum(axis=2),
        fall_day=np.where((fall >= 0) & (fall <= day), fall, -1).astype(np.int32),
        gain_km2=at(record.gain_km2),
        civilians_harmed=at(record.civilians)[:, 1],
        destruction=at(record.destruction),
        present=record.personnel[:, : slot + 1].mean(axis=1, dtype=np.float64),
    )


def deadlines(campaign: Campaign, *, days: int) -> tuple[int, ...]:
    """Days after the as-of date by which some actor wants a result, within the horizon."""
    found = {(a.deadline - campaign.as_of).days for a in campaign.scenario.actors if a.deadline is not None}
    return tuple(sorted(day for day in found if 0 < day < days))
