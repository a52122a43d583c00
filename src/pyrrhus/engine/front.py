"""Where the front runs: which borders are contested, and how long they are (no law; what several laws read).

The front is kept up to date cell by cell: ground changes hands through `give` alone. Borders and built-up shares are
binary fractions (`campaign.ground` rounds them), so that sums put together and taken apart again are exact, and a front
that was kept equals one measured anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.compiling import step

# cells at the front, borders between enemies; times that cells turned since the defender's ways were measured, and
# those of them near the town
AT_FRONT, ENEMY_BORDERS, TURNED, TURNED_NEAR = range(4)

UNFINISHED_KM = 0.328125  # a held cell that is not yet whole keeps at least this much front (21/64, about a third)


class Front(NamedTuple):
    """The front of one draw."""

    held: NDArray[np.uint8]  # [cell] 1 where the attacker has half of it or more
    taken_km: NDArray[np.float64]  # [cell] border with ground that the attacker holds
    free_km: NDArray[np.float64]  # [cell] border with ground that the defender holds
    push_km: NDArray[np.float64]  # [cell] border over which the attacker can take more of the cell
    pull_km: NDArray[np.float64]  # [cell] border over which the defender can
    focus: NDArray[np.float64]  # [cell] weight in the choice of where ground changes hands, a binary fraction
    push_weight: NDArray[np.float64]  # [axis] sum of push x focus
    pull_weight: NDArray[np.float64]  # [axis]
    push_axis_km: NDArray[np.float64]  # [axis] sum of push over the axis
    pull_axis_km: NDArray[np.float64]  # [axis]
    frontage_km: NDArray[np.float64]  # [axis] length of borders between enemies
    facing_km: NDArray[np.float64]  # [axis] the defender's part of push
    built_up_km: NDArray[np.float64]  # [axis] the same, weighted by built-up share
    fortified: NDArray[np.float64]  # [axis] mean works over the defender's front, as of last evening
    front_cells: NDArray[np.uint32]  # [cell] cells at the front, the first `count[AT_FRONT]` are valid
    place: NDArray[np.int32]  # [cell] where a cell stands in that list, -1 nowhere
    count: NDArray[np.int64]  # [4] what `AT_FRONT` to `TURNED_NEAR` name


def make_front(cells: int, axes: int) -> Front:
    """Empty arrays for `measure_front`; made outside the compiled code."""

    def room(size: int) -> NDArray[np.float64]:
        return np.zeros(size)

    return Front(
        held=np.zeros(cells, np.uint8),
        taken_km=room(cells),
        free_km=room(cells),
        push_km=room(cells),
        pull_km=room(cells),
        focus=np.ones(cells),
        push_weight=room(axes),
        pull_weight=room(axes),
        push_axis_km=room(axes),
        pull_axis_km=room(axes),
        frontage_km=room(axes),
        facing_km=room(axes),
        built_up_km=room(axes),
        fortified=room(axes),
        front_cells=np.zeros(cells, np.uint32),
        place=np.full(cells, -1, np.int32),
        count=np.zeros(4, np.int64),
    )


@step
def measure_front(front, share, ground):
    """Measure the front of one draw anew from the attacker's share of each cell.

    A cell is held by whoever has half of it or more. Ground is taken across borders with the taker's own cells, so a
    front is at most about two cells deep.
    """
    front.push_weight[:] = 0.0
    front.pull_weight[:] = 0.0
    front.push_axis_km[:] = 0.0
    front.pull_axis_km[:] = 0.0
    front.frontage_km[:] = 0.0
    front.facing_km[:] = 0.0
    front.built_up_km[:] = 0.0
    front.place[:] = -1
    front.count[:] = 0
    for c in range(share.shape[0]):
        front.held[c] = share[c] >= 0.5
    for c in range(share.shape[0]):
        taken_km = 0.0
        free_km = 0.0
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            if front.held[ground.neighbour[k]]:
                taken_km += ground.border_km[k]
                front.count[ENEMY_BORDERS] += 1 - front.held[c]
            else:
                free_km += ground.border_km[k]
        front.taken_km[c] = taken_km
        front.free_km[c] = free_km
        _put_in(front, share[c], ground, c)


@step
def _put_in(front, mine, ground, c):
    """Add a cell's part to its axis."""
    axis = ground.axis[c]
    held = front.held[c] == 1
    taken_km = front.taken_km[c]
    free_km = front.free_km[c]
    push = 0.0
    pull = 0.0
    if mine < 1.0:
        push = max(taken_km, UNFINISHED_KM) if held else taken_km
    if mine > 0.0:
        pull = free_km if held else max(free_km, UNFINISHED_KM)
    front.push_km[c] = push
    front.pull_km[c] = pull
    front.push_weight[axis] += push * front.focus[c]
    front.pull_weight[axis] += pull * front.focus[c]
    front.push_axis_km[axis] += push
    front.pull_axis_km[axis] += pull
    across = free_km if held else taken_km
    front.frontage_km[axis] += 0.5 * across
    if not held:
        front.facing_km[axis] += taken_km
        front.built_up_km[axis] += taken_km * ground.built_up[c]
    at = front.place[c]
    if across > 0.0 and at < 0:
        front.place[c] = front.count[AT_FRONT]
        front.front_cells[front.count[AT_FRONT]] = c
        front.count[AT_FRONT] += 1
    elif across <= 0.0 and at >= 0:
        front.count[AT_FRONT] -= 1
        last = front.front_cells[front.count[AT_FRONT]]
        front.front_cells[at] = last
        front.place[last] = at
        front.place[c] = -1


@step
def _take_out(front, ground, c):
    """Take a cell's part from its axis; it stays in the list of front cells until it is put in again."""
    axis = ground.axis[c]
    front.push_weight[axis] -= front.push_km[c] * front.focus[c]
    front.pull_weight[axis] -= front.pull_km[c] * front.focus[c]
    front.push_axis_km[axis] -= front.push_km[c]
    front.pull_axis_km[axis] -= front.pull_km[c]
    if front.held[c]:
        front.frontage_km[axis] -= 0.5 * front.free_km[c]
    else:
        front.frontage_km[axis] -= 0.5 * front.taken_km[c]
        front.facing_km[axis] -= front.taken_km[c]
        front.built_up_km[axis] -= front.taken_km[c] * ground.built_up[c]


@step
def give(share, front, ground, c, value):
    """Set the attacker's share of a cell and keep the front in step: the one door by which ground changes hands."""
    before = share[c]
    share[c] = min(1.0, max(0.0, value))
    after = share[c]
    turned = (before >= 0.5) != (after >= 0.5)
    if not turned and (before > 0.0) == (after > 0.0) and (before < 1.0) == (after < 1.0):
        return
    _take_out(front, ground, c)
    if turned:
        gone = 1 if after >= 0.5 else -1  # the cell counts from now on as the attacker's, or no longer
        front.held[c] = after >= 0.5
        for k in range(ground.neighbour_start[c], ground.neighbour_start[c + 1]):
            n = ground.neighbour[k]
            _take_out(front, ground, n)
            front.taken_km[n] += gone * ground.border_km[k]
            front.free_km[n] -= gone * ground.border_km[k]
            front.count[ENEMY_BORDERS] += gone if front.held[n] == 0 else -gone
            _put_in(front, share[n], ground, n)
        front.count[TURNED] += 1
        front.count[TURNED_NEAR] += ground.near[c] > 0.0
    _put_in(front, after, ground, c)


@step
def built_up_share(front, axis):
    """Mean built-up share (0..1) over the defender's front of an axis, by frontage."""
    return front.built_up_km[axis] / front.facing_km[axis] if front.facing_km[axis] > 0.0 else 0.0
