"""The curve of the fall over the words of likelihood, its ladder of dates as the axis, the plain rules as one band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.agreement import verb_for
from pyrrhus.judge.words import SCALE, as_date
from pyrrhus.present import summary, svg
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure
from pyrrhus.present.series import daily_chances

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

SHORT_WORDS = {"roughly even chance": "even", "almost no chance": "almost none"}
RULES = {1: "one simple rule", 2: "two simple rules", 3: "three simple rules", 4: "four simple rules"}


@dataclass(frozen=True)
class FallView:
    """What the curve shows: chances by day from the as-of date, the ladder, and the band of the plain rules by day;
    `before` is the curve that a change is held against."""

    as_of: date
    days: int
    daily: tuple[tuple[int, float], ...]
    ladder: tuple[tuple[date, float], ...]
    even: date | None
    rules: int
    band: tuple[tuple[int, float, float], ...]
    before: tuple[tuple[int, float], ...] = ()

    @property
    def until(self) -> date:
        return self.as_of + timedelta(days=self.days)

    def chance(self, day: int) -> float:
        """The chance by a day of the forecast."""
        reached = [p for d, p in self.daily if d <= day]
        return reached[-1] if reached else 0.0


def fall_view(findings: Findings) -> FallView:
    """The numbers of the curve. What is said beside it (`summary.probability_by`) is read from the same curve."""
    document = findings.document
    as_of, days = as_date(document["as_of"]), int(document["horizon_days"])
    curve = summary.headline_curve(document)
    daily = [] if document.get("published") else daily_chances(findings.forecast, str(document["event"]["id"]))
    daily = [(day, words.publish(p)) for day, p in daily] or _weekly(curve, as_of)
    rules = [_weekly(line, as_of) for _, line in sorted(document["baselines"].items())]
    band = [
        (day, min(at), max(at)) for day, *at in ((d, *(_at(rule, d) for rule in rules)) for d, _ in daily) if len(at)
    ]
    even = curve.get("median_date")
    return FallView(
        as_of,
        days,
        tuple(daily),
        tuple((day, summary.probability_by(curve, day)) for day in summary.checkpoints(document)),
        as_date(even) if even else None,
        len(rules),
        tuple(band),
    )


def _weekly(curve: Mapping[str, Any], as_of: date) -> list[tuple[int, float]]:
    points = [((as_date(p["date"]) - as_of).days, float(p["probability"])) for p in curve["cdf"]]
    told = curve.get("median_date")
    even = (as_date(told) - as_of).days if told else None
    if points[0][0] > 0:
        # what is as likely as not by the first point, and has no day of even odds ahead, was so from the start
        points = [(0, points[0][1] if points[0][1] > 0.5 and not even else 0.0), *points]
    if even and all(day != even for day, _ in points):
        points = sorted([*points, (even, 0.5)])
    return points


def _at(points: Sequence[tuple[int, float]], day: int) -> float:
    """A curve between its points."""
    for (d0, p0), (d1, p1) in pairwise(points):
        if d0 <= day <= d1:
            return p0 + (p1 - p0) * (day - d0) / max(d1 - d0, 1)
    return points[-1][1]


def rules_words(view: FallView) -> str:
    """Who gives that: "four simple rules say"."""
    return f"{RULES.get(view.rules, 'simple rules')} {'says' if view.rules == 1 else 'say'}"


def date_range(view: FallView) -> str:
    """The days by which the chance has reached 5 and 95 %, "8 Mar to after 29 Jun"."""
    said = []
    for level in (0.05, 0.95):
        day = next((d for d in range(view.days + 1) if _at(view.daily, d) >= level), None)
        if day == 0:
            said.append("already")
        elif day is None:
            said.append(f"after {summary.short_day(view.until, view.as_of)}")
        else:
            said.append(summary.short_day(view.as_of + timedelta(days=day), view.as_of))
    return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"


def rules_range(view: FallView) -> str:
    """What the plain rules give by the end, "14–82 %"; empty where there are none."""
    if not view.band:
        return ""
    low, high = (words.percent(p) for p in view.band[-1][1:])
    return high if low == high else f"{low.removesuffix(' %')}{words.DASH}{high}"


def fall_figure(findings: Findings) -> Figure:
    """The chart at the head of the page."""
    view, document = fall_view(findings), findings.document
    event = document["event"]
    town = findings.town or findings.title
    held = f" for {words.counted(event['hold_days'], 'day')}" if event["hold_days"] else ""
    attacker = document["sides"]["attacker"]
    share = words.percent(event["share_0_1"])
    sub = f"Chance that {attacker} {verb_for(attacker, 'holds')} at least {share} of {town}{held}, by date"
    return draw_fall(view, sub)


def draw_fall(view: FallView, sub: str) -> Figure:
    """The chart of a view; the report and the page of what-ifs draw it alike."""
    steps = ", ".join(f"{words.percent(p)} by {words.date_words(day)}" for day, p in view.ladder)
    give = "gives" if view.rules == 1 else "give"
    rules = f" {RULES.get(view.rules, 'Simple rules').capitalize()} {give} {rules_range(view)}." if view.band else ""
    rows = [
        [words.date_words(day), words.percent(p), words.likelihood(p), *_rule_cells(view, day)]
        for day, p in view.ladder
    ]
    return make_figure(
        "fall",
        "When it falls",
        sub,
        f"A curve from {words.date_words(view.as_of)}: {steps}.{rules}",
        lambda room: _draw(view, room),
        columns=["By", "Chance", "In words", *(["Simple rules"] if view.band else [])],
        rows=rows,
        class_="curve",
        wide=610.0,
    )


def _rule_cells(view: FallView, day: date) -> list[str]:
    if not view.band:
        return []
    wanted = (day - view.as_of).days
    low, high = next(((low, high) for d, low, high in view.band if d >= wanted), view.band[-1][1:])
    ends = list(dict.fromkeys((words.percent(low), words.percent(high))))
    return [" to ".join(ends)]


def _draw(view: FallView, room: Room) -> Drawing:
    height, left, right = 330.0, room.pick(40, 34), room.pick(92, 76)
    x = svg.Scale(0.0, float(view.days), left, room.width - right)
    y = svg.Scale(0.0, 1.0, 264.0, 8.0)
    parts = [*_zones(x, y, room)]
    if view.band:
        upper = [(x(d), y(high)) for d, _, high in view.band]
        lower = [(x(d), y(low)) for d, low, _ in reversed(view.band)]
        parts.append(svg.path(upper, "rule") if view.rules == 1 else svg.path(upper + lower, "baseband", closed=True))
        parts += _rule_words(view, x, y)
    for day, p in view.ladder:
        at = x((day - view.as_of).days)
        parts.append(svg.line(at, y(p), at, y(0), "drop"))
    if view.before:
        parts.append(svg.path([(x(d), y(p)) for d, p in view.before], "main before"))
    parts.append(svg.path([(x(d), y(p)) for d, p in view.daily], "main"))
    parts += _even(view, x, y, room)
    parts += _ladder(view, x, y, room)
    parts.append(_cursor(view, x, y))
    return height, parts


def _zones(x: svg.Scale, y: svg.Scale, room: Room) -> list[Markup]:
    parts = []
    for index, (word, low, high) in enumerate(SCALE):
        low, high = (0.0 if index == 0 else low), (1.0 if index == len(SCALE) - 1 else high)
        if index % 2:
            parts.append(svg.rect(x.start, y(high), x.end - x.start, y(low) - y(high), "zone"))
        if low > 0.04 and high < 0.96:
            parts.append(svg.text(x.end + 7, (y(low) + y(high)) / 2 + 4, SHORT_WORDS.get(word, word), "tick"))
        if index:
            sign = " %" if index == len(SCALE) - 1 and room.wide else ""
            parts.append(svg.line(x.start, y(low), x.end, y(low), "grid"))
            parts.append(svg.text(x.start - 6, y(low) + 4, f"{100 * low:.0f}{sign}", "tick", "end"))
    return [*parts, svg.line(x.start, y(0), x.end, y(0), "axis")]


def _rule_words(view: FallView, x: svg.Scale, y: svg.Scale) -> list[Markup]:
    """What the band is: within it where it is high enough, else where the curve leaves room, under it or above."""
    day, low, high = view.band[int(0.7 * (len(view.band) - 1))]
    middle, style = y(low + 0.42 * (high - low)), "small"
    if high - low < 0.16:
        style = "small halo"
        middle = y(0.36) if view.chance(view.days) < 0.3 else y(low) + 20 if low > 0.2 else y(0.1)
    told = (f"{RULES.get(view.rules, 'simple rules')}, past".capitalize(), f"gains alone: {rules_range(view)}")
    return [svg.text(x(day), middle + 14 * row, text, style, "middle") for row, text in enumerate(told)]


def _crossing(view: FallView) -> float:
    """Where the curve passes even odds: within the day that is named as the first by which they are reached."""
    day = float((view.even - view.as_of).days) if view.even else 0.0
    for (d0, p0), (d1, p1) in pairwise(view.daily):
        if d0 < day <= d1 and p0 < 0.5 <= p1:
            return d0 + (0.5 - p0) / (p1 - p0) * (d1 - d0)
    return day


def _even(view: FallView, x: svg.Scale, y: svg.Scale, room: Room) -> list[Markup]:
    if view.even is None or not view.as_of < view.even <= view.until:
        return []
    at = x(_crossing(view))
    late = at > x.start + 0.55 * (x.end - x.start)
    label = f"Even odds by {summary.day_words(view.even, view.as_of)}"
    spot = (at - 10, y(0.5) - 8, "end") if late else (at + 9, y(0.5) + 5, "start")
    return [
        svg.line(x.start, y(0.5), at, y(0.5), "drop"),
        svg.element("circle", cx=at, cy=y(0.5), r=5.0, class_="open"),
        svg.text(spot[0], spot[1], label, "strong halo", spot[2]),
    ]


def _ladder(view: FallView, x: svg.Scale, y: svg.Scale, room: Room) -> list[Markup]:
    parts = [svg.text(x.start, 280, summary.short_day(view.as_of, view.as_of), "tick", "middle")]
    said = ""
    for day, p in view.ladder:
        at = x((day - view.as_of).days)
        if at < x.start + 34:
            continue
        word = words.likelihood(p)
        word = "" if "%" in word else SHORT_WORDS.get(word, word)
        # a word of two parts is wider than the step of a narrow ladder, and would run into its like
        shown, said = "" if word == said and not room.wide and " " in word else word, word
        label = summary.short_day(day, view.as_of if room.wide else day)  # a year has no room on a phone
        parts += [
            svg.element("circle", cx=at, cy=y(p), r=4.0, class_="dot"),
            svg.text(at, 280, label, "tick", "middle"),
            svg.text(at, 301, words.percent(p), "big", "middle"),
            svg.text(at, 317, shown, "tick", "middle"),
        ]
    return parts


def _cursor(view: FallView, x: svg.Scale, y: svg.Scale) -> Markup:
    """The line that moves with the slider of the map; hidden until the page's script shows it."""
    return svg.element(
        "g",
        svg.line(0, 8, 0, y(0), "cur"),
        svg.element("circle", r=5.5, class_="curdot"),
        svg.text(0, 0, "", "strong halo"),
        class_="cursor",
        visibility="hidden",
        data_start=svg.number(x.start),
        data_end=svg.number(x.end),
        data_top=svg.number(y(1)),
        data_bottom=svg.number(y(0)),
    )
