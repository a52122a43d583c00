"""How much ground changes hands in a draw, and which cells."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.twins.agent_people import OFFENSIVE, outnumbering

if TYPE_CHECKING:
    from benchmarks.twins.agent_twin import AgentCampaign

LEVELS = (0.02, 0.12, 0.4, 1.2, 3.5, 10.0, 28.0, 80.0)
WEEK, WEEK_LOG_SD = 7, 0.75
SHAPE, SHAPE_MEAN = 0.837, 1.0986631
LEAST_SLOWED, MOST_BEYOND, MOST_FIRES = 0.02, 4.0, 20.0
MOST_KM_A_DAY, MOST_CHANGES, PICKS = 3.0, 50, 60


class Tempo:
    """The tempo of the whole sector, and what changes it against the first day."""

    def __init__(self, model: AgentCampaign) -> None:
        self.model = model
        self.level = model.given.state.tempo_class[model.draw].tolist()
        self.scale = model.given.state.tempo_scale[model.draw].tolist()
        self.rate, self.size, self.beyond = [0.0, 0.0], [1.0, 1.0], [1.0, 1.0]
        self.slowed: list[tuple[float, float]] = []
        self.first_present, self.first_fires = [1.0, 1.0], 1.0
        self.paid = [0.0, 0.0]

    def remember(self) -> None:
        """The first day: troops, fires, what slows an advance."""
        model = self.model
        self.first_present = [max(1.0, men) for men in model.present]
        self.first_fires = _fires(*(command.delivered for command in model.commands))
        slow = [self._slow(axis) for axis in range(model.axes)]
        self.slowed = [(max(LEAST_SLOWED, ahead), max(LEAST_SLOWED, back)) for ahead, back in slow]

    def _slow(self, axis: int) -> tuple[float, float]:
        model, p, ground = self.model, self.model.p, self.model.ground
        mud = 1.0 - model.mud[model.day] * (1.0 - p["mud_advance_factor"])
        ratio = model.contact[0][axis] / max(1.0, model.contact[1][axis])
        force = min(4.0, max(0.25, ratio)) ** p["force_ratio_advance_elasticity"]
        gain = 1.0 - ground.houses(axis) * (1.0 - p["built_up_advance_factor"])
        gain *= 1.0 - ground.fortified[axis] * (1.0 - p["fortified_advance_factor"])
        attacker, defender = model.commands
        return gain * mud * force * attacker.fed[axis], mud / force * defender.fed[axis]

    def advance(self) -> float:
        """A day's changes of ground on every axis, one after another; returns what the attacker won (km2)."""
        model, p, axes = self.model, self.model.p, range(self.model.axes)
        if model.day == 1:
            self._begin()
        if (model.day - 1) % WEEK == 0:
            self._begin_week()
        attacker, defender = model.commands
        fires = _fires(attacker.fired, defender.fired) / self.first_fires
        power = p["strength_advance_elasticity"]
        drive = [
            effect ** p["fires_advance_elasticity"] * max(1e-3, now / then) ** power
            for effect, now, then in zip((fires, 1.0 / fires), model.present, self.first_present, strict=True)
        ]
        ground = model.ground
        fights = [model.contact[0][a] > 0.0 or model.contact[1][a] > 0.0 for a in axes]
        weight = [
            [ground.weigh(ground.push, a) * model.level[a] * fights[a] for a in axes],
            [ground.weigh(ground.pull, a) * (3.0 if defender.phase[a] == OFFENSIVE else 0.5) * fights[a] for a in axes],
        ]
        part = [[w / sum(row) if sum(row) > 0.0 else 0.0 for w in row] for row in weight]
        if model.garrison.fell_day == -1:
            self.paid[0] += drive[0] * sum(part[0][a] * self._slow(a)[0] / self.slowed[a][0] for a in axes)
            self.paid[1] += 1.0
        attack = outnumbering(model)
        drive = [drive[0] * attack, drive[1] * min(4.0, 1.0 / max(1e-6, attack))]
        usual = model.given.timeline.usual[:, model.day]
        won = over = 0.0
        for a in axes:
            slow = self._slow(a)
            ahead, back = (
                self.rate[w] / self.size[w] * part[w][a] * drive[w] * slow[w] / self.slowed[a][w] / float(usual[w])
                for w in range(2)
            )
            area = over + self._change(a, ahead, back)  # over: what the axis before had no room for
            moved = self._move(a, area)
            won += moved
            over = area - moved
        for a in axes:  # once more round
            moved = self._move(a, over)
            won += moved
            over -= moved
        return won

    def _begin(self) -> None:
        """What lies beyond the sector, and the levels from the parameters of advance where none is known."""
        model, p, ground, axes = self.model, self.model.p, self.model.ground, range(self.model.axes)
        for way, border in enumerate((ground.push, ground.pull)):
            inside = sum(ground.weigh(border, a, model.table.sector) for a in axes)
            whole = sum(ground.weigh(border, a) for a in axes)
            self.beyond[way] = min(MOST_BEYOND, whole / inside) if inside > 0.0 else 1.0
        if self.level[0] >= 0:
            return
        lull = p["pause_mean_days"] / p["offensive_mean_days"]
        quiet = lull * p["probing_intensity_ratio"] + 0.5 * lull**2 * p["dormant_intensity_ratio"]
        back = p["backward_share_0_1"]
        odds = back / (1.0 - back) * (0.5 + 2.5 * p["counter_attack_share_0_1"])
        lively = ((1.0 + quiet) / (1.0 + lull + 0.5 * lull**2), odds)
        for way, front in enumerate((ground.push_km, ground.pull_km)):
            km2 = p["offensive_advance_km_per_day"] * lively[way] * sum(front[a] * self.slowed[a][way] for a in axes)
            week = WEEK * km2 / max(1e-3, self._geometry() * self.beyond[way])
            self.level[way] = sum(week > math.sqrt(x * y) for x, y in pairwise(LEVELS))
            self.scale[way] = week / LEVELS[self.level[way]]

    def _geometry(self) -> float:
        table = self.model.table
        held = sum(h * a * s for h, a, s in zip(self.model.ground.share, table.area, table.sector, strict=True))
        held /= table.ground.sector_km2
        return 2.0 * math.sqrt(max(0.0, held * (1.0 - held)))

    def _begin_week(self) -> None:
        random, chain = self.model.random, self.model.given.settings.transitions
        for way in range(2):
            row = chain[way, self.level[way]].tolist()
            u = random.random()
            self.level[way] = min(len(LEVELS) - 1, sum(u >= reached for reached in row))
            m = LEVELS[self.level[way]] * self.scale[way]
            m *= math.exp(WEEK_LOG_SD * random.gauss(0.0, 1.0) - 0.5 * WEEK_LOG_SD**2)
            self.rate[way] = m * self._geometry() * self.beyond[way] / WEEK
            self.size[way] = math.exp(0.6) * max(m, 1e-6) ** 0.25

    def _change(self, axis: int, ahead: float, back: float) -> float:
        random, ground = self.model.random, self.model.ground
        u, term, changes = random.random(), math.exp(-ahead - back), 0
        reached, area = term, 0.0
        while u >= reached and changes < MOST_CHANGES:
            changes += 1
            term *= (ahead + back) / changes
            reached += term
            size = self.size[0] if random.random() * (ahead + back) < ahead else -self.size[1]
            area += size * random.weibullvariate(1.0, SHAPE) / SHAPE_MEAN
        return max(-MOST_KM_A_DAY * ground.pull_km[axis], min(area, MOST_KM_A_DAY * ground.push_km[axis]))

    def _move(self, axis: int, area_km2: float) -> float:
        """Give an area to its taker, one cell after another; returns what the attacker won (km2)."""
        ground, table = self.model.ground, self.model.table
        forward, left, won = area_km2 > 0.0, abs(area_km2), 0.0
        border = ground.push if forward else ground.pull
        for _ in range(PICKS):
            there = [c for c in table.cells_of[axis] if border[c] > 0.0]
            if left <= 1e-9 or not there:
                break
            c = self.model.random.choices(there, [border[c] * ground.focus[c] for c in there])[0]
            share, area = ground.share[c], table.area[c]
            step = min(left, (1.0 - share if forward else share) * area)
            filled = step < left  # the rest goes to the next cell
            target = share + (step if forward else -step) / area
            won += ground.give(c, float(forward) if filled else target)
            left -= step
        return won


def _fires(attacker: float, defender: float) -> float:
    return min(MOST_FIRES, max(1.0 / MOST_FIRES, attacker / max(defender, 1e-9)))
