"""Where the map and the claims of these days differ on who holds the town, the warning; and the days of the fall."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from pyrrhus.judge.warnings import claims_against_map
from pyrrhus.present.fall_chart import FallView, date_range, rules_words


def case(taken: float, disputed: float, said: dict[str, float], side: str = "attacker") -> Any:
    """A town of two cells, half of which the shares concern."""
    maps = SimpleNamespace(
        attacker=np.array([[taken, taken]]), contested=np.array([[disputed, disputed]]), at=lambda day: 0
    )
    ground = SimpleNamespace(cells=np.array([0, 1]), weight=np.array([0.5, 0.5]))
    claimed = SimpleNamespace(claims=("a",), categories=said)
    return cast(
        Any,
        SimpleNamespace(
            campaign=SimpleNamespace(maps=maps, terrain=SimpleNamespace(event_ground=[ground])),
            main_event=0,
            as_of=date(2030, 3, 1),
            town="Town",
            name=lambda role: {"attacker": "East", "defender": "West"}[role],
            fused_now=lambda quantity, role: claimed if role == side else None,
        ),
    )


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (case(0.2, 0.05, {"contested": 0.95}), "Claims call Town contested, the map leaves West 75 % of it"),
        (case(0.9, 0.05, {"contested": 0.95}), "the map leaves East 90 % of it"),
        (case(0.1, 0.0, {"yes": 0.9}), "Claims say that East holds Town, the map gives it 10 % of it"),
        (case(0.9, 0.0, {"yes": 0.9}, "defender"), "Claims say that West holds Town, the map gives it 10 % of it"),
        (case(0.9, 0.0, {"no": 0.9}), "Claims say that East does not hold Town, the map gives it 90 % of it"),
    ],
)
def test_a_difference_is_told(shown: Any, told: str) -> None:
    (warning,) = claims_against_map(shown)
    assert told in warning


@pytest.mark.parametrize(
    "shown",
    [
        case(0.45, 0.2, {"contested": 0.95}),
        case(0.2, 0.05, {"contested": 0.5, "no": 0.5}),
        case(0.9, 0.0, {"yes": 0.9}),
        case(0.1, 0.0, {}),
    ],
)
def test_what_agrees_is_not(shown: Any) -> None:
    assert claims_against_map(shown) == []


def view(*points: tuple[int, float], rules: int = 4) -> FallView:
    return FallView(date(2030, 3, 1), 120, points, (), None, rules, ())


def test_the_days_of_the_fall_are_those_of_the_curve() -> None:
    assert date_range(view((0, 0.0), (20, 0.10), (120, 0.99))) == "11 Mar to 25 Jun"
    assert date_range(view((0, 0.0), (20, 0.10), (120, 0.80))) == "11 Mar to after 29 Jun"
    assert date_range(view((0, 0.0), (120, 0.02))) == "after 29 Jun"
    assert date_range(view((0, 0.3), (120, 0.99))).startswith("already to ")


def test_one_rule_is_one() -> None:
    assert rules_words(view((0, 0.0), rules=1)) == "one simple rule says"
    assert rules_words(view((0, 0.0), rules=4)) == "four simple rules say"
