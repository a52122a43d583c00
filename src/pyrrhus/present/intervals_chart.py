"""Any answer without a chart of its own: its amounts as ranges, those of one unit on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.present import svg
from pyrrhus.present.bars import shared_scale
from pyrrhus.present.estimates import estimate_name
from pyrrhus.present.figure import Drawing, Figure, Room, fold, make_figure, value_axis

MOST = 4
ROW = 46.0


def intervals_figure(answer: Mapping[str, Any], document: Mapping[str, Any]) -> Figure | None:
    """The first amounts of an answer that share a unit; None where it has none."""
    amounts = [e for e in answer["estimates"] if "quantiles" in e]
    if not amounts:
        return None
    unit = amounts[0].get("unit", "")
    shown = [e for e in amounts if e.get("unit", "") == unit][:MOST]
    sides, said = document["sides"], words.unit_words(unit)
    rows = [(e.get("side") or "neutral", estimate_name(e, sides), e["quantiles"]) for e in shown]
    table = [[name, words.rounded(q["0.5"]), words.spread(q["0.05"], q["0.95"])] for _, name, q in rows]
    return make_figure(
        f"ranges-{answer['id'].lower()}",
        "The ranges behind it",
        f"{words.sentence(said) + '. ' if said else ''}Pale: 90 % range. Dark: middle half",
        "; ".join(f"{r[0]} {r[1]} ({r[2]})" for r in table) + ".",
        lambda room: _draw(rows, room),
        columns=["Estimate", "Middle", "90 % range"],
        rows=table,
    )


def _draw(rows: list[tuple[str, str, Mapping[str, float]]], room: Room) -> Drawing:
    x = shared_scale([q[level] for _, _, q in rows for level in ("0.05", "0.95")], 8.0, room.width - 12)
    bottom = 24.0 + ROW * len(rows)
    steps = svg.log_steps(x.low, x.high) if x.log else svg.round_steps(x.low, x.high, 4)
    parts: list[Markup] = value_axis(x, 20.0, bottom, 12.0, [s for s in steps if x.low <= s <= x.high])
    for number, (side, name, q) in enumerate(rows):
        y = 50.0 + ROW * number
        told = f"{fold(name, 70 if room.wide else 34)[0]}: {words.rounded(q['0.5'])}"
        parts += [svg.text(x.start, y - 12, told, "lab b halo"), *svg.interval(x, y, q, side, 12.0)]
    return bottom + 4.0, parts
