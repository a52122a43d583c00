"""Speed and equality of the engine and its twins, measured in one run on one thread each."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.twins.numpy_twin import run_numpy
from benchmarks.twins.reduced import Outcome, Reduced, equality, reduce_campaign, run_engine
from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.draws import Draws

DAYS = 120
CHUNKS = (128, 256, 512, 1024)
ROUNDS = 3


def compare_twins(campaign: Campaign, draws: Draws, *, mesa_draws: int = 200, days: int = DAYS) -> dict[str, Any]:
    """Campaign-days a second of all three and p values of their equality.

    The engine takes the first half of the draws, the NumPy twin (in its best chunk) the second and the Mesa twin the
    first of the second: samples share no parameters and no chances. Rounds are interleaved, so that a machine that is
    slow for a while is slow for all; the best round of each counts. Processor seconds, one thread each.
    """
    reduced = reduce_campaign(campaign, draws, days=days)
    half = len(draws.engine) // 2
    ours, theirs = reduced.take(slice(0, half)), reduced.take(slice(half, None))
    run_engine(ours.take(slice(0, 16)), seed=1)  # compiles, or reads the cache
    chunk = max(CHUNKS, key=lambda size: _rate(lambda r: run_numpy(r, seed=11, chunk=size), theirs)[0])
    engine, in_numpy = [], []
    for _ in range(ROUNDS):
        engine.append(_rate(lambda r: run_engine(r, seed=7), ours))
        in_numpy.append(_rate(lambda r: run_numpy(r, seed=11, chunk=chunk), theirs))
    speed = max(rate for rate, _ in engine)
    numpy_speed = max(rate for rate, _ in in_numpy)
    found: dict[str, Any] = {
        "days": days,
        "engine_campaign_days_per_second": round(speed),
        "numpy_campaign_days_per_second": round(numpy_speed),
        "numpy_chunk": chunk,
        "ratio_to_numpy": round(speed / numpy_speed, 1),
        "p_values_numpy": _rounded(equality(engine[0][1], in_numpy[0][1])),
        "ratio_to_mesa": None,
    }
    if importlib.util.find_spec("mesa") is None:
        print("Mesa is not installed (dependency group `bench`): its twin is left out")
        return found
    from benchmarks.twins.mesa_twin import run_mesa

    mesa_speed, outcome = _rate(lambda r: run_mesa(r, seed=13), theirs.take(slice(0, mesa_draws)))
    found["mesa_campaign_days_per_second"] = round(mesa_speed)
    found["ratio_to_mesa"] = round(speed / mesa_speed, 1)
    found["p_values_mesa"] = _rounded(equality(engine[0][1], outcome))
    return found


def _rate(run: Callable[[Reduced], Outcome], reduced: Reduced) -> tuple[float, Outcome]:
    """Campaign-days a processor second, and what came out."""
    began = time.process_time()
    outcome = run(reduced)
    return len(reduced.parameters) * reduced.days / (time.process_time() - began), outcome


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {
        name: float(np.format_float_positional(value, precision=3, fractional=False)) for name, value in values.items()
    }
