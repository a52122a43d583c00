"""How often garrisons were ordered out: towns that fell by a sudden end, and all the days that towns stood.

The law (engine/laws/withdrawal.py) is rate = base x ((G + 0.02) / 1.02)^e x exp(wc L + wt T - ...). Base, elasticity
and weights are fitted together on every day on which the attacker stood within 10 km of a town, the table's defaults as
priors (highest posterior; normal spread from its curvature). What the map cannot show (reserves, losses, will) stands
at its neutral value, the symbol at its median.
    L        part of the need that no longer gets through: 1 - supply / supply_need_0_1, at least 0, with supply
             1 - 2^(-clearance / corridor_need_km); clearance is the lesser of the way from the centre to the attacker's
             ground and half the open part of the circle of 5 km
    G        gain in the disc of 5 km, km2 a day smoothed over a week, from 0 to 4
    T        share of the disc of 1 km that is lost

A sudden end is taken to be ordered four days before the fall (orders are carried out in 1 to 7). Towns that stood half
enveloped for years count by all their days, as those that fell do by their end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import split_towns
from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.share_events import HOLD_DAYS, fall_date
from pyrrhus.control_map.shares import town_series
from pyrrhus.engine.laws.withdrawal import GROUND_DAYS, MOST_KM2_PER_DAY, QUIET_KM2_PER_DAY
from pyrrhus.scenario.distributions import NORMAL_95
from pyrrhus.scenario.parameters import parameters
from pyrrhus.skill.fitted_parameter import Fit

Floats = NDArray[np.float64]
SUDDEN_SHARE = 0.2  # of the disc of 3 km, that changes hands in the last week before the fall
DAYS_TO_LEAVE = 4
NAMES = (
    "withdrawal_base_per_day",
    "withdrawal_ground_elasticity",
    "withdrawal_corridor_weight",
    "withdrawal_town_weight",
)
RISK_KM, FAR_KM = 10.0, 12.0


@dataclass(frozen=True)
class Garrison:
    """A town while it stood: `terms` [day, (1, log G, L, T)], `at_risk` [day]; `ordered` is the order's row, if any.

    `fell_on` is None where the town stood to the last map; a fall that was no sudden end has no order.
    """

    town: str
    at_risk: NDArray[np.bool_]
    terms: Floats
    fell_on: date | None
    ordered: int | None


def garrisons(maps: ControlMaps, *, towns: Sequence[Town] | None = None) -> tuple[Garrison, ...]:
    """Every covered town from the first map to its fall or the last map."""
    covered, _ = split_towns(maps, radius_km=5.0, towns=towns)
    return tuple(_garrison(maps, town) for town in covered)


def digest(seen: Sequence[Garrison]) -> str:
    """SHA-256 of all that a fit of withdrawal reads: towns, days of orders and falls, terms to a millionth."""
    found = hashlib.sha256()
    for g in seen:
        found.update(f"{g.town}\0{g.fell_on}\0{g.ordered}\0".encode())
        for array in (g.at_risk, g.terms):
            found.update(np.round(array * 1e6).astype("<i8").tobytes())
    return found.hexdigest()


def fit_withdrawal(seen: Sequence[Garrison]) -> tuple[Fit, ...]:
    """Base and weights of the rate of withdrawal from all garrisons, with the table's defaults as priors."""
    from scipy.optimize import minimize

    mean, sd = _priors()
    symbol = _median("withdrawal_symbol_weight") * _median("defender_symbol_0_1")
    threatened = [g for g in seen if g.at_risk.any()]
    terms = np.concatenate([np.zeros((0, len(NAMES))), *(g.terms[g.at_risk] for g in threatened)])
    orders = np.array([g.terms[g.ordered] for g in threatened if g.ordered is not None]).reshape(-1, len(NAMES))

    def minus_log_posterior(b: Floats) -> tuple[float, Floats]:
        rate = np.exp(np.minimum(terms @ b - symbol, 12.0))
        off = (b - mean) / sd
        value = float(rate.sum() - (orders @ b).sum() + 0.5 * off @ off)
        return value, terms.T @ rate - orders.sum(axis=0) + off / sd

    bounds = [(None, None), *[(0.0, 12.0)] * (len(NAMES) - 1)]
    found = minimize(minus_log_posterior, mean, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12}).x
    rate = np.exp(np.minimum(terms @ found - symbol, 12.0))
    curvature = (terms * rate[:, None]).T @ terms + np.diag(sd**-2.0)
    spread = np.sqrt(np.diag(np.linalg.inv(curvature)))
    fell = sum(g.fell_on is not None for g in seen)
    note = f"{len(orders)} sudden ends among {fell} falls; {len(threatened)} towns at risk, {len(terms)} days"
    texts = [f"{{lognormal: {{median: {np.exp(found[0]):.3g}, factor90: {np.exp(NORMAL_95 * spread[0]):.3f}}}}}"]
    texts += [f"{{normal: {{mean: {b:.3f}, sd: {s:.3f}}}}}" for b, s in zip(found[1:], spread[1:], strict=True)]
    return tuple(Fit(name, text, len(threatened), note) for name, text in zip(NAMES, texts, strict=True))


def _priors() -> tuple[Floats, Floats]:
    """Means and sds of log base and the weights, from the table."""
    base = parameters()[NAMES[0]].default
    assert base is not None
    middle, high = (float(v) for v in np.log(base.quantile(np.array([0.5, 0.95]))))
    rows = [(middle, (high - middle) / NORMAL_95)]
    for name in NAMES[1:]:
        default = parameters()[name].default
        assert default is not None
        rows.append(default.mean_sd)
    mean, sd = (np.array(v) for v in zip(*rows, strict=True))
    return mean, sd


def _garrison(maps: ControlMaps, town: Town) -> Garrison:
    days = maps.days()
    daily = town_series(maps, town.lat, town.lon, days, discs_km=(1.0, 3.0, 5.0), arcs_km=(5.0,), search_km=RISK_KM)
    fell = _confirmed(days, daily.disc(1.0))
    end = days.index(fell) if fell else len(days)
    near, arc = np.nan_to_num(daily.disc(5.0)), np.nan_to_num(daily.arc_ru[:, 0])
    way = np.nan_to_num(daily.distance_to_ru_km, nan=FAR_KM, posinf=FAR_KM)
    ordered = None
    if fell is not None:
        wide = np.nan_to_num(daily.disc(3.0))
        sudden = wide[min(len(days) - 1, end + 1)] - wide[max(0, end - 7)] >= SUDDEN_SHARE
        ordered = max(0, end - DAYS_TO_LEAVE) if sudden else None
    terms = _terms(near, arc, way, np.nan_to_num(daily.disc(1.0)))
    stood = end if ordered is None else ordered + 1
    return Garrison(town.name, (way <= RISK_KM)[:stood], terms[:stood], fell, ordered)


def _terms(near: Floats, arc: Floats, way: Floats, town: Floats) -> Floats:
    """(1, log G, L, T) [day, 4] from discs of 5 and 1 km, the circle of 5 km and the way to the attacker, km."""
    gain = np.diff(near, prepend=near[:1]) * np.pi * 25.0
    going = np.zeros(len(near))
    for day in range(1, len(near)):
        going[day] = going[day - 1] + (gain[day] - going[day - 1]) / GROUND_DAYS
    going = np.clip(going, 0.0, MOST_KM2_PER_DAY)
    ground = np.log((going + QUIET_KM2_PER_DAY) / (1.0 + QUIET_KM2_PER_DAY))
    clearance = np.minimum(way, (1.0 - arc) * np.pi * 5.0)
    supply = 1.0 - 2.0 ** (-clearance / _median("corridor_need_km"))
    cut = np.maximum(0.0, 1.0 - supply / _median("supply_need_0_1"))
    return np.column_stack([np.ones(len(near)), ground, cut, town])


def _median(name: str) -> float:
    default = parameters()[name].default
    assert default is not None
    return float(default.quantile(0.5))


def _confirmed(days: Sequence[date], share: Floats) -> date | None:
    """The fall, once it has lasted a fortnight by the last day."""
    fell = fall_date(days, share)
    return fell if fell is not None and fell + timedelta(HOLD_DAYS - 1) <= days[-1] else None
