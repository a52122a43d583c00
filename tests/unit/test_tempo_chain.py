"""The chain of tempo: its likelihood against sums and integrals, levels found where they were planted, gaps of maps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pyrrhus.campaign.tempo_chain import (
    LEAST_CHANGE_KM2,
    SectorWeek,
    count_transitions,
    forward_pass,
    prior_chain,
    read_tempo,
    sector_weeks_of,
    week_likelihood,
)
from pyrrhus.engine.laws.tempo import CLASSES, LEVELS_KM2

DAY = date(2023, 3, 1)


def weeks(km2: list[tuple[float, float]], *, h: float = 1.0, span: int = 1) -> list[SectorWeek]:
    return [SectorWeek(DAY + timedelta(7 * n), span, pair, h) for n, pair in enumerate(km2)]


def test_the_prior_stays_mostly_and_slackens_more_often_than_it_rises() -> None:
    chain = prior_chain()
    assert chain.sum(axis=2) == pytest.approx(np.ones((2, CLASSES)))
    assert (np.diagonal(chain, axis1=1, axis2=2) > 0.6).all()
    for i in range(1, CLASSES - 1):
        assert chain[0, i, i - 1] > 1.5 * chain[0, i, i + 1] > 0.0


@pytest.mark.parametrize("h", [0.2, 1.0])
def test_the_likelihood_of_a_week_adds_up_to_one(h: float) -> None:
    x = np.concatenate([[0.0], np.geomspace(LEAST_CHANGE_KM2 * 1.0001, 3000.0, 6000)])
    likely = week_likelihood(x, np.full(len(x), h))
    total = likely[0] + np.trapezoid(likely[1:], x[1:], axis=0)
    assert total[1:7] == pytest.approx(np.ones(6), abs=0.05)


def test_the_more_ground_the_higher_the_levels_that_a_week_speaks_for() -> None:
    likely = week_likelihood(LEVELS_KM2[1:], np.ones(CLASSES - 1))
    spoken_for = likely @ np.arange(CLASSES) / likely.sum(axis=1)
    assert (np.diff(spoken_for) > 0.0).all()
    assert likely[-1].argmax() >= CLASSES - 2
    quiet = week_likelihood(np.zeros(1), np.ones(1))[0]
    assert (np.diff(quiet) < 0.0).all(), "a week without a change speaks for low levels"


def test_without_maps_the_chain_is_the_prior_and_no_level_is_told() -> None:
    reading = read_tempo([], prior_chain())
    assert reading.chance is None
    np.testing.assert_array_equal(reading.transitions, prior_chain())


def test_a_level_that_is_planted_is_found_forward_and_backward() -> None:
    random = np.random.default_rng(5)
    for forward, backward in ((5, 1), (3, 4)):
        told = []
        for _ in range(12):
            m = LEVELS_KM2[[forward, backward]] * np.exp(0.75 * random.normal(size=(26, 2)) - 0.28)
            n = random.poisson(np.exp(-0.6) * m**0.75)
            km2 = np.where(n > 0, random.gamma(np.maximum(0.7 * n, 0.1), m**0.25 * np.exp(0.6) / 0.7), 0.0)
            chance = read_tempo(weeks([(float(a), float(b)) for a, b in km2]), prior_chain()).chance
            assert chance is not None
            assert chance.sum(axis=1) == pytest.approx([1.0, 1.0])
            told.append(chance @ np.arange(CLASSES))
        assert np.mean(told, axis=0) == pytest.approx([forward, backward], abs=0.75)


def test_a_sector_that_never_moved_is_told_to_be_quiet_but_not_for_ever() -> None:
    reading = read_tempo(weeks([(0.0, 0.0)] * 26), prior_chain())
    assert reading.chance is not None
    assert reading.chance[0, :3].sum() > 0.9
    assert reading.chance[0, 4:].sum() > 0.0
    assert reading.transitions[0].min() > 0.0, "it may wake up"
    mobile = read_tempo(weeks([(30.0, 0.0)] * 26), prior_chain())
    assert mobile.transitions[0, 0, 0] < reading.transitions[0, 0, 0], "its own weeks make it stay"


def test_weeks_without_a_map_let_the_level_drift() -> None:
    once = np.concatenate([week_likelihood(np.full(1, 30.0), np.ones(1)), np.ones((1, CLASSES))])
    chain = prior_chain()[0]
    near, far = (forward_pass(once, chain, np.array([1, n]))[-1] for n in (1, 20))
    assert near @ np.arange(CLASSES) > far @ np.arange(CLASSES) + 0.5
    assert far == pytest.approx(forward_pass(once, np.linalg.matrix_power(chain, 20), np.array([1, 1]))[-1])


def test_transitions_are_counted_as_they_are_seen() -> None:
    sharp = np.full((5, CLASSES), 1e-9)
    for week, level in enumerate((2, 2, 3, 3, 2)):
        sharp[week, level] = 1.0
    counts = count_transitions(sharp, prior_chain()[0], np.ones(5, np.int64), np.ones(5))
    expected = np.zeros((CLASSES, CLASSES))
    for a, b in ((2, 2), (2, 3), (3, 3), (3, 2)):
        expected[a, b] = 1.0
    assert counts == pytest.approx(expected, abs=1e-4)


def test_maps_of_a_campaign_become_weeks(siege) -> None:
    campaign = siege.campaign
    assert sector_weeks_of(campaign.maps, campaign.terrain, campaign.ground.sector, campaign.as_of) == []
    first = campaign.maps.dates[0]
    shares = np.repeat(campaign.maps.attacker, 4, axis=0)
    quiet = np.flatnonzero(shares[0] < 0.01)[:2]
    shares[2:, quiet[0]] = 1.0
    shares[3, quiet[1]] = 1.0
    dates = tuple(first + timedelta(days=d) for d in (0, 7, 28, 30))
    maps = replace(campaign.maps, dates=dates, attacker=shares, contested=np.repeat(campaign.maps.contested, 4, axis=0))
    found = sector_weeks_of(maps, campaign.terrain, campaign.ground.sector, dates[-1])
    area = campaign.terrain.tiling.area_km2
    assert [w.weeks for w in found] == [1, 3], "a map two days after another is not a week of its own"
    assert found[0].km2 == (0.0, 0.0)
    assert found[1].km2[0] == pytest.approx((area[quiet[0]] + area[quiet[1]]) / 3.0)
    assert found[1].km2[1] == 0.0
    assert len(sector_weeks_of(maps, campaign.terrain, campaign.ground.sector, dates[1])) == 1, "nothing of later"
    assert sector_weeks_of(replace(maps, assumed=True), campaign.terrain, campaign.ground.sector, dates[-1]) == []
