"""Parameters of every draw: quantiles of the priors, keyed by name, claims in their place, killed a day as rates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign.draws import draw_parameters, with_claims
from pyrrhus.campaign.expected import Contact
from pyrrhus.engine.arrays import COLUMN, PARAMETERS
from pyrrhus.scenario.parameters import parameters, resolve
from pyrrhus.scenario.schema import SIDES, Force

CONTACT = Contact(np.array([[10_000.0, 0.0, 0.0, 0.0], [6_000.0, 0.0, 0.0, 0.0]]), 20.0)
STRENGTH = CONTACT.kinds.sum(axis=1)


def drawn(make_siege: Any, *, draws: int = 400, seed: int = 7, **written: Any) -> Any:
    file = make_siege(file={"parameters": written}).file
    return draw_parameters(resolve(file), draws=draws, seed=seed, contact=CONTACT)


def test_every_parameter_of_the_kernel_is_drawn_in_its_column(make_siege) -> None:
    found = drawn(make_siege)
    assert found.engine.shape == (400, len(PARAMETERS))
    assert found.engine.flags.c_contiguous
    for name, column in COLUMN.items():
        np.testing.assert_array_equal(found.engine[:, column], found.named[name])
    # parameters that the kernel does not know are drawn too, for the answers
    assert {
        "attacker_place_value",
        "defender_place_value",
        "symbol_value_ratio",
        "children_share_0_1",
        "artillery_reach_km",
    } <= set(found.named)
    assert np.isfinite(found.engine).all()


def test_values_stay_in_the_bounds_of_the_table(make_siege) -> None:
    found = drawn(make_siege, draws=2000)
    for name, value in found.named.items():
        entry = parameters()[name]
        assert (value >= entry.low).all(), name
        assert (value <= entry.high).all(), name


def test_draws_have_the_quantiles_of_their_priors(make_siege) -> None:
    found, priors = drawn(make_siege, draws=4000), resolve(make_siege().file)
    at = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    for name, value in found.named.items():
        edges = priors[name].distribution.quantile(at)
        if np.unique(edges).size == len(at):
            below = (value[:, None] <= edges).mean(axis=0)
            assert below == pytest.approx(at, abs=0.035), name


def test_a_draw_is_the_same_however_many_there_are(make_siege) -> None:
    few, many = drawn(make_siege, draws=30), drawn(make_siege, draws=300)
    np.testing.assert_array_equal(few.engine, many.engine[:30])
    assert not (few.engine == drawn(make_siege, draws=30, seed=8).engine).all(axis=0)[COLUMN["exchange_ratio"]]


def test_one_changed_prior_leaves_every_other_draw_as_it_was(make_siege) -> None:
    base, changed = drawn(make_siege), drawn(make_siege, exchange_ratio={"uniform": [2.0, 3.0]})
    differ = [name for name in PARAMETERS if not np.array_equal(base.named[name], changed.named[name])]
    assert differ == ["exchange_ratio"]


def test_draws_of_different_parameters_are_independent(make_siege) -> None:
    found = drawn(make_siege, draws=2000)
    ranks = found.engine[:, found.engine.std(axis=0) > 0].argsort(axis=0).argsort(axis=0)
    between = np.corrcoef(ranks.T) - np.eye(ranks.shape[1])
    assert np.abs(between).max() < 0.12


def test_taking_and_changing_rows(make_siege) -> None:
    base = drawn(make_siege, draws=50)
    taken = base.take(np.array([4, 4, 1]))
    np.testing.assert_array_equal(taken.engine, base.engine[[4, 4, 1]])
    np.testing.assert_array_equal(taken.named["symbol_value_ratio"], base.named["symbol_value_ratio"][[4, 4, 1]])
    changed = base.changed({"exchange_ratio": np.full(50, 9.0)})
    assert (changed.engine[:, COLUMN["exchange_ratio"]] == 9.0).all()
    assert not (base.engine[:, COLUMN["exchange_ratio"]] == 9.0).any(), "the original stays"
    assert (changed.named["exchange_ratio"] == 9.0).all()


FIXED = {
    "offensive_mean_days": 60, "pause_mean_days": 30, "probing_intensity_ratio": 0.4, "dormant_intensity_ratio": 0.1,
    "wounded_per_killed": 3, "captured_share_0_1": 0.04, "contact_share_0_1": 0.3, "max_density_per_km": 10_000,
    "force_ratio_elasticity": 0.25, "intensity_log_sd": 0.05, "counter_attack_share_0_1": 0, "fire_elasticity": 0,
    "assault_exposure_ratio": 1, "fortification_cover_0_1": 0,
}  # fmt: skip


def test_killed_a_day_of_both_sides_keep_their_ratio(make_siege) -> None:
    found = drawn(make_siege, draws=20, attacker_killed_per_day=20, defender_killed_per_day=10, **FIXED).named
    exchange = found["exchange_ratio"] * (STRENGTH[0] / STRENGTH[1]) ** 0.25
    assert exchange == pytest.approx(np.full(20, 2.0))
    double = drawn(make_siege, draws=20, attacker_killed_per_day=40, **FIXED).named
    single = drawn(make_siege, draws=20, attacker_killed_per_day=20, **FIXED).named
    rate = "attacker_loss_rate_per_day"
    assert double[rate] == pytest.approx(2.0 * single[rate])


def test_killed_a_day_stand_for_all_casualties(make_siege) -> None:
    def rate(**changes: float) -> float:
        found = drawn(make_siege, draws=20, attacker_killed_per_day=5, **{**FIXED, **changes})
        return float(found.named["attacker_loss_rate_per_day"][0])

    assert rate(wounded_per_killed=6) / rate() == pytest.approx(7.0 / 4.0)
    assert rate(captured_share_0_1=0.2) / rate() == pytest.approx(0.96 / 0.8)
    assert rate(contact_share_0_1=0.15) / rate() == pytest.approx(2.0)
    halved = 2.0**0.625 * (1500.0 / 1500.0) * (1800.0 / 1500.0) ** 0.375
    assert rate(max_density_per_km=75) / rate() == pytest.approx(halved), (
        "1,500 and 1,500 on 20 km, not 3,000 and 1,800"
    )


def mean_level_of_the_chain() -> float:
    """Long-run mean intensity of the chain of phases (`engine/laws/orders.py`) at the fixed parameters.

    Over that of the weeks of a battle, which has no dormant days.
    """
    a = 30.0 / 60.0
    share = np.array([1.0, a, 0.5 * a * a])  # offensive, probing, dormant
    return float(share @ [1.0, 0.4, 0.1] / share.sum() / (share[:2] @ [1.0, 0.4] / share[:2].sum()))


def test_killed_a_day_is_the_long_run_mean_of_the_chain(make_siege) -> None:
    rate = drawn(make_siege, draws=20, attacker_killed_per_day=60, **FIXED).named["attacker_loss_rate_per_day"]
    casualties = rate * 0.3 / 0.35 * STRENGTH[0] * (1.7 * 0.6) ** 0.375 * mean_level_of_the_chain()
    assert casualties * 0.96 / 4.0 == pytest.approx(np.full(20, 60.0), rel=0.02)


def test_a_run_kills_what_was_asked_for(make_siege, make_world) -> None:
    asked = {**FIXED, "attacker_killed_per_day": 2, "culmination_loss_0_1": 0.9, "fires_share_of_losses_0_1": 0}
    equal = tuple(
        Force(side=side, formation="x", kind="regular", personnel=8000, low=7999, high=8001) for side in SIDES
    )
    world = make_world(make_siege(file={"parameters": asked}, forces=equal), draws=300, lively=False)
    still = {"attacker_replacements_per_day": 0.1, "defender_replacements_per_day": 0.1}
    still |= {"attacker_reserve_share": 20.0, "defender_reserve_share": 20.0, "supply_need_0_1": 0.01}
    ran = world.run(days=182, off=("advance", "control", "withdrawal", "will", "supply"), values=still)
    # leave the first weeks aside, in which the start is forgotten
    killed = (ran.record.losses[:, -1, 0, 0] - ran.record.losses[:, 6, 0, 0]) / (182 - 42)
    assert float(killed.mean()) == pytest.approx(2.0, rel=0.07)


class Found:
    """A fused quantity as `with_claims` reads it."""

    def __init__(self, levels: Any, values: Any) -> None:
        self.grid_probability, self.grid_value = levels, values


class Fused:
    def __init__(self, found: Found | None) -> None:
        self.found, self.asked = found, []

    def find_now(self, *key: Any) -> Found | None:
        self.asked.append(key)
        return self.found


def claimed(make_siege: Any, fused: Fused) -> Any:
    priors = resolve(make_siege(file={"parameters": {"attacker_killed_per_day": {"claims": "killed_per_day"}}}).file)
    return priors, *with_claims(priors, fused, centre="town")


def test_claims_take_the_place_of_the_prior(make_siege) -> None:
    levels, values = np.array([0.05, 0.5, 0.95]), np.array([50.0, 100.0, 300.0])
    fused = Fused(Found(levels, values))
    before, after, names = claimed(make_siege, fused)
    assert names == ("attacker_killed_per_day",)
    assert fused.asked == [("killed_per_day", "attacker", "town")]
    assert after["attacker_killed_per_day"].distribution.quantile(levels) == pytest.approx(values)
    assert {n for n in after if after[n] is not before[n]} == {"attacker_killed_per_day"}


def test_claims_outside_the_bounds_are_held_to_them(make_siege) -> None:
    _, after, _ = claimed(make_siege, Fused(Found([0.05, 0.5, 0.95], [50.0, 100.0, 9e9])))
    assert after["attacker_killed_per_day"].distribution.quantile(np.array([0.999])) <= 20_000.0


@pytest.mark.parametrize("found", [None, Found([], [])])
def test_where_claims_say_nothing_the_prior_stays(make_siege, found: Found | None) -> None:
    before, after, names = claimed(make_siege, Fused(found))
    assert names == ()
    assert after == before
