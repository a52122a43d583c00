"""An assessment in a notebook: a cell of HTML, and its estimates as rows."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from pyrrhus.judge import words
from pyrrhus.judge.findings import QUANTILES
from pyrrhus.present import summary
from pyrrhus.present.picture_files import Plots

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings


def render_cell(findings: Findings) -> str:
    """The answers in short and the curve of the fall, which is an image so that its style stays its own."""
    document = findings.document
    picture = base64.b64encode(Plots(findings).fall().svg.encode("utf-8")).decode("ascii")
    rows = "".join(
        f"<tr><td>{escape(a['id'])}</td>"
        f"<td style='text-align:left'>{escape(summary.first_sentence(a['answer']))}</td></tr>"
        for a in document["answers"]
    )
    return (
        f"<div><p><b>{escape(findings.title)}</b>, as of {escape(words.date_words(document['as_of']))}</p>"
        f"<p>{escape(summary.bottom_line(document))}</p>"
        f"<img alt='chance of the fall' style='max-width:44em' src='data:image/svg+xml;base64,{picture}'>"
        f"<table>{rows}</table></div>"
    )


def estimate_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every estimate in a row: question, name, side, unit, probability or the five quantiles, confidence."""
    rows = []
    for answer in document["answers"]:
        for estimate in answer["estimates"]:
            quantiles = estimate.get("quantiles", {})
            rows.append(
                {
                    "question": answer["id"],
                    "name": estimate["name"],
                    "side": estimate.get("side"),
                    "unit": estimate.get("unit", "probability"),
                    "probability": estimate.get("probability"),
                    **{words.quantile_column(level): quantiles.get(f"{level:g}") for level in QUANTILES},
                    "confidence": answer["confidence"],
                }
            )
    return rows
