"""Readings in the far tails of what was expected: no digit is lost, no warning is raised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.claims.hedges import tilted


@pytest.mark.parametrize(
    ("mean", "variance", "low", "high", "expected"),
    [
        # by 60 digits: the truncated normal's log chance and its first two derivatives by the mean
        (0.0, 1.0, 1.0, 2.0, (-1.9957982691807554, 1.3831690466315527, -0.9272571138993987)),
        (0.0, 1.0, 30.1, 31.0, (-457.3295644163834, 30.13314965457745, -0.9989035024109474)),
        (0.0, 1.0, -400.0, -399.5, (-79807.03415856397, -399.50250309754466, -0.9999937345811925)),
        (0.0, 1e-4, 27.0, 27.2, (-3645008.8199457224, 270000.03703702684, -9999.998628259016)),
        (0.0, 1e-6, 27.0, np.inf, (-364500011.1225307, 27000000.037037037, -999999.9986282579)),
    ],
)
def test_far_in_a_tail_no_digit_is_lost(
    mean: float, variance: float, low: float, high: float, expected: tuple[float, float, float]
) -> None:
    one = [np.array([each]) for each in (mean, variance, low, high, 0.0, 0.0)]
    assert [float(each[0]) for each in tilted(*one)] == pytest.approx(expected, rel=1e-6)


@given(st.floats(-40, 40), st.floats(-12, 2), st.floats(0, 20), st.booleans())
def test_the_variance_left_is_bounded(mean: float, log_v: float, width: float, open_: bool) -> None:
    variance = 10.0**log_v
    one = [np.array([each]) for each in (mean, variance, 1.0, np.inf if open_ else 1.0 + width, 1e-3, 0.0)]
    _, first, second = tilted(*one)
    whole = variance + 1e-6
    assert np.isfinite(first).all()
    assert -1.0 - 1e-6 <= float(second[0]) * whole <= 1e-6
