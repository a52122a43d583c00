"""How the pace varies in time: spread and half-life of the intensity, from weeks with a change some weeks apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pyrrhus.skill.fitted_parameter import Fit, mean_level, median_of, phases, with_default
from pyrrhus.skill.sector_groups import Groups
from pyrrhus.skill.sector_weeks import LEAST_CHANGE_KM2, SectorWeeks

Floats = NDArray[np.float64]

LAGS = 8
BOOTSTRAP = 200
LEAST_PACE_ERROR = 0.25  # log; the form of the covariance is a rough guess however many towns there are


def pace_fits(data: SectorWeeks, groups: Groups, often: Floats, rows: int, seed: int) -> tuple[Fit, ...]:
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
        with_default(name, value, max(float(e), LEAST_PACE_ERROR))
        for name, value, e in zip(("intensity_log_sd", "intensity_half_life_days"), found, error, strict=True)
    )
    return sd[0], half_life[0], sd[1], half_life[1]


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
    on, quiet = phases()
    of_phases = on * (1.0 - on) * (1.0 - quiet) ** 2 / mean_level() ** 2
    lag = 7.0 * np.arange(1, LAGS + 1)
    stay = 1.0 / (1.0 / median_of("offensive_mean_days") + 0.5 / median_of("pause_mean_days"))
    rest = covariance - np.log1p(of_phases * np.exp(-lag / stay))
    best = (np.inf, 0.05, 20.0)
    for half_life in np.exp(np.linspace(np.log(4.0), np.log(150.0), 60)):
        shape = 2.0 ** (-lag / half_life)
        square = max(0.0025, float(rest @ shape / (shape @ shape)))
        error = float(np.sum((rest - square * shape) ** 2))
        if error < best[0] - 1e-12:
            best = (error, float(np.sqrt(square)), float(half_life))
    return best[1], best[2]
