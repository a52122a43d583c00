"""Cutting and joining polygons that nobody vouches for: where the exact way fails, once more on a fine grid.

GEOS gives up on some shapes that are broken beyond its repair. Snapped to a grid of a millionth (of a degree or a km:
a tenth of a metre or less) every overlay succeeds, at the price of that millionth.
"""

from __future__ import annotations

from typing import Any

import numpy as np

GRID = 1e-6


def repair(shape: Any) -> Any:
    """A valid polygon for a broken one: the ground inside its outline, all that it goes round. What even GEOS cannot
    mend is rebuilt by a buffer of nothing. Time is nearly linear in the points and crossings; see `intricacy`."""
    import shapely

    try:
        return shapely.make_valid(shape, method="structure", keep_collapsed=False)
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
