"""Ground gained as a forecast of its own: do the intervals cover what came, no more and no less often?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.shares import shares
from pyrrhus.skill.mechanism import GAIN_LEVELS
from pyrrhus.skill.questions import TownDate
from pyrrhus.skill.scores import by_row, by_town
from pyrrhus.terrain.tiling import build_tiling

Floats = NDArray[np.float64]
RADIUS_KM = 12.0
CONTESTED_PART = 0.5


@dataclass(frozen=True)
class Gain:
    """km2 that the attacker gained within 12 km of a town: quantiles said at GAIN_LEVELS, and what the map then showed.

    `before_km2` is what it had gained in as many days before, all that a forecast of "as of late" needs.
    """

    town: str
    as_of: date
    horizon_days: int
    said_km2: tuple[float, ...]
    seen_km2: float
    before_km2: float

    def inside(self, share: float) -> bool:
        """Whether the central interval of that share (0.5, 0.8, 0.9) held what came."""
        low, high = interval(self.said_km2, share)
        return low <= self.seen_km2 <= high

    @property
    def score_km2(self) -> float:
        """Continuous ranked probability score, km2, from the quantiles: twice their mean pinball loss; lower is better.

        Gneiting & Raftery 2007, JASA 102:359, section 4.2; levels are weighed by the share of the scale they stand for.
        """
        level, said = np.array(GAIN_LEVELS), np.array(self.said_km2)
        off = self.seen_km2 - said
        edges = np.concatenate([[0.0], 0.5 * (level[1:] + level[:-1]), [1.0]])
        return float(2.0 * np.sum(np.diff(edges) * np.maximum(level * off, (level - 1.0) * off)))


def interval(said_km2: Sequence[float], share: float) -> tuple[float, float]:
    """The central interval of that share from quantiles at GAIN_LEVELS."""
    low = GAIN_LEVELS.index(round(0.5 - 0.5 * share, 3))
    return said_km2[low], said_km2[len(GAIN_LEVELS) - 1 - low]


def seen_gains(
    maps: ControlMaps, cases: Sequence[TownDate], horizons: Sequence[int]
) -> dict[tuple[str, date, int], float]:
    """What the maps showed: km2 gained within 12 km of each case's town over each horizon (negative: over as many days
    before), contested ground by half; only where both days lie within the maps.
    """
    out: dict[tuple[str, date, int], float] = {}
    for name in dict.fromkeys(case.town for case in cases):
        town = maps.town(name)
        days = [case.as_of for case in cases if case.town == name]
        wanted = sorted({d + timedelta(h) for d in days for h in (0, *horizons)})
        wanted = [d for d in wanted if maps.first <= d <= maps.last]
        tiling = build_tiling(round(town.lat, 5), round(town.lon, 5), radius_km=RADIUS_KM)
        found = shares(maps, tiling.polygons_xy_km, wanted, projection=tiling.projection)
        part = found.ru + CONTESTED_PART * np.nan_to_num(found.contested)
        at = {day: n for n, day in enumerate(wanted)}
        for day in days:
            for h in horizons:
                if day in at and day + timedelta(h) in at:
                    change = (part[at[day + timedelta(h)]] - part[at[day]]) * tiling.area_km2
                    out[name, day, h] = round(float(np.nansum(change)) * (1 if h >= 0 else -1), 3)
    return out


def gain_rows(
    maps: ControlMaps, cases: Sequence[TownDate], said: Sequence[Floats | None], *, horizons: Sequence[int], last: date
) -> tuple[Gain, ...]:
    """Said ([horizon, level] per case) and seen gains by horizon and case; those whose horizon ends by `last`."""
    seen = seen_gains(maps, cases, [*horizons, *(-h for h in horizons)])
    out = []
    for n, h in enumerate(horizons):
        for case, quantiles in zip(cases, said, strict=True):
            key = (case.town, case.as_of, h)
            if quantiles is None or key not in seen or case.as_of + timedelta(h) > last:
                continue
            numbers = tuple(round(float(v), 3) for v in quantiles[n])
            before = seen.get((case.town, case.as_of, -h), 0.0)
            out.append(Gain(case.town, case.as_of, h, numbers, seen[key], before))
    return tuple(out)


def coverage(found: Sequence[Gain]) -> dict[str, float]:
    """Share of cases inside the central 50, 80 and 90 %, by row and balanced by town; how many lie below and above."""
    towns = [g.town for g in found]
    out: dict[str, float] = {"rows": len(found)}
    for share in (0.5, 0.8, 0.9):
        inside = [float(g.inside(share)) for g in found]
        out[f"inside_{share:.0%}"], out[f"inside_{share:.0%}_by_town"] = by_row(inside), by_town(inside, towns)
    out["below_80%"] = by_row([float(g.seen_km2 < interval(g.said_km2, 0.8)[0]) for g in found])
    out["above_80%"] = by_row([float(g.seen_km2 > interval(g.said_km2, 0.8)[1]) for g in found])
    out["width_80%_km2"] = by_row([interval(g.said_km2, 0.8)[1] - interval(g.said_km2, 0.8)[0] for g in found])
    out["crps_km2"], out["crps_km2_by_town"] = (f([g.score_km2 for g in found]) for f in (by_row, _balanced(towns)))
    for name, point in (("nothing", [0.0] * len(found)), ("as_of_late", [g.before_km2 for g in found])):
        off = [abs(g.seen_km2 - p) for g, p in zip(found, point, strict=True)]
        out[f"crps_km2_{name}"], out[f"crps_km2_{name}_by_town"] = by_row(off), by_town(off, towns)
    return out


def _balanced(towns: Sequence[str]) -> Callable[[Sequence[float]], float]:
    return lambda each: by_town(each, towns)
