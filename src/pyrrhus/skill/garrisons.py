"""Garrisons as maps show them: towns that fell, how, and all the days that towns stood.

The fit is `withdrawal_fit.py`. What the map cannot show (reserves, losses, will) stands at its neutral value, the
symbol at its median. By day:
    L        part of the need that no longer gets through: 1 - supply / supply_need_0_1, at least 0, with supply
             1 - 2^(-clearance / corridor_need_km); clearance is the lesser of the way from the centre to the attacker's
             ground and half the open part of the circle of 5 km
    G        gain in the disc of 5 km, km2 a day smoothed over a week, from 0 to 4
    T        share of the disc of 1 km that is lost
    need     ground of the disc of 3 km still to take until nine tenths of it are the attacker's, km2

How a town fell is what was public by the last map (`fall_causes.py`). Where that says nothing, a town whose disc of
3 km changed hands by less than a fifth in the last week was eaten up: stormed; a sudden end may be either. An order is
taken to be of the day that is told, else of four days before the fall (orders are carried out in 1 to 7).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import split_towns
from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.share_events import HOLD_DAYS, fall_date
from pyrrhus.control_map.shares import town_series
from pyrrhus.engine.laws.withdrawal import GROUND_DAYS, MOST_KM2_PER_DAY, QUIET_KM2_PER_DAY
from pyrrhus.skill.fall_causes import Cause, cause_of
from pyrrhus.skill.fitted_parameter import median_of

Floats = NDArray[np.float64]
SUDDEN_SHARE = 0.2  # of the disc of 3 km, that changes hands in the last week before the fall
DAYS_TO_LEAVE = 4
RISK_KM, FAR_KM = 10.0, 12.0
DISC_3_KM2, NEED_KM2 = np.pi * 9.0, 28.5


@dataclass(frozen=True)
class Garrison:
    """A town while it stood: `terms` [day, (1, log G, L, T)], `storm` [day, (1, log G, minus log need)], `at_risk`.

    `fell_on` is None where the town stood to the last map; `ordered` is the row on which its garrison was ordered out,
    or would have been where the cause is unknown, None where it was stormed. Rows end with the fall, or with the order
    where that is known.
    """

    town: str
    at_risk: NDArray[np.bool_]
    terms: Floats
    storm: Floats
    fell_on: date | None
    ordered: int | None
    cause: Cause = "unknown"


def garrisons(maps: ControlMaps, *, towns: Sequence[Town] | None = None) -> tuple[Garrison, ...]:
    """Every covered town from the first map to its fall or the last map."""
    covered, _ = split_towns(maps, radius_km=5.0, towns=towns)
    return tuple(_garrison(maps, town) for town in covered)


def digest(seen: Sequence[Garrison]) -> str:
    """SHA-256 of all that a fit of withdrawal reads: towns, falls and their causes, terms to a millionth."""
    found = hashlib.sha256()
    for g in seen:
        found.update(f"{g.town}\0{g.fell_on}\0{g.ordered}\0{g.cause}\0".encode())
        for array in (g.at_risk, g.terms, g.storm):
            found.update(np.round(array * 1e6).astype("<i8").tobytes())
    return found.hexdigest()


def _garrison(maps: ControlMaps, town: Town) -> Garrison:
    days = maps.days()
    daily = town_series(maps, town.lat, town.lon, days, discs_km=(1.0, 3.0, 5.0), arcs_km=(5.0,), search_km=RISK_KM)
    fell = _confirmed(days, daily.disc(1.0))
    end = days.index(fell) if fell else len(days)
    near, arc = np.nan_to_num(daily.disc(5.0)), np.nan_to_num(daily.arc_ru[:, 0])
    way = np.nan_to_num(daily.distance_to_ru_km, nan=FAR_KM, posinf=FAR_KM)
    wide = np.nan_to_num(daily.disc(3.0))
    terms = _terms(near, arc, way, np.nan_to_num(daily.disc(1.0)))
    storm = np.column_stack([terms[:, :2], -np.log((np.maximum(0.0, 0.9 - wide) * DISC_3_KM2 + 0.2) / NEED_KM2)])
    if fell is None:
        return Garrison(town.name, way <= RISK_KM, terms, storm, None, None)
    cause, told = cause_of(town.name, fell, known_on=days[-1])
    if cause == "unknown" and wide[min(len(days) - 1, end + 1)] - wide[max(0, end - 7)] < SUDDEN_SHARE:
        cause = "stormed"
    ordered = None
    if cause != "stormed":
        ordered = min(end - 1, bisect_left(days, told)) if told else end - DAYS_TO_LEAVE
        ordered = max(0, ordered)
    rows = ordered + 1 if cause == "ordered_out" and ordered is not None else end
    return Garrison(town.name, (way <= RISK_KM)[:rows], terms[:rows], storm[:rows], fell, ordered, cause)


def _terms(near: Floats, arc: Floats, way: Floats, town: Floats) -> Floats:
    """(1, log G, L, T) [day, 4] from discs of 5 and 1 km, the circle of 5 km and the way to the attacker, km."""
    gain = np.diff(near, prepend=near[:1]) * np.pi * 25.0
    going = np.zeros(len(near))
    for day in range(1, len(near)):
        going[day] = going[day - 1] + (gain[day] - going[day - 1]) / GROUND_DAYS
    going = np.clip(going, 0.0, MOST_KM2_PER_DAY)
    ground = np.log((going + QUIET_KM2_PER_DAY) / (1.0 + QUIET_KM2_PER_DAY))
    clearance = np.minimum(way, (1.0 - arc) * np.pi * 5.0)
    supply = 1.0 - 2.0 ** (-clearance / median_of("corridor_need_km"))
    cut = np.maximum(0.0, 1.0 - supply / median_of("supply_need_0_1"))
    return np.column_stack([np.ones(len(near)), ground, cut, town])


def _confirmed(days: Sequence[date], share: Floats) -> date | None:
    """The fall, once it has lasted a fortnight by the last day."""
    fell = fall_date(days, share)
    return fell if fell is not None and fell + timedelta(HOLD_DAYS - 1) <= days[-1] else None
