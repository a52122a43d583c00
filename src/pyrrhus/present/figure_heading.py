"""What stands above a figure that stands alone: its heading, what it shows, and the key of a map's colours."""

from __future__ import annotations

from pyrrhus.judge import words
from pyrrhus.judge.agreement import verb_for
from pyrrhus.present import palette, svg
from pyrrhus.present.figure import WIDE, Drawing
from pyrrhus.present.map_ground import CampaignMap, MapFrame

HEAD_SIZE, SUB_SIZE = 13.0, 11.5
LEFT, LINE, GAP = 4.0, 16.0, 10.0
STEP = 5.0


def text_heading(heading: str, sub: str, width: float = WIDE) -> Drawing:
    """The heading and the line below it, folded where it is wider than the drawing; they end at nought."""
    lines = _folded(sub, width - 2 * LEFT)
    height = LINE * (1 + len(lines)) + GAP
    parts = [svg.text(LEFT, LINE - 2 - height, heading, "strong")]
    parts += [svg.text(LEFT, LINE * (n + 2) - 3 - height, line, "tick") for n, line in enumerate(lines)]
    return height, parts


def map_heading(ground: CampaignMap, frame: MapFrame) -> Drawing:
    """The day of a map, whether it was seen or is forecast, and what its colours mean."""
    sides = ground.findings.document["sides"]
    attacker = sides["attacker"]
    ahead = f"the chance that {attacker} {verb_for(attacker, 'holds')} each cell"
    told = "who held what" if frame.observed else ahead
    height = 3 * LINE + GAP
    at = 2 * LINE - 3 - height
    left, right = (f"{sides[s]} {verb_for(sides[s], 'holds')}" for s in ("defender", "attacker"))
    begins = LEFT + svg.text_width(left, SUB_SIZE) + 6
    ends = begins + palette.BINS * STEP
    ramp = [svg.rect(begins + k * STEP, at - 9, STEP, 11, f"p{k}") for k in range(palette.BINS)]
    return height, [
        svg.text(LEFT, LINE - 2 - height, f"{words.date_words(frame.day)}: {told}", "strong"),
        svg.text(LEFT, at, left, "tick"),
        svg.element("g", *ramp, class_="ramp"),
        svg.text(ends + 6, at, right, "tick"),
        svg.text(LEFT, at + LINE, "Hatched: contested or unknown, 30–70 %. Thick line: even odds", "tick"),
    ]


def _folded(text: str, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and svg.text_width(longer, SUB_SIZE) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
