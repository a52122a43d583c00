"""Cutting and joining polygons that nobody vouches for: where the exact way fails, once more on a fine grid.

GEOS gives up on some shapes that are broken beyond its repair. Snapped to a grid of a millionth (of a degree or a km:
a tenth of a metre or less) every overlay succeeds, at the price of that millionth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

GRID = 1e-6


def repair(shapes: NDArray[Any]) -> NDArray[Any]:
    """Valid polygons for broken ones ([shape]); what even GEOS cannot mend is rebuilt from its outline."""
    import shapely

    try:
        return shapely.make_valid(shapes)
    except shapely.errors.GEOSException:
        return np.array([_repair_one(shape) for shape in shapes], dtype=object)


def _repair_one(shape: Any) -> Any:
    import shapely

    try:
        return shapely.make_valid(shape)
    except shapely.errors.GEOSException:
        return shapely.buffer(shape, 0.0)


def intersect(one: Any, two: Any) -> Any:
    """What both have in common; either may be an array of shapes."""
    import shapely

    try:
        return shapely.intersection(one, two)
    except shapely.errors.GEOSException:
        return shapely.intersection(shapely.buffer(one, 0.0), shapely.buffer(two, 0.0), grid_size=GRID)


def subtract(one: Any, two: Any) -> Any:
    """What the first has and the second has not."""
    import shapely

    try:
        return shapely.difference(one, two)
    except shapely.errors.GEOSException:
        return shapely.difference(shapely.buffer(one, 0.0), shapely.buffer(two, 0.0), grid_size=GRID)


def join(shapes: Any) -> Any:
    """All of them as one."""
    import shapely

    try:
        return shapely.union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.union_all(shapely.buffer(np.array(list(shapes), dtype=object), 0.0), grid_size=GRID)
