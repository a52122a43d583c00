"""The ways of supply of one draw, measured anew when ground has turned, one side at a time (no law)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, CONTROL, DEFENDER, SUPPLY
from pyrrhus.engine.clearance import NOT_YET, Clearance, copy_clearance, follow_clearance
from pyrrhus.engine.compiling import step
from pyrrhus.engine.front import TURNED, TURNED_NEAR
from pyrrhus.engine.laws.control import close_pockets
from pyrrhus.engine.laws.supply import (
    NEED,
    axis_supply,
    break_bridges,
    count_open_roads,
    cover_cells,
    measure_supply,
    town_supply,
)
from pyrrhus.engine.ring import Ring, make_ring

# Ways of supply are measured on a map, an order, a change of season, and after cells have turned: after four days where
# they are near a town whose corridor carries less than thrice its need, else after a week; the attacker's ways, rarely
# what binds it, at most every tenth day.
NEAR_REST_DAYS = 4
REST_DAYS = 7
BOTH_REST_DAYS = 10
PLENTY = 3.0

NOW, FIRST_DAY = range(2)
MEASURED, BOTH_MEASURED, POCKET = range(3)  # day of the last measuring, of the last for both sides; 1 with a pocket


class Roads(NamedTuple):
    """What one draw's roads are now: the ground's, less what is assumed of a day and the bridges that are down."""

    carried: NDArray[np.float32]  # [2 borders] 0..1
    entry: NDArray[np.uint8]  # [side, cell] supply enters here while the side holds it


class Ways(NamedTuple):
    """Working arrays of supply for both sides."""

    # [moment, side, cell] fields of `Clearance`: now, and on the first day of this draw, or of the one before
    clearance_km: NDArray[np.float64]
    nearest: NDArray[np.int32]
    measured_for: NDArray[np.uint8]
    cover: NDArray[np.float64]  # [side, cell] what enemy fire lets through
    supply: NDArray[np.float64]  # [side, cell]
    axis_supply: NDArray[np.float64]  # [side, axis]
    width: NDArray[np.float64]  # [cell]
    ring: Ring
    roads: Roads
    begun: NDArray[np.uint8]  # [side] 1 once the side's ways have been measured in this draw
    rest: NDArray[np.int64]  # [3] what `MEASURED` to `POCKET` name


def make_ways(cells: int, axes: int, links: int) -> Ways:
    """Empty arrays for `measure_ways`."""
    return Ways(
        clearance_km=np.zeros((2, 2, cells)),
        nearest=np.zeros((2, 2, cells), np.int32),
        measured_for=np.full((2, 2, cells), NOT_YET, np.uint8),
        cover=np.zeros((2, cells)),
        supply=np.zeros((2, cells)),
        axis_supply=np.ones((2, axes)),
        width=np.zeros(cells),
        ring=make_ring(cells),
        roads=Roads(np.zeros(links, np.float32), np.zeros((2, cells), np.uint8)),
        begun=np.zeros(2, np.uint8),
        rest=np.zeros(3, np.int64),
    )


@step
def forget_ways(ways, ground, bridge_down):
    """Begin a draw: nothing is known of its ways but which bridges are down."""
    _lay(ways.roads, ground.road_0_1, ground.entry, ground, bridge_down)
    ways.begun[:] = 0
    ways.rest[:] = 0


@step
def relay_roads(ways, timeline, next_roads, day, ground, bridge_down):
    """In the evening: lay the roads as is assumed of the day; returns the next row of the timeline's roads."""
    while next_roads < timeline.roads_day.shape[0] and timeline.roads_day[next_roads] <= day:
        for bridge in range(bridge_down.shape[0]):
            if timeline.bridge_stands[next_roads, bridge]:
                bridge_down[bridge] = 0
        _lay(ways.roads, timeline.road_0_1[next_roads], timeline.roads_entry[next_roads], ground, bridge_down)
        next_roads += 1
    return next_roads


@step
def _lay(roads, carried, entry, ground, bridge_down):
    """Set a draw's roads to what they carry and where supply enters, less the bridges that are down."""
    for k in range(carried.shape[0]):
        roads.carried[k] = carried[k]
    for side in range(2):
        for c in range(entry.shape[1]):
            roads.entry[side, c] = entry[side, c]
    for bridge in range(bridge_down.shape[0]):
        if bridge_down[bridge]:
            roads.carried[ground.bridge_link[bridge, 0]] = 0.0
            roads.carried[ground.bridge_link[bridge, 1]] = 0.0


@step
def follow_ways(here, ways, front, ground, timeline, settings, parameters, day, urgent):
    """In the evening: bridges come down, ways are measured where they are due, and then pockets are closed.

    `urgent` says that a map, an order to leave or other roads came today. Returns the area (km2) that the attacker won
    by pockets.
    """
    fed = settings.laws[SUPPLY] != 0
    turned = front.count[TURNED] > 0
    season = timeline.mud[day] != timeline.mud[max(0, day - 1)]
    pressing = front.count[TURNED_NEAR] > 0 and here.corridor[0] < PLENTY * parameters[NEED]
    broken = 0
    if day > 0 and fed and not settings.observed:
        seed = np.uint32(settings.seed)
        broken = break_bridges(
            here.bridge_down, ways.roads.carried, ways.cover[DEFENDER], ground, parameters, here.history[0], day, seed
        )
    due = day - ways.rest[MEASURED] >= (NEAR_REST_DAYS if pressing else REST_DAYS)
    if not (urgent or season or broken > 0 or (due and (turned or ways.rest[POCKET]))):
        return 0.0
    rested = day - ways.rest[BOTH_MEASURED]
    both = urgent or rested >= BOTH_REST_DAYS
    for side in range(ATTACKER if both else DEFENDER, 2):
        measure_ways(here, ways, front, ground, parameters, fed, timeline.mud[day], side)
    ways.rest[MEASURED] = day
    if not both:
        return 0.0
    ways.rest[BOTH_MEASURED] = day
    closed = 0.0
    if settings.laws[CONTROL] and not settings.observed:
        left = here.ordered_day[0] >= 0
        closed = close_pockets(
            here.share, ways.supply, front, here.personnel, here.gone, here.losses, ground, rested, left
        )
        ways.rest[POCKET] = closed != 0.0
    return closed


@step
def measure_ways(here, ways, front, ground, parameters, at_work, mud, side):
    """Supply of a side's cells and axes; for the defender also the town's corridor and open roads."""
    if not at_work:
        ways.supply[side, :] = 1.0
        ways.axis_supply[side, :] = 1.0
        here.corridor[0] = 1.0
        return
    share = here.share
    _follow(ways, front, side, ground)
    cover_cells(ways.cover[side], ways.clearance_km[NOW, side], ground, parameters)
    supply = ways.supply[side]
    measure_supply(supply, share, ways.cover[side], ways.roads, side, ground, parameters, mud, ways.width, ways.ring)
    if side == DEFENDER:
        here.corridor[0] = town_supply(supply, share, ground.town_cells, ground.town)
        here.open_roads[0] = count_open_roads(share, ways.width, ways.roads.carried, ground)
    border_km = front.pull_km if side == ATTACKER else front.push_km
    for axis in range(ways.axis_supply.shape[1]):
        ways.axis_supply[side, axis] = axis_supply(supply, border_km, share, side, axis, ground)


@step
def _follow(ways, front, side, ground):
    """Bring a side's clearance up to date with the front; a draw begins with that of the draw before on its first day.

    First days are much alike, last days are not. What is kept depends on the map alone, so no draw learns of another.
    """
    begun = ways.begun[side] == 1
    kept = _clearance(ways, NOW if begun else FIRST_DAY, side)
    follow_clearance(kept, front.held, 1 if side == DEFENDER else 0, ground)
    if not begun:
        copy_clearance(_clearance(ways, NOW, side), kept)
        ways.begun[side] = 1
    if side == DEFENDER:
        front.count[TURNED] = 0
        front.count[TURNED_NEAR] = 0


@step
def _clearance(ways, moment, side):
    """A side's clearance as `clearance.py` works on it."""
    return Clearance(
        ways.clearance_km[moment, side], ways.nearest[moment, side], ways.measured_for[moment, side], ways.ring
    )
