"""The published curve: what it stacks, what its weights may know, and when it is not said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.special import logit

from pyrrhus.skill.backtest_forecasts import MEMBERS
from pyrrhus.skill.leading_curve import move_odds
from pyrrhus.skill.record import shipped_record
from pyrrhus.skill.stack import combine, fit_weights
from pyrrhus.skill.stacked_fall import published_fall

DAY = date(2023, 3, 1)
CURVE = np.linspace(0.01, 0.6, 121)
OTHER = {"need_rate": np.linspace(0.02, 0.3, 121), "trend": np.full(121, 0.9)}


def test_it_lies_between_its_members_before_anything_is_settled() -> None:
    found = published_fall(CURVE, OTHER, shipped_record(), date(2022, 5, 1))
    assert found is not None
    assert found.weights == dict.fromkeys(MEMBERS, pytest.approx(0.5))
    odds = np.sqrt(CURVE / (1 - CURVE) * OTHER["need_rate"] / (1 - OTHER["need_rate"]))
    assert found.cdf == pytest.approx(odds / (1 + odds), abs=1e-6)


def test_it_never_falls_and_stays_a_probability() -> None:
    found = published_fall(CURVE, OTHER, shipped_record(), DAY)
    assert found is not None
    assert (np.diff(found.cdf) >= 0.0).all()
    assert found.cdf.min() >= 0.005
    assert found.cdf.max() <= 0.995
    assert list(found.weights) == list(MEMBERS)
    assert all(weight >= 0.0 for weight in found.weights.values())


@pytest.mark.parametrize("sure", [0.001, 0.01])
def test_it_is_never_surer_than_its_surest_member_however_well_members_did(sure: float) -> None:
    outcome = [True] * 40 + [False] * 400
    told = np.where(outcome, 0.7, 0.08)  # both far less sure than they might have been
    weights = fit_weights(np.column_stack([told, told + 0.02, told - 0.02]), outcome)
    assert weights.sum() == pytest.approx(1.0, abs=2e-6)
    assert (weights >= 0.0).all()
    members = np.array([[sure, 0.3, 0.02], [1.0 - sure, 0.7, 0.9]])
    low, high = combine(members, weights)
    assert low >= max(sure, 0.005)
    assert high <= min(1.0 - sure, 0.995)


def test_the_member_that_did_better_weighs_more() -> None:
    outcome = [True] * 60 + [False] * 600
    good, poor = np.where(outcome, 0.9, 0.02), np.full(660, 0.1)
    first, second = fit_weights(np.column_stack([good, poor]), outcome)
    assert first > 0.6
    assert first + second == pytest.approx(1.0, abs=2e-6)


def test_without_a_map_there_is_none() -> None:
    assert published_fall(CURVE, {}, shipped_record(), DAY) is None


def test_forecasts_that_were_not_settled_do_not_move_the_weights() -> None:
    record = shipped_record()
    poisoned = replace(
        record,
        falls=tuple(
            row if row.as_of + timedelta(days=row.horizon_days) <= DAY else replace(row, outcome=not row.outcome)
            for row in record.falls
        ),
    )
    one, other = (published_fall(CURVE, OTHER, some, DAY) for some in (record, poisoned))
    assert one is not None
    assert other is not None
    assert one.weights == other.weights
    later = published_fall(CURVE, OTHER, poisoned, date(2024, 6, 1))
    assert later is not None
    assert later.weights != one.weights


def test_an_assumption_moves_it_by_the_difference_of_the_campaigns_in_log_odds() -> None:
    bare, own = np.linspace(0.0, 0.5, 121), np.linspace(0.0, 0.8, 121)
    moved = move_odds(CURVE, bare, own, draws=1000)
    for day in (1, 60, 120):
        step = logit(own[day]) - logit(bare[day])
        assert logit(moved[day]) == pytest.approx(logit(CURVE[day]) + step, abs=1e-9)
    assert moved[0] == CURVE[0]
    assert (np.diff(moved) >= 0.0).all()
    assert move_odds(CURVE, bare, bare, draws=1000).tolist() == CURVE.tolist()
    back = move_odds(move_odds(CURVE, own, bare, draws=1000), bare, own, draws=1000)
    assert back[1:] == pytest.approx(CURVE[1:], abs=0.006)  # as sure as is published, no surer


@pytest.mark.parametrize("draws", [50, 5000])
def test_what_no_campaign_shows_moves_it_by_half_a_campaign_at_most(draws: int) -> None:
    bare = np.full(121, 0.5)
    moved = move_odds(np.full(121, 0.5), bare, np.zeros(121), draws=draws)
    assert moved[-1] == pytest.approx(max(0.5 / draws, 0.005))
