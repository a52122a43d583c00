"""The charts of the report: the curve of the fall, and fans of a forecast with the claims drawn on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from pyrrhus.judge.words import SCALE, as_date, date_words, likelihood_with_number, middle_and_range, percent, short_date
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


def curve_of(curve: Mapping[str, Any], label: str, number: str, style: str) -> Curve:
    """A curve as assessment.json carries it. `style` is main, other or baseline."""
    dates = tuple(as_date(point["date"]) for point in curve["cdf"])
    return Curve(label, number, dates, tuple(float(point["probability"]) for point in curve["cdf"]), style)


def fall_chart(curves: Sequence[Curve], as_of: date, until: date, median: date | None, *, wide: bool) -> Markup:
    """When it happens: one line per event and baseline over the words of the likelihood scale."""
    width, height, right = (960.0, 420.0, 226.0) if wide else (360.0, 330.0, 30.0)
    left, top, bottom = 46.0, 14.0, 30.0
    x = svg.Scale(as_of.toordinal(), until.toordinal(), left, width - right)
    y = svg.Scale(0.0, 1.0, height - bottom, top)
    parts: list[Markup] = [*_likelihood_bands(x, y, wide), *_date_axis(x, as_of, until, height - bottom, 8 if wide else 4)]
    if median is not None and as_of <= median <= until:
        at = x(median.toordinal())
        parts += [svg.line(at, y(0.5), at, y(0), "drop"), svg.element("circle", cx=at, cy=y(0.5), r=4.0, class_="median")]
        flip = at > (left + width - right) / 2
        label = f"even odds by {short_date(median)}"
        parts.append(svg.text(at + (-8 if flip else 8), y(0) - 8, label, "halo strong", "end" if flip else "start"))
    for curve in sorted(curves, key=lambda c: ("baseline", "other", "main").index(c.style)):
        pairs = [(x.clipped(day.toordinal()), y(p)) for day, p in zip(curve.dates, curve.probabilities, strict=True)]
        parts.append(svg.path(pairs, f"curve {curve.style}"))
    parts += _curve_ends(curves, y, width - right, wide)
    main = curves[0]
    title = f"{main.label}: {likelihood_with_number(main.probabilities[-1])} by {date_words(until)}"
    return svg.picture(width, height, title, *parts, class_="only-wide" if wide else "only-narrow", key=f"fall-{int(wide)}")


def _likelihood_bands(x: svg.Scale, y: svg.Scale, wide: bool) -> list[Markup]:
    parts = []
    for index, (word, low, high) in enumerate(SCALE):
        low = 0.0 if index == 0 else low
        high = 1.0 if index == len(SCALE) - 1 else high
        if index % 2:
            parts.append(
                svg.element("rect", x=x.start, y=y(high), width=x.end - x.start, height=y(low) - y(high), class_="band")
            )
        if wide or high - low > 0.07:
            parts.append(svg.text(x.start + 8, (y(low) + y(high)) / 2 + 4, word, "word halo"))
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
        parts.append(svg.text(min(max(here, half), x.end + 26) if near_end else max(here, half), at + 18, label, "tick", "end" if near_end else "middle"))
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
            label = label if len(label) < 33 else label[:31].rstrip() + "…"
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
    """A frame for these fans and marks: from nothing, unless ground is lost; claims far above stay as arrows at the top."""
    high = max(fan.highest for fan in fans)
    low = min(0.0, *(fan.lowest for fan in fans))
    claimed = [number for mark in marks for number in mark.numbers]
    if claimed and high > 0:
        high = max(high, min(max(claimed), 2.5 * high))
    steps = svg.round_steps(low, high if high > low else low + 1.0, 4)
    return FanFrame(first, last, steps[0], steps[-1])


def fan_chart(
    fan: Fan, frame: FanFrame, as_of: date, title: str, *, key: str, side: str = "neutral", marks: Sequence[ClaimMark] = ()
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
    known = [(x(day.toordinal()), row) for day, row in zip(fan.dates, fan.values, strict=True) if all(v == v for v in row)]
    for low, high, style in ((0, 4, "outer"), (1, 3, "inner")):
        upper = [(at, y.clipped(row[high])) for at, row in known]
        lower = [(at, y.clipped(row[low])) for at, row in reversed(known)]
        parts.append(svg.path(upper + lower, f"fan {style} {side}", closed=True))
    parts.append(svg.path([(at, y.clipped(row[2])) for at, row in known], f"fan middle {side}"))
    if frame.first < as_of:
        here = x(as_of.toordinal())
        parts += [svg.line(here, top, here, height - bottom, "as-of"), svg.text(here + 4, top + 9, "as of", "tick halo")]
    parts += [piece for mark in marks for piece in _claim_mark(mark, x, y)]
    end = middle_and_range(fan.quantiles_at_end(), fan.unit)
    return svg.picture(width, height, f"{title}; at the end {end}", *parts, key=key)


def _claim_mark(mark: ClaimMark, x: svg.Scale, y: svg.Scale) -> list[Markup]:
    """A claim: a bar over its period, a whisker from low to high, an arrow where it lies above the scale."""
    first, last = x(mark.first.toordinal()), x(mark.last.toordinal())
    middle = (first + last) / 2
    style = "claim" + (" elsewhere" if mark.elsewhere else "") + (" flagged" if mark.flagged else "") + (" echo" if mark.echo else "")
    pieces = []
    level = mark.value if mark.value is not None else (mark.low if mark.high is None else mark.high if mark.low is None else (mark.low + mark.high) / 2)
    if level is None:
        return []
    if level > y.high:
        top = y.end
        pieces.append(svg.path([(middle - 4, top + 7), (middle, top), (middle + 4, top + 7)], style))
    else:
        ends = (min(first, middle - 3), max(last, middle + 3))
        pieces.append(svg.line(ends[0], y.clipped(level), ends[1], y.clipped(level), style))
        if mark.low is not None or mark.high is not None:
            low = mark.low if mark.low is not None else level
            high = mark.high if mark.high is not None else level
            pieces.append(svg.line(middle, y.clipped(low), middle, y.clipped(high), style))
    link = svg.element("a", svg.element("title", mark.words), *pieces, href=f"#claim-{mark.claim}")
    return [link]
