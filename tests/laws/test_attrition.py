"""Attrition: the exchange in the docstring's limits, who is lost how; and what the law does to a campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, CAPTURED, COLUMN, DEFENDER, KILLED, KINDS, WOUNDED
from pyrrhus.engine.front import make_front
from pyrrhus.engine.laws.attrition import (
    casualties_on_axis,
    effect_of_fires,
    measure_contact,
    take_losses,
    take_prisoners,
    worth_ratio,
)

EVEN = {
    "attackers": 1000.0, "defenders": 1000.0, "worth": 1.0, "exposure": 1.0, "level": 1.0, "counter": 0.0,
    "fires": 1.0, "fortified": 0.0, "built_up": 0.0,
}  # fmt: skip


MEN = st.just(0.0) | st.floats(1e-3, 1e6)


@pytest.fixture
def fixed(row: NDArray[np.float64]) -> NDArray[np.float64]:
    for name, value in {
        "attacker_loss_rate_per_day": 0.01,
        "exchange_ratio": 1.6,
        "force_ratio_elasticity": 0.25,
        "fire_elasticity": 0.3,
        "fires_share_of_losses_0_1": 0.7,
        "fortification_cover_0_1": 0.4,
        "built_up_cover_0_1": 0.2,
        "wounded_per_killed": 3.0,
        "captured_share_0_1": 0.05,
        "max_density_per_km": 700.0,
        "contact_share_0_1": 0.3,
        "assault_exposure_ratio": 2.0,
        "quality_assault": 0.8,
        "quality_conscript": 0.7,
        "quality_territorial": 0.75,
        "returned_wounded_share_0_1": 0.6,
        "offensive_mean_days": 60.0,
        "pause_mean_days": 30.0,
        "probing_intensity_ratio": 0.4,
    }.items():
        row[COLUMN[name]] = value
    return row


@pytest.fixture
def fight(plain: Callable[[Any], Any], fixed: NDArray[np.float64]) -> Callable[..., NDArray[np.float64]]:
    def lost(**changes: float) -> NDArray[np.float64]:
        if "shell_ratio" in changes:
            changes["fires"] = plain(effect_of_fires)(changes.pop("shell_ratio"), fixed)
        return np.array(plain(casualties_on_axis)(**{**EVEN, **changes}, parameters=fixed))

    return lost


# what equals in contact lose a day: 1 % of all troops, 0.35 of them in contact, at a mean level of 0.8 in battles, and
# at parity 1.7^0.375 times what they lose at 1.7 to 1
EVEN_LOSS = 0.01 * 1000.0 / 0.35 / 0.8 * 1.7**0.375


def test_even_sides_in_open_ground_exchange_at_the_exchange_ratio(fight) -> None:
    assert fight() == pytest.approx([EVEN_LOSS, EVEN_LOSS / 1.6])


def test_at_the_force_ratio_of_battles_a_day_costs_the_rate_of_all_troops(plain, fixed, fight) -> None:
    """1,700 against 1,000 at the mean share in contact and the mean level of battles: 1 % of the 1,700."""
    lost = fight(attackers=0.35 * 1700.0, defenders=0.35 * 1000.0, level=0.8)
    assert lost[0] == pytest.approx(17.0)
    assert lost[1] == pytest.approx(17.0 / 1.6 / 1.7**0.25)


@pytest.mark.parametrize(
    ("attackers", "defenders", "worth", "fires"), [(900.0, 400.0, 1.3, 1.2), (300.0, 800.0, 0.8, 0.7)]
)
def test_sides_swapped_swap_their_losses(plain, fixed, fight, attackers, defenders, worth, fires) -> None:
    lost = fight(attackers=attackers, defenders=defenders, worth=worth, fires=fires)
    swapped = fixed.copy()
    swapped[COLUMN["attacker_loss_rate_per_day"]] = 0.01 / 1.6
    swapped[COLUMN["exchange_ratio"]] = 1.0 / 1.6
    other = {**EVEN, "attackers": defenders, "defenders": attackers, "worth": 1.0 / worth, "fires": 1.0 / fires}
    assert plain(casualties_on_axis)(**other, parameters=swapped) == pytest.approx(lost[::-1])


@pytest.mark.parametrize("strength", [250.0, 1000.0, 4000.0])
def test_fewer_enemies_cost_less_by_the_stated_elasticity(fight, strength: float) -> None:
    """h = 0.25, so p = 0.375: half the defenders cost the attacker 2^-0.375, and themselves 2^-0.625."""
    whole, half = fight(defenders=strength), fight(defenders=0.5 * strength)
    assert half / whole == pytest.approx([2.0**-0.375, 2.0**-0.625])
    whole, half = fight(attackers=strength), fight(attackers=0.5 * strength)
    assert half / whole == pytest.approx([2.0**-0.625, 2.0**-0.375])


def test_without_supply_a_defender_fights_at_half_his_worth(plain) -> None:
    assert plain(worth_ratio)(1.2, 1.0, 0.0) == pytest.approx(0.6)
    assert plain(worth_ratio)(1.2, 0.0, 1.0) == pytest.approx(2.4)
    assert plain(worth_ratio)(1.2, 0.4, 0.4) == pytest.approx(1.2)


def test_no_intensity_no_losses(fight) -> None:
    assert fight(level=0.0).tolist() == [0.0, 0.0]
    assert fight(attackers=0.0).tolist() == [0.0, 0.0]
    assert fight(defenders=0.0).tolist() == [0.0, 0.0]


def test_losses_are_proportional_to_troops_intensity_and_exposure(fight) -> None:
    assert fight(attackers=2000.0, defenders=2000.0) == pytest.approx(2.0 * fight())
    assert fight(level=0.3) == pytest.approx(0.3 * fight())
    assert fight(exposure=1.5) == pytest.approx(1.5 * fight())


def test_the_exchange_follows_the_formula(fight) -> None:
    def exchange(**changes: float) -> float:
        a, d = fight(**changes)
        return a / d

    assert exchange(attackers=3000.0) == pytest.approx(1.6 * 3.0**0.25), "more attackers for one defender lose more"
    assert exchange(shell_ratio=4.0) == pytest.approx(1.6 * 4.0 ** (-2 * 0.7 * 0.3))
    assert exchange(worth=1.3) == pytest.approx(1.6 * 1.3)
    assert fight(worth=4.0)[0] == pytest.approx(2.0 * fight()[0]), (
        "half of it costs the attacker, half spares the defender"
    )
    assert exchange(fortified=1.0) == pytest.approx(1.6 / 0.6)
    assert exchange(built_up=1.0) == pytest.approx(1.6 / 0.8)
    assert exchange(fortified=0.5, built_up=0.5) == pytest.approx(1.6 / 0.8 / 0.9)
    assert exchange(level=0.2) == pytest.approx(1.6), "intensity moves both alike"


def test_shells_work_both_ways(fight) -> None:
    more, fewer = fight(shell_ratio=2.0), fight(shell_ratio=0.5)
    assert more[0] < fight()[0] < fewer[0]
    assert more[1] > fight()[1] > fewer[1]
    assert fight()[0] / more[0] == pytest.approx(2.0**0.21)


def test_a_day_takes_no_more_than_dupuy_found(fight) -> None:
    assert fight(level=1e6) == pytest.approx([134.4 / 0.35, 57.6 / 0.35])


@given(
    MEN, MEN, st.floats(0.2, 5), st.floats(0, 20), st.floats(0, 3), st.floats(0, 3),
    st.floats(0.05, 20), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 149),
)  # fmt: skip
def test_losses_are_never_negative_nor_more_than_a_day_can_take(
    siege, plain, a, d, quality, exposure, level, counter, shells, fortified, built_up, fed, draw
) -> None:
    lost = plain(casualties_on_axis)(
        a,
        d,
        plain(worth_ratio)(quality, 1.0, fed),
        exposure,
        level,
        counter,
        shells,
        fortified,
        built_up,
        siege.draws.engine[draw],
    )
    assert 0.0 <= lost[0] <= 0.1344 / 0.35 * a + 1e-9
    assert 0.0 <= lost[1] <= 0.0576 / 0.35 * d + 1e-9


def test_who_counter_attacks_pays(fight) -> None:
    quiet, riposte = fight(), fight(counter=1.0)
    added = riposte - quiet
    assert (added > 0.0).all()
    assert added[1] == pytest.approx(1.6 * added[0]), "the exchange turns round"


@pytest.mark.parametrize("fires", [0.5, 2.0])
def test_a_counter_attack_under_fires_costs_its_sides_as_the_shells_have_it(fight, fires: float) -> None:
    """An attacker that fires more kills more of those who leave cover, and loses fewer to them."""
    even = fight(counter=1.0) - fight()
    assert (even > 0.0).all()
    assert fight(counter=1.0, fires=fires) - fight(fires=fires) == pytest.approx(even * [1.0 / fires, fires])


def test_contact_is_the_lesser_of_the_troops_up_and_the_room_there_is(plain, fixed) -> None:
    front = plain(make_front)(3, 2)
    front.frontage_km[:] = [10.0, 1.0]
    personnel = np.zeros((2, 2, KINDS))
    personnel[ATTACKER, :, 0], personnel[ATTACKER, :, 1] = 6000.0, 4000.0
    personnel[DEFENDER, 0, 2] = 1000.0
    present, contact, quality, exposure = np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2))
    plain(measure_contact)(personnel, front, 5.0, fixed, present, contact, quality, exposure)
    assert present.tolist() == [20_000.0, 1000.0]
    assert contact == pytest.approx(np.array([[3000.0, 700.0], [300.0, 0.0]]))
    assert quality == pytest.approx(np.array([[0.6 + 0.4 * 0.8] * 2, [0.7, 1.0]]))
    assert exposure == pytest.approx(np.array([[0.6 + 0.4 * 2.0] * 2, [1.0, 1.0]]))
    plain(measure_contact)(personnel, front, 22.0, fixed, present, contact, quality, exposure)
    assert contact[:, 0] == pytest.approx([1500.0, 150.0]), "half the front of the first day engages half"


def lose(plain: Callable[[Any], Any], fixed: Any, *, casualties: float, side: int = ATTACKER, road: float = 1.0) -> Any:
    """Ranks after, losses by how, healing by kind and gone by kind, from 600 regulars and 200 assault troops."""
    personnel = np.zeros((2, 1, KINDS))
    personnel[side, 0, :2] = 600.0, 200.0
    healing, gone, losses = np.zeros((2, KINDS)), np.zeros((2, KINDS)), np.zeros((2, 3))
    plain(take_losses)(casualties, side, 0, road, personnel, healing, gone, losses, fixed)
    return personnel[side, 0], losses[side], healing[side], gone[side]


def test_killed_wounded_and_captured_in_their_shares(plain, fixed) -> None:
    left, losses, healing, gone = lose(plain, fixed, casualties=100.0)
    assert losses.sum() == pytest.approx(100.0) == 800.0 - left.sum()
    assert losses[CAPTURED] == pytest.approx(5.0)
    assert losses[WOUNDED] / losses[KILLED] == pytest.approx(3.0)
    assert healing.sum() == pytest.approx(0.6 * losses[WOUNDED])
    assert (left + healing + gone)[:2] == pytest.approx([600.0, 200.0]), "nobody vanishes, kind by kind"


def test_no_road_out_and_more_of_the_wounded_die(plain, fixed) -> None:
    _, losses, _, _ = lose(plain, fixed, casualties=100.0, road=0.0)
    assert losses[WOUNDED] / losses[KILLED] == pytest.approx(1.8)


def test_assault_troops_of_the_attacker_are_exposed_more(plain, fixed) -> None:
    left, *_ = lose(plain, fixed, casualties=100.0)
    assert (600.0 - left[0]) / 600.0 == pytest.approx((200.0 - left[1]) / 200.0 / 2.0)
    left, *_ = lose(plain, fixed, casualties=100.0, side=DEFENDER)
    assert (600.0 - left[0]) / 600.0 == pytest.approx((200.0 - left[1]) / 200.0)


def test_no_more_are_lost_than_there_are(plain, fixed) -> None:
    left, losses, _, _ = lose(plain, fixed, casualties=1e6)
    assert (left == 0.0).all()
    assert losses.sum() == pytest.approx(800.0)


def test_prisoners_leave_the_ranks_for_good(plain) -> None:
    personnel = np.full((2, 2, KINDS), 100.0)
    gone, losses = np.zeros((2, KINDS)), np.zeros((2, 3))
    plain(take_prisoners)(0.25, DEFENDER, 1, personnel, gone, losses)
    assert (personnel[DEFENDER, 1] == 75.0).all()
    assert (personnel[DEFENDER, 0] == 100.0).all()
    assert losses[DEFENDER].tolist() == [0.0, 0.0, 100.0]
    assert gone[DEFENDER].sum() == 100.0


def test_without_the_law_nobody_is_killed_or_wounded(siege, siege_at_work) -> None:
    neutral = siege.run(off=("attrition",))
    assert (neutral.state.losses[:, :, :CAPTURED] == 0.0).all()
    assert (siege_at_work.state.losses[:, :, :CAPTURED] > 0.0).all()
    alone = siege.run(off=("attrition", "control", "withdrawal"))
    assert (alone.state.losses == 0.0).all(), "pockets and a garrison without a road make the only prisoners"
    assert neutral.record.personnel[:, -1].sum() > siege_at_work.record.personnel[:, -1].sum()


def test_what_is_lost_for_good_is_what_was_killed_captured_or_never_healed(siege, siege_at_work) -> None:
    state = siege_at_work.state
    never = 1.0 - siege.draws.named["returned_wounded_share_0_1"][:, None]
    expected = state.losses[:, :, KILLED] + state.losses[:, :, CAPTURED] + never * state.losses[:, :, WOUNDED]
    np.testing.assert_allclose(state.gone.sum(axis=2), expected, rtol=1e-9)


def test_a_worse_exchange_costs_the_defender_less(siege) -> None:
    low, high = (siege.run(values={"exchange_ratio": x}, days=30) for x in (0.7, 2.8))
    assert low.state.losses[:, DEFENDER, :2].sum() > 2.0 * high.state.losses[:, DEFENDER, :2].sum()
