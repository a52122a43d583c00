"""Shares of ground by who holds it: any polygons, discs and arcs round a town, and how near the front is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import ENOUGH_COVER, local_states, to_km, window_box
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.overlay import intersect
from pyrrhus.terrain.discs import disc
from pyrrhus.terrain.projection import Projection

Floats = NDArray[np.float64]
DISCS_KM = (1.0, 2.0, 3.0, 5.0, 10.0)
ARCS_KM = (5.0, 10.0)


@dataclass(frozen=True)
class Shares:
    """Shares 0 to 1 of each geometry, [date, geometry]; NaN where the maps do not say."""

    dates: tuple[date, ...]
    ru: Floats
    contested: Floats


@dataclass(frozen=True)
class TownSeries:
    """Series round a town: discs [date, radius], arcs [date, radius], and the distance to RU ground, km [date].

    The distance is 0 inside, infinite where no RU ground lies within `search_km`, NaN where that is not known.
    """

    dates: tuple[date, ...]
    discs_km: tuple[float, ...]
    arcs_km: tuple[float, ...]
    search_km: float
    ru: Floats
    contested: Floats
    arc_ru: Floats
    distance_to_ru_km: Floats

    def disc(self, radius_km: float) -> Floats:
        """RU share of the disc of that radius, [date]."""
        return self.ru[:, self.discs_km.index(radius_km)]


def shares(
    maps: ControlMaps, geometries: Sequence[Any], dates: Sequence[date], *, projection: Projection | None = None
) -> Shares:
    """RU and CONTESTED share of each polygon on each date, areas taken in a projection local to them.

    `geometries` are shapely polygons in degrees, or in km round the centre of `projection` where one is given.
    """
    import shapely

    polygons = np.array(list(geometries), dtype=object)
    if projection is None:
        west, south, east, north = shapely.total_bounds(polygons)
        projection = Projection((south + north) / 2, (west + east) / 2)
        polygons = to_km(polygons, projection)
    bounds = np.abs(shapely.total_bounds(polygons))
    window = window_box(projection, float(bounds.max()) + 0.05)
    days = tuple(dates)
    held = np.full((len(days), len(polygons)), np.nan)
    contested = held.copy()
    size = shapely.area(polygons)
    for state, rows in local_states(maps, window, projection, days):
        known = _part(polygons, size, state.known, shapely.area) / size >= ENOUGH_COVER
        held[rows] = np.where(known, _part(polygons, size, state.ru, shapely.area) / size, np.nan)
        grey = _part(polygons, size, state.contested, shapely.area) / size
        contested[rows] = np.where(known & maps.has_contested, grey, np.nan)
    return Shares(days, np.clip(held, 0.0, 1.0), np.clip(contested, 0.0, 1.0))


def town_series(
    maps: ControlMaps,
    lat: float,
    lon: float,
    dates: Sequence[date],
    *,
    discs_km: Sequence[float] = DISCS_KM,
    arcs_km: Sequence[float] = ARCS_KM,
    search_km: float = 12.0,
) -> TownSeries:
    """Discs, arcs (share of the circumference in RU ground) and the distance to RU ground round a point, by date."""
    import shapely

    projection = Projection(lat, lon)
    days = tuple(dates)
    centre = shapely.Point(0.0, 0.0)
    discs = np.array([disc(0.0, 0.0, r) for r in discs_km], dtype=object)
    arcs = np.array([disc(0.0, 0.0, r).exterior for r in arcs_km], dtype=object)
    size, round_ = shapely.area(discs), shapely.length(arcs)
    search = centre.buffer(search_km, quad_segs=16)
    half = max(*discs_km, *arcs_km, search_km)

    held = np.full((len(days), len(discs)), np.nan)
    grey, arc, distance = held.copy(), np.full((len(days), len(arcs)), np.nan), np.full(len(days), np.nan)
    for state, rows in local_states(maps, window_box(projection, half), projection, days):
        known = _part(discs, size, state.known, shapely.area) / size >= ENOUGH_COVER
        held[rows] = np.where(known, _part(discs, size, state.ru, shapely.area) / size, np.nan)
        share = _part(discs, size, state.contested, shapely.area) / size
        grey[rows] = np.where(known & maps.has_contested, share, np.nan)
        known = _part(arcs, round_, state.known, shapely.length) / round_ >= ENOUGH_COVER
        arc[rows] = np.where(known, _part(arcs, round_, state.ru, shapely.length) / round_, np.nan)
        near = np.inf if state.ru.is_empty else float(shapely.distance(centre, state.ru))
        if near > search_km:
            whole = shapely.area(intersect(state.known, search)) >= ENOUGH_COVER * search.area
            near = np.inf if whole else np.nan
        distance[rows] = near
    return TownSeries(
        days,
        tuple(map(float, discs_km)),
        tuple(map(float, arcs_km)),
        float(search_km),
        np.clip(held, 0.0, 1.0),
        np.clip(grey, 0.0, 1.0),
        np.clip(arc, 0.0, 1.0),
        distance,
    )


def _part(shapes: NDArray[Any], whole: Floats, ground: Any, measure: Any) -> Floats:
    """How much of each shape lies in the ground; those wholly in or out are not cut."""
    import shapely

    if ground.is_empty:
        return np.zeros(len(shapes))
    shapely.prepare(ground)
    inside = shapely.contains_properly(ground, shapes)
    cut = shapely.intersects(ground, shapes) & ~inside
    part = np.where(inside, whole, 0.0)
    if cut.any():
        part[cut] = measure(intersect(shapes[cut], ground))
    return part
