"""The baselines' numbers from a campaign's own maps on cells, so that they stand beside any assessment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.questions import ARCS_KM, BACK_DAYS, DISCS_KM, FAR_KM, Features, features
from pyrrhus.terrain.discs import arc_weights, disc, overlap

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign


def campaign_features(campaign: Campaign) -> Features | None:
    """Features of the centre as of the as-of date; None where no map says who holds what.

    Shares are those of the attacker alone, contested ground apart, as in the fits. The map of a day is the last one not
    later; where the history is shorter than the days asked for, its first map stands in.
    """
    maps, tiling = campaign.maps, campaign.terrain.tiling
    if maps.assumed:
        return None
    grounds = [overlap(tiling, disc(0.0, 0.0, r)) for r in DISCS_KM]
    circles = [arc_weights(tiling, 0.0, 0.0, r) for r in ARCS_KM]

    def shares(held: NDArray[np.float64], parts: list) -> NDArray[np.float64]:
        return np.array([float(g.weight @ held[g.cells]) for g in parts])

    now = maps.attacker[maps.at(campaign.as_of)]
    first = maps.dates[0]
    back = {}
    for days in BACK_DAYS:
        then = max(first, campaign.as_of - timedelta(days))
        back[days] = (shares(maps.attacker[maps.at(then)], grounds), (campaign.as_of - then).days)
    return features(_distance_km(campaign, now), shares(now, grounds), shares(now, circles), back)


def _distance_km(campaign: Campaign, held: NDArray[np.float64]) -> float:
    """From the centre to the nearest cell of which the attacker has half or more, km; at most 12."""
    from shapely import Point, distance

    cells = [p for p, h in zip(campaign.terrain.tiling.polygons_xy_km, held, strict=True) if h >= 0.5]
    return min(FAR_KM, float(distance(np.array(cells, dtype=object), Point(0.0, 0.0)).min())) if cells else FAR_KM
