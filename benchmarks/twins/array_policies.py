"""Policies with stages and conditions, by draw: what each side does today."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.twins.array_state import Draws, Reals

STAGE, BEGAN, MET_DAYS, ORDERED = range(4)
ACTION, FIRST_CLAUSE, LAST_CLAUSE, FOR_DAYS, DELAY_DAYS, NEXT = range(6)
LEAST_KM2_A_DAY = 0.02


def follow_policies(c: Draws) -> None:
    """Go on to the next stages where their conditions are met; `action` ([side, draw]) and `effort` follow."""
    how = c.given.settings
    sides = ((how.attacker_stages, how.attacker_clauses), (how.defender_stages, how.defender_clauses))
    for side, (stages, clauses) in enumerate(sides):
        memory = c.memory[side]
        if len(clauses):
            measures = _measure_day(c, side)
            for stage in np.unique(memory[STAGE]):
                _look_at_stage(c, stages[stage], clauses, memory, np.flatnonzero(memory[STAGE] == stage), measures)
            if side == 0:
                c.effort = how.effort[memory[STAGE]].T
        c.action[side] = stages[memory[STAGE], ACTION]


def _look_at_stage(
    c: Draws,
    stage: NDArray[np.float64],
    clauses: NDArray[np.float64],
    memory: NDArray[np.int64],
    rows: NDArray[np.int64],
    measures: Reals,
) -> None:
    first, last = int(stage[FIRST_CLAUSE]), int(stage[LAST_CLAUSE])
    if first >= last:
        return
    measures[1] = c.day - memory[BEGAN]
    apart = measures[clauses[first:last, 1].astype(int)][:, rows] - clauses[first:last, 3, None]
    met = clauses[first:last, 2, None] * apart > 0.0
    groups = clauses[first:last, 0]
    any_met = np.any([met[groups == group].all(axis=0) for group in np.unique(groups)], axis=0)
    waiting = memory[ORDERED, rows] < 0
    memory[MET_DAYS, rows] = np.where(waiting, np.where(any_met, memory[MET_DAYS, rows] + 1, 0), memory[MET_DAYS, rows])
    now = waiting & (memory[MET_DAYS, rows] >= stage[FOR_DAYS])
    memory[ORDERED, rows[now]] = c.day
    ordered = memory[ORDERED, rows]
    goes = rows[(ordered >= 0) & (c.day - ordered >= stage[DELAY_DAYS])]
    memory[:, goes] = np.array([[int(stage[NEXT])], [c.day], [0], [-1]])


def _measure_day(c: Draws, side: int) -> Reals:
    """What a policy can ask of the day ([measure, draw])."""
    lost = c.losses.sum(axis=1)
    exchange = np.where(lost[side] >= 1.0, lost[1 - side] / np.maximum(1.0, lost[side]), np.nan)
    how = c.given.settings
    place = np.argsort(c.cells.order)
    free = [
        c.front.share[place[how.leg_cell[a:b]]].max(axis=0) < 0.5 if b > a else np.zeros(c.count, bool)
        for a, b in zip(how.leg_start[:-1], how.leg_start[1:], strict=True)
    ]
    roads = [np.any(free[a:b], axis=0).astype(float) for a, b in zip(how.road_leg[:-1], how.road_leg[1:], strict=True)]
    zeros = np.zeros(c.count)
    price = c.pace[0] / np.maximum(LEAST_KM2_A_DAY, c.pace[1])
    known = [zeros + c.day, zeros, c.town_fed, c.loss_share[side], exchange, c.open_roads, price, c.shares[1]]
    return np.stack([*known, *roads])
