"""What dated maps say of gains."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from pyrrhus.filter.observe import observe_gains

DAYS = tuple(date(2030, 1, 1) + timedelta(days=7 * i) for i in range(5))
AREA = np.array([1.0, 2.0, 4.0])
AXIS = np.array([0, 1, 1], dtype=np.int32)
ATTACKER = np.array([[0, 0, 0], [0.5, 0, 0], [0.5, 0.5, 0], [1, 0.5, 0.5], [0, 0.5, 1]])
CONTESTED = np.array([[0, 0, 0], [0, 1, 0], [0, 0.5, 0], [0, 0, 0.5], [1, 0, 0]])


def seen(first: date, last: date):
    return observe_gains(DAYS, ATTACKER, CONTESTED, area_km2=AREA, axis=AXIS, axes=2, first=first, last=last)


def test_gains_are_shares_times_areas_by_axis() -> None:
    gains = seen(DAYS[0], DAYS[3])
    assert (gains.first, gains.last) == (DAYS[0], DAYS[3])
    assert gains.attacker.tolist() == [1.0, 1.0 + 2.0]
    assert gains.contested.tolist() == [0.0, 2.0]


def test_losses_are_negative() -> None:
    gains = seen(DAYS[3], DAYS[4])
    assert gains.attacker.tolist() == [-1.0, 2.0]
    assert gains.contested.tolist() == [1.0, -2.0]


def test_stretches_join_without_a_gap() -> None:
    parts = [seen(a, b).attacker for a, b in pairwise(DAYS)]
    assert sum(parts).tolist() == seen(DAYS[0], DAYS[-1]).attacker.tolist()


def test_the_last_map_not_later_counts() -> None:
    gains = seen(DAYS[1] + timedelta(days=3), DAYS[2] + timedelta(days=6))
    assert (gains.first, gains.last) == (DAYS[1], DAYS[2])


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (DAYS[4], DAYS[4] + timedelta(days=30)),
        (DAYS[1], DAYS[1]),
        (DAYS[1], DAYS[2] - timedelta(days=1)),
        (DAYS[0] - timedelta(days=9), DAYS[3]),
    ],
)
def test_no_map_between_is_nothing_seen(first: date, last: date) -> None:
    assert seen(first, last) is None


def test_an_axis_without_cells_gains_nothing() -> None:
    gains = observe_gains(DAYS, ATTACKER, CONTESTED, area_km2=AREA, axis=AXIS, axes=4, first=DAYS[0], last=DAYS[4])
    assert gains.attacker[2:].tolist() == [0.0, 0.0]
