"""How long a what-if takes on the page: to the first numbers, to all of them, to the drawn result.

    python -m benchmarks.page_speed [--scenario bakhmut] [--draws 2000] [--times 5]

The history is run first and not counted: it is kept. Wall-clock and processor seconds, medians over changes of several
kinds; the wall clock is another's where the machine is shared, the processor's is not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import dataclass
from datetime import timedelta

from pyrrhus.page.attack_tempo import Tempo
from pyrrhus.page.claim_edits import NO_EDITS
from pyrrhus.page.jobs import Job
from pyrrhus.page.kept import KeptStore
from pyrrhus.page.levers import WhatIf
from pyrrhus.page.means import MeansChange
from pyrrhus.page.runs import FIRST_DRAWS, run_what_if
from pyrrhus.page.views import result_fragment
from pyrrhus.scenario.load import load
from pyrrhus.scenario.schema import Scenario


@dataclass
class Timed:
    """Seconds since a what-if was asked for: on the wall clock, of the processor."""

    wall: float
    processor: float


class _Watch:
    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def read(self) -> Timed:
        return Timed(time.perf_counter() - self.wall, time.process_time() - self.processor)


def changes_of(scenario: Scenario, count: int) -> list[WhatIf]:
    """Changes of several kinds, each but once, so that nothing of one is kept for another."""
    day = scenario.file.as_of
    found = []
    for n in range(count):
        later = day + timedelta(days=5 + n)
        found += [
            WhatIf(day, means=(MeansChange("shells", "attacker", 3.0, later),)),
            WhatIf(day, tempo=Tempo("pause_until", later)),
            WhatIf(day, worth=((0.25, 0.5, 2.0, 4.0)[n % 4], (2.0, 0.5)[n // 4 % 2])),
        ]
    return found


def measure(store: KeptStore, scenario: Scenario, asked: WhatIf) -> dict[str, Timed]:
    """One what-if: when the first numbers were there, when all were, when they were drawn."""
    job, watch, seen = Job("j", "t"), _Watch(), dict[str, Timed]()
    told = job.tell

    def tell(said: str, share: float) -> None:
        if "first numbers" not in seen and "after" in job.found:
            seen["first numbers"] = watch.read()
        told(said, share)

    job.tell = tell  # type: ignore[method-assign]
    run_what_if(store, scenario, asked)(job)
    seen.setdefault("first numbers", watch.read())
    seen["all numbers"] = watch.read()
    result_fragment(job, asked)
    seen["drawn"] = watch.read()
    return seen


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="bakhmut")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    scenario = load(given.scenario)
    store, watch = KeptStore(draws=given.draws, seed=7), _Watch()
    store.get(scenario, scenario.file.as_of, NO_EDITS)
    made = watch.read()
    measure(store, scenario, WhatIf(scenario.file.as_of, worth=(2.0, 2.0)))  # the run as assumed, which is kept
    rows = [measure(store, scenario, asked) for asked in changes_of(scenario, given.times)]
    print(f"{given.scenario}, {given.draws} campaigns, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"history, once: {made.wall:.1f} s ({made.processor:.1f} s of processor)")
    for what in rows[0]:
        wall = statistics.median(row[what].wall for row in rows)
        processor = statistics.median(row[what].processor for row in rows)
        note = f" ({FIRST_DRAWS} campaigns)" if what == "first numbers" else ""
        print(f"{what}{note}: {wall:.2f} s, {processor:.2f} s of processor, medians of {len(rows)}")


if __name__ == "__main__":
    main()
