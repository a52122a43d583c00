"""A watch as one HTML page in the report's style: the ranking, what changed, who has no answer; it asks for nothing
but the assessments beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.present import svg
from pyrrhus.present.bars import decoration
from pyrrhus.present.page_frame import content_policy, report_style, templates
from pyrrhus.present.watch_table import change_words, last_chance, watch_headline

BAR_WIDTH = 120.0


def render_watch(document: Mapping[str, Any]) -> str:
    """The whole page as text; equal watches give equal text, and every name in it is escaped."""
    style = report_style()
    before, rows = document["before"], document["towns"]
    end = date.fromisoformat(document["as_of"]) + timedelta(days=document["horizon_days"])
    return (
        templates()
        .get_template("watch.html.j2")
        .render(
            found=document,
            end=end,
            headline=watch_headline(document),
            before=before,
            horizons=list(rows[0]["probability"]) if rows else [],
            rows=[_row(row, before) for row in rows],
            moved=[_moved(row) for row in rows if row["change"] and row["change"]["beyond_chance"]],
            fresh=[row["town"] for row in rows if before and row["change"] is None],
            sides=rows[0]["sides"] if rows else {"attacker": "the attacker", "defender": "the defender"},
            style=style,
            policy=content_policy(style, Markup("")),
        )
    )


def _row(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    ground = row["measures"].get("ground_gained")
    return {
        "town": row["town"],
        "link": f"{quote(row['folder'])}/assessment.html",
        "bar": chance_bar(last_chance(row)),
        "word": words.likelihood(last_chance(row)),
        "chances": [words.percent(float(p)) for p in row["probability"].values()],
        "change": change_words(row, before),
        "distance": f"{row['distance_km']:.1f}",
        "held": words.percent(row["held_0_1"]) if row["held_0_1"] else "none",
        "ground": _with_range(ground["value"], ground.get("low"), ground.get("high")) if ground else ("", ""),
        "losses": [
            _with_range(at["0.5"], at["0.05"], at["0.95"]) for at in (row["casualties"][side] for side in SIDES)
        ],
        "contradicted": row["contradicted"],
        "notes": row["notes"],
    }


def chance_bar(probability: float) -> Markup:
    """A probability as a bar on a rail from 0 to 100 %, cut at the borders of the words of likelihood."""
    x = svg.Scale(0.0, 1.0, 0.0, BAR_WIDTH)
    rail, bar = svg.rect(0.0, 0.0, BAR_WIDTH, 10.0, "icd"), svg.rect(0.0, 0.0, x(probability), 10.0, "icd on")
    borders = [high for _, _, high in words.SCALE[:-1]]
    cuts = [svg.line(x(border), 0, x(border), 10, "hair") for border in borders]
    return decoration(BAR_WIDTH, 10.0, rail, bar, *cuts, class_="chance")


def _moved(row: Mapping[str, Any]) -> dict[str, Any]:
    change = row["change"]
    here, then = float(row["probability"][str(change["horizon_days"])]), change["before"]
    nearer = change["distance_km"]
    front = (
        f"the front is {words.rounded(abs(nearer))} km {'nearer' if nearer < 0 else 'further off'}"
        if abs(nearer) >= 0.05
        else "the front is where it was"
    )
    return {
        "town": row["town"],
        "days": change["horizon_days"],
        "then": words.percent(then),
        "now": words.percent(here),
        "front": front,
    }


def _with_range(middle: float, low: float | None, high: float | None) -> tuple[str, str]:
    return words.rounded(middle), words.spread(low, high) if low is not None and high is not None else ""
