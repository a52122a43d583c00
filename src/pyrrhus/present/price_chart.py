"""Q3: how highly the place must be prized for the battle to pay."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.present import svg
from pyrrhus.present.estimates import quantiles_of
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure

#: Normal scores of the five levels, between which a distribution is drawn on a logarithmic scale.
SCORES = {"0.05": -1.6449, "0.25": -0.6745, "0.5": 0.0, "0.75": 0.6745, "0.95": 1.6449}
Quantiles = Mapping[str, float]
#: What taking or holding the place costs in all where it comes to that, as the answer reckons it.
BREAK_EVEN = {
    "attacker": "worth of the place at which taking it breaks even",
    "defender": "worth of the place at which holding it breaks even",
}


def price_figure(answer: Mapping[str, Any], document: Mapping[str, Any]) -> Figure | None:
    """For each side the chance that the whole battle costs less than a price, and what the place is said to be worth.

    Drawn through the five quantiles of the answer's estimates; None where it has no such estimates.
    """
    cost = {side: q for side in SIDES if (q := quantiles_of(answer, BREAK_EVEN[side], side))}
    worth = {side: q for side in SIDES if (q := quantiles_of(answer, "casualties that the place is worth", side))}
    if len(cost) < 2 or any(q["0.05"] <= 0 for q in cost.values()):
        return None
    sides = document["sides"]
    said = "; ".join(f"for {sides[side]} it breaks even at {_middle(q)} casualties" for side, q in cost.items())
    rows = []
    for side in SIDES:
        rows.append([f"{sides[side]}: the battle costs", *_three(cost[side])])
        if side in worth:
            rows.append([f"{sides[side]}: the place is worth", *_three(worth[side])])
    return make_figure(
        "price",
        "How highly must you prize the town for it to pay?",
        "Chance that the whole battle costs less than the price you put on the town",
        f"Two rising curves: {said}.",
        lambda room: _draw(cost, worth, sides, room),
        columns=["In own casualties", "Middle", "90 % range"],
        rows=rows,
        note="Bars below the curves: 90 % of what the town is taken to be worth." if worth else "",
    )


def _three(q: Quantiles) -> list[str]:
    return [_middle(q), words.spread(q["0.05"], q["0.95"])]


def _middle(q: Quantiles) -> str:
    """The middle as the sentence beside it says it."""
    return words.count_words(q["0.5"])


def cheaper_than(price: float, q: Quantiles) -> float:
    """The chance that a number with these quantiles lies below a price, in normal scores of its logarithm."""
    known = [(math.log(max(q[level], 1e-9)), score) for level, score in SCORES.items()]
    at = math.log(price)
    below, above = (known[0], known[1]) if at <= known[0][0] else (known[-2], known[-1])
    for first, last in pairwise(known):
        if first[0] <= at <= last[0]:
            below, above = first, last
            break
    wide = max(above[0] - below[0], 1e-9)
    score = below[1] + (above[1] - below[1]) * (at - below[0]) / wide
    return 0.5 * math.erfc(-score / math.sqrt(2.0))


def _draw(
    cost: Mapping[str, Quantiles], worth: Mapping[str, Quantiles], sides: Mapping[str, str], room: Room
) -> Drawing:
    ends = [q[level] for group in (cost, worth) for q in group.values() for level in ("0.05", "0.95") if q[level] > 0]
    x = svg.Scale(min(ends) / 1.3, max(ends) * 1.3, 46.0, room.width - 10, log=True)
    y = svg.Scale(0.0, 1.0, 216.0, 16.0)
    parts = svg.share_grid(x, y, 7)
    free = 0.0
    for step in svg.log_steps(x.low, x.high):
        label, half = svg.step_words(step), svg.text_width(svg.step_words(step), 11.5) / 2
        if x(step) - half > free + 8 and x(step) + half < room.width:
            parts.append(svg.text(x(step), 232, label, "tick", "middle"))
            free = x(step) + half
    parts.append(svg.text(x.end, 247, "price you put on the town, in own casualties", "tick", "end"))
    lines = {}
    for side, q in cost.items():
        prices = [math.exp(math.log(x.low) + k / 60 * math.log(x.high / x.low)) for k in range(61)]
        lines[side] = [(x(p), y(cheaper_than(p, q))) for p in prices]
        parts.append(svg.path(lines[side], f"ln {side}"))
    parts += _break_even(cost, sides, x, y)
    if worth:
        for number, (side, q) in enumerate(worth.items()):
            base = 274.0 + 36.0 * number
            told = f"worth to {sides[side]}: {words.with_range(q)}"
            half = svg.text_width(told, 12.5) / 2
            middle = min(max(x.clipped(q["0.5"]), half), room.width - half)
            parts += [svg.text(middle, base - 9, told, "lab", "middle"), *svg.interval(x, base, q, side, 7.0)]
    return (254.0 + 36.0 * len(worth) + 6.0) if worth else 254.0, parts


def _break_even(cost: Mapping[str, Quantiles], sides: Mapping[str, str], x: svg.Scale, y: svg.Scale) -> list[Markup]:
    parts: list[Markup] = []
    for side, q in cost.items():
        parts += [
            svg.line(x(q["0.5"]), y(0.5), x(q["0.5"]), y(0), "drop"),
            svg.element("circle", cx=x(q["0.5"]), cy=y(0.5), r=5.0, class_=f"open {side}"),
        ]
    right = max(x(q["0.5"]) for q in cost.values())
    left = right > x.start + 0.62 * (x.end - x.start)
    at = min(x(q["0.5"]) for q in cost.values()) - 12 if left else right + 12
    anchor = "end" if left else "start"
    parts.append(svg.text(at, y(0.5) + (-26 if left else 20), "Breaks even at", "strong halo", anchor))
    for number, (side, q) in enumerate(cost.items()):
        text = f"{_middle(q)} for {sides[side]}"
        parts.append(svg.text(at, y(0.5) + (-26 if left else 20) + 15 * (number + 1), text, f"lab halo {side}", anchor))
    return parts
