"""The garrison and the civilians of the town, as one agent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from benchmarks.twins.agent_people import outnumbering, spend

if TYPE_CHECKING:
    from benchmarks.twins.agent_twin import AgentCampaign

LOST_TOWN, LONG_AGO = 0.95, -1000
LEAVE_DAYS = 40


class Garrison(mesa.Agent):
    """Who holds the town, and who lives in it."""

    model: AgentCampaign

    def __init__(self, model: AgentCampaign) -> None:
        super().__init__(model)
        state, draw, table = model.given.state, model.draw, model.table
        self.stock, self.fed = float(state.town_stock[draw]), float(state.town_fed[draw])
        self.corridor, self.open_roads = float(state.corridor[draw]), float(state.open_roads[draw])
        self.recent_gain = float(state.recent_gain[draw])
        self.civilians, self.evacuated = state.civilians[draw].tolist(), state.evacuated[draw].tolist()
        self.stores = float(state.civilian_stock[draw])
        self.ordered_day, self.fell_day = int(state.ordered_day[draw]), int(state.fell_day[draw])
        self.near = model.ground.shared(table.near_cells, table.near)
        self.lost, self.near_won = model.ground.shared(table.town_cells, table.town), 0.0
        self.first_strain = 0.0
        if self.lost >= LOST_TOWN:
            self.fell_day = LONG_AGO

    def look(self) -> None:
        """The attacker's shares of the town and of the disc of 5 km; what was won there is added up."""
        table, ground = self.model.table, self.model.ground
        near = ground.shared(table.near_cells, table.near)
        self.near_won += (near - self.near) * table.ground.near_km2
        self.near, self.lost = near, ground.shared(table.town_cells, table.town)

    def eat(self) -> None:
        """A day's stocks of the town."""
        if self.model.on["supply"]:
            self.stock, self.fed = spend(self.model.p, self.stock, self.fed, self.corridor)
        else:
            self.fed = 1.0

    def strain(self) -> float:
        """What reserves, losses and will weigh."""
        p, command = self.model.p, self.model.commands[1]
        full = max(1.0, 14.0 * p["defender_replacements_per_day"] * command.first_strength)
        emptied = max(0.0, 1.0 - sum(command.reserve) / full)
        worn = p["withdrawal_reserve_weight"] * emptied + 2.0 * p["withdrawal_loss_weight"] * command.loss_share
        return worn + 2.0 * (0.8 - command.will)

    def decide(self) -> tuple[float, bool]:
        """The order to leave and what follows it; returns km2 left to the attacker, and whether it was given today."""
        model = self.model
        self.recent_gain += (self.near_won - self.recent_gain) / 7.0
        self.near_won = 0.0
        left, ordered = 0.0, False
        if model.on["withdrawal"]:
            if self.ordered_day < 0:
                ordered = self._stay_or_go()
            if self.ordered_day >= 0 and model.day < self.ordered_day + LEAVE_DAYS:
                left = self._leave()
        if self.fell_day == -1 and self.lost >= LOST_TOWN:
            self.fell_day = model.day
            line, ground = model.p["next_line_works_0_1"], model.ground
            ground.works = [
                works if held else max(works, line) for works, held in zip(ground.works, ground.held, strict=True)
            ]
        return left, ordered

    def _stay_or_go(self) -> bool:
        model, p = self.model, self.model.p
        going = (min(4.0, max(0.0, self.recent_gain)) + 0.02) / 1.02
        exponent = p["withdrawal_ground_elasticity"] * math.log(going)
        exponent += p["withdrawal_corridor_weight"] * max(0.0, 1.0 - self.corridor / p["supply_need_0_1"])
        exponent += p["withdrawal_town_weight"] * self.lost + self.strain() - self.first_strain
        exponent -= p["withdrawal_symbol_weight"] * p["defender_symbol_0_1"]
        rate = p["withdrawal_base_per_day"] * math.exp(min(12.0, exponent)) * outnumbering(model)
        trapped, ordered = 0.0, False
        if self.lost < 1.0 and model.random.random() < 1.0 - math.exp(-rate):
            self.ordered_day, ordered = model.day, True
            trapped = 0.3 * max(0.0, 1.0 - 2.0 * self.fed)
        elif self.fed < 0.999:
            trapped = 1.0 - math.exp(-p["cut_off_capture_per_day"] * (1.0 - self.fed))
        if trapped > 0.0:
            self._trap(trapped)
        return ordered

    def _trap(self, trapped: float) -> None:
        table, ground = self.model.table, self.model.ground
        in_town = [0.0] * len(ground.push_km)
        for c in table.town_cells:
            in_town[table.axis[c]] += ground.push[c]
        for axis, whole in enumerate(ground.push_km):
            if whole > 0.0:
                self.model.take_prisoners(1, axis, trapped * min(1.0, in_town[axis] / whole))

    def _leave(self) -> float:
        ground = self.model.ground
        part = 1.0 / max(1.0, self.ordered_day + self.model.p["withdrawal_days"] - self.model.day)
        left = 0.0
        for c in self.model.table.town_cells:
            share = ground.share[c]
            if share < 1.0:
                left += ground.give(c, 1.0 if part >= 1.0 else share + part * (1.0 - share))
        return left

    def live(self) -> None:
        """Stores, who leaves and who is harmed; and the same had an evacuation been ordered."""
        p, road = self.model.p, self.corridor
        if road < 0.2:
            self.stores = max(0.0, self.stores - (1.0 - 5.0 * road))
        else:
            self.stores = min(p["civilian_stock_days"], self.stores + 1.0)
        danger = min(3.0, 2.0 * self.model.mean_level * self.near)
        way = road + (1.0 - road) * p["civilians_on_foot_0_1"]
        hurt = p["civilians_harm_per_day"] * danger * (2.0 if self.stores <= 0.0 else 1.0)
        for count, urge in ((self.civilians, 1.0), (self.evacuated, p["evacuation_leave_ratio"])):
            there = count[0]
            leaving = min(0.9, p["civilians_leave_per_day"] * urge) * way * (1.0 + danger)
            went = min(there, there * leaving)
            harmed = min(there - went, there * hurt)
            count[0] -= went + harmed
            count[1] += harmed
