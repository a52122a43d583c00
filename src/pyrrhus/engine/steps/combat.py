"""Attrition, advance and control: what fighting costs and moves on each axis."""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, ATTRITION, DEFENDER, OFFENSIVE
from pyrrhus.engine.compiling import step
from pyrrhus.engine.front import built_up_share
from pyrrhus.engine.laws import lanchester
from pyrrhus.engine.laws.advance import (
    change_of_ground,
    count_changes,
    expected_change,
    rates_of_change,
)
from pyrrhus.engine.laws.attrition import casualties_on_axis, effect_of_fires, take_losses, worth_ratio
from pyrrhus.engine.laws.control import move_ground
from pyrrhus.engine.laws.tempo import BACKWARD, FORWARD
from pyrrhus.engine.steps.tempo_of_day import slowing_on_axis, tempo_on_axis


@step
def attrition(here, bench, settings, parameters, shell_ratio):
    """Losses of both sides on each axis; `shell_ratio` is the attacker's rounds over the defender's."""
    law = settings.laws[ATTRITION]
    front = bench.front
    fires = effect_of_fires(shell_ratio, parameters)
    for axis in range(bench.level.shape[0]):
        counter = bench.factor[axis] if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
        contact_a, contact_d = bench.contact[ATTACKER, axis], bench.contact[DEFENDER, axis]
        quality = bench.quality[DEFENDER, axis] / bench.quality[ATTACKER, axis]
        worth = worth_ratio(quality, here.fed[ATTACKER, axis], here.fed[DEFENDER, axis])
        works, houses = front.fortified[axis], built_up_share(front, axis)
        if law == lanchester.AT_WORK:
            cost_a, cost_d = lanchester.lanchester_casualties(
                contact_a,
                contact_d,
                worth,
                bench.exposure[ATTACKER, axis],
                bench.level[axis],
                front.frontage_km[axis],
                fires,
                works,
                houses,
                settings.exponents,
                parameters,
            )
        else:
            cost_a, cost_d = casualties_on_axis(
                contact_a,
                contact_d,
                worth,
                bench.exposure[ATTACKER, axis],
                bench.level[axis],
                counter,
                fires,
                works,
                houses,
                parameters,
            )
        for side in range(2):
            cost = cost_a if side == ATTACKER else cost_d
            take_losses(
                cost,
                side,
                axis,
                here.fed[side, axis],
                here.personnel,
                here.convalescent,
                here.gone,
                here.losses,
                parameters,
            )


@step
def advance(here, bench, ground, timeline, settings, parameters, day, axis, free, measured):
    """Area (km2) that changes hands on an axis today, the attacker's gain positive; 0 where the ground is not `free`.

    There an observed map stands, and what the draw's parameters expected of it is kept for the filter. `measured` says
    that `bench.slowing` still holds: no ground has changed hands since.
    """
    front = bench.front
    if measured:
        forward, backward = bench.slowing[FORWARD, axis], bench.slowing[BACKWARD, axis]
    else:
        forward, backward = slowing_on_axis(here, bench, axis, timeline.mud[day], parameters)
    if not free:
        counter = 1.0 if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
        ahead, back = rates_of_change(front, axis, bench.level[axis], counter, parameters)
        mean, variance = expected_change(ahead, back, forward, backward, parameters)
        bench.expected[axis] += mean
        bench.variance[axis] += variance
        return 0.0
    seed = np.uint32(settings.seed)
    name = ground.axis_hash[axis]
    ahead, back = tempo_on_axis(bench, axis, forward, backward)
    ahead, back = ahead / timeline.usual[0, day], back / timeline.usual[1, day]
    changes = count_changes(ahead + back, bench.change_words[axis], here.history[0], day, seed, name)
    if changes == 0:
        return 0.0
    return change_of_ground(front, axis, changes, ahead, back, bench.size, here.history[0], day, seed, name)


@step
def control(here, bench, ground, settings, day, axis, area_km2):
    """Give an axis's area to its taker, cell by cell; returns what the attacker won (km2, negative: lost)."""
    if area_km2 == 0.0:
        return 0.0
    seed = np.uint32(settings.seed)
    return move_ground(
        here.share, bench.front, axis, area_km2, ground, here.history[0], day, seed, ground.axis_hash[axis]
    )
