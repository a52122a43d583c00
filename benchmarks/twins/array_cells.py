"""What does not change about the ground, laid out for arrays: cells in the order of their axes, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import Ground

FAR_KM = 99.0
Ints = NDArray[np.int64]
Floats = NDArray[Any]  # float32


@dataclass(frozen=True)
class Cells:
    """Rows are cells in the order of their axes, neighbours in rows of one length, filled up with a last cell that is
    nowhere (no area, no border, no road)."""

    order: Ints  # [cell] the engine's number
    area: Floats
    half_depth: Floats
    built_up: Floats
    away_km: NDArray[np.float64]
    activity: NDArray[np.float64]
    sector: NDArray[np.float64]
    axis: Ints  # [cell + 1]
    of_axis: Floats  # [axis, cell + 1] 1 where a cell is of an axis, to sum over axes by a product
    window: Ints  # [axis, most cells] its cells, filled up with the one that is nowhere
    axes: tuple[slice, ...]  # rows of each
    neighbour: Ints  # [cell + 1, slot]
    border: Floats  # [cell + 1, slot]
    road: Floats  # [cell + 1, slot]
    all_border: Floats  # [cell + 1]
    entry: NDArray[np.bool_]  # [side, cell + 1]
    apart_km: Floats  # [cell, cell] shortest way over cells
    near: NDArray[np.bool_]  # [cell + 1]
    near_km2: float
    town_cells: Ints
    town: Floats  # [town cell]
    watched: Ints
    watch: Floats  # [near and town and events, watched cell] weights
    waves: tuple[list[Ints], list[Ints]]  # by side: cells by the number of borders to the nearest source
    bridge: Ints  # [bridge, way, (cell, slot)]


def lay_out(ground: Ground) -> Cells:
    """The engine's ground for arrays."""
    cells = len(ground.area_km2)
    order = ground.axis_cells.astype(np.int64)
    place = np.empty(cells, np.int64)
    place[order] = np.arange(cells)
    widest = int(np.diff(ground.neighbour_start).max())
    neighbour = np.full((cells + 1, widest), cells)
    border, road = np.zeros((2, cells + 1, widest), np.float32)
    where = {}
    for new, old in enumerate(order):
        for slot, link in enumerate(range(ground.neighbour_start[old], ground.neighbour_start[old + 1])):
            neighbour[new, slot] = place[ground.neighbour[link]]
            border[new, slot], road[new, slot] = ground.border_km[link], ground.road_0_1[link]
            where[link] = (new, slot)
    town_cells = np.flatnonzero(ground.town[order] > 0.0)
    weights = _watched_weights(ground, order, place)
    watched = np.flatnonzero(weights.any(axis=0))
    of_axis = np.zeros((len(ground.axis_hash), cells + 1), np.float32)
    window = np.full((len(of_axis), int(np.diff(ground.axis_start).max())), cells)
    for axis, (a, b) in enumerate(pairwise(ground.axis_start)):
        of_axis[axis, a:b] = 1.0
        window[axis, : b - a] = np.arange(a, b)
    entry = np.zeros((2, cells + 1), bool)
    entry[:, :-1] = ground.entry[:, order] > 0
    bridges = [[where[int(link)] for link in pair] for pair in ground.bridge_link]
    return Cells(
        order=order,
        area=np.append(ground.area_km2[order], 0.0).astype(np.float32),
        half_depth=ground.half_depth_km[order].astype(np.float32),
        built_up=np.append(ground.built_up[order], 0.0).astype(np.float32),
        away_km=np.hypot(ground.x_km, ground.y_km)[order],
        activity=ground.activity[order],
        sector=ground.sector[order],
        axis=np.append(ground.axis[order], 0).astype(np.int64),
        of_axis=of_axis,
        window=window,
        axes=tuple(slice(int(a), int(b)) for a, b in pairwise(ground.axis_start)),
        neighbour=neighbour,
        border=border,
        road=road,
        all_border=border.sum(axis=1),
        entry=entry,
        apart_km=_ways_between(ground, order),
        near=np.append(ground.near[order] > 0.0, False),
        near_km2=float(ground.near_km2),
        town_cells=town_cells,
        town=ground.town[order][town_cells].astype(np.float32),
        watched=watched,
        watch=weights[:, watched].astype(np.float32),
        waves=(_waves(neighbour, entry[0]), _waves(neighbour, entry[1])),
        bridge=np.array(bridges, np.int64).reshape(-1, 2, 2),
    )


def _watched_weights(ground: Ground, order: Ints, place: Ints) -> NDArray[np.float64]:
    """Weights of the disc of 5 km, of the town and of every event, [what, cell]."""
    events = np.zeros((len(ground.event_share), len(order)))
    for event, (a, b) in enumerate(pairwise(ground.event_start)):
        np.add.at(events[event], place[ground.event_cell[a:b]], ground.event_weight[a:b])
    return np.vstack([ground.near[order], ground.town[order], events])


def _ways_between(ground: Ground, order: Ints) -> Floats:
    """Length of the shortest way over cells between any two (km): ways do not depend on who holds what."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    cells = len(order)
    links = csr_array((ground.distance_km.astype(float), ground.neighbour, ground.neighbour_start), (cells, cells))
    return np.minimum(FAR_KM, dijkstra(links)[np.ix_(order, order)]).astype(np.float32)


def _waves(neighbour: Ints, entry: NDArray[np.bool_]) -> list[Ints]:
    """Cells by how many borders lie between them and the nearest of a side's sources."""
    waves, seen = [], entry.copy()
    seen[-1] = True
    wave = np.flatnonzero(entry)
    while len(wave):
        waves.append(wave)
        ahead = np.unique(neighbour[wave])
        wave = ahead[~seen[ahead]]
        seen[wave] = True
    return waves
