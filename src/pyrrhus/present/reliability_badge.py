"""The badge of reliability: how forecasts of this kind did, for the page and for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyrrhus.judge import words
from pyrrhus.judge.track_record import BASELINE_WORDS, FEWEST_FALLS, FEWEST_ROWS, best_baseline, comparison
from pyrrhus.present import summary
from pyrrhus.present.record_chart import record_figure

NAMES = {
    "mechanism": "Pyrrhus",
    "need_rate": "need over rate",
    "trend": "trend",
    "logistic": "logistic",
    "climatology": "climatology",
}


def record_section(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the record's section shows, as plain values for the template."""
    record = document["record"]
    return {
        **record,
        "enough": _enough(record),
        "short": summary.two_sentences(record["says"]),
        "scores": score_rows(record),
        "figure": record_figure(record) if _enough(record) else None,
        "named": failure_rows(record),
        "same_priors": record["made"]["priors"] == document["vintage"],
        "gain_words": gain_words(record),
    }


def record_line(record: Mapping[str, Any]) -> str:
    """The record in one line."""
    if not _enough(record):
        count = words.counted(record["rows"], "such forecast") if record["rows"] else "no such forecast"
        return f"{count} settled by {words.short_date(record['known_on'])}: no record to speak of"
    best = best_baseline(record)
    mine, other = ("/".join(f"{h['brier'][name]:.3f}" for h in record["horizons"]) for name in ("mechanism", best))
    days = "/".join(str(h["horizon_days"]) for h in record["horizons"])
    worst = ", ".join(f["town"] for f in record["failures"][:2])
    settled = f"settled by {words.short_date(record['known_on'])}"
    return (
        f"{record['rows']} such forecasts of {record['towns']} towns {settled}; "
        f"Brier {mine} at {days} days, {NAMES[best]} {other} ({comparison(record, best).removeprefix('the ')})"
        + (f"; worst: {worst}" if worst else "")
    )


def score_rows(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The model and each baseline, the best first: Brier score by horizon, and what chance alone would give."""
    horizons = record["horizons"]
    if not horizons:
        return []
    rows = []
    for name in sorted(NAMES, key=lambda n: (sum(h["brier"][n] for h in horizons), n)):
        cells = []
        for h in horizons:
            off = h["brier_less_baseline"].get(name)
            beaten = "" if off is None else "worse" if off["high"] < 0 else "better" if off["low"] > 0 else "level"
            cells.append({"brier": f"{h['brier'][name]:.3f}", "against": beaten})
        rows.append(
            {
                "name": NAMES[name],
                "means": BASELINE_WORDS.get(name, "the curve of this assessment"),
                "mine": name == "mechanism",
                "cells": cells,
            }
        )
    return rows


def failure_rows(record: Mapping[str, Any]) -> list[str]:
    """The failures by name, a sentence each."""
    out = []
    for f in record["failures"]:
        came = "it fell" if f["outcome"] else "it stood"
        out.append(
            f"{f['town']}, as of {words.date_words(f['as_of'])}: {words.percent(f['probability'])} within "
            f"{f['horizon_days']} days, and {came}"
        )
    return out


def gain_words(record: Mapping[str, Any]) -> str:
    """How often the central 80 % of the ground gained held what came; empty where nothing was settled."""
    if not record["gains"]:
        return ""
    held = ", ".join(f"{words.percent(g['inside_80'])} at {g['horizon_days']} days" for g in record["gains"])
    return (
        "The first answer's ranges are the campaigns' own. What came lay within the central 80 % of such ranges in "
        f"{held}."
    )


def _enough(record: Mapping[str, Any]) -> bool:
    return record["rows"] >= FEWEST_ROWS and record["falls"] >= FEWEST_FALLS
