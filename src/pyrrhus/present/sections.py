"""What each section of the report shows, as plain values for the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.words import as_date
from pyrrhus.present import bars, charts, summary
from pyrrhus.present.choices import choices_section
from pyrrhus.present.claim_sections import claim_rows, forests, quantity_rows
from pyrrhus.present.fan_sections import figures, loss_table
from pyrrhus.present.maps import CampaignMap
from pyrrhus.present.record import record_section
from pyrrhus.present.series import daily_chances

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

INFORMED_BELOW = 0.9


def report_sections(findings: Findings) -> dict[str, Any]:
    """Every value of the template, by name."""
    document = findings.document
    rungs = summary.ladder(document, findings.events)
    return {
        "document": document,
        "title": findings.title or str(document["scenario"]).replace("_", " "),
        "bottom_line": summary.bottom_line(document),
        "event_means": summary.event_means(document),
        "contradiction": summary.contradiction(document),
        "end": summary.horizon_end(document),
        "tiles": tiles(findings),
        "answers": [answer_card(answer, document, findings.claims) for answer in document["answers"]],
        "ladder": ladder_rows(rungs, document),
        "checkpoints": summary.checkpoints(document),
        "fall_charts": fall_charts(rungs, findings),
        "record": record_section(document),
        "map": map_section(findings),
        "choices": choices_section(findings),
        "figures": figures(findings),
        "losses": loss_table(findings),
        "forests": forests(findings),
        "quantities": quantity_rows(findings),
        "claims": claim_rows(findings),
        "parameters": parameter_groups(findings),
        "defaults": default_rows(findings),
        "informed": informed_count(findings),
        "command": repeat_command(document),
        "scale": words.SCALE,
    }


def tiles(findings: Findings) -> list[dict[str, str]]:
    """The figures at the head of the page."""
    document = findings.document
    fall, end = document["fall"], summary.horizon_end(document)
    chance = summary.probability_by(fall, end)
    shown = [
        {"name": f"Falls by {words.short_date(end)}", "value": words.percent(chance), "note": words.likelihood(chance)},
        {
            "name": "Even odds by",
            "value": words.short_date(fall["median_date"]) if fall["median_date"] else "later",
            "note": "the middle of the forecast" if fall["median_date"] else f"than {words.short_date(end)}",
        },
    ]
    for row in loss_table(findings):
        if row["name"] != "killed":
            continue
        for side in ("attacker", "defender"):
            cell = row[side]
            if cell:
                shown.append(
                    {
                        "name": f"{document['sides'][side]}: killed",
                        "value": cell["middle"],
                        "note": f"90 %: {cell['ninety']}, by {words.date_beside(end, document['as_of'])}",
                    }
                )
    return shown


def answer_card(
    answer: Mapping[str, Any], document: Mapping[str, Any], claims: tuple[Mapping[str, Any], ...]
) -> dict[str, Any]:
    """One question with its answer, its estimates in rows, and links to the claims it rests on."""
    rows = [estimate_row(estimate, document) for estimate in answer["estimates"]]
    known = {str(claim["id"]) for claim in claims}
    lead = next((row for row in rows if row["probability"] is not None), None)
    if answer["id"] == "Q1":
        lead = fall_row(document)
    return {
        **answer,
        "chances": [row for row in rows if row["probability"] is not None],
        "amounts": [row for row in rows if row["probability"] is None],
        "lead": lead,
        "record": answer.get("record", ""),
        "would_change": answer.get("would_change", ""),
        "claims": [{"id": claim, "known": claim in known} for claim in answer["claims"]],
    }


def fall_row(document: Mapping[str, Any]) -> dict[str, Any]:
    """What stands at the head of the first answer: the fall by the end of the horizon."""
    end = summary.horizon_end(document)
    chance = summary.probability_by(document["fall"], end)
    name = f"the town falls by {words.date_words(end)}"
    return {"name": name, "side_name": "", "words": words.likelihood(chance), "percent": words.percent(chance)}


def estimate_row(estimate: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """One estimate as it stands in a table: a probability with its word, or a middle with its ranges."""
    side = estimate.get("side")
    row = {
        "name": words.human(estimate["name"]),
        "side": side,
        "side_name": document["sides"][side] if side else "",
        "unit": words.unit_words(estimate.get("unit")),
        "probability": estimate.get("probability"),
    }
    if "probability" in estimate:
        chance = estimate["probability"]
        row |= {
            "words": words.likelihood(chance),
            "percent": words.percent(chance),
            "bar": bars.probability_bar(chance),
        }
    else:
        q = estimate["quantiles"]
        row |= {
            "middle": words.rounded(q["0.5"]),
            "half": words.spread(q["0.25"], q["0.75"]),
            "ninety": words.spread(q["0.05"], q["0.95"]),
        }
    return row


def ladder_rows(rungs: list[summary.LadderRung], document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ladder: each event and baseline with its probability by each checkpoint."""
    return [
        {
            "number": str(index),
            "name": rung.name,
            "means": rung.means,
            "kind": rung.kind,
            "cells": [{"percent": words.percent(p), "words": words.likelihood(p)} for p in rung.probabilities],
            "bar": bars.probability_bar(rung.probabilities[-1], rung.kind),
            "median": summary.even_odds(rung, document),
        }
        for index, rung in enumerate(rungs, start=1)
    ]


def fall_charts(rungs: list[summary.LadderRung], findings: Findings) -> list[Any]:
    """The curve of the fall, drawn for wide and for narrow pages; day by day where the forecast has the days."""
    document = findings.document
    as_of, end = as_date(document["as_of"]), summary.horizon_end(document)
    curves = []
    for number, rung in enumerate(rungs, start=1):
        curve = charts.curve_of(rung.curve, rung.name, str(number), rung.kind, as_of)
        days = [] if rung.kind == "baseline" else daily_chances(findings.forecast, rung.id)
        if days:
            dates = tuple(as_of + timedelta(days=day) for day, _ in days)
            curve = replace(curve, dates=dates, probabilities=tuple(chance for _, chance in days))
        curves.append(curve)
    return [charts.fall_chart(curves, as_of, end, rungs[0].median, wide=wide) for wide in (True, False)]


def map_section(findings: Findings) -> dict[str, Any] | None:
    """The map with its slider, and three dates side by side for print and for pages without script."""
    if not findings.cells or "attacker_probability" not in findings.forecast.data_vars:
        return None
    ground = CampaignMap(findings)
    three = ground.three_frames()
    return {
        "main": ground.picture(three[0], key="map-main", interactive=True),
        "three": [(frame.day, ground.picture(frame, key=f"map-{k}")) for k, frame in enumerate(three)],
        "data": ground.slider_data(),
        "frames": len(ground.frames),
        "observed": sum(frame.observed for frame in ground.frames),
        "start": ground.as_of_index,
        "steps": range(palette_bins()),
        "unknown": any("-" in frame.codes for frame in ground.frames),
    }


def palette_bins() -> int:
    from pyrrhus.present.palette import BINS

    return BINS


def parameter_groups(findings: Findings) -> list[dict[str, Any]]:
    """The parameters by section, with prior and posterior in words and in a picture."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in findings.parameters:
        ratio = row.get("informed_ratio")
        groups.setdefault(str(row["section"]), []).append(
            {
                "name": row["name"],
                "meaning": row["meaning"],
                "unit": words.unit_words(row.get("unit")),
                "source": row.get("source") or "",
                "given": bool(row.get("given")),
                "prior": _three(row, "prior"),
                "posterior": _three(row, "posterior"),
                "bar": bars.prior_and_posterior_bar(row),
                "ratio": None if ratio is None or ratio != ratio else f"{ratio:.2f}",
                "informed": ratio is not None and ratio == ratio and ratio <= INFORMED_BELOW,
            }
        )
    return [{"section": section, "rows": rows} for section, rows in groups.items()]


def _three(row: Mapping[str, Any], which: str) -> dict[str, str] | None:
    numbers = [row.get(f"{which}_{q}") for q in ("q05", "q50", "q95")]
    if any(number is None or number != number for number in numbers):
        return None
    low, middle, high = (float(number) for number in numbers if number is not None)
    return {"middle": words.rounded(middle), "range": words.spread(low, high)}


def default_rows(findings: Findings) -> list[dict[str, str]]:
    """The defaults that stand where the scenario says nothing, each with what it means and where it comes from."""
    table = {str(row["name"]): row for row in findings.parameters}
    rows = []
    for name in findings.document["defaults_used"]:
        row = table.get(name, {})
        rows.append({"name": name, "meaning": str(row.get("meaning", "")), "source": str(row.get("source") or "")})
    return rows


def informed_count(findings: Findings) -> dict[str, int]:
    """How many parameters the data informed, and of how many."""
    ratios = [r for r in findings.document["filter"]["informed"].values() if r is not None]
    return {"informed": sum(ratio <= INFORMED_BELOW for ratio in ratios), "all": len(ratios)}


def repeat_command(document: Mapping[str, Any]) -> str:
    """The command that makes this assessment again from the same inputs."""
    return (
        f"pyrrhus assess {document['scenario']} --as-of {document['as_of']} --horizon {document['horizon_days']} "
        f"--draws {document['draws']} --seed {document['seed']}"
    )
