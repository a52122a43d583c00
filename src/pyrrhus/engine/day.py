"""One day of a campaign.

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
one line of `live_one_day` and the law's file. What prepares a law's numbers from the state is in `steps.py`.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine import evening
from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, OFFENSIVE
from pyrrhus.engine.bench import MAP_WON, NEAR, NEAR_WON, TOWN
from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.front import built_up_share
from pyrrhus.engine.laws import lanchester
from pyrrhus.engine.laws.advance import (
    change_of_ground,
    count_changes,
    expected_change,
    rates_of_change,
    speed_factor,
)
from pyrrhus.engine.laws.attrition import (
    casualties_on_axis,
    effect_of_fires,
    measure_contact,
    share_needed,
    take_losses,
    worth_ratio,
)
from pyrrhus.engine.laws.civilians import step_stores
from pyrrhus.engine.laws.control import move_ground
from pyrrhus.engine.laws.intensity import step_intensity
from pyrrhus.engine.laws.orders import give_orders, is_regrouping, perceive
from pyrrhus.engine.laws.policies import ACT_PAUSE
from pyrrhus.engine.laws.sustainment import fire_shells, receive, sustain
from pyrrhus.engine.laws.will import step_will
from pyrrhus.engine.laws.withdrawal import stand_on_next_line
from pyrrhus.engine.steps import (
    decide_on_town,
    eat,
    follow_policies,
    keep_pace,
    live_in_town,
    look_at_town,
    lost_for_good,
    set_levels,
)

EVACUATION = COLUMN["evacuation_leave_ratio"]
NEXT_LINE = COLUMN["next_line_works_0_1"]
LOST_TOWN = 0.95
SHOULDER_DAYS = 14.0


@compiled
def live_one_day(here, history, day, bench, ground, timeline, settings, parameters, free):
    """One day of one draw, in the order of this module's docstring.

    Where the ground is not `free` an observed map stands, and what the laws expected is kept for the filter instead of
    moving it. Returns the area (km2) that changed hands, and what the attacker won of it.
    """
    front = bench.front
    losses = here.losses
    seed = np.uint32(settings.seed)
    laws = settings.laws
    axes = ground.axis_hash.shape[0]
    first_frontage = here.first_frontage_km[0]
    measure_contact(
        here.personnel, front, first_frontage, parameters, bench.present, bench.contact, bench.quality, bench.exposure
    )
    for side in range(2):
        bench.loss_share[side] = min(1.0, lost_for_good(here.gone, side) / max(1.0, here.first_strength[side]))
    lost_a = losses[ATTACKER, 0] + losses[ATTACKER, 1]

    # 1. orders, and the day's intensity
    perceive(
        here.perceived_ratio, here.perceived_loss, bench.present[ATTACKER] / max(1.0, bench.present[DEFENDER]),
        bench.loss_share, history, day, seed,
    )  # fmt: skip
    if not settings.observed:
        follow_policies(here, bench, settings, day)
    give_orders(
        here.phase, here.perceived_ratio, here.perceived_loss, here.will,
        bench.action[ATTACKER] == ACT_PAUSE or is_regrouping(here.fell_day[0], day, parameters), bench.effort,
        parameters, laws[0], history, day, seed, ground.axis_hash,
    )  # fmt: skip
    step_intensity(
        here.intensity, bench.factor, bench.noise, bench.intensity_words, history, day, seed, ground.axis_hash
    )
    mean_level, frontage = set_levels(here.phase, bench, parameters)

    # 2. supply
    eat(here, bench.ways.axis_supply, laws[1], parameters)

    # 3. attrition
    shell_ratio = fire_shells(here.shells, here.fired, mean_level, parameters, laws[5])
    if laws[2]:
        fires = effect_of_fires(shell_ratio, parameters)
        for axis in range(axes):
            counter = bench.factor[axis] if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
            contact_a, contact_d = bench.contact[ATTACKER, axis], bench.contact[DEFENDER, axis]
            worth = worth_ratio(
                bench.quality[DEFENDER, axis] / bench.quality[ATTACKER, axis], here.fed[ATTACKER, axis],
                here.fed[DEFENDER, axis],
            )  # fmt: skip
            works, houses = front.fortified[axis], built_up_share(front, axis)
            if laws[2] == lanchester.AT_WORK:
                cost_a, cost_d = lanchester.lanchester_casualties(
                    contact_a, contact_d, worth, bench.exposure[ATTACKER, axis], bench.level[axis],
                    front.frontage_km[axis], fires, works, houses, settings.exponents, parameters,
                )  # fmt: skip
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
            take_losses(
                cost_a, ATTACKER, axis, here.fed[ATTACKER, axis], here.personnel, here.convalescent, here.gone,
                losses, parameters,
            )  # fmt: skip
            take_losses(
                cost_d, DEFENDER, axis, here.fed[DEFENDER, axis], here.personnel, here.convalescent, here.gone,
                losses, parameters,
            )  # fmt: skip

    # 4. and 5. advance, control; what a map of last evening showed counts as won today
    gained = bench.held[MAP_WON]
    bench.held[MAP_WON] = 0.0
    turned = 0.0
    if laws[3]:
        for axis in range(axes):
            contact_a = bench.contact[ATTACKER, axis]
            contact_d = bench.contact[DEFENDER, axis]
            counter = 1.0 if here.phase[DEFENDER, axis] == OFFENSIVE else 0.0
            ahead, back = rates_of_change(front, axis, bench.level[axis], counter, parameters)
            changes = 0
            if free:
                if contact_a <= 0.0 and contact_d <= 0.0:
                    ahead = back = 0.0
                changes = count_changes(
                    ahead + back, bench.change_words[axis], history, day, seed, ground.axis_hash[axis]
                )
                if changes == 0:
                    continue
            ratio = contact_a / max(1.0, contact_d)
            forward = speed_factor(
                built_up_share(front, axis), front.fortified[axis], timeline.mud[day], ratio,
                here.fed[ATTACKER, axis], parameters,
            )  # fmt: skip
            backward = speed_factor(
                0.0, 0.0, timeline.mud[day], 1.0 / max(1e-3, ratio), here.fed[DEFENDER, axis], parameters
            )
            if not free:
                mean, variance = expected_change(ahead, back, forward, backward, parameters)
                bench.expected[axis] += mean
                bench.variance[axis] += variance
                continue
            area = change_of_ground(
                front, axis, changes, ahead, back, forward, backward, parameters, history, day, seed,
                ground.axis_hash[axis],
            )  # fmt: skip
            moved = move_ground(here.share, front, axis, area, ground, history, day, seed, ground.axis_hash[axis])
            gained += moved
            turned += abs(moved)

    # 6. sustainment
    if laws[5]:
        for i in range(timeline.arrival_day.shape[0]):
            if timeline.arrival_day[i] == day:
                receive(
                    timeline.arrival_personnel[i] * here.arrival_factor[timeline.arrival_side[i]],
                    timeline.arrival_side[i], timeline.arrival_kind[i], timeline.arrival_axis[i], bench.plan,
                    here.personnel, here.first_strength, here.given,
                )  # fmt: skip
        sustain(
            here.personnel, here.reserve, here.convalescent, here.first_strength, here.given, bench.plan,
            share_needed(frontage, first_frontage), parameters,
        )  # fmt: skip

    # 7. collapse and withdrawal
    if turned > 0.0:
        look_at_town(here.share, bench, ground)
    keep_pace(here.pace, losses[ATTACKER, 0] + losses[ATTACKER, 1] - lost_a, gained)
    here.recent_gain[0] += (bench.held[NEAR_WON] - here.recent_gain[0]) / SHOULDER_DAYS
    bench.held[NEAR_WON] = 0.0
    if laws[6]:
        left = decide_on_town(here, bench, ground, settings, parameters, history, day, seed)
        gained += left
        turned += left
    if here.fell_day[0] == -1 and bench.held[TOWN] >= LOST_TOWN and not settings.observed:
        here.fell_day[0] = day
        stand_on_next_line(here.fortification, front, parameters[NEXT_LINE])

    # 8. civilians
    if laws[7]:
        here.civilian_stock[0] = step_stores(here.civilian_stock[0], here.corridor[0], parameters)
        live_in_town(here.civilians, here, mean_level, bench.held[NEAR], 1.0, parameters)
        live_in_town(here.evacuated, here, mean_level, bench.held[NEAR], parameters[EVACUATION], parameters)

    # 9. will, with the destruction that the day adds
    destroyed = evening.wear_ground(here.destruction, here.fortification, bench.level, front, ground, parameters)
    if laws[8]:
        for side in range(2):
            now = min(1.0, lost_for_good(here.gone, side) / max(1.0, here.first_strength[side]))
            won = gained if side == ATTACKER else -gained
            here.will[side] = step_will(
                here.will[side], side, now, max(0.0, now - bench.loss_share[side]), won, destroyed, parameters
            )
    return turned, gained
