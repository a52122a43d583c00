"""Sustainment: who comes, who returns, what is fired and delivered.

A day, per side: arrivals that were announced for the day; convalescents return to the reserve at 1 /
`convalescence_days` of those healing; recruits join the reserve at `*_recruits_per_day` x first strength, in the mix
of kinds that the side began with; the reserve fills what an axis lacks against its plan, at most
`*_replacements_per_day` x the side's first strength; troops shift between axes towards the plan at 2 % a day, and
2 % a day of those that a shortened front no longer needs go into reserve. The plan
gives each axis the share of its frontage x effort. Shells: `*_shells_per_day` are delivered; the wish to fire grows
with the mean intensity; what is fired comes out of the stock, and the ratio of both sides' fires enters attrition.
Replacements enter as the kind they are, so quality dilutes with them.

Limiting cases: no losses, no flow; replacements never exceed the reserve; shells fired never exceed stock and
delivery. Mass balance per side and kind: start + arrivals + recruits = present + reserve + healing + gone.
Neutral form: nobody comes, everyone fires what is delivered.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import COLUMN, KINDS
from pyrrhus.engine.compiling import compiled, step

REPLACEMENTS = COLUMN["attacker_replacements_per_day"]
CONVALESCENCE = COLUMN["convalescence_days"]
RECRUITS = COLUMN["attacker_recruits_per_day"]
SHELLS = COLUMN["attacker_shells_per_day"]
RESERVE = COLUMN["attacker_reserve_share"]
SHIFT_A_DAY = 0.02


@step
def put_in_force(timeline, first, day, row, here):
    """Put the scheduled changes from number `first` on that are due by `day` in force; returns the next number.

    `row` [parameter] is the draw's own. A change of the reserve acts on what is there that day; one from before the
    run is in the state already.
    """
    change = first
    while change < timeline.change_day.shape[0] and timeline.change_day[change] <= day:
        column = timeline.change_column[change]
        value = timeline.change_value[change]
        if np.isnan(value):
            value = row[column] * timeline.change_factor[change]
        if (column == RESERVE or column == RESERVE + 1) and day > 0:
            side = column - RESERVE
            there = here.reserve[side].sum()
            wanted = there * timeline.change_factor[change]
            if not np.isnan(timeline.change_value[change]):
                wanted = value * here.first_strength[side]
            for kind in range(KINDS):
                mix = here.reserve[side, kind] / there if there > 0.0 else 1.0 / KINDS
                here.given[side, kind] += wanted * mix - here.reserve[side, kind]
                here.reserve[side, kind] = wanted * mix
        row[column] = value
        change += 1
    return change


@step
def plan_axes(plan, front, effort):
    """Share of each side's troops that each axis should have ([side, axis], rows sum to 1)."""
    for side in range(2):
        total = 0.0
        for axis in range(plan.shape[1]):
            plan[side, axis] = (front.frontage_km[axis] + 0.05) * effort[side, axis]
            total += plan[side, axis]
        for axis in range(plan.shape[1]):
            plan[side, axis] /= total


@compiled
def receive(arrivals, side, kind, axis, plan, personnel, first_strength, given):
    """Troops (persons) that arrive today, on their axis or (axis -1) along the plan."""
    first_strength[side] += arrivals
    given[side, kind] += arrivals
    if axis >= 0:
        personnel[side, axis, kind] += arrivals
    else:
        for x in range(plan.shape[1]):
            personnel[side, x, kind] += arrivals * plan[side, x]


@compiled
def sustain(personnel, reserve, convalescent, first_strength, given, plan, needed_share, parameters):
    """Returns, replacements, rest and shifts between axes for both sides; conserves every kind.

    `needed_share` (0..1) of the first strength is wanted at the front, less where the front has become shorter.
    """
    axes = plan.shape[1]
    for side in range(2):
        present = 0.0
        in_reserve = 0.0
        recruits = parameters[RECRUITS + side] * first_strength[side]
        all_given = 0.0
        for kind in range(KINDS):
            all_given += given[side, kind]
        for kind in range(KINDS):
            back = convalescent[side, kind] / parameters[CONVALESCENCE]
            convalescent[side, kind] -= back
            joined = recruits * given[side, kind] / all_given if all_given > 0.0 else 0.0
            given[side, kind] += joined
            reserve[side, kind] += back + joined
            in_reserve += reserve[side, kind]
            for axis in range(axes):
                present += personnel[side, axis, kind]
        needed = needed_share * first_strength[side]
        lacking = max(0.0, needed - present)
        rest = SHIFT_A_DAY * max(0.0, present - needed) / present if present > 0.0 else 0.0
        sent = min(lacking, in_reserve, parameters[REPLACEMENTS + side] * first_strength[side])
        for kind in range(KINDS):
            part = sent * reserve[side, kind] / in_reserve if in_reserve > 0.0 else 0.0
            part = min(part, reserve[side, kind])
            reserve[side, kind] -= part
            total = 0.0
            for axis in range(axes):
                total += personnel[side, axis, kind]
            if total + part <= 0.0:
                continue
            rested = rest * total
            reserve[side, kind] += rested
            for axis in range(axes):
                here = personnel[side, axis, kind]
                personnel[side, axis, kind] = here + SHIFT_A_DAY * (total * plan[side, axis] - here) - rest * here
                personnel[side, axis, kind] += part * plan[side, axis]


@compiled
def fire_shells(shells, fired, level, parameters, at_work):
    """Rounds fired today by each side ([side]), out of stock and delivery; `level` is the mean intensity."""
    wish = min(3.0, max(0.2, level)) ** 0.7
    for side in range(2):
        delivered = parameters[SHELLS + side]
        if at_work:
            fired[side] = min(delivered * wish, shells[side] + delivered)
            shells[side] += delivered - fired[side]
        else:
            fired[side] = delivered
    return max(0.05, min(20.0, fired[0] / max(fired[1], 1e-9)))


@compiled
def imbalance(personnel, reserve, convalescent, gone, given):
    """Greatest error of the mass balance over sides and kinds, relative to what was given (a guard)."""
    worst = 0.0
    for side in range(2):
        for kind in range(KINDS):
            there = reserve[side, kind] + convalescent[side, kind] + gone[side, kind]
            for axis in range(personnel.shape[1]):
                there += personnel[side, axis, kind]
            worst = max(worst, abs(there - given[side, kind]) / max(1.0, given[side, kind]))
    return np.float64(worst)
