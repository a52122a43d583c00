"""What is said in words, brought to the priors before anything is drawn: intentions, worth, quality, reserves, roads.

Only defaults move: what the scenario states itself stands as it is written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from pyrrhus.campaign.compile import Campaign
from pyrrhus.claims.ledger import Side
from pyrrhus.claims.result import Fusion
from pyrrhus.scenario.distributions import Distribution
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import FORCE_KINDS, SIDES
from pyrrhus.scenario.word_moves import Move, RoadReading, find_moves, road_likelihood, road_readings

LEVELS = (np.arange(400) + 0.5) / 400
MOST_NAMED = 2


def with_words(priors: dict[str, Prior], fusion: Fusion, campaign: Campaign) -> dict[str, Prior]:
    """Priors moved by what the claims say in words; each that moved says so in `moved_by`.

    The draws of a moved parameter keep their order, so that a claim more or less is compared on the same chances.
    """
    if not fusion.quantities:
        return priors
    out = dict(priors)
    centre = campaign.scenario.file.centre
    for move in find_moves(fusion, centre=centre, share_of_kind=shares_of_kinds(campaign)):
        prior = out.get(move.parameter)
        if prior is not None and prior.distribution is not None and not prior.given:
            out[move.parameter] = moved(prior, move)
    readings = road_readings(fusion, road_clearance_km(campaign))
    known = campaign.terrain.network.known
    name = "fire_control_range_km" if known else "corridor_need_km"
    prior = out[name]
    if readings and prior.distribution is not None and not prior.given:
        # where no roads are known supply is half at the corridor's need, exp(-d / range) a half: range = need / ln 2
        out[name] = observed(prior, readings, range_km_per_unit=1.0 if known else 1.0 / np.log(2.0))
    return out


def moved(prior: Prior, move: Move) -> Prior:
    """A prior with every quantile moved by a factor, or its odds by one; held to the parameter's bounds."""
    assert prior.distribution is not None
    values = prior.distribution.quantile(LEVELS)
    if move.scale == "factor":
        values = values * np.exp(move.log_move)
    else:
        share = np.clip(values, 1e-9, 1.0 - 1e-9)
        values = 1.0 / (1.0 + (1.0 - share) / share * np.exp(-move.log_move))
    return _with(prior, LEVELS, values, move.words)


def observed(prior: Prior, readings: tuple[RoadReading, ...], *, range_km_per_unit: float) -> Prior:
    """A prior times the likelihood of what is said of roads."""
    assert prior.distribution is not None
    values = prior.distribution.quantile(LEVELS)
    weight = road_likelihood(values * range_km_per_unit, readings)
    levels = (np.cumsum(weight) - 0.5 * weight) / weight.sum()
    named = sorted(readings, key=lambda r: (-abs(r.under_fire_0_1 - 0.5), r.words))
    said = "; ".join(reading.words for reading in named[:MOST_NAMED])
    more = f" and of {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    many = "a road" if len(named) == 1 else f"{len(named)} roads"
    return _with(prior, levels, values, f"weighed by what is said of {many}: {said}{more}")


def _with(prior: Prior, levels: np.ndarray, values: np.ndarray, words: str) -> Prior:
    low, high = prior.parameter.low, prior.parameter.high
    distribution = Distribution.from_quantiles(levels, np.clip(values, low, high), low=low, high=high)
    return replace(prior, distribution=distribution, moved_by=words)


def shares_of_kinds(campaign: Campaign) -> dict[tuple[Side, str, str], float]:
    """Which part of the troops of each kind, those still to come included, is a side's (actor empty) or an actor's."""
    troops = campaign.troops
    persons = troops.personnel.sum(axis=1) + troops.spread
    np.add.at(persons, (troops.arrival_side, troops.arrival_kind), troops.arrival_personnel)
    total = dict(zip(FORCE_KINDS, np.maximum(persons.sum(axis=0), 1e-9), strict=True))
    shares: dict[tuple[Side, str, str], float] = {
        (side, "", kind): float(persons[s, k] / total[kind])
        for s, side in enumerate(SIDES)
        for k, kind in enumerate(FORCE_KINDS)
    }
    for force in campaign.scenario.forces:
        if force.actor:
            key = (force.side, force.actor, force.kind)
            shares[key] = shares.get(key, 0.0) + float(force.personnel / total[force.kind])
    return shares


def road_clearance_km(campaign: Campaign) -> dict[tuple[Side, str], float]:
    """Distance (km) of every place on the map to the nearest ground of each side's enemy, as of the as-of date.

    Half a cell's width is taken off: the enemy stands at the border of his cell. Empty where the front is assumed.
    """
    if campaign.maps.assumed:
        return {}
    tiling = campaign.terrain.tiling
    row = campaign.maps.at(campaign.as_of)
    attackers = campaign.maps.held[row] >= 0.5
    half = 0.5 * np.sqrt(campaign.ground.area_km2)
    found: dict[tuple[Side, str], float] = {}
    for place, (x, y) in campaign.terrain.place_xy_km.items():
        if np.hypot(x, y) > tiling.radius_km:
            continue
        away = np.maximum(np.hypot(tiling.centroids_km[:, 0] - x, tiling.centroids_km[:, 1] - y) - half, 0.0)
        enemies: tuple[tuple[Side, Any], ...] = (("attacker", ~attackers), ("defender", attackers))
        for side, enemy in enemies:
            if enemy.any():
                found[side, place] = float(away[enemy].min())
    return found
