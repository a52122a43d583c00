"""Assimilation of a made-up history: its stretches, its copies, and that what was seen moves what is believed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.filter.assimilate import assimilate
from pyrrhus.filter.history import FORTNIGHT, FORTNIGHTS, TEMPO, stretches
from pyrrhus.scenario.schema import Control

START = date(2030, 3, 1)
DRAWS = 300


@given(st.integers(0, 900))
def test_stretches_cover_the_history_exactly(days: int) -> None:
    as_of = START + timedelta(days=days)
    parts = stretches(START, as_of)
    assert sum((b - a).days for a, b in parts) == days
    assert all(a < b for a, b in parts)
    assert all(one[1] == two[0] for one, two in pairwise(parts))
    assert len(parts) <= FORTNIGHTS + 1
    if days:
        assert (parts[0][0], parts[-1][1]) == (START, as_of)
        assert all((b - a).days == FORTNIGHT for a, b in parts[1:])
    else:
        assert parts == []


class Histories:
    """The siege with weekly maps on which the attacker gains as told, assimilated."""

    def __init__(self, make_siege: Any, make_world: Any) -> None:
        self.make_siege, self.make_world = make_siege, make_world

    def world(self, gain_a_week: float, weeks: int = 10) -> Any:
        control = tuple(
            Control(date=START + timedelta(days=7 * i), place=place, holder="attacker", share_0_1=share)
            for i in range(weeks + 1)
            for place, share in (
                ("eastern", 1.0),
                ("southern", min(1.0, gain_a_week * i)),
                ("northern", min(1.0, gain_a_week * i)),
            )
        )
        control += (
            Control(date=START, place="town", holder="defender"),
            Control(date=START, place="western", holder="defender"),
        )
        scenario = self.make_siege(control=control, file={"as_of": START + timedelta(days=7 * weeks)})
        return self.make_world(scenario, draws=DRAWS, lively=False)

    @cache  # noqa: B019
    def of(self, gain_a_week: float, *, threads: int = 1, chunk: int | None = None, seed: int = 7) -> Any:
        world = self.world(gain_a_week)
        return assimilate(world.campaign, world.draws, seed=seed, threads=threads, chunk=chunk)


@pytest.fixture(scope="module")
def histories(make_siege, make_world) -> Histories:
    return Histories(make_siege, make_world)


def test_what_was_seen_moves_what_is_believed_of_the_tempo(histories) -> None:
    still, quick = histories.of(0.0), histories.of(0.08)

    def tempo(found: Any) -> float:
        return float(np.log(found.draws.named["offensive_advance_km_per_day"]).mean())

    prior = float(np.log(still.prior.named["offensive_advance_km_per_day"]).mean())
    assert tempo(still) < prior - 0.1
    assert tempo(quick) > prior + 0.1
    assert quick.informed["offensive_advance_km_per_day"] < 0.9
    assert quick.informed["move_size_log_sd"] <= 1.1


def test_what_the_maps_cannot_speak_of_keeps_its_prior(histories) -> None:
    found = histories.of(0.08)
    stayed = [n for n, v in found.prior.named.items() if n not in TEMPO and float(np.std(v)) > 0]
    ratios = np.array([found.informed[name] for name in stayed])
    assert np.median(ratios) == pytest.approx(1.0, abs=0.1)
    assert (
        abs(np.log(found.draws.named["exchange_ratio"]).mean() - np.log(found.prior.named["exchange_ratio"]).mean())
        < 0.2
    )


def test_columns_and_names_stay_together_through_the_filter(histories) -> None:
    from pyrrhus.engine.arrays import COLUMN

    draws = histories.of(0.08).draws
    for name, column in COLUMN.items():
        np.testing.assert_array_equal(draws.engine[:, column], draws.named[name], err_msg=name)
    for name in TEMPO:
        prior = histories.of(0.08).prior.named[name]
        if not histories.of(0.08).verdict.contradicted:
            assert draws.named[name].min() >= prior.min() - 1e-12, name
            assert draws.named[name].max() <= prior.max() + 1e-12, name


def test_every_draw_has_a_history_of_its_own(histories) -> None:
    state = histories.of(0.08).state
    assert len(np.unique(state.history)) == DRAWS
    assert (np.diff(state.history.astype(np.int64)) == 1).all()
    assert state.history.min() >= DRAWS, "not those that were used on the way"


def test_the_ground_is_that_of_the_last_map(histories) -> None:
    found, world = histories.of(0.08), histories.world(0.08)
    maps = world.campaign.maps
    part = found.draws.named["contested_share_to_attacker_0_1"][:, None]
    seen = np.minimum(1.0, maps.attacker[-1] + part * maps.contested[-1])
    np.testing.assert_allclose(found.state.share, seen, atol=1e-5)


def test_states_are_sound_and_nobody_has_left(histories) -> None:
    state = histories.of(0.08).state
    for name, array in state._asdict().items():
        assert np.isfinite(array).all(), name
    assert (state.ordered_day == -1).all()
    there = state.personnel.sum(axis=2) + state.reserve + state.convalescent + state.gone
    np.testing.assert_allclose(there, state.given, rtol=1e-9, atol=1e-6)


def test_the_verdict_is_in_its_bounds(histories) -> None:
    for gain in (0.0, 0.08):
        verdict = histories.of(gain).verdict
        assert 1.0 <= verdict.effective_sample_size <= DRAWS
        assert 0.0 < verdict.temperature <= 1.0
        assert 0.0 <= verdict.surprise <= 1.0


def test_what_cannot_be_is_said_to_contradict_the_model(histories, make_world) -> None:
    """All of the ground in one fortnight, from fronts of a metre a day."""
    from dataclasses import replace

    world = histories.world(0.5, weeks=6)
    crawl = world.draws.changed(
        {
            "offensive_advance_km_per_day": 0.0005 * np.exp(0.1 * np.linspace(-1, 1, DRAWS)),
            "moves_per_km_day": np.full(DRAWS, 0.5),
            "move_size_log_sd": np.full(DRAWS, 0.1),
        }
    )
    found = assimilate(replace(world.campaign), crawl, seed=7, threads=1)
    assert found.verdict.surprise > 0.1
    assert "km2" in found.verdict.worst
    if found.verdict.contradicted:
        spread = np.log(found.draws.named["offensive_advance_km_per_day"]).std()
        assert spread > 0.3, "the speed of advance is widened"


def test_threads_and_blocks_change_nothing(histories) -> None:
    one, other = histories.of(0.08), histories.of(0.08, threads=2, chunk=37)
    assert one.draws.engine.tobytes() == other.draws.engine.tobytes()
    for name, array in one.state._asdict().items():
        assert array.tobytes() == getattr(other.state, name).tobytes(), name


def test_another_seed_is_another_sample_of_the_same_belief(histories) -> None:
    one, other = histories.of(0.08), histories.of(0.08, seed=8)
    name = "offensive_advance_km_per_day"
    a, b = (np.log(f.draws.named[name]) for f in (one, other))
    assert not np.array_equal(a, b)
    assert abs(a.mean() - b.mean()) < 0.6


def test_without_a_history_nothing_is_weighed(siege) -> None:
    found = assimilate(siege.campaign, siege.draws, seed=7, threads=1)
    assert found.verdict is None
    assert found.informed == {}
    assert found.draws is siege.draws


def test_without_maps_the_tempo_is_not_informed(make_siege, make_world) -> None:
    world = make_world(make_siege(control=(), file={"as_of": START + timedelta(days=40)}), draws=DRAWS, lively=False)
    assert world.campaign.maps.assumed
    found = assimilate(world.campaign, world.draws, seed=7, threads=1)
    assert found.verdict.temperature == 1.0
    assert found.verdict.surprise == 0.0
    assert not found.verdict.contradicted
    assert found.informed["offensive_advance_km_per_day"] == pytest.approx(1.0, abs=0.15)


@given(st.integers(1, 80))
@settings(max_examples=6)
def test_progress_adds_up_to_the_draws(make_siege, make_world, days: int) -> None:
    world = make_world(make_siege(file={"as_of": START + timedelta(days=days)}), draws=40)
    told: list[int] = []
    assimilate(world.campaign, world.draws, seed=7, threads=1, on_progress=told.append)
    assert sum(told) == pytest.approx(40, abs=3)
