"""What befalls one side alone befalls that side: cut off, replaced, told to leave; the other goes on as it was."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, KINDS, LAWS
from pyrrhus.engine.laws.sustainment import sustain
from pyrrhus.engine.steps.town import civilians
from pyrrhus.engine.steps.upkeep import supply

SIDES = [ATTACKER, DEFENDER]
AXES = 2
Plain = Callable[[Any], Callable[..., Any]]
Row = NDArray[np.float64]


def fed(plain: Plain, row: Row, *, of_axes: NDArray[np.float64], of_town: float) -> SimpleNamespace:
    """Both sides and the town after twenty days of so much supply ([side, axis], 0 to 1), from full stocks."""
    row[COLUMN["supply_stock_days"]], row[COLUMN["supply_need_0_1"]] = 10.0, 0.2
    here = SimpleNamespace(
        stock_days=np.full((2, AXES), 10.0),
        fed=np.ones((2, AXES)),
        town_stock=np.array([10.0]),
        town_fed=np.ones(1),
        corridor=np.array([of_town]),
        shells=np.full(2, 100.0),
        fired=np.zeros(2),
    )
    bench = SimpleNamespace(ways=SimpleNamespace(axis_supply=of_axes))
    settings = SimpleNamespace(laws=np.ones(len(LAWS), dtype=np.uint8))
    for _ in range(20):
        plain(supply)(here, bench, settings, row, 1.0)
    return here


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("axis", range(AXES))
def test_an_axis_that_is_cut_off_starves_alone(plain: Plain, row: Row, side: int, axis: int) -> None:
    reaching = np.ones((2, AXES))
    reaching[side, axis] = 0.0
    here = fed(plain, row, of_axes=reaching, of_town=1.0)
    hungry = np.zeros((2, AXES), dtype=bool)
    hungry[side, axis] = True
    assert (here.stock_days == 0.0).tolist() == hungry.tolist()
    assert (here.fed < 0.1).tolist() == hungry.tolist()
    assert (here.fed[~hungry] == 1.0).all()
    assert (here.town_stock[0], here.town_fed[0]) == (10.0, 1.0)


def test_a_town_that_is_cut_off_starves_alone(plain: Plain, row: Row) -> None:
    here = fed(plain, row, of_axes=np.ones((2, AXES)), of_town=0.0)
    assert here.town_stock[0] == 0.0
    assert here.town_fed[0] < 0.1
    assert (here.stock_days == 10.0).all()
    assert (here.fed == 1.0).all()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("flow", ["replacements", "recruits"])
def test_a_side_that_is_replaced_or_recruited_grows_alone(plain: Plain, row: Row, side: int, flow: str) -> None:
    names = ("attacker", "defender")
    for name in names:
        row[COLUMN[f"{name}_replacements_per_day"]] = row[COLUMN[f"{name}_recruits_per_day"]] = 0.0
    row[COLUMN[f"{names[side]}_{flow}_per_day"]] = 0.01
    personnel, reserve = np.full((2, AXES, KINDS), 100.0), np.full((2, KINDS), 50.0)
    first = np.full(2, 2000.0)  # both lack as many
    given = personnel.sum(axis=1) + reserve
    plain(sustain)(personnel, reserve, np.zeros((2, KINDS)), first, given, np.full((2, AXES), 0.5), 1.0, row)
    at_the_front, behind = personnel.sum(axis=(1, 2)), reserve.sum(axis=1)
    sent = np.zeros(2)
    sent[side] = 20.0
    if flow == "replacements":
        np.testing.assert_allclose(at_the_front, 100.0 * AXES * KINDS + sent)
        np.testing.assert_allclose(behind, 50.0 * KINDS - sent)
    else:
        np.testing.assert_allclose(at_the_front, 100.0 * AXES * KINDS)
        np.testing.assert_allclose(behind, 50.0 * KINDS + sent)


class Town(NamedTuple):
    """What the step of the civilians looks at."""

    civilian_stock: NDArray[np.float64]
    corridor: NDArray[np.float64]
    civilians: NDArray[np.float64]
    evacuated: NDArray[np.float64]


def test_only_those_who_are_told_leave_faster(plain: Plain, row: Row) -> None:
    row[COLUMN["civilians_leave_per_day"]], row[COLUMN["civilians_harm_per_day"]] = 0.01, 0.001
    row[COLUMN["evacuation_leave_ratio"]] = 3.0
    here = Town(np.array([10.0]), np.ones(1), np.array([1000.0, 7.0]), np.array([500.0, 5.0]))
    plain(civilians)(here, SimpleNamespace(held=np.zeros(16)), row, 0.0)
    assert here.civilians.tolist() == pytest.approx([990.0, 7.0])
    assert here.evacuated.tolist() == pytest.approx([485.0, 5.0])
