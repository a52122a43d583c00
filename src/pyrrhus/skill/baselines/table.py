"""Fitted coefficients as a small table that ships, so that baselines stand beside any assessment without data.

python -m pyrrhus.skill.baselines.table FOLDER      writes coefficients.csv from a folder of dated maps
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.skill.baselines.models import BASELINES, curve, prior_logit
from pyrrhus.skill.baselines.protocols import training_rows
from pyrrhus.skill.campaign_features import campaign_features
from pyrrhus.skill.questions import Features, ask

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign

HORIZONS = (30, 60, 90)
SINCE = date(2022, 5, 1)
DATES = (
    date(2022, 9, 1),
    date(2022, 12, 1),
    date(2023, 3, 1),
    date(2023, 6, 1),
    date(2023, 9, 1),
    date(2023, 12, 31),
)
FILE = "coefficients.csv"
COLUMNS = ("fitted_to", "horizon_days", "baseline", "rows", "falls", "coefficients")


@dataclass(frozen=True)
class FittedBaseline:
    """One baseline for one horizon, fitted on what was resolved by a date: how many rows and falls, coefficients."""

    fitted_to: date
    horizon_days: int
    baseline: str
    rows: int
    falls: int
    coefficients: tuple[float, ...]


def baseline_curves(features: Features, *, as_of: date, days: int) -> dict[str, NDArray[np.float64]]:
    """Curves [day 0..days] of every baseline from the newest shipped fit not later than the as-of date.

    Before the first fit, climatology's prior alone. Needs no data but the numbers of the map.
    """
    table = fitted_table()
    dates = sorted({row.fitted_to for row in table if row.fitted_to <= as_of})
    if not dates:
        prior = [1.0 / (1.0 + np.exp(-prior_logit(h))) for h in HORIZONS]
        return {"climatology": curve(prior, HORIZONS, days)}
    at = {(r.baseline, r.horizon_days): np.array(r.coefficients) for r in table if r.fitted_to == dates[-1]}
    return {
        name: curve([float(b.predict(at[name, h], [features], h)[0]) for h in HORIZONS], HORIZONS, days)
        for name, b in BASELINES.items()
    }


@cache
def fitted_table() -> tuple[FittedBaseline, ...]:
    """The table that ships."""
    text = files("pyrrhus.skill.baselines").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(
        FittedBaseline(
            date.fromisoformat(row["fitted_to"]),
            int(row["horizon_days"]),
            row["baseline"],
            int(row["rows"]),
            int(row["falls"]),
            tuple(float(v) for v in row["coefficients"].split()),
        )
        for row in csv.DictReader(io.StringIO(text))
    )


def fit_table(maps: ControlMaps, *, dates: Sequence[date] = DATES, since: date = SINCE) -> str:
    """The table as text: every baseline at every date from the map up to that date alone."""
    lines: list[Sequence[object]] = [COLUMNS]
    for day in dates:
        then = maps.up_to(day)
        asked = ask(then, since=since, until=day)
        for horizon in HORIZONS:
            rows, outcome = training_rows(asked.cases, asked.records, horizon_days=horizon, known_on=day)
            learnt = [asked.cases[n].features for n in rows]
            for name, baseline in BASELINES.items():
                found = baseline.fit(learnt, outcome, horizon)
                numbers = " ".join(f"{v:.6f}" for v in found)
                lines.append([day.isoformat(), horizon, name, len(rows), sum(outcome), numbers])
    return csv_lines(lines)


def main(arguments: Sequence[str]) -> int:
    from pyrrhus.control_map.read import read_maps

    path = Path(__file__).with_name(FILE)
    path.write_text(fit_table(read_maps(arguments[0])), encoding="utf-8", newline="")
    print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))


def baselines_of(campaign: Campaign, days: int) -> dict[str, NDArray[np.float64]]:
    """Curves [day] of the statistical baselines where a map allows them; they know only the map's numbers."""
    features = campaign_features(campaign)
    return {} if features is None else baseline_curves(features, as_of=campaign.as_of, days=days)
