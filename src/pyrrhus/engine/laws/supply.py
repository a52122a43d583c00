"""Supply: the widest way from a side's sources to each cell over ground it holds (0 to 1), and stocks in days.

    width of a cell   w = own share x (1 - exp(-clearance / range))
    width of a link   min of its cells, x capacity: the best road across, else a track (less in mud)
    supply of a cell  max over ways of the least link on the way (a widest path)

Clearance (km) is the way over cells to the nearest ground that the enemy holds. With roads known the range is
`fire_control_range_km` (enemy fire makes a road useless before the enemy stands on it); where no road is known the
clearance of the widest corridor stands for roads, with `corridor_need_km`. Stocks: while supply is under
`supply_need_0_1`, `supply_stock_days` run down by the part that is missing; a garrison with stocks eats in full.
No quantified law was found in the open literature: the form is reasoned, the ranges are wide.

Limiting cases: no enemy near gives the road's capacity; no way gives 0; a cut-off garrison's stocks fall linearly
(exponentially when the need is a share of the stock). Neutral form: supply is 1 everywhere.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER

FIRE_RANGE = COLUMN["fire_control_range_km"]
CORRIDOR_NEED = COLUMN["corridor_need_km"]
TRACK = COLUMN["track_capacity_0_1"]
NEED = COLUMN["supply_need_0_1"]
STOCK_DAYS = COLUMN["supply_stock_days"]
FAR_KM = 99.0
OPEN_ROAD = 0.1


@njit
def measure_clearance(clearance, enemy_holds, ground, queue, waiting):
    """Way (km) over cells from each cell to the nearest that the enemy holds; label correcting with a queue."""
    cells = clearance.shape[0]
    head = 0
    size = 0
    for c in range(cells):
        waiting[c] = 0
        if enemy_holds[c]:
            clearance[c] = 0.0
            queue[size] = c
            size += 1
            waiting[c] = 1
        else:
            clearance[c] = FAR_KM
    while size > 0:
        c = queue[head]
        head += 1
        if head == cells:
            head = 0
        size -= 1
        waiting[c] = 0
        here = clearance[c]
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            n = ground.neighbour[k]
            there = here + ground.distance_km[k]
            if there < clearance[n] - 1e-9:
                clearance[n] = there
                if waiting[n] == 0:
                    tail = head + size
                    if tail >= cells:
                        tail -= cells
                    queue[tail] = n
                    size += 1
                    waiting[n] = 1


@njit
def measure_supply(supply, share, clearance, side, ground, parameters, mud, width, queue, waiting):
    """Widest way from the side's sources to every cell ([cell], 0..1); label correcting with a queue."""
    cells = supply.shape[0]
    reach = parameters[FIRE_RANGE] if ground.roads_known else parameters[CORRIDOR_NEED] / 0.6931471805599453
    track = parameters[TRACK] * (1.0 - 0.5 * mud)
    head = 0
    size = 0
    for c in range(cells):
        own = share[c] if side == ATTACKER else 1.0 - share[c]
        # half a cell's depth: the nearest enemy stands at the border, not at the next centre
        away = max(0.0, clearance[c] - 0.5 * np.sqrt(ground.area_km2[c]))
        width[c] = own * (1.0 - np.exp(-away / reach)) if own >= 0.5 else 0.0
        supply[c] = 0.0
        waiting[c] = 0
        if ground.entry[side, c] and width[c] > 0.0:
            supply[c] = width[c]
            queue[size] = c
            size += 1
            waiting[c] = 1
    while size > 0:
        c = queue[head]
        head += 1
        if head == cells:
            head = 0
        size -= 1
        waiting[c] = 0
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            n = ground.neighbour[k]
            capacity = max(ground.road_0_1[k], track) if ground.roads_known else 1.0
            offered = min(supply[c], min(width[c], width[n]) * capacity)
            if offered > supply[n] + 1e-9:
                supply[n] = offered
                if waiting[n] == 0:
                    tail = head + size
                    if tail >= cells:
                        tail -= cells
                    queue[tail] = n
                    size += 1
                    waiting[n] = 1


@njit
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


@njit
def town_supply(supply, share, town):
    """Supply of the ground in the town that the defender holds, weighted; 0 where it holds none."""
    total = 0.0
    weight = 0.0
    for c in range(town.shape[0]):
        if town[c] > 0.0 and share[c] < 0.5:
            held = town[c] * (1.0 - share[c])
            total += held * supply[DEFENDER, c]
            weight += held
    return total / weight if weight > 0.0 else 0.0


@njit
def count_open_roads(share, width, ground):
    """Roads out of the town, over the defender's ground, that carry at least a tenth; 99 where no road is known.

    A road is a border between a town cell and one outside it that a road crosses.
    """
    if not ground.roads_known:
        return 99.0
    roads = 0.0
    for c in range(share.shape[0]):
        if ground.town[c] > 0.0 and share[c] < 0.5:
            for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
                n = ground.neighbour[k]
                if ground.town[n] == 0.0 and ground.road_0_1[k] * min(width[c], width[n]) >= OPEN_ROAD:
                    roads += 1.0
    return roads
