"""The picture of the map: cells coloured by who holds them, names of the sides, roads, places, scale."""

from __future__ import annotations

import math

from markupsafe import Markup

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge.agreement import verb_for
from pyrrhus.judge.words import date_words
from pyrrhus.present import svg
from pyrrhus.present.labels import Box, LabelStyle, draw_labels
from pyrrhus.present.locator import TALL, WIDE, draw_locator
from pyrrhus.present.map_ground import WIDTH, CampaignMap, MapFrame
from pyrrhus.present.map_lines import draw_lines, name_lines
from pyrrhus.present.palette import bin_of

TOWNS = ("city", "town")
WIDE_LABELS = LabelStyle(size=12.0, key="labels-wide")
NARROW_LABELS = LabelStyle(size=18.0, key="labels-narrow")
ROAD_ORDER = {"track": 0, "local": 1, "regional": 2, "national": 3, "motorway": 4}


def colour_class(value: float) -> str:
    """The class of a cell: p0 (defender) to p20 (attacker), pu where unknown."""
    step = bin_of(value)
    return "pu" if step < 0 else f"p{step}"


def draw_map(ground: CampaignMap, *, key: str = "map", frame: MapFrame | None = None) -> Markup:
    """The map of the as-of date, or of another frame, each cell a path of its own for the page's script to colour;
    names of the sides on their ground, what is contested or unknown hatched, roads, places, scale, north, locator.
    """
    frame, height = frame or ground.frames[ground.as_of_index], ground.project.height
    sides = ground.findings.document["sides"]
    attacker = sides["attacker"]
    title = f"Map of {date_words(frame.day)}: the chance that {attacker} {verb_for(attacker, 'holds')} each cell"
    furniture = [(0.0, height - 52.0, 122.0, height), (WIDTH - WIDE, height - TALL, WIDTH, height)]
    named, boxes = _side_names(ground, frame, furniture)
    layers, shields, names = [], [], []
    for style in (WIDE_LABELS, NARROW_LABELS):
        layer, full = draw_labels(ground.marks, WIDTH, height, style, taken=boxes, fewest=style is NARROW_LABELS)
        layers.append(layer)
        shields = shields or _shields(ground, full)
        names = names or name_lines(ground, full)
    return svg.element(
        "svg",
        svg.element("title", title, id=f"{key}-title"),
        svg.element(
            "defs",
            svg.element("clipPath", svg.element("path", d=ground.hull), id=f"{key}-clip"),
            svg.element(
                "pattern",
                svg.line(0, 0, 0, 5, "hatch-line"),
                id=f"{key}-hatch",
                width="5",
                height="5",
                patternUnits="userSpaceOnUse",
                patternTransform="rotate(45)",
            ),
        ),
        svg.rect(0, 0, WIDTH, height, "off"),
        svg.element("g", *_cells(ground, frame), class_="cells"),
        svg.element("path", d=ground.hatched(frame), class_="hatched", fill=f"url(#{key}-hatch)"),
        *_lines(ground, key),
        svg.element("g", *_roads(ground), clip_path=f"url(#{key}-clip)", class_="roads"),
        svg.element("path", d=ground.ward_outline, class_="wards"),
        svg.element("path", d=ground.front(frame), class_="front glow"),
        svg.element("path", d=ground.front(frame), class_="front"),
        svg.element("path", d="", class_="picked"),
        *named,
        svg.element("g", *shields, class_="shields"),
        *names,
        *layers,
        *_scale_and_north(ground),
        draw_locator(*ground.middle, WIDTH - 4.0, height - 4.0),
        viewBox=f"0 0 {svg.number(WIDTH)} {svg.number(height)}",
        class_="chart map",
        role="group",
        aria_labelledby=f"{key}-title",
        xmlns="http://www.w3.org/2000/svg",
    )


def _side_names(ground: CampaignMap, frame: MapFrame, furniture: list[Box]) -> tuple[list[Markup], list[Box]]:
    """Whose each side's ground is, in the widest piece of it, and the boxes that are taken then."""
    # towns keep their dots and names: those come after, and would find no room
    towns = [_town_box(mark.x, mark.y, mark.place.name) for mark in ground.marks if mark.place.kind in TOWNS]
    parts, boxes = [], list(furniture)
    for role in SIDES:
        name = f"held by {ground.findings.document['sides'][role]}"  # no more than that: it is not the country's name
        half = min(svg.text_width(name, 15.0) * 0.56, 0.3 * WIDTH)
        spot = _widest(ground, frame, role, half, [*boxes, *towns])
        if spot is None:
            continue
        (x, y), cell = spot
        boxes.append((x - half, y - 11.0, x + half, y + 11.0))
        parts.append(svg.text(x, y + 5.0, name, f"sidename {role}", "middle", data_cell=str(cell)))
    return parts, boxes


def _town_box(x: float, y: float, name: str) -> Box:
    wide = svg.text_width(name, 15.0) + 14.0
    return (x - 8.0, y - 12.0, x + wide, y + 12.0) if x + wide < WIDTH else (x - wide, y - 12.0, x + 8.0, y + 12.0)


def _widest(
    ground: CampaignMap, frame: MapFrame, role: str, half: float, boxes: list[Box]
) -> tuple[tuple[float, float], int] | None:
    """The centre of the cell of a side that is farthest from all other ground and from the picture's edge."""
    height = ground.project.height
    mine = [value > 0.8 if role == "attacker" else value < 0.2 for value in frame.values]
    others = [at for at, own in zip(ground.centres, mine, strict=True) if not own]
    best, found = 0.0, None
    for number, ((x, y), own) in enumerate(zip(ground.centres, mine, strict=True)):
        inside = half + 8 < x < WIDTH - half - 8 and 18 < y < height - 18
        clear = all(not (x + half > b[0] and x - half < b[2] and y + 14 > b[1] and y - 14 < b[3]) for b in boxes)
        if not (own and inside and clear):
            continue
        room = min(
            [math.hypot((x - a) * 0.6, y - b) for a, b in others]
            + [y, height - y, x - half + 8.0, WIDTH - x - half + 8.0]
        )
        if room > best + 1e-9:
            best, found = room, ((x, y), number)
    return found if best > 16.0 else None


def _cells(ground: CampaignMap, frame: MapFrame) -> list[Markup]:
    pairs = zip(ground.rings, frame.values, strict=True)
    return [svg.element("path", d=svg.points(ring) + "Z", class_=colour_class(value)) for ring, value in pairs]


def _lines(ground: CampaignMap, key: str) -> list[Markup]:
    """The lines of the ground in a group of their own, where there are any."""
    parts = draw_lines(ground)
    return [svg.element("g", *parts, clip_path=f"url(#{key}-clip)", class_="lines")] if parts else []


def _roads(ground: CampaignMap) -> list[Markup]:
    roads = sorted(ground.findings.routes, key=lambda road: (ROAD_ORDER.get(road.road_class, 0), road.line))
    return [svg.path([ground.project(*at) for at in road.line], f"road {road.road_class}") for road in roads]


def _shields(ground: CampaignMap, taken: list[Box]) -> list[Markup]:
    """The numbers of main roads, each once, where there is room for it."""
    parts, seen, boxes = [], set(), list(taken)
    for road in ground.findings.routes:
        if not road.ref or road.ref in seen or ROAD_ORDER.get(road.road_class, 0) < ROAD_ORDER["regional"]:
            continue
        ends = [ground.project(*at) for at in road.line]
        half = svg.text_width(road.ref, 9.0) / 2 + 4
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            x, y = (a + share * (b - a) for a, b in zip(ends[0], ends[-1], strict=True))
            box = (x - half - 3, y - 9, x + half + 3, y + 9)
            free = all(not (box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3]) for b in boxes)
            if free and box[0] > 4 and box[2] < WIDTH - 4 and box[1] > 4 and box[3] < ground.project.height - 4:
                seen.add(road.ref)
                boxes.append(box)
                parts.append(
                    svg.element(
                        "g",
                        svg.rect(x - half, y - 7, 2 * half, 14, "shield", rx=2.5),
                        svg.text(x, y + 3.2, road.ref, "ref", "middle"),
                    )
                )
                break
    return parts


def _scale_and_north(ground: CampaignMap) -> list[Markup]:
    base = ground.project.height - 10.0
    km = next(k for k in (20, 10, 5, 2, 1, 0.5) if k * ground.project.pixels_per_km <= 0.2 * WIDTH or k == 0.5)
    end = 12.0 + km * ground.project.pixels_per_km
    bar = [(12.0, base - 6), (12.0, base), (end, base), (end, base - 6)]
    arrow = [(18.0, base - 34), (24.0, base - 15), (18.0, base - 19), (12.0, base - 15)]
    return [
        svg.path(bar, "scale-bar"),
        svg.text(end + 6, base + 1, f"{km:g} km", "scale-text"),
        svg.path(arrow, "north", closed=True),
        svg.text(29.0, base - 17, "N", "scale-text"),
    ]
