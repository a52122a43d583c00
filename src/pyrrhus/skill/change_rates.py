"""How often a sector's front moves: the rate of changes of each group, and how well rates tell weeks left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.fitted_parameter import between
from pyrrhus.skill.sector_groups import Groups, group_rows, sum_by_group
from pyrrhus.skill.sector_weeks import LEAST_CHANGE_KM2, SectorWeeks

Floats = NDArray[np.float64]


def change_rates(data: SectorWeeks, groups: Groups, *, back: bool = False) -> tuple[Floats, Floats]:
    """Changes per km and day of each group from weeks with and without one, and the variance of that count.

    A week shows a change with chance 1 - exp(-7 rate front): the rate of the highest likelihood, by bisection. One more
    quiet week of the mean front keeps a group whose every week saw a change finite.
    """
    front = (data.pull_km if back else data.push_km) * 7.0
    seen = (data.backward_km2 if back else data.forward_km2) > LEAST_CHANGE_KM2
    rows = np.maximum(sum_by_group(groups, (front > 0).astype(float)), 1.0)
    quiet = sum_by_group(groups, np.where(seen, 0.0, front)) + sum_by_group(groups, front) / rows
    at, low, high = np.maximum(groups.of, 0), np.full(len(groups.weight), -18.0), np.full(len(groups.weight), 3.0)
    for _ in range(60):
        middle = 0.5 * (low + high)
        x = np.clip(np.exp(middle)[at] * front, 1e-12, 50.0)
        rising = sum_by_group(groups, np.where(seen & (front > 0), front / np.expm1(x), 0.0)) > quiet
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    rate = np.exp(0.5 * (low + high))
    rate = np.where(sum_by_group(groups, (seen & (front > 0)).astype(float)) > 0, rate, 0.0)
    x = np.clip(float(np.sum(groups.weight * rate)) * front, 1e-9, 50.0)
    information = sum_by_group(groups, np.where(front > 0, front**2 / np.expm1(x), 0.0))
    return rate, 1.0 / np.maximum(information, 1e-9)


def held_out_score(data: SectorWeeks) -> tuple[float, float]:
    """Mean log score of whether a sector's week sees a change forward, each town left out of the fit of its own rows.

    First with the log-normal spread of rates (integrated over it, so that it costs to be too wide or too narrow), then
    with the one pooled rate. Lower is better.
    """
    groups = group_rows(data)
    rate, variance = change_rates(data, groups)
    nodes, share = np.polynomial.hermite_e.hermegauss(15)
    share = share / share.sum()
    spread, pooled, rows = 0.0, 0.0, 0
    seen = data.forward_km2 > LEAST_CHANGE_KM2
    for town in np.unique(groups.town):
        others = groups.town != town
        weight = groups.weight[others] / groups.weight[others].sum()
        median, log_sd = between(rate[others], variance[others], weight)
        mean = median * np.exp(0.5 * log_sd**2)
        for group in np.flatnonzero(groups.town == town):
            own = (groups.of == group) & (data.push_km > 0)
            x, y = data.push_km[own] * 7.0, seen[own]
            rows += len(y)
            logs = [_log_likelihood(x, y, median * np.exp(log_sd * z)) for z in nodes]
            spread -= float(np.logaddexp.reduce(np.array(logs) + np.log(share)))
            pooled -= _log_likelihood(x, y, float(mean))
    return spread / max(rows, 1), pooled / max(rows, 1)


def _log_likelihood(front: Floats, seen: NDArray[np.bool_], rate: float) -> float:
    x = np.maximum(rate * front, 1e-12)
    return float(np.sum(np.where(seen, np.log(-np.expm1(-x)), -x)))
