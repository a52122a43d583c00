"""Small pictures beside words: the badge on the scale of likelihood, a tile's range, priors beside posteriors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pyrrhus.judge.words import SCALE
from pyrrhus.present import svg

BADGE_WIDTH = 372.0
MINI_WIDTH = 208.0


def badge_bar(probability: float) -> Markup:
    """The seven words of the scale as a bar, the one that holds the probability dark, and a pointer at it."""
    x = svg.Scale(0.0, 1.0, 0.0, BADGE_WIDTH)
    parts: list[Markup] = []
    for index, (_, low, high) in enumerate(SCALE):
        low, high = (0.0 if index == 0 else low), (1.0 if index == len(SCALE) - 1 else high)
        on = low <= probability < high or (high == 1.0 and probability >= low)
        parts.append(svg.rect(x(low) + 1, 2, x(high) - x(low) - 2, 12, "icd on" if on else "icd"))
    at = min(max(x(probability), 6.0), BADGE_WIDTH - 6.0)
    parts.append(svg.path([(at, 15), (at + 6, 24), (at - 6, 24)], "pointer", closed=True))
    return decoration(BADGE_WIDTH, 25.0, *parts, class_="badge-bar")


def parts_bar(shares: Sequence[float]) -> Markup:
    """Counts as parts of one bar, each paler than the one before it."""
    total, start, parts = sum(shares) or 1.0, 0.0, []
    for index, share in enumerate(shares):
        wide = BADGE_WIDTH * share / total
        parts.append(svg.rect(start + 1, 2, wide - 2, 12, ("icd on", "icd mid", "icd")[min(index, 2)]))
        start += wide
    return decoration(BADGE_WIDTH, 16.0, *parts, class_="badge-bar")


def mini_bar(quantiles: Mapping[str, float], most: float, side: str) -> Markup:
    """A middle with its ranges, on a scale from nothing that the tiles of both sides share."""
    scale = svg.Scale(0.0, max(most, 1e-9), 1.0, MINI_WIDTH - 5.0)
    parts = [svg.line(scale.start, 6, scale.end, 6, "hair"), *svg.interval(scale, 6.0, quantiles, side, 8.0)]
    return decoration(MINI_WIDTH, 12.0, *parts, class_="mini")


def shared_scale(numbers: Sequence[float], start: float, end: float) -> svg.Scale:
    """A scale that holds all the numbers: logarithmic where they are positive and more than a factor of 8 apart."""
    numbers = [x for x in numbers if x == x] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low > 8:
        return svg.Scale(low / 1.15, high * 1.15, start, end, log=True)
    low = 0.0 if 0 < low < 0.5 * high else low
    pad = 0.06 * ((high - low) or abs(high) or 1.0)
    return svg.Scale(low if low == 0 else low - pad, high + pad, start, end)


def prior_and_posterior_bar(row: Mapping[str, Any]) -> Markup:
    """Prior above, posterior below, on a scale of their own: a line over 90 % and a tick at the middle of each."""
    keys = [f"{which}_{q}" for which in ("prior", "posterior") for q in ("q05", "q50", "q95")]
    numbers = [row.get(key) for key in keys]
    if any(number is None or number != number for number in numbers):
        return Markup("")
    values = [float(number) for number in numbers if number is not None]
    scale = shared_scale(values, 4.0, 136.0)
    parts = []
    for which, at in (("prior", 6.0), ("posterior", 14.0)):
        q05, q50, q95 = values[:3] if which == "prior" else values[3:]
        parts.append(svg.line(scale(q05), at, max(scale(q95), scale(q05) + 1), at, which))
        parts.append(svg.element("circle", cx=scale(q50), cy=at, r=3.0, class_=which))
    return decoration(140.0, 20.0, *parts, class_="pair")


def decoration(width: float, height: float, *parts: Markup, class_: str) -> Markup:
    """A picture that repeats what the text beside it says, and is hidden from screen readers."""
    box = f"0 0 {svg.number(width)} {svg.number(height)}"
    return svg.element(
        "svg",
        *parts,
        viewBox=box,
        width=svg.number(width),
        height=svg.number(height),
        class_=class_,
        aria_hidden="true",
    )
