"""The geometry of an event as written, and plain distances between places."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pyrrhus.scenario import cells
from pyrrhus.scenario.nearest import shown

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Disc:
    """The ground within a radius of a place."""

    place: str
    radius_km: float


@dataclass(frozen=True)
class PlaceSet:
    """The ground of several places."""

    places: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """The cell at a point."""

    lat: float
    lon: float


def parse_geometry(text: str) -> Disc | PlaceSet | Point:
    """`disc:PLACE:RADIUS_KM`, `places:ID+ID…` or `point:LAT:LON`. Raises CellError."""
    kind, _, rest = text.partition(":")
    # Ids may hold a colon, a radius cannot: so split at the last one.
    first, _, last = rest.rpartition(":")
    if kind == "disc" and first and last:
        radius = cells.number(last.strip())
        if radius <= 0:
            raise cells.CellError(f"the radius {radius:g} is not above 0", "write a radius in km", "event_geometry")
        return Disc(first.strip(), radius)
    if kind == "places" and rest:
        ids = tuple(part.strip() for part in rest.split("+"))
        if all(ids):
            return PlaceSet(ids)
    if kind == "point" and first and last:
        lat, lon = cells.number(first.strip()), cells.number(last.strip())
        if abs(lat) <= 90 and abs(lon) <= 180:
            return Point(lat, lon)
        raise cells.CellError(
            f"{lat:g}:{lon:g} is not a latitude and a longitude", "write latitude first, in degrees", "event_geometry"
        )
    raise cells.CellError(
        f"the geometry '{shown(text)}' cannot be read",
        "write disc:PLACE:RADIUS_KM, places:ID+ID or point:LAT:LON",
        "event_geometry",
    )


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
