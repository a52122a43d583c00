"""The lighter bundled folders as data: they load, and tell nothing that came after their time."""

from __future__ import annotations

from datetime import date

import pytest

from pyrrhus.scenario.check import check
from pyrrhus.scenario.load import find, load

LIGHTER = ("sievierodonetsk", "avdiivka", "asculum")


@pytest.mark.parametrize("name", LIGHTER)
def test_loads_without_a_word_of_warning(name: str) -> None:
    assert [str(problem) for problem in check(find(name))] == []


@pytest.mark.parametrize("name", LIGHTER)
def test_says_its_licence(name: str) -> None:
    assert "CC BY" in (find(name) / "LICENSE-DATA.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "places", "claims"), [("sievierodonetsk", 25, 15), ("avdiivka", 25, 15), ("asculum", 6, 4)]
)
def test_is_large_enough(name: str, places: int, claims: int) -> None:
    scenario = load(name)
    known = [claim for claim in scenario.claims if claim.said_on <= scenario.file.as_of]
    assert len(scenario.places) >= places
    assert len(known) >= claims
    assert {claim.side for claim in known if claim.quantity in ("killed", "casualties", "killed_per_day")} >= {
        "attacker"
    }
    assert all(claim.url or "no address" in claim.note for claim in scenario.claims)


def test_avdiivka_knows_nothing_after_2023() -> None:
    scenario = load("avdiivka")
    last = date(2023, 12, 31)
    assert max(claim.said_on for claim in scenario.claims) <= last
    assert max(row.date for row in scenario.control) <= last
    assert "2024" not in (find("avdiivka") / "places.csv").read_text(encoding="utf-8")


def test_asculum_says_what_its_year_stands_for() -> None:
    scenario = load("asculum")
    assert scenario.file.start.year == 2000 - 279
    assert "279 BC" in scenario.file.title
    losses = {
        claim.side: claim.value for claim in scenario.claims if claim.id in ("hieronymus_rome", "commentaries_pyrrhus")
    }
    assert losses == {"defender": 6000, "attacker": 3505}
