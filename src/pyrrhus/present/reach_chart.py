"""Q6: the towns behind, by their distance from the attacker's ground, against the reach of tube artillery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.agreement import verb_for
from pyrrhus.judge.q6_aftermath import IN_RANGE
from pyrrhus.present import svg
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

MOST = 7
MOST_NEW = 3  # as many as the sentence names
WORTH_SAYING = 0.1  # as in the answer's sentence


def reach_figure(findings: Findings) -> Figure | None:
    """Towns on one line; None where there are no towns behind or no guns."""
    towns, reach = _drawn(findings.towns), findings.reach_km
    if not towns or not reach or reach["0.95"] < 1.0:
        return None
    attacker = findings.document["sides"]["attacker"]
    known = len(findings.towns)
    inside = sum(town["now"] >= IN_RANGE for town in findings.towns)
    heading = (
        "Every town behind is in range already"
        if inside == known
        else "Most towns behind are in range already"
        if inside > known / 2
        else "No town behind is in range yet"
        if not inside
        else "Some towns behind are in range already"
    )
    rows = [[t["name"], f"{t['km']:.0f} km", words.percent(t["now"]), words.percent(t["then"])] for t in towns]
    said = "; ".join(f"{t['name']} {t['km']:.0f} km" for t in towns)
    return make_figure(
        "reach",
        heading,
        f"Towns by their distance from ground that {attacker} {verb_for(attacker, 'holds')}",
        f"{said}. Guns reach {_reach_words(reach)}.",
        lambda room: _draw(towns, reach, room),
        columns=["Town", "Away", "In range now", "In range if the town falls"],
        rows=rows,
    )


def _drawn(towns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nearest towns by their distance; before others those that come into reach with the fall, of which the
    sentence speaks."""
    newly = [t for t in towns if t["now"] < IN_RANGE and t["then"] - t["now"] >= WORTH_SAYING]
    ranked = [*newly[:MOST_NEW], *(t for t in towns if t not in newly)]
    return sorted(ranked[:MOST], key=lambda town: town["km"])


def _reach_words(reach: dict[str, float]) -> str:
    return f"{words.rounded(reach['0.5'])} km ({words.spread(reach['0.05'], reach['0.95'])})"


def _draw(towns: list[dict[str, Any]], reach: dict[str, float], room: Room) -> Drawing:
    far = max(reach["0.95"], *(t["km"] for t in towns)) * 1.08
    x = svg.Scale(0.0, far, 14.0, room.width - 24)
    y, parts = 92.0, list[Markup]()
    parts += [
        svg.rect(x(0), y - 11, x(reach["0.05"]) - x(0), 22, "r50 attacker"),
        svg.rect(x(reach["0.05"]), y - 11, x(reach["0.95"]) - x(reach["0.05"]), 22, "r90 attacker"),
        svg.line(x(0), y, x(far), y, "stem"),
    ]
    ends = [-1e9] * 5
    for town in towns:
        at, name = x(town["km"]), town["name"]
        then = f"{words.percent(town['then'])} if it falls" if town["then"] - town["now"] >= WORTH_SAYING else ""
        half = svg.text_width(then if len(then) > len(name) else name, 12.5) / 2 + 4
        middle = min(max(at, half), room.width - half)
        row = next((k for k in range(5) if middle - half > ends[k] and not (then and k > 1)), None)
        dot = svg.element("circle", cx=at, cy=y, r=5.5, class_="dot" if town["now"] >= IN_RANGE else "open")
        if row is None:  # no room left for a name: the table has it
            parts.append(dot)
            continue
        ends[row] = middle + half
        line = (y - 22, y - 53, y + 28, y + 46, y - 80)[row]
        tip = line + 4 if line < y else line - 12
        parts += [
            svg.line(at, y, at, tip, "leader"),
            dot,
            svg.text(middle, line, name, "lab b halo", "middle"),
        ]
        if then:
            parts.append(svg.text(middle, line - 15, then, "small halo", "middle"))
    bottom = 150.0
    parts.append(svg.line(x(0), bottom, x(far), bottom, "axis"))
    for step in svg.round_steps(0.0, far, 6 if room.wide else 4):
        if step <= far:
            label = svg.step_words(step) + ("" if step else " km")
            parts += [
                svg.line(x(step), bottom, x(step), bottom + 4, "axis"),
                svg.text(x(step), bottom + 17, label, "tick", "middle"),
            ]
    at = x(reach["0.5"])
    told = f"reach of tube guns: {_reach_words(reach)}"
    half = svg.text_width(told, 11.5) / 2
    parts += [
        svg.line(at, y + 11, at, bottom - 18, "drop"),
        svg.text(min(max(at, half), room.width - half), bottom - 6, told, "small halo", "middle"),
    ]
    return bottom + 24.0, parts
