"""Checks of events.csv and of the main event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyrrhus.scenario.cells import CellError
from pyrrhus.scenario.checks.common import PlaceAdvice, repeated
from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.geometry import Disc, PlaceSet, Point, distance_km, parse_geometry
from pyrrhus.scenario.nearest import advise, shown

FILE = "events.csv"


@check("two events with one id", "give each event its own id")
def event_id_twice(draft: FolderDraft) -> Iterator[Found]:
    for row, first in repeated(draft.rows["events"], "id"):
        yield FILE, row.line, f"the id {row.id} is also on line {first.line}", "give this event its own id"


@check("a geometry that cannot be read", "write disc:PLACE:RADIUS_KM, places:ID+ID or point:LAT:LON")
def event_geometry(draft: FolderDraft) -> Iterator[Found]:
    for event in draft.rows["events"]:
        try:
            parse_geometry(event.geometry)
        except CellError as error:
            yield FILE, event.line, f"event {event.id}: {error.what}", error.fix


@check("an event at a place that places.csv does not have", "write the id of a place", needs="places")
def event_unknown_place(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for event, geometry in _parsed(draft):
        ids = (geometry.place,) if isinstance(geometry, Disc) else getattr(geometry, "places", ())
        for place in ids:
            if place not in draft.place_ids:
                yield FILE, event.line, *advice.on(place)


@check(
    "an event whose ground reaches outside the tiling",
    "make it smaller or enlarge tiling.radius_km",
    needs="centre places tiling",
)
def event_outside_tiling(draft: FolderDraft) -> Iterator[Found]:
    if draft.centre is None:
        return
    radius = draft.file.tiling.radius_km
    for event, geometry in _parsed(draft):
        for lat, lon, beyond in _ground(geometry, draft):
            reach = distance_km(draft.centre.lat, draft.centre.lon, lat, lon) + beyond
            if reach > radius + 1e-9:
                found = f"event {event.id} reaches {reach:.1f} km from the centre, the tiling {radius:g} km"
                yield FILE, event.line, found, f"enlarge tiling.radius_km in scenario.yaml, to {reach:.0f} or more"
                break


@check(
    "a disc too small for the cells that stand for it",
    "enlarge it or make tiling.fine_cell_km smaller",
    needs="tiling",
    severity="warning",
)
def event_finer_than_cells(draft: FolderDraft) -> Iterator[Found]:
    for event, geometry in _parsed(draft):
        if isinstance(geometry, Disc) and geometry.radius_km < draft.file.tiling.fine_cell_km / 2:
            found = f"event {event.id} has a radius of {geometry.radius_km:g} km, less than half the finest cell"
            yield FILE, event.line, found, "enlarge the disc or make tiling.fine_cell_km smaller"


@check("a main event that events.csv does not have", "write the id of an event", needs="event events")
def event_main_unknown(draft: FolderDraft) -> Iterator[Found]:
    main, ids = draft.file.event, draft.ids["events"]
    if main is not None and main not in ids:
        fix = advise(main, ids) if ids else "add it to events.csv, or remove the line"
        yield *at(draft, "event"), f"there is no event with the id {shown(main)}", fix


@check("several events, none of them named as the main one", "add event: ID to scenario.yaml", needs="event events")
def event_main_missing(draft: FolderDraft) -> Iterator[Found]:
    if draft.file.event is None and len(draft.rows["events"]) > 1:
        first = draft.rows["events"][0].id
        yield "scenario.yaml", None, "no main event is named", f"add event: {first}, or another id of events.csv"


@check("a main event that becomes known only after the as-of date", "remove its known_on", needs="event as_of events")
def event_main_known_late(draft: FolderDraft) -> Iterator[Found]:
    for event in draft.rows["events"]:
        if event.id == draft.file.event and event.known_on is not None and event.known_on > draft.file.as_of:
            yield FILE, event.line, f"the main event is known only from {event.known_on}", "remove its known_on"


@check(
    "an event that must hold for longer than the horizon",
    "make hold_days shorter or horizon_days longer",
    needs="horizon_days",
    severity="warning",
)
def event_holds_past_horizon(draft: FolderDraft) -> Iterator[Found]:
    for event in draft.rows["events"]:
        if event.hold_days > draft.file.horizon_days:
            found = f"event {event.id} must hold {event.hold_days} days, the horizon is {draft.file.horizon_days}"
            yield FILE, event.line, found, "make hold_days shorter or horizon_days longer"


def _parsed(draft: FolderDraft) -> Iterator[tuple[Any, Disc | PlaceSet | Point]]:
    for event in draft.rows["events"]:
        try:
            yield event, parse_geometry(event.geometry)
        except CellError:
            continue  # named by event_geometry


def _ground(geometry: Disc | PlaceSet | Point, draft: FolderDraft) -> Iterator[tuple[float, float, float]]:
    """Points of the geometry with how far its ground goes beyond each, in km."""
    if isinstance(geometry, Point):
        yield geometry.lat, geometry.lon, 0.0
        return
    ids = (geometry.place,) if isinstance(geometry, Disc) else geometry.places
    for place in (draft.places[i] for i in ids if i in draft.places):
        yield place.lat, place.lon, geometry.radius_km if isinstance(geometry, Disc) else 0.0
