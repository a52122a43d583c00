"""Forces and arrivals as arrays of the engine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.ground import Terrain
from pyrrhus.scenario.distributions import NORMAL_95
from pyrrhus.scenario.schema import FORCE_KINDS, SIDES, Force, Scenario
from pyrrhus.terrain.projection import bearing_deg

if TYPE_CHECKING:
    from pyrrhus.scenario.parameters import Prior

CENTRAL_90 = 2 * NORMAL_95


@dataclass(frozen=True)
class Troops:
    """First-day strengths and later arrivals; persons. `spread` has no axis: it goes where the front is.

    `strength_log_sd` [side]: log error of stated strengths. `assumed` [side]: no forces were given at all.
    """

    personnel: NDArray[np.float64]
    spread: NDArray[np.float64]
    strength_log_sd: NDArray[np.float64]
    arrival_ordinal: NDArray[np.int64]
    arrival_side: NDArray[np.int32]
    arrival_kind: NDArray[np.int32]
    arrival_axis: NDArray[np.int32]
    arrival_personnel: NDArray[np.float64]
    assumed: tuple[bool, bool]

    def kinds_by(self, ordinal: int) -> NDArray[np.float64]:
        """Stated strength by kind of troops with all that has arrived by a day ([side, kind], persons)."""
        total = self.personnel.sum(axis=1) + self.spread
        came = self.arrival_ordinal <= ordinal
        np.add.at(total, (self.arrival_side[came], self.arrival_kind[came]), self.arrival_personnel[came])
        return total


def muster(scenario: Scenario, terrain: Terrain, priors: dict[str, Prior]) -> Troops:
    """Read forces.csv into arrays; a side without a row gets the wide default strength of the parameter table."""
    axes = {axis.id: i for i, axis in enumerate(terrain.axes)}
    personnel = np.zeros((2, len(axes), len(FORCE_KINDS)))
    spread = np.zeros((2, len(FORCE_KINDS)))
    log_sd = np.zeros(2)
    arrivals: list[tuple[int, int, int, int, float]] = []
    assumed = []
    common = priors["personnel_error_factor"].distribution
    assert common is not None
    common_sd = _log_sd(*common.quantile(np.array([0.05, 0.95])))
    for side, name in enumerate(SIDES):
        rows = [force for force in scenario.forces if force.side == name and force.personnel > 0]
        assumed.append(not rows)
        if not rows:
            prior = priors[f"{name}_personnel"].distribution
            assert prior is not None
            low, median, high = (float(v) for v in prior.quantile(np.array([0.05, 0.5, 0.95])))
            spread[side, 0], log_sd[side] = median, _log_sd(low, high)
            continue
        weighted = 0.0
        for force in rows:
            axis = _axis_of(force, terrain, axes)
            kind = FORCE_KINDS.index(force.kind)
            if force.arrives_on is not None and force.arrives_on > scenario.file.start:
                arrivals.append((force.arrives_on.toordinal(), side, kind, axis, force.personnel))
            elif axis >= 0:
                personnel[side, axis, kind] += force.personnel
            else:
                spread[side, kind] += force.personnel
            stated = force.low is not None and force.high is not None and force.low > 0
            weighted += force.personnel * (_log_sd(force.low or 1.0, force.high or 1.0) if stated else common_sd)
        log_sd[side] = weighted / sum(force.personnel for force in rows)
    arrivals.sort()
    columns = np.array(arrivals, dtype=float).reshape(-1, 5)
    return Troops(
        personnel,
        spread,
        log_sd,
        columns[:, 0].astype(np.int64),
        columns[:, 1].astype(np.int32),
        columns[:, 2].astype(np.int32),
        columns[:, 3].astype(np.int32),
        columns[:, 4].copy(),
        (assumed[0], assumed[1]),
    )


def _log_sd(low: float, high: float) -> float:
    """Log standard deviation of a log-normal whose central 90 % is low to high."""
    return max(0.0, math.log(high / low) / CENTRAL_90) if low > 0 and high > low else 0.0


def _axis_of(force: Force, terrain: Terrain, axes: dict[str, int]) -> int:
    if force.axis is not None:
        return axes.get(force.axis, -1)
    if force.place is not None and force.place in terrain.place_xy_km:
        x, y = terrain.place_xy_km[force.place]
        if math.hypot(x, y) > 1.0:
            bearing = float(bearing_deg(x, y))
            for i, axis in enumerate(terrain.axes):
                if (bearing - axis.from_deg) % 360.0 < ((axis.to_deg - axis.from_deg) % 360.0 or 360.0):
                    return i
    return -1
