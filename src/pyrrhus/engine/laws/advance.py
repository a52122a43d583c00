"""Advance: how much ground changes hands on an axis today (km2, attacker's gain positive).

Ground changes hands in jumps, not by creep: on most days nothing moves, a few changes carry most of the gain, some go
backwards. With F the frontage (km), I the intensity, b `backward_share_0_1`:

    changes forward   Poisson, rate = moves_per_km_day x F x I                   a day
    changes backward  Poisson, rate = moves_per_km_day x F x b / (1 - b) x (0.5 + 2.5 counter-attack)
    area of a change  log-normal, mean = offensive_advance_km_per_day / moves_per_km_day, log sd `move_size_log_sd`

so that the mean speed of an offensive is `offensive_advance_km_per_day` (area over frontage and day). Factors on the
area: built-up ground, fortification, mud, the attacker's supply, and force ratio to a small power (advance has almost
no relation with force ratio: CDB90, rank correlation -0.07). A day moves a front at most 3 km.

Limiting cases: the mean is exact for any spread; no frontage, no change; intensity 0, nothing forward.
Neutral form: nothing moves.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.streams import STREAM_ADVANCE, normal, philox, uniform

SPEED = COLUMN["offensive_advance_km_per_day"]
MOVES = COLUMN["moves_per_km_day"]
SIZE_SD = COLUMN["move_size_log_sd"]
BACKWARD = COLUMN["backward_share_0_1"]
BUILT_UP = COLUMN["built_up_advance_factor"]
FORTIFIED = COLUMN["fortified_advance_factor"]
MUD = COLUMN["mud_advance_factor"]
FORCE_ELASTICITY = COLUMN["force_ratio_advance_elasticity"]
MOST_KM_A_DAY = 3.0


@njit
def speed_factor(built_up, fortified, mud, force_ratio, fed, parameters):
    """What slows a change of ground against open, dry, unfortified ground (dimensionless)."""
    factor = 1.0 - built_up * (1.0 - parameters[BUILT_UP])
    factor *= 1.0 - fortified * (1.0 - parameters[FORTIFIED])
    factor *= 1.0 - mud * (1.0 - parameters[MUD])
    factor *= min(4.0, max(0.25, force_ratio)) ** parameters[FORCE_ELASTICITY]
    return factor * fed


@njit
def rates_of_change(front, axis, level, counter, parameters):
    """Expected changes of ground on an axis in a day: (forward, backward)."""
    moves = parameters[MOVES]
    back = parameters[BACKWARD]
    forward = moves * front.push_axis_km[axis] * level
    backward = moves * front.pull_axis_km[axis] * back / (1.0 - back) * (0.5 + 2.5 * counter)
    return forward, backward


@njit
def expected_change(forward_rate, backward_rate, forward_factor, backward_factor, parameters):
    """Mean (km2) and variance (km4) of a day's change of ground on an axis: a compound Poisson sum."""
    area = parameters[SPEED] / parameters[MOVES]
    square = area * area * np.exp(parameters[SIZE_SD] * parameters[SIZE_SD])
    mean = area * (forward_rate * forward_factor - backward_rate * backward_factor)
    variance = square * (
        forward_rate * forward_factor * forward_factor + backward_rate * backward_factor * backward_factor
    )
    return mean, variance


@njit
def change_of_ground(
    front, axis, forward_rate, backward_rate, forward_factor, backward_factor, parameters, history, day, seed, name
):
    """Signed area (km2) that changes hands on an axis in a day; 0 on most days."""
    total = forward_rate + backward_rate
    if total <= 0.0:
        return 0.0
    word_when, word_which, word_size, _ = philox(history, day, name, np.uint32(0), seed, STREAM_ADVANCE)
    u = uniform(word_when)
    chance = np.exp(-total)
    if u < chance:
        return 0.0
    # number of changes by inversion; almost always one
    changes = 1
    term = chance
    reached = chance
    while changes < 50:
        term *= total / changes
        reached += term
        if u < reached:
            break
        changes += 1
    sd = parameters[SIZE_SD]
    area = changes * parameters[SPEED] / parameters[MOVES] * np.exp(sd * normal(word_size) - 0.5 * sd * sd)
    if uniform(word_which) * total < forward_rate:
        return min(area * forward_factor, MOST_KM_A_DAY * front.push_axis_km[axis])
    return -min(area * backward_factor, MOST_KM_A_DAY * front.pull_axis_km[axis])
