"""Half-years of towns, over which rates of tempo are told apart; a later one weighs more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.sector_weeks import SectorWeeks

Floats = NDArray[np.float64]

GROUP_WEEKS = 26
LEAST_KM_WEEKS = 20.0
HALF_WEIGHT_WEEKS = 52.0


@dataclass(frozen=True)
class Groups:
    """Half-years of towns: `of` [row] the group of each row (-1: too little front), `weight` and `town` per group."""

    of: NDArray[np.int64]
    weight: Floats
    town: NDArray[np.int64]


def group_rows(data: SectorWeeks) -> Groups:
    """Groups of rows, counted back from the last week so that a later week never regroups what it does not touch."""
    last = len(data.weeks) - 2
    age = (last - data.week) // GROUP_WEEKS
    key = data.town * 10_000 + age
    names, of = np.unique(key, return_inverse=True)
    enough = np.bincount(of, data.push_km, len(names)) >= LEAST_KM_WEEKS
    town, number = names // 10_000, names % 10_000
    weight = np.where(enough, 0.5 ** (number * GROUP_WEEKS / HALF_WEIGHT_WEEKS), 0.0)
    per_town = np.bincount(town, enough, len(data.towns)).astype(float)
    weight = weight / np.where(per_town[town] > 0, per_town[town], 1.0)
    again = np.cumsum(enough) - 1
    kept = np.where(enough[of], again[of], -1)
    return Groups(kept, weight[enough] / max(weight.sum(), 1e-12), town[enough])


def sum_by_group(groups: Groups, value: Floats) -> Floats:
    """The sum of a value over the rows of each group."""
    kept = groups.of >= 0
    return np.asarray(np.bincount(groups.of[kept], value[kept], len(groups.weight)), dtype=float)
