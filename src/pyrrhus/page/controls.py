"""The page with its controls as HTML: what may be changed, what is changed, what of it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pyrrhus.campaign.ground import road_name
from pyrrhus.claims.ledger import HEDGES
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.judge import words
from pyrrhus.page import attack_tempo
from pyrrhus.page.claim_edits import MARK, WRITTEN
from pyrrhus.page.levers import SYMBOLS, WORTHS, WhatIf, claim_names, offered_policies, priced_note, say_change
from pyrrhus.page.means import KINDS, TIMES
from pyrrhus.page.road_changes import STATES, road_labels
from pyrrhus.present.page_frame import asset, report_style, templates
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import SIDES, Scenario

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = "pyrrhus.page"


@dataclass(frozen=True)
class PageState:
    """What the page shows: the what-if, what of its address could not be used, and the last claim that was written."""

    asked: WhatIf
    problems: tuple[str, ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)


def page_templates() -> Environment:
    """The templates of the page and of the report."""
    return templates(HERE, keep_trailing_newline=False)


def style_sheet() -> str:
    """The report's style sheet and what the controls need beside it."""
    return str(report_style()) + asset("page.css", HERE)


def whole_page(scenario: Scenario, shown: PageState, bundled: list[str], *, packed: bool = False) -> str:
    """The page with its controls as the address says; the result comes by script. `packed` offers the folder."""
    asked = shown.asked
    return (
        page_templates()
        .get_template("what_if.html.j2")
        .render(
            scenario=scenario,
            asked=asked,
            bundled=bundled,
            sides={s: getattr(scenario.file.sides, s).name for s in SIDES},
            policies={side: _policies(scenario, asked, side) for side in SIDES},
            tempos=attack_tempo.KINDS,
            tempo_kind=asked.tempo.kind if asked.tempo else "",
            worths=WORTHS,
            symbols=[(f"{share:g}", words.sentence(said)) for share, said in SYMBOLS],
            chosen_symbol=["" if share is None else f"{share:g}" for share in asked.symbol],
            means=_means(scenario, asked),
            until=asked.as_of + timedelta(days=scenario.file.horizon_days),
            ahead_least=asked.as_of + timedelta(days=1),
            ahead=asked.as_of + timedelta(days=min(30, scenario.file.horizon_days)),
            roads=_roads(scenario, asked),
            road_states=STATES,
            claims=_claims(scenario, asked),
            edits=[pair for pair in asked.claims.pairs() if pair[0] != "without"],
            form=_form(scenario, shown.added if shown.problems else {}),
            problems=shown.problems,
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
    """The roads of some size and those of the town, by name, each with its label and how it is changed."""
    labels, changed = road_labels(scenario), {change.road: change for change in asked.roads}
    offered = {
        road_name(route, scenario)
        for route in scenario.routes
        if route.road_class in ("motorway", "national", "regional") or scenario.file.centre in (route.from_, route.to)
    }
    return [{"name": name, "label": labels[name], "change": changed.get(name)} for name in sorted(offered)]


def _claims(scenario: Scenario, asked: WhatIf) -> list[dict[str, Any]]:
    """The claims that were public by the day: who, about what, how graded, whether changed. Changed ones come first."""
    left, graded, echoes = set(asked.claims.without), dict(asked.claims.graded), dict(asked.claims.echoes)
    names, out = claim_names(scenario, asked.as_of), []
    for claim in scenario.claims:
        if claim.said_on > asked.as_of:
            continue
        said = claim.category or claim.value or " to ".join(f"{x:g}" for x in (claim.low, claim.high) if x is not None)
        whose = f" of {getattr(scenario.file.sides, claim.side).name}" if claim.side else ""
        origin = echoes.get(claim.id) or claim.derived_from or ""
        out.append(
            {
                "id": claim.id,
                "label": names[claim.id],
                "out": claim.id in left,
                "changed": claim.id in left or claim.id in graded or claim.id in echoes,
                "about": f"{words.human(claim.quantity)}{whose}",
                "says": f"{said:,.6g}" if isinstance(said, float) else str(said),
                "grade": graded.get(claim.id, f"{claim.reliability}{claim.credibility}"),
                "origin": origin,
                "repeats": names.get(origin, ""),
            }
        )
    return sorted(out, key=lambda row: (not row["changed"], row["label"]))


def _form(scenario: Scenario, given: Mapping[str, str]) -> dict[str, Any]:
    """The form of a claim to add: what may be chosen, and what was written last where that could not be used."""
    known = [q for q in quantities().values() if q.kind != "latent"]
    return {
        "given": {name: given.get(name, "") for name in WRITTEN},
        "open": bool(given),
        "quantities": [(q.name, words.sentence(words.human(q.name))) for q in known],
        "categories": sorted({word for q in known for word in q.categories}),
        "sources": [(s.id, s.name) for s in scenario.sources],
        "places": [(p.id, p.name) for p in scenario.places if p.kind != "ward"],
        "hedges": [(h, words.human(h)) for h in HEDGES],
        "mark": MARK,
    }


def _chips(scenario: Scenario, asked: WhatIf) -> list[dict[str, str]]:
    """Each change with the address of the what-if without it."""
    return [
        {"words": say_change(change, scenario), "address": asked.take_back(change).address()}
        for change in asked.changes()
    ]
