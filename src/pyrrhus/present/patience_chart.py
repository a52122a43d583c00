"""Q5: how long each side's stake in the place outlasts what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.present import svg
from pyrrhus.present.estimates import quantiles_of
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure

STAKE = "days until further losses exceed"
MEN = "days until losses cannot be replaced"
FAR = 1000.0
STEPS = ((1.0, "1 day"), (7.0, "1 week"), (30.0, "30 days"), (365.0, "1 year"), (FAR, "1,000 days"))
Quantiles = Mapping[str, float]


def patience_figure(answer: Mapping[str, Any], document: Mapping[str, Any]) -> Figure | None:
    """Days until further losses outrun the worth of the place, and until they cannot be replaced, side by side."""
    rows = [
        (side, text, q)
        for text, name in (("losses outrun the town's worth", STAKE), ("losses can no longer be replaced", MEN))
        for side in SIDES
        if (q := quantiles_of(answer, name, side))
    ]
    if not rows:
        return None
    if all(q["0.5"] >= FAR for _, text, q in rows if "replaced" in text):  # then the sentence says all there is to say
        rows = [row for row in rows if "replaced" not in row[1]] or rows
    sides = document["sides"]
    table = [
        [f"{sides[s]}: {text}", days_words(q["0.5"]), f"{days_words(q['0.05'])} to {days_words(q['0.95'])}"]
        for s, text, q in rows
    ]
    said = "; ".join(f"{row[0]} after {row[1]} ({row[2]})" for row in table)
    return make_figure(
        "patience",
        "How long each side can go on",
        "Days from now. Pale: 90 % range. Dark: middle half. Logarithmic scale",
        said + ".",
        lambda room: _draw(rows, sides, int(document["horizon_days"]), room),
        columns=["Until", "Middle", "90 % range"],
        rows=table,
    )


def days_words(days: float) -> str:
    """A number of days: "81 days", "more than 1,000 days"."""
    if days >= FAR:
        return "more than 1,000 days"
    shown = words.rounded(days) if days >= 10 else f"{round(days)}"
    return f"{shown} {'day' if shown == '1' else 'days'}"


def _draw(rows: list[tuple[str, str, Quantiles]], sides: Mapping[str, str], horizon: int, room: Room) -> Drawing:
    least = min(max(q["0.05"], 1.0) for _, _, q in rows)
    x = svg.Scale(min(least, 7.0) / 1.1, FAR * 1.05, 8.0, room.width - 10, log=True)
    bottom = 28.0 + 50.0 * len(rows)
    parts: list[Markup] = []
    for step, label in STEPS:
        if x.low <= step <= x.high:
            half = svg.text_width(label, 11.5) / 2
            near = abs(x(step) - x(horizon)) < 62
            parts.append(svg.line(x(step), 20, x(step), bottom, "grid"))
            if not near:
                at = min(max(x(step), half), room.width - half)
                parts.append(svg.text(at, 13, label, "tick", "middle"))
    parts += [
        svg.line(x.clipped(horizon), 20, x.clipped(horizon), bottom, "asof"),
        svg.text(x.clipped(horizon), 13, f"{horizon}: last day", "tick b", "middle"),
    ]
    for number, (side, text, q) in enumerate(rows):
        y = 50.0 + 50.0 * number
        floor = {level: max(value, x.low) for level, value in q.items()}
        told = f"{sides[side]}: {text} after {days_words(q['0.5'])}"
        brief = (
            f"{sides[side]}: {'outrun worth' if 'outrun' in text else 'no replacements'} after {days_words(q['0.5'])}"
        )
        parts += [
            svg.text(x.start, y - 12, told if room.wide else brief, "lab b halo"),
            *svg.interval(x, y, floor, side, 13.0),
        ]
    return bottom + 4.0, parts
