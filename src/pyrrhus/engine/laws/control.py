"""Control: shares of cells move, cells flip, pockets form and are closed.

A change of ground (km2) falls on one cell of the axis, chosen with a chance proportional to its border with the
taker's ground times its focus:

    focus = (1 + pull exp(-distance from the centre / reach)) / (1 + pull) x houses x (1 - l + l activity)

with pull `objective_pull_ratio` x the attacker's share of the 5 km round the centre on the first day, twofold and at
most 1: a place that is merely asked about is not thereby what the attack is for, one on whose edge the attacker stands
is; reach `objective_reach_km`, houses 1 - built-up share x (1 - `built_up_advance_factor`), l `local_persistence_0_1`.
Both sides fight for the town, it is dearer than the fields beside it, and a front goes on moving where it moved of late
(`Ground.activity`). What the cell cannot hold goes to the next, what the axis cannot hold to the axis beside it
(`day.py`): what changes hands is placed in full. Retaking uses the same rule the other way.
A cell is held by whoever has half of it. A held cell that no way connects with its side's sources is a pocket: while
it lasts the enemy takes a fifth of it a day, and half of the troops that stood there are taken prisoner (the rest break
out). Area is conserved: what one side gains the other loses.

Limiting cases: an area larger than the axis fills it and no more; nothing leaks into cells without a border to the
taker. Neutral form: shares move, no pocket forms.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER
from pyrrhus.engine.compiling import compiled, step
from pyrrhus.engine.front import give
from pyrrhus.engine.laws.attrition import take_prisoners
from pyrrhus.engine.streams import STREAM_CONTROL, philox, uniform

REACH = COLUMN["objective_reach_km"]
BUILT_UP = COLUMN["built_up_advance_factor"]
PULL = COLUMN["objective_pull_ratio"]
PERSISTENCE = COLUMN["local_persistence_0_1"]
PICKS = 60  # more than an axis can need in a day: what changes hands is placed in full
FOCUS_GRAINS = 1048576.0  # 2^20: binary fractions, so that the front's sums stay exact
POCKET_SHARE_A_DAY = 0.2
POCKET_PRISONERS = 0.5
GARRISON_DEPTH_KM = 4.0


@step
def measure_focus(focus, ground, near_share, parameters):
    """Weight of each cell in where ground changes hands ([cell]); `near_share` is the attacker's of the 5 km."""
    pull = parameters[PULL] * min(1.0, 2.0 * near_share)
    for c in range(focus.shape[0]):
        away = np.sqrt(ground.x_km[c] ** 2 + ground.y_km[c] ** 2)
        weight = (1.0 + pull * np.exp(-away / parameters[REACH])) / (1.0 + pull)
        weight *= 1.0 - ground.built_up[c] * (1.0 - parameters[BUILT_UP])
        weight *= 1.0 - parameters[PERSISTENCE] + parameters[PERSISTENCE] * ground.activity[c]
        focus[c] = np.round(weight * FOCUS_GRAINS) / FOCUS_GRAINS


@step
def move_ground(share, front, axis, area_km2, ground, history, day, seed, name):
    """Give `area_km2` (negative: to the defender) of an axis to the taker, cell by cell; returns the area moved."""
    forward = area_km2 > 0.0
    left = abs(area_km2)
    moved = 0.0
    border_km = front.push_km if forward else front.pull_km
    for pick in range(PICKS):
        if left <= 1e-9:
            break
        total = front.push_weight[axis] if forward else front.pull_weight[axis]
        if total <= 0.0:
            break
        word, _, _, _ = philox(history, day, name, np.uint32(pick), seed, STREAM_CONTROL)
        mark = uniform(word) * total
        chosen = -1
        for i in range(ground.axis_start[axis], ground.axis_start[axis + 1]):
            c = ground.axis_cells[i]
            weight = border_km[c] * front.focus[c]
            if weight > 0.0:
                chosen = c
                mark -= weight
                if mark <= 0.0:
                    break
        area = ground.area_km2[chosen]
        room = (1.0 - share[chosen] if forward else share[chosen]) * area
        step = min(left, room)
        value = share[chosen] + (step if forward else -step) / area
        if step >= room:
            value = 1.0 if forward else 0.0
        give(share, front, ground, chosen, value)
        left -= step
        moved += step
    return moved if forward else -moved


@step
def close_pockets(share, supply, front, personnel, gone, losses, ground, days, town_left):
    """Cells without a way to their side's sources pass to the enemy by a fifth a day; returns attacker's net km2.

    Called when the ways have just been measured, for the `days` since they were last. Ground in a town that its
    garrison has left (`town_left`) is no pocket of the attacker: nobody is there to close it.
    """
    part = 1.0 - (1.0 - POCKET_SHARE_A_DAY) ** days
    for c in range(share.shape[0]):  # before any ground moves: what a cell costs does not hang on its neighbours' order
        if is_cut_off(share, supply, ground, town_left, c):
            side = ATTACKER if share[c] >= 0.5 else DEFENDER
            axis = ground.axis[c]
            area = min(part, share[c] if side == ATTACKER else 1.0 - share[c]) * ground.area_km2[c]
            depth_km2 = max(1.0, front.frontage_km[axis] * GARRISON_DEPTH_KM)
            take_prisoners(min(0.5, POCKET_PRISONERS * area / depth_km2), side, axis, personnel, gone, losses)
    net_km2 = 0.0
    for c in range(share.shape[0]):
        if is_cut_off(share, supply, ground, town_left, c):
            before = share[c]
            give(share, front, ground, c, share[c] - part if share[c] >= 0.5 else share[c] + part)
            net_km2 += (share[c] - before) * ground.area_km2[c]
    return net_km2


@step
def is_cut_off(share, supply, ground, town_left, c):
    """Whether no way connects a cell with the sources of the side that holds it; asks about the cell itself alone."""
    held = share[c] >= 0.5
    return supply[ATTACKER if held else DEFENDER, c] <= 0.0 and not (town_left and held and ground.town[c] > 0.0)


@compiled
def shared_area(share, cells, weight):
    """Weighted share of the ground (`cells` with their `weight` [cell]) that the attacker holds."""
    total = 0.0
    for c in cells:
        total += weight[c] * share[c]
    return total
