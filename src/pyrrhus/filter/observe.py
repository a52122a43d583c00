"""What the dated maps say, in the numbers that the filter weighs: signed area gained per axis and block of weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

BLOCK_DAYS = 28
BLOCKS = 2  # the last eight weeks


@dataclass(frozen=True)
class Observed:
    """Gains of the attacker between maps (km2): `attacker` and `contested` [map, axis]; `block` [map], -1 not used.

    A draw that counts a part k of contested ground as the attacker's has seen attacker + k x contested.
    """

    dates: tuple[date, ...]
    attacker: NDArray[np.float64]
    contested: NDArray[np.float64]
    block: NDArray[np.int64]

    @property
    def used(self) -> int:
        """How many numbers the filter weighs."""
        return int(len(set(self.block[self.block >= 0])) * self.attacker.shape[1])


def observe_gains(
    dates: tuple[date, ...],
    attacker: NDArray[np.float64],
    contested: NDArray[np.float64],
    *,
    area_km2: NDArray[np.float64],
    axis: NDArray[np.int32],
    axes: int,
    first: date,
    as_of: date,
) -> Observed:
    """Gains per axis between successive maps after `first`, from shares [map, cell].

    The first map is the starting point. The last eight weeks before the as-of date are used, in two blocks of four.
    """
    shown = [i for i, day in enumerate(dates) if i > 0 and first < day <= as_of]
    gains = []
    for share in (attacker, contested):
        change = (share[shown] - share[[i - 1 for i in shown]]) * area_km2 if shown else np.zeros((0, len(area_km2)))
        gains.append(np.stack([np.bincount(axis, row, minlength=axes) for row in change]) if shown else
                     np.zeros((0, axes)))  # fmt: skip
    age = np.array([(as_of - dates[i]).days for i in shown], dtype=np.int64)
    block = np.where(age < BLOCK_DAYS * BLOCKS, age // BLOCK_DAYS, -1)
    return Observed(tuple(dates[i] for i in shown), gains[0], gains[1], block)
