"""Maps that cross the meridian of 180 degrees: kept in one piece, eastward past 180, and looked at from either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pyrrhus.control_map.maps import Layer

Box = tuple[float, float, float, float]
FAR_DEG = 90.0  # no map of a front is half as wide as the earth


def crosses_180(bbox: Any, shapes: Sequence[Any]) -> bool:
    """Whether a file lies on both sides of the meridian: its box says so (RFC 7946, 5.2), or it has none and its
    polygons lie close to it on either side and nowhere else."""
    import shapely

    if isinstance(bbox, list) and len(bbox) in (4, 6):
        ends = bbox[0], bbox[2 if len(bbox) == 4 else 3]
        if not all(isinstance(v, int | float) for v in ends):
            return False
        west, east = ends
        return -180 <= east < west <= 180 and east + 360.0 - west < 2 * FAR_DEG  # else two ends are exchanged
    if bbox is not None or not shapes:
        return False
    parts = shapely.bounds(shapely.get_parts(shapes))
    east, west = parts[:, 0] > FAR_DEG, parts[:, 2] < -FAR_DEG
    return bool(east.any() and west.any() and (east | west).all())


def eastward(shape: Any) -> Any:
    """A geometry with its western longitudes past 180."""
    return _shifted(shape, lambda lon: lon < 0.0, 360.0)


def in_frame_of(layer: Layer, lon: float) -> Layer:
    """A layer as it lies round a longitude: a turn of the earth east or west where that is nearer."""
    step = _turn(layer.box, lon)
    if not step:
        return layer
    states = {
        status: tuple(None if shape is None else _shifted(shape, None, step) for shape in shapes)
        for status, shapes in layer.states.items()
    }
    return replace(layer, box=box_in_frame_of(layer.box, lon), states=states)


def box_in_frame_of(box: Box, lon: float) -> Box:
    """The same of a box."""
    step = _turn(box, lon)
    return box[0] + step, box[1], box[2] + step, box[3]


def _turn(box: Box, lon: float) -> float:
    apart = 0.5 * (box[0] + box[2]) - lon
    return -360.0 if apart > 180.0 else 360.0 if apart < -180.0 else 0.0


def _shifted(shape: Any, which: Any, step: float) -> Any:
    import numpy as np
    import shapely

    def move(points: Any) -> Any:
        moved = np.where(which(points[:, 0]), step, 0.0) if which is not None else step
        return np.column_stack([points[:, 0] + moved, points[:, 1]])

    return shapely.transform(shape, move)
