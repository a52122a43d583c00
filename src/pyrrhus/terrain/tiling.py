"""The ground as cells: hexes that do not depend on the gazetteer, finer in the wards and near the centre.

A coarse hex that the fine ones cover in part keeps the rest; slivers join the neighbour with the longest common
border. Ids are the hexes' axial coordinates (`h3_-2` coarse, `f0_1` fine), so they stay when places change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.terrain.projection import Projection

SQRT3 = 3.0**0.5
WARD_REACH_KM = 1.0
SLIVER_SHARE = 0.35  # of a fine cell: smaller pieces are joined to a neighbour


@dataclass(frozen=True)
class Borders:
    """Cells that touch: `first`, `second` (int, [border]) and the length of their common border (`length_km`)."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    length_km: NDArray[np.float64]


@dataclass(frozen=True)
class Tiling:
    """Cells of the ground in a fixed order: fine ones first, then coarse, each by axial coordinates."""

    projection: Projection
    radius_km: float
    cell_ids: tuple[str, ...]
    polygons_xy_km: tuple[Any, ...]
    fine: NDArray[np.bool_]

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        return np.array([p.area for p in self.polygons_xy_km])

    @cached_property
    def centroids_km(self) -> NDArray[np.float64]:
        """x, y of each cell's centroid, [cell, 2]."""
        return np.array([(p.centroid.x, p.centroid.y) for p in self.polygons_xy_km])

    @cached_property
    def polygons_lonlat(self) -> tuple[Any, ...]:
        """The same polygons in degrees."""
        from shapely import transform

        def back(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(self.projection.to_lonlat(points[:, 0], points[:, 1]))

        return tuple(transform(p, back) for p in self.polygons_xy_km)

    @cached_property
    def borders(self) -> Borders:
        """Every pair of cells that share more than 10 m of border."""
        from shapely import STRtree, area, intersection, length

        polygons = np.array(self.polygons_xy_km, dtype=object)
        tree = STRtree(polygons)
        first, second = tree.query(polygons, predicate="intersects")
        keep = first < second
        first, second = first[keep], second[keep]
        shared = intersection(polygons[first], polygons[second])
        # where hexes of odd widths overlap by a hair the common part is a sliver, twice as long round as along
        common = np.where(area(shared) > 0.0, 0.5, 1.0) * length(shared)
        keep = common > 0.01
        order = np.lexsort((second[keep], first[keep]))
        return Borders(
            first[keep][order].astype(np.int32), second[keep][order].astype(np.int32), np.round(common[keep][order], 6)
        )

    @cached_property
    def rim(self) -> NDArray[np.bool_]:
        """Cells at the edge of the map: those with border that no other cell shares."""
        perimeter = np.array([p.length for p in self.polygons_xy_km])
        shared = np.zeros(len(self.cell_ids))
        np.add.at(shared, self.borders.first, self.borders.length_km)
        np.add.at(shared, self.borders.second, self.borders.length_km)
        return perimeter - shared > 0.2

    def index(self) -> dict[str, int]:
        """Row of each cell id."""
        return {cell: i for i, cell in enumerate(self.cell_ids)}

    def cell_of(self, x_km: float, y_km: float) -> int:
        """The cell that holds a point, else the nearest one."""
        distance = np.hypot(self.centroids_km[:, 0] - x_km, self.centroids_km[:, 1] - y_km)
        near = np.argsort(distance, kind="stable")[:8]
        from shapely import Point

        point = Point(x_km, y_km)
        for i in near:
            if self.polygons_xy_km[i].covers(point):
                return int(i)
        return int(near[0])


def build_tiling(
    centre_lat: float,
    centre_lon: float,
    *,
    radius_km: float,
    cell_km: float = 2.0,
    fine_cell_km: float = 1.0,
    fine_radius_km: float = 3.0,
    ward_points: Sequence[tuple[float, float]] = (),
) -> Tiling:
    """Tile a disc with hexes; `ward_points` are (lat, lon) of wards, which are tiled finely too.

    `cell_km` and `fine_cell_km` are widths across flats. Cells whose centre lies within `radius_km` are kept whole.
    """
    from shapely import Point, unary_union

    projection = Projection(round(centre_lat, 6), round(centre_lon, 6))
    wards = np.empty((0, 2))
    if ward_points:
        lat, lon = np.array(ward_points).T
        wards = np.column_stack(projection.to_xy(lon, lat))

    hexes = {f"h{q}_{r}": _hexagon(x, y, cell_km) for q, r, x, y in _centres(radius_km, cell_km)}
    fine_cells: dict[str, Any] = {}
    if fine_cell_km < cell_km:
        whole = unary_union(list(hexes.values()))
        reach = fine_radius_km + (np.hypot(*wards.T).max() + WARD_REACH_KM if len(wards) else 0.0)
        for q, r, x, y in _centres(min(reach, radius_km), fine_cell_km):
            near_ward = len(wards) and np.hypot(wards[:, 0] - x, wards[:, 1] - y).min() <= WARD_REACH_KM
            # a fine cell beyond the coarse hexes would stand apart from the map
            if (np.hypot(x, y) <= fine_radius_km or near_ward) and whole.covers(Point(x, y)):
                fine_cells[f"f{q}_{r}"] = _hexagon(x, y, fine_cell_km)
    cover = unary_union(list(fine_cells.values())) if fine_cells else None

    coarse_cells: dict[str, Any] = {}
    slivers: list[Any] = []
    smallest = SLIVER_SHARE * fine_cell_km**2 * SQRT3 / 2.0
    for name, rest in hexes.items():
        if cover is not None and rest.intersects(cover):
            rest = rest.difference(cover)
        parts = sorted(getattr(rest, "geoms", [rest]), key=lambda p: -p.area)
        for n, part in enumerate(p for p in parts if p.area > 1e-6):
            if part.area < smallest:
                slivers.append(part)
            else:
                coarse_cells[name + ("" if n == 0 else "abcdef"[n - 1])] = part
    _join_slivers(slivers, fine_cells, coarse_cells)
    cells = {**fine_cells, **coarse_cells}
    return Tiling(
        projection, radius_km, tuple(cells), tuple(cells.values()), np.array([c.startswith("f") for c in cells])
    )


def _centres(radius_km: float, width_km: float) -> list[tuple[int, int, float, float]]:
    """Axial coordinates and centres of the hexes whose centre lies within the radius, by q then r."""
    reach = int(radius_km / width_km * 1.2) + 2
    rows = []
    for q in range(-reach, reach + 1):
        for r in range(-2 * reach, 2 * reach + 1):
            x, y = width_km * (q + r / 2.0), width_km * SQRT3 / 2.0 * r
            if x * x + y * y <= radius_km * radius_km:
                rows.append((q, r, x, y))
    return rows


def _hexagon(x: float, y: float, width_km: float) -> Any:
    from shapely import Polygon

    side = width_km / SQRT3
    corners = [(x + side * np.sin(a), y + side * np.cos(a)) for a in np.arange(6) * np.pi / 3.0]
    # a grid of a millimetre makes neighbours share their corners exactly
    return Polygon(np.round(corners, 6))


def _join_slivers(slivers: list[Any], fine_cells: dict[str, Any], coarse_cells: dict[str, Any]) -> None:
    from shapely import unary_union

    for sliver in slivers:
        best, longest = "", 0.0
        for group in (coarse_cells, fine_cells):
            for name, polygon in group.items():
                if polygon.distance(sliver) < 1e-6:
                    common = polygon.intersection(sliver).length
                    if common > longest:
                        best, longest = name, common
            if best:
                break
        if best:
            group = fine_cells if best in fine_cells else coarse_cells
            group[best] = unary_union([group[best], sliver])
