"""Collapse and withdrawal: the hazard and its limits, what follows the order, policies; and what the law does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import CAPTURED, COLUMN, DEFENDER, KINDS, PARAMETERS
from pyrrhus.engine.front import make_front, measure_front
from pyrrhus.engine.laws.policies import ACT_HOLD, ACT_HOLD_AT_ALL_COSTS, ACT_WITHDRAW
from pyrrhus.engine.laws.withdrawal import (
    garrison_strain,
    is_ordered_out,
    leave_town,
    trap_garrison,
    trapped_by_staying,
    trapped_on_leaving,
    withdrawal_rate,
)
from pyrrhus.scenario.schema import PolicyChoice

GOING = {"ground_km2_per_day": 1.0, "corridor_loss": 0.0, "town_lost": 0.0, "strain_added": 0.0}


@pytest.fixture
def fixed(row: NDArray[np.float64]) -> NDArray[np.float64]:
    for name, value in {
        "withdrawal_base_per_day": 0.001,
        "withdrawal_corridor_weight": 3.0,
        "withdrawal_ground_elasticity": 0.8,
        "withdrawal_town_weight": 0.7,
        "withdrawal_reserve_weight": 1.5,
        "withdrawal_loss_weight": 0.8,
        "withdrawal_symbol_weight": 1.0,
        "defender_symbol_0_1": 0.0,
    }.items():
        row[COLUMN[name]] = value
    return row


@pytest.fixture
def rate(plain: Callable[[Any], Any], fixed: NDArray[np.float64]) -> Callable[..., float]:
    return lambda **changes: float(plain(withdrawal_rate)(**{**GOING, **changes}, parameters=fixed))


def test_at_a_square_kilometre_a_day_a_garrison_with_its_roads_goes_at_the_base_rate(rate) -> None:
    assert rate() == pytest.approx(0.001)


def test_where_the_ground_does_not_go_garrisons_stay(rate) -> None:
    assert rate(ground_km2_per_day=0.0) / rate() == pytest.approx((0.02 / 1.02) ** 0.8)
    assert rate(ground_km2_per_day=-3.0) == rate(ground_km2_per_day=0.0), "ground won back is none lost"
    assert rate(ground_km2_per_day=2.0) / rate() == pytest.approx((2.02 / 1.02) ** 0.8)
    assert rate(ground_km2_per_day=9.0) == rate(ground_km2_per_day=4.0)


def test_each_term_weighs_what_the_formula_says(rate, fixed, plain) -> None:
    plainly = rate()
    assert rate(corridor_loss=1.0) / plainly == pytest.approx(np.exp(3.0))
    assert rate(town_lost=0.5) / plainly == pytest.approx(np.exp(0.35))
    assert rate(strain_added=1.0) / plainly == pytest.approx(np.e)
    strain = plain(garrison_strain)
    assert strain(0.0, 0.0, 0.8, fixed) == 0.0
    assert strain(1.0, 0.0, 0.8, fixed) == pytest.approx(1.5)
    assert strain(0.0, 0.5, 0.8, fixed) == pytest.approx(0.8)
    assert strain(0.0, 0.0, 0.3, fixed) == pytest.approx(1.0)
    fixed[COLUMN["defender_symbol_0_1"]] = 1.0
    assert rate() / plainly == pytest.approx(np.exp(-1.0))


def test_no_base_never(plain, fixed) -> None:
    fixed[COLUMN["withdrawal_base_per_day"]] = 0.0
    assert plain(withdrawal_rate)(2.0, 1.0, 1.0, 3.0, fixed) == 0.0
    assert not any(ordered(plain, 0.0, ACT_HOLD, history) for history in range(500))


SHARE = st.floats(0, 1)


@given(st.floats(-5, 5), SHARE, SHARE, st.floats(-3, 3), st.integers(0, 149))
def test_the_rate_is_finite_and_worse_is_never_safer(siege, plain, going, loss, town, strain, draw) -> None:
    of, parameters = plain(withdrawal_rate), siege.draws.engine[draw]
    value = of(going, loss, town, strain, parameters)
    assert 0.0 <= value < 1e6
    worst = of(going + 0.1, min(1.0, loss + 0.1), min(1.0, town + 0.1), strain + 0.1, parameters)
    assert worst >= value * (1.0 - 1e-12)


def ordered(plain: Any, rate_per_day: float, action: int, history: int, *, day: int = 1) -> bool:
    return bool(plain(is_ordered_out)(rate_per_day, action, np.uint32(history), day, np.uint32(7)))


def waits(plain: Any, rate_per_day: float, action: int, histories: int) -> NDArray[np.int64]:
    """Days until each of many garrisons is ordered out, at a constant rate."""
    out = []
    for history in range(histories):
        day = 1
        while day < 4000 and not ordered(plain, rate_per_day, action, history, day=day):
            day += 1
        out.append(day)
    return np.array(out)


def test_at_constant_terms_the_waiting_time_is_exponential(plain) -> None:
    from scipy.stats import kstest

    days = waits(plain, 0.1, ACT_HOLD, 600)
    assert days.mean() == pytest.approx(1.0 / (1.0 - np.exp(-0.1)), rel=0.12)
    # a day's wait stands for the whole day: spread it evenly over the day and compare with the exponential
    spread = days - 1 + (np.arange(600) * 0.6180339887) % 1.0
    assert kstest(spread, "expon", args=(0, 10.0)).pvalue > 1e-3


def test_at_all_costs_a_twentieth_of_the_rate(plain) -> None:
    assert waits(plain, 2.0, ACT_HOLD_AT_ALL_COSTS, 300).mean() == pytest.approx(1.0 / (1.0 - np.exp(-0.1)), rel=0.2)


def test_a_policy_to_withdraw_gives_the_order(plain) -> None:
    assert ordered(plain, 0.0, ACT_WITHDRAW, 1)
    assert not ordered(plain, 0.0, ACT_HOLD, 1)


def test_policies_of_the_defender_act_in_a_campaign(siege) -> None:
    from pyrrhus.scenario.schema import PolicyChoice

    def ordered_days(**settings: Any) -> NDArray[np.int32]:
        choice = PolicyChoice.model_validate({"id": "p", **settings})
        return siege.run(policies=(None, choice), values={"withdrawal_base_per_day": 0.0}).state.ordered_day

    start = siege.campaign.start
    assert (ordered_days(do="hold") == -1).all()
    left = ordered_days(do="withdraw_on", date=start + timedelta(days=12))
    assert (left[left >= 0] >= 12).all()
    assert (left == 12).mean() > 0.5, "who has lost the town by then has nothing to leave"
    for terms in ({"supply_below": 0.5}, {"share_lost_above": 0.02}, {"roads_below": 2}):
        found = ordered_days(do="hold_until", **terms)
        assert (found >= 0).mean() > 0.2, terms
    both = ordered_days(do="hold_until", all=[{"supply_below": 0.5}, {"share_lost_above": 0.02}])
    either = ordered_days(do="hold_until", any=[{"supply_below": 0.5}, {"share_lost_above": 0.02}])
    late = ordered_days(do="hold_until", any=[{"supply_below": 0.5}, {"share_lost_above": 0.02}], delay_days=5)
    assert (both >= 0).mean() <= (either >= 0).mean()
    same = (either >= 0) & (late >= 0)
    assert (late[same] == either[same] + 5).mean() > 0.5, "the others had lost the town in between"


def test_a_named_road_that_closes_is_a_reason_to_leave(make_siege, make_world) -> None:
    from pyrrhus.scenario.schema import PolicyChoice

    routes = tuple(
        r.model_copy(update={"ref": "A1"}) if {r.from_, r.to} & {"western", "far_west"} else r
        for r in make_siege().routes
    )
    world = make_world(make_siege(routes=routes), draws=60)
    choice = PolicyChoice.model_validate({"id": "p", "do": "hold_until", "any": [{"road_closed": "A1"}]})
    found = world.run(policies=(None, choice), values={"withdrawal_base_per_day": 0.0}).state.ordered_day
    never = world.run(values={"withdrawal_base_per_day": 0.0}).state.ordered_day
    assert (never == -1).all()
    assert 0.1 < (found > 0).mean() < 1.0


def test_what_is_left_of_the_town_passes_over_in_the_days_it_takes(siege, plain) -> None:
    ground = siege.campaign.ground
    share = np.where(ground.x_km > 0.3, 1.0, 0.2).astype(np.float32)
    front = make_front(len(share), len(ground.axis_hash))
    plain(measure_front)(front, share, ground)
    before, moved = share.astype(float), 0.0
    for days_left in (4.0, 3.0, 2.0, 1.0):
        left_before = ((1.0 - share) * ground.town).sum()
        moved += plain(leave_town)(share, front, ground, days_left)
        left = ((1.0 - share) * ground.town).sum()
        assert left == pytest.approx(left_before * (1.0 - 1.0 / days_left), abs=1e-6)
    assert (share[ground.town > 0.0] == 1.0).all()
    np.testing.assert_array_equal(share[ground.town == 0.0], before[ground.town == 0.0].astype(np.float32))
    assert moved == pytest.approx(((share - before) * ground.area_km2).sum(), rel=1e-5)


def test_only_a_garrison_without_a_road_is_trapped(siege, plain) -> None:
    ground = siege.campaign.ground
    axes = len(ground.axis_hash)
    share = (ground.x_km > 0.3).astype(np.float32)
    front = plain(make_front)(len(share), axes)
    plain(measure_front)(front, share, ground)
    for fed, most in ((1.0, 0.0), (0.5, 0.0), (0.25, 0.15), (0.0, 0.3)):
        personnel, gone, losses = np.full((2, axes, KINDS), 100.0), np.zeros((2, KINDS)), np.zeros((2, 3))
        trapped = plain(trapped_on_leaving)(fed)
        taken = plain(trap_garrison)(trapped, np.zeros(axes), front, ground, personnel, gone, losses)
        assert taken == pytest.approx(losses[DEFENDER, CAPTURED]) == pytest.approx(gone.sum())
        assert taken == pytest.approx(800.0 * axes - personnel.sum())
        assert taken <= most * 400.0 * axes + 1e-9
        assert (taken > 0.0) == (most > 0.0)
        assert losses[0].sum() == 0.0


def test_without_the_law_no_one_withdraws_and_the_town_falls_later(siege, siege_at_work) -> None:
    neutral = siege.run(off=("withdrawal",))
    assert (neutral.state.ordered_day == -1).all()
    never = 10_000
    fall = [np.where(r.state.event_day[:, 0] < 0, never, r.state.event_day[:, 0]) for r in (neutral, siege_at_work)]
    assert fall[0].mean() > fall[1].mean() + 100.0
    assert (fall[0] >= fall[1] - 15).mean() > 0.9, "draw by draw, on the same chances"


def policy(**settings: Any) -> PolicyChoice:
    return PolicyChoice.model_validate({"id": "p", **settings})


def test_policies_on_the_same_chances(siege, siege_at_work) -> None:
    soon = policy(do="withdraw_on", date=siege.campaign.start + timedelta(days=10))
    leave, cling = siege.run(policies=(None, soon)), siege.run(policies=(None, policy(do="hold_at_all_costs")))
    assert (leave.state.ordered_day <= 10).mean() > 0.95
    assert (leave.state.event_day[:, 0] >= 0).mean() > 0.95
    work = siege_at_work.state.ordered_day
    assert (cling.state.ordered_day >= 0).mean() < (work >= 0).mean() - 0.1
    same = (work < 0) | (work > 7)
    np.testing.assert_array_equal(leave.record.losses[same, 1], siege_at_work.record.losses[same, 1])


def test_no_losses_are_no_bad_exchange(siege) -> None:
    held = siege.run(
        off=("attrition", "control"),
        policies=(None, policy(do="hold_until", exchange_below=0.5)),
        days=3,
        values={"withdrawal_base_per_day": 0.0},
    )
    assert (held.state.ordered_day == -1).all()


def test_share_lost_above_is_of_troops_not_of_ground(siege) -> None:
    """With nobody lost, a garrison that holds until it has lost a part of its strength holds."""
    held = siege.run(
        off=("attrition", "control"),
        policies=(None, policy(do="hold_until", share_lost_above=0.3)),
        days=40,
        values={
            "withdrawal_base_per_day": 0.0,
            "offensive_advance_km_per_day": 0.2,
            "cut_off_capture_per_day": 0.0,
        },
    )
    assert (held.state.losses[:, DEFENDER] == 0.0).all()
    assert (held.state.ordered_day == -1).all()


def test_roads_below_orders_the_garrison_out_when_roads_close(siege) -> None:
    values = {"withdrawal_base_per_day": 0.0}
    all_roads = policy(do="hold_until", roads_below=100)
    assert (siege.run(policies=(None, all_roads), values=values, days=30).state.ordered_day >= 0).all()


def test_at_all_costs_orders_a_withdrawal_far_later(siege) -> None:
    values = {"withdrawal_base_per_day": 0.00003}
    stubborn = siege.run(policies=(None, policy(do="hold_at_all_costs")), values=values)
    plain = siege.run(policies=(None, policy(do="hold")), values=values)
    assert (stubborn.state.ordered_day >= 0).mean() < 0.5 * (plain.state.ordered_day >= 0).mean()


def test_while_maps_are_observed_nobody_leaves_and_the_hazard_adds_up(siege) -> None:
    seen = siege.run(observed=True)
    assert (seen.state.ordered_day == -1).all()
    assert (seen.state.hazard > 0.0).any()
    assert (seen.state.hazard >= 0.0).all()
    assert (siege.run(observed=True, values={"withdrawal_base_per_day": 0.0}).state.hazard == 0.0).all()


def test_staying_without_stores_costs_prisoners_and_with_them_none(plain) -> None:
    row = np.zeros(len(PARAMETERS))
    row[COLUMN["cut_off_capture_per_day"]] = 0.05
    stay = plain(trapped_by_staying)
    assert stay(1.0, row) == 0.0
    assert stay(0.0, row) == pytest.approx(1.0 - np.exp(-0.05))
    assert 0.0 < stay(0.5, row) < stay(0.1, row)


def test_a_garrison_that_is_cut_off_and_holds_on_pays_for_it(siege) -> None:
    hold = (None, policy(do="hold_at_all_costs"))
    free = siege.run(policies=hold, values={"cut_off_capture_per_day": 0.0, "supply_need_0_1": 0.9})
    dear = siege.run(policies=hold, values={"cut_off_capture_per_day": 0.2, "supply_need_0_1": 0.9})
    assert dear.state.losses[:, DEFENDER, CAPTURED].mean() > free.state.losses[:, DEFENDER, CAPTURED].mean()
