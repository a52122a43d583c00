"""The gate: absurd facts planted after the as-of date change nothing of what comes out of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.errors import InputError
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve
from pyrrhus.scenario.schema import Scenario

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
DAY = date(2023, 3, 1)
FIRST, LAST = date(2022, 8, 1), date(2024, 1, 1)

# One absurd fact for every door: file, what is put at its end (or instead of a text), all public from 2023-03-02 on.
PLANTED = {
    "places.csv": "ghost,Ghost Town,,40.01,-40.01,city,9000000,,x,2023-03-02\n",
    "routes.csv": "asculum,beneventum,M99,motorway,,no,documented,2023-03-02\nghost,asculum,M98,motorway,,no,,\n",
    "events.csv": "moon,the moon falls,point:40:-40,1,1,x,2023-04\nghost_falls,x,disc:ghost:1,0.5,1,x,\n",
    "forces.csv": "attacker,,A million more,regular,1000000,,,,,2023-03-05,x,2023-03-02\n"
    "defender,,A million late,regular,1000000,,,,,,x,2023-03\n",
    "actors.csv": "attacker,zeus,Zeus,absurd,,1,1,x,2023-03-02\n",
    "control.csv": "2023-03-02,,asculum,attacker,1,x,\n2023-02-01,,asculum,attacker,1,x,2023-03-02\n"
    "2023-02-02,,ghost,attacker,1,x,\n",
    "sources.csv": "oracle,The oracle,outlet,attacker,A,2023-03-02\n",
    "claims.csv": "z1,2023-03-02,plutarch,,,,killed,attacker,,2022-08-01,2023-03-01,,9e5,,persons,exactly,,A,1,,,\n"
    "z2,2023-03,plutarch,,,,killed,attacker,,2022-08-01,2023-02-01,,9e5,,persons,exactly,asserts,A,1,,,\n"
    "z3,2023-01-01,plutarch,,,,killed,attacker,,2022-08,2022-12-31,,9e5,,persons,exactly,asserts,A,1,,,2023-06\n"
    "z4,2023-01-02,plutarch,,,,holds,attacker,ghost,,,,yes,,,,asserts,A,1,,,\n",
}
YAML_EDITS = (
    ("    - {id: late_plan", "    - {id: absurd, do: frontal, known_on: 2023-03-02}\n    - {id: late_plan"),
    ("  - {id: hold_while", "  - {id: never, do: hold_at_all_costs, known_on: 2023-03}\n    - {id: hold_while"),
    (
        "parameters:",
        "parameters:\n  corridor_need_km: {known_on: 2023-03-02, value: 19}\n"
        "  attacker_shells_per_day: {claims: {quantity: shells_per_day, place: ghost}}",
    ),
    ("values:", "values:\n  attacker_place_value: {known_on: 2023-03, value: 9999999}"),
    ("civilians:", "civilians:\n  children_share_0_1: {known_on: 2023-05-01, value: 1}"),
    ("attacker: [epirus_gate]", "attacker: [epirus_gate, ghost]"),
)


def plant(folder: Path) -> Path:
    for name, rows in PLANTED.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        header, rest = text.split("\n", 1)
        if "known_on" not in header:
            header += ",known_on"
            rest = "".join(f"{line},\n" for line in rest.splitlines())
        path.write_text(f"{header}\n{rest}{rows}", encoding="utf-8")
    path = folder / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in YAML_EDITS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return folder


def content(scenario: Scenario) -> dict:
    """Everything that a run can see: not where it stood in which bytes."""
    return scenario.model_dump(exclude={"inputs_sha256", "lines"})


def test_planted_facts_change_nothing(tmp_path: Path) -> None:
    clean = load(SMALL)
    folder = plant(Path(shutil.copytree(SMALL, tmp_path / "small")))
    planted = load(folder)
    assert content(planted) != content(clean)
    assert content(as_of(planted, DAY)) == content(as_of(clean, DAY))
    for name, prior in resolve(as_of(clean, DAY).file).items():
        assert resolve(as_of(planted, DAY).file)[name] == prior


@pytest.mark.parametrize("name", sorted([*PLANTED, "scenario.yaml"]))
def test_every_planted_door_is_open_before_the_gate(name: str, tmp_path: Path) -> None:
    """The plants themselves are seen once their day has come: else the test above would show nothing."""
    planted = load(plant(Path(shutil.copytree(SMALL, tmp_path / "small"))))
    key = name.split(".")[0]
    late, early = as_of(planted, date(2023, 12, 31)), as_of(planted, DAY)
    if name == "scenario.yaml":
        assert len(late.file.policies.attacker) == len(early.file.policies.attacker) + 2
        assert len(late.file.policies.defender) == len(early.file.policies.defender) + 1
        assert set(late.file.parameters) - set(early.file.parameters) == {"corridor_need_km", "attacker_shells_per_day"}
        assert {*late.file.values, *late.file.civilians} - {*early.file.values, *early.file.civilians} == {
            "attacker_place_value",
            "children_share_0_1",
        }
        assert "ghost" in late.file.supply_sources.attacker
    else:
        # c6 of the small folder itself speaks in May.
        more = PLANTED[name].count("\n") + (key == "claims")
        assert len(getattr(late, key)) == len(getattr(early, key)) + more


def test_a_month_counts_as_its_last_day() -> None:
    scenario = load(SMALL)
    assert "c1" not in {claim.id for claim in as_of(scenario, date(2022, 12, 30)).claims}
    assert "c1" in {claim.id for claim in as_of(scenario, date(2022, 12, 31)).claims}


def test_what_arrives_later_but_is_known_stays() -> None:
    forces = as_of(load(SMALL), date(2023, 2, 10)).forces
    assert [force.formation for force in forces if force.arrives_on is not None] == ["the elephants"]
    assert len(as_of(load(SMALL), date(2023, 2, 9)).forces) == 2


def test_references_to_what_is_not_known_are_cut() -> None:
    scenario = load(SMALL)
    claims = tuple(replace(claim, known_on=LAST) if claim.id == "c1" else claim for claim in scenario.claims)
    late_origin = scenario.model_copy(update={"claims": claims})
    claims = {claim.id: claim for claim in as_of(late_origin, DAY).claims}
    assert "c1" not in claims
    assert claims["c2"].derived_from is None


def test_a_source_judged_later_is_one_of_which_nothing_is_known() -> None:
    scenario = load(SMALL)
    sources = tuple(replace(s, known_on=LAST) for s in scenario.sources)
    gated = as_of(scenario.model_copy(update={"sources": sources}), DAY)
    assert {s.id for s in gated.sources} == {claim.source for claim in gated.claims}
    assert {(s.interest, s.default_reliability) for s in gated.sources} == {(None, "F")}


def test_the_main_event_goes_with_its_place() -> None:
    scenario = load(SMALL)
    places = tuple(p if p.id != "asculum_east" else p.model_copy(update={"known_on": LAST}) for p in scenario.places)
    moved = scenario.model_copy(update={"places": places, "file": scenario.file.model_copy(update={"event": "wards"})})
    gated = as_of(moved, DAY)
    assert gated.file.event is None
    assert [event.id for event in gated.events] == ["falls", "hill"]
    assert all("asculum_east" not in (r.from_, r.to) for r in gated.routes)
    assert all(row.place != "asculum_east" for row in gated.control)


def test_dates_before_the_start_and_unknown_centres_are_refused() -> None:
    scenario = load(SMALL)
    with pytest.raises(InputError, match="before the start"):
        as_of(scenario, FIRST - timedelta(days=1))
    places = tuple(p.model_copy(update={"known_on": LAST}) for p in scenario.places)
    with pytest.raises(InputError, match="centre"):
        as_of(scenario.model_copy(update={"places": places}), DAY)


DATES = st.dates(FIRST, LAST)


@given(first=DATES, second=DATES)
@settings(max_examples=30, deadline=None)
def test_the_gate_only_closes(first: date, second: date) -> None:
    """Passing a later gate first changes nothing, and a gate that was passed is passed again unchanged."""
    scenario = load_once()
    early, late = min(first, second), max(first, second)
    assert content(as_of(as_of(scenario, late), early)) == content(as_of(scenario, early))
    gated = as_of(scenario, early)
    assert content(as_of(gated, early)) == content(gated)
    assert all(claim.said_on <= early for claim in gated.claims)
    assert all(row.date <= early for row in gated.control)
    assert gated.file.as_of == early


@given(day=DATES)
@settings(max_examples=20, deadline=None)
def test_the_gate_leaves_its_input_alone(day: date) -> None:
    scenario = load_once()
    before = scenario.model_dump_json(exclude={"sources", "claims"})
    as_of(scenario, day)
    assert scenario.model_dump_json(exclude={"sources", "claims"}) == before


_LOADED: list[Scenario] = []


def load_once() -> Scenario:
    if not _LOADED:
        _LOADED.append(load(SMALL))
    return _LOADED[0]
