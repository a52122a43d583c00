"""What differs between two sets of inputs, cut into parts that can be exchanged one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.errors import InputError, Problem
from pyrrhus.judge.words import date_words
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import Scenario

GROUND_FIELDS = ("tiling", "axes", "supply_sources", "event", "sides", "season_mud", "start")
MODEL_FIELDS = ("parameters", "values", "civilians", "changes", "attrition")
MOST_CLAIM_GROUPS = 7
CLAIM_GROUPS = (
    ("roads", ("road_open", "road_under_fire", "main_roads_controlled")),
    ("who holds what", ("holds", "area_gained")),
    (
        "intentions",
        (
            "intends_to_hold",
            "intends_to_withdraw",
            "intends_to_take",
            "intends_to_encircle",
            "advised_to_withdraw",
            "next_line_prepared",
        ),
    ),
    ("what the place is worth", ("place_value", "symbol_value")),
    ("troops, fires and reserves", ("quality", "manpower_reserve", "losses_level")),
    ("civilians", ("supplies_stored", "evacuation_urged", "destruction")),
)
FAMILY_GROUPS = {
    "losses": "losses",
    "strength": "troops, fires and reserves",
    "fires": "troops, fires and reserves",
    "ground": "who holds what",
    "civilians": "civilians",
    "equipment": "equipment lost",
}
OTHER = "other things"
WORDS = {
    "ground": "the ground: places, roads, events, axes",
    "map": "the map",
    "forces": "forces and factions",
    "policies": "policies",
    "parameters": "parameters and values",
    "sources": "how sources are graded",
}


@dataclass(frozen=True)
class ComparisonPart:
    """One part of what changed. `claims` are the ids that it brings, takes away or changes."""

    id: str
    words: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mixture:
    """Two gated scenarios of one town in the frame of the second's as-of date, and any mixture of them by parts."""

    first: Scenario
    second: Scenario
    parts: tuple[ComparisonPart, ...]
    as_of: date

    def scenario(self, taken: frozenset[str]) -> Scenario:
        """The first scenario with those parts taken from the second, as public by the as-of date."""
        if not taken:
            return self.first
        if taken == {part.id for part in self.parts}:
            return self.second
        a, b = self.first, self.second

        def of(part: str) -> Scenario:
            return b if part in taken else a

        changed = {claim: part.id in taken for part in self.parts for claim in part.claims}
        file = a.file.model_copy(
            update={
                **{name: getattr(of("ground").file, name) for name in GROUND_FIELDS},
                **{name: getattr(of("parameters").file, name) for name in MODEL_FIELDS},
                "policies": of("policies").file.policies,
                "as_of": self.as_of,
            }
        )
        graded = {source.id: source for side in (b, a) for source in side.sources}
        if "sources" in taken:
            graded |= {source.id: source for source in b.sources}
        mixed = a.model_copy(
            update={
                "file": file,
                "places": of("ground").places,
                "events": of("ground").events,
                "routes": of("ground").routes,
                "forces": of("forces").forces,
                "actors": of("forces").actors,
                "control": of("map").control,
                "claims": _claims(a.claims, b.claims, changed),
                "sources": tuple(graded.values()),
            }
        )
        return gate(mixed, self.as_of)


def mix(first: Scenario, second: Scenario) -> Mixture:
    """What differs between two gated scenarios. Raises InputError where they are not about one town."""
    a, b = first.file, second.file
    if a.centre != b.centre:
        fix = "compare two states of one battle"
        what = f"one is about {first.centre.name}, the other about {second.centre.name}"
        raise InputError([Problem("scenario.yaml", None, what, fix, "centre_differs")])
    parts = []
    if _rows_differ(first, second, "places", "events", "routes") or _fields_differ(first, second, GROUND_FIELDS):
        parts.append(ComparisonPart("ground", WORDS["ground"]))
    if _rows_differ(first, second, "control"):
        parts.append(ComparisonPart("map", _map_words(first, second)))
    parts += _claim_parts(first.claims, second.claims)
    if _rows_differ(first, second, "forces", "actors"):
        parts.append(ComparisonPart("forces", WORDS["forces"]))
    parts += [
        ComparisonPart(id, WORDS[id])
        for id, names in (("policies", ("policies",)), ("parameters", MODEL_FIELDS))
        if _fields_differ(first, second, names)
    ]
    graded = [{s.id: replace(s, line=0) for s in side.sources} for side in (first, second)]
    if any(graded[1].get(id, source) != source for id, source in graded[0].items()):
        parts.append(ComparisonPart("sources", WORDS["sources"]))
    frame = first.model_copy(update={"file": a.model_copy(update={"as_of": b.as_of})})
    return Mixture(frame, second, tuple(parts), b.as_of)


def _map_words(first: Scenario, second: Scenario) -> str:
    last = max((row.date for row in first.control), default=None)
    new = sorted({row.date for row in second.control if last is None or row.date > last})
    if not new:
        return "the map, redrawn"
    what = f"{len(new)} new {'day' if len(new) == 1 else 'days'} of the map"
    return f"{what}, to {date_words(new[-1])}"


def _claims(first: Sequence[Claim], second: Sequence[Claim], taken: dict[str, bool]) -> tuple[Claim, ...]:
    """Claims in the order of the second, those gone from it at their end; each as its part has it."""
    before = {claim.id: claim for claim in first}
    kept = []
    for claim in second:
        if taken.get(claim.id, True):
            kept.append(claim)
        elif claim.id in before:
            kept.append(before[claim.id])
    after = {claim.id for claim in second}
    return (*kept, *(claim for claim in first if claim.id not in after and not taken.get(claim.id, False)))


def _claim_parts(first: Sequence[Claim], second: Sequence[Claim]) -> list[ComparisonPart]:
    """Claims that are new, changed or gone, by what they speak of; the smallest groups together."""
    a, b = ({claim.id: replace(claim, line=0) for claim in claims} for claims in (first, second))
    changed = [id for id in (*b, *(id for id in a if id not in b)) if a.get(id) != b.get(id)]
    groups: dict[str, list[str]] = {}
    for id in changed:
        groups.setdefault(_group_of((b.get(id) or a[id]).quantity), []).append(id)
    order = sorted(groups, key=lambda name: (name == OTHER, -len(groups[name]), name))
    for name in order[MOST_CLAIM_GROUPS:]:
        groups.setdefault(OTHER, [])
        groups[OTHER] = [*groups[OTHER], *(groups.pop(name) if name != OTHER else [])]
    parts = []
    for name in sorted(groups, key=lambda name: (name == OTHER, -len(groups[name]), name)):
        ids = groups[name]
        parts.append(ComparisonPart(f"claims: {name}", f"{_counted(ids, a, b)} on {name}", tuple(ids)))
    return parts


def _counted(ids: Iterable[str], a: dict[str, Claim], b: dict[str, Claim]) -> str:
    count = Counter("new" if id not in a else "gone" if id not in b else "changed" for id in ids)
    total = sum(count.values())
    return " and ".join(f"{count[kind]} {kind}" for kind in ("new", "changed", "gone") if count[kind]) + (
        " claim" if total == 1 else " claims"
    )


def _group_of(quantity: str) -> str:
    for name, members in CLAIM_GROUPS:
        if quantity in members:
            return name
    row = quantities().get(quantity)
    return FAMILY_GROUPS.get(row.family, OTHER) if row is not None else OTHER


def _rows_differ(first: Scenario, second: Scenario, *tables: str) -> bool:
    return any(_content(getattr(first, table)) != _content(getattr(second, table)) for table in tables)


def _content(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows without the line that they stand on."""
    return [{key: value for key, value in row.__dict__.items() if key != "line"} for row in rows]


def _fields_differ(first: Scenario, second: Scenario, names: Iterable[str]) -> bool:
    return any(getattr(first.file, name) != getattr(second.file, name) for name in names)
