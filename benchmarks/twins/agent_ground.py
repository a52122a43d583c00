"""The ground of one draw in Python lists: the front is kept up to date, only cells that change are touched."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from pyrrhus.engine.arrays import Ground

UNFINISHED_KM = 0.328125


class CellTable:
    """What does not change, once for all draws."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        spans = [slice(a, b) for a, b in pairwise(ground.neighbour_start.tolist())]
        near, road = ground.neighbour.tolist(), ground.road_0_1.tolist()
        border, apart = ground.border_km.tolist(), ground.distance_km.tolist()
        self.borders = [list(zip(near[s], border[s], strict=True)) for s in spans]
        self.apart = [list(zip(near[s], apart[s], strict=True)) for s in spans]
        self.links = [list(zip(near[s], road[s], range(s.start, s.stop), strict=True)) for s in spans]
        self.area, self.half_depth = ground.area_km2.tolist(), ground.half_depth_km.tolist()
        self.built_up, self.axis = ground.built_up.tolist(), ground.axis.tolist()
        self.sector, self.activity = ground.sector.tolist(), ground.activity.tolist()
        self.away = [math.hypot(x, y) for x, y in zip(ground.x_km, ground.y_km, strict=True)]
        self.cells_of = [ground.axis_cells[a:b].tolist() for a, b in pairwise(ground.axis_start)]
        self.near, self.town = ground.near.tolist(), ground.town.tolist()
        self.near_cells, self.town_cells = ground.near_cells.tolist(), ground.town_cells.tolist()
        self.sources = [ground.entry[side].nonzero()[0].tolist() for side in range(2)]
        self.bridges = list(zip(ground.bridge_cells.tolist(), ground.bridge_link.tolist(), strict=True))
        weights = list(zip(ground.event_cell.tolist(), ground.event_weight.tolist(), strict=True))
        spans = pairwise(ground.event_start.tolist())
        met_by = zip(spans, ground.event_share.tolist(), ground.event_hold.tolist(), strict=True)
        self.events = [(weights[a:b], share, hold) for (a, b), share, hold in met_by]


class AgentGround:
    """Shares, works and destruction of every cell, and the front that follows from them."""

    def __init__(self, table: CellTable, p: dict[str, float], state: Any, draw: int) -> None:
        self.table = table
        self.share, self.works = state.share[draw].tolist(), state.fortification[draw].tolist()
        self.ruin = state.destruction[draw].tolist()
        near = sum(table.near[c] * self.share[c] for c in table.near_cells)
        pull, reach = p["objective_pull_ratio"] * min(1.0, 2.0 * near), p["objective_reach_km"]
        houses, follows = 1.0 - p["built_up_advance_factor"], p["local_persistence_0_1"]
        self.focus = [
            (1.0 + pull * math.exp(-away / reach)) / (1.0 + pull)
            * (1.0 - built * houses) * (1.0 + follows * (active - 1.0))
            for away, built, active in zip(table.away, table.built_up, table.activity, strict=True)
        ]  # fmt: skip
        self.turned, self.turned_near = False, False
        self._measure()
        self.look_at_works()

    def _measure(self) -> None:
        cells, axes = range(len(self.share)), len(self.table.cells_of)
        self.held = [share >= 0.5 for share in self.share]
        self.taken = [sum(km for n, km in self.table.borders[c] if self.held[n]) for c in cells]
        self.free = [sum(km for n, km in self.table.borders[c] if not self.held[n]) for c in cells]
        self.push, self.pull = [0.0 for _ in cells], [0.0 for _ in cells]
        self.push_km, self.pull_km, self.frontage, self.facing, self.houses_km = ([0.0] * axes for _ in range(5))
        self.at_front: set[int] = set()
        for c in cells:
            self._put_in(c)

    def _put_in(self, c: int) -> None:
        held, share, taken, free = self.held[c], self.share[c], self.taken[c], self.free[c]
        axis = self.table.axis[c]
        self.push[c] = 0.0 if share >= 1.0 else max(taken, UNFINISHED_KM) if held else taken
        self.pull[c] = 0.0 if share <= 0.0 else free if held else max(free, UNFINISHED_KM)
        self.push_km[axis] += self.push[c]
        self.pull_km[axis] += self.pull[c]
        self.frontage[axis] += 0.5 * (free if held else taken)
        if not held:
            self.facing[axis] += taken
            self.houses_km[axis] += taken * self.table.built_up[c]
        if (free if held else taken) > 0.0:
            self.at_front.add(c)
        else:
            self.at_front.discard(c)

    def _take_out(self, c: int) -> None:
        axis = self.table.axis[c]
        self.push_km[axis] -= self.push[c]
        self.pull_km[axis] -= self.pull[c]
        if self.held[c]:
            self.frontage[axis] -= 0.5 * self.free[c]
        else:
            self.frontage[axis] -= 0.5 * self.taken[c]
            self.facing[axis] -= self.taken[c]
            self.houses_km[axis] -= self.taken[c] * self.table.built_up[c]

    def give(self, c: int, share: float) -> float:
        """Set the attacker's share of a cell; returns what the attacker won (km2)."""
        share = min(1.0, max(0.0, share))
        won = (share - self.share[c]) * self.table.area[c]
        self._take_out(c)
        self.share[c] = share
        if (share >= 0.5) != self.held[c]:
            self.held[c] = share >= 0.5
            sign = 1.0 if self.held[c] else -1.0
            for n, km in self.table.borders[c]:
                self._take_out(n)
                self.taken[n] += sign * km
                self.free[n] -= sign * km
                self._put_in(n)
            self.turned = True
            self.turned_near |= self.table.near[c] > 0.0
        self._put_in(c)
        return won

    def houses(self, axis: int) -> float:
        """Mean built-up share over the defender's front of an axis."""
        return self.houses_km[axis] / self.facing[axis] if self.facing[axis] > 0.0 else 0.0

    def weigh(self, border: list[float], axis: int, part: list[float] | None = None) -> float:
        """Front of an axis by nearness to the centre, of the cells that count in part."""
        cells = [c for c in self.table.cells_of[axis] if border[c] > 0.0]
        return sum(border[c] * self.focus[c] * (1.0 if part is None else part[c]) for c in cells)

    def shared(self, cells: list[int], weight: list[float]) -> float:
        """Weighted share of some cells that the attacker holds."""
        return sum(weight[c] * self.share[c] for c in cells)

    def wear(self, level: list[float], destruction: float, digging: float) -> float:
        """A day's destruction and works at the front; returns what was destroyed in the town, as a share of it."""
        destroyed = 0.0
        for c in self.at_front:
            force = min(3.0, level[self.table.axis[c]])
            worn = destruction * force * (1.0 - self.ruin[c])
            self.ruin[c] += worn
            destroyed += self.table.town[c] * worn
            works = self.works[c]
            self.works[c] += digging * max(0.0, 1.0 - force) * (1.0 - works) - 0.5 * worn * works
        self.look_at_works()
        return destroyed

    def look_at_works(self) -> None:
        """Mean works over the defender's front of every axis."""
        total = [0.0] * len(self.facing)
        for c in self.at_front:
            if not self.held[c]:
                total[self.table.axis[c]] += self.taken[c] * self.works[c]
        self.fortified = [t / f if f > 0.0 else 0.0 for t, f in zip(total, self.facing, strict=True)]
