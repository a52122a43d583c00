"""The lighter bundled folders as data: they load, and tell nothing that came after their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pyrrhus.campaign.cell_maps import map_series
from pyrrhus.campaign.ground import build_terrain
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.check import check
from pyrrhus.scenario.load import find, load
from pyrrhus.terrain.barriers import between

LIGHTER = ("sievierodonetsk", "avdiivka", "asculum", "vukovar", "aachen")


@pytest.mark.parametrize("name", LIGHTER)
def test_loads_without_a_word_of_warning(name: str) -> None:
    assert [str(problem) for problem in check(find(name))] == []


@pytest.mark.parametrize("name", LIGHTER)
def test_says_its_licence(name: str) -> None:
    assert "CC BY" in (find(name) / "LICENSE-DATA.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "places", "claims"),
    [("sievierodonetsk", 25, 15), ("avdiivka", 25, 15), ("asculum", 6, 4), ("vukovar", 25, 25), ("aachen", 25, 30)],
)
def test_is_large_enough(name: str, places: int, claims: int) -> None:
    scenario = load(name)
    known = [claim for claim in scenario.claims if claim.said_on <= scenario.file.as_of]
    assert len(scenario.places) >= places
    assert len(known) >= claims
    losses = ("killed", "casualties", "killed_per_day", "armoured_vehicles_lost")
    assert {claim.side for claim in known if claim.quantity in losses} >= {"attacker"}
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


OTHER_WARS = ("vukovar", "aachen")


@pytest.mark.parametrize("name", OTHER_WARS)
def test_other_wars_are_told_by_several_who_contradict_each_other(name: str) -> None:
    scenario = load(name)
    assert len(scenario.claims) >= 40
    assert len({claim.source for claim in scenario.claims}) >= 8
    interests = {source.interest for source in scenario.sources}
    assert interests == {"attacker", "defender", None}
    said: dict[tuple, set] = {}
    for claim in scenario.claims:
        if claim.category and claim.said_on <= scenario.file.as_of:
            said.setdefault((claim.quantity, claim.side, claim.place), set()).add(claim.category)
    assert sum(len(words) > 1 for words in said.values()) >= 3, "claims in conflict"


@pytest.mark.parametrize("name", OTHER_WARS)
def test_the_gate_holds_back_how_it_ended(name: str) -> None:
    scenario = load(name)
    known = as_of(scenario, scenario.file.as_of)
    day = scenario.file.as_of
    assert max(row.date for row in scenario.control) > day >= max(row.date for row in known.control)
    assert max(claim.said_on for claim in scenario.claims) > day >= max(claim.said_on for claim in known.claims)
    fell = [c for c in scenario.claims if (c.quantity, c.place, c.category) == ("holds", scenario.file.centre, "yes")]
    assert fell
    assert not any(claim in known.claims for claim in fell)


@pytest.mark.parametrize("name", OTHER_WARS)
def test_what_is_remembered_is_said_to_be(name: str) -> None:
    text = (find(name) / "LICENSE-DATA.md").read_text(encoding="utf-8")
    assert "from memory, and not checked line by line" in " ".join(text.split())
    scenario = load(name)
    of_the_day = [c for c in scenario.claims if (c.said_on - scenario.file.as_of).days < 60]
    assert of_the_day
    assert all("as if it had been a report of that day" in claim.note for claim in of_the_day)


def test_the_far_bank_of_the_danube_is_not_the_defenders() -> None:
    known = as_of(load("vukovar"), load("vukovar").file.as_of)
    terrain = build_terrain(known)
    held = map_series(known, terrain, until=known.file.as_of).held
    middles = terrain.tiling.centroids_km
    east = middles[:, 0] > 8.0
    assert east.any()
    far = [c for c in np.flatnonzero(east) if _side_of_danube(terrain, middles[c])]
    assert far
    assert (held[:, far] == 1.0).all()
    town = terrain.tiling.cell_of(*terrain.place_xy_km["centre_old_town"])
    assert (held[:, town] == 0.0).all()
    open_river = replace(terrain, barriers=())
    before = map_series(known, open_river, until=known.file.as_of).held
    assert (before[0] != held[0]).any(), "without the river the map is another"


def _side_of_danube(terrain, middle) -> bool:
    """Whether a point lies across the river from the old town."""
    town = np.array([terrain.place_xy_km["centre_old_town"]])
    return bool(between(middle[None], town, terrain.barriers)[0])


def test_what_is_taken_from_later_works_is_said_first_and_counted() -> None:
    from dataclasses import replace
    from types import SimpleNamespace
    from typing import Any, cast

    from pyrrhus.judge.warnings import later_works
    from pyrrhus.scenario.as_of import as_of
    from pyrrhus.scenario.load import load

    def said(name: str, **changed: Any) -> list[str]:
        whole = load(name)
        known = as_of(whole, whole.file.as_of).model_copy(update=changed)
        return later_works(cast(Any, SimpleNamespace(scenario=known, as_of=whole.file.as_of)))

    (vukovar,) = said("vukovar")
    assert vukovar.startswith("31 of 31 claims are taken from works of later years (to 2007), dated as if reported")
    assert said("bakhmut") == []
    whole = load("vukovar")
    claims = as_of(whole, whole.file.as_of).claims
    none = tuple(replace(claim, source="jna_command", note="") for claim in claims[1:])
    assert said("vukovar", claims=none) == []
    one = (replace(claims[0], source="jna_command", note="from Marijan (2004)"), *none)
    assert said("vukovar", claims=one)[0].startswith("1 of 31 claims is taken from works of later years (to 2004)")
