"""The loop over draws and days: the compiled entrance to the engine."""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine import evening
from pyrrhus.engine.arrays import ATTACKER, DEFENDER
from pyrrhus.engine.compiling import step
from pyrrhus.engine.day import live_one_day
from pyrrhus.engine.front import ENEMY_BORDERS, measure_front
from pyrrhus.engine.laws.control import measure_focus, shared_area
from pyrrhus.engine.laws.intensity import prepare_intensity
from pyrrhus.engine.laws.policies import ACT_HOLD, ACT_PRESS
from pyrrhus.engine.laws.sustainment import imbalance, plan_axes, put_in_force
from pyrrhus.engine.scratch import LOST_TOWN, MAP_WON, NEAR, NEAR_WON, TOWN
from pyrrhus.engine.state import view_draw
from pyrrhus.engine.steps.intent import set_effort
from pyrrhus.engine.steps.town import look_at_town
from pyrrhus.engine.streams import fill_uniforms
from pyrrhus.engine.ways import follow_ways, forget_ways, relay_roads

LONG_AGO = -1000  # the day of a fall before the run


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # pyright: ignore[reportCallIssue]
def run_block(first, last, ground, timeline, settings, parameters, state, record, counts, bench):
    """Run draws `first`..`last` through all days of the timeline; each draw writes its own rows of state and record."""
    front = bench.front
    for d in range(first, last):
        row = bench.row
        for column in range(parameters.shape[1]):
            row[column] = parameters[d, column]
        here = view_draw(state, d)
        next_change = put_in_force(timeline, 0, 0, row, here)
        _begin_draw(here, bench, ground, settings, row)
        record.fall_gain_km2[d] = np.nan
        gain = 0.0
        slot = 0
        next_map = 0
        next_roads = 0
        active = 0
        for day in range(timeline.days + 1):
            # day 0 is the evening before the first: nobody fights, the ways are measured
            changed = 0.0
            mapped = day == 0
            ordered = False
            if day > 0:
                before = here.ordered_day[0]
                # while maps come, the observed front stands until the next: the truth that gains are weighed by
                free = not (settings.observed and next_map < timeline.map_day.shape[0])
                changed, won = live_one_day(here, bench, ground, timeline, settings, row, day, free)
                gain += won
                active += front.count[ENEMY_BORDERS]
                ordered = here.ordered_day[0] != before
            next_change = put_in_force(timeline, next_change, day, row, here)
            if next_map < timeline.map_day.shape[0] and timeline.map_day[next_map] == day:
                evening.record_map(d, next_map, here, bench, record)
                bench.held[MAP_WON] += evening.put_map_in_force(
                    here.share,
                    front,
                    ground,
                    timeline.map_attacker[next_map],
                    timeline.map_contested[next_map],
                    row,
                )
                next_map += 1
                mapped = True
            if changed > 0.0 or mapped:
                plan_axes(bench.plan, front, bench.effort)
            laid = next_roads
            next_roads = relay_roads(bench.ways, timeline, next_roads, day, ground, here.bridge_down)
            urgent = mapped or ordered or next_roads > laid
            closed = follow_ways(here, bench.ways, front, ground, timeline, settings, row, day, urgent=urgent)
            gain += closed
            changed += abs(closed)
            if changed > 0.0 or mapped:
                look_at_town(here.share, bench, ground)
            if day > 0:
                evening.watch_events(d, day, here.share, gain, changed > 0.0 or mapped, ground, here, record)
            if slot < timeline.record_day.shape[0] and timeline.record_day[slot] == day:
                evening.write_record(d, slot, gain, bench, ground, here, record, counts)
                slot += 1
        evening.settle_events(ground, here)
        evening.measure_rear(d, here.share, ground, record)
        record.active_frontages[d] = active
        record.out_of_balance[d] = imbalance(
            here.personnel, here.reserve, here.convalescent, gone=here.gone, given=here.given
        )


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # pyright: ignore[reportCallIssue]
def fill_draws(out, first, seed, stream, name_hash):
    """`streams.fill_uniforms`, kept compiled: alone it would be compiled again in every process."""
    fill_uniforms(out, first, seed, stream, name_hash)


@step
def _begin_draw(here, bench, ground, settings, parameters):
    """Make the bench ready for a draw: its front, its noise, and what it holds of the town on the first day."""
    front = bench.front
    share = here.share
    for c in range(share.shape[0]):
        bench.first_share[c] = share[c]
    bench.held[NEAR] = shared_area(share, ground.near_cells, ground.near)
    measure_focus(front.focus, ground, bench.held[NEAR], parameters)
    prepare_intensity(bench.noise, parameters)
    bench.intensity_words[:, 4] = 0
    bench.change_words[:, 4] = 0
    bench.expected[:] = 0.0
    bench.variance[:] = 0.0
    bench.paid[:] = 0.0
    bench.size[:] = 0.0
    measure_front(front, share, ground)
    evening.look_at_works(front, here.fortification, ground)
    if here.first_frontage_km[0] <= 0.0 and not settings.observed:
        here.first_frontage_km[0] = max(1.0, front.frontage_km.sum())
    bench.action[ATTACKER] = ACT_PRESS
    bench.action[DEFENDER] = ACT_HOLD
    set_effort(bench.effort, settings.effort, here.policy_memory)
    bench.held[TOWN] = shared_area(share, ground.town_cells, ground.town)
    bench.held[NEAR_WON] = 0.0
    bench.held[MAP_WON] = 0.0
    if here.fell_day[0] < 0 and bench.held[TOWN] >= LOST_TOWN:
        here.fell_day[0] = LONG_AGO
    forget_ways(bench.ways, ground, here.bridge_down)
