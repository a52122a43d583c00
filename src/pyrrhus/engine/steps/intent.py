"""Orders: what policies and commanders want of the day, and the intensity that comes of it."""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, CAPTURED, COLUMN, DEFENDER, KILLED, OFFENSIVE, ORDERS, PROBING, WOUNDED
from pyrrhus.engine.compiling import step
from pyrrhus.engine.laws import policies
from pyrrhus.engine.laws.intensity import step_intensity
from pyrrhus.engine.laws.orders import give_orders, highest_phase, is_regrouping, perceive
from pyrrhus.engine.scratch import TOWN

PROBING_RATIO = COLUMN["probing_intensity_ratio"]
DORMANT_RATIO = COLUMN["dormant_intensity_ratio"]
LOSSES_A_DAY, KM2_A_DAY = 0, 1  # of the state's `pace`
LEAST_KM2_A_DAY = 0.02


@step
def force_ratio_of(bench):
    """The attacker's troops over the defender's."""
    return bench.present[ATTACKER] / max(1.0, bench.present[DEFENDER])


@step
def orders(here, bench, ground, settings, parameters, day):
    """What each side tries today on each axis, and the day's intensity.

    Returns the mean level of fighting over the front, and the front's length (km).
    """
    seed = np.uint32(settings.seed)
    history = here.history[0]
    perceive(here.perceived_ratio, here.perceived_loss, force_ratio_of(bench), bench.unfilled, history, day, seed)
    if not settings.observed:
        follow_policies(here, bench, settings, day)
    most = highest_phase(bench.action[ATTACKER], is_regrouping(here.fell_day[0], day, parameters))
    give_orders(
        here.phase,
        here.perceived_ratio,
        here.perceived_loss,
        here.will,
        most,
        bench.effort,
        parameters,
        settings.laws[ORDERS],
        history,
        day,
        seed,
        ground.axis_hash,
    )
    step_intensity(
        here.intensity, bench.factor, bench.noise, bench.intensity_words, history, day, seed, ground.axis_hash
    )
    return set_levels(here.phase, bench, parameters)


@step
def follow_policies(here, bench, settings, day):
    """What each side's policy does today, from what it can ask of the day; sides without conditions are not asked."""
    for side in range(2):
        stages = settings.attacker_stages if side == ATTACKER else settings.defender_stages
        clauses = settings.attacker_clauses if side == ATTACKER else settings.defender_clauses
        measures = bench.measures[side]
        if clauses.shape[0] > 0:
            measure_day(here, bench, settings, day, side, measures)
        stage = here.policy_memory[side, policies.STAGE]
        bench.action[side] = policies.policy_action(stages, clauses, here.policy_memory[side], day, measures)
        if side == ATTACKER and here.policy_memory[side, policies.STAGE] != stage:
            set_effort(bench.effort, settings.effort, here.policy_memory)


@step
def measure_day(here, bench, settings, day, side, measures):
    """Fill in what a side's policy can ask of the day ([measure])."""
    lost = count_lost(here.losses, side)
    measures[policies.DAY] = day
    measures[policies.SUPPLY] = here.town_fed[0]
    measures[policies.SHARE_LOST] = bench.loss_share[side]
    measures[policies.EXCHANGE] = count_lost(here.losses, 1 - side) / lost if lost >= 1.0 else np.nan
    measures[policies.OPEN_ROADS] = here.open_roads[0]
    measures[policies.PRICE] = here.pace[LOSSES_A_DAY] / max(LEAST_KM2_A_DAY, here.pace[KM2_A_DAY])
    measures[policies.TOWN_LOST] = bench.held[TOWN]
    for road in range(settings.road_leg.shape[0] - 1):
        first, last = settings.road_leg[road], settings.road_leg[road + 1]
        is_open = policies.is_road_open(here.share, settings.leg_start, settings.leg_cell, first, last)
        measures[policies.FIRST_ROAD + road] = 1.0 if is_open else 0.0


@step
def count_lost(losses, side):
    """Killed, wounded and captured of a side so far (persons)."""
    return losses[side, KILLED] + losses[side, WOUNDED] + losses[side, CAPTURED]


@step
def set_effort(effort, by_stage, memory):
    """Weights of the axes ([side, axis]) in the stage that the attacker's plan is in; the defender weighs all alike."""
    stage = memory[ATTACKER, policies.STAGE]
    for axis in range(effort.shape[1]):
        effort[ATTACKER, axis] = by_stage[stage, axis]


@step
def set_levels(phase, bench, parameters):
    """Each axis's level of fighting (phase x noise); returns the mean over the front, and the front's length (km)."""
    weighed = 0.0
    frontage = 0.0
    for axis in range(bench.level.shape[0]):
        now = phase[ATTACKER, axis]
        ratio = 1.0 if now == OFFENSIVE else parameters[PROBING_RATIO if now == PROBING else DORMANT_RATIO]
        bench.level[axis] = ratio * bench.factor[axis]
        weighed += bench.level[axis] * bench.front.frontage_km[axis]
        frontage += bench.front.frontage_km[axis]
    return weighed / frontage if frontage > 0.0 else 0.0, frontage
