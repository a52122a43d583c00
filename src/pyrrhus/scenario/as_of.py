"""The gate: what was public by a date, and nothing else.

Everything downstream sees only what comes out of here. What counts is when a thing was published (`said_on`,
`known_on`), not what it speaks of. What refers to a thing that is not known yet goes with it or loses the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date as Date
from typing import Any, Protocol, TypeVar

from pyrrhus.claims.ledger import SIDES, Claim, Source
from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.claim_rows import unknown_source
from pyrrhus.scenario.gate_fields import BY_KNOWN_ON, FILE_FIELDS, SCENARIO_FIELDS, check_gated
from pyrrhus.scenario.geometry import Disc, PlaceSet, parse_geometry
from pyrrhus.scenario.parameters import SECTIONS
from pyrrhus.scenario.schema import Event, Policies, Scenario, ScenarioFile, SupplySources


class Dated(Protocol):
    """Anything that says when it became public."""

    @property
    def known_on(self) -> Date | None: ...


T = TypeVar("T", bound=Dated)


def as_of(scenario: Scenario, date: Date) -> Scenario:
    """The scenario as it was public at the end of that day; its `file.as_of` is the date.

    Raises InputError where the date lies before the start, or where the centre was not known by then.
    """
    if date < scenario.file.start:
        raise InputError(
            [
                Problem(
                    "scenario.yaml",
                    scenario.lines.get("start"),
                    f"the as-of date {date} lies before the start {scenario.file.start}",
                    "give a date not before the start",
                    "as_of_before_start",
                )
            ]
        )
    places = _known(scenario.places, date)
    ids = frozenset(place.id for place in places)
    if scenario.file.centre not in ids:
        raise InputError(
            [
                Problem(
                    "places.csv",
                    scenario.centre.line,
                    f"the centre was not known by {date}",
                    "remove its known_on",
                    "centre_known_late",
                )
            ]
        )
    events = tuple(event for event in _known(scenario.events, date) if _places_of(event) <= ids)
    claims = _claims(scenario.claims, date, ids)
    update = {
        **{name: _known(getattr(scenario, name), date) for name, how in SCENARIO_FIELDS.items() if how == BY_KNOWN_ON},
        "file": _file(scenario.file, date, ids, frozenset(event.id for event in events)),
        "places": places,
        "events": events,
        "routes": tuple(r for r in _known(scenario.routes, date) if r.from_ in ids and r.to in ids),
        "forces": tuple(
            force if force.place is None or force.place in ids else force.model_copy(update={"place": None})
            for force in _known(scenario.forces, date)
        ),
        "control": tuple(
            row
            for row in _known(scenario.control, date)
            if row.date <= date and (row.place is None or row.place in ids)
        ),
        "claims": claims,
        "sources": _sources(scenario.sources, date, claims),
        "lines": _lines(scenario, date),
    }
    check_gated(scenario, SCENARIO_FIELDS, update)
    return scenario.model_copy(update=update)


def _public(known_on: Date | None, date: Date) -> bool:
    return known_on is None or known_on <= date


def _known(rows: Iterable[T], date: Date) -> tuple[T, ...]:
    return tuple(row for row in rows if _public(row.known_on, date))


def _claims(claims: Iterable[Claim], date: Date, places: frozenset[str]) -> tuple[Claim, ...]:
    public = [
        claim
        for claim in _known(claims, date)
        if claim.said_on <= date and (claim.place is None or claim.place in places)
    ]
    ids = {claim.id for claim in public}
    return tuple(
        claim if claim.derived_from is None or claim.derived_from in ids else replace(claim, derived_from=None)
        for claim in public
    )


def _sources(sources: Iterable[Source], date: Date, claims: tuple[Claim, ...]) -> tuple[Source, ...]:
    """Sources judged by that date; one that was judged only later, and had spoken already, is one of which nothing is
    known."""
    speaking = {claim.source for claim in claims}
    listed = []
    for source in sources:
        if _public(source.known_on, date):
            listed.append(source)
        elif source.id in speaking:
            listed.append(unknown_source(source.id))
    return tuple(listed)


def _places_of(event: Event) -> frozenset[str]:
    geometry = parse_geometry(event.geometry)
    if isinstance(geometry, Disc):
        return frozenset({geometry.place})
    return frozenset(geometry.places) if isinstance(geometry, PlaceSet) else frozenset()


def _file(file: ScenarioFile, date: Date, places: frozenset[str], events: frozenset[str]) -> ScenarioFile:
    supply = file.supply_sources
    update: dict[str, Any] = {
        "as_of": date,
        "event": file.event if file.event in events else None,
        "policies": Policies(
            attacker=_known(file.policies.attacker, date), defender=_known(file.policies.defender, date)
        ),
        "changes": _known(file.changes, date),
        "supply_sources": SupplySources(
            attacker=tuple(p for p in supply.attacker if p in places),
            defender=tuple(p for p in supply.defender if p in places),
        ),
    }
    for section in SECTIONS:
        update[section] = {
            name: value
            for name, value in getattr(file, section).items()
            if _public(_known_on(value), date) and _place_named(value) in (None, *places)
        }
    check_gated(file, FILE_FIELDS, update)
    return file.model_copy(update=update)


def _known_on(value: Any) -> Date | None:
    """When a value of the YAML file became public, where it says so."""
    return value.get("known_on") if isinstance(value, dict) else None


def _place_named(value: Any) -> str | None:
    inner = value.get("value") if isinstance(value, dict) and "known_on" in value else value
    claims = inner.get("claims") if isinstance(inner, dict) else None
    return claims.get("place") if isinstance(claims, dict) else None


def _lines(scenario: Scenario, date: Date) -> dict[str, int]:
    """Lines of key paths, without those of lists and sections from which something was taken out."""
    hidden = []
    for side in SIDES:
        choices = getattr(scenario.file.policies, side)
        if any(not _public(choice.known_on, date) for choice in choices):
            hidden.append(f"policies.{side}[")  # what follows a removed item has another number now
    if any(not _public(change.known_on, date) for change in scenario.file.changes):
        hidden.append("changes[")
    for section in SECTIONS:
        values = getattr(scenario.file, section)
        hidden += [f"{section}.{name}" for name, value in values.items() if not _public(_known_on(value), date)]
    return (
        {path: line for path, line in scenario.lines.items() if not path.startswith(tuple(hidden))}
        if hidden
        else dict(scenario.lines)
    )
