"""Very many draws in little memory: `python -m benchmarks.memory --draws 1000000 --states 20000 [--into FILE]`.

Assimilates the history of bundled Bakhmut, forks the filtered states into forecasts of 120 days and keeps counts alone
(`pyrrhus.engine.stream`). Prints draws, seconds, the peak memory of this process, and a few of the numbers, so that one
can see that they are some. `--into` puts the figures under `large` in a file of benchmarks.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

DAYS = 120


def measure(draws: int, states: int, *, seed: int = 7) -> dict[str, Any]:
    """Run in this process; to be called in a fresh one, since the peak of memory is that of the process."""
    from pyrrhus.campaign.compile import record_days, settings, timeline
    from pyrrhus.campaign.forecast import fresh_start
    from pyrrhus.engine.stream import run_streamed
    from pyrrhus.filter.prepare import prepare
    from pyrrhus.scenario.as_of import as_of as gate
    from pyrrhus.scenario.load import load
    from pyrrhus.scenario.parameters import resolve

    scenario = load("bakhmut")
    day = scenario.file.as_of
    known = gate(scenario, day)
    began = time.perf_counter()
    ready = prepare(known, as_of=day, priors=resolve(known.file), draws=states, seed=seed)
    filtered = time.perf_counter()
    campaign, found = ready.campaign, ready.assimilated
    start = fresh_start(found.fork(), found.draws, population=ready.population)
    plan = timeline(campaign, first=day, days=DAYS, maps=False, record_days=record_days(DAYS))
    how = settings(campaign, seed=seed, first=day, policies=(None, None))
    done = run_streamed(campaign.ground, plan, how, found.draws.engine, start, draws=draws, first_history=10 * states)
    ended = time.perf_counter()
    main = campaign.terrain.main_event
    return {
        "draws": draws,
        "days": DAYS,
        "states": states,
        "history_seconds": round(filtered - began, 1),
        "seconds": round(ended - filtered, 1),
        "campaign_days_per_second": round(draws * DAYS / (ended - filtered)),
        "peak_memory_mib": peak_memory_mib(),
        "probability_of_fall": round(float(done.cdf(main)[-1]), 4),
        "attacker_killed_median": round(done.losses(0.5, -1, 0, 0)),
        "gained_km2_median": round(done.gained_km2(0.5, -1), 1),
    }


def peak_memory_mib() -> int:
    """The most memory that this process has held (MiB); of Linux's figures the one that a child does not inherit."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return round(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    except (OSError, IndexError):
        import resource

        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure_apart(draws: int, states: int) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.memory", "--draws", str(draws), "--states", str(states)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--states", type=int, default=20_000)
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args()
    figures = measure(asked.draws, asked.states)
    print(json.dumps(figures, indent=2))
    if asked.into:
        kept = json.loads(asked.into.read_text(encoding="utf-8"))
        kept["large"] = figures
        asked.into.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
