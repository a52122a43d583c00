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
ROOM_SMALL = 1.5


@dataclass(frozen=True)
class LabelStyle:
    """A layer of labels: the size of its type in the units of the map, and its class."""

    size: float
    key: str


def importance(place: PlaceMark) -> tuple[int, float, str, str]:
    """Sorts cities before towns before villages, then by population, then by name."""
    return RANK.get(place.kind, 6), -(place.population or 0.0), place.name, place.id


@dataclass(frozen=True)
class Mark:
    """A place on the picture: where, and the number of the cell that it lies in."""

    place: PlaceMark
    x: float
    y: float
    cell: int


def draw_labels(
    marks: Sequence[Mark],
    width: float,
    height: float,
    style: LabelStyle,
    *,
    taken: Sequence[Box] = (),
    fewest: bool = False,
) -> tuple[Markup, list[Box]]:
    """A layer with a dot for each place and a name for each that finds room, and the boxes that are full afterwards.

    `fewest` draws only what has a name that found room. A place can be tabbed to: the page's script says its chance.
    """
    full: list[Box] = list(taken)
    radius = 0.21 * style.size
    parts = []
    ranked = sorted(marks, key=lambda mark: importance(mark.place))
    for mark in ranked:
        if mark.place.kind in ("city", "town"):
            full.append((mark.x - radius, mark.y - radius, mark.x + radius, mark.y + radius))
    for mark in ranked:
        place, x, y = mark.place, mark.x, mark.y
        name = place.name.partition(" (")[0]
        major = place.kind in ("city", "town")
        size = style.size * (1.25 if place.kind == "city" else 1.06 if major else 1.0)
        spot = _free_spot(name, x, y, size, radius, full, width, height, ROOM.get(place.kind, ROOM_SMALL))
        if spot is None and (fewest or not major):
            continue
        drawn = [
            svg.element("circle", cx=x, cy=y, r=0.9 * style.size, class_="hit"),
            svg.element("circle", cx=x, cy=y, r=radius if major else 0.7 * radius, class_="place"),
        ]
        if spot is not None:
            box, anchor, text_x, baseline = spot
            full += [box, (x - radius, y - radius, x + radius, y + radius)]
            drawn.append(svg.text(text_x, baseline, name, "name", anchor, font_size=svg.number(size)))
        parts.append(
            svg.element(
                "g",
                *drawn,
                class_=f"pl {place.kind}",
                tabindex="0",
                role="button",
                aria_label=place.name,
                data_cell=str(mark.cell),
            )
        )
    return svg.element("g", *parts, class_=f"labels {style.key}"), full


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
