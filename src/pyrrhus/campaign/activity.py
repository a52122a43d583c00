"""Where ground has been changing hands of late: what maps show of it, smoothed, cell by cell.

Where a front moved last month it is likelier to move next month than elsewhere: axes of one sector differ for long
(`docs/explanation/the_day.md`). With x_j the ground that changed hands in cell j (gross, km2), each change counted by
2^(-age / 30 days), d the distance between cells and K = exp(-d / 3 km):

    density  A_c = sum_j x_j K_cj / sum_j area_j K_cj,   activity = A_c / mean of A over the front's cells
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.cell_maps import enemy_borders

if TYPE_CHECKING:
    from pyrrhus.campaign.cell_maps import MapSeries
    from pyrrhus.campaign.ground import Terrain

Floats = NDArray[np.float64]
HALF_LIFE_DAYS = 30.0
KERNEL_KM = 3.0
KNOWN_KM2 = 3.0  # changes (discounted) that say as much as the even front does


def activity_of(maps: MapSeries, terrain: Terrain, sector: Floats, until: date) -> Floats:
    """Recent changes near each cell against the mean over the front within 12 km ([cell], 1 where nothing is known)."""
    area = terrain.tiling.area_km2
    even = np.ones(len(area))
    used = [i for i, day in enumerate(maps.dates) if day <= until]
    if maps.assumed or len(used) < 2:
        return even
    held = maps.held[used]
    age = np.array([(until - maps.dates[i]).days for i in used[1:]], dtype=float)
    changed = (np.abs(np.diff(held, axis=0)) * 0.5 ** (age / HALF_LIFE_DAYS)[:, None]).sum(axis=0) * area
    known = float(changed @ sector)
    if known <= 0.0:
        return even
    x, y = terrain.tiling.centroids_km.T
    kernel = np.exp(-np.hypot(x[:, None] - x, y[:, None] - y) / KERNEL_KM)
    density = kernel @ changed / (kernel @ area)
    front = np.zeros(len(area), dtype=bool)
    borders = terrain.tiling.borders
    enemies = enemy_borders(held[-1], borders)
    front[borders.first[enemies]] = True
    front[borders.second[enemies]] = True
    weight = front * sector
    if weight.sum() <= 0.0:
        return even
    mean = float(density @ weight / weight.sum())
    part = known / (known + KNOWN_KM2)
    return 1.0 - part + part * density / mean if mean > 0.0 else even
