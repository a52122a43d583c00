"""The engine against its twins: equal laws give equal distributions, and a law with a term missing is found out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pyrrhus.engine.arrays import COLUMN
from support.benches import bench, from_bench

run_numpy = bench("twins.numpy_twin").run_numpy
Outcome, Reduced, equality, reduce_campaign, run_engine = from_bench(
    "twins.reduced", "Outcome Reduced equality reduce_campaign run_engine"
)

DRAWS, DAYS = 1000, 45


@pytest.fixture(scope="module")
def reduced(siege: Any) -> Reduced:
    """The siege under one set of parameters: chance alone spreads the outcomes, and built-up ground slows."""
    draws = siege.draws.take(np.full(2 * DRAWS, 3))
    matters = {
        "built_up_advance_factor": 0.1,
        "objective_reach_km": 2.0,
        "objective_pull_ratio": 50.0,
        "intensity_log_sd": 0.5,
        "offensive_advance_km_per_day": 0.015,
    }
    return reduce_campaign(
        siege.campaign, draws.changed({n: np.full(2 * DRAWS, v) for n, v in matters.items()}), days=DAYS
    )


@pytest.fixture(scope="module")
def by_engine(reduced: Reduced) -> Outcome:
    return run_engine(reduced.take(slice(0, DRAWS)), seed=7)


def test_the_twin_in_numpy_is_the_engine(reduced: Reduced, by_engine: Outcome) -> None:
    p_values = equality(by_engine, run_numpy(reduced.take(slice(DRAWS, None)), seed=1))
    assert min(p_values.values()) > 0.003, p_values
    assert by_engine.losses.min() > 0.0
    assert by_engine.gained_km2.std() > 1.0


def test_the_chunk_changes_no_distribution(reduced: Reduced) -> None:
    part = reduced.take(slice(0, 400))
    assert min(equality(run_numpy(part, seed=1, chunk=400), run_numpy(part, seed=2, chunk=37)).values()) > 0.003


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("force_ratio_elasticity", 0.0), ("fires_share_of_losses_0_1", 0.0), ("fortification_cover_0_1", 0.0),
        ("assault_exposure_ratio", 1.0), ("backward_share_0_1", 1e-9), ("built_up_advance_factor", 1.0),
        ("intensity_log_sd", 1e-9), ("objective_pull_ratio", 0.0), ("objective_reach_km", 9.0),
    ],
)  # fmt: skip
def test_a_law_with_a_term_missing_is_found_out(reduced: Reduced, by_engine: Outcome, name: str, value: float) -> None:
    wrong = reduced.take(slice(DRAWS, None))
    parameters = wrong.parameters.copy()
    parameters[:, COLUMN[name]] = value
    assert min(equality(by_engine, run_numpy(replace(wrong, parameters=parameters), seed=1)).values()) < 1e-3


def test_the_twin_in_mesa_is_the_engine(reduced: Reduced, by_engine: Outcome) -> None:
    pytest.importorskip("mesa", reason="Mesa is not installed: it is in the dependency group `bench`")
    run_mesa = bench("twins.mesa_twin").run_mesa

    p_values = equality(by_engine, run_mesa(reduced.take(slice(DRAWS, DRAWS + 100)), seed=1))
    assert min(p_values.values()) > 0.003, p_values
