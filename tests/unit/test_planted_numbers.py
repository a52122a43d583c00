"""Every variable of the forecast and of an outcome comes from its own array, side, day and kind: distinct numbers are
planted in a made-up run and looked for in what is made of it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.campaign.cell_maps import MapSeries
from pyrrhus.campaign.forecast import Forecast
from pyrrhus.decide.outcomes import BY_DRAW, Outcome, outcome_of
from pyrrhus.judge.document import build_forecast
from pyrrhus.judge.findings import QUANTILES
from pyrrhus.scenario.schema import PolicyChoice

PRESS, HOLD = PolicyChoice(id="press", do="press"), PolicyChoice(id="hold", do="hold")
DAYS, SLOTS, DRAWS = 14, (0, 7, 14), 5
AT_DRAWS = np.quantile(np.arange(DRAWS), QUANTILES)  # 0.2, 1, 2, 3, 3.8
KIND = np.array([1.0, 2.0, 4.0])  # killed, wounded, captured


def planted(first: float, *shape: int) -> NDArray[np.float64]:
    """[draw, slot, ...]: `first`, 100 more each slot, 10 more for the second of two sides, 1 more each draw."""
    values = first + np.arange(DRAWS)[:, None] + 100.0 * np.arange(len(SLOTS))[None]
    for n, length in enumerate(shape):
        values = values[..., None] + (10.0 if n == 0 else 0.0) * np.arange(length)
    return values


def losses() -> NDArray[np.float64]:
    """[draw, slot, side, kind]: twice as many wounded as killed, four times as many captured."""
    return planted(1000.0, 2)[..., None] * KIND


@pytest.fixture
def run() -> Forecast:
    record = SimpleNamespace(
        losses=losses(),
        personnel=planted(20000.0, 2),
        reserve=planted(30000.0, 2),
        fired=planted(40000.0, 2),
        gain_km2=planted(50000.0),
        civilians=planted(60000.0, 2),
        corridor=planted(70000.0),
        destruction=planted(80000.0),
    )
    counts = SimpleNamespace(held=np.array([[0, 5], [1, 4], [2, 3]]), share=np.array([[1, 0], [2, 0], [3, 4]]) * 2**20)
    event_day = np.array([[-1, 3], [9, -1], [14, 2], [0, -1], [11, -1]], dtype=np.int32)
    made_up: Any = (record, counts, SimpleNamespace(event_day=event_day), SimpleNamespace(named={}))
    return Forecast(date(2030, 3, 1), DAYS, SLOTS, *made_up, np.zeros((DRAWS, 2, 3)), np.ones((DRAWS, 2)))


def by_side(first: float) -> NDArray[np.float64]:
    """What `planted` means for [side, date, quantile]."""
    return np.array([[first + 10.0 * side + 100.0 * slot + AT_DRAWS for slot in range(3)] for side in range(2)])


def test_every_variable_of_the_forecast(run: Forecast) -> None:
    maps = MapSeries(
        assumed=False,
        dates=(date(2030, 2, 1), date(2030, 4, 1)),
        attacker=np.array([[0.25, 0.5], [1.0, 1.0]]),
        contested=np.array([[0.5, 0.125], [1.0, 1.0]]),
    )
    events = [SimpleNamespace(id="town"), SimpleNamespace(id="north")]
    terrain = SimpleNamespace(events=events, tiling=SimpleNamespace(cell_ids=("a", "b")))
    case: Any = SimpleNamespace(forecast=run, campaign=SimpleNamespace(terrain=terrain, maps=maps))
    found = build_forecast(case)
    killed = by_side(1000.0)
    a_day = np.full((2, 3, len(QUANTILES)), 100.0 / 7.0)
    plain = {name: by_side(first)[0] for name, first in (("gain", 50000.0), ("corridor", 70000.0))}
    remaining, harmed = by_side(60000.0)
    town, north = np.zeros(DAYS + 1), np.zeros(DAYS + 1)
    town[0:], north[2:] = 0.2, 0.2
    for day in (9, 11, 14):
        town[day:] += 0.2
    north[3:] += 0.2
    expected = {
        "killed": killed,
        "wounded": 2.0 * killed,
        "captured": 4.0 * killed,
        "casualties": 7.0 * killed,
        "killed_per_day": a_day,
        "personnel": by_side(20000.0),
        "reserve": by_side(30000.0),
        "shells_per_day": by_side(40000.0),
        "area_gained_km2": plain["gain"],
        "civilians_remaining": remaining,
        "civilians_harmed": harmed,
        "supply_0_1": plain["corridor"],
        "fall_probability": np.array([town, north]),
        "attacker_probability": np.array([[0.0, 1.0], [0.2, 0.8], [0.4, 0.6]]),
        "attacker_share_mean": np.array([[0.2, 0.0], [0.4, 0.0], [0.6, 0.8]]),
        "observed_share": np.array([[0.5, 0.5625]]),
    }
    assert set(found.data_vars) == set(expected), "a new variable needs its numbers here"
    for name, values in expected.items():
        np.testing.assert_allclose(found[name].values, values, rtol=1e-12, err_msg=name)
    assert [str(day)[:10] for day in found["date"].values] == ["2030-03-01", "2030-03-08", "2030-03-15"]
    assert found["side"].values.tolist() == ["attacker", "defender"]
    assert found["event"].values.tolist() == ["town", "north"]


def check_outcome(found: Outcome, slots: float, fall: list[int]) -> None:
    """`slots` is how far the run had come, in weeks."""
    n = np.arange(DRAWS)
    then = 100.0 * slots + n
    expected = {
        "casualties": 7.0 * np.stack([1000.0 + then, 1010.0 + then], axis=1),
        "fall_day": np.array(fall),
        "gain_km2": 50000.0 + then,
        "civilians_harmed": 60010.0 + then,
        "destruction": 80000.0 + then,
        # mean over the days that were recorded by then: those of two weeks, or those of one
        "present": np.stack([20000.0 + 50.0 * int(slots) + n, 20010.0 + 50.0 * int(slots) + n], axis=1),
    }
    assert set(expected) == set(BY_DRAW), "a new array of an outcome needs its numbers here"
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(found, name), values, rtol=1e-12, err_msg=name)


def test_every_array_of_an_outcome(run: Forecast) -> None:
    found = outcome_of(run, PRESS, HOLD, 0, by=(10, 14))
    assert (found.attacker, found.defender, found.days) == (PRESS, HOLD, DAYS)
    check_outcome(found, 2.0, [-1, 9, 14, 0, 11])
    assert list(found.earlier) == [10]
    assert found.earlier[10].days == 10
    check_outcome(found.earlier[10], 10.0 / 7.0, [-1, 9, -1, 0, -1])
    check_outcome(outcome_of(run, PRESS, HOLD, 1), 2.0, [3, -1, 2, -1, -1])
