"""The lines of a scenario over its cells: barriers in km, and how much of each border counts as front."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.ground_lines import barriers_of
from pyrrhus.scenario.parameters import resolve
from pyrrhus.scenario.schema import Scenario
from pyrrhus.terrain.barriers import Barrier, passage_over
from pyrrhus.terrain.network import Road
from pyrrhus.terrain.tiling import Tiling

CROSSING_RATIO = 0.25
"""Ground won over a km of barrier against a km of open front, where the scenario gives none: judgment on CDB90.

Of its battles from 1900 with a rate of advance, 37 of 367 have a river crossing in the attacker's scheme, and those go
1.2 km a day against 1.5 (medians; ratio 0.8, 0.6 to 1.4 at 90 %). So a river slows those who force it little; it is
forced seldom. With a third to a half of a front along water, a tenth of the attacks over it makes 0.2 to 0.3.
"""


def barriers_over(scenario: Scenario, tiling: Tiling) -> tuple[Barrier, ...]:
    """The barriers of lines.geojson in km round the centre."""
    return barriers_of(scenario.ground_lines, tiling.projection.to_xy)


def passage_of(
    scenario: Scenario, tiling: Tiling, barriers: tuple[Barrier, ...], where: dict[str, tuple[float, float]]
) -> NDArray[np.float64]:
    """Part of each border's length that counts as front ([border]); 1 all over where there is no barrier.

    The ground is the same for all draws, so of a distribution of the ratio its median counts.
    """
    if not barriers:
        return np.ones(len(tiling.borders.first))
    given = resolve(scenario.file)["barrier_crossing_ratio"].distribution
    x, y = tiling.projection.to_xy([b.lon for b in scenario.bridges], [b.lat for b in scenario.bridges])
    return passage_over(
        tiling,
        barriers,
        bridges_xy_km=list(zip(x.tolist(), y.tolist(), strict=True)),
        bridge_roads=[
            Road(r.from_, r.to, where[r.from_], where[r.to], r.road_class)
            for r in scenario.routes
            if r.bridge and r.from_ in where and r.to in where
        ],
        crossing_ratio=CROSSING_RATIO if given is None else float(given.quantile(np.array([0.5]))[0]),
    )
