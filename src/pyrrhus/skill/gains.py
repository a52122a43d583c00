"""Ground gained as a forecast of its own: do the model's intervals cover what came, no more and no less often?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.shares import shares
from pyrrhus.skill.mechanism import CampaignModel
from pyrrhus.skill.questions import Case
from pyrrhus.skill.scores import by_row, by_town

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@dataclass(frozen=True)
class Gain:
    """km2 that the attacker gained within 12 km of a town: quantiles said at LEVELS, and what the map then showed."""

    town: str
    as_of: date
    said_km2: tuple[float, ...]
    seen_km2: float

    def inside(self, share: float) -> bool:
        """Whether the central interval of that share (0.8, 0.5 or 0.9) held what came."""
        low, high = (LEVELS.index(round(0.5 - 0.5 * share, 3)), LEVELS.index(round(0.5 + 0.5 * share, 3)))
        return self.said_km2[low] <= self.seen_km2 <= self.said_km2[high]


def gains(maps: ControlMaps, cases: Sequence[Case], model: CampaignModel, *, days: int = 30) -> tuple[Gain, ...]:
    """Said and seen gains of the cases over some days. The model sees maps up to each case's day alone.

    Contested ground counts by half in what was seen; each draw counts its own part of it.
    """
    out = []
    for case in cases:
        campaign, run = model.run(maps.up_to(case.as_of), maps.town(case.town), case.as_of, days)
        said = np.quantile(run.record.gain_km2[:, run.slot(days)].astype(float), LEVELS)
        tiling = campaign.terrain.tiling
        found = shares(maps, tiling.polygons_xy_km, [case.as_of, case.as_of + timedelta(days)],
                       projection=tiling.projection)  # fmt: skip
        held: NDArray[np.float64] = found.ru + 0.5 * np.nan_to_num(found.contested)
        seen = float(np.nansum((held[1] - held[0]) * tiling.area_km2))
        out.append(Gain(case.town, case.as_of, tuple(round(float(v), 3) for v in said), round(seen, 3)))
    return tuple(out)


def coverage(found: Sequence[Gain]) -> dict[str, float]:
    """Share of cases inside the central 50, 80 and 90 %, by row and balanced by town."""
    towns = [g.town for g in found]
    out = {}
    for share in (0.5, 0.8, 0.9):
        inside = [float(g.inside(share)) for g in found]
        out[f"inside_{share:.0%}"], out[f"inside_{share:.0%}_by_town"] = by_row(inside), by_town(inside, towns)
    return out
