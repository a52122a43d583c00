"""How much ground changes hands, and which cells: tempo, advance and control by arrays.

Changes of all axes are drawn at the same moment of a day and placed one axis after another; the engine lets each axis
draw its changes with what the axes before it did that day.
"""

from __future__ import annotations

import numpy as np

from benchmarks.twins.array_cells import Ints
from benchmarks.twins.array_front import PULL, PUSH
from benchmarks.twins.array_state import MOST_FASTER, PAUSE, Draws, Reals, outnumbering

LEVELS = np.array([0.02, 0.12, 0.4, 1.2, 3.5, 10.0, 28.0, 80.0])
WEEK, WEEK_LOG_SD = 7, 0.75
SHAPE, SHAPE_MEAN = 0.837, 1.0986631
LEAST_SLOWED, MOST_BEYOND, MOST_FIRES = 0.02, 4.0, 20.0
MOST_KM_A_DAY, MOST_CHANGES, PICKS = 3.0, 50, 60


def remember_first_day(c: Draws) -> None:
    """What acts by its ratio to the first day: troops, fires, what slows an advance."""
    c.first_present = np.maximum(1.0, c.present)
    c.first_fires = _fires(c.p["attacker_shells_per_day"], c.p["defender_shells_per_day"])
    c.slowed = np.maximum(LEAST_SLOWED, _slow(c))


def _fires(attacker: Reals, defender: Reals) -> Reals:
    return np.clip(attacker / np.maximum(defender, 1e-9), 1.0 / MOST_FIRES, MOST_FIRES)


def _slow(c: Draws) -> Reals:
    """What slows changes of ground, forward and backward ([way, axis, draw])."""
    p = c.p
    mud = 1.0 - c.given.timeline.mud[c.day] * (1.0 - p["mud_advance_factor"])
    force = np.clip(c.contact[0] / np.maximum(1.0, c.contact[1]), 0.25, 4.0) ** p["force_ratio_advance_elasticity"]
    forward = 1.0 - c.front.houses() * (1.0 - p["built_up_advance_factor"])
    forward *= 1.0 - c.front.fortified * (1.0 - p["fortified_advance_factor"])
    return np.stack([forward * (mud * force) * c.fed[0], mud / force * c.fed[1]])


def advance(c: Draws) -> Reals:
    """A day's changes of ground; returns what the attacker won, km2 net ([draw])."""
    if not c.on["advance"]:
        return np.zeros(c.count)
    p = c.p
    if c.day == 1:
        _measure_beyond(c)
    if (c.day - 1) % WEEK == 0:
        _begin_week(c)
    fires = _fires(c.fired[0], c.fired[1]) / c.first_fires
    drive = np.stack([fires, 1.0 / fires]) ** p["fires_advance_elasticity"]
    drive *= np.maximum(1e-3, c.present / c.first_present) ** p["strength_advance_elasticity"]
    part = c.front.weights() * np.stack([c.level, 0.5 + 2.5 * c.counter])
    part *= (c.contact[0] > 0.0) | (c.contact[1] > 0.0)
    total = part.sum(axis=1, keepdims=True)
    part /= np.where(total > 0.0, total, 1.0)
    part *= _slow(c) / c.slowed
    pausing = c.action[0] == PAUSE
    counted = (c.fell_day == -1) & ~pausing
    c.paid[:2] += counted * drive * part.sum(axis=1)
    c.paid[2] += counted
    attack = outnumbering(c)
    drive *= np.stack([attack * ~pausing, np.minimum(MOST_FASTER, 1.0 / np.maximum(1e-6, attack))])
    often = part * (c.rate / c.size * drive / c.given.timeline.usual[:, c.day, None])[:, None]
    return _change_ground(c, often)


def _measure_beyond(c: Draws) -> None:
    """Front of the whole map over that of the sector; levels from the parameters of advance where none is known."""
    p, front = c.p, c.front
    weight = front.ease[:, :, :-1] * front.focus[:, :-1]
    whole, inside = weight.sum(axis=2, dtype=float), weight @ c.cells.sector
    c.beyond = np.where(inside > 0.0, np.minimum(MOST_BEYOND, whole / np.where(inside > 0.0, inside, 1.0)), 1.0)
    lull = p["pause_mean_days"] / p["offensive_mean_days"]
    quiet = lull * p["probing_intensity_ratio"] + 0.5 * lull**2 * p["dormant_intensity_ratio"]
    usual = (1.0 + quiet) / (1.0 + lull + 0.5 * lull**2)
    back = p["backward_share_0_1"]
    odds = back / (1.0 - back) * (0.5 + 2.5 * p["counter_attack_share_0_1"])
    km2 = (front.sums[PUSH : PULL + 1] * c.slowed).sum(axis=1) * p["offensive_advance_km_per_day"]
    week = WEEK * km2 * np.stack([usual, odds]) / np.maximum(1e-3, _geometry(c))
    level = np.searchsorted(np.sqrt(LEVELS[:-1] * LEVELS[1:]), week)
    unknown = c.tempo[0] < 0
    c.tempo = np.where(unknown, level, c.tempo)
    c.tempo_scale = np.where(unknown, week / LEVELS[level], c.tempo_scale)


def _geometry(c: Draws) -> Reals:
    """Length of the front by the share of the sector that is held, and what lies beyond it ([way, draw])."""
    area = c.cells.sector * c.cells.area[:-1]
    held = np.clip(area.astype(np.float32) @ c.front.share[:-1] / c.given.ground.sector_km2, 0.0, 1.0)
    return 2.0 * np.sqrt(held * (1.0 - held)) * c.beyond


def _begin_week(c: Draws) -> None:
    """Levels move; a new week has a rate (km2 a day) and a mean area of its changes ([way, draw])."""
    rows = c.given.settings.transitions[np.arange(2)[:, None], c.tempo]
    u = c.rng.random(c.tempo.shape)
    c.tempo = np.minimum(len(LEVELS) - 1, (u[:, :, None] >= rows).sum(axis=2))
    m = LEVELS[c.tempo] * c.tempo_scale
    m = m * np.exp(WEEK_LOG_SD * c.rng.standard_normal(m.shape) - 0.5 * WEEK_LOG_SD**2)
    c.rate = m * _geometry(c) / WEEK
    c.size = np.exp(0.6) * np.maximum(m, 1e-6) ** 0.25


def _change_ground(c: Draws, often: Reals) -> Reals:
    """Poisson changes at rates `often` [way, axis, draw], each with a direction and an area of its own."""
    both = often.sum(axis=0)
    u = c.rng.random(both.shape)
    axis, draw = np.nonzero(u >= np.exp(-both))
    if not len(draw):
        return np.zeros(c.count)
    rate, u = both[axis, draw], u[axis, draw]
    changes = np.ones(len(draw), int)  # Poisson by inversion: those that pass nought go on
    term = np.exp(-rate) * rate
    reached = np.exp(-rate) + term
    while (more := (u >= reached) & (changes < MOST_CHANGES)).any():
        changes += more
        term = term * rate / changes
        reached = np.where(more, reached + term, reached)
    each = np.repeat(np.arange(len(draw)), changes)
    ahead = c.rng.random(len(each)) * rate[each] < often[0, axis, draw][each]
    area = c.rng.weibull(SHAPE, len(each)) / SHAPE_MEAN
    area *= np.where(ahead, c.size[0, draw][each], -c.size[1, draw][each])
    return _place(c, axis, draw, np.bincount(each, area, minlength=len(draw)))


def _place(c: Draws, axis: Ints, draw: Ints, area: Reals) -> Reals:
    """Place changes (km2) axis by axis; what one has no room for falls to the next, round and round once."""
    axes = len(c.cells.axes)
    drawn = np.zeros((axes, c.count))
    drawn[axis, draw] = area
    won, over = np.zeros((2, c.count))
    for turn in range(2 * axes):
        one = turn % axes
        if turn < axes:
            push, pull = c.front.sums[PUSH, one], c.front.sums[PULL, one]
            over += np.clip(drawn[one], -MOST_KM_A_DAY * pull, MOST_KM_A_DAY * push)
        rows = np.flatnonzero(over)
        if len(rows):
            left = _move(c, one, rows, over[rows])
            won[rows] += over[rows] - left
            over[rows] = left
    return won


def _move(c: Draws, axis: int, draw: Ints, area: Reals) -> Reals:
    """Give areas (km2) of an axis to their takers, one cell after another; returns what found no room."""
    cells, front, n = c.cells, c.front, c.count
    window = cells.window[axis]
    forward, left = area > 0.0, np.abs(area)
    ease, focus = front.ease.reshape(-1), front.focus.reshape(-1)
    going = np.flatnonzero(left > 1e-9)
    for _ in range(PICKS):
        flat = window + (draw[going] * len(front.share))[:, None]
        border = ease[flat + np.where(forward[going], 0, len(focus))[:, None]]
        summed = np.cumsum(border * focus[flat], axis=1, dtype=float)
        total = summed[:, -1]
        there = total > 0.0
        going, summed, total = going[there], summed[there], total[there]
        if not len(going):
            break
        mark = (1.0 - c.rng.random(len(going))) * total
        place = window[(summed >= mark[:, None]).argmax(axis=1)]
        flat, ahead = place * n + draw[going], forward[going]
        share = front.share.reshape(-1)[flat]
        room = np.where(ahead, 1.0 - share, share) * cells.area[place]
        step = np.minimum(left[going], room)
        after = np.clip(share + np.where(ahead, step, -step) / cells.area[place], 0.0, 1.0)
        front.give(flat, np.where(step >= room, ahead, after).astype(np.float32))
        left[going] -= step
        going = going[left[going] > 1e-9]
    return np.where(forward, left, -left)
