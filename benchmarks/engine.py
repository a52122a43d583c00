"""How fast the engine is: campaign-days a second on the bundled Bakhmut, scaling, memory. `python -m benchmarks`.

A campaign-day is one draw, one day, the whole sector with all laws at work. Medians of several runs; machines are
shared and noisy, so compare figures of one run.
"""

from __future__ import annotations

import json
import platform
import resource
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from pyrrhus.campaign.compile import Campaign, compile_campaign, contact_measure, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws, draw_parameters
from pyrrhus.engine import ensemble
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve

DAYS = 120
RUNS = 5


def main(out: Path = Path(__file__).parent / "latest.json") -> dict[str, Any]:
    """Measure, print and write `benchmarks/latest.json`."""
    scenario = load("bakhmut")
    known = gate(scenario, scenario.file.as_of)
    priors = resolve(known.file)
    campaign = compile_campaign(known, priors, as_of=known.file.as_of)
    draws = draw_parameters(priors, draws=4096, seed=7, contact=contact_measure(campaign))
    _rate(campaign, draws, 64, None)  # compiles, or reads the cache
    scaling = {f"{threads} threads": _rate(campaign, draws, 2048, threads)[0] for threads in (1, 2)}
    by_draws = {f"{size} draws": _rate(campaign, draws, size, None)[0] for size in (512, 1024, 2048, 4096)}
    rate, active = _rate(campaign, draws, 4096, None)
    figures = {
        "machine": f"{platform.system()} {platform.machine()}, {ensemble.thread_count(None)} processors",
        "date": date.today().isoformat(),
        "campaign_days_per_second": round(rate),
        "frontage_days_per_second": round(rate * active),
        "active_frontages_mean": round(active, 1),
        "rng_seconds_share": round(_random_share(rate, len(campaign.terrain.axes)), 3),
        "ratio_to_numpy": None,
        "ratio_to_mesa": None,
        "scaling": {name: round(value) for name, value in {**scaling, **by_draws}.items()},
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    return figures


def _rate(campaign: Campaign, draws: Draws, size: int, threads: int | None) -> tuple[float, float]:
    """Campaign-days a second (median of runs) and the mean number of borders between enemies a day."""
    rows = np.arange(size, dtype=np.int64)
    some = draws.take(rows)
    plan = timeline(campaign, first=campaign.as_of, days=DAYS, maps=False, record_days=[0, DAYS])
    how = settings(campaign, seed=7, first=campaign.as_of, policies=(None, None))
    last = campaign.maps.at(campaign.as_of)
    seconds, active = [], 0.0
    for _ in range(RUNS):
        state = ensemble.first_state(first_day(campaign, some), campaign.ground, some.engine, 7)
        state.share[:] = np.minimum(1.0, campaign.maps.attacker[last] + 0.5 * campaign.maps.contested[last])
        began = time.perf_counter()
        record, _ = ensemble.run(campaign.ground, plan, how, some.engine, state, threads=threads)
        seconds.append(time.perf_counter() - began)
        active = float(record.active_frontages.mean()) / DAYS
    return size * DAYS / statistics.median(seconds), active


def _random_share(rate: float, axes: int) -> float:
    """Part of the time that random numbers take: calls in a day (counted from the laws) x measured cost of a call."""
    from pyrrhus.engine.streams import STREAM_PARAMETERS, fill_uniforms

    out = np.empty(2_000_000)
    fill_uniforms(out[:10], 0, np.uint32(1), STREAM_PARAMETERS, np.uint32(1))
    began = time.perf_counter()
    fill_uniforms(out, 0, np.uint32(1), STREAM_PARAMETERS, np.uint32(1))
    per_call = (time.perf_counter() - began) / len(out)
    calls = 1 + axes + 1 + axes + axes + 1  # perception, orders, intensity (common and axes), advance, withdrawal
    return min(1.0, calls * per_call * rate / max(1, ensemble.thread_count(None)))


if __name__ == "__main__":
    main()
