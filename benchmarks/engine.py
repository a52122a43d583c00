"""Speed of the engine: `make bench` prints and writes benchmarks/latest.json.

The ensemble is that of bundled Bakhmut under the priors of the table, 120 days from the as-of date, every law at work.
Twins run the same campaign (`benchmarks.twins`). Machines are noisy: each figure is the median or the best of several
interleaved runs, and the load of the machine is written beside them.
"""

from __future__ import annotations

import json
import os
import platform
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.memory import measure_apart, peak_memory_mib
from benchmarks.scaling import DAYS, grow, quiet_ground, speed
from benchmarks.start import measure_start
from benchmarks.twins.compare import compare_twins
from pyrrhus.campaign.compile import compile_campaign, contact_measure
from pyrrhus.campaign.draws import draw_parameters
from pyrrhus.engine import ensemble
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve

STREAMED_DRAWS, STREAMED_STATES = 50_000, 2_000


def main(out: Path = Path(__file__).parent / "latest.json") -> dict[str, Any]:
    """Measure, print and write `benchmarks/latest.json`; what `make bench-large` wrote there stays."""
    scenario = load("bakhmut")
    known = gate(scenario, scenario.file.as_of)
    priors = resolve(known.file)
    campaign = compile_campaign(known, priors, as_of=known.file.as_of)
    draws = draw_parameters(priors, draws=4096, seed=7, contact=contact_measure(campaign))
    speed(campaign, draws, size=64)  # compiles, or reads the cache
    scaling: dict[str, Any] = grow(campaign, draws)
    scaling["quiet_ground"] = quiet_ground(known, priors, campaign, draws)
    whole = speed(campaign, draws, size=4096)
    twins = compare_twins(campaign, draws, days=DAYS)
    figures: dict[str, Any] = {
        "machine": f"{platform.system()} {platform.machine()}, {ensemble.thread_count(None)} processors",
        "date": date.today().isoformat(),
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "campaign_days_per_second": round(whole.campaign_days_per_second),
        "campaign_days_per_processor_second": round(whole.campaign_days_per_processor_second),
        "frontage_days_per_second": round(whole.campaign_days_per_second * whole.active_frontages),
        "active_frontages_mean": round(whole.active_frontages, 1),
        "rng_seconds_share": round(
            _random_share(whole.campaign_days_per_processor_second, len(campaign.terrain.axes)), 3
        ),
        "ratio_to_numpy": twins["ratio_to_numpy"],
        "ratio_to_mesa": twins["ratio_to_mesa"],
        "twins": twins,
        "scaling": scaling,
        "start": measure_start(),
        "streamed": measure_apart(STREAMED_DRAWS, STREAMED_STATES),
        "peak_memory_mib": peak_memory_mib(),
    }
    before = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    figures["large"] = before.get("large")
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    return figures


def _random_share(rate_of_one_thread: float, axes: int) -> float:
    """Part of the time that random numbers take, at most: calls in a day (counted from the laws) x seconds of a call.

    The call is timed in a chain, each counter made from the word before, so that none can overlap the next.
    """
    from numba import njit

    from pyrrhus.engine.streams import philox

    @njit
    def chain(calls: int) -> np.uint32:
        word = np.uint32(1)
        for _ in range(calls):
            word, _, _, _ = philox(word, np.uint32(2), np.uint32(3), np.uint32(4), np.uint32(5), np.uint32(6))
        return word

    size = 1_000_000
    chain(10)
    began = time.process_time()
    chain(size)
    per_call = (time.process_time() - began) / size
    # perception, orders, withdrawal daily; intensity (common and axes) and counts of changes serve four days
    calls = 1 + axes + 1 + (1 + axes) / 4 + axes / 4
    return min(1.0, calls * per_call * rate_of_one_thread)


if __name__ == "__main__":
    main()
