"""Where the front runs: which borders are contested, and how long they are (no law; what several laws read)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class Front(NamedTuple):
    """The front of one draw, measured anew when ground has changed hands."""

    push_km: NDArray[
        np.float64
    ]  # [cell] border with the attacker's ground, where the cell is not wholly the attacker's
    pull_km: NDArray[
        np.float64
    ]  # [cell] border with the defender's ground, where the cell is not wholly the defender's
    push_axis_km: NDArray[np.float64]  # [axis] sum of push over the axis
    pull_axis_km: NDArray[np.float64]  # [axis]
    frontage_km: NDArray[np.float64]  # [axis] length of borders between enemies
    built_up: NDArray[np.float64]  # [axis] mean over the defender's front, by frontage
    fortified: NDArray[np.float64]  # [axis]
    front_cells: NDArray[np.int32]  # [cell] cells at the front, the first `count[0]` are valid
    count: NDArray[np.int64]  # [2] cells at the front, borders between enemies


@njit
def make_front(cells, axes):
    """Empty arrays for `measure_front`."""
    return Front(
        np.zeros(cells), np.zeros(cells), np.zeros(axes), np.zeros(axes), np.zeros(axes), np.zeros(axes),
        np.zeros(axes), np.zeros(cells, np.int32), np.zeros(2, np.int64),
    )  # fmt: skip


@njit
def measure_front(front, share, fortification, ground):
    """Measure the front of one draw from the attacker's share of each cell.

    A cell is held by whoever has half of it or more. Ground is taken across borders with the taker's own cells, so a
    front is at most about two cells deep. A held cell that is not yet whole keeps at least a third of a km of front.
    """
    front.push_axis_km[:] = 0.0
    front.pull_axis_km[:] = 0.0
    front.frontage_km[:] = 0.0
    front.built_up[:] = 0.0
    front.fortified[:] = 0.0
    cells_at_front = 0
    borders = 0
    for c in range(share.shape[0]):
        mine = share[c]
        held = mine >= 0.5
        taken_km = 0.0
        free_km = 0.0
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            if share[ground.neighbour[k]] >= 0.5:
                taken_km += ground.border_km[k]
                if not held:
                    borders += 1
            else:
                free_km += ground.border_km[k]
        axis = ground.axis[c]
        push = 0.0
        pull = 0.0
        if mine < 1.0:
            push = taken_km
            if held:
                push = max(push, 0.33)
        if mine > 0.0:
            pull = free_km
            if not held:
                pull = max(pull, 0.33)
        front.push_km[c] = push
        front.pull_km[c] = pull
        front.push_axis_km[axis] += push
        front.pull_axis_km[axis] += pull
        if held:
            if free_km > 0.0:
                front.frontage_km[axis] += 0.5 * free_km
                front.front_cells[cells_at_front] = c
                cells_at_front += 1
        elif taken_km > 0.0:
            front.frontage_km[axis] += 0.5 * taken_km
            front.built_up[axis] += taken_km * ground.built_up[c]
            front.fortified[axis] += taken_km * fortification[c]
            front.front_cells[cells_at_front] = c
            cells_at_front += 1
    for axis in range(front.frontage_km.shape[0]):
        facing_km = 0.0
        for i in range(ground.axis_start[axis], ground.axis_start[axis + 1]):
            c = ground.axis_cells[i]
            if share[c] < 0.5:
                facing_km += front.push_km[c]
        if facing_km > 0.0:
            front.built_up[axis] /= facing_km
            front.fortified[axis] /= facing_km
    front.count[0] = cells_at_front
    front.count[1] = borders
