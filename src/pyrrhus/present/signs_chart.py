"""Q1: what two weeks of news would do to the chance of the fall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.words import as_date
from pyrrhus.present import summary, svg
from pyrrhus.present.figure import Drawing, Figure, Room, fold, make_figure

MOST = 4


def signs_figure(document: Mapping[str, Any]) -> Figure | None:
    """For each sight the chance of the fall if little of it is seen and if much; None where nothing would tell."""
    found = document.get("decisions") or {}
    telling = [row for row in found.get("indicators", []) if row["beyond_noise"] and (row["low"] or row["high"])]
    rows: list[Mapping[str, Any]] = [
        {**row, "name": summary.name_sides(row["name"], document["sides"])} for row in telling[:MOST]
    ]
    if not rows:
        return None
    as_of = as_date(document["as_of"])
    by = as_of + timedelta(days=rows[0]["days"])
    end = summary.horizon_end(document)
    base = rows[0]["probability"]
    sub = (
        f"Chance of a fall by {summary.day_words(end, as_of)}, if the town stands on "
        f"{summary.day_words(by, as_of)} and this was seen"
    )
    said = [
        f"{row['name']}: {said['fall']} if {said['seen']}"
        for row in rows
        for bound, sign in (("at most", row["low"]), ("at least", row["high"]))
        if (said := sign_words(sign, row["unit"], bound))
    ]
    return make_figure(
        "signs",
        "What two weeks of news would do" if rows[0]["days"] == 14 else "What news would do",
        sub,
        f"Without any such news {words.percent(base)}. " + "; ".join(said) + ".",
        lambda room: _draw(rows, base, room),
        columns=["Seen", "If", "Falls then", "How likely the sight"],
        rows=_table(rows),
    )


def sign_unit(unit: str) -> str:
    """The unit of what is seen, where it must be said beside the number."""
    return "" if unit in ("share", "axes", "roads") else words.unit_words(unit).replace("/week", " a week")


def sign_words(sign: Mapping[str, Any] | None, unit: str, bound: str) -> dict[str, str] | None:
    """A sign in words: what is seen, how often it falls then, and how likely the sight is; None where there is none."""
    if sign is None:
        return None
    at = sign["threshold"]
    shown = words.percent(min(max(at, 0.0), 1.0)) if unit == "share" else words.rounded(at)
    if unit in ("axes", "roads"):
        shown = words.counted(round(at), "axis" if unit == "axes" else "road", unit)
    if bound == "at most" and abs(at) < 1e-6:
        bound, shown = "", "none"
    elif unit == "share" and at < 0.01:
        bound, shown = "", "any at all" if bound == "at least" else "hardly any"
    return {
        "seen": f"{bound} {shown}".strip(),
        "fall": words.percent(sign["probability"]),
        "chance": words.percent(sign["chance"]),
    }


def _table(rows: list[Mapping[str, Any]]) -> list[list[str]]:
    out = []
    for row in rows:
        unit = sign_unit(row["unit"])
        for bound, sign in (("at most", row["low"]), ("at least", row["high"])):
            said = sign_words(sign, row["unit"], bound)
            if said:
                out.append(
                    [words.sentence(row["name"]), f"{said['seen']} {unit}".strip(), said["fall"], said["chance"]]
                )
    return out


def _draw(rows: list[Mapping[str, Any]], base: float, room: Room) -> Drawing:
    left = room.pick(236, 12)
    tall = room.pick(58.0, 74.0)
    ends = [base, *(s["probability"] for row in rows for s in (row["low"], row["high"]) if s)]
    low, high = max(0.0, min(ends) - 0.06), min(1.0, max(ends) + 0.06)
    x = svg.Scale(low, high, left + 34, room.width - 40)
    top = 40.0
    bottom = top + tall * len(rows)
    parts: list[Markup] = []
    for step in svg.round_steps(low, high, 4):
        if low <= step <= high:
            parts += [
                svg.line(x(step), top - 6, x(step), bottom, "grid"),
                svg.text(x(step), 12, f"{100 * step:.0f} %", "tick", "middle"),
            ]
    parts += [
        svg.line(x(base), top - 6, x(base), bottom, "drop"),
        svg.text(x(base), 28, f"no such news: {words.percent(base)}", "small halo", "middle"),
    ]
    for number, row in enumerate(rows):
        y = top + tall * number + room.pick(22.0, 38.0)
        label = words.sentence(row["name"]) + (f", {sign_unit(row['unit'])}" if sign_unit(row["unit"]) else "")
        if room.wide:
            lines = fold(label, 36)
            parts += [
                svg.text(left - 6, y + 4 + 15 * k - 7.5 * (len(lines) - 1), line, "lab", "end")
                for k, line in enumerate(lines)
            ]
        else:
            parts.append(svg.text(0, y - 22, fold(label, 54)[0], "lab"))
        parts += _span(row, base, x, y, left)
    return bottom + 6.0, parts


def _span(row: Mapping[str, Any], base: float, x: svg.Scale, y: float, left: float) -> list[Markup]:
    """A line from the chance for little to that for much, both with what is seen below them."""
    ends = [(sign, bound) for sign, bound in ((row["low"], "at most"), (row["high"], "at least")) if sign]
    at = [x(sign["probability"]) for sign, _ in ends]
    parts = (
        [svg.line(min(*at, x(base)), y, max(*at, x(base)), y, "stem")]
        if len(at) == 2
        else [svg.line(min(at[0], x(base)), y, max(at[0], x(base)), y, "stem")]
    )
    spots = sorted(zip(at, ends, strict=True), key=lambda pair: pair[0])
    close = len(spots) == 2 and spots[1][0] - spots[0][0] < 150
    for number, (here, (sign, bound)) in enumerate(spots):
        said = sign_words(sign, row["unit"], bound)
        assert said is not None
        below = ("end" if number == 0 else "start") if close else "middle"
        room = svg.text_width(said["seen"], 11.5)
        edge = here if below != "middle" else min(max(here, left + room / 2), x.end + 36 - room / 2)
        shift = (10 if number == 0 else -10) if close else 0
        parts += [
            svg.element("circle", cx=here, cy=y, r=5.0, class_="dot"),
            svg.text(
                here + (-9 if number == 0 and len(spots) == 2 else 9),
                y + 4,
                said["fall"],
                "num halo",
                "end" if number == 0 and len(spots) == 2 else "start",
            ),
            svg.text(edge + shift, y + 19, said["seen"], "tick halo", below),
        ]
    return parts
