"""Tempo fitted on sector-weeks: how fast, how often, how large, how much backwards, and how the pace varies in time.

Groups are half-years of a town, counted back from the last week; a group weighs less by half for each year of age, and
but for that towns weigh the same. A rate differs between groups log-normally: with m its mean over groups and v their
variance less what counting alone would give,

    log sd^2 = log(1 + v / m^2),    median = m exp(-log sd^2 / 2)                      (method of moments)

so that groups with few changes draw nothing apart. Rates of offensive days at mean intensity follow through the mean
level of the phases and the mean of what slows an advance, both at the medians of the parameter table.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.parameters import parameters
from pyrrhus.skill.change_rates import change_rates
from pyrrhus.skill.fitted_parameter import Fit, between, lognormal_text, mean_level, mean_slowing, median_of
from pyrrhus.skill.pace_fit import pace_fits
from pyrrhus.skill.sector_groups import LEAST_KM_WEEKS, Groups, group_rows, sum_by_group
from pyrrhus.skill.sector_weeks import LEAST_CHANGE_KM2, SectorWeeks

Floats = NDArray[np.float64]
SHRINK_GROUPS = 3.0


def fit_tempo(data: SectorWeeks, *, seed: int = 7) -> tuple[Fit, ...]:
    """Every parameter of tempo that sector-weeks speak of; empty where there are fewer than five groups."""
    groups = group_rows(data)
    if len(groups.weight) < 5:
        return ()
    level, slowed = mean_level(), mean_slowing()
    speed, speed_var = _speeds(data, groups)
    often, often_var = change_rates(data, groups)
    rows = int((groups.of >= 0).sum())
    m_speed, sd_speed = between(speed, speed_var, groups.weight)
    m_often, sd_often = between(often, often_var, groups.weight)
    low, high = _size_range(_size_sds(data, groups, often))
    back, back_size, back_n = _backward(data, groups, m_often, level)
    changes = int((data.forward_km2[groups.of >= 0] > LEAST_CHANGE_KM2).sum())
    return (
        Fit(
            "offensive_advance_km_per_day",
            lognormal_text(m_speed / level / slowed, sd_speed),
            rows,
            f"{len(groups.weight)} half-years of {len(set(groups.town.tolist()))} towns",
        ),
        Fit("moves_per_km_day", lognormal_text(m_often / level, sd_often), changes, "weeks with a change forward"),
        Fit(
            "move_size_log_sd",
            f"{{uniform: [{low:.3f}, {high:.3f}]}}",
            changes,
            "areas of single changes within half-years",
        ),
        Fit(
            "backward_share_0_1",
            f"{{beta: {{mean: {back:.4f}, size: {back_size:.2f}}}}}",
            back_n,
            "weeks with a change backward",
        ),
        *pace_fits(data, groups, often, rows, seed),
    )


def _speeds(data: SectorWeeks, groups: Groups) -> tuple[Floats, Floats]:
    """Area over front and day of each group, and its sampling variance as a sum of random areas."""
    front = sum_by_group(groups, data.push_km) * 7.0
    return sum_by_group(groups, data.forward_km2) / front, sum_by_group(groups, data.forward_km2**2) / front**2


def _size_sds(data: SectorWeeks, groups: Groups, often: Floats) -> Floats:
    """Log sd of the areas within each group that has at least eight weeks whose change was most likely a single one."""
    at = np.maximum(groups.of, 0)
    single = (groups.of >= 0) & (data.forward_km2 > LEAST_CHANGE_KM2) & (often[at] * data.push_km * 7.0 < 0.7)
    found = [np.log(data.forward_km2[single & (groups.of == g)]) for g in range(len(groups.weight))]
    return np.array([float(np.std(f, ddof=1)) for f in found if len(f) >= 8])


def _size_range(sizes: Floats) -> tuple[float, float]:
    """Mean less and plus one sd of the groups' log sds, drawn to the table's default by as much as three groups."""
    default = parameters()["move_size_log_sd"].default
    assert default is not None
    middle, sd = default.mean_sd
    n = len(sizes) + SHRINK_GROUPS
    mean = (float(np.sum(sizes)) + SHRINK_GROUPS * middle) / n
    square = (float(np.sum((sizes - mean) ** 2)) + SHRINK_GROUPS * (sd**2 + (middle - mean) ** 2)) / n
    return max(0.1, mean - np.sqrt(square)), min(2.5, mean + np.sqrt(square))


def _backward(data: SectorWeeks, groups: Groups, forward: float, level: float) -> tuple[float, float, int]:
    """Mean and size of the beta of the share of changes that go backwards, as the law of advance reads it.

    The law's rate backward is moves x b / (1 - b) x (0.5 + 2.5 share of days with a counter-attack).
    """
    enough = sum_by_group(groups, data.pull_km) >= LEAST_KM_WEEKS
    back, back_var = (v[enough] for v in change_rates(data, groups, back=True))
    weight = groups.weight[enough] / groups.weight[enough].sum()
    mix = 0.5 + 2.5 * median_of("counter_attack_share_0_1")
    middle, log_sd = between(back, back_var, weight)
    odds = middle / mix / (forward / level)
    b = odds / (1.0 + odds)
    variance = (b * (1.0 - b) * log_sd) ** 2  # log-normal odds carried over to the share (delta method)
    size = float(np.clip(b * (1.0 - b) / max(variance, 1e-6) - 1.0, 2.0, 60.0))
    return float(np.clip(b, 0.01, 0.8)), size, int((data.backward_km2[groups.of >= 0] > LEAST_CHANGE_KM2).sum())
