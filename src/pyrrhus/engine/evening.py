"""The evening of a day: wear of the ground, events, observed maps, records (no law; bookkeeping of a run)."""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.compiling import step
from pyrrhus.engine.front import AT_FRONT, give
from pyrrhus.engine.laws.control import shared_area
from pyrrhus.engine.scratch import DAYS_PAID

DESTRUCTION = COLUMN["destruction_per_day"]
DIGGING = COLUMN["fortification_per_day"]
CONTESTED = COLUMN["contested_share_to_attacker_0_1"]
SHARE_UNIT = 1048576.0  # 2^20: sums of shares are integers, so that their order does not matter
EVENT_TOLERANCE = 1e-6


@step
def wear_ground(destruction, fortification, level, front, ground, parameters):
    """Fighting destroys what stands at the front and the works in it; quiet fronts dig in.

    Returns what was destroyed today in the town, as a share of it. A day of an offensive destroys
    `destruction_per_day` of what stands; works grow by `fortification_per_day` x (1 - level) towards 1. The mean works
    over the defender's front are written to the front.
    """
    destroyed = 0.0
    front.fortified[:] = 0.0
    for i in range(front.count[AT_FRONT]):
        c = front.front_cells[i]
        axis = ground.axis[c]
        force = min(3.0, level[axis])
        worn = parameters[DESTRUCTION] * force * (1.0 - destruction[c])
        destruction[c] += worn
        destroyed += ground.town[c] * worn
        quiet = max(0.0, 1.0 - force)
        works = fortification[c]
        works += parameters[DIGGING] * quiet * (1.0 - works) - 0.5 * worn * works
        fortification[c] = works
        if front.held[c] == 0:
            front.fortified[axis] += front.taken_km[c] * works
    mean_works(front)
    return destroyed


@step
def look_at_works(front, fortification, ground):
    """Mean works over the defender's front of every axis, without a day's wear."""
    front.fortified[:] = 0.0
    for c in range(fortification.shape[0]):
        if front.held[c] == 0 and front.taken_km[c] > 0.0:
            front.fortified[ground.axis[c]] += front.taken_km[c] * fortification[c]
    mean_works(front)


@step
def mean_works(front):
    """From sums over the defender's front to means."""
    for axis in range(front.fortified.shape[0]):
        if front.facing_km[axis] > 0.0:
            front.fortified[axis] /= front.facing_km[axis]


@step
def put_map_in_force(share, front, ground, attacker, contested, parameters):
    """Set the ground to an observed map; what it calls contested counts in part (the draw's own part).

    Returns the area (km2) that the attacker has won by it.
    """
    won = 0.0
    for c in range(share.shape[0]):
        now = np.float32(min(1.0, attacker[c] + parameters[CONTESTED] * contested[c]))
        if now != share[c]:
            won += (now - share[c]) * ground.area_km2[c]
            give(share, front, ground, c, now)
    return won


@step
def record_map(d, map_number, here, bench, record):
    """Write what the laws expected since the map before, and the losses so far; expectations begin anew."""
    for axis in range(bench.expected.shape[0]):
        record.axis_expected_km2[d, map_number, axis] = bench.expected[axis]
        record.axis_variance_km4[d, map_number, axis] = bench.variance[axis]
    for side in range(2):
        for kind in range(3):
            record.map_losses[d, map_number, side, kind] = here.losses[side, kind]
    bench.expected[:] = 0.0
    bench.variance[:] = 0.0


@step
def event_share(share, event, ground):
    """The attacker's share of an event's ground (0..1)."""
    total = 0.0
    for k in range(ground.event_start[event], ground.event_start[event + 1]):
        total += ground.event_weight[k] * share[ground.event_cell[k]]
    return total


@step
def watch_events(d, day, share, gain, changed, ground, here, record):
    """Begin, break and complete the runs of events; an event's date is the first day of a run that held."""
    for event in range(ground.event_share.shape[0]):
        if here.event_day[event] >= 0:
            continue
        if changed or (here.event_run[event] < 0 and day == 1):
            met = event_share(share, event, ground) >= ground.event_share[event] - EVENT_TOLERANCE
            if met and here.event_run[event] < 0:
                here.event_run[event] = day
                if event == ground.main_event:
                    record.fall_gain_km2[d] = gain
            elif not met:
                here.event_run[event] = -1
                if event == ground.main_event:
                    record.fall_gain_km2[d] = np.nan
        run = here.event_run[event]
        if run >= 0 and day - run + 1 >= ground.event_hold[event]:
            here.event_day[event] = run


@step
def settle_events(ground, here):
    """A run still under way on the last day counts, as in the standing question."""
    for event in range(ground.event_share.shape[0]):
        if here.event_day[event] < 0 and here.event_run[event] >= 0:
            here.event_day[event] = here.event_run[event]


@step
def measure_rear(d, share, ground, record):
    """Distance (km) from each rear place to the nearest ground that the attacker holds."""
    for place in range(ground.rear_x_km.shape[0]):
        nearest = 1e9
        for c in range(share.shape[0]):
            if share[c] >= 0.5:
                dx = ground.x_km[c] - ground.rear_x_km[place]
                dy = ground.y_km[c] - ground.rear_y_km[place]
                nearest = min(nearest, dx * dx + dy * dy)
        record.rear_distance_km[d, place] = np.sqrt(nearest)


@step
def write_record(d, slot, gain, bench, ground, here, record, counts):
    """Write one recorded day of one draw."""
    share, first_share = here.share, bench.first_share
    retaken = 0.0
    for c in range(share.shape[0]):
        if share[c] < first_share[c]:
            retaken += (first_share[c] - share[c]) * ground.area_km2[c]
        if share[c] >= 0.5:
            counts.held[slot, c] += 1
        counts.share[slot, c] += np.int64(share[c] * SHARE_UNIT + 0.5)
    for side in range(2):
        for kind in range(3):
            record.losses[d, slot, side, kind] = here.losses[side, kind]
    record.gain_km2[d, slot] = gain
    record.retaken_km2[d, slot] = retaken
    record.corridor[d, slot] = here.corridor[0]
    record.civilians[d, slot, 0] = here.civilians[0]
    record.civilians[d, slot, 1] = here.civilians[1]
    record.evacuated[d, slot, 0] = here.evacuated[0]
    record.evacuated[d, slot, 1] = here.evacuated[1]
    record.destruction[d, slot] = shared_area(here.destruction, ground.town_cells, ground.town)
    for side in range(2):
        present = 0.0
        for axis in range(here.personnel.shape[1]):
            for kind in range(here.personnel.shape[2]):
                present += here.personnel[side, axis, kind]
        record.personnel[d, slot, side] = present
        record.reserve[d, slot, side] = here.reserve[side].sum()
        record.fired[d, slot, side] = here.fired[side]
        record.will[d, slot, side] = here.will[side]
        record.tempo_ratio[d, slot, side] = (
            bench.paid[side] / bench.paid[DAYS_PAID] if bench.paid[DAYS_PAID] > 0.0 else 1.0
        )
    bench.paid[:] = 0.0
