"""Checks of places.csv."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from pyrrhus.scenario.checks.common import PlaceAdvice, repeated
from pyrrhus.scenario.checks.registry import Found, at, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.geometry import distance_km
from pyrrhus.scenario.nearest import shown
from pyrrhus.scenario.schema import Place

FILE = "places.csv"
SECTOR_KM = 60.0
# Judgment: half of a day's march, beyond which a name no longer says where something happened.
FAR_KM, MUCH_OF_THE_GROUND = 8.0, 0.4
KM_A_DEGREE, GRID = 111.195, 12


@check("two places with one id", "give each place its own id")
def place_id_twice(draft: FolderDraft) -> Iterator[Found]:
    for row, first in repeated(draft.rows["places"], "id"):
        yield FILE, row.line, f"the id {row.id} is also on line {first.line}", "give this place its own id"


@check(
    "a single place: nothing to fight over but one point",
    "add the places round the town",
    needs="places",
    severity="warning",
)
def place_alone(draft: FolderDraft) -> Iterator[Found]:
    if len(draft.ids["places"]) == 1:
        yield FILE, 2, "there is one place only", "add the places round the town: routes and directions need them"


@check("a place farther than 60 km from the centre", "correct its coordinates or remove it", needs="centre places")
def place_outside_sector(draft: FolderDraft) -> Iterator[Found]:
    if draft.centre is None:
        return
    lat, lon = draft.centre.lat, draft.centre.lon
    for place in draft.rows["places"]:
        away = distance_km(lat, lon, place.lat, place.lon)
        if away > SECTOR_KM:
            swapped = abs(place.lon) <= 90 and distance_km(lat, lon, place.lon, place.lat) <= SECTOR_KM
            fix = "exchange lat and lon" if swapped else "correct lat and lon, or remove the place"
            yield FILE, place.line, f"{shown(place.name)} lies {away:,.0f} km from the centre; the most is 60", fix


@check("two places at the same point, wards apart", "correct the coordinates or remove one", severity="warning")
def place_same_point(draft: FolderDraft) -> Iterator[Found]:
    first: dict[tuple[float, float], str] = {}
    for place in draft.rows["places"]:
        if place.kind == "ward":
            continue  # a ward may have the centre of its town
        point = (round(place.lat, 5), round(place.lon, 5))
        if point in first:
            yield FILE, place.line, f"{place.id} lies on {first[point]}", "correct its coordinates or remove it"
        first.setdefault(point, place.id)


@check("a name or alias that two places share", "tell them apart by an addition to the name", severity="warning")
def place_name_ambiguous(draft: FolderDraft) -> Iterator[Found]:
    first: dict[str, str] = {}
    for place in draft.rows["places"]:
        for name in dict.fromkeys(n.strip().lower() for n in (place.name, *place.aliases)):
            if first.setdefault(name, place.id) != place.id:
                yield FILE, place.line, f"{shown(name)} is also a name of {first[name]}", "tell the two apart"


@check("a centre that places.csv does not have", "write the id of the town at the centre", needs="centre places")
def centre_unknown(draft: FolderDraft) -> Iterator[Found]:
    if draft.file.centre not in draft.place_ids:
        yield *at(draft, "centre"), *PlaceAdvice(draft).on(draft.file.centre)


@check("a centre that is a height", "name the town at the centre", needs="centre places", severity="warning")
def centre_is_height(draft: FolderDraft) -> Iterator[Found]:
    if draft.centre is not None and draft.centre.kind == "height":
        yield *at(draft, "centre"), f"the centre {draft.centre.id} is a height", "name a city, town or village"


@check(
    "a centre whose population is not given",
    "write its population before the battle",
    needs="centre places",
    severity="warning",
)
def centre_without_population(draft: FolderDraft) -> Iterator[Found]:
    if draft.centre is not None and draft.centre.population is None:
        yield FILE, draft.centre.line, f"{shown(draft.centre.name)} has no population", "write it, if it is known"


@check("a centre that becomes known only after the as-of date", "remove its known_on", needs="centre as_of places")
def centre_known_late(draft: FolderDraft) -> Iterator[Found]:
    centre = draft.centre
    if centre is not None and centre.known_on is not None and centre.known_on > draft.file.as_of:
        yield FILE, centre.line, f"the centre is known only from {centre.known_on}", "remove its known_on"


@check(
    "more civilians in a place than it ever had people",
    "correct one of the two",
    needs="centre civilians",
    severity="warning",
)
def civilians_past_population(draft: FolderDraft) -> Iterator[Found]:
    remaining = draft.file.civilians.get("civilians_remaining")
    people = draft.centre.population if draft.centre is not None else None
    if isinstance(remaining, (int, float)) and people is not None and remaining > people:
        found = f"{remaining:g} civilians remain where {people:g} people lived"
        yield *at(draft, "civilians.civilians_remaining"), found, "correct one of the two numbers"


@check(
    "ground of which much lies far from every place: a thin gazetteer, or a radius that is too large",
    "add the places round the town, or make tiling.radius_km smaller",
    needs="centre tiling places",
    severity="warning",
)
def places_thin(draft: FolderDraft) -> Iterator[Found]:
    centre, radius = draft.centre, draft.file.tiling.radius_km
    if centre is None or len(draft.rows["places"]) < max(2, len(draft.ids["places"])):
        return  # a row that could not be read may be the place that is missed
    share = _far_share(centre, draft.rows["places"], radius)
    if share > MUCH_OF_THE_GROUND:
        found = f"{share:.0%} of the ground lies more than {FAR_KM:g} km from every place"
        yield *at(draft, "tiling"), found, "add the places round the town, or make radius_km smaller"


def _far_share(centre: Place, places: Iterable[Place], radius_km: float) -> float:
    """The share of a disc that lies farther than FAR_KM from every place, on a grid of points."""
    east_km = KM_A_DEGREE * math.cos(math.radians(centre.lat))
    spots = [(((p.lon - centre.lon + 180) % 360 - 180) * east_km, (p.lat - centre.lat) * KM_A_DEGREE) for p in places]
    steps = range(-GRID, GRID + 1)
    ground = [(x * radius_km / GRID, y * radius_km / GRID) for x in steps for y in steps if math.hypot(x, y) <= GRID]
    far = sum(all(math.hypot(x - east, y - north) > FAR_KM for east, north in spots) for x, y in ground)
    return far / len(ground)
