"""What a thread works with: arrays used again for every draw, views of one draw, the ways of supply."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, DEFENDER, Here
from pyrrhus.engine.front import Front, make_front
from pyrrhus.engine.laws.supply import count_open_roads, measure_clearance, measure_supply, town_supply


class Bench(NamedTuple):
    """Working arrays of one thread, used again for every draw."""

    front: Front
    clearance: NDArray[np.float64]
    enemy: NDArray[np.uint8]
    queue: NDArray[np.int32]
    waiting: NDArray[np.uint8]
    width: NDArray[np.float64]
    supply: NDArray[np.float64]  # [side, cell]
    axis_supply: NDArray[np.float64]  # [side, axis]
    contact: NDArray[np.float64]  # [side, axis]
    quality: NDArray[np.float64]
    exposure: NDArray[np.float64]
    plan: NDArray[np.float64]
    factor: NDArray[np.float64]  # [axis] noise of intensity
    level: NDArray[np.float64]  # [axis] phase x noise
    first_share: NDArray[np.float32]  # [cell] on the first day
    map_gain: NDArray[np.float64]  # [axis] km2 since the last observed map
    expected: NDArray[np.float64]  # [axis] km2 that the laws expected since then
    variance: NDArray[np.float64]  # [axis] km4
    loss_share: NDArray[np.float64]  # [side]
    focus: NDArray[np.float64]  # [cell] weight in the choice of where ground changes hands
    held: NDArray[np.float64]  # attacker's share of the disc of 5 km, and of the town


@njit
def make_bench(cells, axes):
    """Working arrays for one block."""
    return Bench(
        make_front(cells, axes), np.zeros(cells), np.zeros(cells, np.uint8), np.zeros(cells, np.int32),
        np.zeros(cells, np.uint8), np.zeros(cells), np.zeros((2, cells)), np.zeros((2, axes)), np.zeros((2, axes)),
        np.zeros((2, axes)), np.zeros((2, axes)), np.zeros((2, axes)), np.zeros(axes), np.zeros(axes),
        np.zeros(cells, np.float32), np.zeros(axes), np.zeros(axes), np.zeros(axes), np.zeros(2), np.zeros(cells),
        np.zeros(2),
    )  # fmt: skip


@njit
def stand(state, d):
    """Views of one draw's part of the state."""
    return Here(
        state.share[d],
        state.destruction[d],
        state.fortification[d],
        state.personnel[d],
        state.arrival_factor[d],
        state.reserve[d],
        state.convalescent[d],
        state.first_strength[d],
        state.given[d],
        state.gone[d],
        state.losses[d],
        state.shells[d],
        state.fired[d],
        state.stock_days[d],
        state.fed[d],
        state.intensity[d],
        state.phase[d],
        state.perceived_ratio[d],
        state.perceived_loss[d],
        state.will[d],
        state.pace[d],
        state.civilians[d],
        state.event_day[d],
        state.event_run[d],
        state.corridor[d : d + 1],
        state.open_roads[d : d + 1],
        state.town_stock[d : d + 1],
        state.town_fed[d : d + 1],
        state.recent_gain[d : d + 1],
        state.civilian_stock[d : d + 1],
        state.ordered_day[d : d + 1],
        state.hazard[d : d + 1],
    )


@njit
def measure_ways(here, bench, ground, parameters, settings, mud, both):
    """Supply of every cell, axis and of the town, after ground has changed hands; `both` sides or the defender's."""
    share = here.share
    if settings.laws[1] == 0:
        bench.supply[:, :] = 1.0
        bench.axis_supply[:, :] = 1.0
        here.corridor[0] = 1.0
        return
    first = ATTACKER if both else DEFENDER
    for side in range(first, 2):
        for c in range(share.shape[0]):
            held = share[c] >= 0.5
            bench.enemy[c] = held if side == DEFENDER else not held
        measure_clearance(bench.clearance, bench.enemy, ground, bench.queue, bench.waiting)
        measure_supply(
            bench.supply[side], share, bench.clearance, side, ground, parameters, mud, bench.width, bench.queue,
            bench.waiting,
        )  # fmt: skip
    here.corridor[0] = town_supply(bench.supply, share, ground.town)
    here.open_roads[0] = count_open_roads(share, bench.width, ground)
    # an axis eats what reaches the cells behind its front
    for side in range(first, 2):
        for axis in range(bench.axis_supply.shape[1]):
            best = 0.0
            weight = 0.0
            for i in range(ground.axis_start[axis], ground.axis_start[axis + 1]):
                c = ground.axis_cells[i]
                border = bench.front.pull_km[c] if side == ATTACKER else bench.front.push_km[c]
                mine = share[c] >= 0.5 if side == ATTACKER else share[c] < 0.5
                if mine and border > 0.0:
                    best += border * bench.supply[side, c]
                    weight += border
            bench.axis_supply[side, axis] = best / weight if weight > 0.0 else 1.0
