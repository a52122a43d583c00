"""The ground of the map: cells, borders, places and the front, and who holds what on each date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyrrhus.judge.words import date_words
from pyrrhus.present import svg
from pyrrhus.present.labels import Mark
from pyrrhus.present.palette import code_of
from pyrrhus.present.series import dates_of

if TYPE_CHECKING:
    from pyrrhus.judge.findings import CellOutline, Findings

WIDTH = 560.0
SHOWN = 0.88  # of the ground from west to east; the rest would leave the corners of the picture empty
TALLEST = 0.75  # height of the picture over its width: what lies farther north or south of the town is cut off
MOST_FRAMES = 150
HATCHED = (0.3, 0.7)


@dataclass(frozen=True)
class MapFrame:
    """What the map shows on a date: a share or a probability by cell, NaN where unknown."""

    day: date
    observed: bool
    values: tuple[float, ...]

    @property
    def codes(self) -> str:
        return "".join(code_of(value) for value in self.values)


class MapProjection:
    """Degrees to the picture: an equirectangular projection local to the cells, true to about 0.1 % over 60 km."""

    def __init__(self, cells: Sequence[CellOutline]) -> None:
        lons = [lon for cell in cells for lon, _ in cell.ring]
        lats = [lat for cell in cells for _, lat in cell.ring]
        self.middle = math.radians((min(lats) + max(lats)) / 2)
        # Lengths of a degree on the WGS 84 ellipsoid (series of the US National Geospatial-Intelligence Agency).
        self.km_per_lat = 111.13292 - 0.55982 * math.cos(2 * self.middle) + 0.001175 * math.cos(4 * self.middle)
        self.km_per_lon = 111.41284 * math.cos(self.middle) - 0.0935 * math.cos(3 * self.middle)
        self.west, self.north = min(lons), max(lats)
        wide_km = (max(lons) - self.west) * self.km_per_lon
        tall_km = (self.north - min(lats)) * self.km_per_lat
        self.pixels_per_km = WIDTH / (SHOWN * wide_km)
        self.left = 0.5 * (1.0 - SHOWN) * wide_km * self.pixels_per_km
        whole = tall_km * self.pixels_per_km
        self.height = min(whole, TALLEST * WIDTH)
        wards = [lat for cell in cells if cell.ward for _, lat in cell.ring]
        middle = (self.north - (sum(wards) / len(wards) if wards else (min(lats) + max(lats)) / 2)) * self.km_per_lat
        self.top = min(max(middle * self.pixels_per_km - self.height / 2, 0.0), whole - self.height)

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * self.km_per_lon * self.pixels_per_km - self.left
        y = (self.north - lat) * self.km_per_lat * self.pixels_per_km - self.top
        return x, y


class CampaignMap:
    """The ground of a forecast, ready to be drawn for any of its dates. Raises ValueError where there are no cells."""

    def __init__(self, findings: Findings) -> None:
        if not findings.cells:
            raise ValueError("a map needs cells")
        self.findings = findings
        forecast = findings.forecast
        order = {str(cell): k for k, cell in enumerate(forecast["cell"].values.tolist())}
        self.cells = tuple(cell for cell in findings.cells if cell.id in order)
        self.columns = [order[cell.id] for cell in self.cells]
        self.project = MapProjection(self.cells)
        self.rings = [_open_ring([self.project(lon, lat) for lon, lat in cell.ring]) for cell in self.cells]

    @cached_property
    def frames(self) -> tuple[MapFrame, ...]:
        """History first, where there is one, then the forecast from the as-of date; thinned where very many."""
        forecast = self.findings.forecast
        ahead = forecast["attacker_probability"].transpose("date", "cell")
        frames = []
        as_of = dates_of(ahead)[0]
        if "observed_share" in forecast.data_vars:
            seen = forecast["observed_share"].transpose("observed_date", "cell")
            rows = zip(dates_of(seen, "observed_date"), seen.values.tolist(), strict=True)
            frames += [MapFrame(day, True, self._in_order(row)) for day, row in rows if day < as_of]
            every = math.ceil(len(frames) / MOST_FRAMES) or 1
            frames = frames[::-1][::every][::-1]
        rows = zip(dates_of(ahead), ahead.values.tolist(), strict=True)
        return (*frames, *(MapFrame(day, False, self._in_order(row)) for day, row in rows))

    @property
    def as_of_index(self) -> int:
        return next(k for k, frame in enumerate(self.frames) if not frame.observed)

    def _in_order(self, row: Sequence[float]) -> tuple[float, ...]:
        return tuple(row[column] for column in self.columns)

    @cached_property
    def _shapes(self) -> list[Any]:
        from shapely import Polygon

        return [Polygon(ring) for ring in self.rings]

    @cached_property
    def borders(self) -> tuple[tuple[int, int, tuple[float, float], tuple[float, float]], ...]:
        """Edges between neighbours as (cell, cell, from, to); the finer cell's edge where sizes differ."""
        from shapely import STRtree
        from shapely import points as to_points

        ends, owners, beside = [], [], []
        for k, ring in enumerate(self.rings):
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
                long = math.dist(start, end)
                if long < 0.5:
                    continue
                middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
                aside = ((end[1] - start[1]) / long, (start[0] - end[0]) / long)
                for way in (0.8, -0.8):
                    ends.append((start, end))
                    owners.append(k)
                    beside.append((middle[0] + way * aside[0], middle[1] + way * aside[1]))
        spots, found = STRtree(self._shapes).query(to_points(beside), predicate="within")
        borders, seen = [], set()
        for spot, other in sorted(zip(spots.tolist(), found.tolist(), strict=True)):
            own, (start, end) = owners[spot], ends[spot]
            if other == own or self._shapes[other].area < 0.8 * self._shapes[own].area:
                continue
            mark = (round((start[0] + end[0]) / 2), round((start[1] + end[1]) / 2), min(own, other), max(own, other))
            if mark not in seen:
                seen.add(mark)
                borders.append((own, other, start, end))
        return tuple(borders)

    @cached_property
    def ward_outline(self) -> str:
        """The outline of the town."""
        return self._outline([shape for shape, cell in zip(self._shapes, self.cells, strict=True) if cell.ward])

    @cached_property
    def hull(self) -> str:
        """The outline of all the ground."""
        return self._outline(self._shapes)

    def _outline(self, shapes: Sequence[Any]) -> str:
        """The border round all the shapes together, as a path; rounding may leave gaps, which a hair closes."""
        from shapely import unary_union

        if not shapes:
            return ""
        union = unary_union([shape.buffer(0.2) for shape in shapes]).simplify(0.5)
        parts = sorted(getattr(union, "geoms", [union]), key=lambda part: part.bounds)
        return "".join(svg.points(list(part.exterior.coords)[:-1]) + "Z" for part in parts)

    def front(self, frame: MapFrame) -> str:
        """The line of even odds as a path: the borders between cells on either side of one half."""
        sides = [math.nan if value != value else value >= 0.5 for value in frame.values]
        pieces = [
            svg.points([start, end])
            for own, other, start, end in self.borders
            if {sides[own], sides[other]} == {True, False}
        ]
        return "".join(pieces)

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the town."""
        rings = [cell.ring for cell in self.cells if cell.ward] or [cell.ring for cell in self.cells]
        spots = [spot for ring in rings for spot in ring]
        return sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)

    @cached_property
    def centres(self) -> list[tuple[float, float]]:
        return [(shape.centroid.x, shape.centroid.y) for shape in self._shapes]

    @cached_property
    def marks(self) -> list[Mark]:
        """The places that lie on the ground that is shown, with their cells."""
        from shapely import STRtree
        from shapely import points as to_points

        places = [(place, *self.project(place.lon, place.lat)) for place in self.findings.places]
        if not places:
            return []
        spots, found = STRtree(self._shapes).query(to_points([(x, y) for _, x, y in places]), predicate="intersects")
        cell = dict(zip(spots.tolist(), found.tolist(), strict=True))
        return [
            Mark(place, x, y, cell[k])
            for k, (place, x, y) in enumerate(places)
            if k in cell and place.kind != "ward" and 4.0 < x < WIDTH - 4.0 and 4.0 < y < self.project.height - 4.0
        ]

    def hatched(self, frame: MapFrame) -> str:
        """The outline of every cell whose holder is contested or not known."""
        low, high = HATCHED
        unsure = (value != value or low < value < high for value in frame.values)
        return "".join(svg.points(ring) + "Z" for ring, hatch in zip(self.rings, unsure, strict=True) if hatch)

    def cell_sizes_km(self) -> str:
        """How wide cells are, for the line below the heading: "1–2 km"."""
        from statistics import quantiles

        wide = [math.sqrt(shape.area * 2 / math.sqrt(3)) / self.project.pixels_per_km for shape in self._shapes]
        ends = [round(wide[0])] * 2 if len(wide) < 2 else [round(q) or 1 for q in quantiles(wide, n=20)[::18]]
        return f"{ends[0]} km" if ends[0] == ends[-1] else f"{ends[0]}–{ends[-1]} km"

    def slider_data(self) -> dict[str, Any]:
        """What the page's script needs to draw any frame: dates, letters by cell, and the borders with their cells."""
        return {
            "dates": [frame.day.isoformat() for frame in self.frames],
            "labels": [date_words(frame.day) for frame in self.frames],
            "observed": [int(frame.observed) for frame in self.frames],
            "codes": [frame.codes for frame in self.frames],
            "borders": [[own, other, svg.points([start, end])] for own, other, start, end in self.borders],
            "start": self.as_of_index,
        }


def _open_ring(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
