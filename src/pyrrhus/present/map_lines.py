"""Rivers, borders, a coast and bridges on the map, with their names where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from pyrrhus.present import svg
from pyrrhus.present.labels import Box
from pyrrhus.present.map_ground import WIDTH, CampaignMap

BRIDGE_HALF = 5.0
NAME_SIZE = 11.0
MARGIN = 4.0


def draw_lines(ground: CampaignMap) -> list[Markup]:
    """The lines under roads and front, a barrier broader than what is no obstacle, and a bar across for a bridge."""
    parts = []
    for line in ground.findings.lines:
        spots = [ground.project(*at) for at in line.line]
        parts.append(svg.path(spots, f"water {line.kind}{' barrier' if line.barrier else ''}"))
    for at in ground.findings.bridges:
        x, y = ground.project(*at)
        across = _across(ground, x, y)
        ends = [(x + way * BRIDGE_HALF * across[0], y + way * BRIDGE_HALF * across[1]) for way in (-1, 1)]
        parts.append(svg.path(ends, "bridge"))
    return parts


def name_lines(ground: CampaignMap, taken: Sequence[Box]) -> list[Markup]:
    """The name of each line, once, at the first spot along it that is clear of what is `taken`."""
    parts: list[Markup] = []
    boxes, named = list(taken), set()
    for line in ground.findings.lines:
        if not line.name or line.name in named:
            continue
        half = svg.text_width(line.name, NAME_SIZE) / 2
        for x, y in _along([ground.project(*at) for at in line.line]):
            box = (x - half, y - NAME_SIZE, x + half, y + MARGIN)
            inside = box[0] > MARGIN and box[2] < WIDTH - MARGIN and box[1] > MARGIN
            if not inside or box[3] > ground.project.height - MARGIN:
                continue
            if all(not (box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3]) for b in boxes):
                named.add(line.name)
                boxes.append(box)
                parts.append(svg.text(x, y, line.name, f"linename {line.kind}", "middle"))
                break
    return parts


def _along(spots: Sequence[tuple[float, float]], step: float = 12.0) -> list[tuple[float, float]]:
    """Points along a line every `step`, the middle of the line first."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(spots):
        count = max(1, math.ceil(math.dist((x0, y0), (x1, y1)) / step))
        found += [(x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count)]
    return sorted(found, key=lambda at: math.hypot(at[0] - WIDTH / 2, at[1] - WIDTH / 3))


def _across(ground: CampaignMap, x: float, y: float) -> tuple[float, float]:
    """The direction across the nearest stretch of a line."""
    best, way = math.inf, (1.0, 0.0)
    for line in ground.findings.lines:
        spots = [ground.project(*at) for at in line.line]
        for (x0, y0), (x1, y1) in pairwise(spots):
            long = math.dist((x0, y0), (x1, y1))
            if long <= 0.0:
                continue
            along = min(1.0, max(0.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / long**2))
            away = math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
            if away < best:
                best, way = away, ((y1 - y0) / long, (x0 - x1) / long)
    return way
