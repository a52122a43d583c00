"""Checks of routes.csv."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.common import PlaceAdvice
from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.geometry import distance_km
from pyrrhus.scenario.nearest import advise, shown

FILE = "routes.csv"


@check("a route from or to a place that places.csv does not have", "write the id of a place", needs="places")
def route_unknown_place(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for route in draft.rows["routes"]:
        for end in (route.from_, route.to):
            if end not in draft.place_ids:
                yield FILE, route.line, *advice.on(end)


@check("a change that cuts a road which routes.csv does not have", "write the road's ref", needs="routes changes")
def change_unknown_road(draft: FolderDraft) -> Iterator[Found]:
    names = {place.id: place.name for place in draft.rows["places"]}
    known = {r.ref or f"{names.get(r.from_, r.from_)}–{names.get(r.to, r.to)}" for r in draft.rows["routes"]}
    for number, change in enumerate(draft.file.changes):
        if change.road is not None and change.road not in known:
            found = f"there is no road called {shown(change.road)}"
            yield *at(draft, f"changes[{number}].road"), found, advise(change.road, known or {"a road of routes.csv"})


@check("a route from a place to itself", "name two places")
def route_to_itself(draft: FolderDraft) -> Iterator[Found]:
    for route in draft.rows["routes"]:
        if route.from_ == route.to:
            yield FILE, route.line, f"the route goes from {route.from_} to itself", "name the place where it ends"


@check("two routes of one road between the same places", "keep one", severity="warning")
def route_twice(draft: FolderDraft) -> Iterator[Found]:
    first: dict[tuple[str, str, str], int] = {}
    for route in draft.rows["routes"]:
        ends = sorted((route.from_, route.to))
        key = (ends[0], ends[1], route.ref)
        if key in first:
            yield FILE, route.line, f"this route is also on line {first[key]}", "keep one, or give each its own ref"
        first.setdefault(key, route.line)


@check("a route shorter than the straight line between its ends", "correct length_km or leave it empty")
def route_too_short(draft: FolderDraft) -> Iterator[Found]:
    for route, straight in _with_length(draft):
        # 3 % and 0.5 km for coordinates that mark the middle of a village, not the end of the road.
        if route.length_km < 0.97 * straight - 0.5:
            found = f"length_km is {route.length_km:g}, the straight line {straight:.1f} km"
            yield FILE, route.line, found, "correct length_km, or leave it empty"


@check("a route several times as long as the straight line", "correct length_km or leave it empty", severity="warning")
def route_too_long(draft: FolderDraft) -> Iterator[Found]:
    for route, straight in _with_length(draft):
        if route.length_km > 4 * straight + 5:
            found = f"length_km is {route.length_km:g}, the straight line {straight:.1f} km"
            yield FILE, route.line, found, "correct length_km if it is wrong (km, not miles or metres)"


@check(
    "a map of routes that falls into parts", "add the routes between them", needs="places routes", severity="warning"
)
def routes_disconnected(draft: FolderDraft) -> Iterator[Found]:
    parent: dict[str, str] = {}

    def root(place: str) -> str:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for route in draft.rows["routes"]:
        parent[root(route.from_)] = root(route.to)
    parts: dict[str, list[str]] = {}
    for place in sorted(parent):
        parts.setdefault(root(place), []).append(place)
    if len(parts) > 1:
        small = min(parts.values(), key=lambda part: (len(part), part))
        listed = ", ".join(small[:6]) + (", …" if len(small) > 6 else "")
        yield FILE, None, f"the routes fall into {len(parts)} parts that do not meet; one is {listed}", "join them"


@check("a centre that no route reaches", "add a route to it", needs="places routes centre", severity="warning")
def centre_without_route(draft: FolderDraft) -> Iterator[Found]:
    routes = draft.rows["routes"]
    if routes and not any(draft.file.centre in (route.from_, route.to) for route in routes):
        yield FILE, None, f"no route reaches the centre {draft.file.centre}", "add its roads"


def _with_length(draft: FolderDraft) -> Iterator[tuple]:
    for route in draft.rows["routes"]:
        a, b = draft.places.get(route.from_), draft.places.get(route.to)
        if route.length_km is not None and a is not None and b is not None and a is not b:
            yield route, distance_km(a.lat, a.lon, b.lat, b.lon)
