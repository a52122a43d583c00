"""The steps of a day that put a law's numbers together from the state of a draw (no law of its own)."""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, KINDS, OFFENSIVE, PROBING
from pyrrhus.engine.bench import NEAR, NEAR_WON, TOWN
from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.laws.civilians import step_civilians
from pyrrhus.engine.laws.control import shared_area
from pyrrhus.engine.laws.policies import FIRST_ROAD, STAGE, is_road_open, policy_action
from pyrrhus.engine.laws.supply import corridor_loss, spend_stocks
from pyrrhus.engine.laws.withdrawal import (
    is_ordered_out,
    leave_town,
    trap_garrison,
    trapped_by_staying,
    trapped_on_leaving,
    withdrawal_rate,
)

PROBING_RATIO = COLUMN["probing_intensity_ratio"]
DORMANT_RATIO = COLUMN["dormant_intensity_ratio"]
REPLACEMENTS = COLUMN["attacker_replacements_per_day"]
WITHDRAWAL_DAYS = COLUMN["withdrawal_days"]
PRICE_DAYS = 28.0


@compiled
def follow_policies(here, bench, settings, day):
    """What each side's policy does today, from what it can ask of the day; sides without conditions are not asked."""
    losses = here.losses
    for side in range(2):
        stages = settings.attacker_stages if side == ATTACKER else settings.defender_stages
        clauses = settings.attacker_clauses if side == ATTACKER else settings.defender_clauses
        measures = bench.measures[side]
        if clauses.shape[0] > 0:
            lost = losses[side, 0] + losses[side, 1] + losses[side, 2]
            enemy = losses[1 - side, 0] + losses[1 - side, 1] + losses[1 - side, 2]
            measures[0] = day
            measures[2] = here.town_fed[0]
            measures[3] = bench.loss_share[side]
            measures[4] = enemy / lost if lost >= 1.0 else np.nan
            measures[5] = here.open_roads[0]
            measures[6] = here.pace[0] / max(0.02, here.pace[1])
            measures[7] = bench.held[TOWN]
            for road in range(settings.road_leg.shape[0] - 1):
                open_0_1 = is_road_open(
                    here.share, settings.leg_start, settings.leg_cell, settings.road_leg[road],
                    settings.road_leg[road + 1],
                )  # fmt: skip
                measures[FIRST_ROAD + road] = 1.0 if open_0_1 else 0.0
        stage = here.policy_memory[side, STAGE]
        bench.action[side] = policy_action(stages, clauses, here.policy_memory[side], day, measures)
        if side == ATTACKER and here.policy_memory[side, STAGE] != stage:
            set_effort(bench.effort, settings.effort, here.policy_memory)


@compiled
def set_effort(effort, by_stage, memory):
    """Weights of the axes ([side, axis]) in the stage that the attacker's plan is in; the defender weighs all alike."""
    stage = memory[ATTACKER, STAGE]
    for axis in range(effort.shape[1]):
        effort[ATTACKER, axis] = by_stage[stage, axis]


@compiled
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


@compiled
def eat(here, axis_supply, at_work, parameters):
    """A day's stocks of every axis and of the town."""
    if not at_work:
        here.fed[:, :] = 1.0
        here.town_fed[0] = 1.0
        return
    for side in range(2):
        for axis in range(axis_supply.shape[1]):
            stock, fed = spend_stocks(
                here.stock_days[side, axis], here.fed[side, axis], axis_supply[side, axis], parameters
            )
            here.stock_days[side, axis] = stock
            here.fed[side, axis] = fed
    here.town_stock[0], here.town_fed[0] = spend_stocks(
        here.town_stock[0], here.town_fed[0], here.corridor[0], parameters
    )


@compiled
def look_at_town(share, bench, ground):
    """The attacker's share of the town and of the ground near it; what was won near it is added up."""
    near = shared_area(share, ground.near_cells, ground.near)
    bench.held[NEAR_WON] += (near - bench.held[NEAR]) * ground.near_km2
    bench.held[NEAR] = near
    bench.held[TOWN] = shared_area(share, ground.town_cells, ground.town)


@compiled
def decide_on_town(here, bench, ground, settings, parameters, history, day, seed):
    """Whether the garrison is ordered out, what it pays for staying, and the days after the order; returns km2."""
    losses = here.losses
    fed = here.town_fed[0]
    if here.ordered_day[0] < 0:
        in_reserve = 0.0
        for kind in range(KINDS):
            in_reserve += here.reserve[DEFENDER, kind]
        fortnight = 14.0 * parameters[REPLACEMENTS + 1] * here.first_strength[DEFENDER]
        emptied = max(0.0, 1.0 - in_reserve / max(1.0, fortnight))
        rate = withdrawal_rate(
            corridor_loss(here.corridor[0], parameters), here.recent_gain[0], bench.held[TOWN], emptied,
            bench.loss_share[DEFENDER], bench.held[NEAR], here.will[DEFENDER], parameters,
        )  # fmt: skip
        if settings.observed:
            # the maps show that the garrison stayed: what that says of the rate is weighed by the filter
            here.hazard[0] += rate if bench.held[TOWN] < 0.95 else 0.0
            return 0.0
        if bench.held[TOWN] < 1.0 and is_ordered_out(rate, bench.action[DEFENDER], history, day, seed):
            here.ordered_day[0] = day
            trap_garrison(trapped_on_leaving(fed), bench.front, ground, here.personnel, here.gone, losses)
        elif fed < 0.999:
            trap_garrison(trapped_by_staying(fed, parameters), bench.front, ground, here.personnel, here.gone, losses)
    if here.ordered_day[0] >= 0 and day < here.ordered_day[0] + 40:
        days_left = here.ordered_day[0] + parameters[WITHDRAWAL_DAYS] - day
        return leave_town(here.share, bench.front, ground, days_left)
    return 0.0


@compiled
def live_in_town(civilians, here, level, closeness, urge, parameters):
    """A day of the civilians ([2] remaining, harmed), of those who go as they like or of those who are told to."""
    went, harmed = step_civilians(
        civilians[0], here.civilian_stock[0], here.corridor[0], level, closeness, urge, parameters
    )
    civilians[0] -= went + harmed
    civilians[1] += harmed


@compiled
def keep_pace(pace, lost_today, gained_today):
    """The attacker's losses and gains a day, smoothed over four weeks: what a square kilometre costs of late."""
    keep = 1.0 - 1.0 / PRICE_DAYS
    pace[0] = keep * pace[0] + (1.0 - keep) * lost_today
    pace[1] = keep * pace[1] + (1.0 - keep) * gained_today


@compiled
def lost_for_good(gone, side):
    total = 0.0
    for kind in range(KINDS):
        total += gone[side, kind]
    return total
