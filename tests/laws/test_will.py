"""Will: still where nothing happens, moved as the formula says, always a share; and what the law does to a campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER
from pyrrhus.engine.laws.will import step_will


@pytest.fixture
def fixed(row: NDArray[np.float64]) -> NDArray[np.float64]:
    for name, value in {
        "will_loss_weight": 0.4,
        "will_gain_weight": 0.001,
        "sunk_cost_weight": 0.3,
        "attacker_symbol_0_1": 0.0,
        "defender_symbol_0_1": 1.0,
    }.items():
        row[COLUMN[name]] = value
    return row


@pytest.fixture
def after(plain: Callable[[Any], Any], fixed: NDArray[np.float64]) -> Callable[..., float]:
    still = {
        "will": 0.8,
        "side": ATTACKER,
        "loss_share": 0.0,
        "loss_growth": 0.0,
        "won_km2": 0.0,
        "destroyed_today": 0.0,
    }
    return lambda **changes: float(plain(step_will)(**{**still, **changes}, parameters=fixed))


def test_nothing_happens_nothing_changes(after) -> None:
    assert after() == after(side=DEFENDER) == 0.8
    assert after(will=0.0) == 0.0
    assert after(loss_share=0.5) == 0.8, "what was lost before today does not count again"


def test_each_term_as_the_formula_says(after, fixed) -> None:
    assert after(loss_growth=0.1) == pytest.approx(0.8 - 0.04)
    assert after(loss_growth=0.1, side=DEFENDER) == pytest.approx(0.8 - 0.02), "a symbol halves what losses do"
    assert after(won_km2=10.0) == pytest.approx(0.81)
    assert after(won_km2=-10.0) == pytest.approx(0.79)
    assert after(destroyed_today=0.1) == pytest.approx(0.79)
    assert after(destroyed_today=0.1, side=DEFENDER) == 0.8, "a full symbol is worth as much in ruins"
    assert after(loss_share=0.5, loss_growth=0.1) == pytest.approx(0.8 - 0.04 + 0.015)
    fixed[COLUMN["sunk_cost_weight"]] = -0.3
    assert after(loss_share=0.5, loss_growth=0.1) == pytest.approx(0.8 - 0.04 - 0.015), "either sign"


def test_losing_a_whole_strength_bit_by_bit_costs_what_the_integral_says(plain, fixed) -> None:
    will, lost, step = 0.8, 0.0, 1e-3
    while lost < 1.0 - 1e-9:
        will = plain(step_will)(will, ATTACKER, lost, step, 0.0, 0.0, fixed)
        lost += step
    assert will == pytest.approx(0.8 - 0.4 + 0.3 / 2.0, abs=1e-3)


@given(
    st.floats(0, 1),
    st.integers(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(-500, 500),
    st.floats(0, 1),
    st.integers(0, 149),
)
def test_will_is_a_share(siege, plain, will, side, lost, growth, won, destroyed, draw) -> None:
    assert 0.0 <= plain(step_will)(will, side, lost, growth, won, destroyed, siege.draws.engine[draw]) <= 1.0


def test_without_the_law_will_stays(siege, siege_at_work) -> None:
    neutral = siege.run(off=("will",))
    assert (neutral.state.will == 0.8).all()
    assert (neutral.record.will == np.float32(0.8)).all()
    assert ((siege_at_work.record.will >= 0.0) & (siege_at_work.record.will <= 1.0)).all()


def test_losses_wear_the_will_down(siege) -> None:
    values = {"will_gain_weight": 0.0, "sunk_cost_weight": 0.0, "will_loss_weight": 1.0}
    worn = siege.run(values=values, off=("withdrawal",))
    fall = 0.8 - worn.state.will
    assert (fall > 0.0).all()
    lost = np.minimum(1.0, worn.state.gone.sum(axis=2) / worn.state.first_strength)
    for side in (ATTACKER, DEFENDER):
        assert np.corrcoef(fall[:, side], lost[:, side])[0, 1] > 0.5
    assert fall.mean() > (0.8 - siege.run(values={**values, "will_loss_weight": 0.1}).state.will).mean()
