"""How often what was said came about: the reliability of forecasts of this kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyrrhus.judge import words
from pyrrhus.present import svg
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure


def record_figure(record: Mapping[str, Any]) -> Figure | None:
    """Chance given against how often it fell, by class; None where nothing was settled."""
    rows = [row for row in record["reliability"] if row["rows"]]
    if not rows:
        return None
    table = [
        [
            f"{100 * r['low']:.0f}–{100 * r['high']:.0f} %",
            f"{round(r['happened'] * r['rows'])} of {r['rows']}",
            f"{words.percent(r['likely_low'])} to {words.percent(r['likely_high'])}",
        ]
        for r in rows
    ]
    return make_figure(
        "record-chart",
        "When it said 80 %, did four in five fall?",
        "Larger: more forecasts. Grey: chance alone",
        "; ".join(f"said {t[0]}: fell {t[1]}" for t in table) + ".",
        lambda room: _draw(rows, room),
        columns=["Chance given", "Fell", "Chance alone would give"],
        rows=table,
    )


def _draw(rows: list[Mapping[str, Any]], room: Room) -> Drawing:
    x = svg.Scale(0.0, 1.0, 46.0, room.width - 20)
    y = svg.Scale(0.0, 1.0, 176.0, 14.0)
    parts = svg.share_grid(x, y, 8, across_at=193)
    parts += [
        svg.line(x(0), y(0), x(1), y(1), "drop"),
        svg.text(x(0.04), y(0.9), "fell more often than said", "small"),
        svg.text(x(0.98), y(0.12), "fell less often than said", "small", "end"),
        svg.text((x.start + x.end) / 2, 208, "chance given", "tick", "middle"),
    ]
    most = max(row["rows"] for row in rows)
    for row in rows:
        at = x(row["said"])
        parts += [
            svg.rect(at - 3, y(row["likely_high"]), 6, y(row["likely_low"]) - y(row["likely_high"]), "whisk"),
            svg.element(
                "circle", cx=at, cy=y(row["happened"]), r=3.5 + 6.0 * (row["rows"] / most) ** 0.5, class_="dot"
            ),
        ]
    return 214.0, parts
