"""Rows of a backtest and the texts of its files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.skill.backtest_forecasts import Predicted
from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.gains import Gain
from pyrrhus.skill.mechanism import GAIN_LEVELS

COLUMNS = (
    "town",
    "as_of",
    "horizon_days",
    "probability",
    "outcome",
    "mechanism",
    *BASELINES,
    "fall_q10",
    "fall_q50",
    "fall_q90",
)
GAIN_COLUMNS = (
    "town",
    "as_of",
    "horizon_days",
    *(f"q{level:g}".replace("0.", "") for level in GAIN_LEVELS),
    "seen_km2",
    "before_km2",
)


@dataclass(frozen=True)
class BacktestRow:
    """One row of F.csv. Dates of quantiles are None where the curve does not reach them within the horizons.

    `resolved_on` is the first day on which the map told the outcome; None where it has not by the end of the data.
    """

    town: str
    as_of: date
    horizon_days: int
    outcome: bool
    probabilities: dict[str, float]
    fall: tuple[date | None, date | None, date | None]
    resolved_on: date | None = None


@dataclass(frozen=True)
class Backtest:
    """Rows by horizon, date and town; `scores` is the content of F.json; towns that the maps do not cover.

    `gains` are forecasts of ground gained on the same rows, where the mechanism speaks of them.
    """

    rows: tuple[BacktestRow, ...]
    gains: tuple[Gain, ...]
    scores: dict[str, Any]
    uncovered: tuple[str, ...]
    predicted: Predicted = field(repr=False, compare=False)

    def to_csv(self) -> str:
        """F.csv as text; equal rows give equal bytes."""
        lines: list[Sequence[object]] = [COLUMNS]
        for r in self.rows:
            numbers = {name: f"{value:.4f}" for name, value in r.probabilities.items()}
            lines.append(
                [
                    r.town,
                    r.as_of,
                    r.horizon_days,
                    numbers["probability"],
                    int(r.outcome),
                    numbers["mechanism"],
                    *(numbers[b] for b in BASELINES),
                    *(d or "" for d in r.fall),
                ]
            )
        return csv_lines(lines)

    def gains_csv(self) -> str:
        """F.gains.csv as text: quantiles of the ground gained within 12 km, km2, and what was seen."""
        lines: list[Sequence[object]] = [GAIN_COLUMNS]
        for g in self.gains:
            numbers = (f"{v:.3f}" for v in (*g.said_km2, g.seen_km2, g.before_km2))
            lines.append([g.town, g.as_of, g.horizon_days, *numbers])
        return csv_lines(lines)

    def to_json(self) -> str:
        """F.json as text."""
        return json.dumps(self.scores, indent=1, ensure_ascii=False) + "\n"

    def files(self, target: Path) -> dict[Path, str]:
        """Texts of all files by where they go: rows in `target`, scores and gains beside it."""
        texts = {target: self.to_csv(), target.with_suffix(".json"): self.to_json()}
        return texts | ({target.with_suffix(".gains.csv"): self.gains_csv()} if self.gains else {})
