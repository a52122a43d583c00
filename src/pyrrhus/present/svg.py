"""Drawing in SVG by hand: elements, scales, ticks. Colours are classes: the page decides on light, dark, print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from pyrrhus.judge.words import MONTHS, rounded

#: Mean width of a letter over the size of the type, on the safe side for common system fonts.
LETTER_WIDTH = 0.56


def number(value: float) -> str:
    """A coordinate with at most one decimal, so that files are small and repeatable."""
    text = f"{value:.1f}"
    return "0" if text in ("-0.0", "0.0") else text.removesuffix(".0")


def element(name: str, *children: object, **attributes: object) -> Markup:
    """One element. `class_` stands for class, other `_` for `-`; None drops an attribute; all text is escaped."""
    written = [f"<{name}"]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = number(value) if isinstance(value, float) else str(escape(value))
        written.append(f' {key.rstrip("_").replace("_", "-")}="{shown}"')
    if not children:
        return Markup("".join(written) + "/>")
    written.append(">")
    written += [str(escape(child)) for child in children]
    return Markup("".join(written) + f"</{name}>")


def text(x: float, y: float, content: object, class_: str = "", anchor: str = "start", **more: object) -> Markup:
    """A line of text that begins, is centred or ends ("start", "middle", "end") at x."""
    where = None if anchor == "start" else anchor
    return element("text", content, x=float(x), y=float(y), class_=class_ or None, text_anchor=where, **more)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    return element("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_)


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Points as the `d` of a path that is not closed."""
    steps = [f"{number(x)},{number(y)}" for x, y in pairs]
    return "M" + "L".join(steps) if steps else ""


def path(pairs: Iterable[tuple[float, float]], class_: str, *, closed: bool = False) -> Markup:
    return element("path", d=points(pairs) + ("Z" if closed else ""), class_=class_)


def picture(
    width: float, height: float, title: str, *children: object, class_: str = "", key: str, description: str = ""
) -> Markup:
    """A whole picture with a role, a title and a description that a screen reader says; `key` is unique in the page."""
    name, more = f"{key}-title", f"{key}-text"
    said = [element("desc", description, id=more)] if description else []
    return element(
        "svg",
        element("title", title, id=name),
        *said,
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        class_=f"chart {class_}".strip(),
        role="img",
        aria_labelledby=name,
        aria_describedby=more if description else None,
        xmlns="http://www.w3.org/2000/svg",
    )


def rect(x: float, y: float, width: float, height: float, class_: str, **more: object) -> Markup:
    """A rectangle; a negative width or height counts as none."""
    return element(
        "rect",
        x=float(x),
        y=float(y),
        width=float(max(width, 0.0)),
        height=float(max(height, 0.0)),
        class_=class_,
        **more,
    )


def marker(x: float, y: float, side: str, size: float = 9.0) -> Markup:
    """The mark of a middle value: a circle for the attacker, a square for the defender, a diamond for neither."""
    half = size / 2
    if side == "attacker":
        return element("circle", cx=float(x), cy=float(y), r=half, class_="mk attacker")
    if side == "defender":
        return rect(x - half, y - half, size, size, "mk defender")
    return path([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], "mk neutral", closed=True)


def interval(scale: Scale, y: float, q: Mapping[str, float], side: str, tall: float) -> list[Markup]:
    """The 90 % range pale, the middle half darker, and the mark of the middle; keys as in assessment.json."""
    ends = [scale.clipped(q[level]) for level in ("0.05", "0.25", "0.5", "0.75", "0.95")]
    return [
        rect(ends[0], y - tall / 2, max(ends[4] - ends[0], 1.0), tall, f"r90 {side}"),
        rect(ends[1], y - tall / 2, max(ends[3] - ends[1], 1.0), tall, f"r50 {side}"),
        marker(ends[2], y, side),
    ]


def text_width(content: str, size: float) -> float:
    """About how wide a text will be, in the units of `size`; fonts differ, so this is on the safe side."""
    return len(content) * size * LETTER_WIDTH


@dataclass(frozen=True)
class Scale:
    """A straight line from values to positions; logarithmic where `log`."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, here = self.low, self.high, value
        if self.log:
            low, high, here = math.log(low), math.log(high), math.log(max(value, 1e-12))
        share = (here - low) / (high - low) if high > low else 0.5
        return self.start + share * (self.end - self.start)

    def clipped(self, value: float) -> float:
        """The position, held within the scale."""
        return self(min(max(value, self.low), self.high))


def round_steps(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that cover low...high in about `count` steps of 1, 2 or 5 times a power of ten."""
    if not high > low:
        high = low + 1.0
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999), 10 * power)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def log_steps(low: float, high: float) -> list[float]:
    """Round numbers on a logarithmic scale within low...high: decades, with 2 and 5 where few decades are covered."""
    decades = math.log10(high / low)
    factors = (1, 2, 5) if decades <= 2.2 else ((1, 3) if decades <= 4 else (1,))
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = [f * 10.0**k for k in range(first, last + 1) for f in factors]
    return [step for step in steps if low * 0.999 <= step <= high * 1.001]


def step_words(value: float) -> str:
    """A round number on an axis: "20,000", "0.5", "2M"."""
    if abs(value) >= 1e6:
        return rounded(value / 1e6, 3).removesuffix(".00").removesuffix(".0") + "M"
    shown = f"{value:,.6g}" if abs(value) < 1e5 else f"{value:,.0f}"
    return shown.replace("-", "−")


def month_steps(first: date, last: date, most: int = 8) -> list[date]:
    """First days of months from first to last, at most `most` of them; else fortnights where there is only one."""
    months = []
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if day >= first:
            months.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    if len(months) < 2:
        count = max((last - first).days // 14, 1)
        return [first + timedelta(days=14 * k) for k in range(count + 1) if first + timedelta(days=14 * k) <= last]
    every = math.ceil(len(months) / most)
    return months[::every]


def month_words(days: Sequence[date]) -> list[str]:
    """Labels of dates on an axis: the month, with its year at the first and in January; the day where not the first."""
    labels = []
    for index, day in enumerate(days):
        month = MONTHS[day.month - 1][:3]
        label = month if day.day == 1 else f"{day.day} {month}"
        new_year = index > 0 and day.year != days[index - 1].year
        labels.append(f"{label} {day.year}" if index == 0 or new_year else label)
    return labels


def share_grid(x: Scale, y: Scale, beside: float, *, across_at: float | None = None) -> list[Markup]:
    """Lines at every quarter of a scale of shares with their percent, `beside` points left of them; with `across_at`
    the same percent below, for a scale of shares both ways."""
    parts: list[Markup] = []
    for step in (0.0, 0.25, 0.5, 0.75, 1.0):
        share = f"{100 * step:.0f} %"
        parts += [
            line(x.start, y(step), x.end, y(step), "axis" if step == 0 else "grid"),
            text(x.start - beside, y(step) + 4, share, "tick", "end"),
        ]
        if across_at is not None:
            parts.append(text(x(step), across_at, share, "tick", "middle"))
    return parts
