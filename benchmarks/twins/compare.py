"""Speed and equality of the engine and its twins, measured in one run on one thread each; and ratios by law."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.twins.array_twin import run_arrays
from benchmarks.twins.inputs import REDUCED, Inputs, Outcome, begin_campaign, equality, run_engine
from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws
from pyrrhus.engine.arrays import LAWS

DAYS = 120
CHUNKS = (512, 1024, 2048)
ROUNDS = 2
LAW_DRAWS = 256
MESA_DRAWS = 100
Run = Callable[[Inputs], Outcome]


def compare_twins(
    campaign: Campaign, draws: Draws, *, mesa_draws: int = MESA_DRAWS, days: int = DAYS
) -> dict[str, Any]:
    """Campaign-days a second of all three on the whole model, p values of their equality, ratios by law.

    The engine takes the first half of the draws, the array program (in its best chunk) the second and the agents the
    first of the second: samples share no parameters and no chances. Rounds are interleaved, so that a machine that is
    slow for a while is slow for all; the best round of each counts. Processor seconds, one thread each.
    """
    given = begin_campaign(campaign, draws, days=days)
    half = given.draws // 2
    ours, theirs = given.take(slice(0, half)), given.take(slice(half, None))
    run_engine(ours.take(slice(0, 16)), seed=1)  # compiles, or reads the cache
    chunks = [size for size in CHUNKS if size <= half] or [half]
    chunk = chunks[0]
    if len(chunks) > 1:
        chunk = max(chunks, key=lambda size: _rate(lambda one: run_arrays(one, seed=11, chunk=size), theirs)[0])

    def by_arrays(one: Inputs) -> Outcome:
        return run_arrays(one, seed=11, chunk=chunk)

    engine, arrays = _in_rounds((by_engine, ours), (by_arrays, theirs))
    found: dict[str, Any] = {
        "days": days,
        "engine_campaign_days_per_second": round(engine[0]),
        "numpy_campaign_days_per_second": round(arrays[0]),
        "numpy_chunk": chunk,
        "ratio_to_numpy": round(engine[0] / arrays[0], 1),
        "p_values_numpy": _rounded(equality(engine[1], arrays[1])),
        "reduced": _ratio(ours.only(REDUCED), theirs.only(REDUCED), by_arrays),
        "by_law": _by_law(ours.take(slice(0, LAW_DRAWS)), theirs.take(slice(0, LAW_DRAWS)), by_arrays),
        "ratio_to_mesa": None,
    }
    return found | _with_agents(theirs.take(slice(0, mesa_draws)), engine)


def by_engine(given: Inputs) -> Outcome:
    """The engine on one thread."""
    return run_engine(given, seed=7)


def _with_agents(given: Inputs, engine: tuple[float, Outcome]) -> dict[str, Any]:
    if importlib.util.find_spec("mesa") is None:
        print("Mesa is not installed (dependency group `bench`): its twin is left out")
        return {}
    from benchmarks.twins.agent_twin import run_agents

    speed, outcome = _rate(lambda one: run_agents(one, seed=13), given)
    return {
        "mesa_draws": given.draws,
        "mesa_campaign_days_per_second": round(speed),
        "ratio_to_mesa": round(engine[0] / speed),
        "p_values_mesa": _rounded(equality(engine[1], outcome, tuple(outcome.by_name))),
    }


def _by_law(ours: Inputs, theirs: Inputs, by_arrays: Run) -> dict[str, dict[str, float]]:
    """Microseconds a campaign-day of engine and arrays, with every law at work and with each in its neutral form.

    Few draws, in one chunk: differences between rows are what counts, the whole is measured above.
    """
    found = {}
    for law in ("", *LAWS):
        engine, arrays = _in_rounds((by_engine, ours.without(law)), (by_arrays, theirs.without(law)))
        found[f"without {law}" if law else "all at work"] = {
            "engine_us": round(1e6 / engine[0], 2),
            "numpy_us": round(1e6 / arrays[0], 1),
            "ratio_to_numpy": round(engine[0] / arrays[0], 1),
        }
    return found


def _ratio(ours: Inputs, theirs: Inputs, by_arrays: Run) -> dict[str, float]:
    engine, arrays = _in_rounds((by_engine, ours), (by_arrays, theirs))
    return {
        "engine_campaign_days_per_second": round(engine[0]),
        "numpy_campaign_days_per_second": round(arrays[0]),
        "ratio_to_numpy": round(engine[0] / arrays[0], 1),
    }


def _in_rounds(*runs: tuple[Run, Inputs], rounds: int = ROUNDS) -> list[tuple[float, Outcome]]:
    """The best rate of each and what came out, in interleaved rounds."""
    measured = [[_rate(run, given) for run, given in runs] for _ in range(rounds)]
    return [max((row[i] for row in measured), key=lambda pair: pair[0]) for i in range(len(runs))]


def _rate(run: Run, given: Inputs) -> tuple[float, Outcome]:
    """Campaign-days a processor second, and what came out."""
    began = time.process_time()
    outcome = run(given)
    return given.draws * given.timeline.days / (time.process_time() - began), outcome


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {
        name: float(np.format_float_positional(value, precision=3, fractional=False)) for name, value in values.items()
    }
