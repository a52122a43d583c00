"""Q8: what each side's dead are said to be, and what is read into it once its teller's habit is taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.judge.agreement import possessive
from pyrrhus.judge.words import as_date
from pyrrhus.present import svg
from pyrrhus.present.bars import shared_scale
from pyrrhus.present.estimates import quantiles_of
from pyrrhus.present.figure import Drawing, Figure, Room, fold, make_figure
from pyrrhus.present.outlet_and_day import speaker_and_day

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

MOST = 3
ROW = 26.0


def readings_figure(answer: Mapping[str, Any], findings: Findings) -> Figure | None:
    """The weightiest claims of the dead a day at the town, as claimed and as read; None where there are none."""
    table = {str(claim["id"]): claim for claim in findings.claims}
    as_of = as_date(findings.document["as_of"])
    groups = []
    for side in SIDES:
        mine = [row for row in findings.readings if row["side"] == side and row["claim"] in table]
        mine.sort(key=lambda row: (-float(table[row["claim"]].get("weight") or 0.0), row["claim"]))
        rows = [(speaker_and_day(table[row["claim"]], as_of), row) for row in mine[:MOST]]
        weighed = quantiles_of(answer, "killed a day, all claims weighed", side)
        if rows or weighed:
            groups.append((side, rows, weighed))
    if not groups:
        return None
    any_read = any(rows for _, rows, _ in groups)
    sides = findings.document["sides"]
    cells = []
    for side, rows, weighed in groups:
        cells += [
            [
                f"{possessive(sides[side])} dead: {who}",
                words.rounded(r["said"]),
                words.rounded(r["middle"]),
                words.spread(r["low"], r["high"]),
            ]
            for who, r in rows
        ]
        if weighed:
            cells.append(
                [
                    f"{possessive(sides[side])} dead: all claims weighed",
                    "",
                    words.rounded(weighed["0.5"]),
                    words.spread(weighed["0.05"], weighed["0.95"]),
                ]
            )
    return make_figure(
        "readings",
        "What is said of the dead, and what is read into it" if any_read else "What all claims say of the dead",
        "Killed a day. Hollow: as claimed. Dot and bar: its teller's habit taken off, 90 %"
        if any_read
        else "Killed a day, 90 %. No claim gives it outright: bounds, totals and wounded are weighed",
        "; ".join(f"{r[0]} {r[1] or r[2]}" for r in cells) + ".",
        lambda room: _draw(groups, sides, room),
        columns=["Killed a day", "As claimed", "As read", "90 % range"],
        rows=cells,
    )


def _draw(groups: list[Any], sides: Mapping[str, str], room: Room) -> Drawing:
    left = room.pick(262.0, 8.0)
    numbers = [x for _, rows, q in groups for _, r in rows for x in (r["said"], r["low"], r["high"])]
    numbers += [q[level] for _, _, q in groups if q for level in ("0.05", "0.95")]
    x = shared_scale([n for n in numbers if n > 0], left + 10, room.width - 12)
    tall = room.pick(ROW, ROW + 14)
    parts: list[Markup] = []
    lines: list[Markup] = []
    top = 20.0
    for side, rows, weighed in groups:
        parts += [svg.marker(5, top + 9, side), svg.text(16, top + 13, f"{possessive(sides[side])} dead", "lab b")]
        top += 20.0
        for who, row in rows:
            y = top + room.pick(tall / 2, tall - 11)
            label = fold(who, 40 if room.wide else 52)[0]
            where = (left, y + 4, "end") if room.wide else (4, y - 10, "start")
            parts += [
                svg.text(where[0], where[1], label, "lab", where[2]),
                svg.rect(
                    x.clipped(row["low"]), y - 2, x.clipped(row["high"]) - x.clipped(row["low"]), 4, "r50 neutral"
                ),
                svg.line(x.clipped(row["middle"]), y, x.clipped(row["said"]), y, "stem"),
                svg.element("circle", cx=x.clipped(row["middle"]), cy=y, r=4.5, class_="dot"),
                _hollow(x.clipped(row["said"]), y),
            ]
            top += tall
        if weighed:
            y = top + room.pick(tall / 2, tall - 11)
            told = f"All claims weighed: {words.with_range(weighed)}"
            where = (left, y + 4, "end") if room.wide else (4, y - 10, "start")
            lines.append(svg.rect(0, top + 1, room.width, tall - 2, "rec"))
            parts += [svg.text(where[0], where[1], told, "lab b", where[2]), *svg.interval(x, y, weighed, side, 8.0)]
            top += tall
        top += 8.0
    steps = svg.log_steps(x.low, x.high) if x.log else svg.round_steps(x.low, x.high, 4)
    free = -1e9
    for step in steps:
        if x.low <= step <= x.high and x(step) - free > 34:
            free = x(step)
            lines += [
                svg.line(x(step), 20, x(step), top - 6, "grid"),
                svg.text(x(step), 12, svg.step_words(step), "tick", "middle"),
            ]
    return top, [*lines, *parts]


def _hollow(x: float, y: float) -> Markup:
    return svg.path([(x, y - 6.5), (x + 6.5, y), (x, y + 6.5), (x - 6.5, y)], "hollow", closed=True)
