"""The whole model in Mesa, as a modeller would write it there: a model for each draw, with formations, commands and a
garrison as agents (Mesa 3, `AgentSet.do`).

Every law of the engine's day; formulas are those of `docs/explanation/the_day.md`, random numbers Python's own. It runs
forecasts under the plain policies (the attacker presses, the defender holds). Left out is what the array program leaves
out, and policies with conditions.
"""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np

from benchmarks.twins.agent_ground import AgentGround, CellTable
from benchmarks.twins.agent_people import DORMANT, OFFENSIVE, PROBING, Command, Formation
from benchmarks.twins.agent_tempo import Tempo
from benchmarks.twins.agent_town import Garrison
from benchmarks.twins.agent_ways import SupplyWays
from benchmarks.twins.inputs import Inputs, Outcome
from pyrrhus.engine.arrays import LAWS, PARAMETERS

MEAN_CONTACT, FORCE_RATIO_OF_BATTLES = 0.35, 1.7
MOST_A_DAY = (0.1344, 0.0576)  # of all troops


def run_agents(given: Inputs, *, seed: int) -> Outcome:
    """Every draw as a model of its own."""
    how, timeline = given.settings, given.timeline
    conditions = len(how.attacker_clauses) + len(how.defender_clauses)
    if how.observed or len(timeline.map_day) or len(timeline.change_day) or how.laws.max() > 1 or conditions:
        raise ValueError("the agents run forecasts under plain policies: no maps, no changes, no Lanchester law")
    table = CellTable(given.ground)
    rows = []
    for draw in range(given.draws):
        campaign = AgentCampaign(given, draw, table, seed=seed + draw)
        for _ in range(timeline.days):
            campaign.step()
        rows.append(campaign.outcome())
    return Outcome({name: np.array([row[name] for row in rows]) for name in rows[0]})


class AgentCampaign(mesa.Model):
    """One draw of the campaign."""

    def __init__(self, given: Inputs, draw: int, table: CellTable, *, seed: int) -> None:
        super().__init__(rng=seed)
        self.given, self.draw, self.table, self.day = given, draw, table, 0
        self.p = dict(zip(PARAMETERS, given.parameters[draw].tolist(), strict=True))
        self.on = {law: given.is_on(law) for law in LAWS}
        self.mud, self.axes = given.timeline.mud.tolist(), len(table.cells_of)
        self.ground = AgentGround(table, self.p, given.state, draw)
        self.commands = [Command(self, side) for side in range(2)]
        self.garrison = Garrison(self)
        kinds = given.state.given[draw].sum(axis=0) > 0.0
        kinds[given.timeline.arrival_kind] = True
        for (side, axis, kind), men in np.ndenumerate(given.state.personnel[draw]):
            if kinds[kind]:
                Formation(self, side, axis, kind, float(men))
        self.formations: Any = self.agents_by_type[Formation]
        self.deviation = given.state.intensity[draw].tolist()
        self.first_frontage = max(1.0, sum(self.ground.frontage))
        self.ways = SupplyWays(self)
        if not self.on["supply"]:
            self.garrison.corridor = 1.0
        self.tempo = Tempo(self)
        self.gained_km2, self.runs = 0.0, [[-1, -1] for _ in table.events]
        self._plan_axes()

    def step(self) -> None:
        """One day, in the order of the engine's."""
        self.day += 1
        garrison, ground, p = self.garrison, self.ground, self.p
        self._muster()
        if self.day == 1:
            self.tempo.remember()
            garrison.first_strain = garrison.strain()
        for command in self.commands:
            command.order()
        self._set_levels()
        for command in self.commands:
            command.eat_and_fire()
        garrison.eat()
        if self.on["attrition"]:
            self._fight()
        gained = self.tempo.advance() if self.on["advance"] else 0.0
        if self.on["sustainment"]:
            self._sustain()
        garrison.look()
        left, ordered = garrison.decide()
        gained += left
        if self.on["civilians"]:
            garrison.live()
        destroyed = ground.wear(self.level, p["destruction_per_day"], p["fortification_per_day"])
        if self.on["will"]:
            for command in self.commands:
                command.weigh_will(gained, destroyed)
        self._plan_axes()
        self.gained_km2 += gained + self.ways.follow(ordered)
        garrison.look()
        self._watch_events()

    def is_regrouping(self) -> bool:
        """Whether the attacker still regroups after the fall of the town."""
        fell = self.garrison.fell_day
        return fell >= 0 and self.day < fell + self.p["pause_after_fall_days"]

    def take_prisoners(self, side: int, axis: int, share: float) -> None:
        """A share of a side's troops on an axis is taken prisoner."""
        command = self.commands[side]
        for formation in self.formations:
            if formation.side == side and formation.axis == axis:
                taken = share * formation.men
                formation.men -= taken
                command.gone[formation.kind] += taken
                command.losses[2] += taken

    def _muster(self) -> None:
        self.strength = [[[0.0, 0.0, 0.0] for _ in range(self.axes)] for _ in range(2)]
        self.formations.do("report")
        self.present = [sum(axis[0] for axis in side) for side in self.strength]
        self.frontage = sum(self.ground.frontage)
        self.needed_share = min(1.0, self.frontage / self.first_frontage)
        engaged, density = self.p["contact_share_0_1"] * self.needed_share, self.p["max_density_per_km"]
        self.contact = [
            [min(engaged * men, density * km) for (men, _, _), km in zip(side, self.ground.frontage, strict=True)]
            for side in self.strength
        ]
        for command in self.commands:
            command.muster()

    def _set_levels(self) -> None:
        p = self.p
        keep = 2.0 ** (-1.0 / p["intensity_half_life_days"])
        shock, sd, common = math.sqrt(1.0 - keep * keep), p["intensity_log_sd"], p["intensity_common_share_0_1"]
        self.deviation = [keep * y + shock * self.random.gauss(0.0, 1.0) for y in self.deviation]
        of_all = sd * math.sqrt(common) * self.deviation[-1] - 0.5 * sd * sd
        own = sd * math.sqrt(1.0 - common)
        self.factor = [math.exp(of_all + own * y) for y in self.deviation[:-1]]
        ratio = {OFFENSIVE: 1.0, PROBING: p["probing_intensity_ratio"], DORMANT: p["dormant_intensity_ratio"]}
        self.level = [ratio[now] * f for now, f in zip(self.commands[0].phase, self.factor, strict=True)]
        weighed = sum(level * km for level, km in zip(self.level, self.ground.frontage, strict=True))
        self.mean_level = weighed / self.frontage if self.frontage > 0.0 else 0.0

    def _fight(self) -> None:
        p, ground = self.p, self.ground
        attacker, defender = self.commands
        shells = min(20.0, max(0.05, attacker.fired / max(defender.fired, 1e-9)))
        fires = shells ** (p["fire_elasticity"] * p["fires_share_of_losses_0_1"])
        power = 0.5 * (1.0 - p["force_ratio_elasticity"])
        lull = p["pause_mean_days"] / p["offensive_mean_days"]
        usual = (1.0 + lull * p["probing_intensity_ratio"]) / (1.0 + lull)
        rate = p["attacker_loss_rate_per_day"] / usual / MEAN_CONTACT * FORCE_RATIO_OF_BATTLES**power
        self.loss_rate = [[(0.0, 0.0, 0.0)] * self.axes, [(0.0, 0.0, 0.0)] * self.axes]
        for axis in range(self.axes):
            a, d = self.contact[0][axis], self.contact[1][axis]
            if a <= 0.0 or d <= 0.0:
                continue
            (men_a, worth_a, exposed_a), (men_d, worth_d, exposed_d) = (side[axis] for side in self.strength)
            worth = worth_d / men_d / (worth_a / men_a) * (1.0 + defender.fed[axis]) / (1.0 + attacker.fed[axis])
            cover = 1.0 - p["fortification_cover_0_1"] * ground.fortified[axis]
            cover *= 1.0 - p["built_up_cover_0_1"] * ground.houses(axis)
            attack = self.level[axis] * exposed_a / men_a
            counter = 0.5 * self.factor[axis] if defender.phase[axis] == OFFENSIVE else 0.0
            exchange, balance = p["exchange_ratio"], math.sqrt(worth)
            cost_a = (attack + counter / exchange) * rate * a * (d / a) ** power * balance / fires
            cost_d = (attack * cover / exchange + counter) * rate * d * (a / d) ** power / balance * fires
            cost_a = min(cost_a, MOST_A_DAY[0] / MEAN_CONTACT * a)
            cost_d = min(cost_d, MOST_A_DAY[1] / MEAN_CONTACT * d)
            for side, (cost, exposed) in enumerate(((cost_a, exposed_a), (cost_d, exposed_d))):
                captured = p["captured_share_0_1"]
                wounded = p["wounded_per_killed"] * (0.6 + 0.4 * self.commands[side].fed[axis])
                self.loss_rate[side][axis] = (cost / exposed, (1.0 - captured) / (1.0 + wounded), captured)
        self.formations.do("suffer")

    def _sustain(self) -> None:
        timeline, factors = self.given.timeline, self.given.state.arrival_factor[self.draw]
        for i in np.flatnonzero(timeline.arrival_day == self.day):
            side, kind, axis = (
                int(a[i]) for a in (timeline.arrival_side, timeline.arrival_kind, timeline.arrival_axis)
            )
            command, men = self.commands[side], float(timeline.arrival_personnel[i] * factors[side])
            command.first_strength += men
            command.given[kind] += men
            for formation in self.formations:
                if (formation.side, formation.kind) == (side, kind) and axis in (-1, formation.axis):
                    formation.men += men * (command.plan[formation.axis] if axis < 0 else 1.0)
        for command in self.commands:
            command.by_kind = [0.0] * 4
        self.formations.do("count")
        for command in self.commands:
            command.sustain()
        self.formations.do("shift")

    def _plan_axes(self) -> None:
        wanted = [km + 0.05 for km in self.ground.frontage]
        effort = self.given.settings.effort[0].tolist()
        for command in self.commands:
            weighed = [w * (e if command.side == 0 else 1.0) for w, e in zip(wanted, effort, strict=True)]
            command.plan = [w / sum(weighed) for w in weighed]

    def _watch_events(self) -> None:
        for run, (weights, share, hold) in zip(self.runs, self.table.events, strict=True):
            if run[1] >= 0:
                continue
            met = sum(weight * self.ground.share[c] for c, weight in weights) >= share - 1e-6
            run[0] = (self.day if run[0] < 0 else run[0]) if met else -1
            if met and self.day - run[0] + 1 >= hold:
                run[1] = run[0]

    def outcome(self) -> dict[str, float]:
        """What the samples are compared by."""
        attacker, defender = self.commands
        town, main = self.garrison, self.runs[self.given.ground.main_event]
        ground, table = self.ground, self.table
        paid, days = self.tempo.paid
        present = [sum(f.men for f in self.formations if f.side == side) for side in range(2)]
        return {
            "attacker_losses": sum(attacker.losses),
            "defender_losses": sum(defender.losses),
            "killed": attacker.losses[0],
            "captured": defender.losses[2],
            "gained_km2": self.gained_km2,
            "town_0_1": town.lost,
            "fall_day": main[1] if main[1] >= 0 else main[0],
            "order_day": town.ordered_day,
            "corridor_0_1": town.corridor,
            "town_fed_0_1": town.fed,
            "attacker_fed_0_1": sum(attacker.fed) / self.axes,
            "defender_fed_0_1": sum(defender.fed) / self.axes,
            "open_roads": town.open_roads,
            "bridges_down": sum(self.ways.fallen),
            "offensive_axes": attacker.phase.count(OFFENSIVE),
            "counter_axes": defender.phase.count(OFFENSIVE),
            "believed_ratio": attacker.belief,
            "attackers_present": present[0],
            "defenders_present": present[1],
            "attackers_reserve": sum(attacker.reserve),
            "defenders_reserve": sum(defender.reserve),
            "attackers_shells": attacker.shells,
            "civilians_remaining": town.civilians[0],
            "civilians_harmed": town.civilians[1],
            "evacuated_remaining": town.evacuated[0],
            "evacuated_harmed": town.evacuated[1],
            "attackers_will": attacker.will,
            "defenders_will": defender.will,
            "destruction_0_1": sum(w * r for w, r in zip(table.town, ground.ruin, strict=True)),
            "works_0_1": sum(w * (1.0 - s) for w, s in zip(ground.works, ground.share, strict=True))
            / len(ground.share),
            "tempo_ratio": paid / days if days else 1.0,
        }
