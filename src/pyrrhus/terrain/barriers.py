"""Lines that bar the way over the ground: which borders of cells lie across one, and what lies on which bank.

A line lies between two points where the straight way from one to the other crosses it an odd number of times: a bend of
a river that is crossed twice parts nothing. So a line that ends within the map parts what lies on either side of it,
and nothing beyond its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.terrain.network import Road, cells_under
from pyrrhus.terrain.tiling import Tiling

BRIDGE_REACH_KM = 1.0  # a bridge farther than this from every border across a barrier opens none


@dataclass(frozen=True)
class Barrier:
    """A named line that bars the way, as one or more lines in km round the centre (a shapely geometry)."""

    name: str
    xy_km: Any


def between(
    from_xy_km: NDArray[np.float64], to_xy_km: NDArray[np.float64], barriers: Sequence[Barrier]
) -> NDArray[np.bool_]:
    """Whether a barrier lies between two points ([pair]); both are [pair, 2]."""
    from shapely import get_num_geometries, intersection, is_empty, linestrings, prepare

    parted = np.zeros(len(from_xy_km), dtype=bool)
    if not len(parted):
        return parted
    straight = linestrings(np.stack([from_xy_km, to_xy_km], axis=1))
    for barrier in barriers:
        prepare(barrier.xy_km)
        met = intersection(straight, barrier.xy_km)
        parted |= np.where(is_empty(met), 0, get_num_geometries(met)) % 2 == 1
    return parted


def barred_borders(tiling: Tiling, barriers: Sequence[Barrier]) -> NDArray[np.bool_]:
    """Borders ([border]) of cells whose middles lie on different sides of a barrier."""
    middles, borders = tiling.centroids_km, tiling.borders
    return between(middles[borders.first], middles[borders.second], barriers)


def passage_over(
    tiling: Tiling,
    barriers: Sequence[Barrier],
    *,
    bridges_xy_km: Sequence[tuple[float, float]] = (),
    bridge_roads: Iterable[Road] = (),
    crossing_ratio: float,
) -> NDArray[np.float64]:
    """Part of each border's length that counts as front ([border], 0..1): 1 where nothing bars the way or a bridge
    leads over it, `crossing_ratio` across a barrier.

    A bridge opens the border across a barrier that lies nearest to it, a road with a bridge those that it crosses.
    """
    from shapely import Point, distance, linestrings

    borders, middles = tiling.borders, tiling.centroids_km
    passage = np.ones(len(borders.first))
    barred = np.flatnonzero(barred_borders(tiling, barriers))
    if not len(barred):
        return passage
    passage[barred] = crossing_ratio
    over = linestrings(np.stack([middles[borders.first[barred]], middles[borders.second[barred]]], axis=1))
    for xy in bridges_xy_km:
        away = np.atleast_1d(distance(over, Point(xy)))
        nearest = int(np.argmin(away))
        if away[nearest] <= BRIDGE_REACH_KM:
            passage[barred[nearest]] = 1.0
    row = {(int(borders.first[b]), int(borders.second[b])): b for b in barred}
    for road in bridge_roads:
        for a, b in pairwise(cells_under(tiling, road)):
            if (link := row.get((min(a, b), max(a, b)))) is not None:
                passage[link] = 1.0
    return passage


def nearest_in_sight(
    points_xy_km: NDArray[np.float64], places_xy_km: NDArray[np.float64], barriers: Sequence[Barrier]
) -> NDArray[np.int64]:
    """The nearest place ([point], a row of `places_xy_km`) that no barrier lies between, -1 where there is none."""
    away = np.hypot(*(points_xy_km[:, None, :] - places_xy_km[None]).transpose(2, 0, 1))
    if not barriers:
        return away.argmin(axis=1)
    order = np.argsort(away, axis=1, kind="stable")
    found = np.full(len(points_xy_km), -1, dtype=np.int64)
    for turn in range(order.shape[1]):
        left = np.flatnonzero(found < 0)
        if not len(left):
            break
        tried = order[left, turn]
        seen = ~between(points_xy_km[left], places_xy_km[tried], barriers)
        found[left[seen]] = tried[seen]
    return found
