"""Change one thing in a scenario, and the answers move the way theory says; on the same draws and chance events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pyrrhus
from pyrrhus.scenario.schema import PolicyChoice, Scenario

DRAWS = 250
HORIZON = 60


def changed(scenario: Scenario, **parameters: Any) -> Scenario:
    """The scenario with other values of some parameters, each in its own section of the file."""
    from pyrrhus.scenario.parameters import parameters as table

    sections = {name: dict(getattr(scenario.file, name)) for name in ("parameters", "values", "civilians")}
    for name, value in parameters.items():
        sections[table()[name].section][name] = value
    return scenario.model_copy(update={"file": scenario.file.model_copy(update=sections)})


def run(scenario: Scenario) -> pyrrhus.Assessment:
    return pyrrhus.assess(scenario, draws=DRAWS, horizon_days=HORIZON, seed=11)


@pytest.fixture(scope="module")
def base() -> Scenario:
    return pyrrhus.load("sievierodonetsk")


@pytest.fixture(scope="module")
def plain(base: Scenario) -> pyrrhus.Assessment:
    return run(base)


def last(assessment: pyrrhus.Assessment, name: str, side: str | None = None) -> float:
    found = assessment.forecast[name].isel(date=-1).sel(quantile=0.5)
    return float(found.sel(side=side) if side else found)


def falls(assessment: pyrrhus.Assessment) -> float:
    main = assessment.data["event"]["id"]
    return float(assessment.forecast["fall_probability"].sel(event=main).isel(day=-1))


def test_more_shells_for_the_defender_cost_the_attacker_more_and_the_defender_less(base, plain):
    richer = run(changed(base, defender_shells_per_day=60_000))
    assert last(richer, "casualties", "attacker") > 1.05 * last(plain, "casualties", "attacker")
    assert last(richer, "casualties", "defender") < 0.95 * last(plain, "casualties", "defender")


def test_a_heavier_symbol_keeps_the_garrison_longer(base, plain):
    light = run(changed(base, defender_symbol_0_1=0.0, withdrawal_symbol_weight=4.0))
    heavy = run(changed(base, defender_symbol_0_1=1.0, withdrawal_symbol_weight=4.0))
    assert falls(heavy) < falls(light)


def test_a_faster_attacker_takes_more_ground(base, plain):
    fast = run(changed(base, offensive_advance_km_per_day=0.5))
    slow = run(changed(base, offensive_advance_km_per_day=0.005))
    assert last(fast, "area_gained_km2") > last(slow, "area_gained_km2") + 5.0


def test_better_cover_spares_the_defender(base, plain):
    covered = run(changed(base, fortification_cover_0_1=0.9, fortification_start_0_1=1.0, built_up_cover_0_1=0.8))
    assert last(covered, "casualties", "defender") < last(plain, "casualties", "defender")


def test_civilians_stay_where_nobody_can_leave(base):
    closed = run(changed(base, civilians_leave_per_day=0.0, civilians_remaining=5000))
    moving = run(changed(base, civilians_leave_per_day=0.05, civilians_remaining=5000))
    assert last(closed, "civilians_remaining") > last(moving, "civilians_remaining")


def test_no_fighting_value_without_quality(base, plain):
    """Troops of lower quality on the attacker's side lose more for each of the defender's casualties."""
    forces = tuple(f.model_copy(update={"kind": "conscript"}) if f.side == "attacker" else f for f in base.forces)
    worse = run(changed(base.model_copy(update={"forces": forces}), quality_conscript=0.4))
    regular = tuple(f.model_copy(update={"kind": "regular"}) if f.side == "attacker" else f for f in base.forces)
    better = run(base.model_copy(update={"forces": regular}))
    ratio = [last(a, "casualties", "attacker") / last(a, "casualties", "defender") for a in (worse, better)]
    assert ratio[0] > 1.2 * ratio[1]


def test_an_order_to_leave_is_the_fall(base):
    leave = PolicyChoice.model_validate({"id": "leave", "do": "withdraw_on", "date": base.file.as_of})
    policies = base.file.policies.model_copy(update={"defender": (leave,)})
    gone = run(base.model_copy(update={"file": base.file.model_copy(update={"policies": policies})}))
    assert falls(gone) > 0.99


def test_reserves_last_longer_with_more_recruits(base):
    few = run(changed(base, attacker_recruits_per_day=0.0, attacker_loss_rate_per_day=0.05))
    many = run(changed(base, attacker_recruits_per_day=0.05, attacker_loss_rate_per_day=0.05))
    assert last(many, "reserve", "attacker") > last(few, "reserve", "attacker")


def test_answers_differ_between_battles(plain):
    other = run(pyrrhus.load("avdiivka"))
    texts = [[a["answer"] for a in one.data["answers"]] for one in (plain, other)]
    assert all(a != b for a, b in zip(*texts, strict=True))
    assert not np.allclose(
        plain.forecast["casualties"].isel(date=-1).values, other.forecast["casualties"].isel(date=-1).values
    )


def test_losses_that_no_one_could_bear_are_said_with_both_numbers(base, plain):
    mad = run(changed(base, attacker_killed_per_day=9000)).data["answers"][1]
    assert "This cannot all be" in mad["answer"]
    assert "9,000 a day" in mad["answer"]
    assert "16,000 troops" in mad["answer"], "what forces.csv gives"
    assert "forces.csv" in mad["answer"], "the fix"
    assert mad["confidence"] == "low"
    borne = next(e for e in mad["estimates"] if e["name"] == "killed a day in the first fortnight")
    assert borne["quantiles"]["0.95"] < 4000, "the forecast does not kill whom there is not"
    assert "This cannot all be" not in plain.data["answers"][1]["answer"]


def test_half_the_defenders_and_nothing_claimed_cost_the_attacker_less(base):
    silent = base.model_copy(update={"claims": ()})
    halved = tuple(
        f.model_copy(update={n: 0.5 * v for n in ("personnel", "low", "high") if (v := getattr(f, n)) is not None})
        if f.side == "defender"
        else f
        for f in base.forces
    )
    whole, fewer = run(silent), run(silent.model_copy(update={"forces": halved}))
    assert last(fewer, "casualties", "attacker") < 0.95 * last(whole, "casualties", "attacker")
    assert last(fewer, "casualties", "defender") < 0.8 * last(whole, "casualties", "defender")
