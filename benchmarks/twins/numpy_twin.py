"""The reduced campaign in NumPy, vectorised over draws, written to be as fast as NumPy allows without tricks of C.

Draws go in chunks whose arrays fit the cache. The front is kept, not measured anew: only cells that changed and their
neighbours are touched. Cells are in the order of their axes, so that sums over axes are `add.reduceat` and an axis is a
contiguous window of a row. All axes move at the same moment of a day; the engine lets each see what the axes before it
did that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.twins.reduced import Outcome, Reduced

UNFINISHED_KM = 0.328125
MOST_KM_A_DAY = 3.0
MOST_CHANGES = 50
PICKS = 60
LEVELS = np.array([0.02, 0.12, 0.4, 1.2, 3.5, 10.0, 28.0, 80.0])
WEEK, WEEK_LOG_SD = 7, 0.75
SHAPE, SHAPE_MEAN = 0.837, 1.0986631
MOST_ATTACKERS_A_DAY, MOST_DEFENDERS_A_DAY = 0.1344 / 0.35, 0.0576 / 0.35  # of those in contact
CHUNK = 256


def run_numpy(reduced: Reduced, *, seed: int, chunk: int = CHUNK) -> Outcome:
    """Every draw through all days, chunk by chunk."""
    ground = _Ground.of(reduced)
    rng = np.random.Generator(np.random.SFC64(seed))
    parts = [
        _Chunk(reduced.take(slice(first, first + chunk)), ground, rng).run()
        for first in range(0, len(reduced.parameters), chunk)
    ]
    return Outcome(
        np.concatenate([p.losses for p in parts]),
        np.concatenate([p.gained_km2 for p in parts]),
        np.concatenate([p.town_0_1 for p in parts]),
    )


@dataclass(frozen=True)
class _Ground:
    """Cells in the order of their axes; neighbours in rows of equal length, filled up with a cell that is nowhere."""

    order: NDArray[np.int64]
    area: NDArray[np.float32]
    sector: NDArray[np.float64]
    built_up: NDArray[np.float32]
    away: NDArray[np.float64]
    activity: NDArray[np.float64]
    start: NDArray[np.int64]
    count: NDArray[np.int64]
    axis: NDArray[np.int64]
    window: NDArray[np.float32]  # [axis, widest] 1 where a window of that width is still in the axis
    neighbour: NDArray[np.int64]  # [cell, most neighbours]
    border: NDArray[np.float32]
    all_border: NDArray[np.float32]  # [cell]

    @staticmethod
    def of(reduced: Reduced) -> _Ground:
        g = reduced.ground
        cells = len(g.area_km2)
        order = g.axis_cells.astype(np.int64)
        place = np.empty(cells, np.int64)
        place[order] = np.arange(cells)
        widest = int(np.diff(g.neighbour_start).max())
        neighbour = np.full((cells + 1, widest), cells)
        border = np.zeros((cells + 1, widest), np.float32)
        for new, old in enumerate(order):
            span = slice(g.neighbour_start[old], g.neighbour_start[old + 1])
            neighbour[new, : span.stop - span.start] = place[g.neighbour[span]]
            border[new, : span.stop - span.start] = g.border_km[span]
        count = np.diff(g.axis_start).astype(np.int64)
        window = (np.arange(count.max()) < count[:, None]).astype(np.float32)
        return _Ground(
            order,
            g.area_km2[order].astype(np.float32),
            g.sector[order],
            g.built_up[order].astype(np.float32),
            np.hypot(g.x_km, g.y_km)[order],
            g.activity[order],
            g.axis_start[:-1].astype(np.int64),
            count,
            g.axis[order].astype(np.int64),
            window,
            neighbour,
            border,
            border.sum(axis=1),
        )


class _Chunk:
    """The state of some draws. Arrays over cells have one column more: the cell that is nowhere."""

    def __init__(self, reduced: Reduced, ground: _Ground, rng: np.random.Generator) -> None:
        self.reduced, self.ground, self.rng = reduced, ground, rng
        self.draws, self.cells = len(reduced.parameters), len(ground.order)
        self.width = self.cells + 1
        shape = (self.draws, self.width)
        self.share, self.works, self.ruin = (np.zeros(shape, np.float32) for _ in range(3))
        self.share[:, :-1] = reduced.share[:, ground.order]
        self.works[:, :-1] = reduced.fortification[:, ground.order]
        held = self.share >= 0.5
        # in order of memory, since cells are reached through flat views of it
        self.taken = np.ascontiguousarray((held[:, ground.neighbour] * ground.border).sum(axis=2, dtype=np.float32))
        # push and pull one behind the other, so that one window takes the border that a change needs
        self.ease = np.zeros((2, *shape), np.float32)
        self.facing, self.at_front, self.facing_built = (np.zeros(shape, np.float32) for _ in range(3))
        self._settle(np.arange(self.draws * self.width))
        self.sums = np.zeros((5, self.draws, len(ground.start)))
        self._sum_axes(np.arange(self.draws))
        self.first_frontage = np.maximum(1.0, self.sums[2].sum(axis=1))
        self.works_ahead = self._mean_works()
        reach = reduced.value("objective_reach_km")[:, None]
        near = np.minimum(1.0, 2.0 * (reduced.share @ reduced.ground.near))
        pull = (reduced.value("objective_pull_ratio") * near)[:, None]
        follows = reduced.value("local_persistence_0_1")[:, None]
        focus = np.zeros(shape, np.float32)
        houses = ground.built_up * (1.0 - reduced.value("built_up_advance_factor")[:, None])
        focus[:, :-1] = (
            (1.0 + pull * np.exp(-ground.away / reach))
            / (1.0 + pull)
            * (1.0 - houses)
            * (1.0 + follows * (ground.activity - 1.0))
        )
        self.focus = focus
        widest = ground.window.shape[1]
        self.focus_windows = _windows(focus, widest)
        self.padded = np.zeros(2 * self.draws * self.width + widest, np.float32)
        self.ease_flat = self.padded[: self.ease.size]
        self.ease_flat[:] = self.ease.ravel()
        self.ease = self.ease_flat.reshape(2, *shape)
        self.ease_windows = np.lib.stride_tricks.sliding_window_view(self.padded, widest)
        self.kinds = np.flatnonzero(reduced.personnel.sum(axis=(0, 1, 2)) > 0)
        self.men = np.ascontiguousarray(reduced.personnel[:, :, :, self.kinds].transpose(1, 3, 0, 2))
        self._weigh_kinds()
        self.losses = np.zeros((self.draws, 2))
        self.gained = np.zeros(self.draws)
        self.deviation = reduced.intensity.copy()

    def _weigh_kinds(self) -> None:
        """Quality and exposure by kind ([kind, draw, 1] and [side, kind, draw, 1])."""
        value = self.reduced.value
        worth = [
            np.ones(self.draws),
            value("quality_assault"),
            value("quality_conscript"),
            value("quality_territorial"),
        ]
        self.worth = np.array(worth)[self.kinds][:, :, None]
        exposed = np.ones((2, 4, self.draws))
        exposed[0, 1] = value("assault_exposure_ratio")
        self.exposed = np.ascontiguousarray(exposed[:, self.kinds][:, :, :, None])

    def run(self) -> Outcome:
        value = self.reduced.value
        keep = 2.0 ** (-1.0 / value("intensity_half_life_days"))[:, None]
        shock = np.sqrt(1.0 - keep * keep)
        sd, common = value("intensity_log_sd")[:, None], value("intensity_common_share_0_1")[:, None]
        of_all, own, drift = sd * np.sqrt(common), sd * np.sqrt(1.0 - common), 0.5 * sd * sd
        for day in range(1, self.reduced.days + 1):
            self.deviation *= keep
            self.deviation += shock * self.rng.standard_normal(self.deviation.shape)
            level = np.exp(of_all * self.deviation[:, -1:] - drift + own * self.deviation[:, :-1])
            men = self.men.sum(axis=(1, 3))
            ratio, engaged = self._fight(level)
            self._advance(day, level, ratio, engaged, men)
            self._wear(level)
        town = self.share[:, :-1] @ self.reduced.ground.town[self.ground.order]
        return Outcome(self.losses, self.gained, town)

    def _fight(self, level: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Attrition on every axis; the force ratio in contact and whether anybody is there ([draw, axis])."""
        value = self.reduced.value
        frontage = self.sums[2]
        shorter = np.minimum(1.0, frontage.sum(axis=1) / self.first_frontage)
        engaged = (value("contact_share_0_1") * shorter)[:, None]
        total = self.men.sum(axis=1)
        least = np.where(total > 0.0, total, 1.0)
        contact = np.minimum(engaged * total, value("max_density_per_km")[:, None] * frontage)
        quality = np.where(total > 0.0, (self.men * self.worth).sum(axis=1) / least, 1.0)
        exposed = (self.men * self.exposed).sum(axis=1)
        both = (contact[0] > 0.0) & (contact[1] > 0.0)
        attackers, defenders = contact[0], np.where(contact[1] > 0.0, contact[1], 1.0)
        shells = np.clip(value("attacker_shells_per_day") / value("defender_shells_per_day"), 0.05, 20.0)
        fires = (shells ** (value("fire_elasticity") * value("fires_share_of_losses_0_1")))[:, None]
        cover = 1.0 - value("fortification_cover_0_1")[:, None] * self.works_ahead
        cover *= 1.0 - value("built_up_cover_0_1")[:, None] * self._built_up()
        strength = np.where(both, attackers, 1.0) / defenders
        worth = quality[1] / quality[0]
        exchange = value("exchange_ratio")[:, None] * strength ** value("force_ratio_elasticity")[:, None]
        exchange *= worth / cover
        exposure = np.where(total[0] > 0.0, exposed[0] / least[0], 1.0)
        lull = value("pause_mean_days") / value("offensive_mean_days")
        usual = (1.0 + lull * value("probing_intensity_ratio")) / (1.0 + lull)
        pull = 0.5 - 0.5 * value("force_ratio_elasticity")
        effort = (value("attacker_loss_rate_per_day") / (0.35 * usual))[:, None] * attackers * level * exposure
        effort *= np.sqrt(worth) * (1.7 / strength) ** pull[:, None]
        cost = np.stack(
            [
                np.minimum(effort / fires, MOST_ATTACKERS_A_DAY * attackers),
                np.minimum(effort / exchange * fires, MOST_DEFENDERS_A_DAY * contact[1]),
            ]
        )
        rate = np.where(both, cost, 0.0) / np.where(exposed > 0.0, exposed, 1.0)
        lost = self.men * np.minimum(1.0, rate[:, None] * self.exposed)
        self.men -= lost
        self.losses += lost.sum(axis=(1, 3)).T
        return contact[0] / np.maximum(1.0, contact[1]), (contact[0] > 0.0) | (contact[1] > 0.0)

    def _slow(self, ratio: NDArray[np.float64], mud: float) -> NDArray[np.float64]:
        """What slows changes forward and backward ([way, draw, axis])."""
        value = self.reduced.value
        soft = (1.0 - mud * (1.0 - value("mud_advance_factor")))[:, None]
        elasticity = value("force_ratio_advance_elasticity")[:, None]
        gain = 1.0 - self._built_up() * (1.0 - value("built_up_advance_factor")[:, None])
        gain *= 1.0 - self.works_ahead * (1.0 - value("fortified_advance_factor")[:, None])
        loss = soft * np.clip(1.0 / np.maximum(1e-3, ratio), 0.25, 4.0) ** elasticity
        return np.stack([gain * soft * np.clip(ratio, 0.25, 4.0) ** elasticity, loss])

    def _begin_tempo(self) -> None:
        """The level of every draw from its parameters of advance, what lies beyond the sector, and the first troops."""
        value, ground = self.reduced.value, self.ground
        inside = self._weights(ground.sector)
        self.beyond = np.minimum(4.0, self._weights(np.ones(self.cells)).sum(axis=2) / inside.sum(axis=2))
        lull = value("pause_mean_days") / value("offensive_mean_days")
        quiet = lull * value("probing_intensity_ratio") + 0.5 * lull**2 * value("dormant_intensity_ratio")
        usual = (1.0 + quiet) / (1.0 + lull + 0.5 * lull**2)
        back = value("backward_share_0_1")
        odds = back / (1.0 - back) * (0.5 + 2.5 * value("counter_attack_share_0_1"))
        km2 = (self.sums[:2] * self.slowed).sum(axis=2) * value("offensive_advance_km_per_day")
        week = WEEK * km2 * np.stack([usual, odds]) / np.maximum(1e-3, self._geometry())
        edges = np.sqrt(LEVELS[:-1] * LEVELS[1:])
        self.tempo = np.searchsorted(edges, week)
        self.scale = week / LEVELS[self.tempo]

    def _geometry(self) -> NDArray[np.float64]:
        """Length of the front by the share of the sector that is held, and what lies beyond it ([way, draw])."""
        area = self.ground.sector * self.ground.area
        held = np.clip(self.share[:, :-1] @ area / area.sum(), 0.0, 1.0)
        return 2.0 * np.sqrt(held * (1.0 - held)) * self.beyond

    def _weights(self, part: NDArray[np.float64]) -> NDArray[np.float64]:
        """Front by nearness to the centre ([way, draw, axis]) over cells that count in part."""
        return np.add.reduceat(self.ease[:, :, :-1] * self.focus[None, :, :-1] * part, self.ground.start, axis=2)

    def _begin_week(self) -> None:
        """Levels move; a new week has a rate (km2 a day) and a mean area of its changes, [way, draw]."""
        chain = np.cumsum(self.reduced.campaign.tempo.transitions, axis=2)
        u = self.rng.random(self.tempo.shape)
        rows = chain[np.arange(2)[:, None], self.tempo]
        self.tempo = np.minimum(7, (u[:, :, None] >= rows).sum(axis=2))
        m = LEVELS[self.tempo] * self.scale
        m = m * np.exp(WEEK_LOG_SD * self.rng.standard_normal(m.shape) - 0.5 * WEEK_LOG_SD**2)
        self.rate = m * self._geometry() / WEEK
        self.size = np.exp(0.6) * np.maximum(m, 1e-6) ** 0.25

    def _advance(
        self,
        day: int,
        level: NDArray[np.float64],
        ratio: NDArray[np.float64],
        engaged: NDArray[np.bool_],
        men: NDArray[np.float64],
    ) -> None:
        """Changes of ground on every axis, and the cells that they fall on; `men` [side, draw] of the morning."""
        slow = self._slow(ratio, float(self.reduced.mud[day]))
        if day == 1:
            self.slowed = np.maximum(0.02, slow)
            self._begin_tempo()
            self.first_men = men
        if (day - 1) % WEEK == 0:
            self._begin_week()
        weight = self._weights(np.ones(self.cells)) * np.stack([level, np.full_like(level, 0.5)])
        total = weight.sum(axis=2, keepdims=True)
        part = np.where(total > 0.0, weight / np.where(total > 0.0, total, 1.0), 0.0)
        drive = (men / self.first_men) ** self.reduced.value("strength_advance_elasticity")
        often = (self.rate / self.size * drive)[:, :, None] * part * slow / self.slowed * engaged
        changes = np.minimum(self.rng.poisson(often.sum(axis=0)), MOST_CHANGES)
        draw, axis = np.nonzero(changes)
        if not len(draw):
            return
        each = np.repeat(np.arange(len(draw)), changes[draw, axis])
        forward, both = often[0, draw, axis], often[:, draw, axis].sum(axis=0)
        to_attacker = self.rng.random(len(each)) * both[each] < forward[each]
        size = self.rng.weibull(SHAPE, len(each)) / SHAPE_MEAN
        size *= np.where(to_attacker, self.size[0, draw][each], -self.size[1, draw][each])
        area = np.bincount(each, size, minlength=len(draw))
        push, pull = self.sums[0], self.sums[1]
        area = np.clip(area, -MOST_KM_A_DAY * pull[draw, axis], MOST_KM_A_DAY * push[draw, axis])
        here = np.zeros((self.draws, often.shape[2]))
        here[draw, axis] = area
        over = np.zeros(self.draws)
        for one in range(here.shape[1]):
            over += here[:, one]
            rows = np.flatnonzero(over)
            over[rows] = self._move(rows, np.full(len(rows), one), over[rows])
        self._sum_axes(np.unique(draw))

    def _move(self, draw: NDArray[np.int64], axis: NDArray[np.int64], area: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give each area (km2) to its taker, one cell after another; returns what found no room."""
        ground = self.ground
        forward, left = area > 0.0, np.abs(area)
        case, rest = np.arange(len(area)), area.copy()
        for _ in range(PICKS):
            going = np.flatnonzero(left > 1e-9)
            if not len(going):
                break
            draw, axis, forward, left = draw[going], axis[going], forward[going], left[going]
            case = case[going]
            at = draw * self.width + ground.start[axis]
            weight = self.ease_windows[at + np.where(forward, 0, self.draws * self.width)]
            weight = np.cumsum(weight * self.focus_windows[at] * ground.window[axis], axis=1, dtype=np.float64)
            total = weight[:, -1]
            mark = (1.0 - self.rng.random(len(draw))) * total
            chosen = ground.start[axis] + (weight >= mark[:, None]).argmax(axis=1)
            there = total > 0.0
            if not there.all():
                draw, axis, forward, left = draw[there], axis[there], forward[there], left[there]
                chosen, case = chosen[there], case[there]
            flat = draw * self.width + chosen
            share = self.share.reshape(-1)
            before = share[flat]
            room = np.where(forward, 1.0 - before, before) * ground.area[chosen]
            step = np.minimum(left, room)
            after = before + np.where(forward, step, -step) / ground.area[chosen]
            after = np.where(step >= room, forward.astype(np.float32), np.clip(after, 0.0, 1.0)).astype(np.float32)
            share[flat] = after
            left = left - step
            rest[case] -= np.where(forward, step, -step)
            self.gained += np.bincount(draw, np.where(forward, step, -step), minlength=self.draws)
            self._follow(draw, chosen, flat, before >= 0.5, after >= 0.5)
        return rest

    def _follow(
        self,
        draw: NDArray[np.int64],
        cell: NDArray[np.int64],
        flat: NDArray[np.int64],
        was: NDArray[np.bool_],
        now: NDArray[np.bool_],
    ) -> None:
        """Keep the front in step with cells that changed."""
        turned = was != now
        touched = flat
        if turned.any():
            row, turned_cell = draw[turned], cell[turned]
            around = (row[:, None] * self.width + self.ground.neighbour[turned_cell]).ravel()
            by = np.where(now[turned], np.float32(1.0), np.float32(-1.0))[:, None] * self.ground.border[turned_cell]
            np.add.at(self.taken.reshape(-1), around, by.ravel())
            touched = np.concatenate([flat, around])
        self._settle(touched)

    def _settle(self, flat: NDArray[np.int64]) -> None:
        """What each of some cells adds to the front of its axis."""
        cell = flat % self.width
        share, taken = self.share.reshape(-1)[flat], self.taken.reshape(-1)[flat]
        free = self.ground.all_border[cell] - taken
        held = share >= 0.5
        real = cell < self.cells
        both = self.ease.reshape(2, -1)
        both[0, flat] = np.where((share < 1.0) & real, np.where(held, np.maximum(taken, UNFINISHED_KM), taken), 0.0)
        both[1, flat] = np.where((share > 0.0) & real, np.where(held, free, np.maximum(free, UNFINISHED_KM)), 0.0)
        facing = np.where(held, 0.0, taken)
        self.facing.reshape(-1)[flat] = facing
        self.facing_built.reshape(-1)[flat] = facing * np.append(self.ground.built_up, 0.0)[cell]
        self.at_front.reshape(-1)[flat] = np.where(held, free, taken) > 0.0

    def _sum_axes(self, rows: NDArray[np.int64]) -> None:
        """Push, pull, frontage, facing and built-up front of some draws' axes (km). Frontage is twice counted."""
        start = self.ground.start
        parts = (self.ease[0], self.ease[1], None, self.facing, self.facing_built)
        for i, part in enumerate(parts):
            if part is not None:
                self.sums[i, rows] = np.add.reduceat(part[rows, :-1], start, axis=1)
        held_free = (self.share[rows, :-1] >= 0.5) * (self.ground.all_border[:-1] - self.taken[rows, :-1])
        self.sums[2, rows] = 0.5 * (np.add.reduceat(held_free, start, axis=1) + self.sums[3, rows])

    def _built_up(self) -> NDArray[np.float64]:
        facing = self.sums[3]
        return np.where(facing > 0.0, self.sums[4] / np.where(facing > 0.0, facing, 1.0), 0.0)

    def _mean_works(self) -> NDArray[np.float64]:
        total = np.add.reduceat(self.facing[:, :-1] * self.works[:, :-1], self.ground.start, axis=1)
        facing = self.sums[3]
        return np.where(facing > 0.0, total / np.where(facing > 0.0, facing, 1.0), 0.0)

    def _wear(self, level: NDArray[np.float64]) -> None:
        """Destruction and works at the front, and the mean works ahead."""
        value = self.reduced.value
        rate = value("destruction_per_day").astype(np.float32)[:, None]
        digging = value("fortification_per_day").astype(np.float32)[:, None]
        force = np.minimum(3.0, level).astype(np.float32)
        count = self.ground.count
        front, ruin, works = self.at_front[:, :-1], self.ruin[:, :-1], self.works[:, :-1]
        worn = np.repeat(rate * force, count, axis=1)
        worn *= front
        worn *= 1.0 - ruin
        ruin += worn
        dug = np.repeat(digging * np.maximum(0.0, 1.0 - force), count, axis=1)
        dug *= front
        dug *= 1.0 - works
        worn *= works
        worn *= 0.5
        works += dug
        works -= worn
        self.works_ahead = self._mean_works()


def _windows(array: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Every run of `width` values of an array laid flat."""
    flat = np.concatenate([array.ravel(), np.zeros(width, np.float32)])
    return np.lib.stride_tricks.sliding_window_view(flat, width)
