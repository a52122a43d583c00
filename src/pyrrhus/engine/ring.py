"""A queue of cells in a ring, in which no cell waits twice: what every search over cells works with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.compiling import compiled


class Ring(NamedTuple):
    """A queue that holds every cell at most once; where it begins and how many wait is kept by who uses it."""

    cells: NDArray[np.uint32]  # [cell]
    waiting: NDArray[np.uint8]  # [cell]


def make_ring(cells: int) -> Ring:
    """An empty queue for so many cells."""
    return Ring(np.zeros(cells, np.uint32), np.zeros(cells, np.uint8))


@compiled
def take_first(ring, head):
    """The cell that has waited longest, and where the queue begins without it."""
    c = ring.cells[head]
    ring.waiting[c] = 0
    head += 1
    if head == ring.cells.shape[0]:
        head = 0
    return c, head


@compiled
def put_last(ring, head, size, c):
    """Let a cell wait, if it does not already; returns how many wait."""
    if ring.waiting[c] == 0:
        ring.waiting[c] = 1
        tail = head + size
        if tail >= ring.cells.shape[0]:
            tail -= ring.cells.shape[0]
        ring.cells[tail] = c
        size += 1
    return size
