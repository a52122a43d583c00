"""Names on the map, placed so that none lies on another: the most important first, the rest where room is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pyrrhus.present import svg

if TYPE_CHECKING:
    from pyrrhus.judge.findings import PlaceMark

Box = tuple[float, float, float, float]

RANK = {"city": 0, "town": 1, "village": 3, "height": 4, "industrial": 5, "ward": 6}

#: room kept clear round a name, over the size of its type: less for towns than for the many small places
ROOM = {"city": 0.1, "town": 0.15}
ROOM_SMALL = 0.55


@dataclass(frozen=True)
class LabelStyle:
    """A layer of labels: the size of its type in the units of the map, and its class."""

    size: float
    key: str


def importance(place: PlaceMark) -> tuple[int, float, str, str]:
    """Sorts cities before towns before villages, then by population, then by name."""
    return RANK.get(place.kind, 6), -(place.population or 0.0), place.name, place.id


def draw_labels(
    places: Sequence[tuple[PlaceMark, tuple[float, float]]],
    width: float,
    height: float,
    style: LabelStyle,
    *,
    alone: bool,
) -> Markup:
    """A layer with a dot for each place and a name for each that finds room. `alone` shows it at any width of page."""
    taken: list[Box] = []
    radius = 0.21 * style.size
    parts = []
    ranked = sorted(places, key=lambda pair: importance(pair[0]))
    for place, (x, y) in ranked:
        if place.kind in ("city", "town"):
            taken.append((x - radius, y - radius, x + radius, y + radius))
    for place, (x, y) in ranked:
        major = place.kind in ("city", "town")
        size = style.size * (1.2 if place.kind == "city" else 1.0)
        spot = _free_spot(place.name, x, y, size, radius, taken, width, height, ROOM.get(place.kind, ROOM_SMALL))
        if spot is None and not major:
            continue
        parts.append(svg.element("circle", cx=x, cy=y, r=radius if major else 0.7 * radius, class_="place"))
        if spot is None:
            continue
        box, anchor, text_x, baseline = spot
        taken += [box, (x - radius, y - radius, x + radius, y + radius)]
        parts.append(svg.text(text_x, baseline, place.name, f"name {place.kind}", anchor, font_size=svg.number(size)))
    return svg.element("g", *parts, class_="labels alone" if alone else f"labels {style.key}")


def _free_spot(
    name: str,
    x: float,
    y: float,
    size: float,
    radius: float,
    taken: Sequence[Box],
    width: float,
    height: float,
    room: float = 0.1,
) -> tuple[Box, str, float, float] | None:
    """The first place round a dot where the name touches nothing: right, left, above, below, and the corners."""
    wide, tall, gap = svg.text_width(name, size), size, radius + 0.3 * size
    for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        left = x + gap if dx > 0 else x - gap - wide if dx < 0 else x - wide / 2
        top = y - tall / 2 + dy * (gap + tall / 2) * (1.0 if dx == 0 else 0.8)
        box = (left, top, left + wide, top + tall)
        if left < 2 or top < 2 or box[2] > width - 2 or box[3] > height - 2:
            continue
        aside, above = room * size, 0.5 * room * size
        if any(
            box[0] < b[2] + aside and b[0] < box[2] + aside and box[1] < b[3] + above and b[1] < box[3] + above
            for b in taken
        ):
            continue
        anchor = "start" if dx > 0 else "end" if dx < 0 else "middle"
        text_x = left if dx > 0 else left + wide if dx < 0 else x
        return box, anchor, text_x, top + 0.8 * tall
    return None
