"""What the maps know about a piece of ground: which file speaks for it, and where nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.meridian_180 import box_in_frame_of, in_frame_of
from pyrrhus.control_map.overlay import intersect, join
from pyrrhus.terrain.projection import Projection

ENOUGH_COVER = 0.999


@dataclass(frozen=True)
class LocalState:
    """Who holds what in a window on some days, in km round a centre; `known` is what any file covers."""

    ru: Any
    contested: Any
    known: Any


def window_box(projection: Projection, half_km: float) -> Any:
    """A box in degrees that holds the square of that half side (km) round the centre, with a little to spare."""
    import shapely

    x, y = projection.to_lonlat([-half_km, half_km, 0, 0], [0, 0, -half_km, half_km])
    spare = 0.002
    # meridians converge: the half side in degrees of longitude is widest at the northern edge
    corner, _ = projection.to_lonlat([half_km], [half_km])
    reach = max(abs(corner[0] - projection.lon), abs(x[1] - projection.lon)) + spare
    return shapely.box(projection.lon - reach, y[2] - spare, projection.lon + reach, y[3] + spare)


def local_states(
    maps: ControlMaps, window: Any, projection: Projection, days: Sequence[date]
) -> list[tuple[LocalState, list[int]]]:
    """The distinct states of a window (a polygon in degrees) and the rows of `days` on which each is in force."""
    import shapely

    layers = [in_frame_of(layer, projection.lon) for layer in maps.layers]
    near = [layer for layer in layers if shapely.box(*layer.box).intersects(window)]
    regions: dict[tuple[bool, ...], list[Any]] = {}
    pieces: dict[tuple[int, int, str, tuple[bool, ...]], Any] = {}
    by_rows: dict[tuple[int, ...], int] = {}
    by_shape: dict[tuple[bytes, bytes, bytes], int] = {}
    states: list[tuple[LocalState, list[int]]] = []
    for n, day in enumerate(days):
        rows = tuple(layer.row(day) for layer in near)
        at = by_rows.get(rows)
        if at is None:
            begun = tuple(row >= 0 for row in rows)
            if begun not in regions:
                regions[begun] = _regions([layer.box for layer in near], begun, window)

            def ground(status: str, rows: tuple[int, ...] = rows, begun: tuple[bool, ...] = begun) -> Any:
                parts = []
                for i, (layer, row) in enumerate(zip(near, rows, strict=True)):
                    shape = layer.states[status][row] if row >= 0 else None
                    if shape is None or regions[begun][i].is_empty:
                        continue
                    key = (i, row, status, begun)
                    if key not in pieces:
                        pieces[key] = intersect(shape, regions[begun][i])
                    parts.append(pieces[key])
                return parts[0] if len(parts) == 1 else join(parts)

            held, contested, known = ground("RU"), ground("CONTESTED"), shapely.union_all(regions[begun])
            shape_key = (shapely.to_wkb(held), shapely.to_wkb(contested), shapely.to_wkb(known))
            at = by_shape.setdefault(shape_key, len(states))
            if at == len(states):
                local = (to_km(g, projection) for g in (held, contested, known))
                states.append((LocalState(*local), []))
            by_rows[rows] = at
        states[at][1].append(n)
    return states


def to_km(shape: Any, projection: Projection) -> Any:
    """A geometry in degrees as km round the projection's centre."""
    import numpy as np
    import shapely

    return shapely.transform(shape, lambda p: np.column_stack(projection.to_xy(p[:, 0], p[:, 1])))


def _regions(boxes: list[tuple[float, ...]], begun: tuple[bool, ...], window: Any) -> list[Any]:
    """The part of the window for which each file speaks: the finest one that covers it and has begun."""
    import shapely

    taken = shapely.Polygon()
    regions = []
    for box, on in zip(boxes, begun, strict=True):
        part = shapely.box(box[0], box[1], box[2], box[3]).intersection(window) if on else shapely.Polygon()
        regions.append(part.difference(taken))
        taken = taken.union(part)
    return regions


def covers_disc(maps: ControlMaps, lat: float, lon: float, *, radius_km: float, day: date | None = None) -> bool:
    """Whether a disc lies wholly in ground that some file covers (and had begun to cover by `day`)."""
    import shapely

    projection = Projection(lat, lon)
    window = window_box(projection, radius_km)
    begun = tuple(day is None or layer.row(day) >= 0 for layer in maps.layers)
    known = to_km(
        shapely.union_all(_regions([box_in_frame_of(layer.box, lon) for layer in maps.layers], begun, window)),
        projection,
    )
    disc = shapely.Point(0, 0).buffer(radius_km, quad_segs=32)
    return bool(known.intersection(disc).area >= ENOUGH_COVER * disc.area)


def split_towns(
    maps: ControlMaps, *, radius_km: float = 5.0, towns: Sequence[Town] | None = None
) -> tuple[tuple[Town, ...], tuple[Town, ...]]:
    """Towns (default: those of towns.csv) whose disc the maps cover, and those to be listed as not covered."""
    asked = maps.towns if towns is None else tuple(towns)
    inside = [covers_disc(maps, t.lat, t.lon, radius_km=radius_km) for t in asked]
    return (
        tuple(t for t, good in zip(asked, inside, strict=True) if good),
        tuple(t for t, good in zip(asked, inside, strict=True) if not good),
    )
