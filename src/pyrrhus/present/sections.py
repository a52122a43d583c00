"""What each section of the report shows, as plain values for the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.warnings import ASSUMED_FRONT
from pyrrhus.judge.words import as_date
from pyrrhus.present import bars, judgement, summary
from pyrrhus.present.blocks import question_blocks
from pyrrhus.present.claim_sections import claim_labels, claim_rows, quantity_rows
from pyrrhus.present.fall_chart import fall_figure, fall_view
from pyrrhus.present.map_ground import CampaignMap
from pyrrhus.present.map_picture import draw_map
from pyrrhus.present.palette import BINS
from pyrrhus.present.reliability_badge import record_section

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

INFORMED_BELOW = 0.9
PARTS = ("lead", "blocks", "evidence", "method")  # templates of the page, in its order


def report_sections(findings: Findings) -> dict[str, Any]:
    """Every value of the template, by name."""
    document = findings.document
    as_of, end = as_date(document["as_of"]), summary.horizon_end(document)
    blocks = question_blocks(findings)
    ground = map_section(findings)
    rungs = summary.ladder(document, findings.events)
    return {
        "parts": PARTS,
        "document": document,
        "title": findings.title or words.human(str(document["scenario"])),
        "town": judgement.town_of(findings),
        "as_of": as_of,
        "end": end,
        "until": summary.day_words(end, as_of),
        "judgement": judgement.judgement(findings),
        "best": judgement.best_choices(document, judgement.town_of(findings)),
        "event_means": summary.event_means(document),
        "caveats": judgement.caveats(document),
        "contradiction": summary.contradiction(document),
        "tiles": judgement.tiles(findings),
        "fall": fall_figure(findings),
        "map": ground,
        "data": page_data(findings, ground),
        "blocks": blocks,
        "ladder": ladder_rows(rungs, document),
        "checkpoints": summary.checkpoints(document),
        "record": record_section(document),
        "quantities": quantity_rows(findings),
        "claims": claim_rows(findings),
        "claims_words": words.counted(len(findings.claims), "published claim") if findings.claims else "no claims",
        "labels": claim_labels(findings),
        "brief_sources": list(dict.fromkeys(s["label"] for b in blocks for s in b["sources"]))[:12],
        "parameters": parameter_rows(findings),
        "defaults": len(document["defaults_used"]),
        "informed": informed_count(findings),
        "assumed_front": any(str(warning).startswith(ASSUMED_FRONT) for warning in document["warnings"]),
        "command": repeat_command(document),
        "scale": words.SCALE,
    }


def ladder_rows(rungs: list[summary.LadderRung], document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ladder: each event and plain rule with its probability by each checkpoint."""
    return [
        {
            "name": rung.label,
            "means": rung.means,
            "kind": rung.kind,
            "cells": [words.percent(p) for p in rung.probabilities],
            "median": summary.even_odds(rung, document),
        }
        for rung in rungs
    ]


def map_section(findings: Findings) -> dict[str, Any] | None:
    """The map of the as-of date and what its slider needs; None where there is no ground to show."""
    if not findings.cells or "attacker_probability" not in findings.forecast.data_vars:
        return None
    ground = CampaignMap(findings)
    last = len(ground.frames) - 1
    as_of = as_date(findings.document["as_of"])
    return {
        "picture": draw_map(ground),
        "data": ground.slider_data(),
        "last": last,
        "start": ground.as_of_index,
        "at": ground.as_of_index / last if last else 0.0,
        "observed": ground.as_of_index,
        "first_label": summary.month_label(ground.frames[0].day),
        "as_of_label": summary.short_day(as_of, as_of),
        "last_label": words.short_date(ground.frames[-1].day),
        "steps": range(BINS),
        "sizes": ground.cell_sizes_km(),
    }


def page_data(findings: Findings, ground: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the page's script reads: the frames of the map, and the curve of the fall by day."""
    view = fall_view(findings)
    sides = findings.document["sides"]
    shared = {
        "fall": [[day, round(p, 4)] for day, p in view.daily],
        "horizon": view.days,
        "asOf": findings.document["as_of"],
        "attacker": sides["attacker"],
        "defender": sides["defender"],
    }
    return {**shared, "map": ground["data"] if ground else None}


def parameter_rows(findings: Findings) -> list[dict[str, Any]]:
    """The parameters with what they were before the data and after, in words and in a picture."""
    rows = []
    for row in findings.parameters:
        ratio = row.get("informed_ratio")
        ratio = ratio if ratio == ratio else None
        rows.append(
            {
                "name": words.label(row["name"], findings.document["sides"]),
                "meaning": summary.name_sides(str(row["meaning"]), findings.document["sides"]),
                "unit": words.unit_words(row.get("unit")),
                "source": row.get("source") or "",
                "given": bool(row.get("given")),
                "prior": _three(row, "prior"),
                "posterior": _three(row, "posterior"),
                "bar": bars.prior_and_posterior_bar(row),
                "ratio": None if ratio is None else f"{ratio:.2f}",
                "informed": ratio is not None and ratio <= INFORMED_BELOW,
            }
        )
    return rows


def _three(row: Mapping[str, Any], which: str) -> dict[str, str] | None:
    numbers = [row.get(f"{which}_{q}") for q in ("q05", "q50", "q95")]
    if any(number is None or number != number for number in numbers):
        return None
    low, middle, high = (float(number) for number in numbers if number is not None)
    return {"middle": words.rounded(middle), "range": words.spread(low, high)}


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
