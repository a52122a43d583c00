"""Where in the world: the country round the town as a small outline, with the town as a dot.

Outlines: Natural Earth 4.1, 1:110m, public domain (`countries.json`, made by `benchmarks/outlines.py`).
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from pyrrhus.present import svg

WIDE, TALL = 112.0, 76.0
KM_PER_DEGREE = 111.2
OUTLINE_ERROR_KM = 20.0  # nearer to an outline this coarse, it cannot tell on which side of a border a town lies

Ring = list[tuple[float, float]]


@cache
def country_outlines() -> dict[str, list[Ring]]:
    """Outlines by country in degrees (lon, lat)."""
    text = files("pyrrhus.present").joinpath("countries.json").read_text(encoding="utf-8")
    found = json.loads(text)["countries"]
    return {name: [[(x / 10, y / 10) for x, y in ring] for ring in rings] for name, rings in found.items()}


def country_at(lon: float, lat: float) -> tuple[str, Ring] | None:
    """The country that a point lies in, and the part of it there; None at sea and too near to a border to tell."""
    for name, rings in country_outlines().items():
        for ring in rings:
            if _inside(lon, lat, ring):
                return (name, ring) if _away_km(lon, lat, ring) > OUTLINE_ERROR_KM else None
    return None


def _away_km(lon: float, lat: float, ring: Ring) -> float:
    """How far a point lies from an outline, about."""
    squeeze = math.cos(math.radians(lat))
    nearest = math.inf
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        ax, ay, bx, by = (x0 - lon) * squeeze, y0 - lat, (x1 - lon) * squeeze, y1 - lat
        long = (bx - ax) ** 2 + (by - ay) ** 2
        along = min(1.0, max(0.0, -(ax * (bx - ax) + ay * (by - ay)) / long)) if long else 0.0
        nearest = min(nearest, math.hypot(ax + along * (bx - ax), ay + along * (by - ay)))
    return nearest * KM_PER_DEGREE


def _inside(lon: float, lat: float, ring: Ring) -> bool:
    """Whether a point lies in an outline: how often a line to the east of it is crossed."""
    crossed = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) * (x1 - x0) / (y1 - y0):
            crossed = not crossed
    return crossed


def draw_locator(lon: float, lat: float, right: float, bottom: float) -> Markup:
    """The box of the locator with its lower right corner at (right, bottom); nothing where no country is known."""
    found = country_at(lon, lat)
    if found is None:
        return Markup("")
    name, ring = found
    squeeze = math.cos(math.radians(lat))
    flat = [(x * squeeze, -y) for x, y in ring]
    west, east = min(x for x, _ in flat), max(x for x, _ in flat)
    north, south = min(y for _, y in flat), max(y for _, y in flat)
    scale = min((WIDE - 14) / max(east - west, 1e-6), (TALL - 14) / max(south - north, 1e-6))
    left, top = right - WIDE, bottom - TALL
    off = (
        left + WIDE / 2 - scale * (west + east) / 2,
        top + TALL / 2 - scale * (north + south) / 2,
    )
    spots = [(off[0] + scale * x, off[1] + scale * y) for x, y in flat]
    at = off[0] + scale * lon * squeeze, off[1] - scale * lat
    return svg.element(
        "g",
        svg.rect(left, top, WIDE, TALL, "locbox"),
        svg.path(spots, "country", closed=True),
        svg.element("circle", cx=at[0], cy=at[1], r=4.0, class_="locdot"),
        svg.text(left + WIDE / 2, bottom - TALL / 2 + 4, name, "loctext", "middle"),
        class_="locator",
    )
