"""Equilibria and sensitivities against libraries that others keep: nashpy and SALib (of the test group)."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.decide.game import best_response_gap, bootstrap, choose, equilibria, undominated
from pyrrhus.decide.information import first_order

RANGE = np.array([-np.pi, np.pi])


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma 1990, with the usual 7 and 0.1."""
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.fixture(scope="module")
def salib():
    pytest.importorskip("SALib", reason="SALib is in the test group")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SALib.analyze import rbd_fast, sobol
        from SALib.sample import sobol as sample
    return sample, sobol, rbd_fast


def test_first_order_shares_are_those_that_salib_finds_on_ishigami(salib) -> None:
    sample, sobol, rbd_fast = salib
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [RANGE.tolist()] * 3}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = sample.sample(problem, 2048, calc_second_order=False, seed=1)
        oracle = sobol.analyze(problem, ishigami(x), calc_second_order=False, seed=1)["S1"]
        draws = np.random.default_rng(2).uniform(*RANGE, (8192, 3))
        same_draws = rbd_fast.analyze(problem, draws, ishigami(draws), seed=1)["S1"]
    ours = [first_order(ishigami(draws), draws[:, i]) for i in range(3)]
    assert ours == pytest.approx(np.asarray(oracle), abs=0.04)
    assert ours == pytest.approx(np.asarray(same_draws), abs=0.04)
    assert ours[2] < 0.01


def test_first_order_shares_of_a_linear_sum_are_salibs_and_the_closed_form(salib) -> None:
    _, _, rbd_fast = salib
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    x = np.random.default_rng(3).uniform(0.0, 1.0, (4000, 4))
    y = x @ weights
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = np.asarray(rbd_fast.analyze(problem, x, y, seed=1)["S1"])
    ours = np.array([first_order(y, x[:, i]) for i in range(4)])
    assert ours == pytest.approx(weights**2 / (weights**2).sum(), abs=0.03)
    assert ours == pytest.approx(oracle, abs=0.03)


def rounded(found: list[tuple[np.ndarray, np.ndarray]]) -> set[tuple[float, ...]]:
    return {tuple(np.round(np.concatenate(pair), 5) + 0.0) for pair in found}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), shape=st.tuples(st.integers(2, 4), st.integers(2, 4)))
def test_every_equilibrium_that_nashpy_finds_is_found_and_no_other(seed: int, shape: tuple[int, int]) -> None:
    nashpy = pytest.importorskip("nashpy", reason="nashpy is in the test group")
    rows, columns = np.random.default_rng(seed).normal(size=(2, *shape))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        game = nashpy.Game(rows, columns)
        by_support = rounded([(x, y) for x, y in game.support_enumeration()])
        by_vertex = rounded([(x, y) for x, y in game.vertex_enumeration()])
    ours = rounded([(e.row, e.column) for e in equilibria(rows, columns)])
    assert ours == by_vertex
    assert by_support <= ours  # nashpy's enumeration of supports misses some: seed 4, four by four


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_payoffs_of_an_equilibrium_are_best_responses(seed: int) -> None:
    rows, columns = np.random.default_rng(seed).normal(0, 1000, size=(2, 5, 6))
    for found in equilibria(rows, columns):
        assert found.row_payoff == pytest.approx((rows @ found.column).max(), abs=1e-4)
        assert found.column_payoff == pytest.approx((found.row @ columns).max(), abs=1e-4)
        assert best_response_gap(rows, columns, found.row, found.column) <= 1e-4


def test_what_another_policy_always_beats_is_struck_out_again_and_again() -> None:
    # the third row falls at once, then the second column, then the second row
    rows = np.array([[4.0, 1.0], [2.0, 3.0], [1.0, 0.0]])
    columns = np.array([[3.0, 2.0], [5.0, 1.0], [0.0, 9.0]])
    mine, yours = undominated(rows, columns)
    assert (mine.tolist(), yours.tolist()) == ([0], [0])
    (found,) = equilibria(rows, columns)
    assert (found.row.tolist(), found.column.tolist()) == ([1.0, 0.0, 0.0], [1.0, 0.0])


def test_the_interval_of_a_mix_holds_the_truth_and_shrinks_with_the_draws() -> None:
    rng = np.random.default_rng(4)
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    wide = {}
    for draws in (100, 1600):
        rows = pennies[..., None] + rng.normal(0, 1.0, (2, 2, draws))
        columns = -pennies[..., None] + rng.normal(0, 1.0, (2, 2, draws))
        shown = choose(equilibria(rows.mean(axis=2), columns.mean(axis=2)))
        found = bootstrap(rows, columns, shown)
        assert found.same_support == 1.0
        assert (found.row_low - 0.03 <= 0.5).all()
        assert (found.row_high + 0.03 >= 0.5).all()
        wide[draws] = float((found.row_high - found.row_low).mean())
    assert wide[1600] == pytest.approx(wide[100] / 4.0, rel=0.5)


def test_a_clear_game_has_no_interval() -> None:
    rows = np.repeat(np.array([[3.0, 0.0], [5.0, 1.0]])[..., None], 50, axis=2)
    columns = rows.transpose(1, 0, 2)
    found = bootstrap(rows, columns, choose(equilibria(rows.mean(axis=2), columns.mean(axis=2))))
    assert (found.row_low.tolist(), found.row_high.tolist()) == ([0.0, 1.0], [0.0, 1.0])
    assert found.same_support == 1.0
