"""Q1, where no news of the next weeks would tell: how likely each event is by the end, on the scale of likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.words import SCALE, as_date
from pyrrhus.present import summary, svg
from pyrrhus.present.figure import Drawing, Figure, Room, fold, make_figure
from pyrrhus.present.summary import LadderRung

MOST = 6
ROW = 30.0


def ladder_figure(document: Mapping[str, Any], events: tuple[Mapping[str, Any], ...]) -> Figure | None:
    """Every event of the folder by its chance; None where there is only one."""
    rungs = [rung for rung in summary.ladder(document, events) if rung.kind != "baseline"][:MOST]
    if len(rungs) < 2:
        return None
    as_of, end = as_date(document["as_of"]), summary.horizon_end(document)
    until = summary.day_words(end, as_of)
    rows = [
        [words.sentence(r.label), words.percent(r.probabilities[-1]), words.likelihood(r.probabilities[-1])]
        for r in rungs
    ]
    return make_figure(
        "ladder",
        f"What else may have come about by {until}",
        "Chance of each event. No news of the next weeks would tell",
        "; ".join(f"{r[0]} {r[1]}" for r in rows) + ".",
        lambda room: _draw(rungs, room),
        columns=["Event", "Chance", "In words"],
        rows=rows,
    )


def _draw(rungs: list[LadderRung], room: Room) -> Drawing:
    left = room.pick(250.0, 6.0)
    tall = room.pick(ROW, ROW + 14)
    x = svg.Scale(0.0, 1.0, left + 10, room.width - 46)
    bottom = 22.0 + tall * len(rungs)
    parts: list[Markup] = []
    for index, (_, low, high) in enumerate(SCALE):
        low, high = (0.0 if index == 0 else low), (1.0 if index == len(SCALE) - 1 else high)
        if index % 2:
            parts.append(svg.rect(x(low), 18, x(high) - x(low), bottom - 18, "zone"))
    for step in (0.05, 0.2, 0.45, 0.55, 0.8, 0.95):
        if room.wide or step in (0.05, 0.2, 0.8, 0.95):
            parts.append(svg.text(x(step), 12, f"{100 * step:.0f}", "tick", "middle"))
    for number, rung in enumerate(rungs):
        y = 22.0 + tall * number + room.pick(tall / 2, tall - 11)
        label = fold(words.sentence(rung.label), 38 if room.wide else 52)[0]
        where = (left, y + 4, "end") if room.wide else (2, y - 12, "start")
        chance = rung.probabilities[-1]
        parts += [
            svg.text(where[0], where[1], label, "lab b" if rung.kind == "main" else "lab", where[2]),
            svg.line(x(0), y, x(chance), y, "stem"),
            svg.element("circle", cx=x(chance), cy=y, r=5.0, class_="dot"),
            svg.text(x(chance) + 10, y + 4, words.percent(chance), "num halo"),
        ]
    return bottom + 4.0, parts
