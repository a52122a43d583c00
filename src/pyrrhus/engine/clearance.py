"""How far each cell lies from ground that the enemy holds (km over cells), kept up to date as cells turn.

Shortest ways by label correcting with a queue. Where the enemy gains a cell, ways only shorten, from that cell on.
Where he loses one, the cells whose nearest enemy it was are forgotten and measured anew from their rim. So the work
follows the front, and quiet ground costs nothing. Lengths of links are single-precision numbers, so that their sums in
double precision are exact: what was kept equals what is measured anew, to the bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.compiling import step
from pyrrhus.engine.ring import Ring, put_last, take_first

FAR_KM = 99.0
NOT_YET = 2


class Clearance(NamedTuple):
    """Clearance of one side's ground and what it takes to keep it."""

    km: NDArray[np.float64]  # [cell] 0 where the enemy holds
    nearest: NDArray[np.int32]  # [cell] the enemy's cell that it is measured from, -1 none
    measured_for: NDArray[np.uint8]  # [cell] who held it when it was measured, `NOT_YET` before
    ring: Ring  # empty between two searches, so that others may use it too


@step
def follow_clearance(clearance, held, enemy, ground):
    """Bring it up to date with who holds the cells now (arguments as of `measure_clearance`)."""
    seen = clearance.measured_for
    if seen[0] == NOT_YET:
        measure_clearance(clearance, held, enemy, ground)
        for c in range(held.shape[0]):
            seen[c] = held[c]
        return
    for c in range(held.shape[0]):
        if seen[c] != held[c]:
            seen[c] = held[c]
            turn_cell(clearance, held, enemy, ground, c)


@step
def copy_clearance(into, clearance):
    """Copy what is known of one into another."""
    for c in range(into.km.shape[0]):
        into.km[c] = clearance.km[c]
        into.nearest[c] = clearance.nearest[c]
        into.measured_for[c] = clearance.measured_for[c]


@step
def measure_clearance(clearance, held, enemy, ground):
    """Measure anew from `held` [cell] (1 the attacker's); the enemy is who holds the cells that equal `enemy`."""
    size = 0
    for c in range(held.shape[0]):
        if held[c] == enemy:
            clearance.km[c] = 0.0
            clearance.nearest[c] = c
            size = put_last(clearance.ring, 0, size, c)
        else:
            clearance.km[c] = FAR_KM
            clearance.nearest[c] = -1
    _spread(clearance, ground, size)


@step
def turn_cell(clearance, held, enemy, ground, c):
    """Keep the clearance in step with one cell that has turned; turned twice, it does no harm."""
    km, nearest = clearance.km, clearance.nearest
    if held[c] == enemy:
        km[c] = 0.0
        nearest[c] = c
        size = put_last(clearance.ring, 0, 0, c)
    elif nearest[c] == c:
        size = _forget_cells(clearance, ground, c)
    else:
        return
    _spread(clearance, ground, size)


@step
def _forget_cells(clearance, ground, c):
    """Measure the cells whose nearest enemy was in `c` anew from their rim, and let them wait; returns how many."""
    km, nearest, queue = clearance.km, clearance.nearest, clearance.ring.cells
    # they hang together, since the way to it leads over such cells
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
        put_last(clearance.ring, 0, i, at)
    return lost


@step
def _spread(clearance, ground, size):
    """Shorten ways from the first `size` cells of the queue until none can be shortened."""
    km, nearest, ring = clearance.km, clearance.nearest, clearance.ring
    head = 0
    while size > 0:
        c, head = take_first(ring, head)
        size -= 1
        here = km[c]
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            n = ground.neighbour[k]
            there = here + ground.distance_km[k]
            if there < km[n] - 1e-9:
                km[n] = there
                nearest[n] = nearest[c]
                size = put_last(ring, head, size, n)
