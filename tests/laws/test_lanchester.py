"""Lanchester's laws: their invariants, where they agree with the default, and that a scenario can ask for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.laws.attrition import casualties_on_axis
from pyrrhus.engine.laws.lanchester import EXPONENTS, lanchester_casualties

ROOM_KM = 10.0


@pytest.fixture
def fixed(row: NDArray[np.float64]) -> NDArray[np.float64]:
    for name, value in {
        "attacker_loss_rate_per_day": 0.001 * 0.35 * 0.8 / 1.7**0.375,
        "offensive_mean_days": 60.0,
        "pause_mean_days": 30.0,
        "probing_intensity_ratio": 0.4,
        "exchange_ratio": 1.6,
        "fortification_cover_0_1": 0.4,
        "built_up_cover_0_1": 0.2,
        "max_density_per_km": 100.0,
        "force_ratio_elasticity": 0.25,
    }.items():
        row[COLUMN[name]] = value
    return row


def lost(plain: Any, row: NDArray[np.float64], law: str, a: float, d: float, **changes: float) -> tuple[float, float]:
    even = {"worth": 1.0, "exposure": 1.0, "level": 1.0, "fires": 1.0, "fortified": 0.0, "built_up": 0.0, **changes}
    return plain(lanchester_casualties)(
        a, d, frontage_km=ROOM_KM, exponents=np.array(EXPONENTS[law]), parameters=row, **even
    )


def fight_on(plain: Any, row: NDArray[np.float64], law: str, a: float, d: float, days: int) -> NDArray[np.float64]:
    course = [(a, d)]
    for _ in range(days):
        cost_a, cost_d = lost(plain, row, law, a, d)
        a, d = a - cost_a, d - cost_d
        course.append((a, d))
    return np.array(course).T


@pytest.mark.parametrize("law", EXPONENTS)
def test_a_full_front_of_equals_loses_as_in_the_default(plain, fixed, law: str) -> None:
    full = 100.0 * ROOM_KM
    default = plain(casualties_on_axis)(full, full, 1.2, 1.0, 0.7, 0.0, 1.1, 0.3, 0.5, fixed)
    assert lost(
        plain, fixed, law, full, full, worth=1.2, level=0.7, fires=1.1, fortified=0.3, built_up=0.5
    ) == pytest.approx(default)


def test_the_square_law_keeps_the_difference_of_squares(plain, fixed) -> None:
    a, d = fight_on(plain, fixed, "square", 900.0, 700.0, 400)
    kept = a * a / 1.6 - d * d
    assert kept == pytest.approx(np.full(401, kept[0]), rel=2e-3)
    assert d[-1] < 0.75 * d[0]


def test_the_linear_law_keeps_the_difference(plain, fixed) -> None:
    a, d = fight_on(plain, fixed, "linear", 900.0, 700.0, 400)
    kept = a / 1.6 - d
    assert kept == pytest.approx(np.full(401, kept[0]), rel=1e-9)


def test_by_the_logarithmic_law_each_side_shrinks_as_if_alone(plain, fixed) -> None:
    a, d = fight_on(plain, fixed, "logarithmic", 900.0, 700.0, 400)
    assert a == pytest.approx(900.0 * (1.0 - 0.001) ** np.arange(401))
    assert d == pytest.approx(700.0 * (1.0 - 0.001 / 1.6) ** np.arange(401))


@pytest.mark.parametrize("law", EXPONENTS)
def test_exponents_are_those_of_the_law(plain, fixed, law: str) -> None:
    enemy, own = EXPONENTS[law]
    base = lost(plain, fixed, law, 400.0, 400.0)
    assert lost(plain, fixed, law, 400.0, 800.0) == pytest.approx((base[0] * 2.0**enemy, base[1] * 2.0**own))
    assert lost(plain, fixed, law, 800.0, 400.0) == pytest.approx((base[0] * 2.0**own, base[1] * 2.0**enemy))


def test_nobody_nothing_nowhere(plain, fixed) -> None:
    assert lost(plain, fixed, "square", 0.0, 100.0) == (0.0, 0.0)
    assert lost(plain, fixed, "square", 100.0, 0.0) == (0.0, 0.0)
    assert lost(plain, fixed, "square", 1e6, 1e6, level=0.0) == (0.0, 0.0)
    a, d = lost(plain, fixed, "linear", 1e6, 1e6)
    assert (a, d) == pytest.approx((0.1344e6 / 0.35, 0.0576e6 / 0.35)), "never more in a day than Dupuy allows"


def test_a_scenario_asks_for_another_law_of_attrition(make_siege, make_world) -> None:
    losses = {
        law: make_world(make_siege(file={"attrition": law}), draws=40)
        .run(days=30)
        .state.losses.sum(axis=2)
        .mean(axis=0)
        for law in ("exchange", *EXPONENTS)
    }
    assert all((value > 0.0).all() for value in losses.values())
    assert len({tuple(np.round(value, 6)) for value in losses.values()}) == 5, "five laws, five outcomes"
