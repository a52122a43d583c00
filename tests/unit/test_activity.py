"""Where ground changed hands of late: planted changes come out where they were planted, and nothing later counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.campaign.activity import activity_of
from pyrrhus.campaign.cell_maps import MapSeries

DAY = date(2030, 3, 1)


def series(siege: Any, *changes: tuple[int, int, float]) -> MapSeries:
    """Maps of which each (days before DAY, cell, share) changes one more cell."""
    held = siege.campaign.maps.attacker[0]
    dates, shown = [DAY - timedelta(days=400)], [held]
    for ago, cell, share in sorted(changes, reverse=True):
        held = held.copy()
        held[cell] = share
        dates.append(DAY - timedelta(days=ago))
        shown.append(held)
    attacker = np.array(shown)
    return MapSeries(tuple(dates), attacker, np.zeros_like(attacker), assumed=False)


def measure(siege: Any, *changes: tuple[int, int, float], until: date = DAY) -> NDArray[np.float64]:
    ground = siege.campaign.ground
    return activity_of(series(siege, *changes), siege.campaign.terrain, ground.sector, until)


@pytest.fixture
def ends(siege: Any) -> tuple[int, int]:
    """A cell of the north and one of the south, both the defender's."""
    y = np.where(siege.campaign.maps.attacker[0] < 0.5, siege.campaign.ground.y_km, 0.0)
    return int(y.argmax()), int(y.argmin())


def test_without_a_change_the_front_is_even(siege: Any) -> None:
    np.testing.assert_array_equal(measure(siege), 1.0)
    guessed = replace(series(siege, (5, 3, 1.0)), assumed=True)
    np.testing.assert_array_equal(activity_of(guessed, siege.campaign.terrain, siege.campaign.ground.sector, DAY), 1.0)


def test_it_is_high_where_it_changed_and_low_far_from_there(siege: Any, ends: tuple[int, int]) -> None:
    north, south = ends
    found = measure(siege, (5, north, 1.0))
    assert found[north] > 1.3 * found[south]
    assert found[north] > 1.0 > found[south]
    assert found.argmax() != south


def test_ground_lost_counts_as_ground_won(siege: Any, ends: tuple[int, int]) -> None:
    won = measure(siege, (20, ends[0], 0.3), (6, ends[0], 0.4))
    back = measure(siege, (20, ends[0], 0.3), (6, ends[0], 0.2))
    np.testing.assert_allclose(won, back)


def test_what_is_longer_ago_counts_less(siege: Any, ends: tuple[int, int]) -> None:
    north, south = ends
    found = measure(siege, (90, north, 1.0), (5, south, 1.0))
    assert found[south] > found[north]


def test_a_small_change_says_little(siege: Any, ends: tuple[int, int]) -> None:
    small, large = (measure(siege, (5, ends[0], share)) for share in (0.02, 1.0))
    assert 1.0 < small[ends[0]] < large[ends[0]]


def test_nothing_after_the_day_counts(siege: Any, ends: tuple[int, int]) -> None:
    until = DAY - timedelta(days=30)
    early = ((60, ends[0], 1.0),)
    np.testing.assert_array_equal(
        measure(siege, *early, until=until), measure(siege, *early, (10, ends[1], 1.0), until=until)
    )
