"""The loop over draws and days: the compiled entrance to the engine."""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine import evening
from pyrrhus.engine.arrays import ATTACKER, DEFENDER
from pyrrhus.engine.bench import MAP_WON, NEAR, NEAR_WON, TOWN, stand
from pyrrhus.engine.day import LOST_TOWN, live_one_day
from pyrrhus.engine.front import measure_front
from pyrrhus.engine.laws.control import close_pockets, measure_focus, shared_area
from pyrrhus.engine.laws.intensity import prepare_intensity
from pyrrhus.engine.laws.policies import ACT_HOLD, ACT_PRESS
from pyrrhus.engine.laws.supply import NEED, break_bridges
from pyrrhus.engine.laws.sustainment import imbalance, plan_axes
from pyrrhus.engine.steps import look_at_town, set_effort
from pyrrhus.engine.ways import forget_ways, measure_ways

# Ways of supply are measured on a map, an order, a change of season, and after cells have turned: after four days where
# they are near a town whose corridor carries less than thrice its need, else after a week; the attacker's ways, rarely
# what binds it, at most every tenth day.
NEAR_REST_DAYS = 4
REST_DAYS = 7
BOTH_REST_DAYS = 10
PLENTY = 3.0
LONG_AGO = -1000  # the day of a fall before the run


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
        measure_focus(front.focus, ground, row)
        prepare_intensity(bench.noise, row)
        bench.intensity_words[:, 4] = 0
        bench.change_words[:, 4] = 0
        bench.expected[:] = 0.0
        bench.variance[:] = 0.0
        gain = 0.0
        pocket = False
        ways_day = 0
        both_day = 0
        slot = 0
        next_map = 0
        active = 0
        record.fall_gain_km2[d] = np.nan
        measure_front(front, share, ground)
        evening.look_at_works(front, here.fortification, ground)
        if here.first_frontage_km[0] <= 0.0 and not settings.observed:
            here.first_frontage_km[0] = max(1.0, front.frontage_km.sum())
        bench.action[ATTACKER] = ACT_PRESS
        bench.action[DEFENDER] = ACT_HOLD
        set_effort(bench.effort, settings.effort, here.policy_memory)
        bench.held[NEAR] = shared_area(share, ground.near_cells, ground.near)
        bench.held[TOWN] = shared_area(share, ground.town_cells, ground.town)
        bench.held[NEAR_WON] = 0.0
        bench.held[MAP_WON] = 0.0
        if here.fell_day[0] < 0 and bench.held[TOWN] >= LOST_TOWN:
            here.fell_day[0] = LONG_AGO
        forget_ways(ways, ground, here.bridge_down)
        for day in range(timeline.days + 1):
            # day 0 is the evening before the first: nobody fights, the ways are measured
            changed = 0.0
            mapped = day == 0
            ordered = False
            if day > 0:
                before = here.ordered_day[0]
                # while maps come, the observed front stands until the next: the truth that gains are weighed by
                free = not (settings.observed and next_map < timeline.map_day.shape[0])
                changed, won = live_one_day(here, history, day, bench, ground, timeline, settings, row, free)
                gain += won
                active += front.count[1]
                ordered = here.ordered_day[0] != before
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
            if changed > 0.0 or mapped:
                plan_axes(bench.plan, front, bench.effort)
            turned = front.count[2] > ways.seen[DEFENDER]
            season = timeline.mud[day] != timeline.mud[max(0, day - 1)]
            pressing = front.count[3] > 0 and here.corridor[0] < PLENTY * row[NEED]
            broken = 0
            if day > 0 and fed and not settings.observed:
                broken = break_bridges(
                    here.bridge_down,
                    ways.road,
                    ways.cover[DEFENDER],
                    ground,
                    row,
                    history,
                    day,
                    np.uint32(settings.seed),
                )
            due = day - ways_day >= (NEAR_REST_DAYS if pressing else REST_DAYS)
            if mapped or ordered or season or broken > 0 or (due and (turned or pocket)):
                both = mapped or ordered or day - both_day >= BOTH_REST_DAYS
                for side in range(ATTACKER if both else DEFENDER, 2):
                    measure_ways(here, ways, front, ground, row, fed, timeline.mud[day], side)
                ways_day = day
                if both and settings.laws[4] and not settings.observed:
                    closed = close_pockets(
                        share, ways.supply, front, here.personnel, here.gone, here.losses, ground, day - both_day,
                        here.ordered_day[0] >= 0,
                    )  # fmt: skip
                    gain += closed
                    changed += abs(closed)
                    pocket = closed != 0.0
                if both:
                    both_day = day
            if changed > 0.0 or mapped:
                look_at_town(share, bench, ground)
            if day > 0:
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
