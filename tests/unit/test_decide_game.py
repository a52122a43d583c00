"""Equilibria against known small games, the war of attrition against its closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pyrrhus.decide.game import best_response_gap, choose, equilibria
from pyrrhus.decide.war_of_attrition import attrition


def test_matching_pennies() -> None:
    rows = np.array([[1.0, -1.0], [-1.0, 1.0]])
    (found,) = equilibria(rows, -rows)
    assert found.row == pytest.approx([0.5, 0.5])
    assert found.column == pytest.approx([0.5, 0.5])
    assert found.row_payoff == pytest.approx(0.0)


def test_battle_of_the_sexes_has_three_equilibria() -> None:
    found = equilibria(np.array([[3.0, 0.0], [0.0, 2.0]]), np.array([[2.0, 0.0], [0.0, 3.0]]))
    mixes = sorted(tuple(np.round(np.concatenate([e.row, e.column]), 6)) for e in found)
    assert mixes == [(0, 1, 0, 1), (0.6, 0.4, 0.4, 0.6), (1, 0, 1, 0)]


def test_prisoners_dilemma_and_rock_paper_scissors() -> None:
    rows = np.array([[3.0, 0.0], [5.0, 1.0]])
    (found,) = equilibria(rows, rows.T)
    assert (found.row.tolist(), found.column.tolist()) == ([0.0, 1.0], [0.0, 1.0])
    cycle = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
    (found,) = equilibria(cycle, -cycle)
    assert found.row == pytest.approx([1 / 3] * 3)


def test_hawk_and_dove_mix_by_prize_over_cost() -> None:
    prize, cost = 2.0, 5.0
    rows = np.array([[(prize - cost) / 2, prize], [0.0, prize / 2]])
    found = equilibria(rows, rows.T)
    mixed = [e for e in found if (e.row > 0).all()]
    assert mixed[0].row == pytest.approx([prize / cost, 1 - prize / cost])
    assert len(found) == 3


def test_a_game_that_is_not_square() -> None:
    rows = np.array([[3.0, 3.0], [2.0, 5.0], [0.0, 6.0]])
    columns = np.array([[3.0, 2.0], [2.0, 6.0], [3.0, 1.0]])
    found = equilibria(rows, columns)
    mixes = sorted(tuple(np.round(e.row, 6)) for e in found)
    assert mixes == [(0.0, 0.333333, 0.666667), (0.8, 0.2, 0.0), (1.0, 0.0, 0.0)]  # Nisan et al. 2007, example 3.3


@settings(max_examples=60)
@given(payoffs=arrays(float, (2, 3, 4), elements=st.floats(-100, 100).map(lambda x: round(x, 3))))
def test_nobody_gains_by_departing(payoffs: np.ndarray) -> None:
    rows, columns = payoffs
    for found in equilibria(rows, columns):
        scale = max(np.ptp(rows), np.ptp(columns), 1.0)
        assert best_response_gap(rows, columns, found.row, found.column) <= 1e-5 * scale
        assert found.row.sum() == pytest.approx(1.0)
        assert found.column.sum() == pytest.approx(1.0)
        assert found.row.min() >= 0.0


def test_a_game_with_ties_everywhere_still_has_an_answer() -> None:
    rows = np.zeros((3, 2))
    found = equilibria(rows, rows)
    assert best_response_gap(rows, rows, found[0].row, found[0].column) == 0.0
    with pytest.raises(ValueError, match="one shape"):
        equilibria(rows, rows.T)


def test_the_choice_among_equilibria_favours_no_side() -> None:
    rows, columns = np.array([[3.0, 0.0], [0.0, 2.0]]), np.array([[2.0, 0.0], [0.0, 3.0]])
    once = choose(equilibria(rows, columns))
    pareto = choose(equilibria(np.diag([4.0, 1.0]), np.diag([4.0, 1.0])))
    assert pareto.row.tolist() == [1.0, 0.0]
    assert (once.row > 0).all() or once.row_payoff + once.column_payoff == pytest.approx(5.0)


def test_each_side_quits_at_the_rate_that_the_others_cost_and_prize_give() -> None:
    war = attrition([2.0, 3.0], [100.0, 60.0])
    assert war.quitting_rate == pytest.approx([3.0 / 60.0, 2.0 / 100.0])
    assert war.mean_days == pytest.approx(1 / 0.07)
    assert war.outlasts == pytest.approx([0.02 / 0.07, 0.05 / 0.07])


@given(
    cost=st.tuples(st.floats(0.1, 50), st.floats(0.1, 50)),
    prize=st.tuples(st.floats(1, 1e4), st.floats(1, 1e4)),
    stop=st.floats(0.01, 5.0),
)
def test_every_day_to_quit_is_as_good_as_any_other(
    cost: tuple[float, float], prize: tuple[float, float], stop: float
) -> None:
    war = attrition(cost, prize)
    rate = war.quitting_rate[1]
    until = stop / rate
    # win V where the enemy quits first, pay for the days fought: integrated by hand over the enemy's quitting time
    won = prize[0] * (1 - np.exp(-rate * until))
    paid = cost[0] * (1 - np.exp(-rate * until)) / rate
    assert won - paid == pytest.approx(0.0, abs=1e-6 * prize[0])


def test_the_game_on_a_grid_of_days_quits_at_the_closed_form_rate() -> None:
    """On a grid a side that stays one more day pays for it and wins where the other quits that day: the mix is
    geometric with the odds cost of a day over prize, and tends to the exponential as days grow short."""
    cost, prize, days = np.array([1.0, 2.0]), np.array([10.0, 30.0]), 6
    when = np.arange(days)

    def payoff(side: int) -> np.ndarray:
        own, other = when[:, None], when[None, :]
        return np.where(own > other, prize[side], 0.0) - cost[side] * np.minimum(own, other)

    rows, columns = payoff(0), payoff(1).T
    full = max(equilibria(rows, columns), key=lambda e: (e.row > 1e-12).sum() + (e.column > 1e-12).sum())
    assert (full.row > 0).all()
    assert (full.column > 0).all()
    war = attrition(cost, prize)
    for mix, rate in ((full.row, war.quitting_rate[0]), (full.column, war.quitting_rate[1])):
        alive = 1.0 - np.concatenate([[0.0], np.cumsum(mix)[:-2]])
        odds = mix[:-1] / (alive - mix[:-1])
        assert odds == pytest.approx(np.full(days - 1, rate), rel=1e-6)


def test_nobody_pays_nothing_or_wins_nothing() -> None:
    with pytest.raises(ValueError, match="above 0"):
        attrition([0.0, 1.0], [1.0, 1.0])
    with pytest.raises(ValueError, match="above 0"):
        attrition([1.0, 1.0], [1.0, -1.0])
