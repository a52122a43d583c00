"""The gate, tested on the whole assessment: what became public a day late changes no byte, a day earlier it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import pyrrhus
from pyrrhus.claims.ledger import Source
from pyrrhus.present.outputs import render_files
from pyrrhus.scenario.schema import Actor, Control, Event, Force, Place, PolicyChoice, Route, Scenario

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
DRAWS = 24
Plant = Callable[[Scenario, date], Scenario]


def outputs(scenario: Scenario, *, draws: int = DRAWS) -> dict[str, bytes]:
    """Every file of an assessment but the lineage, which tells times. Facts are planted in memory, so that the hashes
    of the input files are those of the clean folder and all else can be compared to the byte."""
    found = pyrrhus.assess(scenario, draws=draws, threads=2)
    return {name: content for name, content in render_files(found.findings).items() if name != "lineage.json"}


def add(scenario: Scenario, table: str, *rows: Any) -> Scenario:
    return scenario.model_copy(update={table: (*getattr(scenario, table), *rows)})


def in_file(scenario: Scenario, **update: Any) -> Scenario:
    return scenario.model_copy(update={"file": scenario.file.model_copy(update=update)})


def a_ward(scenario: Scenario, known_on: date) -> Scenario:
    c = scenario.centre
    row = {"id": "ghost", "name": "Ghost", "lat": c.lat + 0.06, "lon": c.lon + 0.05, "kind": "ward", "population": 9e6}
    return add(scenario, "places", Place.model_validate({**row, "known_on": known_on}))


def a_road(scenario: Scenario, known_on: date) -> Scenario:
    a, b = scenario.file.supply_sources.defender[0], scenario.file.centre
    row = {"from": a, "to": b, "ref": "M99", "class": "motorway", "known_on": known_on}
    other = {"from": scenario.file.supply_sources.attacker[0], "to": b, "class": "motorway", "known_on": known_on}
    return add(scenario, "routes", Route.model_validate(row), Route.model_validate(other))


def an_event(scenario: Scenario, known_on: date) -> Scenario:
    geometry = f"disc:{scenario.file.centre}:3"
    return add(
        scenario,
        "events",
        Event(id="moon", name="the moon falls", geometry=geometry, share_0_1=0.1, hold_days=1, known_on=known_on),
    )


def a_host(scenario: Scenario, known_on: date) -> Scenario:
    side = {"formation": "A million more", "kind": "regular", "personnel": 1e6, "known_on": known_on}
    return add(scenario, "forces", Force.model_validate({"side": "attacker", **side}))


def a_late_host(scenario: Scenario, known_on: date) -> Scenario:
    row = {"side": "defender", "formation": "late", "kind": "regular", "personnel": 5e5, "known_on": known_on}
    return add(scenario, "forces", Force.model_validate({**row, "arrives_on": known_on + timedelta(days=5)}))


def a_god(scenario: Scenario, known_on: date) -> Scenario:
    return add(scenario, "actors", Actor(side="defender", actor="zeus", name="Zeus", will=0.0, known_on=known_on))


def a_map(scenario: Scenario, dated: date) -> Scenario:
    row = Control(date=dated, place=scenario.file.centre, holder="attacker", share_0_1=1.0, source="absurd")
    return add(scenario, "control", row)


def a_map_drawn_later(scenario: Scenario, known_on: date) -> Scenario:
    row = Control(
        date=scenario.file.start + timedelta(days=1),
        place=scenario.file.centre,
        holder="attacker",
        share_0_1=0.9,
        known_on=known_on,
    )
    return add(scenario, "control", row)


def killed(scenario: Scenario) -> Any:
    return next(c for c in scenario.claims if c.quantity in ("killed_per_day", "killed") and c.side == "attacker")


def a_claim(scenario: Scenario, said_on: date) -> Scenario:
    told = replace(killed(scenario), id="zz1", said_on=said_on, value=9000.0, low=None, high=None, derived_from=None)
    return scenario.model_copy(update={"claims": (*scenario.claims, told)})


def a_claim_known_later(scenario: Scenario, known_on: date) -> Scenario:
    like = killed(scenario)
    told = replace(like, id="zz2", known_on=known_on, value=9000.0, low=None, high=None, derived_from=None)
    return scenario.model_copy(update={"claims": (*scenario.claims, told)})


def a_verdict_on_a_source(scenario: Scenario, known_on: date) -> Scenario:
    """The source of a claim is judged; until then nothing is known of it."""
    name = killed(scenario).source
    row = next(s for s in scenario.sources if s.id == name)
    judged = (
        Source(**{**vars(row), "known_on": known_on}) if hasattr(row, "__dict__") else replace(row, known_on=known_on)
    )
    return scenario.model_copy(update={"sources": tuple(judged if s.id == name else s for s in scenario.sources)})


def a_plan(scenario: Scenario, known_on: date) -> Scenario:
    plan = PolicyChoice.model_validate(
        {
            "id": "absurd",
            "do": "withdraw_on",
            "date": scenario.file.as_of + timedelta(days=2),
            "known_on": known_on,
        }
    )
    policies = scenario.file.policies
    return in_file(scenario, policies=policies.model_copy(update={"defender": (plan, *policies.defender)}))


def a_parameter(scenario: Scenario, known_on: date) -> Scenario:
    known = {"attacker_loss_rate_per_day": {"known_on": known_on, "value": 0.15}}
    return in_file(scenario, parameters={**scenario.file.parameters, **known})


def a_price(scenario: Scenario, known_on: date) -> Scenario:
    known = {"defender_place_value": {"known_on": known_on, "value": 9_999_999}}
    return in_file(scenario, values={**scenario.file.values, **known})


def a_head_count(scenario: Scenario, known_on: date) -> Scenario:
    known = {"children_share_0_1": {"known_on": known_on, "value": 1.0}}
    return in_file(scenario, civilians={**scenario.file.civilians, **known})


PLANTS: tuple[Plant, ...] = (
    a_ward, a_road, an_event, a_host, a_late_host, a_god, a_map, a_map_drawn_later, a_claim, a_claim_known_later,
    a_plan, a_parameter, a_price, a_head_count,
)  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Scenario:
    return pyrrhus.load(SMALL)


@pytest.fixture(scope="module")
def clean(small: Scenario) -> dict[str, bytes]:
    return outputs(small)


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    assert set(one) == set(other)
    return [name for name in one if one[name] != other[name]]


def test_the_same_folder_gives_the_same_bytes(small, clean) -> None:
    assert differing(outputs(small), clean) == []


def test_all_that_became_public_a_day_late_changes_no_byte(small, clean) -> None:
    planted = small
    for plant in PLANTS:
        planted = plant(planted, small.file.as_of + timedelta(days=1))
    assert planted != small
    assert differing(outputs(planted), clean) == []


def test_what_is_far_in_the_future_changes_no_byte(small, clean) -> None:
    planted = small
    for plant in PLANTS:
        planted = plant(planted, date(2099, 12, 31))
    assert differing(outputs(planted), clean) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_what_was_public_on_the_day_counts(small, clean, plant: Plant) -> None:
    """The same facts a day earlier are seen: the gate is a gate and not a wall."""
    assert "assessment.json" in differing(outputs(plant(small, small.file.as_of)), clean)


def test_what_was_not_known_of_a_source_is_not_used(small, clean) -> None:
    late = outputs(a_verdict_on_a_source(small, small.file.as_of + timedelta(days=1)))
    in_time = outputs(a_verdict_on_a_source(small, small.file.as_of))
    assert differing(in_time, clean) == []
    assert differing(late, clean) != [], "a source that nobody had judged yet is one of which nothing is known"
    later = outputs(a_verdict_on_a_source(small, small.file.as_of + timedelta(days=300)))
    assert differing(late, later) == []


def test_deleting_what_came_later_changes_no_byte() -> None:
    """The bundled Bakhmut, as it stood in December, with and without everything that was said and mapped later."""
    day = date(2022, 12, 1)
    whole = pyrrhus.load("bakhmut")
    whole = in_file(whole, as_of=day)
    rows = {
        table: tuple(row for row in getattr(whole, table) if row.known_on is None or row.known_on <= day)
        for table in ("places", "events", "routes", "forces", "actors", "control", "sources")
    }
    rows["control"] = tuple(row for row in rows["control"] if row.date <= day)
    claims = tuple(c for c in whole.claims if c.said_on <= day and (c.known_on is None or c.known_on <= day))
    assert len(claims) < len(whole.claims)
    assert len(rows["control"]) < len(whole.control)
    past = whole.model_copy(update={**rows, "claims": claims, "sources": whole.sources})
    assert differing(outputs(whole, draws=20), outputs(past, draws=20)) == []
