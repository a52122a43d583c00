"""Ranks as SciPy has them, without waiting for it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from pyrrhus.judge.q8_belief import average_ranks


@given(st.lists(st.integers(-3, 3) | st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_ranks_are_those_of_scipy(values: list[float]) -> None:
    numbers = np.array(values, dtype=float)
    np.testing.assert_array_equal(average_ranks(numbers), rankdata(numbers))
