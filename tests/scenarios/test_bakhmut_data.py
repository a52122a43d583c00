"""The Bakhmut folder as data: that it loads, holds what it should, leaks nothing and copies nothing."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pyrrhus.claims.ledger import Claim
from pyrrhus.scenario.check import check
from pyrrhus.scenario.load import find
from pyrrhus.scenario.schema import Scenario

AS_OF = date(2023, 3, 1)
LOSSES = {
    "killed",
    "wounded",
    "captured",
    "casualties",
    "killed_per_day",
    "wounded_per_day",
    "casualties_per_day",
    "exchange_ratio_killed",
}
ARTICLES = Path(os.environ.get("PYRRHUS_ARTICLES", Path(__file__).parents[2] / ".." / "shared" / "articles"))
RUN_OF_WORDS = 9


@pytest.fixture(scope="module")
def by_id(bakhmut: Scenario) -> dict[str, Claim]:
    return {claim.id: claim for claim in bakhmut.claims}


def test_loads_without_a_word_of_warning() -> None:
    assert [str(problem) for problem in check(find("bakhmut")) if problem.file != "control.csv"] == []


def test_ground_is_there(bakhmut: Scenario) -> None:
    wards = {place.id for place in bakhmut.places if place.kind == "ward"}
    assert len(bakhmut.places) >= 60
    assert len(wards) >= 6
    main = next(event for event in bakhmut.events if event.id == bakhmut.file.event)
    assert set(main.geometry.removeprefix("places:").split("+")) == wards
    assert {"soledar", "chasiv_yar", "kostiantynivka", "kramatorsk", "sloviansk", "siversk"} <= {
        place.id for place in bakhmut.places
    }


def test_every_ward_has_a_street_to_the_centre(bakhmut: Scenario) -> None:
    links: dict[str, set[str]] = {}
    for route in bakhmut.routes:
        links.setdefault(route.from_, set()).add(route.to)
        links.setdefault(route.to, set()).add(route.from_)
    reached, waiting = {bakhmut.file.centre}, [bakhmut.file.centre]
    while waiting:
        for place in links[waiting.pop()] - reached:
            reached.add(place)
            waiting.append(place)
    assert {place.id for place in bakhmut.places if place.kind == "ward"} <= reached
    for side in ("attacker", "defender"):
        assert set(getattr(bakhmut.file.supply_sources, side)) <= reached


def test_axes_cover_the_circle_once(bakhmut: Scenario) -> None:
    widths = [(axis.to_deg - axis.from_deg) % 360 for axis in bakhmut.file.axes]
    assert sum(widths) == pytest.approx(360)
    ends = {axis.to_deg % 360 for axis in bakhmut.file.axes}
    assert {axis.from_deg % 360 for axis in bakhmut.file.axes} == ends


def test_claims_are_many_and_most_were_known(bakhmut: Scenario) -> None:
    known = [claim for claim in bakhmut.claims if claim.said_on <= AS_OF]
    assert len(bakhmut.claims) >= 100
    assert len(known) >= 100
    assert sum(claim.quantity in LOSSES for claim in known) >= 12
    assert any(claim.said_on > AS_OF for claim in bakhmut.claims), "later claims test the gate"


def test_deaths_of_824_a_day_rest_on_casualties_of_the_same_number(by_id: dict[str, Claim]) -> None:
    deaths, casualties = by_id["insider_824_deaths"], by_id["uk_824_casualties"]
    assert (deaths.quantity, casualties.quantity) == ("killed_per_day", "casualties_per_day")
    assert deaths.value == casualties.value == 824
    assert deaths.place is None
    assert casualties.place is None
    assert deaths.derived_from == casualties.id
    assert casualties.derived_from is not None
    assert by_id[casualties.derived_from].source == "ua_general_staff"


def test_more_than_a_hundred_a_day_is_said_by_both_sides(by_id: dict[str, Claim]) -> None:
    pair = [by_id["insider_ua_says_100"], by_id["insider_ru_says_100"]]
    assert {claim.side for claim in pair} == {"attacker", "defender"}
    assert {(claim.value, claim.hedge, claim.stance) for claim in pair} == {(100, "at_least", "asserts")}


def test_civilians_and_children_of_the_first_of_march(by_id: dict[str, Claim]) -> None:
    assert by_id["ignatchenko_civilians"].value == 4500
    assert by_id["ignatchenko_children"].value == 48


def test_every_claim_has_an_address_or_says_why_not(bakhmut: Scenario) -> None:
    assert [claim.id for claim in bakhmut.claims if not claim.url and "no address" not in claim.note] == []


def test_a_claim_rests_on_one_that_was_said_before(by_id: dict[str, Claim]) -> None:
    late = [
        claim.id
        for claim in by_id.values()
        if claim.derived_from is not None and by_id[claim.derived_from].said_on > claim.said_on
    ]
    assert late == []


def test_no_claim_speaks_of_a_time_after_it_was_said(bakhmut: Scenario) -> None:
    late = [
        c.id for c in bakhmut.claims if max(filter(None, (c.period_from, c.period_to)), default=c.said_on) > c.said_on
    ]
    assert late == []


def test_grades_are_even_for_both_sides(bakhmut: Scenario) -> None:
    grade = {source.id: source.default_reliability for source in bakhmut.sources}
    assert grade["ua_general_staff"] == grade["ru_mod"] == grade["ua_mod"]
    assert grade["ua_official_unnamed"] == grade["ru_official_unnamed"]


def test_nothing_of_the_spring_is_in_undated_rows() -> None:
    """Rows without a date of their own must not tell what came after the as-of date."""
    folder = find("bakhmut")
    later = re.compile(r"2023-0[4-9]|2023-1|202[4-9]|captured|fell |taken by", re.IGNORECASE)
    for name in ("places.csv", "routes.csv", "events.csv", "actors.csv", "sources.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            told = [
                row for row in csv.DictReader(file) if not row.get("known_on") and later.search(" ".join(row.values()))
            ]
        assert told == [], name


def test_forces_say_when_they_became_known(bakhmut: Scenario) -> None:
    for force in bakhmut.forces:
        assert force.low is not None
        assert force.high is not None
        assert force.low < force.personnel < force.high
        assert force.high / force.low >= 4, "nobody published a count for this front: the range must be wide"
        if force.arrives_on is not None:
            assert force.known_on is not None


@pytest.mark.data
def test_no_run_of_words_of_an_article_is_copied() -> None:
    if not ARTICLES.is_dir():
        pytest.skip(f"the articles are not at {ARTICLES}")
    copied = set()
    for article in ARTICLES.glob("*.txt"):
        copied |= set(_runs(article.read_text(encoding="utf-8")))
    assert copied
    for path in find("bakhmut").iterdir():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not copied & set(_runs(line)), f"{path.name}:{number}"


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (tuple(words[i : i + RUN_OF_WORDS]) for i in range(len(words) - RUN_OF_WORDS + 1))
