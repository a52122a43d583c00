"""Fills the tables of docs/explanation/skill.md and draws its picture from the record that ships; needs no data.

python -m benchmarks.skill_page      (make skill-page; `make truth-ship` does it too)
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages import fill_page, table
from benchmarks.reliability_picture import draw_reliability
from pyrrhus.judge import words
from pyrrhus.skill.record import (
    GAIN_LEVELS,
    MODEL,
    FallRow,
    TrackRecord,
    reliability_rows,
    shipped_record,
)
from pyrrhus.skill.scores import brier, by_row, by_town, log_score, paired_difference

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "explanation" / "skill.md", DOCS / "pictures" / "reliability.svg"
PLACES = DOCS / "explanation" / "places_scores.csv"
NAMES = {
    MODEL: "mechanism, the curve of an assessment", "probability": "published mix", "need_rate": "need over rate",
    "trend": "trend", "logistic": "logistic", "climatology": "climatology",
}  # fmt: skip
DRAWN = {MODEL: "Mechanism", "probability": "Published mix", "need_rate": "Need over rate"}
SURE = 0.02
Score = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def tables_of(record: TrackRecord) -> dict[str, str]:
    """Every table of the page, by name."""
    return {
        "rows": rows_table(record),
        "scores": scores_table(record, ""),
        "scores_s": scores_table(record, "_s"),
        "differences": differences_table(record),
        "reliability": reliability_table(record),
        "confident": confident_table(record),
        "confident_rows": confident_rows(record),
        "towns": towns_table(record),
        "gains": gains_table(record),
        "gains_time": gains_by_quarter(record),
        "places": places_table(),
    }


def _said(rows: Sequence[FallRow], name: str) -> NDArray[np.float64]:
    return np.array([r.said[name] for r in rows])


def _outcome(rows: Sequence[FallRow]) -> NDArray[np.float64]:
    return np.array([r.outcome for r in rows], dtype=float)


def _under(name: str, suffix: str) -> str:
    """The column of a forecast under a protocol: the mechanism learns from no town, so it says the same under both."""
    return name if name == MODEL else f"{name}{suffix}"


def rows_table(record: TrackRecord) -> str:
    rows = []
    for h in record.horizons:
        some, fell = record.falls_at(h), [r for r in record.falls_at(h) if r.outcome]
        rows.append((h, len(some), len(fell), len({r.town for r in some}), len({r.town for r in fell})))
    return table(("days", "forecasts", "whose town fell within them", "towns", "of which fell"), rows)


def scores_table(record: TrackRecord, suffix: str) -> str:
    """Brier and log score of every forecast, by row and by town, at each horizon."""
    days = "/".join(str(h) for h in record.horizons)
    rows = []
    for name, label in NAMES.items():
        cells = []
        for score, mean in product((brier, log_score), ("row", "town")):
            parts = []
            for h in record.horizons:
                some = record.falls_at(h)
                each = score(_said(some, _under(name, suffix)), _outcome(some))
                parts.append(f"{by_row(each) if mean == 'row' else by_town(each, [r.town for r in some]):.3f}")
            cells.append(" / ".join(parts))
        rows.append((label, *cells))
    return table((days, "Brier", "by town", "log score", "by town"), rows)


def differences_table(record: TrackRecord) -> str:
    """The mechanism and the mix less each baseline, with the central 90 % of towns drawn again."""
    pairs = [(MODEL, base, "") for base in NAMES if base not in (MODEL, "probability")]
    pairs += [
        ("probability", "need_rate", ""),
        (MODEL, "probability", ""),
        (MODEL, "need_rate", "_s"),
        (MODEL, "logistic", "_s"),
        ("probability", "need_rate", "_s"),
    ]
    rows = []
    for (first, second, suffix), (kind, score) in product(pairs, (("Brier", brier), ("log", log_score))):
        cells = []
        for h in record.horizons:
            some = record.falls_at(h)
            one, other = (score(_said(some, _under(n, suffix)), _outcome(some)) for n in (first, second))
            d = paired_difference(one, other, [r.town for r in some])
            text = f"{d.mean:+.3f} ({d.low:+.3f} to {d.high:+.3f})"
            cells.append(f"**{text}**" if d.significant else text)
        what = f"{NAMES[first].split(',')[0]} less {NAMES[second].split(',')[0]}"
        rows.append((what, "S" if suffix else "R", kind, *cells))
    return table(("", "", "", *(f"{h} days" for h in record.horizons)), rows)


def reliability_table(record: TrackRecord) -> str:
    rows = [
        (
            f"{100 * r['low']:.0f}–{100 * r['high']:.0f} %",
            r["rows"],
            f"{100 * r['said']:.1f} %",
            f"{100 * r['happened']:.0f} %",
            f"{100 * r['likely_low']:.0f}–{100 * r['likely_high']:.0f} %",
        )
        for r in reliability_rows(record.falls, MODEL)
    ]
    return table(("said", "forecasts", "said on average", "happened", "90 %, were forecasts apart"), rows)


def confident_table(record: TrackRecord) -> str:
    """Forecasts surer than 2 or 98 %: how many, how many were wrong, how many should have been."""
    rows = []
    for name, h in product((MODEL, "probability", "need_rate", "logistic"), record.horizons):
        some = record.falls_at(h)
        p, y = _said(some, name), _outcome(some)
        sure = (p < SURE) | (p > 1 - SURE)
        wrong = sure & ((p > 0.5) != (y > 0.5))
        expected = float(np.minimum(p, 1 - p)[sure].sum())
        rows.append((NAMES[name].split(",")[0], h, int(sure.sum()), int(wrong.sum()), f"{expected:.1f}"))
    return table(("", "days", "surer than 2 or 98 %", "wrong", "should have been wrong"), rows)


def confident_rows(record: TrackRecord) -> str:
    """The confident errors by name."""
    rows = [
        (
            r.town,
            words.short_date(r.as_of),
            r.horizon_days,
            NAMES[name].split(",")[0],
            f"{100 * r.said[name]:.1f} %",
            "fell" if r.outcome else "stood",
        )
        for name, r in product((MODEL, "probability"), record.falls)
        if min(r.said[name], 1 - r.said[name]) < SURE and (r.said[name] > 0.5) != r.outcome
    ]
    return table(("town", "as of", "days", "forecast", "said", "and it"), rows) if rows else "None.\n"


def towns_table(record: TrackRecord) -> str:
    """Where the mechanism is better than need over rate and where not: Brier by town over all horizons."""
    rows = []
    for town in sorted({r.town for r in record.falls}):
        some = [r for r in record.falls if r.town == town]
        y = _outcome(some)
        mine, other = (by_row(brier(_said(some, name), y)) for name in (MODEL, "need_rate"))
        shown = (f"{mine:.3f}", f"{other:.3f}", f"{mine - other:+.3f}")
        rows.append((mine - other, town, len(some), int(y.sum()), *shown))
    return table(
        ("town", "forecasts", "fell within", "mechanism", "need over rate", "difference"),
        [r[1:] for r in sorted(rows)],
    )


def gains_table(record: TrackRecord) -> str:
    """Coverage of the central intervals of ground gained, and the score of a point beside them."""
    rows = []
    for h in record.horizons:
        some = [(r, np.array(r.said_km2)) for r in record.gains if r.horizon_days == h]
        towns = [r.town for r, _ in some]
        cells = []
        for k in (2, 1, 0):
            held = [float(q[k] <= r.seen_km2 <= q[-1 - k]) for r, q in some]
            cells.append(f"{100 * by_row(held):.0f} % / {100 * by_town(held, towns):.0f} %")
        width = float(np.median([q[-2] - q[1] for _, q in some]))
        loss = [pinball(q, r.seen_km2) for r, q in some]
        score = f"{by_row(loss):.1f} / {by_town(loss, towns):.1f}"
        rows.append(("campaigns", h, len(some), *cells, f"{width:.0f} km²", score))
    for label, h in product(("nothing moves", "as much as in as many days before"), record.horizons):
        plain = [r for r in record.gains if r.horizon_days == h]
        towns = [r.town for r in plain]
        off = [abs(r.seen_km2 - (r.before_km2 if label.startswith("as") else 0.0)) for r in plain]
        rows.append((label, h, len(plain), "", "", "", "", f"{by_row(off):.1f} / {by_town(off, towns):.1f}"))
    head = (
        "",
        "days",
        "forecasts",
        "in the central 50 %: by row / by town",
        "80 %",
        "90 %",
        "median width of the 80 %",
        "CRPS, km²: by row / by town",
    )
    return table(head, rows)


def pinball(said: NDArray[np.float64], seen: float) -> float:
    """The continuous ranked probability score, km2, from the record's seven quantiles."""
    level = np.array(GAIN_LEVELS)
    edges = np.concatenate([[0.0], 0.5 * (level[1:] + level[:-1]), [1.0]])
    off = seen - said
    return float(2.0 * np.sum(np.diff(edges) * np.maximum(level * off, (level - 1.0) * off)))


def gains_by_quarter(record: TrackRecord) -> str:
    """When the central 80 % of ground gained at the first horizon missed, and to which side."""
    rows = []
    some = [r for r in record.gains if r.horizon_days == min(record.horizons)]
    for quarter in sorted({(r.as_of.year, (r.as_of.month - 1) // 3) for r in some}):
        now = [r for r in some if (r.as_of.year, (r.as_of.month - 1) // 3) == quarter]
        below = np.mean([r.seen_km2 < r.said_km2[1] for r in now])
        above = np.mean([r.seen_km2 > r.said_km2[-2] for r in now])
        cells = [f"{100 * share:.0f} %" for share in (1 - below - above, below, above)]
        seen = float(np.mean([r.seen_km2 for r in now]))
        rows.append((f"{quarter[0]}, quarter {quarter[1] + 1}", len(now), f"{seen:.1f}", *cells))
    return table(("as of", "forecasts", "gained on average, km²", "inside", "below", "above"), rows)


def places_table() -> str:
    """The wider sample, from its committed table."""
    with PLACES.open(encoding="utf-8", newline="") as handle:
        found = list(csv.DictReader(handle))
    rows = []
    for r in found:
        mean, low, high = (float(r[f"less_need_rate{end}"]) for end in ("", "_low", "_high"))
        off = "" if r["forecast"] == "need_rate" else f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"
        names = ("rows", "falls", "places", "blocks", "brier", "brier_by_block", "log_score")
        rows.append((r["protocol"], r["horizon_days"], r["forecast"].replace("_", " "), *(r[n] for n in names), off))
    head = (
        "protocol",
        "days",
        "forecast",
        "rows",
        "falls",
        "places",
        "blocks",
        "Brier",
        "by block",
        "log score",
        "Brier less need over rate's",
    )
    return table(head, rows)


def main(arguments: Sequence[str]) -> int:
    record = shipped_record()
    PICTURE.write_text(draw_reliability(record, DRAWN), encoding="utf-8", newline="")
    changed = fill_page(PAGE, tables_of(record))
    print(f"{PAGE.name}: {'filled' if changed else 'as it was'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
