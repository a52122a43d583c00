"""How far each cell lies from ground that the enemy holds (km over cells), kept up to date as cells turn.

Shortest ways by label correcting with a queue. Where the enemy gains a cell, ways only shorten, from that cell on.
Where he loses one, the cells whose nearest enemy it was are forgotten and measured anew from their rim. So the work
follows the front, and quiet ground costs nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.compiling import compiled

FAR_KM = 99.0


class Clearance(NamedTuple):
    """Clearance of one side's ground and what it takes to keep it."""

    km: NDArray[np.float64]  # [cell] 0 where the enemy holds
    nearest: NDArray[np.int32]  # [cell] the enemy's cell that it is measured from, -1 none
    queue: NDArray[np.int32]  # [cell]
    waiting: NDArray[np.uint8]  # [cell]


def make_clearance(cells: int) -> Clearance:
    """Empty arrays for `measure_clearance`."""
    return Clearance(np.zeros(cells), np.zeros(cells, np.int32), np.zeros(cells, np.int32), np.zeros(cells, np.uint8))


@compiled
def measure_clearance(clearance, held, enemy, ground):
    """Measure anew from `held` [cell] (1 the attacker's); the enemy is who holds the cells that equal `enemy`."""
    size = 0
    for c in range(held.shape[0]):
        clearance.waiting[c] = 0
        if held[c] == enemy:
            clearance.km[c] = 0.0
            clearance.nearest[c] = c
            clearance.queue[size] = c
            clearance.waiting[c] = 1
            size += 1
        else:
            clearance.km[c] = FAR_KM
            clearance.nearest[c] = -1
    _spread(clearance, ground, size)


@compiled
def turn_cell(clearance, held, enemy, ground, c):
    """Keep the clearance in step with one cell that has turned; turned twice, it does no harm."""
    km, nearest, queue, waiting = clearance.km, clearance.nearest, clearance.queue, clearance.waiting
    if held[c] == enemy:
        km[c] = 0.0
        nearest[c] = c
        queue[0] = c
        waiting[c] = 1
        _spread(clearance, ground, 1)
        return
    if nearest[c] != c:
        return
    # forget every cell measured from this one: they hang together, since the way to it leads over such cells
    queue[0] = c
    nearest[c] = -1
    lost = 1
    looked = 0
    while looked < lost:
        at = queue[looked]
        looked += 1
        for k in range(ground.neighbour_start[at], ground.neighbour_start[at + 1]):
            n = ground.neighbour[k]
            if nearest[n] == c:
                nearest[n] = -1
                queue[lost] = n
                lost += 1
    for i in range(lost):
        at = queue[i]
        km[at] = FAR_KM
        for k in range(ground.neighbour_start[at], ground.neighbour_start[at + 1]):
            n = ground.neighbour[k]
            if nearest[n] >= 0 and km[n] + ground.distance_km[k] < km[at]:
                km[at] = km[n] + ground.distance_km[k]
                nearest[at] = nearest[n]
        waiting[at] = 1
    _spread(clearance, ground, lost)


@compiled
def _spread(clearance, ground, size):
    """Shorten ways from the first `size` cells of the queue until none can be shortened."""
    km, nearest, queue, waiting = clearance.km, clearance.nearest, clearance.queue, clearance.waiting
    cells = km.shape[0]
    head = 0
    while size > 0:
        c = queue[head]
        head += 1
        if head == cells:
            head = 0
        size -= 1
        waiting[c] = 0
        here = km[c]
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            n = ground.neighbour[k]
            there = here + ground.distance_km[k]
            if there < km[n] - 1e-9:
                km[n] = there
                nearest[n] = nearest[c]
                if waiting[n] == 0:
                    tail = head + size
                    if tail >= cells:
                        tail -= cells
                    queue[tail] = n
                    size += 1
                    waiting[n] = 1
