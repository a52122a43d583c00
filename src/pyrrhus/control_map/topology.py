"""TopoJSON as plain features: borders that shapes share are written once, as arcs, and shapes name their arcs.

Source: the TopoJSON Format Specification, version 1 (Bostock and Metcalf).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.profiles import LAYER_FIELD
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most

FIX = "save the map as GeoJSON"
Arcs = list[NDArray[np.float64]]


def features_of_topology(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The polygons of every object, each with its properties; of several objects, with the object's name under
    `layer`. Raises Refused."""
    objects = data.get("objects")
    if not isinstance(objects, dict):
        raise _wrong("has no objects")
    arcs, found, points = _arcs(data), [], 0
    for name, shape, where in _shapes(objects):
        try:
            told = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            points += _points(told, arcs)
        except Refused as refused:
            raise Refused(f"{where}: {refused.what}", refused.fix, refused.check) from None
        except (KeyError, TypeError, IndexError, ValueError):
            raise _wrong(f"{where}: its arcs are not numbers of arcs in the file") from None
        if 3 * points > most("json_values"):  # an arc may be named any number of times
            raise too_much("json_values")
        properties = shape.get("properties")
        if len(objects) > 1 and (properties is None or isinstance(properties, dict)):
            properties = {**(properties or {}), LAYER_FIELD: name}
        found.append((properties, told))
        if len(found) > most("map_features"):
            raise too_much("map_features")
    if not found:
        raise Refused("holds no layer with shapes", "give a map with polygons", "gis_format")
    return [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[_ring(ring, arcs) for ring in polygon] for polygon in told],
            },
        }
        for properties, told in found
    ]


def _shapes(objects: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each polygon with the name of its object, and where it stands. Lines and points hold no ground."""
    for name, whole in objects.items():
        shapes = whole.get("geometries") if isinstance(whole, dict) and "geometries" in whole else [whole]
        for number, shape in enumerate(shapes if isinstance(shapes, list) else [], start=1):
            if isinstance(shape, dict) and shape.get("type") in ("Polygon", "MultiPolygon"):
                yield name, shape, f"object {name}, shape {number}"


def _points(told: Any, arcs: Arcs) -> int:
    """The points that polygons will have, before they are made."""
    rings = [ring for polygon in told for ring in polygon]
    if not all(rings):
        raise ValueError("a ring without an arc")
    points = sum(len(arcs[_at(n)]) for ring in rings for n in ring)
    if points > most("polygon_points"):
        raise too_much("polygon_points", points)
    return points


def _arcs(data: dict[str, Any]) -> Arcs:
    """Every arc [point, (x, y)] in degrees: steps from point to point are added up where there is a `transform`."""
    written, change = data.get("arcs"), data.get("transform")
    scale, start = (change.get("scale"), change.get("translate")) if isinstance(change, dict) else (None, None)
    if not isinstance(written, list):
        raise _wrong("has no arcs")
    found: Arcs = []
    for number, arc in enumerate(written, start=1):
        try:
            points = np.array([[float(point[0]), float(point[1])] for point in arc]).reshape(-1, 2)
            if change is not None:
                points = points.cumsum(axis=0) * np.array(scale, float) + np.array(start, float)
            if points.shape[1:] != (2,) or not np.isfinite(points).all():
                raise ValueError
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            raise _wrong(f"arc {number}, or the transform, is no list of points") from None
        found.append(points)
    return found


def _at(number: Any) -> int:
    """The place of an arc; a negative number stands for the same arc backwards."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError
    return number if number >= 0 else ~number


def _ring(numbers: list[int], arcs: Arcs) -> list[list[float]]:
    """Arcs in a row; each begins at the point where the one before it ends, which is written once."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])]).tolist()


def _wrong(what: str) -> Refused:
    return Refused(f"cannot be read as TopoJSON ({what})", FIX, "gis_format")
