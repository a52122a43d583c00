"""Policies as tables: the plain ones as the case of one clause, and what joining, waiting and following mean."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.engine.laws import policies as law
from pyrrhus.scenario import plans
from pyrrhus.scenario.plans import plan_of, plan_tables
from pyrrhus.scenario.schema import PolicyChoice

FIRST = date(2023, 3, 1)
CALM = {"supply": 1.0, "share_lost": 0.0, "exchange": 9.0, "open_roads": 5.0, "price": 0.0, "town_lost": 0.0}


def run(choice: dict[str, Any], days: list[dict[str, float]], roads: dict[str, list[float]] | None = None) -> list[int]:
    """What a side does on day 1, 2, ... of a run whose measures are calm but for those given."""
    named = tuple(roads or ())
    stages, clauses = plan_tables(plan_of(PolicyChoice(id="x", **choice)), first=FIRST, roads=named)
    memory, done = np.array([0, 0, 0, -1], dtype=np.int32), []
    for day, given_today in enumerate(days, start=1):
        values = {**CALM, **given_today}
        measures = np.array(
            [day, 0.0, *(values[name] for name in law.MEASURES[2:]), *((roads or {})[name][day - 1] for name in named)]
        )
        done.append(int(law.policy_action.py_func(stages, clauses, memory, day, measures)))
    return done


def series(name: str, values: list[float]) -> list[dict[str, float]]:
    return [{name: value} for value in values]


def test_numbers_agree_with_the_room_that_writes_them() -> None:
    assert plans.MEASURES == law.MEASURES
    assert (plans.PRESS, plans.PAUSE, plans.HOLD) == (law.ACT_PRESS, law.ACT_PAUSE, law.ACT_HOLD)
    assert (plans.HOLD_AT_ALL_COSTS, plans.WITHDRAW) == (law.ACT_HOLD_AT_ALL_COSTS, law.ACT_WITHDRAW)
    stages, clauses = plan_tables(plan_of(PolicyChoice(id="x", do="stop_when", losses_per_km2=3.0)), first=FIRST)
    assert stages.shape[1] == law.STAGE_WIDTH
    assert clauses.shape[1] == law.CLAUSE_WIDTH


thresholds = st.sampled_from([0.1, 0.3, 0.5, 1.0, 2.0])
week = st.lists(
    st.fixed_dictionaries({
        "supply": thresholds, "share_lost": thresholds, "exchange": thresholds, "open_roads": thresholds,
        "price": thresholds,
    }), min_size=1, max_size=12,
)  # fmt: skip

LIMITS = ["supply_below", "share_lost_above", "exchange_below", "roads_below"]
limits = st.dictionaries(st.sampled_from(LIMITS), thresholds, min_size=1)


@given(days=week, asked=limits)
def test_hold_until_as_a_table_leaves_on_the_first_day_that_meets_a_condition(days, asked) -> None:
    below = {"supply_below": "supply", "exchange_below": "exchange", "roads_below": "open_roads"}

    def is_over(day: dict[str, float]) -> bool:
        return any(day[below[k]] < v if k in below else day["share_lost"] > v for k, v in asked.items())

    left = [i for i, day in enumerate(days) if is_over(day)]
    done = run({"do": "hold_until", **asked}, days)
    assert (done.index(law.ACT_WITHDRAW) if law.ACT_WITHDRAW in done else None) == (left[0] if left else None)
    assert set(done[left[0] :] if left else done) <= {law.ACT_WITHDRAW if left else law.ACT_HOLD}


@given(days=week, price=thresholds)
def test_stop_when_as_a_table_pauses_on_the_days_on_which_it_costs_too_much(days, price) -> None:
    done = run({"do": "stop_when", "losses_per_km2": price}, days)
    assert done == [law.ACT_PAUSE if d["price"] > price else law.ACT_PRESS for d in days]


@pytest.mark.parametrize("on", [1, 2, 5])
def test_dates_are_kept_to_the_day(on: int) -> None:
    day = FIRST + timedelta(days=on)
    assert run({"do": "pause_until", "date": day}, [{}] * 6) == [law.ACT_PAUSE] * (on - 1) + [law.ACT_PRESS] * (7 - on)
    left = run({"do": "withdraw_on", "date": day}, [{}] * 6)
    assert left == [law.ACT_HOLD] * (on - 1) + [law.ACT_WITHDRAW] * (7 - on)


def test_plain_policies_never_change() -> None:
    assert run({"do": "hold"}, series("supply", [0, 0])) == [law.ACT_HOLD] * 2
    assert run({"do": "hold_at_all_costs"}, series("supply", [0, 0])) == [law.ACT_HOLD_AT_ALL_COSTS] * 2
    assert run({"do": "press"}, series("price", [1e9])) == [law.ACT_PRESS]


def test_any_and_all() -> None:
    low, cut, both = {"supply": 0.1}, {"open_roads": 1}, {"supply": 0.1, "open_roads": 1}
    terms = [{"supply_below": 0.3}, {"roads_below": 2}]
    hold, leave = law.ACT_HOLD, law.ACT_WITHDRAW
    assert run({"do": "hold_until", "all": terms}, [low, cut, both, {}]) == [hold, hold, leave, leave]
    assert run({"do": "hold_until", "any": terms}, [{}, cut]) == [hold, leave]
    nested = {"do": "hold_until", "any": [{"share_lost_above": 0.5}, {"all": terms}]}
    assert run(nested, [low, both]) == [hold, leave]
    assert run(nested, [low, {"share_lost": 0.6}]) == [hold, leave]
    spread = {"do": "hold_until", "all": [{"share_lost_above": 0.5}, {"any": terms}]}
    assert run(spread, [both, {"share_lost": 0.6}, {"share_lost": 0.6, **cut}]) == [hold, hold, leave]


def test_on_so_many_days_running_begins_again_after_a_break() -> None:
    choice = {"do": "hold_until", "any": [{"supply_below": 0.3}], "for_days": 3}
    done = run(choice, series("supply", [0.1, 0.1, 1.0, 0.1, 0.1, 0.1]))
    assert done == [law.ACT_HOLD] * 5 + [law.ACT_WITHDRAW]


def test_an_order_that_takes_days_is_not_taken_back() -> None:
    choice = {"do": "hold_until", "any": [{"supply_below": 0.3}], "delay_days": 2}
    done = run(choice, series("supply", [0.1, 1.0, 1.0, 1.0]))
    assert done == [law.ACT_HOLD, law.ACT_HOLD, law.ACT_WITHDRAW, law.ACT_WITHDRAW]


def test_one_part_follows_another_and_counts_its_own_days() -> None:
    choice = {"do": "hold", "until": {"supply_below": 0.3}, "then": {"do": "hold_at_all_costs", "until": {"days": 2}}}
    done = run(choice, series("supply", [1.0, 0.1, 0.1, 0.1, 0.1]))
    costs = law.ACT_HOLD_AT_ALL_COSTS
    assert done == [law.ACT_HOLD, costs, costs, law.ACT_WITHDRAW, law.ACT_WITHDRAW]


def test_a_named_road_and_what_is_not_known() -> None:
    choice = {"do": "hold_until", "any": [{"road_closed": "M03"}]}
    assert run(choice, [{}] * 3, {"M03": [1, 0, 0]}) == [law.ACT_HOLD, law.ACT_WITHDRAW, law.ACT_WITHDRAW]
    never = run({"do": "hold_until", "supply_below": 0.3}, series("supply", [float("nan")] * 2))
    assert never == [law.ACT_HOLD] * 2


def test_a_road_is_open_while_one_of_its_legs_is_the_defenders() -> None:
    start, cells = np.array([0, 2, 4]), np.array([0, 1, 2, 3])
    held = law.is_road_open.py_func
    assert held(np.array([0.0, 0.4, 0.9, 0.0]), start, cells, 0, 2)
    assert not held(np.array([0.5, 0.4, 0.9, 0.0]), start, cells, 0, 2)
    assert not held(np.zeros(4), start, cells, 0, 0)


def test_compiled_it_does_the_same() -> None:
    stages, clauses = plan_tables(plan_of(PolicyChoice(id="x", do="hold_until", supply_below=0.3)), first=FIRST)
    memory = np.array([0, 0, 0, -1], dtype=np.int32)
    measures = np.array([1.0, 0.0, 0.1, 0.0, 9.0, 5.0, 0.0, 0.0])
    assert law.policy_action(stages, clauses, memory, 1, measures) == law.ACT_WITHDRAW
    assert memory.tolist() == [1, 1, 0, -1]


leaves = st.builds(lambda name, value: {name: value}, st.sampled_from(LIMITS), thresholds)
nested = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda join, parts: {join: parts}, st.sampled_from(["any", "all"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


def holds(condition: dict[str, Any], today: dict[str, float]) -> bool:
    """The condition as a person would read it."""
    ((name, value),) = condition.items()
    if name in ("any", "all"):
        return (any if name == "any" else all)(holds(part, today) for part in value)
    measured = today[
        {
            "supply_below": "supply",
            "share_lost_above": "share_lost",
            "exchange_below": "exchange",
            "roads_below": "open_roads",
        }[name]
    ]
    return measured > value if name.endswith("above") else measured < value


@given(condition=nested, days=week)
def test_groups_of_clauses_say_what_any_and_all_say(condition: dict[str, Any], days: list[dict[str, float]]) -> None:
    done = run({"do": "hold", "until": condition}, days)
    first = next((i for i, today in enumerate(days) if holds(condition, today)), len(days))
    assert done == [law.ACT_HOLD] * first + [law.ACT_WITHDRAW] * (len(days) - first)
