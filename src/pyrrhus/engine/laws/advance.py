"""Advance: how much ground changes hands on an axis today (km2, attacker's gain positive).

While observed maps come a draw expects what follows, and the filter weighs it; ahead of them rate and area are those of
`tempo`, slowed as here. Ground changes hands in jumps, not by creep: on most days nothing moves, a few changes carry
most of the gain, some go backwards. With F the frontage (km), I the intensity, b `backward_share_0_1`:

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

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.compiling import compiled, step
from pyrrhus.engine.laws.tempo import area_of_change
from pyrrhus.engine.streams import STREAM_ADVANCE, philox, uniform, word_of_day

SPEED = COLUMN["offensive_advance_km_per_day"]
MOVES = COLUMN["moves_per_km_day"]
SIZE_SD = COLUMN["move_size_log_sd"]
BACKWARD = COLUMN["backward_share_0_1"]
BUILT_UP = COLUMN["built_up_advance_factor"]
FORTIFIED = COLUMN["fortified_advance_factor"]
MUD = COLUMN["mud_advance_factor"]
FORCE_ELASTICITY = COLUMN["force_ratio_advance_elasticity"]
MOST_KM_A_DAY = 3.0
MOST_CHANGES = 50


@compiled
def speed_factor(built_up, fortified, mud, force_ratio, fed, parameters):
    """What slows a change of ground against open, dry, unfortified ground (dimensionless)."""
    factor = 1.0 - built_up * (1.0 - parameters[BUILT_UP])
    factor *= 1.0 - fortified * (1.0 - parameters[FORTIFIED])
    factor *= 1.0 - mud * (1.0 - parameters[MUD])
    factor *= min(4.0, max(0.25, force_ratio)) ** parameters[FORCE_ELASTICITY]
    return factor * fed


@step
def rates_of_change(front, axis, level, counter, parameters):
    """Expected changes of ground on an axis in a day: (forward, backward)."""
    moves = parameters[MOVES]
    back = parameters[BACKWARD]
    forward = moves * front.push_axis_km[axis] * level
    backward = moves * front.pull_axis_km[axis] * back / (1.0 - back) * (0.5 + 2.5 * counter)
    return forward, backward


@compiled
def expected_change(forward_rate, backward_rate, forward_factor, backward_factor, parameters):
    """Mean (km2) and variance (km4) of a day's change of ground on an axis: a compound Poisson sum."""
    area = parameters[SPEED] / parameters[MOVES]
    square = area * area * np.exp(parameters[SIZE_SD] * parameters[SIZE_SD])
    mean = area * (forward_rate * forward_factor - backward_rate * backward_factor)
    variance = square * (
        forward_rate * forward_factor * forward_factor + backward_rate * backward_factor * backward_factor
    )
    return mean, variance


@compiled
def count_changes(rate, words, history, day, seed, name):
    """How many changes of ground an axis sees today: Poisson by inversion, 0 on most days. `words` [5]: see streams."""
    u = uniform(word_of_day(words, history, day, name, np.uint32(0), seed, STREAM_ADVANCE))
    if rate <= 0.0:
        return 0
    term = np.exp(-rate)
    reached = term
    changes = 0
    while u >= reached and changes < MOST_CHANGES:
        changes += 1
        term *= rate / changes
        reached += term
    return changes


@step
def change_of_ground(front, axis, changes, forward_rate, backward_rate, size_km2, history, day, seed, name):
    """Signed area (km2) of an axis's changes in a day, each with a direction and a size of its own.

    `size_km2` [way] is their mean area.
    """
    area = 0.0
    for change in range(1, changes + 1):
        word_which, word_size, _, _ = philox(history, day, name, np.uint32(change), seed, STREAM_ADVANCE)
        ahead = uniform(word_which) * (forward_rate + backward_rate) < forward_rate
        area += (size_km2[0] if ahead else -size_km2[1]) * area_of_change(word_size)
    return max(-MOST_KM_A_DAY * front.pull_axis_km[axis], min(area, MOST_KM_A_DAY * front.push_axis_km[axis]))
