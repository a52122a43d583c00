"""Tempo fitted on sector-weeks: how fast, how often, how large, how much backwards, and how the pace varies in time.

Groups are half-years of a town, counted back from the last week; a group weighs less by half for each year of age, and
but for that towns weigh the same. A rate differs between groups log-normally: with m its mean over groups and v their
variance less what counting alone would give,

    log sd^2 = log(1 + v / m^2),    median = m exp(-log sd^2 / 2)                      (method of moments)

so that groups with few changes draw nothing apart. Rates of offensive days at mean intensity follow through the mean
level of the phases and the mean of what slows an advance, both at the medians of the parameter table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.parameters import parameters
from pyrrhus.skill.sector_weeks import LEAST_CHANGE_KM2, SectorWeeks

Floats = NDArray[np.float64]
GROUP_WEEKS = 26
LEAST_KM_WEEKS = 20.0
HALF_WEIGHT_WEEKS = 52.0
LAGS = 8
BOOTSTRAP = 200
SHRINK_GROUPS = 3.0
LEAST_PACE_ERROR = 0.25  # log; the form of the covariance is a rough guess however many towns there are
NORMAL_95 = 1.6448536269514722
# What slows an advance on average besides the parameters' own factors: a front half in villages, half dug in, a third
# of the year mud.
MEAN_BUILT_UP, MEAN_FORTIFIED, MUD_SHARE = 0.3, 0.5, 0.35


@dataclass(frozen=True)
class Fit:
    """One parameter: distribution as parameters.csv writes it, how many numbers it rests on, and how it was found."""

    name: str
    distribution: str
    n: int
    note: str


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


def fit_tempo(data: SectorWeeks, *, seed: int = 7) -> tuple[Fit, ...]:
    """Every parameter of tempo that sector-weeks speak of; empty where there are fewer than five groups."""
    groups = group_rows(data)
    if len(groups.weight) < 5:
        return ()
    level, slowed = mean_level(), mean_slowing()
    speed, speed_var = _speeds(data, groups)
    often, often_var = _often(data, groups)
    rows = int((groups.of >= 0).sum())
    m_speed, sd_speed = between(speed, speed_var, groups.weight)
    m_often, sd_often = between(often, often_var, groups.weight)
    low, high = _size_range(_size_sds(data, groups, often))
    back, back_size, back_n = _backward(data, groups, m_often, level)
    changes = int((data.forward_km2[groups.of >= 0] > LEAST_CHANGE_KM2).sum())
    return (
        Fit(
            "offensive_advance_km_per_day",
            _lognormal(m_speed / level / slowed, sd_speed),
            rows,
            f"{len(groups.weight)} half-years of {len(set(groups.town.tolist()))} towns",
        ),
        Fit("moves_per_km_day", _lognormal(m_often / level, sd_often), changes, "weeks with a change forward"),
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
        *_pace_fits(data, groups, often, rows, seed),
    )


def between(rate: Floats, sampling_variance: Floats, weight: Floats) -> tuple[float, float]:
    """Median and log sd of a log-normal whose values the groups' rates are, seen with sampling error."""
    mean = float(np.sum(weight * rate))
    spread = float(np.sum(weight * (rate - mean) ** 2) - np.sum(weight * sampling_variance))
    log_sd = float(np.sqrt(np.log1p(max(spread, 0.01 * mean**2) / mean**2))) if mean > 0 else 0.1
    return mean * float(np.exp(-0.5 * log_sd**2)), log_sd


def mean_level() -> float:
    """Mean level of fighting of the phases in the long run, at the medians of the parameter table."""
    on = _median("offensive_mean_days") / (_median("offensive_mean_days") + 2.0 * _median("pause_mean_days"))
    return on + (1.0 - on) * 0.5 * (_median("probing_intensity_ratio") + _median("dormant_intensity_ratio"))


def mean_slowing() -> float:
    """Mean of the factors that slow an advance, at the medians of the parameter table."""
    built_up = 1.0 - MEAN_BUILT_UP * (1.0 - _median("built_up_advance_factor"))
    fortified = 1.0 - MEAN_FORTIFIED * (1.0 - _median("fortified_advance_factor"))
    return built_up * fortified * (1.0 - MUD_SHARE * (1.0 - _median("mud_advance_factor")))


def _median(name: str) -> float:
    distribution = parameters()[name].default
    assert distribution is not None
    return float(distribution.quantile(0.5))


def _lognormal(median: float, log_sd: float) -> str:
    return f"{{lognormal: {{median: {median:.5f}, factor90: {np.exp(NORMAL_95 * log_sd):.3f}}}}}"


def _sum(groups: Groups, value: Floats) -> Floats:
    kept = groups.of >= 0
    return np.asarray(np.bincount(groups.of[kept], value[kept], len(groups.weight)), dtype=float)


def _speeds(data: SectorWeeks, groups: Groups) -> tuple[Floats, Floats]:
    """Area over front and day of each group, and its sampling variance as a sum of random areas."""
    front = _sum(groups, data.push_km) * 7.0
    return _sum(groups, data.forward_km2) / front, _sum(groups, data.forward_km2**2) / front**2


def _often(data: SectorWeeks, groups: Groups, *, back: bool = False) -> tuple[Floats, Floats]:
    """Changes per km and day of each group from weeks with and without one, and the variance of that count.

    A week shows a change with chance 1 - exp(-7 rate front): the rate of the highest likelihood, by bisection. One more
    quiet week of the mean front keeps a group whose every week saw a change finite.
    """
    front = (data.pull_km if back else data.push_km) * 7.0
    seen = (data.backward_km2 if back else data.forward_km2) > LEAST_CHANGE_KM2
    rows = np.maximum(_sum(groups, (front > 0).astype(float)), 1.0)
    quiet = _sum(groups, np.where(seen, 0.0, front)) + _sum(groups, front) / rows
    at, low, high = np.maximum(groups.of, 0), np.full(len(groups.weight), -18.0), np.full(len(groups.weight), 3.0)
    for _ in range(60):
        middle = 0.5 * (low + high)
        x = np.clip(np.exp(middle)[at] * front, 1e-12, 50.0)
        rising = _sum(groups, np.where(seen & (front > 0), front / np.expm1(x), 0.0)) > quiet
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    rate = np.exp(0.5 * (low + high))
    rate = np.where(_sum(groups, (seen & (front > 0)).astype(float)) > 0, rate, 0.0)
    x = np.clip(float(np.sum(groups.weight * rate)) * front, 1e-9, 50.0)
    information = _sum(groups, np.where(front > 0, front**2 / np.expm1(x), 0.0))
    return rate, 1.0 / np.maximum(information, 1e-9)


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
    enough = _sum(groups, data.pull_km) >= LEAST_KM_WEEKS
    back, back_var = (v[enough] for v in _often(data, groups, back=True))
    weight = groups.weight[enough] / groups.weight[enough].sum()
    mix = 0.5 + 2.5 * _median("counter_attack_share_0_1")
    middle, log_sd = between(back, back_var, weight)
    odds = middle / mix / (forward / level)
    b = odds / (1.0 + odds)
    variance = (b * (1.0 - b) * log_sd) ** 2  # log-normal odds carried over to the share (delta method)
    size = float(np.clip(b * (1.0 - b) / max(variance, 1e-6) - 1.0, 2.0, 60.0))
    return float(np.clip(b, 0.01, 0.8)), size, int((data.backward_km2[groups.of >= 0] > LEAST_CHANGE_KM2).sum())


def _pace_fits(data: SectorWeeks, groups: Groups, often: Floats, rows: int, seed: int) -> tuple[Fit, ...]:
    """Spread and half-life of the intensity; none where too few weeks were seen to tell a half-life."""
    if len(data.weeks) - 1 < 2 * LAGS:
        return ()
    sd, half_life, sd_factor, half_factor = _pace(data, groups, often, seed)
    note = "covariance of weeks with a change 1 to 8 weeks apart; less that of phases"
    return (
        Fit("intensity_log_sd", f"{{lognormal: {{median: {sd:.4f}, factor90: {sd_factor:.3f}}}}}", rows, note),
        Fit(
            "intensity_half_life_days",
            f"{{lognormal: {{median: {half_life:.2f}, factor90: {half_factor:.3f}}}}}",
            rows,
            note,
        ),
    )


def _pace(data: SectorWeeks, groups: Groups, often: Floats, seed: int) -> tuple[float, float, float, float]:
    """Log sd and half-life (days) of the intensity and their factors, the last by a bootstrap over towns."""
    products, expected = _lagged(data, groups, often)
    towns = np.unique(groups.town)
    found = _pace_of(products[towns].sum(axis=0), expected[towns].sum(axis=0))
    draw = np.random.Generator(np.random.Philox(key=seed)).integers(0, len(towns), size=(BOOTSTRAP, len(towns)))
    again = np.array([_pace_of(products[towns[d]].sum(axis=0), expected[towns[d]].sum(axis=0)) for d in draw])
    error = np.std(np.log(again), axis=0)
    sd, half_life = (
        _shrunk(name, value, max(float(e), LEAST_PACE_ERROR))
        for name, value, e in zip(("intensity_log_sd", "intensity_half_life_days"), found, error, strict=True)
    )
    return sd[0], half_life[0], sd[1], half_life[1]


def _shrunk(name: str, value: float, error: float) -> tuple[float, float]:
    """Median and factor90 of a log-normal default and a log-normal finding put together by their precisions."""
    default = parameters()[name].default
    assert default is not None
    middle, high = np.log(default.quantile(np.array([0.5, 0.95])))
    sd = float(high - middle) / NORMAL_95
    precision = np.array([sd**-2.0, error**-2.0])
    both = float(precision @ np.array([middle, np.log(value)]) / precision.sum())
    return float(np.exp(both)), float(np.exp(NORMAL_95 / np.sqrt(precision.sum())))


def _lagged(data: SectorWeeks, groups: Groups, often: Floats) -> tuple[Floats, Floats]:
    """Sums over pairs of weeks 1..8 apart, [town, lag]: products of residuals, and of what the level moves them by.

    Weeks with or without a change are used, since areas are so heavy-tailed that a few make the whole covariance. With
    x = 7 rate front, a week shows a change with chance 1 - exp(-x level): residual y - (1 - exp(-x)), slope x exp(-x).
    """
    kept = groups.of >= 0
    x = np.where(kept, often[np.maximum(groups.of, 0)] * data.push_km * 7.0, 0.0)
    seen = (data.forward_km2 > LEAST_CHANGE_KM2) & kept
    shape = (len(data.towns), len(data.weeks), int(data.axis.max()) + 1)
    residual, slope = np.zeros(shape), np.zeros(shape)
    residual[data.town, data.week, data.axis] = np.where(kept, seen + np.expm1(-x), 0.0)
    slope[data.town, data.week, data.axis] = x * np.exp(-x)
    products = [(residual[:, :-k] * residual[:, k:]).sum(axis=(1, 2)) for k in range(1, LAGS + 1)]
    slopes = [(slope[:, :-k] * slope[:, k:]).sum(axis=(1, 2)) for k in range(1, LAGS + 1)]
    return np.stack(products, axis=1), np.stack(slopes, axis=1)


def _pace_of(products: Floats, expected: Floats) -> tuple[float, float]:
    """Log sd and half-life whose covariances exp(sd^2 2^(-7k/half-life)) - 1, with the phases', fit best."""
    covariance = np.log(np.maximum(1.0 + products / np.maximum(expected, 1e-12), 1.0))
    on = _median("offensive_mean_days") / (_median("offensive_mean_days") + 2.0 * _median("pause_mean_days"))
    quiet = 0.5 * (_median("probing_intensity_ratio") + _median("dormant_intensity_ratio"))
    phases = on * (1.0 - on) * (1.0 - quiet) ** 2 / mean_level() ** 2
    lag = 7.0 * np.arange(1, LAGS + 1)
    stay = 1.0 / (1.0 / _median("offensive_mean_days") + 0.5 / _median("pause_mean_days"))
    rest = covariance - np.log1p(phases * np.exp(-lag / stay))
    best = (np.inf, 0.05, 20.0)
    for half_life in np.exp(np.linspace(np.log(4.0), np.log(150.0), 60)):
        shape = 2.0 ** (-lag / half_life)
        square = max(0.0025, float(rest @ shape / (shape @ shape)))
        error = float(np.sum((rest - square * shape) ** 2))
        if error < best[0] - 1e-12:
            best = (error, float(np.sqrt(square)), float(half_life))
    return best[1], best[2]


def held_out_score(data: SectorWeeks) -> tuple[float, float]:
    """Mean log score of whether a sector's week sees a change forward, each town left out of the fit of its own rows.

    First with the log-normal spread of rates (integrated over it, so that it costs to be too wide or too narrow), then
    with the one pooled rate. Lower is better.
    """
    groups = group_rows(data)
    rate, variance = _often(data, groups)
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
