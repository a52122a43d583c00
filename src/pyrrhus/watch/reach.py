"""Which places of a map are watched: covered, not in the attacker's hands, its ground within reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from pyrrhus.control_map.coverage import covers_disc
from pyrrhus.control_map.gazetteer import SAME_POINT_KM, Listed, listed_places, place_ids
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.sector import COVERED_KM
from pyrrhus.control_map.share_events import DISC_KM, HOLD_DAYS, SHARE_0_1
from pyrrhus.control_map.shares import town_series
from pyrrhus.errors import InputError, Problem
from pyrrhus.terrain.projection import Projection

REACH_KM = 12.0
"""As far as a sector's hexagons go: ground beyond it has no part in an assessment."""


@dataclass(frozen=True)
class FrontPlace:
    """A place that is watched: its id among all that were looked at, and how near the attacker's ground is."""

    id: str
    place: Listed
    distance_km: float
    held_0_1: float


@dataclass(frozen=True)
class LeftOut:
    """A place that is not watched, or has no answer, and why."""

    id: str
    name: str
    why: str


def asked_places(maps: ControlMaps, places_csv: str | Path | None) -> tuple[tuple[str, Listed], ...]:
    """The towns of the folder and, where a list is given, every place of it, each with its id; one point counts once.

    Raises InputError where there is none.
    """
    towns = [Listed(t.name, t.lat, t.lon, in_town_list=True) for t in maps.towns]
    listed = listed_places(maps, places_csv)
    own = list(listed[: len(listed) - len(towns) - len(maps.gazetteer)])
    kept: list[Listed] = []
    for place in (*towns, *own):
        if not any(_apart_km(place, other) < SAME_POINT_KM for other in kept):
            kept.append(place)
    if not kept:
        fix = "add a towns.csv with columns town, lat, lon to it, or name a list with --places"
        raise InputError([Problem(Path(maps.folder).name, None, "names no town to watch", fix, "towns")])
    return tuple(zip(place_ids([p.name for p in kept]), kept, strict=True))


def places_in_reach(
    maps: ControlMaps, asked: tuple[tuple[str, Listed], ...], day: date, *, reach_km: float = REACH_KM
) -> tuple[tuple[FrontPlace, ...], tuple[LeftOut, ...]]:
    """Those that are watched on a day, from maps as they stood then, and the others; both as they are listed."""
    watched, left = [], []
    for identifier, place in asked:
        found = _look(maps, identifier, place, day, reach_km)
        (watched if isinstance(found, FrontPlace) else left).append(found)
    return tuple(watched), tuple(left)


def _look(maps: ControlMaps, identifier: str, place: Listed, day: date, reach_km: float) -> FrontPlace | LeftOut:
    if not covers_disc(maps, place.lat, place.lon, radius_km=COVERED_KM, day=day):
        return LeftOut(identifier, place.name, f"the map does not cover it on {day}")
    days = [day - timedelta(n) for n in reversed(range(HOLD_DAYS))]
    series = town_series(
        maps, place.lat, place.lon, days, discs_km=(DISC_KM,), arcs_km=(COVERED_KM,), search_km=reach_km
    )
    share, distance = series.disc(DISC_KM), float(series.distance_to_ru_km[-1])
    if (share >= SHARE_0_1).all():
        return LeftOut(identifier, place.name, f"the attacker has held it for {HOLD_DAYS} days or more")
    if np.isnan(distance):
        return LeftOut(
            identifier, place.name, f"the map shows no attacker's ground near it, nor all within {reach_km:g} km"
        )
    if distance > reach_km:
        return LeftOut(identifier, place.name, f"no attacker's ground within {reach_km:g} km")
    return FrontPlace(identifier, place, round(distance, 3), round(float(share[-1]), 4))


def _apart_km(one: Listed, other: Listed) -> float:
    if abs(one.lat - other.lat) > 0.1:  # ten kilometres, without a projection
        return np.inf
    x, y = Projection(one.lat, one.lon).to_xy([other.lon], [other.lat])
    return float(np.hypot(x[0], y[0]))
