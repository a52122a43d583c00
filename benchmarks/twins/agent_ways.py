"""Ways of supply of one draw, by Dijkstra with a heap: how far the enemy is, and the widest way from the sources."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.twins.agent_twin import AgentCampaign

NEAR_REST_DAYS, REST_DAYS, BOTH_REST_DAYS = 4, 7, 10
PLENTY, OPEN_ROAD, FAR_KM = 3.0, 0.1, 99.0
POCKET_SHARE_A_DAY, POCKET_PRISONERS, MOST_PRISONERS = 0.2, 0.5, 0.5
GARRISON_DEPTH_KM = 4.0


class SupplyWays:
    """What is known of the ways, and when they were measured."""

    def __init__(self, model: AgentCampaign) -> None:
        self.model = model
        self.measured = self.both_measured = 0
        self.pocket = False
        self.down: set[int] = set()  # links of bridges that are down
        self.fallen = [bool(down) for down in model.given.state.bridge_down[model.draw]]
        for down, (_, links) in zip(self.fallen, model.table.bridges, strict=True):
            self.down.update(links if down else ())
        axes = len(model.table.cells_of)
        self.of_axis = [[1.0] * axes, [1.0] * axes]
        self.cover: list[float] = []
        if model.on["supply"]:
            for side in range(2):
                self._measure(side)

    def follow(self, ordered: bool) -> float:
        """In the evening: bridges come down, ways are measured where due, pockets are closed; km2 won by these."""
        model, ground = self.model, self.model.ground
        if not model.on["supply"]:
            return 0.0
        broken = self._break_bridges()
        pressing = ground.turned_near and model.garrison.corridor < PLENTY * model.p["supply_need_0_1"]
        due = model.day - self.measured >= (NEAR_REST_DAYS if pressing else REST_DAYS)
        due = due and (ground.turned or self.pocket)
        if not (due or ordered or broken or model.mud[model.day] != model.mud[model.day - 1]):
            return 0.0
        days = model.day - self.both_measured
        both = ordered or days >= BOTH_REST_DAYS
        attacker = self._measure(0) if both else []
        defender = self._measure(1)
        self.measured = model.day
        ground.turned = ground.turned_near = False
        if not both:
            return 0.0
        self.both_measured = model.day
        closed = self._close_pockets((attacker, defender), days) if model.on["control"] else 0.0
        self.pocket = closed != 0.0
        return closed

    def _break_bridges(self) -> bool:
        model, broken = self.model, False
        for bridge, (cells, links) in enumerate(model.table.bridges):
            safe = min(self.cover[c] for c in cells)
            chance = 1.0 - math.exp(-model.p["bridge_down_per_day"] * (1.0 - safe))
            if not self.fallen[bridge] and model.random.random() < chance:
                self.fallen[bridge] = broken = True
                self.down.update(links)
        return broken

    def _measure(self, side: int) -> list[float]:
        """Supply of every cell of a side; that of its axes, and for the defender that of the town, is kept."""
        ground, table = self.model.ground, self.model.table
        cover = self._cover(side)
        own = ground.share if side == 0 else [1.0 - share for share in ground.share]
        width = [o * c if o >= 0.5 else 0.0 for o, c in zip(own, cover, strict=True)]
        supply = self._widest(side, width)
        total, weight = [0.0] * len(ground.facing), [0.0] * len(ground.facing)
        border = ground.pull if side == 0 else ground.push
        for c in ground.at_front:
            if ground.held[c] == (side == 0) and border[c] > 0.0:
                total[table.axis[c]] += border[c] * supply[c]
                weight[table.axis[c]] += border[c]
        self.of_axis[side] = [t / w if w > 0.0 else 1.0 for t, w in zip(total, weight, strict=True)]
        if side == 1:
            self.cover = cover
            self._look_at_town(width, supply)
        return supply

    def _cover(self, side: int) -> list[float]:
        """What enemy fire lets through to every cell, by the shortest way to the enemy."""
        model, ground, table = self.model, self.model.ground, self.model.table
        enemies = [c for c in ground.at_front if ground.held[c] == (side == 1)]
        away = [0.0 if held == (side == 1) else FAR_KM for held in ground.held]
        heap = [(0.0, c) for c in enemies]
        while heap:
            here, c = heapq.heappop(heap)
            if here > away[c]:
                continue
            for n, km in table.apart[c]:
                if here + km < away[n]:
                    away[n] = here + km
                    heapq.heappush(heap, (here + km, n))
        p = model.p
        reach = p["fire_control_range_km"] if table.ground.roads_known else p["corridor_need_km"] / math.log(2.0)
        depths = zip(away, table.half_depth, strict=True)
        return [1.0 - math.exp(-max(0.0, km - half) / reach) for km, half in depths]

    def _widest(self, side: int, width: list[float]) -> list[float]:
        model, table = self.model, self.model.table
        track = model.p["track_capacity_0_1"] * (1.0 - 0.5 * model.mud[model.day])
        if not table.ground.roads_known:
            track = 1.0
        supply = [0.0] * len(width)
        heap = []
        for c in table.sources[side]:
            supply[c] = width[c]
            heap.append((-width[c], c))
        heapq.heapify(heap)
        while heap:
            carried, c = heapq.heappop(heap)
            if -carried < supply[c]:
                continue
            for n, road, link in table.links[c]:
                if width[n] <= supply[n]:
                    continue
                capacity = track if link in self.down else max(road, track)
                offered = min(-carried, min(width[c], width[n]) * capacity)
                if offered > supply[n]:
                    supply[n] = offered
                    heapq.heappush(heap, (-offered, n))
        return supply

    def _look_at_town(self, width: list[float], supply: list[float]) -> None:
        ground, table, garrison = self.model.ground, self.model.table, self.model.garrison
        held = [(c, table.town[c] * (1.0 - ground.share[c])) for c in table.town_cells if ground.share[c] < 0.5]
        weight = sum(w for _, w in held)
        garrison.corridor = sum(w * supply[c] for c, w in held) / weight if weight > 0.0 else 0.0
        garrison.open_roads = 99.0
        if table.ground.roads_known:
            garrison.open_roads = float(
                sum(
                    (0.0 if link in self.down else road) * min(width[c], width[n]) >= OPEN_ROAD
                    for c, _ in held
                    for n, road, link in table.links[c]
                    if table.town[n] == 0.0
                )
            )

    def _close_pockets(self, supply: tuple[list[float], list[float]], days: int) -> float:
        """Cells that no way connects pass to the enemy by a fifth a day; garrisons pay before any ground moves."""
        model, ground, table = self.model, self.model.ground, self.model.table
        part = 1.0 - (1.0 - POCKET_SHARE_A_DAY) ** days
        lost = []
        for c, share in enumerate(ground.share):
            held = ground.held[c]
            left = held and model.garrison.ordered_day >= 0 and table.town[c] > 0.0
            if supply[0 if held else 1][c] <= 0.0 and not left:
                lost.append((c, share + (-part if held else part)))
                axis = table.axis[c]
                depth = max(1.0, ground.frontage[axis] * GARRISON_DEPTH_KM)
                area = min(part, share if held else 1.0 - share) * table.area[c]
                taken = min(MOST_PRISONERS, POCKET_PRISONERS * area / depth)
                model.take_prisoners(0 if held else 1, axis, taken)
        won = 0.0
        for c, share in lost:
            won += ground.give(c, share)
        return won
