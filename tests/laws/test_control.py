"""Control: ground is conserved, flows only where there is a border, pockets close; and what the law does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, CAPTURED, DEFENDER, KINDS, Ground
from pyrrhus.engine.front import Front, make_front, measure_front
from pyrrhus.engine.laws.control import close_pockets, move_ground, shared_area
from support.compiled_laws import plain


def front_of(share: NDArray[np.float32], ground: Ground) -> Front:
    front = plain(make_front)(len(share), len(ground.axis_hash))
    plain(measure_front)(front, share, ground)
    return front


def half(ground: Ground) -> NDArray[np.float32]:
    """The attacker holds the east."""
    return (ground.x_km > 1.0).astype(np.float32)


def move(share: Any, front: Front, axis: int, area: float, ground: Ground, day: int = 1) -> float:
    return plain(move_ground)(share, front, axis, area, ground, np.uint32(3), day, np.uint32(7), ground.axis_hash[axis])


@given(area=st.floats(-60, 60), axis=st.integers(0, 3), day=st.integers(1, 400), seed=st.integers(0, 99))
@settings(max_examples=60)
def test_what_one_side_gains_the_other_loses(siege, area: float, axis: int, day: int, seed: int) -> None:
    ground = siege.campaign.ground
    share = np.clip(half(ground) + np.random.default_rng(seed).choice([0, 0, 0.3, -0.3], len(ground.x_km)), 0, 1)
    share = share.astype(np.float32)
    before, front = share.astype(float), front_of(share, ground)
    edge = (front.push_km if area > 0 else front.pull_km) > 0.0
    moved = move(share, front, axis, area, ground, day)
    changed = (share - before) * ground.area_km2
    assert moved == pytest.approx(changed.sum(), abs=1e-4)
    assert ((share >= 0.0) & (share <= 1.0)).all()
    assert 0.0 <= moved <= area + 1e-6 if area > 0 else area - 1e-6 <= moved <= 0.0
    touched = changed != 0.0
    assert (ground.axis[touched] == axis).all()
    # nothing leaks: what was taken had a border with the taker's ground, or with what he had just taken
    start, neighbour = ground.neighbour_start, ground.neighbour
    beside = [edge[c] or touched[neighbour[start[c] : start[c + 1]]].any() for c in np.flatnonzero(touched)]
    assert all(beside)
    # what was not placed found no border left
    weight = front.push_weight if area > 0 else front.pull_weight
    assert abs(area) - abs(moved) < 1e-4 or weight[axis] <= 0.0


def test_a_small_area_moves_whole(siege) -> None:
    ground = siege.campaign.ground
    share = half(ground)
    axis = int(np.argmax(front_of(share, ground).push_axis_km))
    assert move(share, front_of(share, ground), axis, 0.4, ground) == pytest.approx(0.4, abs=1e-6)
    assert move(share, front_of(share, ground), axis, -0.4, ground) == pytest.approx(-0.4, abs=1e-6)


def test_a_breakthrough_is_placed_in_full(siege) -> None:
    ground = siege.campaign.ground
    share = half(ground)
    axis = int(np.argmax(front_of(share, ground).push_axis_km))
    area = 0.8 * float(((1.0 - share) * ground.area_km2)[ground.axis == axis].sum())
    assert area > 6.0 * np.median(ground.area_km2), "more than a few cells"
    assert move(share, front_of(share, ground), axis, area, ground) == pytest.approx(area, rel=1e-5)


def test_more_than_the_axis_can_hold_fills_it_and_no_more(siege) -> None:
    ground = siege.campaign.ground
    share = half(ground)
    front = front_of(share, ground)
    room = ((1.0 - share) * ground.area_km2)[ground.axis == 0].sum()
    moved = sum(move(share, front, 0, 1e4, ground, day) for day in range(20))
    assert moved == pytest.approx(room, rel=1e-5)
    assert (share[ground.axis == 0] == 1.0).all()
    assert move(share, front, 0, 1e4, ground) == 0.0


def test_a_cell_is_chosen_as_often_as_its_border_is_long(siege) -> None:
    ground = siege.campaign.ground
    front = front_of(half(ground), ground)
    axis = int(np.argmax(front.push_axis_km))
    hits = np.zeros(len(ground.x_km))
    for day in range(3000):
        share = half(ground)
        move(share, front, axis, 0.01, ground, day)
        hits += share != half(ground)
    chance = np.where(ground.axis == axis, front.push_km, 0.0) / front.push_axis_km[axis]
    assert hits.sum() == 3000
    np.testing.assert_allclose(hits / 3000.0, chance, atol=0.04)


def pocket_case(siege: Any) -> tuple[Any, ...]:
    """One cell of the defender's behind the attacker's front, cut off."""
    ground = siege.campaign.ground
    share = half(ground)
    alone = int(np.argmax(ground.x_km))
    share[alone] = 0.0
    supply = np.ones((2, len(share)))
    supply[DEFENDER, alone] = 0.0
    personnel = np.full((2, len(ground.axis_hash), KINDS), 500.0)
    return ground, share, alone, supply, personnel


def test_a_pocket_shrinks_by_a_fifth_a_day_and_its_men_are_taken(siege) -> None:
    ground, share, alone, supply, personnel = pocket_case(siege)
    others = np.arange(len(share)) != alone
    before, men = share.copy(), personnel.sum()
    gone, losses = np.zeros((2, KINDS)), np.zeros((2, 3))
    front = front_of(share, ground)
    net = [plain(close_pockets)(share, supply, front, personnel, gone, losses, ground, 1, False) for _ in range(2)]
    assert share[alone] == pytest.approx(0.4)
    assert net == pytest.approx([0.2 * ground.area_km2[alone]] * 2, rel=1e-5)
    np.testing.assert_array_equal(share[others], before[others])
    assert losses[DEFENDER, CAPTURED] > 0.0
    assert losses.sum() == pytest.approx(losses[DEFENDER, CAPTURED]) == gone.sum()
    assert men - personnel.sum() == pytest.approx(gone.sum())


def test_all_of_a_pocket_shrinks_alike_however_its_cells_are_numbered(siege) -> None:
    ground, share, alone, supply, personnel = pocket_case(siege)
    around = ground.neighbour[ground.neighbour_start[alone] : ground.neighbour_start[alone + 1]]
    pocket = np.append(around[share[around] == 1.0], alone)
    assert len(pocket) > 2
    share[pocket], supply[DEFENDER, pocket] = 0.25, 0.0
    front = front_of(share, ground)
    plain(close_pockets)(share, supply, front, personnel, np.zeros((2, 4)), np.zeros((2, 3)), ground, 9, False)
    np.testing.assert_allclose(share[pocket], min(1.0, 0.25 + 1.0 - 0.8**9), rtol=1e-6)


def test_no_pocket_where_all_are_fed(siege) -> None:
    ground, share, _, supply, personnel = pocket_case(siege)
    supply[:] = 0.01
    before = share.copy()
    assert (
        plain(close_pockets)(
            share, supply, front_of(share, ground), personnel, np.zeros((2, 4)), np.zeros((2, 3)), ground, 1, False
        )
        == 0.0
    )
    np.testing.assert_array_equal(share, before)


def test_shared_area_is_a_weighted_mean() -> None:
    assert plain(shared_area)(np.array([1.0, 0.5, 0.0]), np.arange(3), np.array([0.2, 0.6, 0.2])) == pytest.approx(0.5)


def test_without_the_law_no_pocket_is_closed(siege, siege_at_work) -> None:
    values = {"captured_share_0_1": 0.0}
    neutral = siege.run(off=("control", "withdrawal"), values=values)
    assert (neutral.state.losses[:, :, CAPTURED] == 0.0).all()
    work = siege.run(off=("withdrawal",), values=values)
    assert (work.state.losses[:, DEFENDER, CAPTURED] > 0.0).any(), "with it, those who are cut off are taken"


def test_an_attacker_who_only_advances_is_never_in_a_pocket(siege) -> None:
    values = {"captured_share_0_1": 0.0, "backward_share_0_1": 0.0, "counter_attack_share_0_1": 0.0}
    ran = siege.run(off=("withdrawal",), values=values, days=30)
    prisoners = ran.state.losses[:, ATTACKER, CAPTURED]
    assert (prisoners > 1.0).mean() < 0.1, f"{prisoners.mean():.0f} of the attacker's men are taken a draw"


def test_gain_is_the_change_of_the_map(siege, siege_at_work) -> None:
    area, first = siege.campaign.ground.area_km2, siege.run(days=0, record_days=[0])
    now, before = siege_at_work.state.share.astype(float), first.state.share.astype(float)
    np.testing.assert_allclose(siege_at_work.record.gain_km2[:, -1], (now - before) @ area, atol=5e-3)
    lost = np.maximum(before - now, 0.0) @ area
    np.testing.assert_allclose(siege_at_work.record.retaken_km2[:, -1], lost, atol=5e-3)


def test_counts_of_cells_are_those_of_the_draws(siege_at_work) -> None:
    share = siege_at_work.state.share
    np.testing.assert_array_equal(siege_at_work.counts.held[-1], (share >= 0.5).sum(axis=0))
    np.testing.assert_allclose(siege_at_work.counts.share[-1] / 2.0**20, share.sum(axis=0, dtype=float), atol=1e-3)


def test_shares_stay_shares(siege, siege_at_work) -> None:
    for array in (siege_at_work.state.share, siege_at_work.state.destruction, siege_at_work.state.fortification):
        assert ((array >= 0.0) & (array <= 1.0)).all()


def test_a_short_reach_fights_for_the_town_and_a_long_one_everywhere(siege) -> None:
    """The same ground changes hands; with a short reach more of it near the centre."""
    values = {"withdrawal_base_per_day": 0.0, "offensive_advance_km_per_day": 0.02, "backward_share_0_1": 0.0}
    near = siege.campaign.ground.near
    shares = []
    for pull in (30.0, 0.0):
        ran = siege.run(off=("withdrawal", "control"), values={**values, "objective_pull_ratio": pull}, days=30)
        shares.append(float((ran.state.share @ siege.campaign.ground.town).mean()))
    assert near.sum() == pytest.approx(1.0)
    assert shares[0] > shares[1] + 0.02


def test_focus_falls_off_with_the_reach(siege) -> None:
    from pyrrhus.engine.arrays import COLUMN, PARAMETERS
    from pyrrhus.engine.laws.control import measure_focus

    ground, row = siege.campaign.ground, np.zeros(len(PARAMETERS))
    row[COLUMN["objective_reach_km"]], row[COLUMN["built_up_advance_factor"]] = 3.0, 1.0
    row[COLUMN["objective_pull_ratio"]] = 7.0
    focus = np.zeros(len(ground.x_km))
    plain(measure_focus)(focus, ground, 0.5, row)
    expected = (1.0 + 7.0 * np.exp(-np.hypot(ground.x_km, ground.y_km) / 3.0)) / 8.0
    np.testing.assert_allclose(focus, expected, atol=1e-6)
    far = np.zeros(len(ground.x_km))
    plain(measure_focus)(far, ground, 0.0, row)
    np.testing.assert_array_equal(far, 1.0)  # nobody near the town: it pulls nothing
    row[COLUMN["built_up_advance_factor"]] = 0.4
    slower = np.zeros(len(ground.x_km))
    plain(measure_focus)(slower, ground, 0.5, row)
    np.testing.assert_allclose(slower, focus * (1.0 - 0.6 * ground.built_up), atol=2e-6)
    assert (slower < focus).any()


def test_focus_follows_where_ground_changed_of_late(siege) -> None:
    from pyrrhus.engine.arrays import COLUMN, PARAMETERS
    from pyrrhus.engine.laws.control import measure_focus

    ground, row = siege.campaign.ground, np.zeros(len(PARAMETERS))
    row[COLUMN["objective_reach_km"]], row[COLUMN["built_up_advance_factor"]] = 1.0, 1.0
    lively = ground._replace(activity=np.linspace(0.0, 2.0, len(ground.x_km)))
    for part in (0.0, 0.4, 1.0):
        row[COLUMN["local_persistence_0_1"]] = part
        focus = np.zeros(len(ground.x_km))
        plain(measure_focus)(focus, lively, 0.5, row)
        np.testing.assert_allclose(focus, 1.0 - part + part * lively.activity, atol=2e-5)


def test_the_more_it_follows_the_more_ground_goes_where_it_went_before(siege) -> None:
    south = siege.campaign.terrain.axis == 2
    ground = siege.campaign.ground._replace(activity=np.where(south, 4.0, 0.25))
    world = replace(siege, campaign=replace(siege.campaign, ground=ground))
    parts = []
    for follows in (0.0, 0.5, 1.0):
        values = {
            "withdrawal_base_per_day": 0.0,
            "backward_share_0_1": 0.0,
            "local_persistence_0_1": follows,
            "offensive_advance_km_per_day": 0.02,  # slow enough for the south to have room for what it gets
        }
        begun, ended = (world.run(off=("withdrawal",), values=values, days=days).state.share for days in (0, 7))
        won = (ended.astype(float) - begun) @ np.where(south, ground.area_km2, 0.0)
        parts.append(float(won.mean()))
    assert parts == sorted(parts)
    assert parts[2] > 2.0 * parts[0] > 0.0
