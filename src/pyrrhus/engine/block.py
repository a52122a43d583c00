"""The loop over draws and days: the compiled entrance to the engine."""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine import evening
from pyrrhus.engine.bench import make_bench, measure_ways, stand
from pyrrhus.engine.day import live_one_day
from pyrrhus.engine.front import measure_front
from pyrrhus.engine.laws.control import close_pockets, measure_focus, shared_area
from pyrrhus.engine.laws.sustainment import imbalance, plan_axes

FRONT_STALE_KM2 = 0.5  # ground that may change hands before the front is measured anew,
FRONT_REST_DAYS = 2  # at most every other day unless far more has changed
WAYS_STALE_KM2 = 3.0  # the ways of supply cost more and change less: later,
WAYS_REST_DAYS = 3  # and at most every third day,
WAYS_LATE_DAYS = 7  # but within a week of any change


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
        measure_focus(bench.focus, ground, row)
        bench.map_gain[:] = 0.0
        bench.expected[:] = 0.0
        bench.variance[:] = 0.0
        gain = 0.0
        front_stale = 0.0
        ways_stale = 0.0
        front_day = 0
        ways_day = 0
        both_day = 0
        slot = 0
        next_map = 0
        active = 0
        record.fall_gain_km2[d] = np.nan
        measure_front(bench.front, share, here.fortification, ground)
        plan_axes(bench.plan, bench.front, settings.effort)
        measure_ways(here, bench, ground, row, settings, timeline.mud[0], True)
        bench.held[0] = shared_area(share, ground.near)
        bench.held[1] = shared_area(share, ground.town)
        if timeline.record_day.shape[0] > 0 and timeline.record_day[0] == 0:
            evening.write_record(d, 0, gain, bench.first_share, ground, here, record, counts)
            slot = 1
        for day in range(1, timeline.days + 1):
            before = here.ordered_day[0]
            changed, won = live_one_day(here, history, day, bench, ground, timeline, settings, row)
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
            # while maps come, the observed front stands until the next one: it is the truth that gains are weighed by
            free = not (settings.observed and next_map < timeline.map_day.shape[0])
            rested = day - front_day >= FRONT_REST_DAYS or front_stale > 8.0 * FRONT_STALE_KM2
            weekly = day % 7 == 0 and front_stale > 0.0
            if mapped or ordered or (free and (weekly or (rested and front_stale > FRONT_STALE_KM2))):
                measure_front(bench.front, share, here.fortification, ground)
                plan_axes(bench.plan, bench.front, settings.effort)
                front_stale = 0.0
                front_day = day
            waited = day - ways_day
            turned_season = timeline.mud[day] != timeline.mud[day - 1]
            due = waited >= WAYS_REST_DAYS and ways_stale > WAYS_STALE_KM2
            late = waited >= WAYS_LATE_DAYS and ways_stale > 0.0
            if mapped or ordered or turned_season or (free and (due or late)):
                # the attacker's ways are rarely what binds it: they wait for a week, a map or an order
                both = mapped or ordered or day - both_day >= WAYS_LATE_DAYS
                measure_ways(here, bench, ground, row, settings, timeline.mud[day], both)
                ways_stale = 0.0
                ways_day = day
                pocket_days = day - both_day
                if both:
                    both_day = day
                if both and settings.laws[4] and not settings.observed:
                    closed = close_pockets(
                        share, bench.supply, bench.front, here.personnel, here.gone, here.losses, ground, pocket_days,
                        here.ordered_day[0] >= 0,
                    )  # fmt: skip
                    gain += closed
                    changed += abs(closed)
                    front_stale += abs(closed)
                    ways_stale = abs(closed)
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
