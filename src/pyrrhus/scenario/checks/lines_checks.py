"""Checks of lines.geojson."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyrrhus.scenario.checks.registry import Check, Found, add, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.ground_lines import LINES, barriers_of
from pyrrhus.scenario.nearest import shown

if TYPE_CHECKING:  # folders without lines are checked without arrays
    import numpy as np
    from numpy.typing import NDArray

    from pyrrhus.terrain.barriers import Barrier
    from pyrrhus.terrain.projection import Projection

BRIDGE_OFF_KM = 1.0
LEAST_BLIND = 0.02  # of the ground: less is a bend of the river between two points of its line
PROBES = 24  # points across the map

add(
    Check(
        "lines_unreadable",
        "a lines.geojson that is not GeoJSON",
        "write a FeatureCollection of LineString features, and of Point features for bridges",
    )
)
add(
    Check(
        "lines_feature",
        "a feature of lines.geojson that is no river, border, coast or bridge, or whose points cannot be read",
        "give it a kind, and a line of [longitude, latitude] pairs",
    )
)


def _plane(draft: FolderDraft) -> Projection | None:
    from pyrrhus.terrain.projection import Projection

    return None if draft.centre is None else Projection(draft.centre.lat, draft.centre.lon)


def _barriers(draft: FolderDraft) -> tuple[Projection, tuple[Barrier, ...]] | None:
    plane = _plane(draft) if any(line.barrier for line in draft.ground_lines) else None
    if plane is None:
        return None
    return plane, barriers_of(draft.ground_lines, plane.to_xy)


def _spots(plane: Projection, rows: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Points (lon, lat) in km round the centre, [point, 2]."""
    import numpy as np

    lon, lat = np.array(rows, dtype=float).reshape(-1, 2).T
    return np.column_stack(plane.to_xy(lon, lat))


@check(
    "a line that comes nowhere near the map",
    "check its coordinates (longitude first), or remove it",
    needs="centre tiling places",
    severity="warning",
)
def line_off_map(draft: FolderDraft) -> Iterator[Found]:
    plane = _plane(draft) if draft.ground_lines else None
    if plane is None:
        return
    from shapely import LineString, Point

    for line in draft.ground_lines:
        away = LineString(_spots(plane, list(line.points))).distance(Point(0.0, 0.0))
        if away > draft.file.tiling.radius_km + 5.0:
            found = f"feature {line.line}: {shown(line.name) or 'the line'} comes no nearer than {away:.0f} km"
            yield LINES, None, found, "write longitude before latitude, or remove it"


@check(
    "a bridge that no barrier lies near",
    "mark its river as a barrier, or correct its coordinates",
    needs="centre places",
    severity="warning",
)
def bridge_off_barrier(draft: FolderDraft) -> Iterator[Found]:
    plane = _plane(draft) if draft.bridges else None
    if plane is None:
        return
    from shapely import Point

    barriers = barriers_of(draft.ground_lines, plane.to_xy)
    for bridge in draft.bridges:
        at = Point(_spots(plane, [(bridge.lon, bridge.lat)])[0])
        if all(barrier.xy_km.distance(at) > BRIDGE_OFF_KM for barrier in barriers):
            found = f"feature {bridge.line}: {shown(bridge.name) or 'the bridge'} opens no barrier"
            yield LINES, None, found, 'write "barrier": true at its river, or correct its coordinates'


@check(
    "a road over a barrier that has no bridge",
    "write bridge yes at the road, or put a place where it turns",
    needs="centre places routes",
    severity="warning",
)
def route_over_barrier(draft: FolderDraft) -> Iterator[Found]:
    found = _barriers(draft)
    roads = [r for r in draft.rows["routes"] if r.from_ in draft.places and r.to in draft.places and not r.bridge]
    if found is None or not roads:
        return
    from pyrrhus.terrain.barriers import between

    plane, barriers = found
    ends = [
        _spots(plane, [(draft.places[end].lon, draft.places[end].lat) for end in column])
        for column in ([r.from_ for r in roads], [r.to for r in roads])
    ]
    for road, over in zip(roads, between(ends[0], ends[1], barriers), strict=True):
        if over:
            what = f"the road from {road.from_} to {road.to} leads over a barrier without a bridge"
            yield "routes.csv", road.line, what, "write yes under bridge, or put a place where it turns"


@check(
    "ground beyond a barrier of which no row of control.csv speaks",
    "write who holds a place there",
    needs="centre tiling places control",
    severity="warning",
)
def bank_without_control(draft: FolderDraft) -> Iterator[Found]:
    found = _barriers(draft)
    named = sorted({row.place for row in draft.rows["control"] if row.place in draft.places})
    if found is None or not named or any(row.cell for row in draft.rows["control"]):
        return
    import numpy as np

    from pyrrhus.terrain.barriers import nearest_in_sight

    plane, barriers = found
    reach = draft.file.tiling.radius_km
    line = np.linspace(-reach, reach, PROBES)
    probes = np.column_stack([axis.ravel() for axis in np.meshgrid(line, line)])
    probes = probes[np.hypot(*probes.T) <= reach]
    places = _spots(plane, [(draft.places[p].lon, draft.places[p].lat) for p in named])
    blind = nearest_in_sight(probes, places, barriers) < 0
    if blind.mean() > LEAST_BLIND:
        x, y = probes[blind].mean(axis=0)
        lon, lat = (float(v) for v in plane.to_lonlat(x, y))
        what = f"no row says who holds {blind.mean():.0%} of the map, round {lat:.3f}, {lon:.3f}, beyond a barrier"
        yield "control.csv", None, what, "write rows for a place on that side; until then it counts as contested"
