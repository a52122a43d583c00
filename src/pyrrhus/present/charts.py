"""The charts of the report: the curve of the fall, and fans of a forecast with the claims drawn on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from pyrrhus.judge.words import (
    SCALE,
    as_date,
    date_words,
    likelihood_with_number,
    middle_and_range,
    percent,
    rounded,
    short_date,
)
from pyrrhus.present import svg
from pyrrhus.present.series import ClaimMark, Fan


@dataclass(frozen=True)
class Curve:
    """A line of the fall chart: the probability that something has happened by each date."""

    label: str
    number: str
    dates: tuple[date, ...]
    probabilities: tuple[float, ...]
    style: str


def curve_of(curve: Mapping[str, Any], label: str, number: str, style: str, as_of: date) -> Curve:
    """A curve as assessment.json carries it, from the as-of date on. `style` is main, other or baseline."""
    dates = [as_date(point["date"]) for point in curve["cdf"]]
    chances = [float(point["probability"]) for point in curve["cdf"]]
    if dates[0] > as_of and chances[0] < 0.5:
        # What had already happened would show in the first point; otherwise nothing has on the day itself.
        dates, chances = [as_of, *dates], [0.0, *chances]
    return Curve(label, number, tuple(dates), tuple(chances), style)


def fall_chart(curves: Sequence[Curve], as_of: date, until: date, median: date | None, *, wide: bool) -> Markup:
    """When it happens: one line per event and baseline over the words of the likelihood scale."""
    width, height, left, right = (960.0, 420.0, 168.0, 266.0) if wide else (360.0, 330.0, 46.0, 30.0)
    top, bottom = 14.0, 30.0
    x = svg.Scale(as_of.toordinal(), until.toordinal(), left, width - right)
    y = svg.Scale(0.0, 1.0, height - bottom, top)
    parts: list[Markup] = [
        *_likelihood_bands(x, y, wide),
        *_date_axis(x, as_of, until, height - bottom, 8 if wide else 4),
    ]
    notes: list[Markup] = []
    if median is not None and as_of <= median <= until:
        at = x(median.toordinal())
        parts += [
            svg.line(at, y(0.5), at, y(0), "drop"),
            svg.element("circle", cx=at, cy=y(0.5), r=4.0, class_="median"),
        ]
        late = at > left + 0.4 * (width - right - left)
        label = f"even odds by {short_date(median)}" if wide else "even odds"
        spot = (at - 9, y(0.5) - 9, "end") if late else (at + 11, y(0.5) + 17, "start")
        notes.append(svg.text(spot[0], spot[1], label, "halo strong", spot[2]))
    for curve in sorted(curves, key=lambda c: ("baseline", "other", "main").index(c.style)):
        pairs = [(x.clipped(day.toordinal()), y(p)) for day, p in zip(curve.dates, curve.probabilities, strict=True)]
        parts.append(svg.path(pairs, f"curve {curve.style}"))
    parts += [*_curve_ends(curves, y, width - right, wide), *notes]
    main = curves[0]
    title = f"{main.label}: {likelihood_with_number(main.probabilities[-1])} by {date_words(until)}"
    return svg.picture(
        width, height, title, *parts, class_="only-wide" if wide else "only-narrow", key=f"fall-{int(wide)}"
    )


def _likelihood_bands(x: svg.Scale, y: svg.Scale, wide: bool) -> list[Markup]:
    parts = []
    for index, (word, low, high) in enumerate(SCALE):
        low = 0.0 if index == 0 else low
        high = 1.0 if index == len(SCALE) - 1 else high
        if index % 2:
            parts.append(
                svg.element("rect", x=x.start, y=y(high), width=x.end - x.start, height=y(low) - y(high), class_="band")
            )
        middle = (y(low) + y(high)) / 2 + 4
        if wide:
            parts.append(svg.text(x.start - 48, middle, word, "word", "end"))
        elif low > 0.1 and high - low > 0.12:
            parts.append(svg.text(x.start + 8, middle, word, "word halo"))
        if index:
            parts.append(svg.text(x.start - 7, y(low) + 4, f"{low:.0%}".replace("%", " %"), "tick", "end"))
    parts.append(svg.line(x.start, y(0), x.end, y(0), "axis"))
    return parts


def _date_axis(x: svg.Scale, first: date, last: date, at: float, most: int) -> list[Markup]:
    days = svg.month_steps(first, last, most)
    parts = []
    for day, label in zip(days, svg.month_words(days), strict=True):
        here = x(day.toordinal())
        parts.append(svg.line(here, at, here, at + 4, "axis"))
        half = svg.text_width(label, 12) / 2
        near_end = here + half > x.end + 26
        parts.append(
            svg.text(
                min(max(here, half), x.end + 26) if near_end else max(here, half),
                at + 18,
                label,
                "tick",
                "end" if near_end else "middle",
            )
        )
    return parts


def _curve_ends(curves: Sequence[Curve], y: svg.Scale, at: float, wide: bool) -> list[Markup]:
    """Labels where the lines end, moved apart where they would touch."""
    ends = [y(curve.probabilities[-1]) for curve in curves]
    placed = svg.apart(ends, 17.0 if wide else 14.0, y(1) + 4, y(0) - 2)
    parts = []
    for curve, end, place in zip(curves, ends, placed, strict=True):
        parts.append(svg.path([(at, end), (at + 10, place)], "leader"))
        if wide:
            label = f"{percent(curve.probabilities[-1])}  {curve.label}"
            label = label if len(label) < 43 else label[:41].rstrip() + "…"
        else:
            label = curve.number
        parts.append(svg.text(at + 13, place + 4, label, f"end {curve.style}"))
    return parts


@dataclass(frozen=True)
class FanFrame:
    """What fans side by side share, so that they can be compared: dates and the ends of the vertical scale."""

    first: date
    last: date
    low: float
    high: float


def frame_for(fans: Sequence[Fan], marks: Sequence[ClaimMark], first: date, last: date) -> FanFrame:
    """A frame for these fans and marks, from zero or below; claims far above it are arrows at the top."""
    high = max(fan.highest for fan in fans)
    low = min(0.0, *(fan.lowest for fan in fans))
    if low > -1e-6 * max(high, 1e-9):
        low = 0.0  # the dust of floating point is no loss of ground
    claimed = [number for mark in marks if not mark.elsewhere and not mark.flagged for number in mark.numbers]
    if claimed and high > 0:
        high = max(high, min(max(claimed), 2.0 * high))
    steps = svg.round_steps(low, high if high > low else low + 1.0, 4)
    return FanFrame(first, last, steps[0], steps[-1])


def fan_chart(
    fan: Fan,
    frame: FanFrame,
    as_of: date,
    title: str,
    *,
    key: str,
    side: str = "neutral",
    marks: Sequence[ClaimMark] = (),
) -> Markup:
    """Quantiles over time as bands of 50 and 90 % round a middle line, with claims over the periods they speak of."""
    width, height, left, right, top, bottom = 460.0, 250.0, 52.0, 14.0, 14.0, 28.0
    x = svg.Scale(frame.first.toordinal(), frame.last.toordinal(), left, width - right)
    y = svg.Scale(frame.low, frame.high, height - bottom, top)
    parts = []
    for step in svg.round_steps(frame.low, frame.high, 4):
        if frame.low <= step <= frame.high:
            parts.append(svg.line(left, y(step), width - right, y(step), "axis" if step == 0 else "grid"))
            parts.append(svg.text(left - 7, y(step) + 4, svg.step_words(step), "tick", "end"))
    parts += _date_axis(x, frame.first, frame.last, height - bottom, 5)
    known = [
        (x(day.toordinal()), row) for day, row in zip(fan.dates, fan.values, strict=True) if all(v == v for v in row)
    ]
    for low, high, style in ((0, 4, "outer"), (1, 3, "inner")):
        upper = [(at, y.clipped(row[high])) for at, row in known]
        lower = [(at, y.clipped(row[low])) for at, row in reversed(known)]
        parts.append(svg.path(upper + lower, f"fan {style} {side}", closed=True))
    parts.append(svg.path([(at, y.clipped(row[2])) for at, row in known], f"fan middle {side}"))
    if frame.first < as_of:
        here = x(as_of.toordinal())
        parts += [
            svg.line(here, top, here, height - bottom, "as-of"),
            svg.text(here + 4, top + 9, "as of", "tick halo"),
        ]
    parts += [piece for mark in marks for piece in _claim_mark(mark, x, y)]
    end = middle_and_range(fan.quantiles_at_end(), fan.unit)
    return svg.picture(width, height, f"{title}; at the end {end}", *parts, key=key)


def _claim_mark(mark: ClaimMark, x: svg.Scale, y: svg.Scale) -> list[Markup]:
    """A claim: a bar over its period, a whisker to its range, an arrow where it only bounds or lies above the scale."""
    level = mark.level
    if level is None:
        return []
    first, last = x(mark.first.toordinal()), x(mark.last.toordinal())
    middle = (first + last) / 2
    kinds = {"elsewhere": mark.elsewhere, "flagged": mark.flagged, "echo": mark.echo}
    style = " ".join(["claim", *(name for name, holds in kinds.items() if holds)])
    if level > y.high:
        pieces = [
            _arrow(middle, y.end + 12, y.end, f"{style} tip"),
            svg.text(middle + 7, y.end + 10, rounded(level), "tick halo"),
        ]
    else:
        at = y.clipped(level)
        pieces = [svg.line(min(first, middle - 3), at, max(last, middle + 3), at, style)]
        if mark.bound:
            pieces.append(_arrow(middle, at, at - 15 * mark.bound, f"{style} tip"))
        elif mark.low is not None and mark.high is not None:
            pieces.append(svg.line(middle, y.clipped(mark.low), middle, y.clipped(mark.high), style))
    return [svg.element("a", svg.element("title", mark.words), *pieces, href=f"#claim-{mark.claim}")]


def _arrow(x: float, start: float, end: float, class_: str) -> Markup:
    """A short arrow up or down."""
    back = 5 if end < start else -5
    drawn = svg.points([(x, start), (x, end)]) + svg.points([(x - 4, end + back), (x, end), (x + 4, end + back)])
    return svg.element("path", d=drawn, class_=class_)
