"""Ground gained as a forecast: its score, how often its ranges hold, and days between those recorded."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from scipy.stats import norm

from pyrrhus.campaign.forecast import Forecast
from pyrrhus.skill.gains import Gain, coverage
from pyrrhus.skill.mechanism import GAIN_LEVELS
from pyrrhus.skill.record import GAIN_LEVELS as KEPT_LEVELS
from pyrrhus.skill.record import GainRow, gain_scores

DAY = date(2022, 5, 1)
Z = norm.ppf(GAIN_LEVELS)


def gains(spread_said, spread_true, *, n=300, seed=3):
    rng = np.random.default_rng(seed)
    said = tuple(float(v) for v in spread_said * Z)
    return [
        Gain(f"Town {k % 6}", DAY + timedelta(5 * k), 30, said, float(rng.normal(0, spread_true)), 0.0)
        for k in range(n)
    ]


def test_ranges_that_are_right_hold_what_they_say_and_narrow_ones_hold_less_and_score_worse():
    right, narrow = coverage(gains(12.0, 12.0)), coverage(gains(4.0, 12.0))
    for share in (50, 80, 90):
        assert right[f"inside_{share}%"] == pytest.approx(share / 100, abs=0.06)
    assert narrow["inside_80%"] < 0.45
    assert right["crps_km2"] < narrow["crps_km2"]


def test_the_score_of_quantiles_is_that_of_the_normal_law():
    said = tuple(float(v) for v in Z)
    for seen in (-1.5, 0.0, 0.7):
        exact = seen * (2 * norm.cdf(seen) - 1) + 2 * norm.pdf(seen) - 1 / np.sqrt(np.pi)
        assert Gain("T", DAY, 30, said, seen, 0.0).score_km2 == pytest.approx(exact, abs=0.01)


def test_the_record_counts_what_its_ranges_held_and_corrects_none_of_them():
    """Nine forecasts that all missed, long resolved, leave the range of the tenth as it was said."""
    said = tuple(float(v) for v in norm.ppf(KEPT_LEVELS))
    seen = [100.0] * 9 + [1.2]  # inside the central 80 %, outside the central 50 %
    rows = [
        GainRow("T", DAY + timedelta(40 * n), 30, said, km2, 0.0, DAY + timedelta(40 * n + 30))
        for n, km2 in enumerate(seen)
    ]
    (found,) = gain_scores(rows)
    for name in ("inside", "published_inside"):
        assert [found[f"{name}_{share}"] for share in (50, 80, 90)] == [0.0, 0.1, 0.1]


def test_gains_between_recorded_days_lie_on_straight_lines():
    record = SimpleNamespace(gain_km2=np.array([[0.0, 7.0, 21.0], [0.0, 0.0, 7.0]], dtype=np.float32))
    nothing = cast(Any, None)
    run = Forecast(DAY, 14, (0, 7, 14), cast(Any, record), *[nothing] * 5)
    assert run.gain_by_day((0, 3.5, 7, 14)).tolist() == [[0.0, 3.5, 7.0, 21.0], [0.0, 0.0, 0.0, 7.0]]
