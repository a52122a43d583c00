"""Roads over cells: what each border between two cells can carry, and where supply enters the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pyrrhus.terrain.tiling import Tiling

# Capacity of a road class against a national road. Order of magnitude from road design classes; only ranks matter.
ROAD_CAPACITY = {"motorway": 1.0, "national": 1.0, "regional": 0.8, "local": 0.5, "track": 0.25}
STEP_KM = 0.1


@dataclass(frozen=True)
class Road:
    """A straight stretch of road between two named places, ends in km round the centre."""

    start: str
    end: str
    from_xy_km: tuple[float, float]
    to_xy_km: tuple[float, float]
    road_class: str
    bridge: bool = False
    carried_0_1: float = 1.0  # of what its class does


@dataclass(frozen=True)
class Network:
    """What roads make of the tiling.

    `capacity_0_1` [border]: the best road that crosses each border of `Tiling.borders`, 0 where none does.
    `entry` [side, cell]: cells through which supply enters for each side (a cell counts while the side holds it).
    `known`: whether any road is known; without roads the clearance of corridors stands for them.
    `bridges` [bridge]: the border that a road's bridge lies on; where on the road it lies is not known, so the middle.
    """

    capacity_0_1: NDArray[np.float64]
    entry: NDArray[np.bool_]
    known: bool
    bridges: NDArray[np.int32]


def build_network(
    tiling: Tiling, roads: Sequence[Road], sources: Sequence[Mapping[str, tuple[float, float]]]
) -> Network:
    """Lay roads over cells and find the entries of both sides.

    `sources` holds, for attacker and defender, the supply places with their positions (km). A source inside the map
    is an entry itself; one outside enters where a road that leads to it crosses the rim, else at the rim cells nearest
    to it. A side without sources, or a map without roads, is supplied from the whole rim.
    """
    borders = tiling.borders
    row = {(int(a), int(b)): i for i, (a, b) in enumerate(zip(borders.first, borders.second, strict=True))}
    capacity = np.zeros(len(borders.first))
    bridges = []
    for road in roads:
        cells = cells_under(tiling, road)
        links = [link for a, b in pairwise(cells) for link in _links(row, a, b)]
        for link in links:
            capacity[link] = max(capacity[link], ROAD_CAPACITY[road.road_class] * road.carried_0_1)
        if road.bridge and links:
            bridges.append(links[len(links) // 2])
    entry = np.zeros((2, len(tiling.cell_ids)), dtype=bool)
    known = bool(roads)
    for side in (0, 1):
        if not known or not sources[side]:
            entry[side] = tiling.rim
            continue
        for place, xy in sources[side].items():
            if np.hypot(*xy) <= tiling.radius_km:
                entry[side, tiling.cell_of(*xy)] = True
            else:
                entry[side, _entries(tiling, roads, place, xy)] = True
    return Network(capacity, entry, known, np.unique(bridges).astype(np.int32))


def cells_under(tiling: Tiling, road: Road) -> list[int]:
    """Cells that the straight line runs through, in order; empty where it stays outside the map."""
    from shapely import STRtree, points

    a, b = np.array(road.from_xy_km), np.array(road.to_xy_km)
    steps = max(2, int(np.ceil(np.hypot(*(b - a)) / STEP_KM)) + 1)
    along = a + (b - a) * np.linspace(0.0, 1.0, steps)[:, None]
    point, cell = STRtree(np.array(tiling.polygons_xy_km, dtype=object)).query(points(along), predicate="intersects")
    order = np.lexsort((cell, point))
    run: list[int] = []
    seen = -1
    for i in order:
        if point[i] == seen:
            continue
        seen = point[i]
        if not run or run[-1] != cell[i]:
            run.append(int(cell[i]))
    return run


def _links(row: Mapping[tuple[int, int], int], a: int, b: int) -> list[int]:
    """The border between two cells; none where the line slipped through a corner."""
    found = row.get((min(a, b), max(a, b)))
    return [] if found is None else [found]


def _entries(tiling: Tiling, roads: Sequence[Road], source: str, xy: tuple[float, float]) -> list[int]:
    inside = {
        name
        for road in roads
        for name, p in ((road.start, road.from_xy_km), (road.end, road.to_xy_km))
        if np.hypot(*p) <= tiling.radius_km
    }
    reached, waiting, found = {source}, [source], []
    while waiting:
        here = waiting.pop()
        for road in roads:
            if here not in (road.start, road.end):
                continue
            there = road.end if here == road.start else road.start
            cells = cells_under(tiling, road)
            if there in inside or cells:
                ordered = cells if here == road.start else cells[::-1]
                found.extend(ordered[:1])
            elif there not in reached:
                reached.add(there)
                waiting.append(there)
    if found:
        return sorted(set(found))
    rim = np.flatnonzero(tiling.rim)
    away = np.hypot(tiling.centroids_km[rim, 0] - xy[0], tiling.centroids_km[rim, 1] - xy[1])
    return sorted(int(i) for i in rim[np.argsort(away, kind="stable")[:3]])
