"""The ways of supply of one draw, measured anew when ground has turned, one side at a time (no law)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, DEFENDER
from pyrrhus.engine.clearance import Clearance, make_clearance, measure_clearance, turn_cell
from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.laws.supply import axis_supply, count_open_roads, cover_cells, measure_supply, town_supply


class Ways(NamedTuple):
    """Working arrays of supply for both sides."""

    clearance: tuple[Clearance, Clearance]  # by side
    cover: NDArray[np.float64]  # [side, cell] what enemy fire lets through
    supply: NDArray[np.float64]  # [side, cell]
    axis_supply: NDArray[np.float64]  # [side, axis]
    width: NDArray[np.float64]  # [cell]
    queue: NDArray[np.int32]  # [cell]
    waiting: NDArray[np.uint8]  # [cell]
    road: NDArray[np.float32]  # [2 borders] what roads carry, less bridges that are down
    seen: NDArray[np.int64]  # [side] how many turned cells of the front each side's clearance has seen, -1 none yet


def make_ways(cells: int, axes: int, links: int) -> Ways:
    """Empty arrays for `measure_ways`."""
    return Ways(
        clearance=(make_clearance(cells), make_clearance(cells)), cover=np.zeros((2, cells)),
        supply=np.zeros((2, cells)), axis_supply=np.ones((2, axes)), width=np.zeros(cells),
        queue=np.zeros(cells, np.int32), waiting=np.zeros(cells, np.uint8), road=np.zeros(links, np.float32),
        seen=np.zeros(2, np.int64),
    )  # fmt: skip


@compiled
def forget_ways(ways, ground, bridge_down):
    """Begin a draw: nothing is known of its ways but which bridges are down."""
    for k in range(ways.road.shape[0]):
        ways.road[k] = ground.road_0_1[k]
    for bridge in range(bridge_down.shape[0]):
        if bridge_down[bridge]:
            ways.road[ground.bridge_link[bridge, 0]] = 0.0
            ways.road[ground.bridge_link[bridge, 1]] = 0.0
    ways.seen[:] = -1


@compiled
def measure_ways(here, ways, front, ground, parameters, at_work, mud, side):
    """Supply of a side's cells and axes; for the defender also the town's corridor and open roads."""
    if not at_work:
        ways.supply[side, :] = 1.0
        ways.axis_supply[side, :] = 1.0
        here.corridor[0] = 1.0
        return
    share = here.share
    clearance = ways.clearance[side]
    enemy = 1 if side == DEFENDER else 0
    _follow(clearance, ways.seen, side, front, enemy, ground)
    cover_cells(ways.cover[side], clearance.km, ground, parameters)
    supply = ways.supply[side]
    measure_supply(
        supply, share, ways.cover[side], ways.road, side, ground, parameters, mud, ways.width, ways.queue, ways.waiting
    )
    if side == DEFENDER:
        here.corridor[0] = town_supply(supply, share, ground.town_cells, ground.town)
        here.open_roads[0] = count_open_roads(share, ways.width, ways.road, ground)
    border_km = front.pull_km if side == ATTACKER else front.push_km
    for axis in range(ways.axis_supply.shape[1]):
        ways.axis_supply[side, axis] = axis_supply(supply, border_km, share, side, axis, ground)


@compiled
def _follow(clearance, seen, side, front, enemy, ground):
    """Bring a side's clearance up to date with the cells that have turned."""
    turned = front.count[2]
    if seen[side] < 0 or turned > front.turned.shape[0]:
        measure_clearance(clearance, front.held, enemy, ground)
    else:
        for i in range(seen[side], turned):
            turn_cell(clearance, front.held, enemy, ground, front.turned[i])
    seen[side] = turned
    if side == DEFENDER:
        front.count[3] = 0
    if seen[0] == turned and seen[1] == turned:
        front.count[2] = 0
        seen[0] = 0
        seen[1] = 0
