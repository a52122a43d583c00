"""Shares of discs, arcs and places from shares of cells, by fixed overlap weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.terrain.tiling import Tiling

# How much ground round its point stands for a place of each kind; wards of one town overlap and are united.
PLACE_RADIUS_KM = {"ward": 1.0, "village": 0.7, "height": 0.7, "industrial": 1.0, "town": 1.5, "city": 2.5}


@dataclass(frozen=True)
class CellWeights:
    """A piece of ground as weights over cells: share = sum of `weight` x the cell's share. Weights sum to 1.

    `covered_0_1` is the part of the ground that the tiling covers; the rest is left out of the weights.
    """

    cells: NDArray[np.int32]
    weight: NDArray[np.float64]
    area_km2: float
    covered_0_1: float


def overlap(tiling: Tiling, shape: Any) -> CellWeights:
    """Weights of the cells under a shape given in km round the centre."""
    from shapely import STRtree, area, intersection

    polygons = np.array(tiling.polygons_xy_km, dtype=object)
    hit = np.sort(STRtree(polygons).query(shape, predicate="intersects"))
    parts = area(intersection(polygons[hit], shape))
    hit, parts = hit[parts > 1e-9], parts[parts > 1e-9]
    total = parts.sum()
    weight = np.round(parts / total, 9) if total > 0 else parts
    return CellWeights(
        hit.astype(np.int32), weight, float(shape.area), float(total / shape.area) if shape.area else 0.0
    )


def disc(x_km: float, y_km: float, radius_km: float) -> Any:
    """A disc as a polygon of 256 corners, blown up to the true area."""
    from shapely import Point

    corners = 256
    true = radius_km * (np.pi / (corners / 2.0 * np.sin(2.0 * np.pi / corners))) ** 0.5
    return Point(x_km, y_km).buffer(true, quad_segs=corners // 4)


def arc_weights(tiling: Tiling, x_km: float, y_km: float, radius_km: float, *, points: int = 720) -> CellWeights:
    """Share of a circle's circumference in each cell; with it, how far a town is enveloped."""
    angle = np.arange(points) * 2.0 * np.pi / points
    from shapely import STRtree
    from shapely import points as as_points

    where = as_points(x_km + radius_km * np.sin(angle), y_km + radius_km * np.cos(angle))
    point, cell = STRtree(np.array(tiling.polygons_xy_km, dtype=object)).query(where, predicate="intersects")
    _, first = np.unique(point, return_index=True)
    cells, count = np.unique(cell[first], return_counts=True)
    inside = count.sum()
    weight = count / inside if inside else count.astype(float)
    return CellWeights(cells.astype(np.int32), weight, 0.0, float(inside / points))
