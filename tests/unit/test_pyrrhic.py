"""A Pyrrhic victory, three ways."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.decide.pyrrhic import another_such, exchange_margin, prize


def test_exchange_is_burden_over_burden() -> None:
    losses, capacity = np.array([[300.0, 100.0]]), np.array([[1000.0, 1000.0]])
    assert exchange_margin(losses, capacity) == pytest.approx([3.0])
    assert exchange_margin(losses, np.array([[3000.0, 1000.0]])) == pytest.approx([1.0])
    assert exchange_margin(losses[:, ::-1], capacity) == pytest.approx([1 / 3])


def test_asculum_by_hieronymus_is_pyrrhic_only_because_rome_can_replace_its_men() -> None:
    """3,505 dead for 6,000: fewer, but one side could not replace them (Plutarch, Pyrrhus 21)."""
    losses = np.array([[3505.0, 6000.0]])
    assert exchange_margin(losses, np.array([[1e4, 1e4]]))[0] < 1.0
    assert exchange_margin(losses, np.array([[4e3, 1e5]]))[0] > 1.0


def test_nothing_lost_is_finite() -> None:
    values = exchange_margin(np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), np.zeros((3, 2)))
    assert np.isfinite(values).all()
    assert values[0] == values[2] == 0.0
    assert values[1] > 1e6


def test_a_town_in_ruins_is_worth_its_symbol() -> None:
    def of(**changes: float) -> float:
        whole = {"place_value": 100.0, "symbol": 0.0, "symbol_ratio": 2.0, "destruction": 0.0}
        return float(prize(*(np.array([v]) for v in {**whole, **changes}.values()))[0])

    assert of() == 100.0
    assert of(destruction=0.7) == pytest.approx(30.0)
    assert of(destruction=1.0) == 0.0
    assert of(symbol=0.5, destruction=1.0) == 100.0
    assert of(symbol=1.0) == 300.0


def test_another_such_victory() -> None:
    first, culmination = np.full(4, 1000.0), np.full(4, 0.4)
    left, lost = np.array([900.0, 900.0, 700.0, 700.0]), np.array([300.0, 300.1, 100.0, 0.0])
    assert another_such(left, lost, first, culmination).tolist() == [True, False, True, True]


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6), st.floats(0.05, 0.9))
def test_more_losses_never_make_another_battle_possible(left, lost, first, culmination) -> None:
    def can(extra: float) -> bool:
        return bool(another_such(*(np.array([v]) for v in (left, lost + extra, first, culmination)))[0])

    assert can(0.0) or not can(10.0)
