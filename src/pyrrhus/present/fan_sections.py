"""The figures of the report: fans of losses, of means, of ground and of civilians, and the table of losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.words import as_date
from pyrrhus.present import charts
from pyrrhus.present.series import ClaimMark, Fan, claim_marks, earliest, fan_of
from pyrrhus.present.summary import horizon_end

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

SIDES = ("attacker", "defender")

#: group -> (variable, by side, heading, whether claims are drawn on it)
FIGURES: dict[str, tuple[tuple[str, bool, str, bool], ...]] = {
    "losses": (
        ("killed_per_day", True, "Killed a day", True),
        ("killed", True, "Killed, adding up", False),
        ("casualties", True, "All casualties, adding up", False),
    ),
    "means": (
        ("personnel", True, "Soldiers present", True),
        ("reserve", True, "Reserve", False),
        ("shells_per_day", True, "Artillery rounds a day", True),
    ),
    "ground": (
        ("area_gained_km2", False, "Ground gained by the attacker", False),
        ("supply_0_1", False, "Supply of the garrison, 1 is full", False),
    ),
    "civilians": (
        ("civilians_remaining", False, "Civilians remaining", True),
        ("civilians_harmed", False, "Civilians harmed, adding up", False),
    ),
}


def figures(findings: Findings) -> dict[str, list[dict[str, Any]]]:
    """Each group's charts in order, the sides of one variable beside each other on one scale."""
    return {
        group: [chart for variable in variables for chart in _charts(findings, *variable)]
        for group, variables in FIGURES.items()
    }


def _charts(findings: Findings, name: str, by_side: bool, heading: str, with_claims: bool) -> list[dict[str, Any]]:
    as_of, end = as_date(findings.document["as_of"]), horizon_end(findings.document)
    fans: list[tuple[str | None, Fan]] = []
    for side in SIDES if by_side else (None,):
        fan = fan_of(findings.forecast, name, side)
        if fan is not None:
            fans.append((side, fan))
    if not fans:
        return []
    marks: dict[str | None, list[ClaimMark]] = {}
    for side, _fan in fans:
        since = as_date("0001-01-01")
        found = claim_marks(findings.claims, name, side, since, end) if with_claims else []
        begin = earliest(found, as_of)
        marks[side] = claim_marks(findings.claims, name, side, begin, end) if with_claims else []
    together = [mark for side_marks in marks.values() for mark in side_marks]
    frame = charts.frame_for([fan for _, fan in fans], together, earliest(together, as_of), end)
    shown = []
    for side, fan in fans:
        side_name = findings.document["sides"][side] if side else ""
        title = f"{heading}: {side_name}" if side else heading
        key = f"fan-{name}-{side or 'all'}".replace("_", "-")
        chart = charts.fan_chart(fan, frame, as_of, title, key=key, side=side or "neutral", marks=marks[side])
        q = fan.quantiles_at_end()
        unit = words.unit_words(fan.unit)
        shown.append(
            {
                "heading": heading,
                "side": side,
                "side_name": side_name,
                "unit": unit,
                "chart": chart,
                "end": f"{words.rounded(q['0.5'])} ({words.spread(q['0.05'], q['0.95'])})",
                "claims": len(marks[side]),
            }
        )
    return shown


def loss_table(findings: Findings) -> list[dict[str, Any]]:
    """Losses of both sides from the as-of date to the horizon's end; a side is None where it is unknown."""
    rows = []
    for name in ("killed", "wounded", "captured", "casualties"):
        row: dict[str, Any] = {"name": name}
        for side in SIDES:
            fan = fan_of(findings.forecast, name, side)
            row[side] = None
            if fan is not None:
                q = fan.quantiles_at_end()
                row[side] = {
                    "middle": words.rounded(q["0.5"]),
                    "half": words.spread(q["0.25"], q["0.75"]),
                    "ninety": words.spread(q["0.05"], q["0.95"]),
                }
        if row["attacker"] or row["defender"]:
            rows.append(row)
    return rows
