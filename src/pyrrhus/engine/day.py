"""One day of a campaign, and the loops over days and draws.

The order of a day:

1. orders       what each side tries on each axis, from what it can know (`laws/orders.py`)
   intensity    the day's noise of fighting, shared by attrition and advance (`laws/intensity.py`)
2. supply       the widest way from the sources, when ground has changed; stocks every day (`laws/supply.py`)
3. attrition    losses of both sides on each axis, by kind of troops (`laws/attrition.py`)
4. advance      how much ground changes hands on each axis (`laws/advance.py`)
5. control      which cells it is; pockets (`laws/control.py`)
6. sustainment  arrivals, returns, replacements, shells (`laws/sustainment.py`)
7. withdrawal   the order to leave the town, and what follows it (`laws/withdrawal.py`)
8. civilians    who leaves, who is harmed (`laws/civilians.py`)
9. will         each side's readiness to go on (`laws/will.py`)

Then the evening: destruction and digging-in, events, observed maps, records. To switch, replace or add a law, change
one line of `live_one_day` and the law's file.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pyrrhus.engine import evening
from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, KINDS, OFFENSIVE, PROBING, Here
from pyrrhus.engine.front import Front, make_front, measure_front
from pyrrhus.engine.laws.advance import change_of_ground, expected_change, rates_of_change, speed_factor
from pyrrhus.engine.laws.attrition import casualties_on_axis, measure_contact, take_losses
from pyrrhus.engine.laws.civilians import step_civilians
from pyrrhus.engine.laws.control import close_pockets, move_ground, shared_area
from pyrrhus.engine.laws.intensity import step_intensity
from pyrrhus.engine.laws.orders import give_orders, perceive
from pyrrhus.engine.laws.supply import count_open_roads, measure_clearance, measure_supply, spend_stocks, town_supply
from pyrrhus.engine.laws.sustainment import count_present, fire_shells, imbalance, plan_axes, receive, sustain
from pyrrhus.engine.laws.will import step_will
from pyrrhus.engine.laws.withdrawal import is_ordered_out, leave_town, trap_garrison, withdrawal_rate

PROBING_RATIO = COLUMN["probing_intensity_ratio"]
DORMANT_RATIO = COLUMN["dormant_intensity_ratio"]
REPLACEMENTS = COLUMN["attacker_replacements_per_day"]
WITHDRAWAL_DAYS = COLUMN["withdrawal_days"]
SHOULDER_DAYS = 14.0
FRONT_STALE_KM2 = 0.5  # ground that may change hands before the front is measured anew,
FRONT_REST_DAYS = 2  # at most every other day unless far more has changed
WAYS_STALE_KM2 = 3.0  # the ways of supply cost more and change less: later,
WAYS_REST_DAYS = 5  # and at most every fifth day


class Bench(NamedTuple):
    """Working arrays of one thread, used again for every draw."""

    front: Front
    clearance: NDArray[np.float64]
    enemy: NDArray[np.uint8]
    queue: NDArray[np.int32]
    waiting: NDArray[np.uint8]
    width: NDArray[np.float64]
    supply: NDArray[np.float64]  # [side, cell]
    axis_supply: NDArray[np.float64]  # [side, axis]
    contact: NDArray[np.float64]  # [side, axis]
    quality: NDArray[np.float64]
    exposure: NDArray[np.float64]
    plan: NDArray[np.float64]
    factor: NDArray[np.float64]  # [axis] noise of intensity
    level: NDArray[np.float64]  # [axis] phase x noise
    first_share: NDArray[np.float32]  # [cell] on the first day
    map_gain: NDArray[np.float64]  # [axis] km2 since the last observed map
    expected: NDArray[np.float64]  # [axis] km2 that the laws expected since then
    variance: NDArray[np.float64]  # [axis] km4
    loss_share: NDArray[np.float64]  # [side]
    held: NDArray[np.float64]  # attacker's share of the disc of 5 km, and of the town


@njit
def make_bench(cells, axes):
    """Working arrays for one block."""
    return Bench(
        make_front(cells, axes), np.zeros(cells), np.zeros(cells, np.uint8), np.zeros(cells, np.int32),
        np.zeros(cells, np.uint8), np.zeros(cells), np.zeros((2, cells)), np.zeros((2, axes)), np.zeros((2, axes)),
        np.zeros((2, axes)), np.zeros((2, axes)), np.zeros((2, axes)), np.zeros(axes), np.zeros(axes),
        np.zeros(cells, np.float32), np.zeros(axes), np.zeros(axes), np.zeros(axes), np.zeros(2), np.zeros(2),
    )  # fmt: skip


@njit
def stand(state, d):
    """Views of one draw's part of the state."""
    return Here(
        state.share[d],
        state.destruction[d],
        state.fortification[d],
        state.personnel[d],
        state.arrival_factor[d],
        state.reserve[d],
        state.convalescent[d],
        state.first_strength[d],
        state.given[d],
        state.gone[d],
        state.losses[d],
        state.shells[d],
        state.fired[d],
        state.stock_days[d],
        state.fed[d],
        state.intensity[d],
        state.phase[d],
        state.perceived_ratio[d],
        state.perceived_loss[d],
        state.will[d],
        state.civilians[d],
        state.event_day[d],
        state.event_run[d],
        state.corridor[d : d + 1],
        state.open_roads[d : d + 1],
        state.town_stock[d : d + 1],
        state.town_fed[d : d + 1],
        state.recent_gain[d : d + 1],
        state.civilian_stock[d : d + 1],
        state.ordered_day[d : d + 1],
        state.hazard[d : d + 1],
    )


@njit
def measure_ways(here, bench, ground, parameters, settings, mud):
    """Supply of every cell, axis and of the town, after ground has changed hands."""
    share = here.share
    if settings.laws[1] == 0:
        bench.supply[:, :] = 1.0
        bench.axis_supply[:, :] = 1.0
        here.corridor[0] = 1.0
        return
    for side in range(2):
        for c in range(share.shape[0]):
            held = share[c] >= 0.5
            bench.enemy[c] = held if side == DEFENDER else not held
        measure_clearance(bench.clearance, bench.enemy, ground, bench.queue, bench.waiting)
        measure_supply(
            bench.supply[side], share, bench.clearance, side, ground, parameters, mud, bench.width, bench.queue,
            bench.waiting,
        )  # fmt: skip
    here.corridor[0] = town_supply(bench.supply, share, ground.town)
    here.open_roads[0] = count_open_roads(share, bench.width, ground)
    # an axis eats what reaches the cells behind its front
    for side in range(2):
        for axis in range(bench.axis_supply.shape[1]):
            best = 0.0
            weight = 0.0
            for i in range(ground.axis_start[axis], ground.axis_start[axis + 1]):
                c = ground.axis_cells[i]
                border = bench.front.pull_km[c] if side == ATTACKER else bench.front.push_km[c]
                mine = share[c] >= 0.5 if side == ATTACKER else share[c] < 0.5
                if mine and border > 0.0:
                    best += border * bench.supply[side, c]
                    weight += border
            bench.axis_supply[side, axis] = best / weight if weight > 0.0 else 1.0


@njit
def live_one_day(here, history, day, bench, ground, timeline, settings, parameters, moved_before):
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
    price = lost_a / max(0.1, moved_before)
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
                moved = move_ground(share, front, axis, area, ground, history, day, seed, ground.axis_hash[axis])
                bench.map_gain[axis] += moved
                gained += moved
                turned += abs(moved)
    if laws[4] and not settings.observed:
        closed = close_pockets(share, bench.supply, front, personnel, gone, losses, ground)
        gained += closed
        turned += abs(closed)

    # 6. sustainment
    for i in range(timeline.arrival_day.shape[0]):
        if timeline.arrival_day[i] == day:
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
        exchange = (lost_a + losses[ATTACKER, 2]) / max(1.0, lost_d)
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
            trap_garrison(here.town_fed[0], frontage, front, ground, personnel, gone, losses)
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
def _lost_for_good(gone, side):
    total = 0.0
    for kind in range(KINDS):
        total += gone[side, kind]
    return total


@njit(nogil=True, cache=True)
def run_block(first, last, ground, timeline, settings, parameters, state, record, counts):
    """Run draws `first`..`last` through all days of the timeline; each draw writes its own rows of state and record."""
    cells = ground.area_km2.shape[0]
    axes = ground.axis_hash.shape[0]
    bench = make_bench(cells, axes)
    for d in range(first, last):
        row = parameters[d]
        history = state.history[d]
        here = stand(state, d)
        share = here.share
        bench.first_share[:] = share
        bench.map_gain[:] = 0.0
        bench.expected[:] = 0.0
        bench.variance[:] = 0.0
        gain = 0.0
        front_stale = 0.0
        ways_stale = 0.0
        front_day = 0
        ways_day = 0
        slot = 0
        next_map = 0
        active = 0
        record.fall_gain_km2[d] = np.nan
        measure_front(bench.front, share, here.fortification, ground)
        plan_axes(bench.plan, bench.front, settings.effort)
        measure_ways(here, bench, ground, row, settings, timeline.mud[0])
        bench.held[0] = shared_area(share, ground.near)
        bench.held[1] = shared_area(share, ground.town)
        if timeline.record_day.shape[0] > 0 and timeline.record_day[0] == 0:
            evening.write_record(d, 0, gain, bench.first_share, ground, here, record, counts)
            slot = 1
        for day in range(1, timeline.days + 1):
            before = here.ordered_day[0]
            changed, won = live_one_day(here, history, day, bench, ground, timeline, settings, row, max(0.0, gain))
            front_stale += changed
            ways_stale += changed
            gain += won
            active += bench.front.count[1]
            mapped = False
            if next_map < timeline.map_day.shape[0] and timeline.map_day[next_map] == day:
                for axis in range(axes):
                    record.axis_gain_km2[d, next_map, axis] = bench.map_gain[axis]
                    record.axis_expected_km2[d, next_map, axis] = bench.expected[axis]
                    record.axis_variance_km4[d, next_map, axis] = bench.variance[axis]
                record.map_losses[d, next_map] = here.losses
                bench.map_gain[:] = 0.0
                bench.expected[:] = 0.0
                bench.variance[:] = 0.0
                evening.put_map_in_force(share, timeline.map_attacker[next_map], timeline.map_contested[next_map], row)
                next_map += 1
                mapped = True
            ordered = here.ordered_day[0] != before
            rested = day - front_day >= FRONT_REST_DAYS or front_stale > 8.0 * FRONT_STALE_KM2
            weekly = day % 7 == 0 and front_stale > 0.0
            if mapped or ordered or weekly or (rested and front_stale > FRONT_STALE_KM2):
                measure_front(bench.front, share, here.fortification, ground)
                plan_axes(bench.plan, bench.front, settings.effort)
                front_stale = 0.0
                front_day = day
            rested = day - ways_day >= WAYS_REST_DAYS
            turned_season = timeline.mud[day] != timeline.mud[day - 1]
            if mapped or ordered or turned_season or (rested and ways_stale > WAYS_STALE_KM2):
                measure_ways(here, bench, ground, row, settings, timeline.mud[day])
                ways_stale = 0.0
                ways_day = day
            if changed > 0.0 or mapped:
                bench.held[0] = shared_area(share, ground.near)
                bench.held[1] = shared_area(share, ground.town)
            evening.watch_events(d, day, share, gain, changed > 0.0 or mapped, ground, here, record)
            if slot < timeline.record_day.shape[0] and timeline.record_day[slot] == day:
                evening.write_record(d, slot, gain, bench.first_share, ground, here, record, counts)
                slot += 1
        evening.settle_events(ground, here)
        evening.measure_rear(d, share, ground, record)
        record.active_frontages[d] = active
        record.out_of_balance[d] = imbalance(
            here.personnel, here.reserve, here.convalescent, gone=here.gone, given=here.given
        )
