"""Supply: the widest way from a side's sources to each cell over ground it holds (0 to 1), and stocks in days.

    width of a cell   w = own share x (1 - exp(-clearance / range))
    width of a link   min of its cells, x capacity: the best road across, else a track (less in mud)
    supply of a cell  max over ways of the least link on the way (a widest path)

Clearance (km) is the way over cells to the nearest ground that the enemy holds. With roads known the range is
`fire_control_range_km` (enemy fire makes a road useless before the enemy stands on it); where no road is known the
clearance of the widest corridor stands for roads, with `corridor_need_km`. Stocks: while supply is under
`supply_need_0_1`, `supply_stock_days` run down by the part that is missing; a garrison with stocks eats in full.
Bridges: one under enemy fire is brought down, by either side, at `bridge_down_per_day` x the part of
its traffic that enemy fire stops; what it carried then goes by tracks.
No quantified law was found in the open literature: the form is reasoned, the ranges are wide.

Limiting cases: no enemy near gives the road's capacity; no way gives 0; a cut-off garrison's stocks fall linearly
(exponentially when the need is a share of the stock). Neutral form: supply is 1 everywhere.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, COLUMN
from pyrrhus.engine.compiling import compiled, step
from pyrrhus.engine.ring import put_last, take_first
from pyrrhus.engine.streams import STREAM_BRIDGES, philox, uniform

FIRE_RANGE = COLUMN["fire_control_range_km"]
CORRIDOR_NEED = COLUMN["corridor_need_km"]
TRACK = COLUMN["track_capacity_0_1"]
NEED = COLUMN["supply_need_0_1"]
STOCK_DAYS = COLUMN["supply_stock_days"]
BRIDGE_DOWN = COLUMN["bridge_down_per_day"]
LOG_2 = 0.6931471805599453
OPEN_ROAD = 0.1


@step
def cover_cells(cover, clearance_km, ground, parameters):
    """Part of a cell's traffic that enemy fire lets through ([cell], 0..1)."""
    reach = parameters[FIRE_RANGE] if ground.roads_known else parameters[CORRIDOR_NEED] / LOG_2
    inverse = 1.0 / reach
    for c in range(cover.shape[0]):
        # half a cell's depth: the nearest enemy stands at the border, not at the next centre
        away = min(40.0, max(0.0, (clearance_km[c] - ground.half_depth_km[c]) * inverse))
        # exp(-away) to 9 figures by its series at a 256th, squared eight times: plain arithmetic, many cells at once
        y = away * (1.0 / 256.0)
        e = 1.0 - y * (1.0 - y * (0.5 - y * (1.0 / 6.0 - y * (1.0 / 24.0 - y * (1.0 / 120.0 - y * (1.0 / 720.0))))))
        e *= e
        e *= e
        e *= e
        e *= e
        e *= e
        e *= e
        e *= e
        cover[c] = 1.0 - e * e


@step
def measure_supply(supply, share, cover, roads, side, ground, parameters, mud, width, ring):
    """Widest way from the side's sources to every cell ([cell], 0..1); label correcting with a queue."""
    cells = supply.shape[0]
    road = roads.carried
    track = parameters[TRACK] * (1.0 - 0.5 * mud)
    head = 0
    size = 0
    for c in range(cells):
        own = share[c] if side == ATTACKER else 1.0 - share[c]
        width[c] = own * cover[c] if own >= 0.5 else 0.0
        supply[c] = 0.0
        if roads.entry[side, c] and width[c] > 0.0:
            supply[c] = width[c]
            size = put_last(ring, 0, size, c)
    while size > 0:
        c, head = take_first(ring, head)
        size -= 1
        carried = supply[c]
        own_width = width[c]
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            n = ground.neighbour[k]
            capacity = max(road[k], track) if ground.roads_known else 1.0
            offered = min(carried, min(own_width, width[n]) * capacity)
            if offered > supply[n] + 1e-9:
                supply[n] = offered
                size = put_last(ring, head, size, n)


@compiled
def spend_stocks(stock_days, fed, supply, parameters):
    """A day's stocks for one garrison or axis: returns (stock in days, effective supply 0..1).

    `fed` is the last effective supply; it follows within two days, so that a road cut does not starve at once.
    """
    need = parameters[NEED]
    if supply >= need:
        stock = min(parameters[STOCK_DAYS], stock_days + min(1.0, supply / need - 1.0))
        target = 1.0
    else:
        lacking = 1.0 - supply / need
        stock = max(0.0, stock_days - lacking)
        target = 1.0 if stock > 0.0 else supply / need
    return stock, fed + 0.5 * (target - fed)


@compiled
def corridor_loss(supply, parameters):
    """Part of a garrison's need (0..1) that no longer reaches it, whatever it has in store."""
    return max(0.0, 1.0 - supply / parameters[NEED])


@step
def break_bridges(bridge_down, road, cover, ground, parameters, history, day, seed):
    """Bridges that come down today; returns how many. `road` [2 borders] is the draw's own, `cover` the defender's."""
    fallen = 0
    for bridge in range(bridge_down.shape[0]):
        if bridge_down[bridge]:
            continue
        safe = min(cover[ground.bridge_cells[bridge, 0]], cover[ground.bridge_cells[bridge, 1]])
        rate = parameters[BRIDGE_DOWN] * (1.0 - safe)
        word, _, _, _ = philox(history, day, ground.bridge_hash[bridge], np.uint32(0), seed, STREAM_BRIDGES)
        if uniform(word) < 1.0 - np.exp(-rate):
            bridge_down[bridge] = 1
            fallen += 1
            road[ground.bridge_link[bridge, 0]] = 0.0
            road[ground.bridge_link[bridge, 1]] = 0.0
    return fallen


@compiled
def town_supply(supply, share, town_cells, town):
    """Supply (from the defender's, [cell]) of the ground that it holds in the town, weighted; 0 where it holds none."""
    total = 0.0
    weight = 0.0
    for c in town_cells:
        if share[c] < 0.5:
            held = town[c] * (1.0 - share[c])
            total += held * supply[c]
            weight += held
    return total / weight if weight > 0.0 else 0.0


@step
def count_open_roads(share, width, road, ground):
    """Roads out of the town, over the defender's ground, that carry at least a tenth; 99 where no road is known.

    A road is a border between a town cell and one outside it that a road crosses.
    """
    if not ground.roads_known:
        return 99.0
    roads = 0.0
    for c in ground.town_cells:
        if share[c] < 0.5:
            for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
                n = ground.neighbour[k]
                if ground.town[n] == 0.0 and road[k] * min(width[c], width[n]) >= OPEN_ROAD:
                    roads += 1.0
    return roads


@step
def axis_supply(supply, border_km, share, side, axis, ground):
    """Mean supply (0..1) of an axis's cells at the front, by their border with the enemy; 1 without a front."""
    total = 0.0
    weight = 0.0
    for i in range(ground.axis_start[axis], ground.axis_start[axis + 1]):
        c = ground.axis_cells[i]
        mine = share[c] >= 0.5 if side == ATTACKER else share[c] < 0.5
        if mine and border_km[c] > 0.0:
            total += border_km[c] * supply[c]
            weight += border_km[c]
    return total / weight if weight > 0.0 else 1.0
