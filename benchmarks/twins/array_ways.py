"""Ways of supply by arrays: only draws that are due are measured, all of them at once.

Clearance takes the shortest ways between all cells, which are the same in every draw: what differs is where the enemy
stands. Widest ways are relaxed over draws and cells side by side, in waves from the sources inward and back, until
nothing changes in any draw.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.twins.array_cells import FAR_KM, Floats, Ints
from benchmarks.twins.array_front import FRONTAGE
from benchmarks.twins.array_state import Draws, Reals

NEAR_REST_DAYS, REST_DAYS, BOTH_REST_DAYS = 4, 7, 10
PLENTY = 3.0
OPEN_ROAD = 0.1
POCKET_SHARE_A_DAY, POCKET_PRISONERS, MOST_PRISONERS = 0.2, 0.5, 0.5
GARRISON_DEPTH_KM = 4.0
BLOCK = 32  # draws whose distances to the enemy are looked up together


class Ways:
    """What is known of the ways of each draw."""

    def __init__(self, draws: int, axes: int, cells: int, bridges: int) -> None:
        self.measured, self.both_measured = np.zeros((2, draws), int)
        self.pocket = np.zeros(draws, bool)
        self.safe = np.ones((bridges, draws), np.float32)  # part of a bridge's traffic that fire lets through
        self.supply = np.ones((2, axes, draws))
        # by side: who the enemy was when last measured, and how far away ([draw, cell])
        self.enemy = np.zeros((2, draws, cells), bool)
        self.away = np.full((2, draws, cells), FAR_KM, np.float32)


def begin_ways(c: Draws) -> None:
    """The evening before the first day: everything is measured."""
    c.ways = Ways(c.count, len(c.cells.axes), len(c.cells.order), len(c.cells.bridge))
    c.axis_supply = c.ways.supply
    if not c.on["supply"]:
        c.corridor[:] = 1.0
        return
    everybody = np.arange(c.count)
    for side in range(2):
        _measure(c, everybody, side)


def follow_ways(c: Draws, ordered: NDArray[np.bool_]) -> Reals:
    """In the evening: bridges come down, ways are measured where they are due, pockets are closed; km2 won by these."""
    won = np.zeros(c.count)
    if not c.on["supply"]:
        return won
    ways, mud = c.ways, c.given.timeline.mud
    broken = _break_bridges(c)
    pressing = c.front.turned_near & (c.corridor < PLENTY * c.p["supply_need_0_1"])
    due = c.day - ways.measured >= np.where(pressing, NEAR_REST_DAYS, REST_DAYS)
    due &= c.front.turned | ways.pocket
    due |= ordered | broken | (mud[c.day] != mud[c.day - 1])
    both = due & (ordered | (c.day - ways.both_measured >= BOTH_REST_DAYS))
    rows, of_both = np.flatnonzero(due), np.flatnonzero(both)
    if not len(rows):
        return won
    attacker = _measure(c, of_both, 0) if len(of_both) else None
    defender = _measure(c, rows, 1)
    ways.measured[rows] = c.day
    c.front.turned[rows] = c.front.turned_near[rows] = False
    if attacker is None:
        return won
    days = c.day - ways.both_measured[of_both]
    ways.both_measured[of_both] = c.day
    if c.on["control"]:
        supply = np.stack([attacker, defender[:, np.searchsorted(rows, of_both)]])
        won[of_both] = _close_pockets(c, of_both, supply, days)
        ways.pocket[of_both] = won[of_both] != 0.0
    return won


def _break_bridges(c: Draws) -> NDArray[np.bool_]:
    """Bridges under fire come down; draws in which one did."""
    if not len(c.cells.bridge):
        return np.zeros(c.count, bool)
    rate = c.p["bridge_down_per_day"] * (1.0 - c.ways.safe)
    falls = ~c.bridge_down & (c.rng.random(rate.shape) < 1.0 - np.exp(-rate))
    c.bridge_down |= falls
    return falls.any(axis=0)


def _measure(c: Draws, rows: Ints, side: int) -> Floats:
    """Supply of every cell ([cell, row]) of a side in some draws; its axes, and for the defender the town's, kept."""
    cells, front = c.cells, c.front
    share, facing = front.share[:, rows], front.facing[:, rows]
    cover = _cover(c, rows, share, front.across[:, rows], side)
    own = share if side == 0 else 1.0 - share
    width = np.where(own >= 0.5, own * cover, np.float32(0.0))
    width[-1] = 0.0
    supply = _widest(c, rows, width, side)
    border = facing if side == 1 else front.across[:, rows] - facing
    total, weight = cells.of_axis @ (border * supply), cells.of_axis @ border
    c.ways.supply[side][:, rows] = np.where(weight > 0.0, total / np.where(weight > 0.0, weight, 1.0), 1.0)
    if side == 1:
        _look_at_town(c, rows, share, cover, width, supply)
    return supply


def _cover(c: Draws, rows: Ints, share: Floats, across: Floats, side: int) -> Floats:
    """What enemy fire lets through to every cell, by the shortest way to the enemy's front ([cell, row])."""
    cells, ways = c.cells, c.ways
    enemy = ((share >= 0.5) == (side == 1)).T[:, :-1]
    before = ways.enemy[side][rows]
    ways.enemy[side][rows] = enemy
    # where the enemy gained ground and lost none, ways only shorten, from that ground on
    anew = (before & ~enemy).any(axis=1)
    ways.away[side][rows[anew]] = np.where(enemy[anew], np.float32(0.0), np.float32(FAR_KM))
    nearer = np.where(anew[:, None], enemy & (across.T[:, :-1] > 0.0), enemy & ~before)
    for first in range(0, len(rows), BLOCK):
        row, cell = np.nonzero(nearer[first : first + BLOCK])
        if len(row):
            there, start = np.unique(row, return_index=True)
            at = rows[first + there]
            nearest = np.minimum.reduceat(cells.apart_km[cell], start, axis=0)
            ways.away[side][at] = np.minimum(ways.away[side][at], nearest)
    if c.given.ground.roads_known:
        reach = c.p["fire_control_range_km"][rows]
    else:
        reach = c.p["corridor_need_km"][rows] / np.log(2.0)
    cover = np.ones((len(cells.order) + 1, len(rows)), np.float32)
    depth = np.minimum(0.0, cells.half_depth[:, None] - ways.away[side][rows].T)
    cover[:-1] -= np.exp(depth / reach.astype(np.float32))
    return cover


def _widest(c: Draws, rows: Ints, width: Floats, side: int) -> Floats:
    """Widest way from a side's sources to every cell ([cell, row]).

    Cells are put in the order of waves; those that the side holds in no draw are left out. Draws in which a sweep
    inward and back changes nothing are done.
    """
    cells, nowhere = c.cells, len(c.cells.order)
    own = (width > 0.0).any(axis=1)
    waves = [wave[own[wave]] for wave in cells.waves[side]]
    order = np.concatenate([*waves, [nowhere]])
    place = np.full(nowhere + 1, len(order) - 1)
    place[order] = np.arange(len(order))
    around = place[cells.neighbour[order]]
    links = _links(c, rows, width, order)
    found = np.where(cells.entry[side][order, None], width[order], np.float32(0.0))
    ends = np.cumsum([len(wave) for wave in waves])
    spans = [slice(a, b) for a, b in pairwise(ends) if b > a]
    open_yet, supply = np.arange(len(rows)), found
    while len(open_yet):
        before = supply.copy()
        for span in (*spans, *spans[::-1]):
            best = np.minimum(supply[around[span]], links[span]).max(axis=1)
            np.maximum(supply[span], best, out=supply[span])
        found[:, open_yet] = supply
        moved = np.flatnonzero((supply != before).any(axis=0))
        if len(moved) < len(open_yet):
            open_yet, supply, links = open_yet[moved], supply[:, moved], links[:, :, moved]
    whole = np.zeros_like(width)
    whole[order] = found
    return whole


def _links(c: Draws, rows: Ints, width: Floats, order: Ints) -> Floats:
    """What the links of some cells let through ([cell, slot, row])."""
    cells = c.cells
    links = np.minimum(width[cells.neighbour[order]], width[order][:, None])
    if not c.given.ground.roads_known:
        return links
    track = c.p["track_capacity_0_1"][rows] * (1.0 - 0.5 * c.given.timeline.mud[c.day])
    track = track.astype(np.float32)
    carried = np.maximum(cells.road[order][:, :, None], track)
    for ends, gone in zip(cells.bridge, c.bridge_down[:, rows], strict=True):
        for cell, slot in ends:
            at = np.flatnonzero(order == cell)
            carried[at, slot] = np.where(gone, track, carried[at, slot])
    links *= carried
    return links


def _look_at_town(c: Draws, rows: Ints, share: Floats, cover: Floats, width: Floats, supply: Floats) -> None:
    """Supply of what the defender holds of the town, and roads out of it that carry a tenth."""
    cells = c.cells
    town = cells.town_cells
    held = cells.town[:, None] * np.where(share[town] < 0.5, 1.0 - share[town], 0.0)
    weight = held.sum(axis=0)
    c.corridor[rows] = (held * supply[town]).sum(axis=0) / np.where(weight > 0.0, weight, 1.0)
    if len(cells.bridge):
        ends = cells.bridge[:, :, 0]
        c.ways.safe[:, rows] = np.minimum(cover[ends[:, 0]], cover[ends[:, 1]])
    if not c.given.ground.roads_known:
        c.open_roads[rows] = 99.0
        return
    out = ~np.isin(cells.neighbour[town], town) & (cells.road[town] > 0.0)
    which, slot = np.nonzero(out)
    cell, other = town[which], cells.neighbour[town[which], slot]
    carries = cells.road[cell, slot][:, None] * np.minimum(width[cell], width[other])
    for ends, gone in zip(cells.bridge, c.bridge_down[:, rows], strict=True):
        for at, by in ends:
            carries[(cell == at) & (slot == by)] *= ~gone
    c.open_roads[rows] = ((carries >= OPEN_ROAD) & (share[cell] < 0.5)).sum(axis=0)


def _close_pockets(c: Draws, rows: Ints, supply: Floats, days: Ints) -> Reals:
    """Cells that no way connects pass to the enemy by a fifth a day; km2 that the attacker won ([row])."""
    cells, front = c.cells, c.front
    held = front.share[:, rows] >= 0.5
    town = np.zeros(len(cells.order) + 1, bool)
    town[cells.town_cells] = True
    alone = np.where(held, supply[0], supply[1]) <= 0.0
    alone &= ~(held & town[:, None] & (c.ordered_day[rows] >= 0))
    alone[len(cells.order) :] = False  # the cell that stands for none
    part = 1.0 - (1.0 - POCKET_SHARE_A_DAY) ** days
    cell, row = np.nonzero(alone)
    if not len(cell):
        return np.zeros(len(rows))
    return np.bincount(row, _pass_over(c, cell, rows[row], part[row]), minlength=len(rows))


def _pass_over(c: Draws, cell: Ints, draw: Ints, part: Reals) -> Reals:
    """Give a part of each cell to the enemy, with a part of its garrison; the attacker's km2 of each."""
    cells, front = c.cells, c.front
    before = front.share[cell, draw]
    mine = before >= 0.5
    after = np.clip(before + np.where(mine, -part, part), 0.0, 1.0).astype(np.float32)
    area = (after - before) * cells.area[cell]
    axis = cells.axis[cell]
    depth = np.maximum(1.0, front.sums[FRONTAGE, axis, draw] * GARRISON_DEPTH_KM)
    prisoners = np.minimum(MOST_PRISONERS, POCKET_PRISONERS * np.abs(area) / depth)
    front.give(cell * c.count + draw, after)
    for side, at, who, taken in zip(np.where(mine, 0, 1), axis, draw, prisoners, strict=True):
        take_prisoners(c, int(side), int(at), int(who), float(taken))
    return area


def take_prisoners(c: Draws, side: int, axis: int, draw: int, share: float) -> None:
    """A share of a side's troops on an axis of a draw is taken prisoner."""
    taken = share * c.men[side, :, axis, draw]
    c.men[side, :, axis, draw] -= taken
    c.gone[side, :, draw] += taken
    c.losses[side, 2, draw] += taken.sum()
