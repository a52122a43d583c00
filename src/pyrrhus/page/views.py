"""The page and its fragments as HTML, drawn by the functions that draw the report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from pyrrhus.judge import words
from pyrrhus.judge.case import Case
from pyrrhus.judge.document import build_forecast, ground_of
from pyrrhus.judge.findings import Findings
from pyrrhus.judge.q1_fall import even_odds_day
from pyrrhus.page.jobs import Job
from pyrrhus.page.levers import WORTHS, WhatIf, offered_policies, priced_note, road_name, say_change
from pyrrhus.page.means import KINDS, TIMES
from pyrrhus.page.strip import Numbers, curve_note, measures, points
from pyrrhus.present import summary, svg
from pyrrhus.present.fall_chart import FallView, draw_fall
from pyrrhus.present.figure import Drawing, Figure, Room, make_figure
from pyrrhus.present.map_ground import CampaignMap
from pyrrhus.present.map_picture import draw_map
from pyrrhus.present.outlet_and_day import outlet_and_day
from pyrrhus.present.page_frame import asset, report_style, templates
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import SIDES, Scenario

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = "pyrrhus.page"
MAP_DAYS = 30
ROW = 34.0
MOST_LETTERS = 46


def _templates() -> Environment:
    return templates(HERE, keep_trailing_newline=False)


def style_sheet() -> str:
    """The report's style sheet and what the controls need beside it."""
    return str(report_style()) + asset("page.css", HERE)


def whole_page(scenario: Scenario, asked: WhatIf, bundled: list[str], *, packed: bool = False) -> str:
    """The page with its controls as the address says; the result comes by script. `packed` offers the folder."""
    return (
        _templates()
        .get_template("what_if.html.j2")
        .render(
            scenario=scenario,
            asked=asked,
            bundled=bundled,
            sides={s: getattr(scenario.file.sides, s).name for s in SIDES},
            policies={side: _policies(scenario, asked, side) for side in SIDES},
            worths=WORTHS,
            means=_means(scenario, asked),
            until=asked.as_of + timedelta(days=scenario.file.horizon_days),
            roads=_roads(scenario, asked),
            claims=_claims(scenario, asked),
            chips=_chips(scenario, asked),
            address=asked.address(),
            packed=packed,
            note=priced_note(asked, scenario),
            start=scenario.file.start,
            last=scenario.file.as_of,
        )
    )


def _policies(scenario: Scenario, asked: WhatIf, side: Any) -> list[dict[str, Any]]:
    chosen, name = asked.policies[SIDES.index(side)], getattr(scenario.file.sides, side).name
    offered = offered_policies(scenario, asked.as_of)[side]
    return [
        {
            "id": "" if n == 0 else p.id,
            "chosen": p.id == chosen or (n == 0 and not chosen),
            "words": words.sentence(describe(p, name=name).rstrip(".").removeprefix(f"{name} "))
            + (" (assumed)" if n == 0 else ""),
        }
        for n, p in enumerate(offered)
    ]


def _means(scenario: Scenario, asked: WhatIf) -> list[dict[str, Any]]:
    """The kinds of means, each with a row a side: what it may be multiplied by, and from when."""
    chosen = {(change.kind, change.side): change for change in asked.means}
    shown = []
    for kind in KINDS:
        rows = []
        for side in reversed(SIDES):
            change = chosen.get((kind.name, side))
            times = change.times if change else 1.0
            offered = [
                {"value": "" if x == 1.0 else f"{x:g}", "chosen": x == times, "words": TIMES[x][0]}
                for x in kind.offered
            ]
            since = change.since if change else None
            name = getattr(scenario.file.sides, side).name
            rows.append({"key": f"{kind.name}_{side}", "side": name, "offered": offered, "since": since})
        shown.append({"title": kind.title, "rows": rows})
    return shown


def _roads(scenario: Scenario, asked: WhatIf) -> list[dict[str, Any]]:
    names = {place.id: place.name for place in scenario.places}
    found: dict[str, str] = {}
    for route in scenario.routes:
        if route.road_class in ("motorway", "national", "regional") or scenario.file.centre in (route.from_, route.to):
            ends = f"{names.get(route.from_, route.from_)} to {names.get(route.to, route.to)}"
            found.setdefault(road_name(route, scenario), ends)
    return [{"name": name, "ends": ends, "cut": name in asked.cut} for name, ends in sorted(found.items())]


def _claims(scenario: Scenario, asked: WhatIf) -> list[dict[str, Any]]:
    left, out = set(asked.without), []
    for claim in scenario.claims:
        if claim.said_on > asked.as_of:
            continue
        row = {"outlet": claim.outlet, "speaker": claim.speaker, "source": claim.source, "said_on": claim.said_on}
        said = claim.category or claim.value or " to ".join(f"{x:g}" for x in (claim.low, claim.high) if x is not None)
        shown = f"{said:,.6g}" if isinstance(said, float) else str(said)
        out.append(
            {
                "id": claim.id,
                "label": outlet_and_day(row, asked.as_of),
                "out": claim.id in left,
                "about": words.human(claim.quantity),
                "says": shown,
            }
        )
    return sorted(out, key=lambda row: (not row["out"], row["label"]))


def _chips(scenario: Scenario, asked: WhatIf) -> list[dict[str, str]]:
    """Each change with the address of the what-if without it."""
    return [
        {"words": say_change(change, scenario), "address": asked.take_back(change).address()}
        for change in asked.changes()
    ]


def result_fragment(job: Job, asked: WhatIf) -> str:
    """What a job has found by now: before beside after, what changed and why, the curve, the map."""
    found = dict(job.found)
    if "before" not in found:
        return _templates().get_template("waiting.html.j2").render(job=job)
    case, before = found["before"]
    other, after = found.get("after", (case, before))
    changed = "after" in found
    drawn = job.drawn.get(changed)
    if drawn is None:
        drawn = _curve(case, before, after), _maps(case, other, changed=changed)
        job.drawn[changed] = drawn
    return (
        _templates()
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
        )
    )


def _curve(case: Case, before: Numbers, after: Numbers) -> Figure:
    days = case.forecast.days
    ladder = [d for d in (30, 60, 90) if d <= days - 15] + [days]
    changed = after is not before
    daily = after.daily if changed else after.published or after.daily
    even = even_odds_day(np.array(daily))
    view = FallView(
        case.as_of,
        days,
        tuple(enumerate(daily)),
        tuple((case.on(d), words.publish(daily[d])) for d in ladder),
        None if even is None else case.as_of + timedelta(days=even),
        0,
        (),
        tuple(enumerate(before.daily)) if changed else (),
    )
    sub = f"Chance that {case.name('attacker')} takes {case.town}, by date"
    return draw_fall(view, f"{sub}. Dashed: before. Solid: with the changes" if changed else sub)


def _maps(case: Case, other: Case, *, changed: bool) -> list[dict[str, Any]]:
    """The map some weeks ahead, before and after."""
    pairs = [("before", case), ("after", other)] if changed else [("before", case)]
    shown = []
    for key, one in pairs:
        document = {"sides": {side: one.name(side) for side in SIDES}, "as_of": one.as_of.isoformat()}
        ground = CampaignMap(Findings(document, build_forecast(one), **ground_of(one)))
        ahead = [f for f in ground.frames if not f.observed]
        wanted = min(ahead, key=lambda f: abs((f.day - one.as_of).days - MAP_DAYS))
        name = {"before": "Before" if changed else "As assumed", "after": "With the changes"}[key]
        day = summary.day_words(wanted.day, one.as_of)
        shown.append({"name": f"{name}: {day}", "picture": draw_map(ground, key=f"map-{key}", frame=wanted)})
    return shown


def _cut(text: str) -> str:
    """A text as long as the chart has room for; the table beside it has it whole."""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"


def _parts(parts: list[Any], before: Numbers, after: Numbers) -> Figure | None:
    """Each change's own part of what moved, on one scale; what they do only together is the rest."""
    if not parts:
        return None
    rows = [[p.words, points(p.before, p.after)] for p in parts]
    together = [["All together", points(before.chance, after.chance)]]
    said = "; ".join(f"{row[0]}: {row[1]}" for row in [*rows, *together])

    def draw(room: Room) -> Drawing:
        ends = [before.chance, after.chance, *(p.after for p in parts)]
        pad = 0.1 * (max(ends) - min(ends)) + 0.01
        left = room.pick(330.0, 8.0)
        x = svg.Scale(min(ends) - pad, max(ends) + pad, left + 10, room.width - 96)
        tall = room.pick(ROW, ROW + 14)
        drawn: list[Markup] = [svg.line(x(before.chance), 0, x(before.chance), tall * (len(parts) + 1), "drop")]
        for number, (words_, end) in enumerate([*((p.words, p.after) for p in parts), ("All together", after.chance)]):
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
        "Each change alone, on the same chances; what they do only together is the rest",
        said + ".",
        draw,
        columns=["Change", "Chance of the fall"],
        rows=[*rows, *together],
    )
