"""The record of the tool: what it said of towns, as if on each day, and what came of it; as far as a day can know.

Three small files ship, written by `python -m pyrrhus.skill.truth`: `falls.csv` (the rows of a backtest under protocol
R, and what baselines say under S), `gains.csv` (ground gained), `about.json` (which version, priors, maps, draws). A
row speaks from its `resolved_on` on: an assessment of an earlier day must not know how it ended. It is a statement
about the tool and enters no forecast.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.scorecard import rounded
from pyrrhus.skill.scores import brier, by_row, by_town, log_score, paired_difference, reliability

KIND = "the attacker holds at least 95 % of the disc of 1 km round a town's centre, for 14 days"
MODEL = "mechanism"  # the curve of an assessment is the mechanism's own
SAID = ("probability", MODEL, *BASELINES)
SAID_S = tuple(f"{name}_s" for name in ("probability", *BASELINES))
FALL_COLUMNS = ("town", "as_of", "horizon_days", *SAID, *SAID_S, "outcome", "resolved_on")
GAIN_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
GAIN_COLUMNS = (
    "town",
    "as_of",
    "horizon_days",
    *(f"q{level:.2f}".replace("0.", "") for level in GAIN_LEVELS),
    "seen_km2",
    "before_km2",
    "resolved_on",
)
MADE = ("version", "made_on", "priors", "protocol", "draws", "maps_until")
MISS = 0.5  # a probability further from the outcome than this counts as a failure
MOST_MISSES = 6
REPEATS = 2000


@dataclass(frozen=True)
class FallRow:
    """One forecast: `said` by name (SAID, and SAID_S under protocol S), whether it fell, since when that is known."""

    town: str
    as_of: date
    horizon_days: int
    said: dict[str, float]
    outcome: bool
    resolved_on: date | None


@dataclass(frozen=True)
class GainRow:
    """One forecast of ground gained, km2: quantiles at GAIN_LEVELS, what was seen, and what had been as long before."""

    town: str
    as_of: date
    horizon_days: int
    said_km2: tuple[float, ...]
    seen_km2: float
    before_km2: float
    resolved_on: date


@dataclass(frozen=True)
class TrackRecord:
    """Rows of the shipped record, and `about`: version, priors, protocol, draws, maps they were made with."""

    falls: tuple[FallRow, ...]
    gains: tuple[GainRow, ...]
    about: dict[str, Any]

    def known_by(self, day: date) -> TrackRecord:
        """What this record says on a day: rows whose outcome the map had told by then."""
        return TrackRecord(
            tuple(r for r in self.falls if r.resolved_on is not None and r.resolved_on <= day),
            tuple(r for r in self.gains if r.resolved_on <= day),
            self.about,
        )

    def falls_at(self, horizon_days: int) -> tuple[FallRow, ...]:
        return tuple(r for r in self.falls if r.horizon_days == horizon_days)

    @property
    def horizons(self) -> tuple[int, ...]:
        return tuple(sorted({r.horizon_days for r in self.falls}))


@cache
def shipped_record() -> TrackRecord:
    """The whole record that ships; use `.known_by(day)` in anything that speaks as of a day."""
    folder = files("pyrrhus.skill.record")

    def read(name: str) -> str:
        return folder.joinpath(name).read_text(encoding="utf-8")

    return parse_record(read("falls.csv"), read("gains.csv"), read("about.json"))


def parse_record(falls: str, gains: str, about: str) -> TrackRecord:
    """A record from the texts of its three files."""
    return TrackRecord(
        tuple(
            FallRow(
                row["town"],
                date.fromisoformat(row["as_of"]),
                int(row["horizon_days"]),
                {name: float(row[name]) for name in (*SAID, *SAID_S)},
                row["outcome"] == "1",
                date.fromisoformat(row["resolved_on"]) if row["resolved_on"] else None,
            )
            for row in csv.DictReader(io.StringIO(falls))
        ),
        tuple(
            GainRow(
                row["town"],
                date.fromisoformat(row["as_of"]),
                int(row["horizon_days"]),
                tuple(float(row[c]) for c in GAIN_COLUMNS[3 : 3 + len(GAIN_LEVELS)]),
                float(row["seen_km2"]),
                float(row["before_km2"]),
                date.fromisoformat(row["resolved_on"]),
            )
            for row in csv.DictReader(io.StringIO(gains))
        ),
        json.loads(about),
    )


def record_of(record: TrackRecord, day: date) -> dict[str, Any]:
    """What a record says on a day, as plain data for assessment.json: how many forecasts, scores against baselines,
    reliability, failures by name, coverage of gains. All counts are 0 and all lists empty where nothing was settled.
    """
    known = record.known_by(day)
    rows = known.falls
    asked = sorted(r.as_of for r in rows)
    return rounded(
        {
            "kind": KIND,
            "known_on": day.isoformat(),
            "rows": len(rows),
            "towns": len({r.town for r in rows}),
            "falls": sum(r.outcome for r in rows),
            "towns_that_fell": len({r.town for r in rows if r.outcome}),
            "first_as_of": asked[0].isoformat() if asked else None,
            "last_as_of": asked[-1].isoformat() if asked else None,
            "horizons": [horizon_scores(known.falls_at(h), h) for h in known.horizons],
            "reliability": reliability_rows(rows, MODEL),
            "failures": failures(rows),
            "gains": gain_scores(known.gains),
            "made": {key: record.about[key] for key in MADE},
        }
    )


def horizon_scores(rows: Sequence[FallRow], horizon_days: int) -> dict[str, Any]:
    """Brier and log score of the model, the published mix and each baseline; differences of Brier by town blocks."""
    outcome = np.array([r.outcome for r in rows], dtype=float)
    towns = [r.town for r in rows]
    said = {name: np.array([r.said[name] for r in rows]) for name in SAID}
    squares = {name: brier(p, outcome) for name, p in said.items()}
    logs = {name: log_score(p, outcome) for name, p in said.items()}
    differences = {}
    for name in BASELINES:
        d = paired_difference(squares[MODEL], squares[name], towns, repeats=REPEATS)
        differences[name] = {"mean": d.mean, "low": d.low, "high": d.high}
    return {
        "horizon_days": horizon_days,
        "rows": len(rows),
        "towns": len(set(towns)),
        "falls": int(outcome.sum()),
        "brier": {name: by_row(squares[name]) for name in SAID},
        "brier_by_town": {name: by_town(squares[name], towns) for name in SAID},
        "log_score": {name: by_row(logs[name]) for name in SAID},
        "brier_less_baseline": differences,
    }


def reliability_rows(rows: Sequence[FallRow], name: str) -> list[dict[str, float]]:
    """Classes of what was said, how often it happened, with what chance alone would give (as if rows were apart)."""
    if not rows:
        return []
    found = reliability([r.said[name] for r in rows], [r.outcome for r in rows])
    keys = ("low", "high", "rows", "said", "happened", "likely_low", "likely_high")
    return [{key: getattr(row, key) for key in keys} for row in found]


def failures(rows: Sequence[FallRow]) -> list[dict[str, Any]]:
    """The worst forecast of each town that it failed on, the worst first; at most a handful."""
    worst: dict[str, FallRow] = {}
    for row in rows:
        if _off(row) > MISS and (row.town not in worst or _off(row) > _off(worst[row.town])):
            worst[row.town] = row
    ranked = sorted(worst.values(), key=lambda r: (-_off(r), r.town, r.as_of, r.horizon_days))
    return [
        {
            "town": r.town,
            "as_of": r.as_of.isoformat(),
            "horizon_days": r.horizon_days,
            "probability": r.said[MODEL],
            "outcome": r.outcome,
        }
        for r in ranked[:MOST_MISSES]
    ]


def gain_scores(rows: Sequence[GainRow]) -> list[dict[str, Any]]:
    """How often the central 50, 80 and 90 % of the ground gained held what came, by horizon.

    What is published is what the campaigns say; the format has a name for either.
    """
    out = []
    for h in sorted({r.horizon_days for r in rows}):
        some = [r for r in rows if r.horizon_days == h]
        counts = {}
        for k, share in enumerate((90, 80, 50)):
            held = by_row([float(r.said_km2[k] <= r.seen_km2 <= r.said_km2[-1 - k]) for r in some])
            counts |= {f"inside_{share}": held, f"published_inside_{share}": held}
        out.append({"horizon_days": h, "rows": len(some), "towns": len({r.town for r in some}), **counts})
    return out


def _off(row: FallRow) -> float:
    return abs(row.said[MODEL] - row.outcome)
