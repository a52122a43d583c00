"""The ground of some draws and where its front runs, kept up to date: only cells that change are touched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.twins.array_cells import Cells, Floats, Ints

UNFINISHED_KM = 0.328125
PUSH, PULL, PUSH_WEIGHT, PULL_WEIGHT, FRONTAGE, FACING, BUILT_UP = range(7)


class Front:
    """Arrays of [cell + 1, draw]; sums of [what, axis, draw]. A flat place is cell x draws + draw."""

    def __init__(self, cells: Cells, share: Floats, works: Floats) -> None:
        self.cells, self.draws = cells, share.shape[1]
        rows, axes = len(cells.order) + 1, len(cells.axes)
        self.share, self.works, self.ruin = (np.zeros((rows, self.draws), np.float32) for _ in range(3))
        self.share[:-1], self.works[:-1] = share, works
        held = self.share >= 0.5
        self.taken = np.zeros_like(self.share)
        for slot in range(cells.neighbour.shape[1]):
            self.taken += held[cells.neighbour[:, slot]] * cells.border[:, slot, None]
        # push and pull, and what they are weighed by, [draw, cell + 1]: a change looks at one draw's cells in a row
        self.ease = np.zeros((2, self.draws, rows), np.float32)
        self.facing, self.across = np.zeros_like(self.share), np.zeros_like(self.share)
        self.focus = np.ones((self.draws, rows), np.float32)
        self.sums = np.zeros((7, axes, self.draws))
        self.fortified = np.zeros((axes, self.draws), np.float32)
        self.owner = np.zeros(rows * self.draws, np.int32)
        self.turned, self.turned_near = np.zeros((2, self.draws), bool)

    def begin(self, focus: Floats) -> None:
        """Measure the whole front, with the weight of every cell ([cell, draw])."""
        self.focus[:, :-1] = focus.T
        self._settle(np.arange(self.share.size))
        self.look_at_works()

    def houses(self) -> NDArray[np.float64]:
        """Mean built-up share over the defender's front ([axis, draw])."""
        facing = self.sums[FACING]
        return np.divide(self.sums[BUILT_UP], facing, out=np.zeros_like(facing), where=facing > 0.0)

    def weights(self) -> NDArray[np.float64]:
        """The front weighed by its focus ([way, axis, draw])."""
        return self.sums[PUSH_WEIGHT : PULL_WEIGHT + 1]

    def give(self, flat: Ints, value: Floats) -> None:
        """Set the attacker's share of some cells, each at most once, and bring the front up to date."""
        cells, shares = self.cells, self.share.reshape(-1)
        was = shares[flat] >= 0.5
        shares[flat] = value
        now = value >= 0.5
        turned = was != now
        if turned.any():
            cell, draw = np.divmod(flat[turned], self.draws)
            around = (cells.neighbour[cell] * self.draws + draw[:, None]).ravel()
            by = np.where(now[turned], np.float32(1.0), np.float32(-1.0))[:, None] * cells.border[cell]
            np.add.at(self.taken.reshape(-1), around, by.ravel())
            self.turned[draw] = True
            self.turned_near[draw[cells.near[cell]]] = True
            flat = np.concatenate([flat, around])
            mark = np.arange(len(flat), dtype=np.int32)
            self.owner[flat] = mark
            flat = flat[self.owner[flat] == mark]  # each once
        self._settle(flat)

    def _settle(self, flat: Ints) -> None:
        """What each of some cells (each once) adds to the front of its axis."""
        cells, ease = self.cells, self.ease.reshape(2, -1)
        cell, draw = np.divmod(flat, self.draws)
        share, taken = self.share.reshape(-1)[flat], self.taken.reshape(-1)[flat]
        free = cells.all_border[cell] - taken
        held = share >= 0.5
        push = np.where(share < 1.0, np.where(held, np.maximum(taken, UNFINISHED_KM), taken), 0.0)
        pull = np.where(share > 0.0, np.where(held, free, np.maximum(free, UNFINISHED_KM)), 0.0)
        push[cell == len(cells.order)] = 0.0
        facing, across = np.where(held, 0.0, taken), np.where(held, free, taken)
        at = draw * len(self.share) + cell
        by_push, by_pull = (push - ease[0, at]).astype(float), (pull - ease[1, at]).astype(float)
        by_facing = facing - self.facing.reshape(-1)[flat]
        by_across = across - self.across.reshape(-1)[flat]
        focus = self.focus.reshape(-1)[at]
        slot = cells.axis[cell] * self.draws + draw
        changes = (
            by_push, by_pull, by_push * focus, by_pull * focus, 0.5 * by_across, by_facing,
            by_facing * cells.built_up[cell],
        )  # fmt: skip
        slots = slot + self.sums[0].size * np.arange(7)[:, None]
        added = np.bincount(slots.ravel(), np.concatenate(changes), minlength=self.sums.size)
        self.sums += added.reshape(self.sums.shape)
        ease[0, at], ease[1, at] = push, pull
        self.facing.reshape(-1)[flat], self.across.reshape(-1)[flat] = facing, across

    def wear(self, level: Floats, destruction: Floats, digging: Floats) -> Floats:
        """A day's destruction and works at the front; returns what was destroyed in the town, as a share of it."""
        cells = self.cells
        destroyed = np.zeros(self.draws, np.float32)
        town_of = np.zeros(len(cells.order), np.float32)
        town_of[cells.town_cells] = cells.town
        force = np.minimum(np.float32(3.0), level)
        for axis, rows in enumerate(cells.axes):
            at_front = self.across[rows] > 0.0
            ruin, works = self.ruin[rows], self.works[rows]
            worn = (1.0 - ruin) * at_front
            worn *= destruction * force[axis]
            ruin += worn
            if town_of[rows].any():
                destroyed += town_of[rows] @ worn
            dug = (1.0 - works) * at_front
            dug *= digging * np.maximum(np.float32(0.0), 1.0 - force[axis])
            worn *= np.float32(-0.5)
            worn *= works
            works += worn
            works += dug
        self.look_at_works()
        return destroyed

    def look_at_works(self) -> None:
        """Mean works over the defender's front of every axis."""
        total = self.cells.of_axis @ (self.facing * self.works)
        facing = self.sums[FACING]
        self.fortified[:] = np.divide(total, facing, out=np.zeros_like(facing), where=facing > 0.0)
