"""The engine against its twins on the whole model: equal laws give equal distributions, a wrong term is found out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from pyrrhus.engine.arrays import LAWS
from support.benches import bench, from_bench

run_arrays = bench("twins.array_twin").run_arrays
Inputs, Outcome, begin_campaign, equality, run_engine = from_bench(
    "twins.inputs", "Inputs Outcome begin_campaign equality run_engine"
)

DRAWS, DAYS = 1000, 30
EQUAL, FOUND_OUT = 0.001, 1e-4  # of some thirty numbers at once
# One set of parameters: chance alone spreads the outcomes, and every law has something to do within a month.
MATTERS = {
    "built_up_advance_factor": 0.1, "objective_reach_km": 2.0, "objective_pull_ratio": 12.0, "intensity_log_sd": 0.5,
    "offensive_advance_km_per_day": 0.04, "offensive_mean_days": 10.0, "pause_mean_days": 10.0,
    "will_gain_weight": 0.01, "cut_off_capture_per_day": 0.05, "civilian_stock_days": 6.0, "sunk_cost_weight": 2.0,
    "culmination_loss_0_1": 0.05, "convalescence_days": 10.0, "civilians_harm_per_day": 0.01,
}  # fmt: skip


def begin(siege: Any, *, policies: tuple[Any, Any] = (None, None)) -> Inputs:
    """First states that engine and twins share; what chance does from then on they do not."""
    draws = siege.draws.take(np.full(DRAWS, 3))
    changed = draws.changed({name: np.full(DRAWS, value) for name, value in MATTERS.items()})
    return begin_campaign(siege.campaign, changed, days=DAYS, policies=policies)


@pytest.fixture(scope="module")
def given(siege: Any) -> Inputs:
    return begin(siege)


@pytest.fixture(scope="module")
def by_engine(given: Inputs) -> Outcome:
    return run_engine(given, seed=7)


def test_the_array_program_is_the_engine(given: Inputs, by_engine: Outcome) -> None:
    p_values = equality(by_engine, run_arrays(given, seed=1))
    assert min(p_values.values()) > EQUAL, p_values
    still = [name for name, values in by_engine.by_name.items() if values.std() == 0.0]
    assert still == ["bridges_down"]  # the siege has no bridge; everything else is spread by chance
    assert 0.05 < (by_engine.by_name["fall_day"] >= 0).mean() < 0.95


def test_the_chunk_changes_no_distribution(given: Inputs) -> None:
    one, other = run_arrays(given, seed=1, chunk=DRAWS), run_arrays(given, seed=2, chunk=93)
    assert min(equality(one, other).values()) > EQUAL


@pytest.mark.parametrize("law", LAWS)
def test_every_law_makes_a_difference_that_is_found(given: Inputs, by_engine: Outcome, law: str) -> None:
    assert min(equality(by_engine, run_arrays(given.without(law), seed=1)).values()) < FOUND_OUT


@pytest.mark.parametrize("law", ["orders", "supply", "control"])
def test_without_a_law_both_are_the_same_still(given: Inputs, law: str) -> None:
    ours = run_engine(given.without(law), seed=8)
    p_values = equality(ours, run_arrays(given.without(law), seed=2))
    assert min(p_values.values()) > EQUAL, p_values


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("force_ratio_elasticity", 0.0), ("fires_share_of_losses_0_1", 0.0), ("assault_exposure_ratio", 6.0),
        ("built_up_advance_factor", 1.0), ("intensity_log_sd", 1.5), ("objective_pull_ratio", 0.0),
        ("counter_attack_share_0_1", 1e-9), ("culmination_loss_0_1", 0.0), ("fire_control_range_km", 0.1),
        ("track_capacity_0_1", 1.0), ("withdrawal_ground_elasticity", 0.0), ("cut_off_capture_per_day", 0.0),
        ("pause_after_fall_days", 90.0), ("attacker_recruits_per_day", 0.03), ("wounded_per_killed", 1.0),
        ("will_gain_weight", 0.0), ("fortification_per_day", 0.3), ("evacuation_leave_ratio", 1.0),
    ],
)  # fmt: skip
def test_a_term_that_is_missing_or_wrong_is_found_out(
    given: Inputs, by_engine: Outcome, name: str, value: float
) -> None:
    assert min(equality(by_engine, run_arrays(given.changed(name, value), seed=1)).values()) < FOUND_OUT


def test_ground_that_gives_more_than_an_axis_can_hold_is_placed_as_the_engine_does(
    given: Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = given.changed("offensive_advance_km_per_day", 0.6)  # from end to end of the map within the month
    ours, theirs = run_engine(fast, seed=7), run_arrays(fast, seed=1)
    p_values = equality(ours, theirs)
    assert min(p_values.values()) > EQUAL, p_values
    monkeypatch.setattr(bench("twins.array_advance"), "PICKS", 2)
    assert min(equality(ours, run_arrays(fast, seed=1)).values()) < FOUND_OUT


def test_an_attacker_that_regroups_after_the_fall_gains_no_less_ground(given: Inputs) -> None:
    matters = {"offensive_advance_km_per_day": 0.2, "pause_after_fall_days": 90.0, "probing_intensity_ratio": 0.02}
    for name, value in matters.items():  # a twin that slowed ground by the ratio of probing would be found out
        given = given.changed(name, value)
    p_values = equality(run_engine(given, seed=7), run_arrays(given, seed=1))
    assert min(p_values.values()) > EQUAL, p_values


def test_policies_with_conditions_are_the_same(siege: Any, by_engine: Outcome) -> None:
    from pyrrhus.scenario.schema import PolicyChoice

    until = siege.campaign.as_of + timedelta(days=12)
    pause = PolicyChoice.model_validate({"id": "p", "do": "pause_until", "date": until})
    leave = PolicyChoice.model_validate({"id": "w", "do": "withdraw_on", "date": until + timedelta(days=8)})
    given = begin(siege, policies=(pause, leave))
    ours = run_engine(given, seed=7)
    p_values = equality(ours, run_arrays(given, seed=1))
    assert min(p_values.values()) > EQUAL, p_values
    assert min(equality(ours, by_engine).values()) < FOUND_OUT


def test_the_agents_are_the_engine(given: Inputs, by_engine: Outcome) -> None:
    pytest.importorskip("mesa", reason="Mesa is not installed: it is in the dependency group `bench`")
    outcome = bench("twins.agent_twin").run_agents(given.take(slice(0, 80)), seed=1)

    p_values = equality(by_engine, outcome, tuple(outcome.by_name))
    assert min(p_values.values()) > EQUAL, p_values


def test_the_agents_place_ground_as_the_engine_does(given: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mesa", reason="Mesa is not installed: it is in the dependency group `bench`")
    run_agents = bench("twins.agent_twin").run_agents
    fast = given.changed("offensive_advance_km_per_day", 0.6)
    ours, few = run_engine(fast, seed=7), fast.take(slice(0, 150))
    outcome = run_agents(few, seed=1)
    p_values = equality(ours, outcome, tuple(outcome.by_name))
    assert min(p_values.values()) > EQUAL, p_values
    monkeypatch.setattr(bench("twins.agent_tempo"), "PICKS", 2)
    outcome = run_agents(few, seed=1)
    assert min(equality(ours, outcome, tuple(outcome.by_name)).values()) < FOUND_OUT
