"""Q2: the dead a day of both sides: what was claimed, what all claims together say, and the forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.judge.words import as_date
from pyrrhus.present import summary, svg
from pyrrhus.present.estimates import quantiles_of
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure
from pyrrhus.present.outlet_and_day import outlet_and_day
from pyrrhus.present.series import ClaimMark, Fan, claim_marks, earliest, fan_of

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

MOST_NAMED = 3
TALL = 126.0
FAR = 2.5
LINE = 15.0


@dataclass(frozen=True)
class KilledView:
    """One side's panel: the forecast by week, the claims as marks with who made them, the claims weighed."""

    side: str
    name: str
    fan: Fan
    marks: tuple[ClaimMark, ...]
    named: Mapping[str, str]
    weighed: Mapping[str, float] | None
    ahead: Mapping[str, float] | None


def killed_figure(answer: Mapping[str, Any], findings: Findings) -> Figure | None:
    """Both sides on one scale; None where the forecast has no losses."""
    document = findings.document
    as_of, end = as_date(document["as_of"]), summary.horizon_end(document)
    views = [view for side in SIDES if (view := _view(side, answer, findings, as_of, end))]
    if not views:
        return None
    first = earliest([mark for view in views for mark in view.marks], as_of, most_days=150)
    rows = []
    for view in views:
        if view.weighed:
            rows.append([f"{view.name}, all claims weighed", *_cells(view.weighed)])
        if view.ahead:
            rows.append([f"{view.name}, forecast a day", *_cells(view.ahead)])
        rows += [
            [f"{view.name}, claimed: {view.named[m.claim]}", *_claimed(m)] for m in view.marks if m.claim in view.named
        ]
    said = "; ".join(f"{r[0]} {r[1]} ({r[2]})" for r in rows if "claimed" not in r[0])
    any_marks = any(view.marks for view in views)
    return make_figure(
        "killed",
        "Killed a day: what was claimed, and what all claims together say" if any_marks else "Killed a day ahead",
        "Bands: half and 90 % of the range. Black: the weightiest claims; arrow: “at least” or off the chart"
        if any_marks
        else "Bands: half and 90 % of the range. No claim speaks of it",
        f"{said}.",
        lambda room: _draw(views, first, as_of, end, room),
        columns=["Killed a day", "Middle", "90 % range"],
        rows=rows,
    )


def _cells(q: Mapping[str, float]) -> list[str]:
    return [words.rounded(q["0.5"]), words.spread(q["0.05"], q["0.95"])]


def _claimed(mark: ClaimMark) -> list[str]:
    said = words.rounded(mark.level or 0.0)
    bound = {1: f"at least {said}", -1: f"up to {said}"}.get(mark.bound, said)
    ends = words.spread(mark.low, mark.high) if mark.low is not None and mark.high is not None else ""
    return [bound, ends]


def _view(side: str, answer: Mapping[str, Any], findings: Findings, as_of: date, end: date) -> KilledView | None:
    fan = fan_of(findings.forecast, "killed_per_day", side)
    if fan is None:
        return None
    table = {str(claim["id"]): claim for claim in findings.claims}
    marks = [
        m
        for m in claim_marks(findings.claims, "killed_per_day", side, as_date("0001-01-01"), as_of)
        if not (m.elsewhere or m.echo) and m.level
    ]
    marks.sort(key=lambda m: (m.flagged, -float(table[m.claim].get("weight") or 0.0), m.claim))
    marks = sorted(marks[:MOST_NAMED], key=lambda m: -(m.first.toordinal() + m.last.toordinal()))
    named = {m.claim: outlet_and_day(table[m.claim], as_of) for m in marks}
    weighed = quantiles_of(answer, "killed a day as of now, from the claims", side)
    ahead = quantiles_of(answer, "killed a day in the forecast", side)
    return KilledView(side, findings.document["sides"][side], fan, tuple(marks), named, weighed, ahead)


def _draw(views: Sequence[KilledView], first: date, as_of: date, end: date, room: Room) -> Drawing:
    x = svg.Scale(float(first.toordinal()), float(end.toordinal()), 40.0, room.width - 6)
    shown = [v.ahead["0.95"] for v in views if v.ahead] + [
        v.fan.values[min(2, len(v.fan.values) - 1)][4] for v in views
    ]
    # what claims leave open may be far beyond all else: then the chart ends above its middle half
    far = FAR * max(shown, default=0.0)
    shown += [min(v.weighed["0.95"], max(far, 1.25 * v.weighed["0.75"])) for v in views if v.weighed]
    steps = svg.round_steps(0.0, max(max(shown, default=1.0), 1e-6), 3)
    parts: list[Markup] = []
    top = 0.0
    for view in views:
        head = 24.0 + LINE * len(view.marks)
        y = svg.Scale(0.0, steps[-1], top + head + TALL, top + head)
        parts += [svg.marker(5, top + 12, view.side), svg.text(16, top + 16, f"{view.name}: killed a day", "lab b")]
        for step in steps:
            parts += [
                svg.line(x.start, y(step), x.end, y(step), "axis" if step == 0 else "grid"),
                svg.text(x.start - 6, y(step) + 4, svg.step_words(step), "tick", "end"),
            ]
        parts += _panel(view, first, as_of, x, y, room)
        top += head + TALL + 14.0
    bottom = top - 14.0
    days = svg.month_steps(first, end, 6 if room.wide else 3)
    for day, label in zip(days, svg.month_words(days), strict=True):
        at = x(day.toordinal())
        if abs(at - x(as_of.toordinal())) > 52:
            half = svg.text_width(label, 11.5) / 2
            parts.append(svg.text(min(max(at, half), room.width - half), bottom + 16, label, "tick", "middle"))
    at = min(max(x(as_of.toordinal()), 40.0), room.width - 40.0)
    parts.append(svg.text(at, bottom + 16, f"as of {summary.short_day(as_of, as_of)}", "tick b", "middle"))
    return bottom + 22.0, parts


def _panel(view: KilledView, first: date, as_of: date, x: svg.Scale, y: svg.Scale, room: Room) -> list[Markup]:
    here = x(as_of.toordinal())
    parts: list[Markup] = []
    if view.weighed and here > x.start + 30:
        q = view.weighed
        parts += [
            *(
                svg.rect(x.start, y.clipped(q[high]), here - x.start, y.clipped(q[low]) - y.clipped(q[high]), look)
                for low, high, look in (("0.05", "0.95", f"r90 {view.side}"), ("0.25", "0.75", f"r50 {view.side}"))
            ),
            svg.line(x.start, y.clipped(q["0.5"]), here, y.clipped(q["0.5"]), f"med {view.side} thin"),
        ]
    rows = [
        (x(day.toordinal()), row) for day, row in zip(view.fan.dates, view.fan.values, strict=True) if row[2] == row[2]
    ]
    for low, high, style in ((0, 4, "r90"), (1, 3, "r50")):
        upper = [(at, y.clipped(row[high])) for at, row in rows]
        lower = [(at, y.clipped(row[low])) for at, row in reversed(rows)]
        parts.append(svg.path(upper + lower, f"{style} {view.side}", closed=True))
    parts.append(svg.path([(at, y.clipped(row[2])) for at, row in rows], f"med {view.side}"))
    parts.append(svg.line(here, y.end - 4, here, y.start, "asof"))
    parts += [piece for m in view.marks for piece in _mark(m, x, y)]
    parts += _mark_names(view, x, y, room)
    if view.weighed and here > x.start + 120:
        q = view.weighed
        told = f"All claims weighed: {words.with_range(q)}"
        parts.append(svg.text(x.start + 5, y.start - 6, told, "small halo"))
    if view.ahead:
        q = view.ahead
        told = f"forecast: {words.with_range(q)}"
        top = max(y.clipped(row[4]) for _, row in rows[len(rows) // 2 :])
        parts.append(svg.text(x.end, min(top, y.start - 40) - 6, told, "small halo", "end"))
    return parts


def _mark(m: ClaimMark, x: svg.Scale, y: svg.Scale) -> list[Markup]:
    """A claim: a bar over its period, a whisker over its range, an arrow where it only bounds or lies off the chart."""
    level = m.level or 0.0
    start, end = x.clipped(m.first.toordinal()), x.clipped(m.last.toordinal())
    middle = (start + end) / 2
    if level > y.high:
        return [svg.path([(middle - 4, y.end + 6), (middle, y.end - 1), (middle + 4, y.end + 6)], "clmf", closed=True)]
    at = y.clipped(level)
    parts = [svg.line(min(start, middle - 4), at, max(end, middle + 4), at, "clm")]
    if m.bound:
        tip = at - 14 * m.bound
        barb = tip + 5 * m.bound
        parts.append(svg.line(middle, at, middle, tip, "clm"))
        parts.append(svg.path([(middle - 4, barb), (middle, tip), (middle + 4, barb)], "clm"))
    elif m.low is not None and m.high is not None:
        parts.append(svg.line(middle, y.clipped(m.low), middle, y.clipped(m.high), "clm"))
    return parts


def _mark_names(view: KilledView, x: svg.Scale, y: svg.Scale, room: Room) -> list[Markup]:
    """The names of the claims in lines above the panel, the latest first, so that no leader crosses a name."""
    parts: list[Markup] = []
    for number, m in enumerate(view.marks):
        middle = (x.clipped(m.first.toordinal()) + x.clipped(m.last.toordinal())) / 2
        told = f"{view.named[m.claim]}: {_claimed(m)[0]}" + (" (off the chart)" if (m.level or 0) > y.high else "")
        line = y.end - LINE * (len(view.marks) - number) + 8
        wide = svg.text_width(told, 11.5)
        at = min(max(middle - 5, wide + 2), room.width - 4)
        parts.append(svg.text(at, line, told, "small halo", "end"))
        parts.append(
            svg.line(middle, line - 8 if middle > at else line + 4, middle, y.clipped(m.level or 0.0) - 4, "leader")
        )
    return parts
