"""Outlines of one file as valid polygons in degrees: read, reprojected, repaired and joined, within limits."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from pyrrhus.control_map.intricacy import Workload, points_of
from pyrrhus.control_map.outlines import outline_of
from pyrrhus.control_map.overlay import join, repair
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import shown

KM_PER_DEG = 111.195
Outline = tuple[int, Any]  # the number of a feature and its geometry as the file has it


def clean_polygons(
    name: str, outlines: dict[tuple[date, str], list[Outline]], crs: Any, found: RepairNotes, load: Workload
) -> dict[tuple[date, str], Any] | None:
    """Read, reproject where a projection is named, repair, unite: one valid geometry per date and status."""
    read = _read_outlines(name, outlines, found)
    shapes = None if read is None else _to_degrees(name, [shape for _, _, shape in read], crs, found)
    if read is None or shapes is None:
        return None
    parts: dict[tuple[date, str], list[Any]] = defaultdict(list)
    mended: list[tuple[date, float]] = []
    try:
        for (key, number, _), shape in zip(read, shapes, strict=True):
            whole = _mended(number, shape, load)
            if whole is not shape:
                mended.append((key[0], abs(km2(whole) - km2(shape))))
            if whole.area > 0:
                parts[key].append(whole)
        if mended:
            found.notes.append(
                f"{name}: {len(mended)} of {len(read)} polygons crossed themselves or were otherwise broken and were "
                f"repaired (first on {min(mended)[0]}; area changed by at most {max(c for _, c in mended):.2f} km²)"
            )
        return {key: join_with_care(group, load) for key, group in parts.items()}
    except Refused as refused:
        found.problems.append(refused.problem(name))
        return None


def _read_outlines(
    name: str, outlines: dict[tuple[date, str], list[Outline]], found: RepairNotes
) -> list[tuple[tuple[date, str], int, Any]] | None:
    """Key, number of the feature and shape of all that has an area; None where a feature is wrong."""
    read, short, before = [], [], len(found.problems)
    for key, listed in outlines.items():
        for number, geometry in listed:
            try:
                shape, missing = outline_of(geometry)
            except Refused as refused:
                found.refuse(name, f"feature {number}: {refused.what}", refused.fix, check=refused.check)
                continue
            if missing:
                short.append(number)
            if shape is not None:
                found.points += points_of(shape)
                read.append((key, number, shape))
    if short:
        found.notes.append(
            f"{name}: rings of {len(short)} features (first feature {min(short)}) have fewer than four points or are "
            "not closed, and were left out"
        )
    if found.points > most("map_points"):
        found.problems.append(too_much("map_points").problem(name))
    return read if len(found.problems) == before else None


def _mended(number: int, shape: Any, load: Workload) -> Any:
    """The shape itself where it is valid, else repaired. Raises Refused where it is too intricate for either."""
    import shapely

    try:
        load.look_at(shape)
        if shapely.is_valid(shape):
            return shape
        load.look_at(shape, mend=True)
        whole = repair(shape)
        load.count_new(whole, shape)
    except Refused as refused:
        raise Refused(f"feature {number}: its outline {refused.what}", refused.fix, refused.check) from None
    return whole


def join_with_care(shapes: Sequence[Any], load: Workload) -> Any:
    """All of them as one. Raises Refused where they cross too often."""
    if len(shapes) == 1:
        return shapes[0]
    load.look_at(shapes, mend=True)
    whole = join(shapes)
    load.count_new(whole, shapes)
    return whole


def km2(shape: Any) -> float:
    """Rough area of a shape in degrees; good enough for what a note says."""
    if shape.is_empty:
        return 0.0
    _, south, _, north = shape.bounds
    return float(shape.area) * KM_PER_DEG**2 * math.cos(math.radians((south + north) / 2))


def _to_degrees(name: str, shapes: list[Any], crs: Any, found: RepairNotes) -> Any | None:
    """Longitude and latitude: reprojected where the file names another projection, refused where it hides one."""
    import numpy as np
    import shapely

    code = re.search(r"EPSG:+([0-9]+)", named := _crs_name(crs))
    if code and code.group(1) not in ("4326", "4979"):
        from pyproj import Transformer
        from pyproj.exceptions import ProjError

        try:
            back = Transformer.from_crs(int(code.group(1)[:9]), 4326, always_xy=True)
            moved = shapely.transform(shapes, lambda p: np.column_stack(back.transform(p[:, 0], p[:, 1])))
        except ProjError:
            found.refuse(
                name,
                f"names a projection that is not known ({shown(named)})",
                "write WGS 84 degrees",
                check="projection",
            )
            return None
        shapes = list(moved)
        found.notes.append(f"{name}: was in EPSG:{code.group(1)} and was brought to longitude and latitude (WGS 84)")
    west, south, east, north = shapely.total_bounds(shapes) if len(shapes) else (0, 0, 0, 0)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        found.refuse(
            name,
            f"coordinates run from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g}: not longitude and latitude",
            "write WGS 84 degrees, or name the projection in a crs member",
            check="projection",
        )
        return None
    return shapes


def _crs_name(crs: Any) -> str:
    """The name of a projection, empty where the file names none."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) else ""
