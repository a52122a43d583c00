"""Withdrawal, civilians and will: what the day means for the town and for who fights over it."""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, KINDS, WITHDRAWAL
from pyrrhus.engine.compiling import step
from pyrrhus.engine.laws.civilians import step_civilians, step_stores
from pyrrhus.engine.laws.control import shared_area
from pyrrhus.engine.laws.supply import corridor_loss
from pyrrhus.engine.laws.tempo import outnumbering
from pyrrhus.engine.laws.will import step_will
from pyrrhus.engine.laws.withdrawal import (
    GROUND_DAYS,
    garrison_strain,
    is_ordered_out,
    leave_town,
    stand_on_next_line,
    trap_garrison,
    trapped_by_staying,
    trapped_on_leaving,
    withdrawal_rate,
)
from pyrrhus.engine.scratch import FIRST_STRAIN, LOST_TOWN, NEAR, NEAR_WON, TOWN
from pyrrhus.engine.steps.intent import KM2_A_DAY, LOSSES_A_DAY, force_ratio_of
from pyrrhus.engine.steps.upkeep import lost_share

REPLACEMENTS = COLUMN["attacker_replacements_per_day"]
WITHDRAWAL_DAYS = COLUMN["withdrawal_days"]
NEXT_LINE = COLUMN["next_line_works_0_1"]
EVACUATION = COLUMN["evacuation_leave_ratio"]
PRICE_DAYS = 28.0
RESERVE_DAYS = 14.0  # a reserve that lasts longer is a full one
LEAVE_DAYS_AT_MOST = 40  # days after the order on which the rest of the town is still handed over
FED_IN_FULL = 0.999
REMAINING, HARMED = 0, 1


@step
def withdrawal(here, bench, ground, settings, parameters, day):
    """The order to leave the town and what follows it; returns the area (km2) that the attacker is left."""
    here.recent_gain[0] += (bench.held[NEAR_WON] - here.recent_gain[0]) / GROUND_DAYS
    bench.held[NEAR_WON] = 0.0
    left = 0.0
    if settings.laws[WITHDRAWAL]:
        left = decide_on_town(here, bench, ground, settings, parameters, day)
    if here.fell_day[0] == -1 and bench.held[TOWN] >= LOST_TOWN and not settings.observed:
        here.fell_day[0] = day
        stand_on_next_line(here.fortification, bench.front, parameters[NEXT_LINE])
    return left


@step
def strain_of(here, bench, parameters):
    """What reserves, losses and will weigh on the defender's garrison today."""
    in_reserve = 0.0
    for kind in range(KINDS):
        in_reserve += here.reserve[DEFENDER, kind]
    full = RESERVE_DAYS * parameters[REPLACEMENTS + DEFENDER] * here.first_strength[DEFENDER]
    emptied = max(0.0, 1.0 - in_reserve / max(1.0, full))
    return garrison_strain(emptied, bench.loss_share[DEFENDER], here.will[DEFENDER], parameters)


@step
def decide_on_town(here, bench, ground, settings, parameters, day):
    """Whether the garrison is ordered out, what it pays for staying, and the days after the order; returns km2."""
    fed = here.town_fed[0]
    if here.ordered_day[0] < 0:
        added = 0.0 if settings.observed else strain_of(here, bench, parameters) - bench.first[FIRST_STRAIN]
        rate = withdrawal_rate(
            here.recent_gain[0], corridor_loss(here.corridor[0], parameters), bench.held[TOWN], added, parameters
        )
        # nobody leaves before a handful, and a handful does not stay
        rate *= outnumbering(force_ratio_of(bench))
        if settings.observed:
            # the maps show that the garrison stayed: what that says of the rate is weighed by the filter
            here.hazard[0] += rate if bench.held[TOWN] < LOST_TOWN else 0.0
            return 0.0
        trapped = 0.0
        seed = np.uint32(settings.seed)
        if bench.held[TOWN] < 1.0 and is_ordered_out(rate, bench.action[DEFENDER], here.history[0], day, seed):
            here.ordered_day[0] = day
            trapped = trapped_on_leaving(fed)
        elif fed < FED_IN_FULL:
            trapped = trapped_by_staying(fed, parameters)
        trap_garrison(trapped, bench.in_town_km, bench.front, ground, here.personnel, here.gone, here.losses)
    if here.ordered_day[0] >= 0 and day < here.ordered_day[0] + LEAVE_DAYS_AT_MOST:
        days_left = here.ordered_day[0] + parameters[WITHDRAWAL_DAYS] - day
        return leave_town(here.share, bench.front, ground, days_left)
    return 0.0


@step
def civilians(here, bench, parameters, mean_level):
    """Stores, who leaves and who is harmed; and the same had an evacuation been ordered on the first day."""
    here.civilian_stock[0] = step_stores(here.civilian_stock[0], here.corridor[0], parameters)
    live_in_town(here.civilians, here, mean_level, bench.held[NEAR], 1.0, parameters)
    live_in_town(here.evacuated, here, mean_level, bench.held[NEAR], parameters[EVACUATION], parameters)


@step
def live_in_town(count, here, level, closeness, urge, parameters):
    """A day of the civilians ([2] remaining, harmed), of those who go as they like or of those who are told to."""
    went, harmed = step_civilians(
        count[REMAINING], here.civilian_stock[0], here.corridor[0], level, closeness, urge, parameters
    )
    count[REMAINING] -= went + harmed
    count[HARMED] += harmed


@step
def will(here, bench, parameters, won_km2, destroyed):
    """Each side's readiness to go on, after what the attacker won and what was destroyed in the town today."""
    for side in range(2):
        now = lost_share(here, side)
        won = won_km2 if side == ATTACKER else -won_km2
        growth = max(0.0, now - bench.loss_share[side])
        here.will[side] = step_will(here.will[side], side, now, growth, won, destroyed, parameters)


@step
def look_at_town(share, bench, ground):
    """The attacker's share of the town and of the ground near it; what was won near it is added up."""
    near = shared_area(share, ground.near_cells, ground.near)
    bench.held[NEAR_WON] += (near - bench.held[NEAR]) * ground.near_km2
    bench.held[NEAR] = near
    bench.held[TOWN] = shared_area(share, ground.town_cells, ground.town)


@step
def keep_pace(pace, lost_today, gained_today):
    """The attacker's losses and gains a day, smoothed over four weeks: what a square kilometre costs of late."""
    keep = 1.0 - 1.0 / PRICE_DAYS
    pace[LOSSES_A_DAY] = keep * pace[LOSSES_A_DAY] + (1.0 - keep) * lost_today
    pace[KM2_A_DAY] = keep * pace[KM2_A_DAY] + (1.0 - keep) * gained_today
