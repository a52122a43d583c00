"""Outlines of countries for the locator of the report's map, from Natural Earth's 1:110m countries as TopoJSON.

    python -m benchmarks.outlines countries-110m.json

The file is that of the npm package `world-atlas` 2.0.2 (Natural Earth 4.1, public domain; the packaging under the ISC
licence). Natural Earth draws who is there; here borders are those that the United Nations recognise, so Crimea is put
with Ukraine (General Assembly resolution 68/262, 2014). Coordinates are tenths of a degree.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OUT = Path("src/pyrrhus/present/countries.json")
LEAST_SQUARE_DEGREES = 0.4
CRIMEA = (34.2, 45.2)


def main(path: str) -> None:
    """Write the outlines beside the report's code."""
    from shapely import Point, Polygon

    topology = json.loads(Path(path).read_text(encoding="utf-8"))
    arcs = _arcs(topology)
    countries: dict[str, list[list[list[int]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [_ring(part[0], arcs) for part in parts]
        name = shape["properties"]["name"]
        for ring in rings:
            polygon = Polygon(ring)
            owner = "Ukraine" if name == "Russia" and polygon.contains(Point(CRIMEA)) else name
            if polygon.area >= LEAST_SQUARE_DEGREES:
                points = [[round(10 * x), round(10 * y)] for x, y in ring]
                kept = [p for k, p in enumerate(points) if k == 0 or p != points[k - 1]]
                countries.setdefault(owner, []).append(kept)
    about = "Natural Earth 4.1, 1:110m, public domain; Crimea with Ukraine; tenths of a degree"
    text = json.dumps({"about": about, "countries": dict(sorted(countries.items()))}, separators=(",", ":"))
    OUT.write_text(text + "\n", encoding="utf-8")


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Lines of a TopoJSON in degrees: they are written as whole steps from point to point."""
    scale, start = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * scale[0] + start[0], y * scale[1] + start[1]))
        out.append(line)
    return out


def _ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """One outline; ~n is line n walked backwards."""
    ring: list[tuple[float, float]] = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += line[1:] if ring else line
    return ring


if __name__ == "__main__":
    main(sys.argv[1])
