"""Collapse and withdrawal: one competing hazard of the garrison, and what follows the order.

    rate a day = base x ((G + 0.02) / 1.02)^e x exp(wc L + wt T - wy S + strain - strain on the first day)
    strain     = wr R + wl 2 Q + 2 (0.8 - will)

G ground that the attacker has been gaining within 5 km of the centre (km2 a day over a week, at most 4), e
`withdrawal_ground_elasticity`, L loss of the supply corridor (the part of the garrison's need that no longer reaches
it: roads count, not what is in store), T share of the town lost, S the symbol's weight, R reserves gone (0..1), Q share
of the first strength lost for good. Where the ground around is not going, garrisons stay, be they enveloped for years
(Avdiivka, Marinka, Vuhledar): on open maps G and L carry the orders and T adds nothing to them
(`skill/garrisons.py`). How worn a garrison is on the forecast's first day is in what the maps of other towns show too;
what counts is what is added. Weights of strain after McQuie 1987 (52 breaks: no reserves 12 %, losses 10 %).
Once ordered, what is left of the town passes over in `withdrawal_days`; of a garrison without a road out a part is
taken prisoner, the rest moves to other axes.

Behind the town stands a next line: its ground has at least `next_line_works_0_1`, and the attacker regroups before it
(`orders`). A garrison that stays without stores pays for it: cut_off_capture_per_day x (1 - effective supply) of it is
taken prisoner a day.

Policies (`policies`): hold at all costs cuts the rate to a twentieth; withdraw gives the order. Numbers beyond what
battles had act on it in proportion (`tempo.outnumbering`): nobody leaves before a handful.
Limiting cases: base 0,
never; with constant terms the waiting time is exponential. Neutral form: no one withdraws.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import CAPTURED, COLUMN, DEFENDER, KINDS
from pyrrhus.engine.compiling import compiled, step
from pyrrhus.engine.front import give
from pyrrhus.engine.laws.policies import ACT_HOLD_AT_ALL_COSTS, ACT_WITHDRAW
from pyrrhus.engine.streams import STREAM_WITHDRAWAL, philox, uniform

BASE = COLUMN["withdrawal_base_per_day"]
CORRIDOR = COLUMN["withdrawal_corridor_weight"]
ELASTICITY = COLUMN["withdrawal_ground_elasticity"]
TOWN = COLUMN["withdrawal_town_weight"]
RESERVES = COLUMN["withdrawal_reserve_weight"]
LOSSES = COLUMN["withdrawal_loss_weight"]
SYMBOL_WEIGHT = COLUMN["withdrawal_symbol_weight"]
SYMBOL = COLUMN["defender_symbol_0_1"]
AT_ALL_COSTS = 0.05
QUIET_KM2_PER_DAY = 0.02  # a front that stands is not quite still
MOST_KM2_PER_DAY = 4.0
GROUND_DAYS = 7.0  # over which what is gained near the town is smoothed
CUT_OFF = COLUMN["cut_off_capture_per_day"]
TRAPPED_PRISONERS = 0.3


@compiled
def garrison_strain(reserves_gone, loss_share, will, parameters):
    """What reserves, losses and will add to the log of the rate."""
    return parameters[RESERVES] * reserves_gone + parameters[LOSSES] * 2.0 * loss_share + 2.0 * (0.8 - will)


@compiled
def withdrawal_rate(ground_km2_per_day, corridor_loss, town_lost, strain_added, parameters):
    """Rate (1/day) at which the garrison is ordered out."""
    going = min(MOST_KM2_PER_DAY, max(0.0, ground_km2_per_day))
    exponent = parameters[ELASTICITY] * np.log((going + QUIET_KM2_PER_DAY) / (1.0 + QUIET_KM2_PER_DAY))
    exponent += parameters[CORRIDOR] * corridor_loss + parameters[TOWN] * town_lost + strain_added
    exponent -= parameters[SYMBOL_WEIGHT] * parameters[SYMBOL]
    return parameters[BASE] * np.exp(min(exponent, 12.0))


@compiled
def is_ordered_out(rate, action, history, day, seed):
    """Whether the order to leave the town is given today; `action` is what the defender's policy does."""
    if action == ACT_WITHDRAW:
        return True
    if action == ACT_HOLD_AT_ALL_COSTS:
        rate *= AT_ALL_COSTS
    word, _, _, _ = philox(history, day, np.uint32(0), np.uint32(0), seed, STREAM_WITHDRAWAL)
    return uniform(word) < 1.0 - np.exp(-rate)


@step
def leave_town(share, front, ground, days_left):
    """Hand over a day's part of what the defender still holds in the town; returns the area (km2)."""
    part = 1.0 / max(1.0, days_left)
    moved = 0.0
    for c in ground.town_cells:
        if share[c] < 1.0:
            before = share[c]
            give(share, front, ground, c, 1.0 if part >= 1.0 else before + part * (1.0 - before))
            moved += (share[c] - before) * ground.area_km2[c]
    return moved


@step
def stand_on_next_line(fortification, front, works):
    """The town is lost: the defender's ground beyond it has at least the works of the line prepared there."""
    for c in range(fortification.shape[0]):
        if front.held[c] == 0:
            fortification[c] = max(fortification[c], works)


@step
def trap_garrison(trapped, in_town_km, front, ground, personnel, gone, losses):
    """A share (0..1) of the garrison is taken prisoner; returns persons taken.

    The garrison is that part of each axis's troops that faces the enemy in the town; `in_town_km` [axis] is overwritten
    with how long each axis's front there is.
    """
    taken_all = 0.0
    if trapped <= 0.0:
        return taken_all
    in_town_km[:] = 0.0
    for c in ground.town_cells:
        in_town_km[ground.axis[c]] += front.push_km[c]
    for axis in range(personnel.shape[1]):
        part = min(1.0, in_town_km[axis] / front.push_axis_km[axis]) if front.push_axis_km[axis] > 0.0 else 0.0
        for kind in range(KINDS):
            taken = trapped * part * personnel[DEFENDER, axis, kind]
            personnel[DEFENDER, axis, kind] -= taken
            gone[DEFENDER, kind] += taken
            losses[DEFENDER, CAPTURED] += taken
            taken_all += taken
    return taken_all


@compiled
def trapped_on_leaving(town_fed):
    """Share of a garrison that is taken prisoner when it leaves: up to three tenths without a road out."""
    return TRAPPED_PRISONERS * max(0.0, 1.0 - 2.0 * town_fed)


@compiled
def trapped_by_staying(town_fed, parameters):
    """Share of a garrison that is taken prisoner in a day of staying without stores: what holding on costs."""
    return 1.0 - np.exp(-parameters[CUT_OFF] * max(0.0, 1.0 - town_fed))
