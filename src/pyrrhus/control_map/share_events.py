"""Events on dated maps: when a share was reached and held, and what the standing question needs of a town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import split_towns
from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.shares import town_series

DISC_KM = 1.0
SHARE_0_1 = 0.95
HOLD_DAYS = 14
NEAR_KM = 5.0


@dataclass(frozen=True)
class TownRecord:
    """What the standing question needs of a town: by day the share of the 1-km disc and the distance to RU ground."""

    town: str
    dates: tuple[date, ...]
    share_0_1: NDArray[np.float64]
    distance_km: NDArray[np.float64]
    fell_on: date | None


def fall_date(
    dates: Sequence[date],
    share: Sequence[float] | NDArray[np.float64],
    *,
    share_at_least: float = SHARE_0_1,
    hold_days: int = HOLD_DAYS,
) -> date | None:
    """First day of the first run of at least `hold_days` days, or of one that lasts to the end of the data.

    `dates` ascend; `share` is 0 to 1 per date, NaN (not known) ends a run. None where there is no such run.
    """
    start: date | None = None
    for day, value in zip(dates, share, strict=True):
        if not value >= share_at_least:
            start = None
            continue
        start = start or day
        if (day - start).days + 1 >= hold_days:
            return start
    return start


def town_records(maps: ControlMaps, *, towns: Sequence[Town] | None = None) -> tuple[TownRecord, ...]:
    """Records of the towns (default: those of towns.csv) that the maps cover to 5 km, one value per day of the map."""
    covered, _ = split_towns(maps, radius_km=NEAR_KM, towns=towns)
    records = []
    for town in covered:
        series = town_series(
            maps, town.lat, town.lon, maps.snapshots, discs_km=(DISC_KM,), arcs_km=(NEAR_KM,), search_km=NEAR_KM + 1
        )
        share = series.disc(DISC_KM)
        fell = fall_date(maps.snapshots, share)
        records.append(TownRecord(town.name, maps.snapshots, share, series.distance_to_ru_km, fell))
    return tuple(records)
