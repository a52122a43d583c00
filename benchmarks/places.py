"""Scores of the standing question put to every place of the gazetteer, written to docs/explanation/places_scores.csv.

    python -m benchmarks.places FOLDER [--rows 300] [--draws 100]      (make places)

Baselines on all rows under R and S (blocks left out); the mechanism on rows spread evenly over them.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.truth import tell_every
from pyrrhus.control_map.read import read_maps
from pyrrhus.skill.baselines.table import HORIZONS, SINCE
from pyrrhus.skill.mechanism import CampaignModel
from pyrrhus.skill.place_scores import ask_places, baseline_scores, mechanism_scores
from pyrrhus.skill.truth import UNTIL

TARGET = Path(__file__).parents[1] / "docs" / "explanation" / "places_scores.csv"
COLUMNS = (
    "protocol", "horizon_days", "forecast", "rows", "falls", "places", "blocks", "brier", "brier_by_block", "log_score",
    "less_need_rate", "less_need_rate_low", "less_need_rate_high",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--until", type=date.fromisoformat, default=UNTIL)
    chosen = parser.parse_args(arguments)
    maps = read_maps(chosen.folder)
    until = min(chosen.until, maps.last)
    asked = ask_places(maps, since=SINCE, until=until)
    found = [
        row
        for protocol in ("R", "S")
        for row in baseline_scores(asked, horizons=HORIZONS, protocol=protocol, until=until)
    ]
    if chosen.rows:
        found += mechanism_scores(
            maps,
            asked,
            CampaignModel(draws=chosen.draws),
            horizons=HORIZONS,
            most=chosen.rows,
            until=until,
            on_progress=tell_every(),
        )
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        for s in found:
            numbers = (f"{v:.4f}" for v in (s.brier, s.brier_by_block, s.log_score, *s.less_need_rate))
            writer.writerow([s.protocol, s.horizon_days, s.forecast, s.rows, s.falls, s.places, s.blocks, *numbers])
    print(f"{TARGET.name}: {len(asked.cases)} cases of {len(asked.records)} covered places")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
