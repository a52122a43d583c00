"""Choosing under uncertainty: worths, regret, dominance, robustness, flips and dates on made-up outcomes."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.campaign.draws import Draws
from pyrrhus.decide.differences import difference, indifferent, tied_best, variance_saved
from pyrrhus.decide.flips import flip
from pyrrhus.decide.leaving_dates import best_date, ladder_days, marginal_exchange
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.payoffs import PairTable, Payoffs
from pyrrhus.decide.regret import dominated, robustness, satisfice, summarise_regret
from pyrrhus.decide.values import symbol_price, worth
from pyrrhus.scenario.schema import PolicyChoice
from support.outcomes import made_up_outcome, made_up_values

N = 400
HOLD = PolicyChoice(id="hold", do="hold")
PRESS = PolicyChoice(id="press", do="press")


def leave_on(day: date) -> PolicyChoice:
    return PolicyChoice.model_validate(
        {"id": f"leave_{day.isoformat()}".replace("-", "_"), "do": "withdraw_on", "date": day}
    )


def outcome(defender: PolicyChoice = HOLD, attacker: PolicyChoice = PRESS, **changes: Any) -> Outcome:
    return made_up_outcome(attacker, defender, N, **changes)


def values(**changes: float | np.ndarray) -> dict[str, np.ndarray]:
    return made_up_values(N, **changes)


def draws(**changes: float | np.ndarray) -> Draws:
    return Draws(np.zeros((N, 1)), values(**changes), ())


def test_worth_is_the_stated_sum() -> None:
    happened = outcome(
        casualties=np.tile([1000.0, 800.0], (N, 1)),
        civilians_harmed=np.full(N, 7.0),
        destruction=np.full(N, 0.4),
        gain_km2=np.full(N, 12.0),
    )
    # the defender keeps the town: 500 (1 - 0.4) + 500 * 0.5 * 2 - 800 + 0.5 * 1000 - 7 - 10 * 12
    assert worth(happened, values(), 1) == pytest.approx(np.full(N, 300 + 500 - 800 + 500 - 7 - 120))
    assert worth(happened, values(), 0) == pytest.approx(np.full(N, -1000 + 400 - 7 + 120))


def test_forces_tied_here_have_a_value_elsewhere() -> None:
    tied = outcome(present=np.tile([9000.0, 4000.0], (N, 1)))
    freed = outcome(present=np.tile([9000.0, 1000.0], (N, 1)))
    part = 0.1 * 3000 * 100 / 365.25
    assert worth(freed, values(), 1) - worth(tied, values(), 1) == pytest.approx(np.full(N, part))
    assert worth(freed, values(), 0) - worth(tied, values(), 0) == pytest.approx(np.full(N, -part))


def test_time_held_counts_by_its_stated_part() -> None:
    falls = outcome(fall_day=np.full(N, 25, dtype=np.int32))
    stands = worth(outcome(), values(), 1)
    assert worth(falls, values(), 1) == pytest.approx(stands - 1000.0)
    assert worth(falls, values(held_by_day_share_0_1=0.6), 1) == pytest.approx(stands - 1000.0 * (1 - 0.6 * 0.25))


@given(side=st.sampled_from([0, 1]), more=st.floats(1.1, 5.0))
def test_orderings_of_worth(side: int, more: float) -> None:
    name = ("attacker", "defender")[side]
    has_it = outcome(fall_day=np.full(N, 10 if side == 0 else -1, dtype=np.int32), destruction=np.full(N, 0.3))
    lost_it = outcome(fall_day=np.full(N, -1 if side == 0 else 10, dtype=np.int32), destruction=np.full(N, 0.3))
    symbol = values(**{f"{name}_symbol_0_1": 0.2})
    higher = values(**{f"{name}_symbol_0_1": min(1.0, 0.2 * more)})
    gap = worth(has_it, symbol, side) - worth(lost_it, symbol, side)
    assert (worth(has_it, higher, side) - worth(lost_it, higher, side) > gap).all()
    ruined = outcome(fall_day=has_it.fall_day, destruction=np.full(N, 0.9))
    assert (worth(ruined, symbol, side) < worth(has_it, symbol, side)).all()


def test_doubling_the_symbol_makes_holding_worth_more_against_leaving() -> None:
    rng = np.random.default_rng(1)
    holds = outcome(fall_day=np.where(rng.random(N) < 0.5, -1, 60).astype(np.int32))
    leaves = outcome(leave_on(date(2030, 3, 4)), fall_day=np.full(N, 5, dtype=np.int32))
    gap = {
        symbol: np.mean(
            worth(holds, values(defender_symbol_0_1=symbol), 1) - worth(leaves, values(defender_symbol_0_1=symbol), 1)
        )
        for symbol in (0.25, 0.5)
    }
    assert gap[0.5] - gap[0.25] == pytest.approx(500 * 0.25 * 2 * np.mean(holds.fall_day < 0))


def made_up(samples: np.ndarray) -> Payoffs:
    """Payoffs [own, enemy, draw] whose only feature is the worth itself."""
    return Payoffs(1, samples[..., None], np.ones((samples.shape[2], 1)))


def test_regret_and_dominance_of_a_small_table() -> None:
    table = np.array([[10.0, 0.0], [4.0, 4.0], [3.0, -1.0]])
    payoffs = made_up(np.repeat(table[..., None], 50, axis=2))
    assert payoffs.regret[0] == pytest.approx(np.array([[0, 4], [6, 0], [7, 5]]))
    summary = summarise_regret(payoffs)
    assert summary.expected == pytest.approx([2.0, 3.0, 6.0])
    assert summary.minimax == pytest.approx([4.0, 6.0, 7.0])
    assert set(dominated(payoffs)) == {2}
    assert satisfice(payoffs, aspiration=3.5)[:, 1] == pytest.approx([0.0, 1.0, 0.0])


def test_regret_where_values_spread_is_taken_value_by_value() -> None:
    # what happens is the same in every draw, what it is worth is not: no policy is best for all values
    happened = np.zeros((2, 2, 4, 2))
    happened[0, :, :, 0], happened[1, :, :, 1] = 1.0, 1.0
    happened[0, 1, :, 0] = 3.0
    weight = np.array([[1.0, 5.0], [4.0, 2.0], [2.0, 2.0], [0.0, 9.0]])
    payoffs = Payoffs(1, happened, weight)
    assert payoffs.regret[:, :, 0] == pytest.approx(np.array([[4, 0], [0, 2], [0, 0], [9, 0]]))
    assert payoffs.regret[:, :, 1] == pytest.approx(np.array([[2, 0], [0, 10], [0, 4], [9, 0]]))
    summary = summarise_regret(payoffs)
    # not the regret at the mean of the values (1.75, 4.5), by which the second policy would have none in column one
    assert summary.expected == pytest.approx([(13 / 4 + 11 / 4) / 2, (2 / 4 + 14 / 4) / 2])
    assert summary.minimax == pytest.approx([13 / 4, 14 / 4])
    assert summarise_regret(payoffs, np.array([0.0, 1.0])).expected == pytest.approx([11 / 4, 14 / 4])


def test_regret_is_never_negative_and_nought_for_the_best() -> None:
    payoffs = made_up(np.random.default_rng(3).normal(size=(4, 3, 80)))
    found = payoffs.regret
    assert (found >= 0).all()
    assert found.min(axis=1) == pytest.approx(0.0)


def test_differences_within_noise_are_ties_and_paired_ones_are_not_lost_in_it() -> None:
    rng = np.random.default_rng(5)
    common = rng.normal(0, 1000, 2000)
    better = common + 5 + rng.normal(0, 1, 2000)
    assert not difference(better, common).tie
    assert tied_best(np.array([better, common])).tolist() == [True, False]
    apart = rng.normal(0, 1000, (2, 2000))
    assert difference(*apart).tie or abs(difference(*apart).mean) > 40
    assert tied_best(np.array([common, common, common - 5])).tolist() == [True, True, False]


def test_equal_policies_are_said_to_be_indifferent() -> None:
    same = np.repeat(np.random.default_rng(2).normal(size=(1, 2, 300)), 3, axis=0)
    payoffs = made_up(same)
    assert indifferent(payoffs.at_mean_values[:, 0])
    found = robustness(payoffs)
    assert found.share_best == pytest.approx([1 / 3] * 3)
    assert found.indifferent_share == 1.0
    assert dominated(payoffs) == {}


def test_robustness_follows_the_share_of_values_that_favour_a_policy() -> None:
    happened = np.zeros((2, 1, N, 2))
    happened[0, 0, :, 0], happened[1, 0, :, 1] = 1.0, 1.0
    weight = np.tile([1.0, 0.5], (N, 1))
    weight[: N // 4, 1] = 2.0
    found = robustness(Payoffs(1, happened, weight))
    assert found.share_best == pytest.approx([0.75, 0.25])
    assert found.indifferent_share == 0.0


def test_the_flip_price_is_where_a_sweep_finds_it() -> None:
    rng = np.random.default_rng(8)
    own = rng.normal(2500, 50, N)
    holds = outcome(
        fall_day=np.where(rng.random(N) < 0.6, -1, 50).astype(np.int32),
        casualties=np.column_stack([np.full(N, 1000.0), own]),
    )
    leaves = outcome(leave_on(date(2030, 3, 4)), fall_day=np.full(N, 3, dtype=np.int32))
    named = draws(held_by_day_share_0_1=rng.uniform(0, 0.5, N))
    found = flip(1, holds, leaves, named)
    row = 17
    at = {name: np.full(N, value[row]) for name, value in named.named.items()}
    prices = np.linspace(0, 6000, 1201)
    gaps = []
    for price in prices:
        at["defender_symbol_0_1"] = np.full(N, price / (at["defender_place_value"][0] * 2.0))
        gaps.append(np.mean(worth(holds, at, 1) - worth(leaves, at, 1)))
    swept = prices[np.flatnonzero(np.array(gaps) >= 0)[0]]
    assert found.price[row] == pytest.approx(swept, abs=5.0)
    assert found.actual == pytest.approx(symbol_price(named.named, 1))
    assert found.share_stay == 0.0  # the symbol is worth 500, too little


def test_where_staying_costs_nothing_it_pays_at_any_price_and_where_it_keeps_nothing_at_none() -> None:
    leaves = outcome(leave_on(date(2030, 3, 4)), fall_day=np.full(N, 3, dtype=np.int32))
    assert (flip(1, outcome(), leaves, draws()).price == 0.0).all()
    dearer = outcome(casualties=np.tile([1000.0, 900.0], (N, 1)), fall_day=np.full(N, 3, dtype=np.int32))
    found = flip(1, dearer, leaves, draws())
    assert np.isinf(found.price).all()
    assert (found.share_stay, found.share_tied) == (0.0, 0.0)
    same = flip(1, leaves, leaves, draws())
    assert same.share_tied == 1.0


def test_optimal_stopping_of_an_exchange_that_worsens_by_the_day() -> None:
    # a day of holding costs 10 + t / 2 and kills enemies worth 30: worth it until day 40
    days = [10, 20, 30, 40, 50, 60, 70]
    noise = np.random.default_rng(4).normal(0, 200, N)

    def after(day: int) -> Outcome:
        own = 10 * day + 0.25 * day * day
        lost = np.column_stack([np.full(N, 60.0 * day) + noise, own + 500 + noise])
        return outcome(
            leave_on(date.fromordinal(738000 + day)), casualties=lost, fall_day=np.full(N, 1, dtype=np.int32)
        )

    ladder = tuple(after(day) for day in days)
    stay = outcome(casualties=after(100).casualties, fall_day=np.full(N, 1, dtype=np.int32))
    found = best_date(stay, ladder, draws())
    assert found.date == date.fromordinal(738000 + 40)
    assert (found.low, found.high, found.indifferent) == (found.date, found.date, False)
    steps = marginal_exchange(ladder, stay, horizon=date.fromordinal(738000 + 100))
    first = steps[0]
    assert first.own.mean == pytest.approx(7 * (10 + 0.25 * 30))
    assert first.enemy.mean == pytest.approx(7 * 60)
    assert first.exchange == pytest.approx(60 / 17.5)
    assert [s.exchange for s in steps] == sorted((s.exchange for s in steps), reverse=True)
    # the noise is the same in both: all of it cancels
    assert first.variance_saved[1] > 1e6


def test_dates_that_cannot_be_told_apart_widen_the_interval() -> None:
    same = tuple(outcome(leave_on(date(2030, 3, day))) for day in (4, 14, 28))
    found = best_date(outcome(), same, draws())
    assert found.indifferent
    assert (found.low, found.high) == (date(2030, 3, 4), None)
    assert marginal_exchange(same, outcome(), horizon=date(2030, 6, 1))[0].exchange is None


@pytest.mark.parametrize("days", [1, 2, 3, 5, 10, 30, 60, 120, 365, 1000])
def test_the_ladder_of_dates_fits_the_horizon(days: int) -> None:
    found = ladder_days(days)
    assert 1 <= len(found) <= 8
    assert list(found) == sorted(set(found))
    assert found[-1] < max(days, 2)


def test_variance_saved_by_pairing() -> None:
    rng = np.random.default_rng(6)
    common, own = rng.normal(0, 3, 20000), rng.normal(0, 1, (2, 20000))
    assert variance_saved(common + own[0], common + own[1]) == pytest.approx(10.0, rel=0.1)
    assert variance_saved(own[0], own[1]) == pytest.approx(1.0, rel=0.1)
    assert variance_saved(common, common) == float("inf")


def test_payoffs_of_both_sides_read_the_same_outcomes() -> None:
    pause = PolicyChoice.model_validate({"id": "pause", "do": "pause_until", "date": date(2030, 4, 1)})
    table = tuple(
        tuple(
            outcome(d, a, gain_km2=np.full(N, 10.0 * i + j)) for j, d in enumerate((HOLD, leave_on(date(2030, 3, 4))))
        )
        for i, a in enumerate((PRESS, pause))
    )
    matrix = PairTable(table, draws())
    first = matrix.payoffs(0).expected - matrix.payoffs(0).expected[0, 0]
    other = matrix.payoffs(1).expected - matrix.payoffs(1).expected[0, 0]
    assert first == pytest.approx(np.array([[0.0, 10.0], [100.0, 110.0]]))
    assert other == pytest.approx(-first.T)
