"""The two ways in which towns fall, fitted together as competing risks: ordered out, and stormed.

    ordered out   base x ((G + 0.02) / 1.02)^e x exp(wc L + wt T - symbol)       a day (`engine/laws/withdrawal.py`)
    stormed       exp(a) x ((G + 0.02) / 1.02)^g x ((need + 0.2) / 28.5)^-n      a day: a complementary log-log link

G, L, T as in `garrisons.py`, need the ground of the 3-km disc still to take, km2. A fall of the one way censors the
other; where nobody said which it was, the likelihood is the sum of both. A garrison ordered out counts to the day of
the order, one that was stormed to its fall. Priors of the first are the table's defaults, of the second wide normals.
Highest posterior; the spread of the first from its curvature (Prentice and others 1978, Biometrics 34:541).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.distributions import NORMAL_95
from pyrrhus.scenario.parameters import parameters
from pyrrhus.skill.fitted_parameter import Fit, median_of
from pyrrhus.skill.garrisons import Garrison

Floats = NDArray[np.float64]
NAMES = (
    "withdrawal_base_per_day",
    "withdrawal_ground_elasticity",
    "withdrawal_corridor_weight",
    "withdrawal_town_weight",
)
STORM_MEAN, STORM_SD = np.array([-6.0, 1.0, 1.0]), np.array([2.0, 1.0, 1.0])
ORDERED, STORMED = slice(0, len(NAMES)), slice(len(NAMES), len(NAMES) + 3)
MOST = 12.0


@dataclass(frozen=True)
class TwoWays:
    """Coefficients of both ways, [4] of the order (log base first) and [3] of the storm, with the curvature [7, 7]."""

    found: Floats
    curvature: Floats


@dataclass(frozen=True)
class _Days:
    """What the likelihood reads: days that count in full, and per fall the days between an order and it, its two ends.

    `ends` are (terms on the day of the order or None, storm terms of the fall or None, both of the days between).
    """

    terms: Floats
    storm: Floats
    ends: tuple[tuple[Floats | None, Floats | None, Floats, Floats], ...]


def fit_withdrawal(seen: Sequence[Garrison]) -> tuple[Fit, ...]:
    """Base and weights of the rate of withdrawal, the falls by storm censored; the table's defaults are the priors."""
    both = fit_two_ways(seen)
    spread = np.sqrt(np.diag(np.linalg.inv(both.curvature)))[ORDERED]
    found = both.found[ORDERED]
    at_risk = [g for g in seen if g.at_risk.any()]
    fell = [g for g in at_risk if g.fell_on is not None]
    said = {way: sum(g.cause == way for g in fell) for way in ("ordered_out", "stormed", "unknown")}
    note = (
        f"{len(fell)} falls: {said['ordered_out']} ordered out, {said['stormed']} stormed, {said['unknown']} unknown "
        f"(expected ordered out {expected_orders(both, fell):.1f}); {len(at_risk)} towns at risk, "
        f"{sum(int(g.at_risk.sum()) for g in at_risk)} days"
    )
    texts = [f"{{lognormal: {{median: {np.exp(found[0]):.3g}, factor90: {np.exp(NORMAL_95 * spread[0]):.3f}}}}}"]
    texts += [f"{{normal: {{mean: {b:.3f}, sd: {s:.3f}}}}}" for b, s in zip(found[1:], spread[1:], strict=True)]
    return tuple(Fit(name, text, len(at_risk), note) for name, text in zip(NAMES, texts, strict=True))


def fit_two_ways(seen: Sequence[Garrison]) -> TwoWays:
    """Both ways at their highest posterior."""
    from scipy.optimize import minimize

    days = _days(seen)
    mean, sd = _priors()
    bounds = [(None, None), *[(0.0, MOST)] * (len(NAMES) - 1), (None, None), (0.0, 6.0), (0.0, 6.0)]

    def minus(b: Floats) -> tuple[float, Floats]:
        value, slope = _log_likelihood(b, days)
        off = (b - mean) / sd
        return float(0.5 * off @ off - value), off / sd - slope

    options = {"ftol": 1e-12, "maxiter": 500}
    found = minimize(minus, mean, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    step = 1e-4
    rows = [(minus(found + step * one)[1] - minus(found - step * one)[1]) / (2 * step) for one in np.eye(len(found))]
    curvature = 0.5 * (np.array(rows) + np.array(rows).T)
    least = np.diag(sd**-2.0)  # at a bound the likelihood may bend the other way: never wider than the prior
    values, vectors = np.linalg.eigh(curvature - least)
    return TwoWays(found, least + (vectors * np.maximum(values, 0.0)) @ vectors.T)


def expected_orders(both: TwoWays, fell: Sequence[Garrison]) -> float:
    """How many of the falls were ordered out, those of unknown cause by their chance."""
    total = 0.0
    for g in fell:
        if g.cause == "unknown" and g.ordered is not None:
            order, storm = _rates(both.found, g.terms[[g.ordered]], g.storm[[-1]])
            between = _rates(both.found, g.terms[g.ordered + 1 :], g.storm[g.ordered + 1 :])
            later = storm[0] * np.exp(-between[0].sum() - between[1].sum())
            total += float(order[0] / (order[0] + later))
        else:
            total += float(g.cause == "ordered_out")
    return total


def score_towns_left_out(seen: Sequence[Garrison]) -> tuple[float, float, float]:
    """Mean log likelihood of a town at risk that was left out of the fit, and of one constant rate of falling each way;
    and the falls that the fits expect of the towns left out, in all."""
    at_risk = [g for g in seen if g.at_risk.any()]
    scores, plain, expected = [], [], 0.0
    for n, town in enumerate(at_risk):
        others = [g for m, g in enumerate(at_risk) if m != n]
        both, days = fit_two_ways(others), _days([town])
        scores.append(_log_likelihood(both.found, days)[0])
        rates = _rates(both.found, town.terms[town.at_risk], town.storm[town.at_risk])
        expected += float(rates[0].sum() + rates[1].sum())
        fell = sum(g.fell_on is not None for g in others)
        rate = (fell + 0.5) / (sum(int(g.at_risk.sum()) for g in others) + 1.0)
        plain.append((np.log(rate) if town.fell_on is not None else 0.0) - rate * int(town.at_risk.sum()))
    return float(np.mean(scores)), float(np.mean(plain)), expected


def _log_likelihood(b: Floats, days: _Days) -> tuple[float, Floats]:
    order, storm = _rates(b, days.terms, days.storm)
    value = -float(order.sum() + storm.sum())
    slope = -np.concatenate([days.terms.T @ order, days.storm.T @ storm])
    for ordered, stormed, terms, near in days.ends:
        rates = _rates(b, terms, near)
        lived = -np.concatenate([terms.T @ rates[0], near.T @ rates[1]])
        ways, slopes = [], []
        if ordered is not None:
            ways.append(float(ordered @ b[ORDERED] - _symbol()))
            slopes.append(np.concatenate([ordered, np.zeros(3)]))
        if stormed is not None:
            ways.append(float(stormed @ b[STORMED] - rates[0].sum() - rates[1].sum()))
            slopes.append(np.concatenate([np.zeros(len(NAMES)), stormed]) + lived)
        most = max(ways)
        weight = np.exp(np.array(ways) - most)
        value += most + float(np.log(weight.sum()))
        slope = slope + (weight / weight.sum()) @ np.array(slopes)
    return value, slope


def _rates(b: Floats, terms: Floats, storm: Floats) -> tuple[Floats, Floats]:
    order = np.exp(np.minimum(terms @ b[ORDERED] - _symbol(), MOST))
    return order, np.exp(np.minimum(storm @ b[STORMED], MOST))


def _days(seen: Sequence[Garrison]) -> _Days:
    terms, storm = [np.zeros((0, len(NAMES)))], [np.zeros((0, 3))]
    ends = []
    for g in seen:
        if not g.at_risk.any():
            continue
        until = len(g.terms) if g.ordered is None else g.ordered + 1
        counts = g.at_risk[:until]
        terms.append(g.terms[:until][counts])
        storm.append(g.storm[:until][counts])
        if g.fell_on is None:
            continue
        ordered = None if g.ordered is None or g.cause == "stormed" else g.terms[g.ordered]
        stormed = None if g.cause == "ordered_out" else g.storm[-1]
        ends.append((ordered, stormed, g.terms[until:], g.storm[until:]))
    return _Days(np.concatenate(terms), np.concatenate(storm), tuple(ends))


def _symbol() -> float:
    return median_of("withdrawal_symbol_weight") * median_of("defender_symbol_0_1")


def _priors() -> tuple[Floats, Floats]:
    """Means and sds of log base and the weights, from the table, and of the storm."""
    base = parameters()[NAMES[0]].default
    assert base is not None
    middle, high = (float(v) for v in np.log(base.quantile(np.array([0.5, 0.95]))))
    rows = [(middle, (high - middle) / NORMAL_95)]
    for name in NAMES[1:]:
        default = parameters()[name].default
        assert default is not None
        rows.append(default.mean_sd)
    mean, sd = (np.array(v) for v in zip(*rows, strict=True))
    return np.concatenate([mean, STORM_MEAN]), np.concatenate([sd, STORM_SD])
