"""Sector-weeks: for every town, bearing sector and week, the front in km and the ground that changed hands, km2.

Measured on the model's own tiling (hexes of 2 km, of 1 km within 3 km of the centre, 12 km round the town) and with its
own definition of a front, so that what is fitted here means there what it means here. Contested ground counts by half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import split_towns
from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.shares import shares
from pyrrhus.terrain.projection import bearing_deg
from pyrrhus.terrain.tiling import Tiling, build_tiling

Floats = NDArray[np.float64]
AXES = 8
RADIUS_KM = 12.0
CONTESTED_PART = 0.5
LEAST_FRONT_KM = 0.33  # of a cell that is held but not whole, as engine/front.py has it
LEAST_CHANGE_KM2 = 0.02  # smaller differences are drawing, not fighting


@dataclass(frozen=True)
class SectorWeeks:
    """Rows of towns' sectors by week: `town` (index into `towns`), `week` (0 first), `axis`, fronts and gross changes.

    `push_km` is the border across which the attacker can take ground, `pull_km` that across which the defender can;
    `forward_km2` what changed to the attacker in the week, `backward_km2` to the defender. Rows without any front are
    left out; `weeks` are the first days of the weeks.
    """

    towns: tuple[str, ...]
    weeks: tuple[date, ...]
    town: NDArray[np.int64]
    week: NDArray[np.int64]
    axis: NDArray[np.int64]
    push_km: Floats
    pull_km: Floats
    forward_km2: Floats
    backward_km2: Floats

    def sha256(self) -> str:
        """Digest of everything here, lengths and areas to a ten-thousandth."""
        digest = hashlib.sha256("\n".join([*self.towns, *(d.isoformat() for d in self.weeks)]).encode())
        for array in (self.town, self.week, self.axis):
            digest.update(array.astype("<i8").tobytes())
        for array in (self.push_km, self.pull_km, self.forward_km2, self.backward_km2):
            digest.update(np.round(array * 1e4).astype("<i8").tobytes())
        return digest.hexdigest()


def sector_weeks(maps: ControlMaps, *, towns: Sequence[Town] | None = None) -> SectorWeeks:
    """All sector-weeks of the covered towns (default: of towns.csv), in order of town, week, axis."""
    covered, _ = split_towns(maps, radius_km=5.0, towns=towns)
    weeks = tuple(maps.first + timedelta(7 * n) for n in range((maps.last - maps.first).days // 7 + 1))
    columns: list[Floats] = []
    for number, town in enumerate(covered):
        tiling = build_tiling(town.lat, town.lon, radius_km=RADIUS_KM)
        found = shares(maps, tiling.polygons_xy_km, weeks, projection=tiling.projection)
        held = np.clip(np.nan_to_num(found.ru) + CONTESTED_PART * np.nan_to_num(found.contested), 0.0, 1.0)
        known = np.asarray(~np.isnan(found.ru).any(axis=0))
        for week in range(len(weeks) - 1):
            rows = _week(tiling, held[week], held[week + 1], known)
            some = (rows[1] > 0) | (rows[2] > 0)
            label = np.tile([[float(number)], [float(week)]], int(some.sum()))
            columns.append(np.vstack([label, rows[:, some]]))
    table = np.concatenate(columns, axis=1) if columns else np.zeros((7, 0))
    return SectorWeeks(
        tuple(t.name for t in covered), weeks, *(table[i].astype(np.int64) for i in range(3)), *table[3:]
    )


def _week(tiling: Tiling, before: Floats, after: Floats, known: NDArray[np.bool_]) -> Floats:
    """Axis, push, pull, forward and backward of each axis, [5, axis]."""
    borders, held = tiling.borders, before >= 0.5
    taken, free = np.zeros(len(before)), np.zeros(len(before))
    for one, other in ((borders.first, borders.second), (borders.second, borders.first)):
        taken += np.bincount(one, borders.length_km * held[other], len(before))
        free += np.bincount(one, borders.length_km * ~held[other], len(before))
    push = np.where(before < 1.0, np.where(held, np.maximum(taken, LEAST_FRONT_KM), taken), 0.0)
    pull = np.where(before > 0.0, np.where(~held, np.maximum(free, LEAST_FRONT_KM), free), 0.0)
    change = np.where(known, (after - before) * tiling.area_km2, 0.0)
    axis = ((bearing_deg(*tiling.centroids_km.T) + 180.0 / AXES) % 360.0 // (360.0 / AXES)).astype(np.int64)
    return np.vstack(
        [
            np.arange(AXES, dtype=float),
            *(np.bincount(axis, part * known, AXES) for part in (push, pull)),
            *(np.bincount(axis, part, AXES) for part in (np.maximum(change, 0.0), np.maximum(-change, 0.0))),
        ]
    )
