"""The reduced campaign in Mesa, one agent for each formation, as a modeller would write it there.

A formation is the troops of one side and kind on one axis. The model keeps the ground in Python lists and touches only
cells that change; formations report their strength and take their losses as agents (Mesa 3, `AgentSet.do`).
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import mesa
import numpy as np

from benchmarks.twins.reduced import Outcome, Reduced
from pyrrhus.engine.arrays import PARAMETERS

UNFINISHED_KM = 0.328125
MOST_KM_A_DAY = 3.0
MOST_CHANGES = 50
PICKS = 60
LEVELS = (0.02, 0.12, 0.4, 1.2, 3.5, 10.0, 28.0, 80.0)
WEEK, WEEK_LOG_SD = 7, 0.75
SHAPE, SHAPE_MEAN = 0.837, 1.0986631
MOST_ATTACKERS_A_DAY, MOST_DEFENDERS_A_DAY = 0.1344 / 0.35, 0.0576 / 0.35  # of those in contact
ASSAULT = 1


def run_mesa(reduced: Reduced, *, seed: int) -> Outcome:
    """Every draw as a model of its own."""
    borders = _borders(reduced.ground)
    losses, gained, town = [], [], []
    for draw in range(len(reduced.parameters)):
        campaign = Campaign(reduced, draw, borders, seed=seed + draw)
        for _ in range(reduced.days):
            campaign.step()
        losses.append(campaign.losses)
        gained.append(campaign.gained_km2)
        town.append(float(np.array(campaign.share) @ reduced.ground.town))
    return Outcome(np.array(losses), np.array(gained), np.array(town))


class Formation(mesa.Agent):
    """Troops of one side and kind on one axis."""

    def __init__(self, model: Campaign, side: int, axis: int, kind: int, men: float) -> None:
        super().__init__(model)
        self.side, self.axis, self.men = side, axis, men
        self.quality = 1.0 if kind == 0 else model.p[f"quality_{('assault', 'conscript', 'territorial')[kind - 1]}"]
        self.exposure = model.p["assault_exposure_ratio"] if kind == ASSAULT and side == 0 else 1.0

    def report(self) -> None:
        """Add its strength to what the axis counts."""
        axis = self.model.strength[self.side][self.axis]
        axis[0] += self.men
        axis[1] += self.men * self.quality
        axis[2] += self.men * self.exposure

    def suffer(self) -> None:
        """Take its part of the day's losses of its side on its axis."""
        lost = self.men * min(1.0, self.model.loss_rate[self.side][self.axis] * self.exposure)
        self.men -= lost
        self.model.losses[self.side] += lost


class Campaign(mesa.Model):
    """One draw of the reduced campaign."""

    def __init__(self, reduced: Reduced, draw: int, borders: list[list[tuple[int, float]]], *, seed: int) -> None:
        super().__init__(rng=seed)
        self.p = dict(zip(PARAMETERS, reduced.parameters[draw].tolist(), strict=True))
        self.mud, self.day = reduced.mud.tolist(), 0
        self.losses, self.gained_km2 = [0.0, 0.0], 0.0
        self.deviation = reduced.intensity[draw].tolist()
        ground = reduced.ground
        self.borders = borders
        self.area, self.built_up = ground.area_km2.tolist(), ground.built_up.tolist()
        self.axis = ground.axis.tolist()
        self.axes = len(ground.axis_hash)
        self.cells = [
            ground.axis_cells[a:b].tolist() for a, b in zip(ground.axis_start[:-1], ground.axis_start[1:], strict=True)
        ]
        near = min(1.0, 2.0 * float(reduced.share[draw] @ ground.near))
        reach, pull = self.p["objective_reach_km"], self.p["objective_pull_ratio"] * near
        houses = 1.0 - self.p["built_up_advance_factor"]
        follows = self.p["local_persistence_0_1"]
        self.focus = [
            (1.0 + pull * math.exp(-math.hypot(x, y) / reach))
            / (1.0 + pull)
            * (1.0 - built * houses)
            * (1.0 + follows * (active - 1.0))
            for x, y, built, active in zip(ground.x_km, ground.y_km, self.built_up, ground.activity, strict=True)
        ]
        self.sector, self.chain = ground.sector.tolist(), reduced.campaign.tempo.transitions.tolist()
        self.tempo, self.scale, self.beyond = [0, 0], [1.0, 1.0], [1.0, 1.0]
        self.rate, self.size = [0.0, 0.0], [1.0, 1.0]
        self.slowed: list[tuple[float, ...]] = []
        self.first_men: list[float] = []
        self.share = reduced.share[draw].tolist()
        self.works = reduced.fortification[draw].tolist()
        self.ruin = [0.0] * len(self.share)
        self._measure_front()
        self.first_frontage = max(1.0, sum(self.frontage))
        self._look_at_works()
        self.strength: list[list[list[float]]] = []
        self.loss_rate = [[0.0] * self.axes, [0.0] * self.axes]
        for (side, axis, kind), men in np.ndenumerate(reduced.personnel[draw]):
            if men > 0.0:
                Formation(self, side, axis, kind, float(men))

    def step(self) -> None:
        """One day, in the order of the engine's."""
        self.day += 1
        level = self._intensity()
        self.strength = [[[0.0, 0.0, 0.0] for _ in range(self.axes)] for _ in range(2)]
        self.agents.do("report")
        men = [sum(axis[0] for axis in side) for side in self.strength]
        contact = self._fight(level)
        self.agents.do("suffer")
        self._advance(level, contact, men)
        self._wear(level)

    def _intensity(self) -> list[float]:
        p = self.p
        keep = 2.0 ** (-1.0 / p["intensity_half_life_days"])
        shock = math.sqrt(1.0 - keep * keep)
        self.deviation = [keep * y + shock * self.random.gauss(0.0, 1.0) for y in self.deviation]
        sd, common = p["intensity_log_sd"], p["intensity_common_share_0_1"]
        of_all = sd * math.sqrt(common) * self.deviation[-1] - 0.5 * sd * sd
        own = sd * math.sqrt(1.0 - common)
        return [math.exp(of_all + own * y) for y in self.deviation[:-1]]

    def _fight(self, level: list[float]) -> list[list[float]]:
        """Loss rates of both sides on every axis; returns troops in contact ([side][axis])."""
        p = self.p
        engaged = p["contact_share_0_1"] * min(1.0, sum(self.frontage) / self.first_frontage)
        shells = min(20.0, max(0.05, p["attacker_shells_per_day"] / p["defender_shells_per_day"]))
        fires = shells ** (p["fire_elasticity"] * p["fires_share_of_losses_0_1"])
        contact = [
            [
                min(engaged * total, p["max_density_per_km"] * self.frontage[axis])
                for axis, (total, _, _) in enumerate(row)
            ]
            for row in self.strength
        ]
        for axis in range(self.axes):
            a, d = contact[0][axis], contact[1][axis]
            self.loss_rate[0][axis] = self.loss_rate[1][axis] = 0.0
            if a <= 0.0 or d <= 0.0:
                continue
            men_a, worth_a, exposed_a = self.strength[0][axis]
            men_d, worth_d, exposed_d = self.strength[1][axis]
            cover = 1.0 - p["fortification_cover_0_1"] * self.works_ahead[axis]
            cover *= 1.0 - p["built_up_cover_0_1"] * self._built_up(axis)
            exchange = p["exchange_ratio"] * (a / d) ** p["force_ratio_elasticity"]
            worth = (worth_d / men_d) / (worth_a / men_a)
            exchange *= worth / cover
            lull = p["pause_mean_days"] / p["offensive_mean_days"]
            usual = (1.0 + lull * p["probing_intensity_ratio"]) / (1.0 + lull)
            effort = p["attacker_loss_rate_per_day"] / (0.35 * usual) * a * level[axis] * exposed_a / men_a
            effort *= math.sqrt(worth) * (1.7 * d / a) ** (0.5 - 0.5 * p["force_ratio_elasticity"])
            self.loss_rate[0][axis] = min(effort / fires, MOST_ATTACKERS_A_DAY * a) / exposed_a
            self.loss_rate[1][axis] = min(effort / exchange * fires, MOST_DEFENDERS_A_DAY * d) / exposed_d
        return contact

    def _slow(self, axis: int, ratio: float) -> tuple[float, float]:
        """What slows changes of ground on an axis, forward and backward."""
        p = self.p
        soft = 1.0 - self.mud[self.day] * (1.0 - p["mud_advance_factor"])
        elasticity = p["force_ratio_advance_elasticity"]
        gain = 1.0 - self._built_up(axis) * (1.0 - p["built_up_advance_factor"])
        gain *= 1.0 - self.works_ahead[axis] * (1.0 - p["fortified_advance_factor"])
        gain *= soft * min(4.0, max(0.25, ratio)) ** elasticity
        return gain, soft * min(4.0, max(0.25, 1.0 / max(1e-3, ratio))) ** elasticity

    def _weigh(self, border: list[float], axis: int, part: list[float] | None = None) -> float:
        """Front of an axis by nearness to the centre, of the cells that count in part."""
        return sum(border[c] * self.focus[c] * (1.0 if part is None else part[c]) for c in self.cells[axis])

    def _geometry(self) -> float:
        """Length of the front by the share of the sector that is held."""
        area = sum(a * s for a, s in zip(self.area, self.sector, strict=True))
        held = sum(h * a * s for h, a, s in zip(self.share, self.area, self.sector, strict=True)) / area
        return 2.0 * math.sqrt(max(0.0, held * (1.0 - held)))

    def _begin_tempo(self) -> None:
        """The levels from the parameters of advance, on the first day."""
        p, axes = self.p, range(self.axes)
        for way, border in enumerate((self.push, self.pull)):
            whole = sum(self._weigh(border, axis) for axis in axes)
            self.beyond[way] = min(4.0, whole / sum(self._weigh(border, axis, self.sector) for axis in axes))
        lull = p["pause_mean_days"] / p["offensive_mean_days"]
        quiet = lull * p["probing_intensity_ratio"] + 0.5 * lull**2 * p["dormant_intensity_ratio"]
        back = p["backward_share_0_1"]
        odds = back / (1.0 - back) * (0.5 + 2.5 * p["counter_attack_share_0_1"])
        lively = ((1.0 + quiet) / (1.0 + lull + 0.5 * lull**2), odds)
        for way, front in enumerate((self.push_axis, self.pull_axis)):
            km2 = p["offensive_advance_km_per_day"] * sum(front[a] * self.slowed[a][way] for a in axes) * lively[way]
            week = WEEK * km2 / max(1e-3, self._geometry() * self.beyond[way])
            self.tempo[way] = sum(week > math.sqrt(x * y) for x, y in pairwise(LEVELS))
            self.scale[way] = week / LEVELS[self.tempo[way]]

    def _begin_week(self) -> None:
        """Levels move; a new week has a rate (km2 a day) and a mean area of its changes, each way."""
        for way in range(2):
            self.tempo[way] = self.random.choices(range(len(LEVELS)), self.chain[way][self.tempo[way]])[0]
            m = LEVELS[self.tempo[way]] * self.scale[way]
            m *= math.exp(WEEK_LOG_SD * self.random.gauss(0.0, 1.0) - 0.5 * WEEK_LOG_SD**2)
            self.rate[way] = m * self._geometry() * self.beyond[way] / WEEK
            self.size[way] = math.exp(0.6) * max(m, 1e-6) ** 0.25

    def _advance(self, level: list[float], contact: list[list[float]], men: list[float]) -> None:
        """A day's changes of ground on every axis; `men` are both sides' troops of the morning."""
        axes = range(self.axes)
        slow = [self._slow(a, contact[0][a] / max(1.0, contact[1][a])) for a in axes]
        if self.day == 1:
            self.slowed, self.first_men = [tuple(max(0.02, s) for s in pair) for pair in slow], men
            self._begin_tempo()
        if (self.day - 1) % WEEK == 0:
            self._begin_week()
        weight = [[self._weigh(self.push, a) * level[a] for a in axes], [self._weigh(self.pull, a) * 0.5 for a in axes]]
        power = self.p["strength_advance_elasticity"]
        often = []
        for way in range(2):
            drive = self.rate[way] / self.size[way] * (men[way] / self.first_men[way]) ** power
            total = sum(weight[way])
            often.append([drive * w / total if total > 0.0 else 0.0 for w in weight[way]])
        over = 0.0
        for a in axes:
            area = over
            if contact[0][a] > 0.0 or contact[1][a] > 0.0:
                ahead, behind = (often[way][a] * slow[a][way] / self.slowed[a][way] for way in range(2))
                area += self._change(a, ahead, behind)
            over = area - self._move(a, area)

    def _change(self, axis: int, ahead: float, behind: float) -> float:
        area = 0.0
        for _ in range(self._poisson(ahead + behind)):
            size = self.size[0] if self.random.random() * (ahead + behind) < ahead else -self.size[1]
            area += size * self.random.weibullvariate(1.0, SHAPE) / SHAPE_MEAN
        return max(-MOST_KM_A_DAY * self.pull_axis[axis], min(area, MOST_KM_A_DAY * self.push_axis[axis]))

    def _poisson(self, rate: float) -> int:
        u, term, changes = self.random.random(), math.exp(-rate), 0
        reached = term
        while u >= reached and changes < MOST_CHANGES:
            changes += 1
            term *= rate / changes
            reached += term
        return changes

    def _move(self, axis: int, area_km2: float) -> float:
        """Give an area to its taker; returns what found room (km2, signed)."""
        forward, left = area_km2 > 0.0, abs(area_km2)
        border = self.push if forward else self.pull
        for _ in range(PICKS):
            there = [c for c in self.cells[axis] if border[c] > 0.0]
            if left <= 1e-9 or not there:
                break
            c = self.random.choices(there, [border[c] * self.focus[c] for c in there])[0]
            share, area = self.share[c], self.area[c]
            room = (1.0 - share if forward else share) * area
            step = min(left, room)
            if step >= room:
                self._give(c, 1.0 if forward else 0.0)
            else:
                self._give(c, share + (step if forward else -step) / area)
            left -= step
            self.gained_km2 += step if forward else -step
        return area_km2 - left if forward else area_km2 + left

    # the ground

    def _measure_front(self) -> None:
        cells = range(len(self.share))
        self.held = [share >= 0.5 for share in self.share]
        self.taken = [sum(km for n, km in self.borders[c] if self.held[n]) for c in cells]
        self.free = [sum(km for n, km in self.borders[c] if not self.held[n]) for c in cells]
        self.push, self.pull = [0.0] * len(cells), [0.0] * len(cells)
        names = ("push_axis", "pull_axis", "frontage", "facing", "built_up_km")
        self.push_axis, self.pull_axis, self.frontage, self.facing, self.built_up_km = (
            [0.0] * self.axes for _ in names
        )
        self.at_front: set[int] = set()
        for c in cells:
            self._put_in(c)

    def _put_in(self, c: int) -> None:
        held, share, taken, free, axis = self.held[c], self.share[c], self.taken[c], self.free[c], self.axis[c]
        self.push[c] = 0.0 if share >= 1.0 else max(taken, UNFINISHED_KM) if held else taken
        self.pull[c] = 0.0 if share <= 0.0 else free if held else max(free, UNFINISHED_KM)
        self.push_axis[axis] += self.push[c]
        self.pull_axis[axis] += self.pull[c]
        self.frontage[axis] += 0.5 * (free if held else taken)
        if not held:
            self.facing[axis] += taken
            self.built_up_km[axis] += taken * self.built_up[c]
        if (free if held else taken) > 0.0:
            self.at_front.add(c)
        else:
            self.at_front.discard(c)

    def _take_out(self, c: int) -> None:
        axis = self.axis[c]
        self.push_axis[axis] -= self.push[c]
        self.pull_axis[axis] -= self.pull[c]
        if self.held[c]:
            self.frontage[axis] -= 0.5 * self.free[c]
        else:
            self.frontage[axis] -= 0.5 * self.taken[c]
            self.facing[axis] -= self.taken[c]
            self.built_up_km[axis] -= self.taken[c] * self.built_up[c]

    def _give(self, c: int, share: float) -> None:
        self._take_out(c)
        self.share[c] = share
        if (share >= 0.5) != self.held[c]:
            self.held[c] = share >= 0.5
            sign = 1.0 if self.held[c] else -1.0
            for n, km in self.borders[c]:
                self._take_out(n)
                self.taken[n] += sign * km
                self.free[n] -= sign * km
                self._put_in(n)
        self._put_in(c)

    def _built_up(self, axis: int) -> float:
        return self.built_up_km[axis] / self.facing[axis] if self.facing[axis] > 0.0 else 0.0

    def _wear(self, level: list[float]) -> None:
        destruction, digging = self.p["destruction_per_day"], self.p["fortification_per_day"]
        for c in self.at_front:
            force = min(3.0, level[self.axis[c]])
            worn = destruction * force * (1.0 - self.ruin[c])
            self.ruin[c] += worn
            works = self.works[c]
            self.works[c] += digging * max(0.0, 1.0 - force) * (1.0 - works) - 0.5 * worn * works
        self._look_at_works()

    def _look_at_works(self) -> None:
        total = [0.0] * self.axes
        for c in self.at_front:
            if not self.held[c]:
                total[self.axis[c]] += self.taken[c] * self.works[c]
        self.works_ahead = [t / f if f > 0.0 else 0.0 for t, f in zip(total, self.facing, strict=True)]


def _borders(ground: Any) -> list[list[tuple[int, float]]]:
    """For every cell its neighbours with the length of the border (km)."""
    span = zip(ground.neighbour_start[:-1], ground.neighbour_start[1:], strict=True)
    return [list(zip(ground.neighbour[a:b].tolist(), ground.border_km[a:b].tolist(), strict=True)) for a, b in span]
