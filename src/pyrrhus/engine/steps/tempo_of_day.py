"""The steps of a day that put tempo and what changes it together from the state of a draw (the law: `laws/tempo`)."""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, DEFENDER, OFFENSIVE
from pyrrhus.engine.compiling import step
from pyrrhus.engine.front import built_up_share
from pyrrhus.engine.laws.advance import BACKWARD as BACK_SHARE
from pyrrhus.engine.laws.advance import SPEED, speed_factor
from pyrrhus.engine.laws.policies import ACT_PAUSE
from pyrrhus.engine.laws.sustainment import SHELLS
from pyrrhus.engine.laws.tempo import (
    BACKWARD,
    COUNTER_SHARE,
    FORWARD,
    MOST_FASTER,
    WEEK,
    begin_tempo,
    begin_week,
    effect_of_means,
    mean_level,
    outnumbering,
    ratio_of_fires,
)
from pyrrhus.engine.scratch import DAYS_PAID, FIRST_FIRES, FIRST_PRESENT, FIRST_STRAIN
from pyrrhus.engine.steps.intent import force_ratio_of
from pyrrhus.engine.steps.town import strain_of

LEAST_SLOWED = 0.02
MOST_BEYOND = 4.0


@step
def remember_first_day(here, bench, timeline, parameters):
    """Keep what the first day of the run looked like, for all that acts by its ratio to it."""
    for side in range(2):
        bench.first[FIRST_PRESENT + side] = max(1.0, bench.present[side])
    bench.first[FIRST_FIRES] = ratio_of_fires(parameters[SHELLS], parameters[SHELLS + 1])
    bench.first[FIRST_STRAIN] = strain_of(here, bench, parameters)
    for axis in range(bench.slowed.shape[1]):
        forward, backward = slowing_on_axis(here, bench, axis, timeline.mud[1], parameters)
        bench.slowed[FORWARD, axis] = max(LEAST_SLOWED, forward)
        bench.slowed[BACKWARD, axis] = max(LEAST_SLOWED, backward)


@step
def slowing_on_axis(here, bench, axis, mud, parameters):
    """What slows changes of ground on an axis, forward and backward, against open, dry, unfortified ground."""
    front = bench.front
    ratio = bench.contact[ATTACKER, axis] / max(1.0, bench.contact[DEFENDER, axis])
    forward = speed_factor(
        built_up_share(front, axis), front.fortified[axis], mud, ratio, here.fed[ATTACKER, axis], parameters
    )
    backward = speed_factor(0.0, 0.0, mud, 1.0 / max(1e-3, ratio), here.fed[DEFENDER, axis], parameters)
    return forward, backward


@step
def measure_beyond(bench, ground):
    """Front of the whole map over that within the sector (12 km), by the weight with which ground is chosen ([way])."""
    front = bench.front
    for way in range(2):
        whole = 0.0
        inside = 0.0
        for c in range(ground.sector.shape[0]):
            weight = (front.push_km[c] if way == FORWARD else front.pull_km[c]) * front.focus[c]
            whole += weight
            inside += weight * ground.sector[c]
        bench.beyond[way] = min(MOST_BEYOND, whole / inside) if inside > 0.0 else 1.0


@step
def expected_by_parameters(bench, parameters):
    """Ground that would change hands in a day by the draw's parameters of advance, forward and backward (km2)."""
    forward = 0.0
    backward = 0.0
    share = parameters[BACK_SHARE]
    back = share / (1.0 - share) * (0.5 + 2.5 * parameters[COUNTER_SHARE])
    for axis in range(bench.slowed.shape[1]):
        forward += bench.front.push_axis_km[axis] * bench.slowed[FORWARD, axis]
        backward += bench.front.pull_axis_km[axis] * bench.slowed[BACKWARD, axis]
    speed = parameters[SPEED]
    return speed * mean_level(parameters) * forward, speed * back * backward


@step
def tempo(here, bench, ground, timeline, settings, parameters, day, free):
    """Begin a week where one begins, weigh the axes, and measure what each side has against the first day.

    Returns whether it has measured what slows an advance today (`bench.slowing`).
    """
    if not free:
        return False
    begun = bench.size[FORWARD] > 0.0  # not yet where maps stood until yesterday
    if not begun:
        measure_beyond(bench, ground)
    if not begun or (day - 1) % WEEK == 0:
        measure_sector(here, bench, ground)
        if here.tempo_class[FORWARD] < 0:
            forward, backward = expected_by_parameters(bench, parameters)
            begin_tempo(here.tempo_class, here.tempo_scale, forward, backward, bench.geometry)
        begin_week(
            here.tempo_class,
            here.tempo_scale,
            bench.rate,
            bench.size,
            bench.geometry,
            settings.transitions,
            here.history[0],
            day,
            np.uint32(settings.seed),
        )
    for side in range(2):
        bench.strength[side] = bench.present[side] / bench.first[FIRST_PRESENT + side]
    fires = ratio_of_fires(here.fired[ATTACKER], here.fired[DEFENDER]) / bench.first[FIRST_FIRES]
    for way in range(2):
        bench.drive[way] = effect_of_means(way, fires, bench.strength, parameters)
    weigh_axes(here, bench)
    pausing = bench.action[ATTACKER] == ACT_PAUSE
    measured = here.fell_day[0] == -1 and not pausing
    if measured:
        count_paid(here, bench, timeline.mud[day], parameters)
    attack = outnumbering(force_ratio_of(bench))
    bench.drive[FORWARD] *= 0.0 if pausing else attack
    bench.drive[BACKWARD] *= min(MOST_FASTER, 1.0 / max(1e-6, attack))
    return measured


@step
def measure_sector(here, bench, ground):
    """What the front's length and the map beyond the sector make of a level ([way])."""
    held = 0.0
    for c in range(ground.sector.shape[0]):
        held += here.share[c] * ground.sector[c] * ground.area_km2[c]
    p = min(1.0, max(0.0, held / ground.sector_km2))
    for way in range(2):
        bench.geometry[way] = 2.0 * np.sqrt(p * (1.0 - p)) * bench.beyond[way]


@step
def count_paid(here, bench, mud, parameters):
    """Add today's mean ratios of tempo to the first day to what the record keeps; write what slows an advance."""
    for axis in range(bench.part.shape[1]):
        forward, backward = slowing_on_axis(here, bench, axis, mud, parameters)
        bench.slowing[FORWARD, axis] = forward
        bench.slowing[BACKWARD, axis] = backward
        ahead = bench.part[FORWARD, axis] * forward / bench.slowed[FORWARD, axis]
        back = bench.part[BACKWARD, axis] * backward / bench.slowed[BACKWARD, axis]
        bench.paid[FORWARD] += ahead * bench.drive[FORWARD]
        bench.paid[BACKWARD] += back * bench.drive[BACKWARD]
    bench.paid[DAYS_PAID] += 1.0


@step
def weigh_axes(here, bench):
    """Part of the sector's changes that falls on each axis ([way, axis]): its front times its intensity.

    An axis without troops in contact has no part: what it had would be lost to the axes that fight. Such are axes that
    were overrun but for cells of which a part is left.
    """
    front = bench.front
    ahead = 0.0
    back = 0.0
    for axis in range(bench.part.shape[1]):
        if bench.contact[ATTACKER, axis] <= 0.0 and bench.contact[DEFENDER, axis] <= 0.0:
            bench.part[FORWARD, axis] = 0.0
            bench.part[BACKWARD, axis] = 0.0
            continue
        counter = 1.0 if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
        bench.part[FORWARD, axis] = front.push_weight[axis] * bench.level[axis]
        bench.part[BACKWARD, axis] = front.pull_weight[axis] * (0.5 + 2.5 * counter)
        ahead += bench.part[FORWARD, axis]
        back += bench.part[BACKWARD, axis]
    for axis in range(bench.part.shape[1]):
        bench.part[FORWARD, axis] = bench.part[FORWARD, axis] / ahead if ahead > 0.0 else 0.0
        bench.part[BACKWARD, axis] = bench.part[BACKWARD, axis] / back if back > 0.0 else 0.0


@step
def tempo_on_axis(bench, axis, forward, backward):
    """Changes of ground a day on an axis (forward, backward); `forward` and `backward` are what slows them today."""
    ahead = bench.rate[FORWARD] / bench.size[FORWARD] * bench.part[FORWARD, axis] * bench.drive[FORWARD]
    back = bench.rate[BACKWARD] / bench.size[BACKWARD] * bench.part[BACKWARD, axis] * bench.drive[BACKWARD]
    return ahead * forward / bench.slowed[FORWARD, axis], back * backward / bench.slowed[BACKWARD, axis]
