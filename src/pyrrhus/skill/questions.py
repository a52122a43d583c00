"""The standing question as cases: what was known of a town on a day, and what came of it as far as one could tell by
another day. Nothing here reads a map dated after the day it speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.share_events import HOLD_DAYS, NEAR_KM, SHARE_0_1, TownRecord, town_records
from pyrrhus.control_map.shares import town_series

DISCS_KM = (1.0, 3.0, 5.0, 10.0)
ARCS_KM = (5.0, 10.0)
BACK_DAYS = (14, 30, 60)
FAR_KM = 12.0
AREA_3_KM2 = np.pi * 9.0
AREA_5_KM2 = np.pi * 25.0


@dataclass(frozen=True)
class Features:
    """What a dated map says round a town on a day: numbers that cells can give as well as polygons.

    Shares 0 to 1 of discs and of the circumference of circles (arcs) that the attacker holds; `gain_*` in the disc of
    5 km, km2 a day over the last 14 and 30 days; `change_*` of the share of a disc over 30 and 60 days. Where the map
    began later, gains are over the days there are, and changes since its first day.
    """

    distance_km: float
    share_1km: float
    share_3km: float
    share_5km: float
    share_10km: float
    arc_5km: float
    arc_10km: float
    gain_14_km2_per_day: float
    gain_30_km2_per_day: float
    change_30_of_3km: float
    change_30_of_5km: float
    change_60_of_5km: float
    change_60_of_10km: float

    @property
    def need_km2(self) -> float:
        """Ground of the 3-km disc still to take until nine tenths of it are the attacker's, km2, at least 0."""
        return max(0.0, 0.9 - self.share_3km) * AREA_3_KM2

    @property
    def rate_km2_per_day(self) -> float:
        """Mean of the 14- and 30-day gain in the disc of 5 km, km2 a day, at least 0."""
        return max(0.0, 0.5 * (self.gain_14_km2_per_day + self.gain_30_km2_per_day))


@dataclass(frozen=True)
class TownDate:
    """The standing question put to one town on one day."""

    town: str
    sector: str
    as_of: date
    features: Features


@dataclass(frozen=True)
class Questions:
    """Cases in order of date and town as listed; `records` by town; towns that the maps do not cover."""

    cases: tuple[TownDate, ...]
    records: dict[str, TownRecord]
    uncovered: tuple[str, ...]


def ask(
    maps: ControlMaps, *, since: date, until: date, every_days: int = 14, towns: Sequence[Town] | None = None
) -> Questions:
    """The cases on the grid since + k x every up to `until`: not fallen yet, attacker's ground nearer than 5 km.

    Features of a case come from the map up to its day alone.
    """
    asked = tuple(maps.towns if towns is None else towns)
    records = {r.town: r for r in town_records(maps, towns=asked)}
    place = {t.name: t for t in asked}
    sectors = sector_of_towns(maps, asked)
    found: list[TownDate] = []
    for name, record in records.items():
        days = [d for d in grid(since, min(until, maps.last), every_days) if stands_on(record, d)]
        if days:
            rows = map_features(maps, place[name], days)
            found += [TownDate(name, sectors[name], d, f) for d, f in zip(days, rows, strict=True)]
    order = {name: n for n, name in enumerate(records)}
    found.sort(key=lambda c: (c.as_of, order[c.town]))
    return Questions(tuple(found), records, tuple(t.name for t in asked if t.name not in records))


def grid(since: date, until: date, every_days: int) -> list[date]:
    """since + k x every, not later than `until`."""
    return [since + timedelta(n) for n in range(0, (until - since).days + 1, every_days)]


def stands_on(record: TownRecord, day: date) -> bool:
    """Whether the question is put to this town on a day: it has not fallen by then, and RU ground lies near."""
    n = bisect_right(record.dates, day) - 1
    fallen = record.fell_on is not None and record.fell_on <= day
    return n >= 0 and not fallen and bool(record.distance_km[n] < NEAR_KM)


def outcome_known_by(record: TownRecord, as_of: date, horizon_days: int, known_on: date) -> bool | None:
    """Whether the town fell within the horizon, as far as the map up to `known_on` says; None while that is open.

    A run of days counts as a fall once it has lasted 14 days; until then cases that hang on it are open.
    """
    end = as_of + timedelta(horizon_days)
    seen = bisect_right(record.dates, known_on)
    held = np.concatenate([[False], record.share_0_1[:seen] >= SHARE_0_1, [False]])
    begins, stops = np.flatnonzero(held[1:] & ~held[:-1]), np.flatnonzero(held[:-1] & ~held[1:])
    for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True):
        start = record.dates[begin]
        if (record.dates[stop - 1] - start).days + 1 >= HOLD_DAYS:
            if start <= as_of:
                return None
            return start <= end or (False if end <= known_on else None)
        if stop == seen and start <= end:
            return None
    return False if end <= known_on else None


def resolved_on(record: TownRecord, as_of: date, horizon_days: int) -> date | None:
    """First day on which the map tells what came of a question, never before its horizon; None where it does not yet.

    The same rule for falls and for standing: were falls taken in as soon as they came, a record of any early day would
    hold too many of them.
    """
    end = as_of + timedelta(horizon_days)
    for day in record.dates[bisect_left(record.dates, end) :]:
        if outcome_known_by(record, as_of, horizon_days, day) is not None:
            return day
    return None


def map_features(maps: ControlMaps, town: Town, days: Sequence[date]) -> list[Features]:
    """Features of a town on each day, from the polygons."""
    wanted = sorted({d for day in days for d in (day, *_earlier(day, maps.first))})
    series = town_series(maps, town.lat, town.lon, wanted, discs_km=DISCS_KM, arcs_km=ARCS_KM, search_km=FAR_KM)
    at = {d: n for n, d in enumerate(wanted)}
    distance = np.nan_to_num(series.distance_to_ru_km, nan=FAR_KM, posinf=FAR_KM)
    discs, arcs = np.nan_to_num(series.ru), np.nan_to_num(series.arc_ru)
    out = []
    for day in days:
        back = {n: (discs[at[d]], (day - d).days) for n, d in zip(BACK_DAYS, _earlier(day, maps.first), strict=True)}
        out.append(features(float(distance[at[day]]), discs[at[day]], arcs[at[day]], back))
    return out


def features(
    distance_km: float,
    discs: NDArray[np.float64],
    arcs: NDArray[np.float64],
    back: dict[int, tuple[NDArray[np.float64], int]],
) -> Features:
    """Features from shares of the discs of 1, 3, 5, 10 km and arcs of 5, 10 km now, and of the discs some days back.

    `back` by 14, 30, 60: the discs then, and how many days back that truly is.
    """

    def gain(days: int) -> float:
        then, apart = back[days]
        return float(discs[2] - then[2]) * AREA_5_KM2 / apart if apart else 0.0

    return Features(
        distance_km=min(distance_km, FAR_KM),
        share_1km=float(discs[0]),
        share_3km=float(discs[1]),
        share_5km=float(discs[2]),
        share_10km=float(discs[3]),
        arc_5km=float(arcs[0]),
        arc_10km=float(arcs[1]),
        gain_14_km2_per_day=gain(14),
        gain_30_km2_per_day=gain(30),
        change_30_of_3km=float(discs[1] - back[30][0][1]),
        change_30_of_5km=float(discs[2] - back[30][0][2]),
        change_60_of_5km=float(discs[2] - back[60][0][2]),
        change_60_of_10km=float(discs[3] - back[60][0][3]),
    )


def sector_of_towns(maps: ControlMaps, towns: Sequence[Town]) -> dict[str, str]:
    """The finest front file whose box holds each town: rows of one file share a front, and are left out together."""

    def first(town: Town) -> str:
        for layer in maps.layers:
            west, south, east, north = layer.box
            if west <= town.lon <= east and south <= town.lat <= north:
                return layer.name
        return "none"

    return {town.name: first(town) for town in towns}


def _earlier(day: date, first: date) -> list[date]:
    return [max(first, day - timedelta(n)) if day > first else day for n in BACK_DAYS]
