"""A week's update against a run from scratch: seconds of the history part, the probability, and which weeks go on.

    python -m benchmarks.update bakhmut --first 2023-01-04 --weeks 8 --draws 2000

Each week `assess --update` finds the draws of the week before. Beside it the same date is assimilated from its first
day with the same seed and with another, whose difference is Monte Carlo error.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pyrrhus.campaign.forecast import forecast, fresh_start
from pyrrhus.decide.compared_policies import default_policies
from pyrrhus.filter.draws_store import DrawsStore
from pyrrhus.filter.prepare import Prepared
from pyrrhus.filter.update import prepare_update
from pyrrhus.filter.update_job import UpdateOptions
from pyrrhus.pipeline import default_priors
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load

HORIZON_DAYS = 90


class Timed:
    """Seconds from the beginning of the stage `history`: the draws lived, weighed and settled."""

    def __init__(self) -> None:
        self.began = 0.0

    def begin(self, stage: str, size: int) -> None:
        if stage == "history":
            self.began = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began


def chance(ready: Prepared, seed: int) -> float:
    """The simulated chance of the main event within the horizon."""
    start = fresh_start(ready.assimilated.fork(), ready.assimilated.draws, population=ready.population)
    policies = default_policies(ready.campaign)
    draws = ready.assimilated.draws
    run = forecast(ready.campaign, start, draws, days=HORIZON_DAYS, seed=seed, policies=policies)
    return float((run.state.event_day[:, ready.campaign.ground.main_event] >= 0).mean())


def one(whole: Any, day: date, draws: int, seed: int, store: DrawsStore) -> tuple[float, float, Any]:
    """Seconds of the history part, the chance, and what is said of where it began."""
    timed = Timed()
    priors, _ = default_priors(gate(whole, day), day)
    options = UpdateOptions(draws, seed, store=store)
    found = prepare_update(whole, as_of=day, priors=priors, options=options, begin=timed.begin)
    seconds = timed.seconds
    return seconds, chance(found.ready, seed), found


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("scenario")
    reader.add_argument("--first", type=date.fromisoformat, required=True)
    reader.add_argument("--weeks", type=int, default=6)
    reader.add_argument("--draws", type=int, default=2000)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    whole = load(asked.scenario)
    print("| week | went on from | history, s: update, scratch | times | chance: update, scratch, other seed |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        kept = DrawsStore(Path(folder))
        for week in range(asked.weeks):
            day = asked.first + timedelta(weeks=week)
            quick, said, found = one(whole, day, asked.draws, asked.seed, kept)
            slow, scratch, _ = one(whole, day, asked.draws, asked.seed, DrawsStore(None))
            _, other, _ = one(whole, day, asked.draws, asked.seed + 1, DrawsStore(None))
            start = found.started_from or f"its first day: {found.why}"
            took = f"{quick:.2f}, {slow:.2f} | {slow / quick:.1f}"
            row = f"| {day} | {start} | {took} | {said:.3f}, {scratch:.3f}, {other:.3f} |"
            print(row, flush=True)


if __name__ == "__main__":
    main()
