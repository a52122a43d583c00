"""The page and its fragments as HTML, drawn by the functions that draw the report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.agreement import verb_for
from pyrrhus.judge.case import Case
from pyrrhus.judge.document import build_forecast, ground_of
from pyrrhus.judge.findings import Findings
from pyrrhus.judge.q1_fall import even_odds_day
from pyrrhus.page.controls import page_templates
from pyrrhus.page.jobs import Job
from pyrrhus.page.levers import WhatIf
from pyrrhus.page.strip import Numbers, curve_note, measures, points
from pyrrhus.present import summary, svg
from pyrrhus.present.fall_chart import FallView, draw_fall
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure
from pyrrhus.present.map_ground import CampaignMap
from pyrrhus.present.map_picture import draw_map
from pyrrhus.scenario.schema import SIDES

MAP_DAYS = 30
ROW = 34.0
MOST_LETTERS = 46


def result_fragment(job: Job, asked: WhatIf) -> str:
    """What a job has found by now: before beside after, what changed and why, the curve, the map."""
    found = dict(job.found)
    if "before" not in found:
        return page_templates().get_template("waiting.html.j2").render(job=job, fused=found.get("fused", []))
    case, before, kept = found["before"]
    other, after = found.get("after", (case, before))
    changed = "after" in found
    draws = int(found.get("draws", 0)) if changed else -1
    drawn = job.drawn.get(draws)
    if drawn is None:
        # with the first numbers there are no maps yet: they take longer to draw than the numbers to run
        whole = not changed or "parts" in found or job.state != "running"
        drawn = _curve(case, before, after), _maps(case, other, kept, changed=changed) if whole else []
        if drawn[1]:
            job.drawn[draws] = drawn
    return (
        page_templates()
        .get_template("result.html.j2")
        .render(
            job=job,
            rows=measures(before, after, case),
            changed=changed,
            fall=drawn[0],
            maps=drawn[1],
            curve_note=curve_note(before, after, changed=changed),
            parts=_parts(found.get("parts", []), before, after),
            waiting=len(asked.changes()) - len(found.get("parts", [])),
            fused=found.get("fused", []),
            draws=draws if job.state == "running" and "parts" not in found else 0,
        )
    )


def _curve(case: Case, before: Numbers, after: Numbers) -> Figure:
    days = case.forecast.days
    ladder = [d for d in (30, 60, 90) if d <= days - 15] + [days]
    changed = after is not before
    led = bool(before.published and after.published) or not changed
    daily, start = (after.leading, before.leading) if led else (after.daily, before.daily)
    even = even_odds_day(np.array(daily))
    view = FallView(
        case.as_of,
        days,
        tuple(enumerate(daily)),
        tuple((case.on(d), words.publish(daily[d])) for d in ladder),
        None if even is None else case.as_of + timedelta(days=even),
        0,
        (),
        tuple(enumerate(start)) if changed else (),
    )
    sub = f"Chance that {case.name('attacker')} {verb_for(case.name('attacker'), 'takes')} {case.town}, by date"
    return draw_fall(view, f"{sub}. Dashed: before. Solid: with the changes" if changed else sub)


def _maps(case: Case, other: Case, kept: dict[str, Any], *, changed: bool) -> list[dict[str, Any]]:
    """The map some weeks ahead, before and after; the one before is drawn once for all what-ifs of a day and `kept`."""
    if "map" not in kept:
        kept["map"] = _map(case, "before")
    first = {**kept["map"], "name": f"{'Before' if changed else 'As assumed'}: {kept['map']['day']}"}
    if not changed:
        return [first]
    after = _map(other, "after")
    return [first, {**after, "name": f"With the changes: {after['day']}"}]


def _map(one: Case, key: str) -> dict[str, Any]:
    document = {"sides": {side: one.name(side) for side in SIDES}, "as_of": one.as_of.isoformat()}
    ground = CampaignMap(Findings(document, build_forecast(one), **ground_of(one)))
    ahead = [f for f in ground.frames if not f.observed]
    wanted = min(ahead, key=lambda f: abs((f.day - one.as_of).days - MAP_DAYS))
    picture = draw_map(ground, key=f"map-{key}", frame=wanted)
    return {"day": summary.day_words(wanted.day, one.as_of), "picture": picture}


def _cut(text: str) -> str:
    """A text as long as the chart has room for; the table beside it has it whole."""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"


def _parts(parts: list[Any], before: Numbers, after: Numbers) -> Figure | None:
    """Each change's own part of what moved, on one scale; what they do only together is the rest."""
    if not parts:
        return None
    rows = [[words.sentence(p.words), points(p.before, p.after)] for p in parts]
    together = [["All together", points(before.chance, after.chance)]]
    said = "; ".join(f"{row[0]}: {row[1]}" for row in [*rows, *together])

    def draw(room: Room) -> Drawing:
        ends = [before.chance, after.chance, *(p.after for p in parts)]
        pad = 0.1 * (max(ends) - min(ends)) + 0.01
        left = room.pick(330.0, 8.0)
        x = svg.Scale(min(ends) - pad, max(ends) + pad, left + 10, room.width - 96)
        tall = room.pick(ROW, ROW + 14)
        drawn: list[Markup] = [svg.line(x(before.chance), 0, x(before.chance), tall * (len(parts) + 1), "drop")]
        for number, (words_, end) in enumerate(
            [*((words.sentence(p.words), p.after) for p in parts), ("All together", after.chance)]
        ):
            y = tall * number + room.pick(tall / 2, tall - 13)
            start, stop = sorted((x(before.chance), x(end)))
            style = "icd on" if number == len(parts) else "icd mid"
            where = (left, y + 4, "end") if room.wide else (2, y - 12, "start")
            drawn += [
                svg.text(
                    where[0], where[1], _cut(words_), "lab halo b" if number == len(parts) else "lab halo", where[2]
                ),
                svg.rect(start, y - 6, max(stop - start, 1.5), 12, style),
                svg.text(stop + 8, y + 4, points(before.chance, end), "num"),
            ]
        return tall * (len(parts) + 1) + 4.0, drawn

    return make_figure(
        "parts",
        "What changed, and why",
        "Each change alone in the campaigns, on the same chances; what they do only together is the rest",
        said + ".",
        draw,
        columns=["Change", "Chance of the fall"],
        rows=[*rows, *together],
    )
