"""The loop over draws and days: the compiled entrance to the engine."""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine import evening
from pyrrhus.engine.arrays import ATTACKER, DEFENDER
from pyrrhus.engine.bench import MAP_WON, NEAR, NEAR_WON, TOWN, stand
from pyrrhus.engine.day import live_one_day, look_at_town
from pyrrhus.engine.front import measure_front
from pyrrhus.engine.laws.control import close_pockets, measure_focus, shared_area
from pyrrhus.engine.laws.intensity import prepare_intensity
from pyrrhus.engine.laws.sustainment import imbalance, plan_axes
from pyrrhus.engine.ways import forget_ways, measure_ways

WAYS_REST_DAYS = 3  # after cells have turned, the defender's ways are measured at most every third day,
WAYS_LATE_DAYS = 7  # and both sides' within a week of any change


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)
def run_block(first, last, ground, timeline, settings, parameters, state, record, counts, bench):
    """Run draws `first`..`last` through all days of the timeline; each draw writes its own rows of state and record."""
    axes = ground.axis_hash.shape[0]
    front = bench.front
    ways = bench.ways
    fed = settings.laws[1] != 0
    for d in range(first, last):
        row = parameters[d]
        history = state.history[d]
        here = stand(state, d)
        share = here.share
        for c in range(share.shape[0]):
            bench.first_share[c] = share[c]
        measure_focus(bench.focus, ground, row)
        prepare_intensity(bench.noise, row)
        bench.expected[:] = 0.0
        bench.variance[:] = 0.0
        gain = 0.0
        stale = False
        ways_day = 0
        both_day = 0
        slot = 0
        next_map = 0
        active = 0
        record.fall_gain_km2[d] = np.nan
        measure_front(front, share, ground)
        evening.look_at_works(front, here.fortification, ground)
        if here.first_frontage_km[0] <= 0.0:
            here.first_frontage_km[0] = max(1.0, front.frontage_km.sum())
        plan_axes(bench.plan, front, settings.effort)
        forget_ways(ways)
        for side in range(2):
            measure_ways(here, ways, front, ground, row, fed, timeline.mud[0], side)
        bench.held[NEAR] = shared_area(share, ground.near_cells, ground.near)
        bench.held[TOWN] = shared_area(share, ground.town_cells, ground.town)
        bench.held[NEAR_WON] = 0.0
        bench.held[MAP_WON] = 0.0
        if timeline.record_day.shape[0] > 0 and timeline.record_day[0] == 0:
            evening.write_record(d, 0, gain, bench.first_share, ground, here, record, counts)
            slot = 1
        for day in range(1, timeline.days + 1):
            before = here.ordered_day[0]
            # while maps come, the observed front stands until the next one: it is the truth that gains are weighed by
            free = not (settings.observed and next_map < timeline.map_day.shape[0])
            changed, won = live_one_day(here, history, day, bench, ground, timeline, settings, row, free)
            gain += won
            active += front.count[1]
            mapped = False
            if next_map < timeline.map_day.shape[0] and timeline.map_day[next_map] == day:
                for axis in range(axes):
                    record.axis_expected_km2[d, next_map, axis] = bench.expected[axis]
                    record.axis_variance_km4[d, next_map, axis] = bench.variance[axis]
                for side in range(2):
                    for kind in range(3):
                        record.map_losses[d, next_map, side, kind] = here.losses[side, kind]
                bench.expected[:] = 0.0
                bench.variance[:] = 0.0
                bench.held[MAP_WON] += evening.put_map_in_force(
                    share, front, ground, timeline.map_attacker[next_map], timeline.map_contested[next_map], row
                )
                next_map += 1
                mapped = True
            ordered = here.ordered_day[0] != before
            if changed > 0.0 or mapped:
                plan_axes(bench.plan, front, settings.effort)
                stale = True
            turned = front.count[2] > ways.seen[DEFENDER]
            season = timeline.mud[day] != timeline.mud[day - 1]
            waited = day - ways_day
            if mapped or ordered or season or (turned and waited >= WAYS_REST_DAYS) or (stale and waited >= WAYS_LATE_DAYS):
                # the attacker's ways are rarely what binds it: they wait for a week, a map or an order
                both = mapped or ordered or day - both_day >= WAYS_LATE_DAYS
                measure_ways(here, ways, front, ground, row, fed, timeline.mud[day], DEFENDER)
                ways_day = day
                stale = False
                if both:
                    measure_ways(here, ways, front, ground, row, fed, timeline.mud[day], ATTACKER)
                    if settings.laws[4] and not settings.observed:
                        closed = close_pockets(
                            share, ways.supply, front, here.personnel, here.gone, here.losses, ground, day - both_day,
                            here.ordered_day[0] >= 0,
                        )  # fmt: skip
                        gain += closed
                        changed += abs(closed)
                        stale = closed != 0.0
                    both_day = day
            if changed > 0.0 or mapped:
                look_at_town(share, bench, ground)
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
