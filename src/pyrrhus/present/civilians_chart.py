"""Q7: how many civilians stay, who left and who was harmed, with what was claimed of their number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.words import as_date
from pyrrhus.present import summary, svg
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure
from pyrrhus.present.outlet_and_day import speaker_and_day
from pyrrhus.present.series import ClaimMark, Fan, claim_marks, earliest, fan_of

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

MOST_NAMED = 3


def civilians_figure(findings: Findings) -> Figure | None:
    """Civilians in the town over time; None where none are known of."""
    staying, harmed = (fan_of(findings.forecast, f"civilians_{n}") for n in ("remaining", "harmed"))
    if staying is None or staying.highest < 1.0:
        return None
    document = findings.document
    as_of, end = as_date(document["as_of"]), summary.horizon_end(document)
    table = {str(claim["id"]): claim for claim in findings.claims}
    marks = [
        m
        for m in claim_marks(findings.claims, "civilians_remaining", None, as_date("0001-01-01"), as_of)
        if not m.echo and m.level
    ]
    since = earliest(marks, as_of, most_days=60)
    marks = [m for m in marks if m.last >= since]
    marks.sort(key=lambda m: -float(table[m.claim].get("weight") or 0.0))
    named = {m.claim: speaker_and_day(table[m.claim], as_of) for m in marks[:MOST_NAMED]}
    rows = [["Civilians now", *_cells(staying.values[0])], ["Civilians at the end", *_cells(staying.values[-1])]]
    if harmed:
        rows.append(["Killed or wounded by then", *_cells(harmed.values[-1])])
    rows += [[f"Claimed: {named[m.claim]}", words.rounded(m.level or 0.0), ""] for m in marks if m.claim in named]
    town = findings.town or findings.title
    return make_figure(
        "civilians",
        f"Civilians in {town}",
        "Grey: who stays, with its 90 % range" + (". Diamonds: claims" if marks else ""),
        "; ".join(f"{r[0]} {r[1]}" + (f" ({r[2]})" if r[2] else "") for r in rows) + ".",
        lambda room: _draw(staying, harmed, marks, named, (since, as_of, end), room),
        columns=["Civilians", "Middle", "90 % range"],
        rows=rows,
    )


def _cells(row: tuple[float, ...]) -> list[str]:
    return [words.rounded(row[2]), words.spread(row[0], row[4])]


def _draw(
    staying: Fan,
    harmed: Fan | None,
    marks: list[ClaimMark],
    named: Mapping[str, str],
    days: tuple[date, date, date],
    room: Room,
) -> Drawing:
    first, as_of, end = days
    x = svg.Scale(float(first.toordinal()), float(end.toordinal()), 48.0, room.width - room.pick(120, 8))
    steps = svg.round_steps(0.0, max([row[4] for row in staying.values] + [m.level or 0.0 for m in marks]), 4)
    y = svg.Scale(0.0, steps[-1], 196.0, 14.0)
    parts: list[Markup] = []
    for step in steps:
        parts += [
            svg.line(x.start, y(step), x.end, y(step), "axis" if step == 0 else "grid"),
            svg.text(x.start - 7, y(step) + 4, svg.step_words(step), "tick", "end"),
        ]
    at = [x(day.toordinal()) for day in staying.dates]
    middle = [(a, y(row[2])) for a, row in zip(at, staying.values, strict=True)]
    parts.append(svg.path([(at[0], y(0)), *middle, (at[-1], y(0))], "stay", closed=True))
    ends = [(a, y.clipped(row[4])) for a, row in zip(at, staying.values, strict=True)]
    ends += [(a, y.clipped(row[0])) for a, row in reversed(list(zip(at, staying.values, strict=True)))]
    parts += [svg.path(ends, "stayband", closed=True), svg.path(middle, "main thin")]
    here = x(as_of.toordinal())
    parts.append(svg.line(here, y.end - 4, here, y.start, "asof"))
    last = staying.values[-1]
    told = f"still there: {words.rounded(last[2])} ({words.spread(last[0], last[4])})"
    below = y(0.45 * last[2]) if last[2] > 0.2 * steps[-1] else y(0) - 8
    below = below if room.wide or harmed is None else min(below, y.start - 42)  # the other label stands below it
    parts.append(svg.text((here + x.end) / 2, below, told, "lab b halo", "middle"))
    parts += _harmed(harmed, x, y, last[2], room)
    free: list[float] = []
    for m in marks:
        spot = x.clipped((m.first.toordinal() + m.last.toordinal()) / 2)
        level = y.clipped(m.level or 0.0)
        parts.append(svg.marker(spot, level, "neutral", 11.0))
        if m.claim in named:
            line = level - 9
            while any(abs(line - other) < 14 for other in free):
                line += 14
            free.append(line)
            right = spot < x.start + 0.5 * (x.end - x.start)
            told = f"{named[m.claim]}: {words.rounded(m.level or 0.0)}"
            parts.append(svg.text(spot + (9 if right else -9), line, told, "small halo", "start" if right else "end"))
    for day in (as_of, end):
        half = 26 if day.year == as_of.year else 40
        spot = min(max(x(day.toordinal()), half), room.width - half)
        parts.append(svg.text(spot, 214, summary.short_day(day, as_of), "tick", "middle"))
    if x(as_of.toordinal()) - x.start > 70:
        parts.append(svg.text(x.start, 214, summary.short_day(first, as_of), "tick", "middle"))
    return 220.0, parts


def _harmed(harmed: Fan | None, x: svg.Scale, y: svg.Scale, left: float, room: Room) -> list[Markup]:
    if harmed is None:
        return []
    row = harmed.values[-1]
    told = f"{words.rounded(row[2])} ({words.spread(row[0], row[4])})"
    if not room.wide:
        return [svg.text(x.end, y.start - 24, f"killed or wounded: {told}", "small halo", "end")]
    at = min(max(y(left) - 4, y.end + 14), y.start - 36)
    return [
        svg.text(x.end + 8, at, "killed or", "small"),
        svg.text(x.end + 8, at + 14, "wounded by then:", "small"),
        svg.text(x.end + 8, at + 30, told, "lab b"),
    ]
