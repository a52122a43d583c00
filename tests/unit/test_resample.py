"""Resampling: unbiased counts, order, fresh histories, copies that part at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pyrrhus.filter.resample import spread_ratio, systematic, take_states

WEIGHTS = arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 1)).filter(lambda w: w.sum() > 1e-6)
U = st.floats(0, 1, exclude_max=True, exclude_min=True)


@given(WEIGHTS, U, st.integers(1, 300))
def test_counts_are_within_one_of_their_share(weights, u: float, draws: int) -> None:
    weights = weights / weights.sum()
    rows = systematic(weights, u=u, draws=draws)
    assert rows.shape == (draws,)
    assert (np.diff(rows) >= 0).all(), "ascending"
    counts = np.bincount(rows, minlength=len(weights))
    assert len(counts) == len(weights)
    assert (np.abs(counts - draws * weights) < 1.0 + 1e-6).all()


def test_counts_are_unbiased() -> None:
    weights = np.array([0.05, 0.4, 0.001, 0.3, 0.249])
    total = np.zeros(5)
    for i in range(2000):
        total += np.bincount(systematic(weights, u=(i + 0.5) / 2000, draws=7), minlength=5)
    np.testing.assert_allclose(total / 2000, 7 * weights, atol=2e-3)


def test_equal_weights_keep_every_draw_once() -> None:
    assert systematic(np.full(100, 0.01), u=0.37, draws=100).tolist() == list(range(100))


def test_all_on_one_takes_it_alone() -> None:
    weights = np.zeros(9)
    weights[4] = 1.0
    assert set(systematic(weights, u=0.999999, draws=50).tolist()) == {4}


def test_a_draw_without_weight_is_never_taken() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        weights = rng.random(200) * (rng.random(200) < 0.5)
        weights[-3:] = 0.0
        rows = systematic(weights / weights.sum(), u=1.0 - 2.0**-33, draws=200)
        assert (weights[rows] > 0.0).all()


def test_states_are_copies_with_fresh_histories(siege) -> None:
    state = siege.run(days=10).state
    rows = np.array([3, 3, 3, 9], dtype=np.int64)
    taken = take_states(state, rows, first_history=1000)
    assert taken.history.tolist() == [1000, 1001, 1002, 1003]
    assert taken.history.dtype == np.uint32
    for name, array in taken._asdict().items():
        if name != "history":
            np.testing.assert_array_equal(array, getattr(state, name)[rows])
            assert not np.shares_memory(array, getattr(state, name)), name
    taken.share[:] = 0.5
    assert not (state.share == 0.5).all()


def test_two_copies_of_one_draw_part_at_once(siege) -> None:
    from pyrrhus.engine.arrays import COLUMN

    rows = np.zeros(40, dtype=np.int64)
    parameters = {name: float(siege.draws.engine[0, i]) for name, i in COLUMN.items()}
    few = slice(0, 40)
    apart = siege.run(
        days=1, values=parameters, rows=slice(0, 40), change=lambda s: take_states(s, rows, first_history=500)
    )
    assert len(np.unique(apart.state.intensity[:, -1])) == 40, "the very first day differs"
    assert len(np.unique(apart.state.losses[:, 0, 0])) == 40

    def same_history(state):
        copies = take_states(state, rows, first_history=500)
        copies.history[:] = 500
        return copies

    together = siege.run(days=5, values=parameters, rows=few, change=same_history)
    assert len(np.unique(together.state.losses[:, 0, 0])) == 1, "and it is the history that makes them differ"


def test_spread_ratio() -> None:
    rng = np.random.default_rng(1)
    before = np.exp(rng.normal(0, 1, 5000))
    assert spread_ratio(before, before) == pytest.approx(1.0)
    assert spread_ratio(before, before**0.3) == pytest.approx(0.3)
    assert spread_ratio(before, 7.0 * before) == pytest.approx(1.0), "a scale is no information on a log scale"
    assert spread_ratio(np.full(9, 2.0), np.full(9, 2.0)) == 1.0
    signed = rng.normal(0, 2, 5000)
    assert spread_ratio(signed, 0.5 * signed) == pytest.approx(0.5)
    even = np.full(5000, 1 / 5000)
    assert spread_ratio(before, before**0.3, even) == pytest.approx(0.3)
