"""What the dated maps say, in the numbers that the filter weighs: signed area gained per axis between two dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Gains:
    """Gain of the attacker from one map to another (km2), by axis: what turned its own, and what turned contested.

    A draw that counts a part k of contested ground as the attacker's has seen attacker + k x contested.
    """

    first: date
    last: date
    attacker: NDArray[np.float64]
    contested: NDArray[np.float64]


def observe_gains(
    dates: tuple[date, ...],
    attacker: NDArray[np.float64],
    contested: NDArray[np.float64],
    *,
    area_km2: NDArray[np.float64],
    axis: NDArray[np.int32],
    axes: int,
    first: date,
    last: date,
) -> Gains | None:
    """Gains per axis from the last map not later than `first` to the last not later than `last`; shares [map, cell].

    None where no map lies between, so that nothing was seen.
    """
    before = [i for i, day in enumerate(dates) if day <= first]
    until = [i for i, day in enumerate(dates) if first < day <= last]
    if not before or not until:
        return None
    a, b = before[-1], until[-1]
    sums = [
        np.asarray(np.bincount(axis, (share[b] - share[a]) * area_km2, minlength=axes), dtype=float)
        for share in (attacker, contested)
    ]
    return Gains(dates[a], dates[b], sums[0], sums[1])
