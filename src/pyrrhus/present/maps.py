"""The map: cells coloured by who holds them, roads, places, scale and north, and its frames through time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.judge.words import date_words
from pyrrhus.present import svg
from pyrrhus.present.labels import LabelStyle, draw_labels
from pyrrhus.present.palette import bin_of, code_of
from pyrrhus.present.series import dates_of

if TYPE_CHECKING:
    from pyrrhus.judge.findings import CellOutline, Findings

WIDTH = 640.0
PADDING = 10.0
STRIP = 40.0
MOST_FRAMES = 150

WIDE_LABELS = LabelStyle(size=12.5, key="labels-wide")
NARROW_LABELS = LabelStyle(size=22.0, key="labels-narrow")


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
        self.pixels_per_km = (WIDTH - 2 * PADDING) / wide_km
        self.height = tall_km * self.pixels_per_km + 2 * PADDING

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * self.km_per_lon * self.pixels_per_km + PADDING
        y = (self.north - lat) * self.km_per_lat * self.pixels_per_km + PADDING
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

    def three_frames(self) -> tuple[MapFrame, ...]:
        """The as-of date, the middle of the forecast and the end of the horizon; fewer where the forecast is short."""
        ahead = self.frames[self.as_of_index :]
        return tuple(ahead[k] for k in sorted({0, len(ahead) // 2, len(ahead) - 1}))

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
    def _ward_outline(self) -> str:
        """The outline of the town."""
        return self._outline([shape for shape, cell in zip(self._shapes, self.cells, strict=True) if cell.ward])

    @cached_property
    def _hull(self) -> str:
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

    def picture(self, frame: MapFrame, *, key: str, interactive: bool = False) -> Markup:
        """The map of one date; `interactive` gives each cell a path of its own, for the slider to colour."""
        sides = self.findings.document["sides"]
        height = self.project.height + STRIP
        title = f"Map of {date_words(frame.day)}: " + (
            f"the share of each cell that {sides['attacker']} held"
            if frame.observed
            else f"the probability that {sides['attacker']} holds each cell"
        )
        clip = f"{key}-clip"
        return svg.picture(
            WIDTH,
            height,
            title,
            svg.element("defs", svg.element("clipPath", svg.element("path", d=self._hull), id=clip)),
            svg.element("g", *self._cells(frame, interactive, key), class_="cells"),
            svg.element("g", *self._roads(), clip_path=f"url(#{clip})", class_="roads"),
            svg.element("path", d=self._ward_outline, class_="wards"),
            svg.element("path", d=self.front(frame), class_="front"),
            *self._labels(interactive),
            *self._scale_and_north(2.0 if not interactive else 1.0),
            class_="map",
            key=key,
        )

    def _cells(self, frame: MapFrame, interactive: bool, key: str) -> list[Markup]:
        outlines = [svg.points(ring) + "Z" for ring in self.rings]
        if interactive:
            pairs = zip(outlines, frame.values, strict=True)
            return [svg.element("path", d=outline, class_=colour_class(value)) for outline, value in pairs]
        by_colour: dict[str, str] = {}
        for outline, value in zip(outlines, frame.values, strict=True):
            style = colour_class(value)
            by_colour[style] = by_colour.get(style, "") + outline
        return [svg.element("path", d=by_colour[style], class_=style) for style in sorted(by_colour)]

    def _roads(self) -> list[Markup]:
        roads = sorted(self.findings.routes, key=lambda road: (ROAD_ORDER.get(road.road_class, 0), road.line))
        return [svg.path([self.project(*at) for at in road.line], f"road {road.road_class}") for road in roads]

    def _labels(self, interactive: bool) -> list[Markup]:
        marks = [(place, self.project(place.lon, place.lat)) for place in self.findings.places]
        on_ground = self._on_ground([at for _, at in marks])
        within = [mark for mark, inside in zip(marks, on_ground, strict=True) if inside]
        styles = (WIDE_LABELS, NARROW_LABELS) if interactive else (NARROW_LABELS,)
        return [draw_labels(within, WIDTH, self.project.height, style, alone=not interactive) for style in styles]

    def _on_ground(self, spots: Sequence[tuple[float, float]]) -> list[bool]:
        """Whether each spot lies in a cell: what is off the ground says nothing about it."""
        from shapely import STRtree
        from shapely import points as to_points

        if not spots:
            return []
        inside = set(STRtree(self._shapes).query(to_points(list(spots)), predicate="intersects")[0].tolist())
        return [k in inside for k in range(len(spots))]

    def _scale_and_north(self, grow: float) -> list[Markup]:
        base = self.project.height + 26.0
        km = next(k for k in (20, 10, 5, 2, 1, 0.5) if k * self.project.pixels_per_km <= 0.3 * WIDTH or k == 0.5)
        end = PADDING + km * self.project.pixels_per_km
        style = "scale-text" if grow == 1 else "scale-text large"
        bar = [(PADDING, base - 6), (PADDING, base), (end, base), (end, base - 6)]
        at = WIDTH - PADDING - 12
        arrow = [(at, base - 24), (at + 7, base + 2), (at, base - 5), (at - 7, base + 2)]
        return [
            svg.path(bar, "scale-bar"),
            svg.text(end + 8, base + 1, f"{km:g} km", style),
            svg.path(arrow, "north", closed=True),
            svg.text(at - 12, base, "N", style, "end"),
        ]

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


ROAD_ORDER = {"track": 0, "local": 1, "regional": 2, "national": 3, "motorway": 4}


def colour_class(value: float) -> str:
    """The class of a cell: p0 (defender) to p20 (attacker), pu where unknown."""
    step = bin_of(value)
    return "pu" if step < 0 else f"p{step}"


def _open_ring(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
