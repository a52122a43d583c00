"""Checks of the sources of supply."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.common import PlaceAdvice
from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.schema import SIDES


@check("a source of supply that places.csv does not have", "write the id of a place", needs="supply_sources places")
def supply_source_unknown(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for side in SIDES:
        for index, place in enumerate(getattr(draft.file.supply_sources, side)):
            if place not in draft.place_ids:
                where = at(draft, f"supply_sources.{side}[{index}]")
                yield *where, *advice.on(place)


@check("sources of supply for one side alone", "name those of the other", needs="supply_sources", severity="warning")
def side_without_supply_source(draft: FolderDraft) -> Iterator[Found]:
    given = {side: bool(getattr(draft.file.supply_sources, side)) for side in SIDES}
    if given["attacker"] != given["defender"]:
        missing = "defender" if given["attacker"] else "attacker"
        found = f"the {missing} has no source of supply, so the edge of the map on its ground stands for one"
        yield *at(draft, "supply_sources"), found, f"name one for the {missing}, or remove those of the other side"


@check("one place that supplies both sides", "give each side its own", needs="supply_sources")
def supply_source_shared(draft: FolderDraft) -> Iterator[Found]:
    sources = draft.file.supply_sources
    for place in sorted(set(sources.attacker) & set(sources.defender)):
        yield *at(draft, "supply_sources"), f"{place} supplies both sides", "give each side its own sources"


@check("a source of supply that no route reaches", "add its road", needs="supply_sources routes", severity="warning")
def supply_source_without_route(draft: FolderDraft) -> Iterator[Found]:
    ends = {end for route in draft.rows["routes"] for end in (route.from_, route.to)}
    for side in SIDES:
        for index, place in enumerate(getattr(draft.file.supply_sources, side)):
            if ends and place in draft.place_ids and place not in ends:
                where = at(draft, f"supply_sources.{side}[{index}]")
                yield *where, f"no route reaches {place}, which supplies the {side}", "add its road to routes.csv"
