"""Polygons of GeoJSON as shapes: types, points and numbers looked at one by one, so that what is wrong has a name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import shown

AREAS = ("Polygon", "MultiPolygon", "GeometryCollection")
OTHERS = ("Point", "MultiPoint", "LineString", "MultiLineString")
FIX = "write [longitude, latitude] in degrees"


def outline_of(geometry: Any) -> tuple[Any, int]:
    """The shape of a GeoJSON geometry in degrees (None where it has no area), and how many rings were too short to be
    one. Raises Refused for what is no geometry, and for points that are none."""
    if geometry is None:
        return None, 0
    import shapely

    polygons, short = [], 0
    for rings in _polygons(geometry):
        made = [_ring(ring) for ring in rings]
        short += sum(ring is None for ring in made)
        if made and made[0] is not None:
            polygons.append((made[0], [ring for ring in made[1:] if ring is not None]))
    points = sum(len(shell) + sum(map(len, holes)) for shell, holes in polygons)
    if points > most("polygon_points"):
        raise too_much("polygon_points", points)
    if not polygons:
        return None, short
    shapes = [shapely.Polygon(shell, holes) for shell, holes in polygons]
    return shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes), short


def _polygons(geometry: Any) -> Iterator[list[Any]]:
    """Lists of rings of every polygon in a geometry."""
    if not isinstance(geometry, dict):
        raise Refused(f"its geometry is {_kind(geometry)}", "write an object with type and coordinates", "geojson")
    kind = geometry.get("type")
    if kind in OTHERS:
        return
    if kind not in AREAS:
        found = f"its geometry has the type {shown(kind)}" if isinstance(kind, str) else "its geometry has no type"
        raise Refused(found, "write Polygon or MultiPolygon", "geojson")
    inner = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
    if not isinstance(inner, list):
        raise Refused(f"the coordinates of its {kind} are {_kind(inner)}", "write a list of rings", "geojson")
    if kind == "GeometryCollection":
        for part in inner:
            yield from _polygons(part)
        return
    for rings in [inner] if kind == "Polygon" else inner:
        if not isinstance(rings, list):
            raise Refused(f"a polygon of its {kind} is {_kind(rings)}", "write a list of rings", "geojson")
        yield rings


def _ring(ring: Any) -> NDArray[np.float64] | None:
    """Points [point, (lon, lat)] of a ring; None where there are fewer than four, or it is not closed."""
    if not isinstance(ring, list):
        raise Refused(f"a ring is {_kind(ring)}", "write a list of points", "geojson")
    if len(ring) > most("polygon_points"):
        raise too_much("polygon_points", len(ring))
    try:
        points = np.array(ring)
    except (ValueError, OverflowError):
        points = np.empty(0)
    if points.dtype.kind not in "if" or points.ndim != 2 or points.shape[-1] < 2:
        points = np.array([_point(point) for point in ring], dtype=float).reshape(-1, 2)  # some with heights, or wrong
    points = points[:, :2].astype(float)
    if not np.isfinite(points).all():
        raise Refused("a coordinate is not finite", FIX, "coordinates")
    closed = len(points) >= 4 and bool((points[0] == points[-1]).all())
    return points if closed else None


def _point(point: Any) -> tuple[float, float]:
    good = isinstance(point, list) and len(point) >= 2
    for number in point[:2] if good else ():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise Refused(f"a coordinate is {_kind(number)}, not a number", FIX, "coordinates")
        if abs(number) > 1e15 or not math.isfinite(number):
            raise Refused("a coordinate is not finite, or huge", FIX, "coordinates")
    if not good:
        raise Refused(f"a point is {_kind(point)}, not two numbers", FIX, "coordinates")
    return float(point[0]), float(point[1])


def _kind(value: Any) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return f"the text '{shown(value, most=30)}'"
    return "a number" if isinstance(value, int | float) else "a list" if isinstance(value, list) else "an object"
