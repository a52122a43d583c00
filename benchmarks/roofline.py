"""What the machine could do and where a campaign-day's time goes: `python -m benchmarks.roofline`.

Processor time of one thread, medians of interleaved runs, so that other work on the machine disturbs ratios little.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.scaling import DAYS, start_share
from pyrrhus.campaign.compile import Campaign, compile_campaign, contact_measure, first_day, settings, timeline
from pyrrhus.campaign.draws import Draws, draw_parameters
from pyrrhus.engine import ensemble
from pyrrhus.engine.arrays import LAWS
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve

FAR = 8_000_000  # doubles of an array that no cache holds
NEAR = 1_000  # doubles of one that the first cache holds
CELLS, TIMES = 337, 20_000


@njit(error_model="numpy")
def triad(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], times: int) -> None:
    """STREAM's triad: two numbers read, one written, two operations."""
    for _ in range(times):
        for i in range(a.shape[0]):
            a[i] = b[i] + 1.5 * c[i]


@njit(error_model="numpy")
def add_chain(a: NDArray[np.float64], times: int) -> float:
    """A sum in its order: each addition waits for the one before."""
    total = 0.0
    for _ in range(times):
        for i in range(a.shape[0]):
            total += a[i]
    return total


@njit(error_model="numpy")
def power_chain(a: NDArray[np.float64], times: int) -> float:
    """As many calls of pow."""
    total = 0.0
    for _ in range(times):
        for i in range(a.shape[0]):
            total += a[i] ** 0.3
    return total


@njit(error_model="numpy")
def gather(a: NDArray[np.float64], at: NDArray[Any], times: int) -> float:
    """The least of six numbers looked up by their place, for every cell: what a search over neighbours does."""
    total = 0.0
    for _ in range(times):
        for c in range(at.shape[0] // 6):
            least = 1e9
            for k in range(6 * c, 6 * c + 6):
                least = min(least, a[at[k]])
            total += least
    return float(total)


def seconds(work: Callable[[], object], *, rounds: int = 7) -> float:
    """Median processor seconds, after a run that compiles."""
    work()
    runs = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        runs.append(time.process_time() - began)
    return statistics.median(runs)


def measure_machine() -> dict[str, float]:
    """Bandwidth and rates of one thread."""
    rng = np.random.default_rng(1)
    far, near = (rng.random((3, size)) for size in (FAR, NEAR))
    places = rng.integers(0, CELLS, 6 * CELLS)
    signed, unsigned = places.astype(np.int32), places.astype(np.uint32)
    from_memory = seconds(lambda: triad(far[0], far[1], far[2], 1)) / FAR
    from_cache = seconds(lambda: triad(near[0], near[1], near[2], TIMES)) / NEAR / TIMES
    looked_up = [seconds(lambda at=at: gather(near[0], at, TIMES // 10)) for at in (signed, unsigned)]
    return {
        "memory_gb_per_s": round(24e-9 / from_memory, 1),
        "first_cache_gb_per_s": round(24e-9 / from_cache, 1),
        "first_cache_gflop_per_s": round(2e-9 / from_cache, 1),
        "additions_in_a_chain_per_s": round(NEAR * TIMES / seconds(lambda: add_chain(near[0], TIMES))),
        "pow_per_s": round(NEAR * TIMES / 20 / seconds(lambda: power_chain(near[0], TIMES // 20))),
        "look_ups_signed_per_s": round(TIMES / 10 * len(places) / looked_up[0]),
        "look_ups_unsigned_per_s": round(TIMES / 10 * len(places) / looked_up[1]),
    }


def working_set_kib(campaign: Campaign) -> dict[str, float]:
    """What a thread touches again and again: the ground, its bench, and one draw's state."""
    from pyrrhus.engine.day import FIELDS
    from pyrrhus.engine.scratch import make_bench

    ground = campaign.ground
    lengths = ensemble.dimensions(ground)
    state = sum(np.dtype(f.dtype).itemsize * int(np.prod([lengths[d] for d in f.shape])) for f in FIELDS)
    bench = make_bench(len(ground.area_km2), len(ground.axis_hash), len(ground.neighbour))
    return {"ground": _kib(ground), "bench": _kib(bench), "state_of_a_draw": round(state / 1024, 1)}


def _kib(arrays: Any) -> float:
    def size(one: Any) -> float:
        if isinstance(one, np.ndarray):
            return float(one.nbytes)
        return sum(size(part) for part in one) if isinstance(one, tuple) else 0.0

    return round(size(arrays) / 1024, 1)


def measure_laws(campaign: Campaign, draws: Draws, *, rounds: int) -> dict[str, float]:
    """Time without each law over the time with all, and without any; the median of interleaved runs."""
    share = start_share(campaign, draws)
    plan = timeline(campaign, first=campaign.as_of, days=DAYS, maps=False, record_days=[0, DAYS])
    orders = settings(campaign, seed=7, first=campaign.as_of, policies=(None, None))

    def run(off: tuple[int, ...]) -> float:
        laws = orders.laws.copy()
        laws[list(off)] = 0
        state = ensemble.first_state(first_day(campaign, draws), campaign.ground, draws.engine, 7)
        state.share[:] = share
        began = time.process_time()
        ensemble.run(campaign.ground, plan, orders._replace(laws=laws), draws.engine, state, threads=1)
        return time.process_time() - began

    without = {name: (i,) for i, name in enumerate(LAWS)} | {"all nine": tuple(range(len(LAWS)))}
    ratios: dict[str, list[float]] = {name: [] for name in without}
    run(())
    for _ in range(rounds):
        whole = run(())
        for name, off in without.items():
            ratios[name].append(run(off) / whole)
    return {name: round(statistics.median(values), 2) for name, values in ratios.items()}


def main() -> None:
    """Print what was measured as JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=512)
    asked.add_argument("--rounds", type=int, default=7)
    given = asked.parse_args()
    known = gate(scenario := load("bakhmut"), scenario.file.as_of)
    priors = resolve(known.file)
    campaign = compile_campaign(known, priors, as_of=known.file.as_of)
    draws = draw_parameters(priors, draws=given.draws, seed=7, contact=contact_measure(campaign))
    figures = {
        "machine": measure_machine(),
        "working_set_kib": working_set_kib(campaign),
        "time_without_a_law": measure_laws(campaign, draws, rounds=given.rounds),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
