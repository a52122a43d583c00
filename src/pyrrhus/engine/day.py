"""One day of a campaign, and the loops over days and draws.

The order of a day:

1. orders       what each side tries on each axis, from what it can know (`laws/orders.py`)
   intensity    the day's noise of fighting, shared by attrition and advance (`laws/intensity.py`)
2. supply       the widest way from the sources, when ground has changed; stocks every day (`laws/supply.py`)
3. attrition    losses of both sides on each axis, by kind of troops (`laws/attrition.py`)
4. advance      how much ground changes hands on each axis (`laws/advance.py`)
5. control      which cells it is (`laws/control.py`); pockets are closed in the evening, when the ways are measured
6. sustainment  arrivals, returns, replacements, shells (`laws/sustainment.py`)
7. withdrawal   the order to leave the town, and what follows it (`laws/withdrawal.py`)
8. civilians    who leaves, who is harmed (`laws/civilians.py`)
9. will         each side's readiness to go on (`laws/will.py`)

Then the evening: destruction and digging-in, events, observed maps, records. To switch, replace or add a law, change
one line of `live_one_day` and the law's file.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine import evening
from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, KINDS, OFFENSIVE, PROBING
from pyrrhus.engine.laws.advance import change_of_ground, expected_change, rates_of_change, speed_factor
from pyrrhus.engine.laws.attrition import casualties_on_axis, measure_contact, take_losses
from pyrrhus.engine.laws.civilians import step_civilians
from pyrrhus.engine.laws.control import move_ground
from pyrrhus.engine.laws.intensity import step_intensity
from pyrrhus.engine.laws.orders import give_orders, perceive
from pyrrhus.engine.laws.supply import spend_stocks
from pyrrhus.engine.laws.sustainment import count_present, fire_shells, receive, sustain
from pyrrhus.engine.laws.will import step_will
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
SHOULDER_DAYS = 14.0
PRICE_DAYS = 28.0


@njit
def live_one_day(here, history, day, bench, ground, timeline, settings, parameters):
    """One day of one draw, in the order of this module's docstring; returns the area (km2) that changed hands."""
    share = here.share
    personnel = here.personnel
    losses = here.losses
    gone = here.gone
    front = bench.front
    seed = np.uint32(settings.seed)
    mud = timeline.mud[day]
    laws = settings.laws
    axes = ground.axis_hash.shape[0]
    present_a = count_present(personnel, ATTACKER)
    present_d = count_present(personnel, DEFENDER)
    for side in range(2):
        bench.loss_share[side] = min(1.0, _lost_for_good(gone, side) / max(1.0, here.first_strength[side]))

    # 1. orders, and the day's intensity
    perceive(
        here.perceived_ratio, here.perceived_loss, present_a / max(1.0, present_d), bench.loss_share, history,
        day, seed,
    )  # fmt: skip
    lost_a = losses[ATTACKER, 0] + losses[ATTACKER, 1]
    price = here.pace[0] / max(0.02, here.pace[1])
    give_orders(
        here.phase, here.perceived_ratio, here.perceived_loss, here.will, price, parameters, settings,
        history, day, ground.axis_hash,
    )  # fmt: skip
    step_intensity(here.intensity, bench.factor, parameters, history, day, seed, ground.axis_hash)
    mean_level = 0.0
    frontage = 0.0
    for axis in range(axes):
        phase = here.phase[ATTACKER, axis]
        ratio = 1.0 if phase == OFFENSIVE else parameters[PROBING_RATIO if phase == PROBING else DORMANT_RATIO]
        bench.level[axis] = ratio * bench.factor[axis]
        mean_level += bench.level[axis] * front.frontage_km[axis]
        frontage += front.frontage_km[axis]
    mean_level = mean_level / frontage if frontage > 0.0 else 0.0

    # 2. supply: stocks of every axis and of the town
    for side in range(2):
        for axis in range(axes):
            if laws[1]:
                stock, fed = spend_stocks(
                    here.stock_days[side, axis], here.fed[side, axis], bench.axis_supply[side, axis], parameters
                )
                here.stock_days[side, axis] = stock
                here.fed[side, axis] = fed
            else:
                here.fed[side, axis] = 1.0
    if laws[1]:
        here.town_stock[0], here.town_fed[0] = spend_stocks(
            here.town_stock[0], here.town_fed[0], here.corridor[0], parameters
        )
    else:
        here.town_fed[0] = 1.0

    # 3. attrition
    shell_ratio = fire_shells(here.shells, here.fired, mean_level, parameters, laws[5])
    measure_contact(personnel, front, parameters, bench.contact, bench.quality, bench.exposure)
    if laws[2]:
        for axis in range(axes):
            counter = bench.factor[axis] if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
            cost_a, cost_d = casualties_on_axis(
                bench.contact[ATTACKER, axis], bench.contact[DEFENDER, axis],
                bench.quality[DEFENDER, axis] / bench.quality[ATTACKER, axis], bench.exposure[ATTACKER, axis],
                bench.level[axis], counter, shell_ratio, front.fortified[axis], front.built_up[axis],
                here.fed[DEFENDER, axis], parameters,
            )  # fmt: skip
            take_losses(
                cost_a, ATTACKER, axis, here.fed[ATTACKER, axis], personnel, here.convalescent, gone, losses,
                parameters,
            )  # fmt: skip
            take_losses(
                cost_d, DEFENDER, axis, here.fed[DEFENDER, axis], personnel, here.convalescent, gone, losses,
                parameters,
            )  # fmt: skip

    # 4. and 5. advance, control
    gained = 0.0
    turned = 0.0
    if laws[3]:
        for axis in range(axes):
            counter = 1.0 if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
            contact_a = bench.contact[ATTACKER, axis]
            contact_d = bench.contact[DEFENDER, axis]
            if contact_a <= 0.0 and contact_d <= 0.0:
                continue
            ratio = contact_a / max(1.0, contact_d)
            forward = speed_factor(
                front.built_up[axis], front.fortified[axis], mud, ratio, here.fed[ATTACKER, axis], parameters
            )
            backward = speed_factor(0.0, 0.0, mud, 1.0 / max(1e-3, ratio), here.fed[DEFENDER, axis], parameters)
            ahead, back = rates_of_change(front, axis, bench.level[axis], counter, parameters)
            mean, variance = expected_change(ahead, back, forward, backward, parameters)
            bench.expected[axis] += mean
            bench.variance[axis] += variance
            area = change_of_ground(
                front, axis, ahead, back, forward, backward, parameters, history, day, seed, ground.axis_hash[axis]
            )
            if area != 0.0:
                moved = move_ground(
                    share, front, axis, area, ground, bench.focus, history, day, seed, ground.axis_hash[axis]
                )
                bench.map_gain[axis] += moved
                gained += moved
                turned += abs(moved)

    # 6. sustainment
    for i in range(timeline.arrival_day.shape[0]):
        if laws[5] and timeline.arrival_day[i] == day:
            receive(
                timeline.arrival_personnel[i] * here.arrival_factor[timeline.arrival_side[i]],
                timeline.arrival_side[i], timeline.arrival_kind[i], timeline.arrival_axis[i], bench.plan, personnel,
                here.first_strength, here.given,
            )  # fmt: skip
    if laws[5]:
        sustain(
            personnel,
            here.reserve,
            here.convalescent,
            here.first_strength,
            here.given,
            bench.plan,
            parameters,
        )

    # 7. collapse and withdrawal
    closeness = bench.held[0]
    keep = 1.0 - 1.0 / SHOULDER_DAYS
    _keep_pace(here.pace, losses[ATTACKER, 0] + losses[ATTACKER, 1] - lost_a, gained)
    here.recent_gain[0] = keep * here.recent_gain[0] + (1.0 - keep) * gained
    if laws[6] and here.ordered_day[0] < 0:
        in_reserve = here.reserve[DEFENDER].sum()
        fortnight = 14.0 * parameters[REPLACEMENTS + 1] * here.first_strength[DEFENDER]
        emptied = max(0.0, 1.0 - in_reserve / max(1.0, fortnight))
        rate = withdrawal_rate(
            1.0 - here.town_fed[0], here.recent_gain[0], bench.held[1], emptied, bench.loss_share[DEFENDER],
            closeness, here.will[DEFENDER], parameters,
        )  # fmt: skip
        lost_d = losses[DEFENDER, 0] + losses[DEFENDER, 1] + losses[DEFENDER, 2]
        exchange = (lost_a + losses[ATTACKER, 2]) / lost_d if lost_d >= 1.0 else 99.0
        lost_town = bench.held[1]
        if settings.observed:
            # the maps show that the garrison stayed: what that says of the rate is weighed by the filter
            here.hazard[0] += rate if lost_town < 0.95 else 0.0
        elif lost_town < 1.0 and is_ordered_out(
            rate,
            settings.policy[DEFENDER],
            here.town_fed[0],
            bench.loss_share[DEFENDER],
            exchange,
            here.open_roads[0],
            history,
            day,
            seed,
        ):
            here.ordered_day[0] = day
            trap_garrison(trapped_on_leaving(here.town_fed[0]), front, ground, personnel, gone, losses)
    if laws[6] and not settings.observed and here.ordered_day[0] < 0 and here.town_fed[0] < 0.999:
        trap_garrison(trapped_by_staying(here.town_fed[0], parameters), front, ground, personnel, gone, losses)
    if laws[6] and here.ordered_day[0] >= 0 and day < here.ordered_day[0] + 40:
        days_left = here.ordered_day[0] + parameters[WITHDRAWAL_DAYS] - day
        left = leave_town(share, ground.town, days_left, ground.area_km2)
        gained += left
        turned += left

    # 8. civilians
    if laws[7]:
        went, harmed, here.civilian_stock[0] = step_civilians(
            here.civilians[0], here.civilian_stock[0], here.corridor[0], mean_level, closeness, parameters
        )
        here.civilians[0] -= went + harmed
        here.civilians[1] += harmed

    # 9. will, with the destruction that the day adds
    destroyed = evening.wear_ground(here.destruction, here.fortification, bench.level, front, ground, parameters)
    if laws[8]:
        for side in range(2):
            now = min(1.0, _lost_for_good(gone, side) / max(1.0, here.first_strength[side]))
            won = gained if side == ATTACKER else -gained
            here.will[side] = step_will(
                here.will[side], side, now, max(0.0, now - bench.loss_share[side]), won, destroyed, parameters
            )
    return turned, gained


@njit
def _keep_pace(pace, lost_today, gained_today):
    """The attacker's losses and gains a day, smoothed over four weeks: what a square kilometre costs of late."""
    keep = 1.0 - 1.0 / PRICE_DAYS
    pace[0] = keep * pace[0] + (1.0 - keep) * lost_today
    pace[1] = keep * pace[1] + (1.0 - keep) * gained_today


@njit
def _lost_for_good(gone, side):
    total = 0.0
    for kind in range(KINDS):
        total += gone[side, kind]
    return total
