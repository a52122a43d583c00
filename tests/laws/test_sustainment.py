"""Sustainment: nobody is made or lost on the way, flows have their limits; and what the law does to a campaign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, KINDS
from pyrrhus.engine.day import FIELDS
from pyrrhus.engine.front import make_front
from pyrrhus.engine.laws.sustainment import fire_shells, imbalance, plan_axes, receive, sustain
from support.compiled_laws import plain


def troops(rng: np.random.Generator, axes: int = 3) -> dict[str, NDArray[np.float64]]:
    """Ranks, reserves and hospitals at random, in balance."""
    personnel = rng.uniform(0, 2000, (2, axes, KINDS)) * (rng.random((2, axes, KINDS)) < 0.7)
    reserve, healing, gone = (rng.uniform(0, 900, (2, KINDS)) * (rng.random((2, KINDS)) < 0.7) for _ in range(3))
    return {
        "personnel": personnel,
        "reserve": reserve,
        "convalescent": healing,
        "first_strength": personnel.sum(axis=(1, 2)) * rng.uniform(0.5, 2.0, 2),
        "given": personnel.sum(axis=1) + reserve + healing + gone,
        "gone": gone,
    }


def plan_of(rng: np.random.Generator, axes: int = 3) -> NDArray[np.float64]:
    plan = rng.uniform(0.01, 1.0, (2, axes))
    return plan / plan.sum(axis=1, keepdims=True)


def step(there: dict[str, Any], plan: Any, row: Any, needed: float = 1.0) -> None:
    plain(sustain)(
        there["personnel"],
        there["reserve"],
        there["convalescent"],
        there["first_strength"],
        there["given"],
        plan,
        needed,
        row,
    )


def everyone(there: dict[str, Any]) -> NDArray[np.float64]:
    """All of a side and kind, wherever they are, [side, kind]."""
    return there["personnel"].sum(axis=1) + there["reserve"] + there["convalescent"] + there["gone"]


@given(seed=st.integers(0, 10**6), draw=st.integers(0, 149))
@settings(max_examples=60)
def test_nobody_is_made_or_lost_on_the_way(siege, seed: int, draw: int) -> None:
    rng = np.random.default_rng(seed)
    there, row = troops(rng), siege.draws.engine[draw]
    before = {name: array.copy() for name, array in there.items()}
    step(there, plan_of(rng), row)
    recruits = (
        row[[COLUMN["attacker_recruits_per_day"], COLUMN["defender_recruits_per_day"]]] * before["first_strength"]
    )
    np.testing.assert_allclose(everyone(there), there["given"], rtol=1e-9, atol=1e-6)
    joined = (there["given"] - before["given"]).sum(axis=1)
    np.testing.assert_allclose(joined, np.where(before["given"].sum(axis=1) > 0, recruits, 0.0), rtol=1e-9, atol=1e-6)
    for name in ("personnel", "reserve", "convalescent", "given"):
        assert (there[name] >= -1e-9).all(), name
    most = row[[COLUMN["attacker_replacements_per_day"], COLUMN["defender_replacements_per_day"]]]
    sent = there["personnel"].sum(axis=(1, 2)) - before["personnel"].sum(axis=(1, 2))
    assert (sent >= -0.02 * before["personnel"].sum(axis=(1, 2)) - 1e-6).all(), "at most 2 % a day go to rest"
    assert (sent <= most * before["first_strength"] + 1e-6).all()
    assert (
        plain(imbalance)(there["personnel"], there["reserve"], there["convalescent"], there["gone"], there["given"])
        < 1e-9
    )


def full(row: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Both sides at full strength with reserves, and nobody recruited."""
    row[[COLUMN["attacker_recruits_per_day"], COLUMN["defender_recruits_per_day"]]] = 0.0
    there = troops(np.random.default_rng(0))
    there["first_strength"] = there["personnel"].sum(axis=(1, 2))
    there["convalescent"][:] = 0.0
    there["given"] = everyone(there)
    return there


def test_no_losses_no_flow(row) -> None:
    there = full(row)
    share = there["personnel"].sum(axis=2)
    before = {name: array.copy() for name, array in there.items()}
    step(there, share / share.sum(axis=1, keepdims=True), row)
    for name in ("reserve", "given", "convalescent"):
        np.testing.assert_allclose(there[name], before[name], atol=1e-9)
    np.testing.assert_allclose(there["personnel"].sum(axis=1), before["personnel"].sum(axis=1))


def test_replacements_never_exceed_what_is_lacking_nor_the_reserve(row) -> None:
    row[[COLUMN["attacker_replacements_per_day"], COLUMN["defender_replacements_per_day"]]] = 0.1
    there = full(row)
    there["personnel"][:, 0, 0] -= 5.0
    there["personnel"] = np.maximum(there["personnel"], 0.0)
    there["reserve"][DEFENDER] = 0.0
    before = there["personnel"].sum(axis=(1, 2))
    step(there, plan_of(np.random.default_rng(1)), row)
    sent = there["personnel"].sum(axis=(1, 2)) - before
    assert sent[ATTACKER] == pytest.approx(there["first_strength"][ATTACKER] - before[ATTACKER])
    assert sent[DEFENDER] == pytest.approx(0.0, abs=1e-9)


def test_the_wounded_come_back_in_their_time(row) -> None:
    row[COLUMN["convalescence_days"]] = 40.0
    there = full(row)
    there["convalescent"][:] = 100.0
    there["given"] = everyone(there)
    for _ in range(40):
        step(there, plan_of(np.random.default_rng(1)), row)
    np.testing.assert_allclose(there["convalescent"], 100.0 * (1 - 1 / 40.0) ** 40)


def test_troops_shift_to_the_plan_at_2_percent_a_day(row) -> None:
    there = full(row)
    plan = plan_of(np.random.default_rng(2))
    goal = there["personnel"].sum(axis=1)[:, None, :] * plan[:, :, None]
    before = there["personnel"] - goal
    step(there, plan, row)
    np.testing.assert_allclose(there["personnel"] - goal, 0.98 * before, atol=1e-6)


def test_a_shortened_front_sends_its_surplus_to_rest(row) -> None:
    there = full(row)
    before = {name: array.copy() for name, array in there.items()}
    step(there, plan_of(np.random.default_rng(2)), row, needed=0.5)
    rested = (there["reserve"] - before["reserve"]).sum(axis=1)
    np.testing.assert_allclose(rested, 0.02 * 0.5 * before["first_strength"])
    np.testing.assert_allclose(everyone(there), there["given"], rtol=1e-9)


def test_replacements_come_as_the_kinds_of_the_reserve(row) -> None:
    row[[COLUMN["attacker_replacements_per_day"], COLUMN["defender_replacements_per_day"]]] = 0.02
    there = full(row)
    there["personnel"][:, :, 0] *= 0.2
    there["reserve"][:] = [0.0, 0.0, 3000.0, 1000.0]
    kinds = there["personnel"].sum(axis=1)
    step(there, plan_of(np.random.default_rng(2)), row)
    came = there["personnel"].sum(axis=1) - kinds
    np.testing.assert_allclose(came[:, :2], 0.0, atol=1e-9)
    np.testing.assert_allclose(came[:, 2], 3.0 * came[:, 3])
    assert (came[:, 2] > 0.0).all()


def test_the_plan_is_frontage_times_effort(siege) -> None:
    axes = len(siege.campaign.ground.axis_hash)
    front, plan = plain(make_front)(5, axes), np.zeros((2, axes))
    front.frontage_km[:] = [9.95, 0.0, 4.95, 4.95]
    effort = np.ones((2, axes))
    effort[ATTACKER, 0] = 0.5
    plain(plan_axes)(plan, front, effort)
    np.testing.assert_allclose(plan.sum(axis=1), 1.0)
    np.testing.assert_allclose(plan[DEFENDER], np.array([10.0, 0.05, 5.0, 5.0]) / 20.05)
    np.testing.assert_allclose(plan[ATTACKER], np.array([5.0, 0.05, 5.0, 5.0]) / 15.05)


def test_arrivals_go_to_their_axis_or_along_the_plan() -> None:
    plan = np.array([[0.2, 0.8], [0.5, 0.5]])
    personnel, strength, given_ = np.zeros((2, 2, KINDS)), np.zeros(2), np.zeros((2, KINDS))
    plain(receive)(100.0, ATTACKER, 1, -1, plan, personnel, strength, given_)
    plain(receive)(50.0, DEFENDER, 0, 1, plan, personnel, strength, given_)
    assert personnel[ATTACKER, :, 1].tolist() == [20.0, 80.0]
    assert personnel[DEFENDER, :, 0].tolist() == [0.0, 50.0]
    assert strength.tolist() == [100.0, 50.0]
    assert given_[ATTACKER, 1] == 100.0
    assert personnel.sum() == 150.0


@given(st.floats(10, 2e5), st.floats(10, 2e5), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 50), st.booleans())
def test_no_more_is_fired_than_there_is(a: float, d: float, in_a: float, in_d: float, level: float, work: bool) -> None:
    row = np.zeros(len(COLUMN))
    row[COLUMN["attacker_shells_per_day"]], row[COLUMN["defender_shells_per_day"]] = a, d
    shells, fired, daily = np.array([in_a, in_d]), np.zeros(2), np.array([a, d])
    before = shells.copy()
    ratio = plain(fire_shells)(shells, fired, level, row, work)
    assert 0.05 <= ratio <= 20.0
    assert (shells >= -1e-9).all()
    if work:
        assert (fired <= before + daily + 1e-9).all()
        np.testing.assert_allclose(shells, before + daily - fired, atol=1e-6)
    else:
        np.testing.assert_array_equal(fired, daily)


def test_more_fighting_more_fire_until_stocks_are_gone() -> None:
    row = np.zeros(len(COLUMN))
    row[COLUMN["attacker_shells_per_day"]] = row[COLUMN["defender_shells_per_day"]] = 1000.0
    shells, fired, rounds = np.array([2000.0, 0.0]), np.zeros(2), []
    for _ in range(10):
        plain(fire_shells)(shells, fired, 2.0, row, 1)
        rounds.append(fired.copy())
    assert rounds[0] == pytest.approx([1000.0 * 2.0**0.7, 1000.0])
    assert rounds[-1] == pytest.approx([1000.0, 1000.0])


def test_without_the_law_fewer_are_present(siege, siege_at_work) -> None:
    neutral = siege.run(off=("sustainment",))
    there = [(ran.record.personnel[:, -1] + ran.record.reserve[:, -1]).mean(axis=0) for ran in (neutral, siege_at_work)]
    assert (there[0] < there[1]).all()
    np.testing.assert_array_equal(neutral.record.fired[:, 1], neutral.record.fired[:, -1])


def test_without_the_law_nobody_comes(siege) -> None:
    neutral = siege.run(off=("sustainment",))
    start = siege.run(off=("sustainment",), days=1)
    np.testing.assert_allclose(neutral.state.given, start.state.given)


def test_arrivals_come_on_their_day_with_the_error_of_stated_strengths(siege) -> None:
    from pyrrhus.engine.arrays import ATTACKER

    before, after = (
        siege.run(days=days, values={"attacker_recruits_per_day": 0.0, "defender_recruits_per_day": 0.0})
        for days in (18, 19)
    )
    came = (after.state.given - before.state.given).sum(axis=2)
    np.testing.assert_allclose(came[:, ATTACKER], 1500.0 * after.state.arrival_factor[:, ATTACKER], rtol=1e-9)
    assert (came[:, DEFENDER] == 0.0).all()
    assert after.state.arrival_factor[:, ATTACKER].std() > 0.05


@pytest.mark.parametrize("off", [(), ("supply",), ("sustainment",), ("control",), ("withdrawal",), ("orders", "will")])
def test_the_mass_balance_holds_in_every_run(siege, off: tuple[str, ...]) -> None:
    ran = siege.run(off=off, seed=11)
    assert ran.record.out_of_balance.max() < 1e-9
    state = ran.state
    there = state.personnel.sum(axis=2) + state.reserve + state.convalescent + state.gone
    np.testing.assert_allclose(there, state.given, rtol=1e-9, atol=1e-6)
    for name, array in state._asdict().items():
        assert np.isfinite(array).all(), name
    for field in FIELDS:
        if field.bounds is not None:
            assert (getattr(state, field.name) >= field.bounds[0] - 1e-9).all(), field.name
    for name, array in ran.record._asdict().items():
        if name != "fall_gain_km2":
            assert np.isfinite(array).all(), name
