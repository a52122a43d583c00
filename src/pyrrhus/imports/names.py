"""Names and points: plain forms, ids, distances."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection

from pyrrhus.plain_text import folded

EARTH_KM = 6371.0


def slug(text: str, *, most: int = 60) -> str:
    """Latin letters, digits and underscores of a text; empty where it has none."""
    return re.sub(r"[^a-z0-9]+", "_", folded(text)).strip("_")[:most].strip("_")


def written_id(text: str, *, most: int = 80) -> str:
    """An id as a table takes it: the text itself, else what of it can stand with a mark that tells it from others."""
    clean = re.sub(r"[^A-Za-z0-9_.:-]+", "_", text)
    if clean == text and len(text) <= most:
        return text
    return f"{clean[: most - 9]}.{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def place_id(name: str, taken: Collection[str]) -> str:
    """An id for a place that is not taken."""
    base = slug(name) or "place"
    number, identifier = 1, base
    while identifier in taken:
        number += 1
        identifier = f"{base}_{number}"
    return identifier


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
