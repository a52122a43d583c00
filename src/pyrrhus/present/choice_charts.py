"""The chart of flips: at which price of the symbol staying becomes better than the alternative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pyrrhus.judge.words import percent
from pyrrhus.present import svg

FAR = 4.0  # times the price that 95 % of the values stay below: nobody pays more (as in `decide/flips.py`)


@dataclass(frozen=True)
class FlipLine:
    """One alternative: the share of the values (0..1) for which staying beats it, by the price of the symbol."""

    number: str
    prices: tuple[float, ...]
    shares: tuple[float, ...]


def flip_chart(lines: Sequence[FlipLine], held: Mapping[str, float], title: str, *, key: str, side: str) -> Markup:
    """Lines over the price of the symbol (logarithmic, with a place for nothing at its left).

    `held` are quantiles of what the values say that the symbol is worth: a band over 90 %, a line at the middle.
    """
    width, height, left, right, top, bottom = 460.0, 250.0, 52.0, 26.0, 26.0, 44.0
    low, high = _range(lines, held)
    nothing = left + 14.0
    x = svg.Scale(low, high, left + 44.0, width - right, log=True)
    y = svg.Scale(0.0, 1.0, height - bottom, top)
    band = x.clipped(held["0.05"]), x.clipped(held["0.95"])
    parts = [
        svg.element(
            "rect", x=band[0], y=top, width=band[1] - band[0], height=y.start - top, class_=f"fan outer {side}"
        ),
        svg.text((band[0] + band[1]) / 2, top - 9, "90 % of the values hold it worth", "tick", "middle"),
    ]
    for step in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(svg.line(left, y(step), width - right, y(step), "axis" if step == 0 else "grid"))
        parts.append(svg.text(left - 7, y(step) + 4, f"{step:.0%}".replace("%", " %"), "tick", "end"))
    middle = x.clipped(held["0.5"])
    parts.append(svg.line(middle, top, middle, y.start, "as-of"))
    parts.append(svg.text(nothing, y.start + 17, "nothing", "tick", "middle"))
    free = nothing + 26.0
    for step in svg.log_steps(low, high):
        label = svg.step_words(step)
        half = svg.text_width(label, 12) / 2
        if x(step) - half > free and x(step) + half < width:
            parts += [
                svg.text(x(step), y.start + 17, label, "tick", "middle"),
                svg.line(x(step), y.start, x(step), y.start + 4, "axis"),
            ]
            free = x(step) + half + 4
    parts.append(
        svg.text((left + width - right) / 2, height - 8, "worth of the symbol, own casualties", "tick", "middle")
    )
    ends = []
    for line in lines:
        shown = [(price, share) for price, share in zip(line.prices, line.shares, strict=True) if low <= price <= high]
        at_nothing = line.shares[0]
        parts.append(svg.element("circle", cx=nothing, cy=y(at_nothing), r=3.5, class_=f"turn {side}"))
        parts.append(svg.path([(x(p), y(s)) for p, s in shown], f"curve turn {side}"))
        ends.append(next(((x(p), y(s)) for p, s in shown if s >= 0.5), (x(shown[-1][0]), y(shown[-1][1]))))
    if len(lines) > 1:
        for line, (at, level) in zip(lines, _beside(ends), strict=True):
            parts.append(svg.text(at, level, line.number, "halo strong", "middle"))
    said = "; ".join(f"{line.number}: {percent(line.shares[0])} for nothing" for line in lines)
    return svg.picture(width, height, f"{title} ({said})", *parts, key=key)


def _range(lines: Sequence[FlipLine], held: Mapping[str, float]) -> tuple[float, float]:
    """Ends of the scale, within the prices of the lines: what the values hold, and where the lines still move."""
    asked = [price for line in lines for price in line.prices[1:]]
    moving = [
        price
        for line in lines
        for price, share in zip(line.prices[1:], line.shares[1:], strict=True)
        if 0.02 < share < 0.98
    ]
    low = max(min([held["0.05"], *moving]) / 1.5, min(asked))
    high = min(1.5 * max([held["0.95"], *moving]), FAR * held["0.95"], max(asked))
    return min(low, max(asked) / 10.0), max(high, 10.0 * min(low, max(asked) / 10.0))


def _beside(ends: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the numbers of lines stand: a little to the left of where they cross evens, not on one another."""
    placed: list[tuple[float, float]] = []
    for at, level in ends:
        spot = (at - 11.0, level)
        while any(abs(spot[0] - x) < 14 and abs(spot[1] - y) < 13 for x, y in placed):
            spot = (spot[0], spot[1] - 14.0)
        placed.append(spot)
    return placed
