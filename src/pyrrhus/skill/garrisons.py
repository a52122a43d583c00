"""How often garrisons were ordered out: towns that fell by a sudden end, and all the weeks that towns stood.

The law (engine/laws/withdrawal.py) is rate = base x threat x exp(weights). Base alone is fitted here. What the map
cannot show (reserves, losses, will) stands at its neutral value, the weights at the medians of the parameter table:

    threat   twice the attacker's share of the disc of 5 km, at most 1
    L        exp(-clearance / corridor_need_km); clearance: half the open part of the circle of 5 km, km
    G        gain in the disc of 5 km over the last fortnight, km2 a day, from 0 to 2

With n sudden ends and X the sum of threat x exp(weights) over all days that towns stood, n is Poisson with mean base X;
the table's default is a log-normal prior, and the fit is the log-normal with the posterior's mean and sd of log base.
Towns that stood half enveloped for years count through X as much as those that fell do through n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import split_towns
from pyrrhus.control_map.events import HOLD_DAYS, fall_date
from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.shares import town_series
from pyrrhus.scenario.parameters import parameters
from pyrrhus.skill.tempo import NORMAL_95, Fit

Floats = NDArray[np.float64]
SUDDEN_SHARE = 0.2  # of the disc of 3 km, that changes hands in the last week before the fall
NAME = "withdrawal_base_per_day"


@dataclass(frozen=True)
class Garrison:
    """A town while it stood: `exposure` (days, weighed by threat and weights) and whether it ended suddenly."""

    town: str
    exposure: float
    fell_on: date | None
    sudden: bool


def garrisons(maps: ControlMaps, *, towns: Sequence[Town] | None = None) -> tuple[Garrison, ...]:
    """Every covered town from the first map to its fall or the last map; those never threatened have exposure 0."""
    covered, _ = split_towns(maps, radius_km=5.0, towns=towns)
    return tuple(_garrison(maps, town) for town in covered)


def fit_base(seen: Sequence[Garrison]) -> Fit:
    """The base rate a day from sudden ends and exposure, with the table's default as prior."""
    prior = parameters()[NAME].default
    assert prior is not None
    middle, high = (float(v) for v in np.log(prior.quantile(np.array([0.5, 0.95]))))
    sd = (high - middle) / NORMAL_95
    ends, exposure = sum(g.sudden for g in seen), sum(g.exposure for g in seen)
    log_base = np.linspace(middle - 6 * sd, middle + 6 * sd, 4001)
    log_weight = ends * log_base - np.exp(log_base) * exposure - 0.5 * ((log_base - middle) / sd) ** 2
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = float(weight @ log_base)
    spread = float(np.sqrt(weight @ (log_base - mean) ** 2))
    text = f"{{lognormal: {{median: {np.exp(mean):.3g}, factor90: {np.exp(NORMAL_95 * spread):.3f}}}}}"
    threatened = sum(g.exposure > 0 for g in seen)
    fell = sum(g.fell_on is not None for g in seen)
    note = f"{ends} sudden ends among {fell} falls; {threatened} towns threatened"
    return Fit(NAME, text, threatened, note)


def _garrison(maps: ControlMaps, town: Town) -> Garrison:
    days = maps.days()
    daily = town_series(maps, town.lat, town.lon, days, discs_km=(1.0, 3.0, 5.0), arcs_km=(5.0,), search_km=6.0)
    fell = _confirmed(days, daily.disc(1.0))
    end = days.index(fell) if fell else len(days)
    near, arc = np.nan_to_num(daily.disc(5.0)), np.nan_to_num(daily.arc_ru[:, 0])
    exposure = float(_weight(near, arc)[:end].sum())
    sudden = False
    if fell is not None:
        wide = np.nan_to_num(daily.disc(3.0))
        after = min(len(days) - 1, end + 1)
        sudden = bool(wide[after] - wide[max(0, end - 7)] >= SUDDEN_SHARE)
    return Garrison(town.name, exposure, fell, sudden)


def _weight(near: Floats, arc: Floats) -> Floats:
    """threat x exp(weights) of each day from the share of the disc of 5 km and of its circle."""
    back = np.maximum(np.arange(len(near)) - 14, 0)
    apart = np.maximum(np.arange(len(near)) - back, 1)
    going = np.clip((near - near[back]) * np.pi * 25.0 / apart, 0.0, 2.0)
    clearance = (1.0 - arc) * np.pi * 5.0
    cut = np.exp(-clearance / _median("corridor_need_km"))
    exponent = _median("withdrawal_corridor_weight") * cut + _median("withdrawal_shoulder_weight") * going
    exponent += _median("withdrawal_both_weight") * cut * going
    exponent -= _median("withdrawal_symbol_weight") * _median("defender_symbol_0_1")
    return np.minimum(1.0, 2.0 * near) * np.exp(np.minimum(exponent, 12.0))


def _confirmed(days: Sequence[date], share: Floats) -> date | None:
    """The fall, once it has lasted a fortnight by the last day."""
    fell = fall_date(days, share)
    return fell if fell is not None and fell + timedelta(HOLD_DAYS - 1) <= days[-1] else None


def _median(name: str) -> float:
    distribution = parameters()[name].default
    assert distribution is not None
    return float(distribution.quantile(0.5))
