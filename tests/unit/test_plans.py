"""Policies in parts: what may be written, where it is wrong, and how it is said."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pyrrhus.scenario.check import check
from pyrrhus.scenario.plans import plan_of, problems_of
from pyrrhus.scenario.policy_sentences import describe
from pyrrhus.scenario.schema import PolicyChoice

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
DAY = date(2023, 4, 15)
ROADS, AXES = ("M03", "T0504"), ("north", "south_west")

SAID: list[tuple[dict[str, Any], str]] = [
    ({"do": "hold_until", "any": [{"supply_below": 0.3}, {"all": [{"roads_below": 2}, {"exchange_below": 1}]}],
      "delay_days": 7},
     "X holds the town until less than 30 % of the garrison's supply comes through, or fewer than 2 main roads are "
     "open and the enemy loses fewer than 1 for each of its own, and 7 days later leaves it."),
    ({"do": "hold", "until": {"road_closed": "M03"}, "then": {"do": "hold_at_all_costs", "until": {"days": 21}}},
     "X holds the town until the road M03 is closed, then holds the town at all costs until 21 days have passed, then "
     "leaves it."),
    ({"do": "press", "until": {"date": DAY}, "then": {"do": "encircle"}},
     "X presses on along every axis until 15 April 2023, then goes round the town on both sides."),
    ({"do": "press", "axes": ["north", "south_west"], "until": {"town_lost_above": 0.5}, "for_days": 5,
      "then": {"do": "stop_when", "losses_per_km2": 1500}},
     "X puts its weight on the north and south-west axes until the attacker has more than 50 % of the town on 5 days "
     "running, then presses on, but stops when a square kilometre costs more than 1,500 casualties."),
    ({"do": "pause_until", "any": [{"date": DAY}, {"supply_below": 0.2}], "then": {"do": "press", "axes": ["north"]}},
     "X pauses until 15 April 2023 or less than 20 % of the garrison's supply comes through, then puts its weight on "
     "the north axis."),
    ({"do": "press", "until": {"losses_per_km2_above": 800}},
     "X presses on along every axis until a square kilometre costs more than 800 casualties, then stops."),
]  # fmt: skip


def side_of(choice: dict[str, Any]) -> str:
    return "defender" if choice["do"].startswith(("hold", "withdraw")) else "attacker"


@pytest.mark.parametrize(("settings", "sentence"), SAID)
def test_each_is_said_in_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    choice = PolicyChoice(id="x", **settings)
    assert list(problems_of(choice, side=side_of(settings), roads=ROADS, axes=AXES)) == []
    assert describe(choice, name="X") == sentence


@pytest.mark.parametrize(
    ("settings", "path", "fix"),
    [
        ({"do": "hold", "until": {"suply_below": 0.3}}, ".until.suply_below", "write supply_below"),
        ({"do": "hold", "until": {"supply_below": 30}}, ".until.supply_below", "from 0 to 1"),
        ({"do": "hold", "until": {"losses_per_km2_above": 30}}, ".until.losses_per_km2_above", "write"),
        ({"do": "hold", "until": {"road_closed": "M3"}}, ".until.road_closed", "write M03"),
        ({"do": "hold", "until": {"supply_below": 0.3, "roads_below": 1}}, ".until", "an item of its own"),
        ({"do": "hold", "until": "later"}, ".until", "write {supply_below: 0.3}"),
        ({"do": "hold", "until": {"any": []}}, ".until.any", "write any: ["),
        ({"do": "hold", "until": {"date": "April"}}, ".until.date", "YYYY-MM-DD"),
        ({"do": "hold", "then": {"do": "hold"}}, ".then", "add until"),
        ({"do": "hold", "for_days": 3}, ".for_days", "add until"),
        ({"do": "hold", "until": {"days": 3}, "for_days": 0}, ".for_days", "from 1"),
        ({"do": "hold", "until": {"days": 3}, "delay_days": 1.5}, ".delay_days", "whole number"),
        ({"do": "hold", "until": {"days": 3}, "then": "leave"}, ".then", "write then"),
        ({"do": "hold", "until": {"days": 3}, "then": {"do": "hold", "id": "y"}}, ".then.id", "on the policy"),
        ({"do": "hold", "until": {"days": 3}, "then": {"do": "holt"}}, ".then", "write hold"),
        ({"do": "hold", "until": {"days": 3}, "then": {"do": "press"}}, ".then", "hold"),
        ({"do": "hold", "until": {"days": 3}, "then": {"do": "withdraw_on"}}, ".then", "add date"),
        ({"do": "withdraw_on", "date": DAY, "then": {"do": "hold"}}, ".then", "remove then"),
        ({"do": "hold_until", "supply_below": 0.1, "until": {"days": 3}}, ".until", "any or all"),
        ({"do": "hold_until", "supply_below": 0.1, "any": [{"days": 3}]}, "", "into one any or one all"),
        ({"do": "hold", "any": [{"days": 3}]}, ".any", "write until"),
        ({"do": "hold", "axes": ["north"]}, ".axes", "use press"),
        ({"do": "press", "axes": ["nort"]}, ".axes[0]", "write north"),
        ({"do": "press", "axes": "north"}, ".axes", "write axes: ["),
        ({"do": "hold", "until": {"all": [{"any": [{"days": d} for d in range(1, 9)]}] * 3}}, "", "at most 16"),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(settings: dict[str, Any], path: str, fix: str) -> None:
    found = list(problems_of(PolicyChoice(id="x", **settings), side=side_of(settings), roads=ROADS, axes=AXES))
    assert any(where == path and fix in said for where, _, said, _ in found), found


def test_deep_and_long_ones_are_refused_at_once() -> None:
    deep: dict[str, Any] = {"days": 1}
    for _ in range(200):
        deep = {"any": [deep]}
    assert list(problems_of(PolicyChoice(id="x", do="hold", until=deep), side="defender"))
    part: dict[str, Any] = {"do": "hold"}
    for _ in range(9):
        part = {"do": "hold", "until": {"days": 1}, "then": part}
    found = list(problems_of(PolicyChoice(id="x", **part), side="defender"))
    assert any("at most 4 parts" in fix for _, _, fix, _ in found)


def test_the_plan_of_a_plain_policy_has_its_end() -> None:
    assert [s.do for s in plan_of(PolicyChoice(id="x", do="hold")).stages] == ["hold"]
    assert [s.do for s in plan_of(PolicyChoice(id="x", do="withdraw_on", date=DAY)).stages] == [
        "withdraw_on",
        "withdraw",
    ]
    stop = plan_of(PolicyChoice(id="x", do="stop_when", losses_per_km2=500)).stages
    assert [(s.do, s.next) for s in stop] == [("stop_when", 1), ("pause", 0)]


def test_check_names_the_line_within_a_policy(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    file = folder / "scenario.yaml"
    parts = "\n      until:\n        any:\n          - {supply_below: 0.3}\n          - {road_closed: A11}"
    file.write_text(file.read_text().replace("{id: hold, do: hold}", f"id: hold\n      do: hold{parts}"))
    (problem,) = [p for p in check(folder) if p.check == "policy_condition"]
    lines = file.read_text().splitlines()
    assert problem.line is not None
    assert "road_closed: A11" in lines[problem.line - 1]
    assert problem.fix == "write A1"


def test_a_policy_in_parts_is_not_taken_for_the_plain_one() -> None:
    from pyrrhus.decide.catalogue import choices

    written = [PolicyChoice(id="press", do="press", until={"days": 10}, then={"do": "encircle"})]
    found = choices("attacker", written, as_of=date(2023, 3, 1), days=120)
    assert found[0] is written[0]
    assert [choice.id for choice in found if choice.do == "press"] == ["press", "press_2"]
    assert any(choice.do == "encircle" for choice in found)


def test_what_an_analyst_writes_in_parts_is_compared_in_an_assessment() -> None:
    from types import SimpleNamespace

    from pyrrhus.decide.compared_policies import compared_choices
    from pyrrhus.scenario.schema import Policies

    wait = {"id": "wait", "do": "pause_until", "any": [{"date": DAY}, {"supply_below": 0.3}]}
    careful = {"id": "careful", "do": "hold", "until": {"roads_below": 2}, "delay_days": 7}
    plain = [{"id": "press", "do": "press"}, {"id": "round", "do": "encircle"}]
    written = Policies.model_validate({"attacker": [*plain, wait], "defender": [{"id": "stay", "do": "hold"}, careful]})
    file = SimpleNamespace(policies=written, horizon_days=120)
    campaign = SimpleNamespace(scenario=SimpleNamespace(file=file), as_of=date(2023, 3, 1))
    attackers, defenders = compared_choices(campaign, days=120)  # type: ignore[arg-type]
    assert [p.id for p in attackers] == ["press", "wait", "pause_30_days", "stop_at_a_price"]
    assert [p.id for p in defenders] == [
        "stay",
        "withdraw_now",
        "withdraw_in_14_days",
        "withdraw_in_28_days",
        "withdraw_in_56_days",
        "hold_at_all_costs",
        "hold_while_fed",
        "careful",
    ]
