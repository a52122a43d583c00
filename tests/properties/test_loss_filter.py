"""Claimed losses in the filter: what comes out is battles times claims, once each; and what moves losses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign.compile import contact_measure, settings, timeline
from pyrrhus.campaign.expected import Contact, casualties_per_killed, expected_casualties, level_of_war
from pyrrhus.campaign.forecast import fresh_start
from pyrrhus.claims.stretches import LossEvidence
from pyrrhus.engine.arrays import LAWS
from pyrrhus.engine.ensemble import run
from pyrrhus.filter.ahead import expected_level
from pyrrhus.filter.assimilate import assimilate
from pyrrhus.filter.history import stretches
from pyrrhus.scenario.schema import SIDES, Force

START = date(2030, 3, 1)
DRAWS = 500
SD, SPREAD = 0.25, 0.3  # of what is claimed: of the whole, and of each stretch by itself


def force(side: str, personnel: float) -> Force:
    return Force.model_validate(
        {
            "side": side,
            "formation": "all",
            "kind": "regular",
            "personnel": personnel,
            "low": 0.999 * personnel,
            "high": 1.001 * personnel,
        }
    )


def evidence(spans: list[tuple[date, date]], a_day: float, sides: tuple[Any, ...] = SIDES[:1]) -> LossEvidence:
    """One figure for all of the battle, known to a factor, and by SPREAD in every stretch by itself."""
    n = len(spans) * len(sides)
    one, each = np.ones((n, n)), np.eye(n)
    return LossEvidence(
        sides,
        tuple((first + timedelta(days=1), last) for first, last in spans),
        np.full(n, np.log(a_day)),
        SD**2 * one + SPREAD**2 * each,
        np.zeros(n),
        100.0 * one + 4.0 * each,
    )


class Sieges:
    """The made-up siege twelve weeks on, with exact strengths, under claims of the attacker's killed a day."""

    def __init__(self, make_siege: Any, make_world: Any, **values: float) -> None:
        forces = (force("attacker", 12_000.0), force("defender", 7_000.0))
        as_of = START + timedelta(days=84)
        written = {
            "attacker_replacements_per_day": 0.02,
            "defender_replacements_per_day": 0.02,
            "attacker_reserve_share": 10,
            "defender_reserve_share": 10,
            "intensity_log_sd": 0.3,
        }
        scenario = make_siege(forces=forces, file={"as_of": as_of, "parameters": written})
        world = make_world(scenario, draws=DRAWS, lively=False)
        changed = {name: np.full(DRAWS, value) for name, value in values.items()}
        self.world = replace(world, draws=world.draws.changed(changed))
        self.parts = stretches(START, as_of)

    def usual(self) -> float:
        """Median killed a day by the battle's prior alone."""
        return float(np.exp(np.median(self.before())))

    def before(self) -> np.ndarray:
        named = self.world.draws.named
        expected = expected_casualties(named, contact_measure(self.world.campaign))[0]
        return np.log(named["attacker_loss_rate_per_day"] * expected / casualties_per_killed(named))

    @cache  # noqa: B019
    def told(self, factor: float | None, seed: int = 7) -> Any:
        said = None if factor is None else evidence(self.parts, factor * self.usual())
        return assimilate(
            self.world.campaign, self.world.draws, seed=seed, threads=1, losses=said, priors=self.world.priors
        )

    def ahead(
        self,
        found: Any,
        *,
        days: int = 14,
        change: Any = None,
        values: dict[str, Any] | None = None,
        off: Any = (),
    ) -> Any:
        """Killed a day [draw, side] of a forecast from these draws, after `change` to the state, without laws `off`."""
        state = fresh_start(found.fork(), found.draws, population=9000.0)
        if change is not None:
            change(state)
        before = state.losses.copy()
        first = self.world.campaign.as_of
        switches = np.array([0 if law in off else 1 for law in LAWS], dtype=np.uint8)
        run(
            self.world.campaign.ground,
            timeline(self.world.campaign, first=first, days=days, maps=False, record_days=[days]),
            settings(self.world.campaign, seed=7, first=first, policies=(None, None), laws=switches),
            found.draws.changed(values or {}).engine,
            state,
            threads=1,
        )
        return (state.losses - before)[:, :, 0] / days


@pytest.fixture(scope="module")
def sieges(make_siege, make_world) -> Sieges:
    return Sieges(make_siege, make_world)


@pytest.fixture(scope="module")
def standing(make_siege, make_world) -> Sieges:
    """The same where the ground stands in the history, as it does wherever maps are."""
    return Sieges(make_siege, make_world, offensive_advance_km_per_day=1e-5)


def joint(sieges: Sieges, claimed: float) -> tuple[float, float]:
    """Median and log sd of the last stretch's killed a day: the battle's prior with its drift times the claims."""
    before, n = sieges.before(), len(sieges.parts)
    middle = np.array([(a.toordinal() + b.toordinal()) / 2 for a, b in sieges.parts])
    drift = 0.36 * 0.5 ** (np.abs(middle[:, None] - middle) / 60.0)
    direction, value, variance = evidence(sieges.parts, claimed).likelihood()
    precision = np.linalg.inv(np.var(before) + drift) + direction / variance @ direction.T
    shift = np.linalg.inv(np.var(before) + drift) @ np.full(n, before.mean()) + direction @ (value / variance)
    covariance = np.linalg.inv(precision)
    return float(np.exp((covariance @ shift)[-1])), float(np.sqrt(covariance[-1, -1]))


@pytest.mark.parametrize("factor", [0.6, 1.8])
def test_the_first_fortnight_is_the_joint_posterior_of_battles_and_claims(standing, factor: float) -> None:
    median, sd = joint(standing, factor * standing.usual())
    runs = [standing.told(factor, seed) for seed in range(7, 13)]  # 500 draws alone move a median by a tenth
    still = ("advance", "control", "withdrawal")

    def middle(killed: list[np.ndarray]) -> float:
        return float(np.exp(np.mean([np.log(np.median(each)) for each in killed])))

    now = runs[0].killed_now[:, 0]
    assert middle([found.killed_now[:, 0] for found in runs]) == pytest.approx(median, rel=0.1)
    assert middle([standing.ahead(found, off=still)[:, 0] for found in runs]) == pytest.approx(median, rel=0.1)
    # where the ground moves, a front that has become shorter engages fewer
    moving = {"offensive_advance_km_per_day": 0.05}
    ahead = [standing.ahead(found, values=moving)[:, 0] for found in runs[:3]]
    assert middle(ahead) == pytest.approx(median, rel=0.2)
    # each claim once: twice would make it narrower by a factor 1.4
    assert np.log(now).std() == pytest.approx(sd, rel=0.3)


def test_claims_are_learnt_and_without_them_nothing_is(sieges) -> None:
    told, silent = [sieges.told(1.8, seed).informed for seed in range(7, 13)], sieges.told(None)
    killed, rate = (np.mean([each[f"attacker_{name}_per_day"] for each in told]) for name in ("killed", "loss_rate"))
    assert killed < 0.55
    assert rate < 0.85, "strengths are known, so the rate is learnt too"
    assert "attacker_killed_per_day" not in silent.informed
    assert silent.informed["attacker_loss_rate_per_day"] == pytest.approx(1.0, abs=0.15)


def test_what_the_history_cost_is_what_is_claimed(sieges) -> None:
    found = sieges.told(1.8)
    to_date = np.median(found.state.losses[:, 0, 0]) / 84
    assert to_date == pytest.approx(joint(sieges, 1.8 * sieges.usual())[0], rel=0.15)


def test_states_stay_sound_under_claims(sieges) -> None:
    state = sieges.told(1.8).state
    there = state.personnel.sum(axis=2) + state.reserve + state.convalescent + state.gone
    np.testing.assert_allclose(there, state.given, rtol=1e-9, atol=1e-6)
    assert len(np.unique(state.history)) == DRAWS


def test_the_level_ahead_is_what_a_run_fights_at(siege) -> None:
    """Attacker's losses at a rate too small to wear anyone down, over what was expected of the first state."""
    from pyrrhus.campaign.compile import first_day
    from pyrrhus.engine.ensemble import first_state

    draws = siege.draws.changed({"attacker_loss_rate_per_day": np.full(len(siege.draws.engine), 1e-6)})
    state = first_state(first_day(siege.campaign, draws), siege.campaign.ground, draws.engine, 7)
    ran = siege.run(days=14, values={"attacker_loss_rate_per_day": 1e-6}, off=("advance", "control", "withdrawal"))
    frontage = contact_measure(siege.campaign).frontage_km
    contact = Contact(state.personnel.sum(axis=2).transpose(1, 2, 0), frontage)
    by_law = expected_casualties(draws.named, contact)[0] / level_of_war(draws.named)
    hoped = 1e-6 * by_law * expected_level(draws, state, 14)
    fought = ran.state.losses[:, 0].sum(axis=1) / 14
    assert fought.mean() == pytest.approx(hoped.mean(), rel=0.1)
    assert np.corrcoef(np.log(fought), np.log(hoped))[0, 1] > 0.6


@pytest.mark.parametrize("left", [0.75, 0.5, 0.25])
def test_fewer_defenders_from_now_on_cost_the_attacker_less(sieges, left: float) -> None:
    found = sieges.told(1.8)

    def shrink(state: Any) -> None:
        state.personnel[:, 1] *= left
        state.reserve[:, 1] = 0.0
        state.given[:, 1] = state.personnel[:, 1].sum(axis=1) + state.convalescent[:, 1] + state.gone[:, 1]

    whole, fewer = sieges.ahead(found, days=7), sieges.ahead(found, days=7, change=shrink)
    p = 0.5 * (1.0 - found.draws.named["force_ratio_elasticity"])
    fought = whole[:, 0] > 0
    ratio = fewer[fought, 0] / whole[fought, 0]
    assert np.median(ratio) == pytest.approx(float(np.median(left**p)), rel=0.05)
    assert (fewer[fought, 1] < whole[fought, 1]).mean() > 0.9


@pytest.mark.parametrize("more", [2.0, 4.0, 0.5])
def test_the_defenders_shells_cost_the_attacker_by_the_stated_elasticity(sieges, more: float) -> None:
    found = sieges.told(1.8)
    named = found.draws.named
    # rounds at parity, so that no ratio is held at its bounds
    even = {"attacker_shells_per_day": np.full(DRAWS, 2000.0), "defender_shells_per_day": np.full(DRAWS, 2000.0)}
    armed = {**even, "defender_shells_per_day": np.full(DRAWS, 2000.0 * more)}

    def stocked(state: Any) -> None:
        state.shells[:] = 1e7

    whole = sieges.ahead(found, days=7, change=stocked, values=even)
    other = sieges.ahead(found, days=7, change=stocked, values=armed)
    power = named["fire_elasticity"] * named["fires_share_of_losses_0_1"]
    fought = whole[:, 0] > 0
    ratio = other[fought, 0] / whole[fought, 0]
    assert np.median(ratio) == pytest.approx(float(np.median(more**power)), rel=0.05)
    assert ((other[fought, 1] < whole[fought, 1]) == (more > 1)).mean() > 0.9


def test_three_times_of_everything_costs_three_times(make_siege, make_world) -> None:
    def world(times: float) -> Any:
        forces = (force("attacker", 12_000.0 * times), force("defender", 7_000.0 * times))
        return make_world(make_siege(forces=forces), draws=150, lively=False)

    def cost(times: float) -> np.ndarray:
        here = world(times)
        named = ("attacker_shells_per_day", "defender_shells_per_day", "max_density_per_km")
        return here.run(days=60, values={n: times * here.draws.named[n] for n in named}).state.losses

    one, three = cost(1.0), cost(3.0)
    assert np.median(three[:, :, 0], axis=0) == pytest.approx(3.0 * np.median(one[:, :, 0], axis=0), rel=0.05)
    assert three.sum() == pytest.approx(3.0 * one.sum(), rel=0.05)


def test_under_fire_and_counter_attack_combat_days_differ_and_go_together(siege) -> None:
    """Days of losses are skewed and autocorrelated, and a collapse takes prisoners; with shells and counter-attacks."""
    ran = siege.run(
        days=60,
        record_days=list(range(61)),
        values={"counter_attack_share_0_1": 0.4, "attacker_shells_per_day": 6000.0, "intensity_log_sd": 0.6},
    )
    a_day = np.diff(ran.record.losses[:, :, 0, :2].sum(axis=2), axis=1)[:, :40]
    logs = np.log(np.maximum(a_day, 1e-9))
    left = logs - logs.mean(axis=1, keepdims=True)
    kept = (left[:, 1:] * left[:, :-1]).sum() / (left[:, :-1] ** 2).sum()
    assert 0.5 < kept < 0.99
    assert np.mean(a_day, axis=1).mean() > 1.05 * np.median(a_day, axis=1).mean(), "a few days are far worse"
    assert (ran.state.losses[:, 1, 2] > 0).any()
