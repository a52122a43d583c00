"""Small pictures within table cells: probabilities, intervals of claims, priors beside posteriors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pyrrhus.present import svg

WIDTH = 240.0
HEIGHT = 22.0
INSET = 8.0
REGRET_WIDTH = 100.0


def probability_bar(probability: float, style: str = "") -> Markup:
    """A probability as a bar on a rail from 0 to 100 %, with ticks at the borders of the likelihood scale."""
    x = svg.Scale(0.0, 1.0, 0.0, 120.0)
    ticks = [svg.line(x(border), 0, x(border), 10, "cut") for border in (0.05, 0.2, 0.45, 0.55, 0.8, 0.95)]
    rail = svg.element("rect", x=0.0, y=0.0, width=120.0, height=10.0, class_="rail")
    bar = svg.element("rect", x=0.0, y=0.0, width=x(probability), height=10.0, class_=f"filled {style}".strip())
    return _decoration(120.0, 10.0, rail, bar, *ticks, class_="bar")


def shared_scale(numbers: Sequence[float]) -> svg.Scale:
    """A scale that holds all the numbers: logarithmic where they are positive and more than a factor of 8 apart."""
    numbers = [x for x in numbers if x == x] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low > 8:
        return svg.Scale(low / 1.15, high * 1.15, INSET, WIDTH - INSET, log=True)
    low = 0.0 if 0 < low < 0.5 * high else low
    pad = 0.06 * ((high - low) or abs(high) or 1.0)
    return svg.Scale(low if low == 0 else low - pad, high + pad, INSET, WIDTH - INSET)


def axis_bar(scale: svg.Scale) -> Markup:
    """The axis that heads a column of bars: a few round numbers."""
    steps = svg.log_steps(scale.low, scale.high) if scale.log else svg.round_steps(scale.low, scale.high, 4)
    parts, free = [], -1.0
    for step in steps:
        if not scale.low <= step <= scale.high:
            continue
        label = svg.step_words(step)
        half = svg.text_width(label, 11) / 2
        at = min(max(scale(step), half), WIDTH - half)
        if at - half < free + 4:
            continue
        free = at + half
        parts += [
            svg.text(at, 12, label, "tick small", "middle"),
            svg.line(scale(step), 17, scale(step), HEIGHT, "axis"),
        ]
    return _decoration(WIDTH, HEIGHT, *parts, class_="forest")


def claim_bar(
    scale: svg.Scale,
    numbers: tuple[float | None, float | None, float | None],
    hedge: str,
    weight: float | None,
    *,
    faded: bool,
) -> Markup:
    """One claim, (low, value, high): a square the larger it weighs, a line over its range, an arrow if a bound."""
    low, value, high = numbers
    middle = HEIGHT / 2
    style = "claimed faded" if faded else "claimed"
    parts = [svg.line(INSET, middle, WIDTH - INSET, middle, "hair")]
    if low is not None and high is not None and low < high:
        parts.append(svg.line(scale.clipped(low), middle, scale.clipped(high), middle, style))
    bound = value if value is not None else (low if hedge == "at_least" else high)
    if bound is not None and hedge in ("at_least", "up_to"):
        at, way = scale.clipped(bound), 1 if hedge == "at_least" else -1
        tip = at + way * 26
        parts.append(svg.line(at, middle, tip, middle, style))
        parts.append(svg.path([(tip - way * 5, middle - 4), (tip, middle), (tip - way * 5, middle + 4)], style))
    if value is None and low is not None and high is not None:
        value = (low * high) ** 0.5 if scale.log else (low + high) / 2
    value = bound if value is None else value
    if value is not None:
        side = 5.0 + 7.0 * min(max(weight or 0.0, 0.0), 1.0) ** 0.5
        at = scale.clipped(value)
        parts.append(svg.element("rect", x=at - side / 2, y=middle - side / 2, width=side, height=side, class_=style))
    return _decoration(WIDTH, HEIGHT, *parts, class_="forest")


def fused_bar(scale: svg.Scale, quantiles: Sequence[float], side: str) -> Markup:
    """What the claims add up to: a diamond over the 50 % range on a line over the 90 % range."""
    middle = HEIGHT / 2
    q05, q25, q50, q75, q95 = (scale.clipped(q) for q in quantiles)
    diamond = [(q25, middle), (q50, middle - 7), (q75, middle), (q50, middle + 7)]
    parts = (svg.line(q05, middle, q95, middle, f"fused {side}"), svg.path(diamond, f"fused {side}", closed=True))
    return _decoration(WIDTH, HEIGHT, *parts, class_="forest")


def prior_and_posterior_bar(row: Mapping[str, Any]) -> Markup:
    """Prior above, posterior below, on a scale of their own: a line over 90 % and a tick at the middle of each."""
    keys = [f"{which}_{q}" for which in ("prior", "posterior") for q in ("q05", "q50", "q95")]
    numbers = [row.get(key) for key in keys]
    if any(number is None or number != number for number in numbers):
        return Markup("")
    values = [float(number) for number in numbers if number is not None]
    fitted = shared_scale(values)
    scale = svg.Scale(fitted.low, fitted.high, 4.0, 136.0, fitted.log)
    parts = []
    for which, at in (("prior", 6.0), ("posterior", 14.0)):
        q05, q50, q95 = values[:3] if which == "prior" else values[3:]
        parts.append(svg.line(scale(q05), at, max(scale(q95), scale(q05) + 1), at, which))
        parts.append(svg.element("circle", cx=scale(q50), cy=at, r=3.0, class_=which))
    return _decoration(140.0, 20.0, *parts, class_="pair")


def regret_bar(scale: svg.Scale, mean: float, worst: float, side: str) -> Markup:
    """Regret as a bar up to its mean, with a tick at the worst of the enemy's policies."""
    rail = svg.element("rect", x=scale.start, y=4.0, width=scale.end - scale.start, height=10.0, class_="rail")
    bar = svg.element("rect", x=scale.start, y=4.0, width=scale.clipped(mean) - scale.start, height=10.0,
                      class_=f"filled {side}")  # fmt: skip
    at = scale.clipped(worst)
    return _decoration(REGRET_WIDTH, 18.0, rail, bar, svg.line(at, 1, at, 17, "worst"), class_="regret")


def swing_bar(scale: svg.Scale, base: float, low: float, high: float) -> Markup:
    """How far a result moves from its base: a bar to the result for a low input (light) and for a high one (dark)."""
    middle = scale.clipped(base)
    parts = [svg.line(scale.start, 11, scale.end, 11, "hair")]
    ends = [(scale.clipped(low), "swing low"), (scale.clipped(high), "swing high")]
    for at, style in sorted(ends, key=lambda end: -abs(end[0] - middle)):  # the shorter above the longer
        left, right = min(at, middle), max(at, middle)
        parts.append(svg.element("rect", x=left, y=4.0, width=max(right - left, 1.0), height=14.0, class_=style))
    parts.append(svg.line(middle, 0, middle, 22, "base"))
    return _decoration(WIDTH, HEIGHT, *parts, class_="forest")


def _decoration(width: float, height: float, *parts: Markup, class_: str) -> Markup:
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
