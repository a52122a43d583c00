"""The legs of a named road: its unbroken runs of cells from the town to where supply enters the map.

A road is open while one of its legs lies over the defender's ground all the way (`engine/laws/policies.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pyrrhus.terrain.network import Road, cells_under
from pyrrhus.terrain.tiling import Tiling


def road_legs(
    tiling: Tiling, roads: Sequence[Road], *, town: NDArray[np.bool_], entry: NDArray[np.bool_]
) -> list[NDArray[np.int32]]:
    """The legs of the road that these stretches make up, each as cells outside the town, ascending.

    `town` [cell] is the ground of the main event, `entry` [cell] where the defender's supply enters. A run that does
    not touch the town, or never reaches an entry or the rim, is no leg. A town that the road does not touch has none.
    """
    on_road = np.zeros(len(tiling.cell_ids), dtype=bool)
    for road in roads:
        on_road[cells_under(tiling, road)] = True
    borders = tiling.borders
    neighbours: dict[int, list[int]] = {}
    for a, b in zip(borders.first.tolist(), borders.second.tolist(), strict=True):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    legs, seen = [], set()
    for start in np.flatnonzero(on_road & ~town).tolist():
        if start in seen:
            continue
        run, waiting = set(), [start]
        while waiting:
            here = waiting.pop()
            if here in run:
                continue
            run.add(here)
            waiting += [n for n in neighbours.get(here, ()) if on_road[n] and not town[n] and n not in run]
        seen |= run
        touches = any(town[n] for cell in run for n in neighbours.get(cell, ()))
        leads_out = any(entry[cell] or tiling.rim[cell] for cell in run)
        if touches and leads_out:
            legs.append(np.array(sorted(run), dtype=np.int32))
    return legs
