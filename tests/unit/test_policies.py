"""Policies: the catalogue says each in a sentence, refuses what it cannot do, and gives the engine plain numbers."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from pyrrhus.scenario.policy_catalogue import CATALOGUE, kinds_of, validate
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import PolicyChoice

DAY = date(2023, 4, 1)
GOOD: list[tuple[dict[str, Any], str]] = [
    ({"do": "press"}, "The attacker presses on along every axis."),
    ({"do": "pause_until", "date": DAY}, "The attacker pauses until 1 April 2023, then presses on."),
    (
        {"do": "stop_when", "losses_per_km2": 1500},
        "The attacker presses on, but stops when a square kilometre costs more than 1,500 casualties.",
    ),
    ({"do": "encircle_north"}, "The attacker goes round the town by the north."),
    ({"do": "encircle_south"}, "The attacker goes round the town by the south."),
    ({"do": "encircle"}, "The attacker goes round the town on both sides."),
    ({"do": "frontal"}, "The attacker attacks the town head on."),
    ({"do": "hold"}, "The defender holds the town."),
    ({"do": "hold_at_all_costs"}, "The defender holds the town at all costs."),
    ({"do": "withdraw_on", "date": DAY}, "The defender leaves the town on 1 April 2023."),
    (
        {"do": "hold_until", "supply_below": 0.2, "exchange_below": 1.5},
        "The defender holds the town until less than 20 % of its supply comes through "
        "or the attacker loses fewer than 1.5 for each of its own.",
    ),
]


@pytest.mark.parametrize(("settings", "sentence"), GOOD)
def test_each_policy_in_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    choice = PolicyChoice(id="x", **settings)
    assert validate(choice, side=CATALOGUE[choice.do].side) == []
    assert describe(choice) == sentence
    assert describe(choice, name="Rome").startswith("Rome ")


def test_every_policy_of_the_catalogue_is_tried() -> None:
    assert {settings["do"] for settings, _ in GOOD} == set(CATALOGUE)
    assert set(kinds_of("attacker")) | set(kinds_of("defender")) == set(CATALOGUE)


@pytest.mark.parametrize(
    ("settings", "side", "fix"),
    [
        ({"do": "withdraw"}, "defender", "write withdraw_on"),
        ({"do": "hold"}, "attacker", "press"),
        ({"do": "withdraw_on"}, "defender", "add date: 2023-04-01"),
        ({"do": "withdraw_on", "date": "April"}, "defender", "YYYY-MM-DD"),
        ({"do": "withdraw_on", "date": 20230401}, "defender", "YYYY-MM-DD"),
        ({"do": "hold", "date": DAY}, "defender", "no settings"),
        ({"do": "hold_until"}, "defender", "supply_below"),
        ({"do": "hold_until", "suply_below": 0.2}, "defender", "write supply_below"),
        ({"do": "hold_until", "supply_below": 20}, "defender", "from 0 to 1"),
        ({"do": "hold_until", "supply_below": True}, "defender", "from 0 to 1"),
        ({"do": "stop_when", "losses_per_km2": -1}, "attacker", "from 0.1"),
        ({"do": "stop_when", "losses_per_km2": math.nan}, "attacker", "from 0.1"),
    ],
)
def test_what_a_policy_may_not_say(settings: dict[str, Any], side: str, fix: str) -> None:
    problems = validate(PolicyChoice(id="x", **settings), side=side, line=3)
    assert any(fix in problem.fix for problem in problems), problems
    assert {(problem.file, problem.line) for problem in problems} == {("scenario.yaml", 3)}
