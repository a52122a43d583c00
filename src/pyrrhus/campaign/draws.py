"""The parameters of every draw: priors by inversion of keyed uniforms, claims where the scenario asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from pyrrhus.scenario.distributions import Distribution
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Side

if TYPE_CHECKING:
    from pyrrhus.claims.result import Fusion

# Dupuy's greatest losses a day (QJM): what the attrition law allows of the troops in contact, attacker and defender
MOST_A_DAY = (0.1344, 0.0576)


@dataclass(frozen=True)
class Draws:
    """Values of every parameter in every draw. `engine` [draw, parameter] is the kernel's matrix; `named` has all.

    `capped` is the share of draws in which claimed losses of a side had to be cut to what its troops could bear.
    """

    engine: NDArray[np.float64]
    named: dict[str, NDArray[np.float64]]
    from_claims: tuple[str, ...]
    capped: dict[Side, float] = field(default_factory=dict)

    def take(self, rows: NDArray[np.int64]) -> Draws:
        """The same parameters for chosen draws, in their order."""
        return replace(self, engine=self.engine[rows], named={name: value[rows] for name, value in self.named.items()})

    def changed(self, values: dict[str, NDArray[np.float64]]) -> Draws:
        """The same draws with other values ([draw]) of some of the engine's parameters."""
        from pyrrhus.engine.arrays import COLUMN

        engine = self.engine.copy()
        for name, value in values.items():
            engine[:, COLUMN[name]] = value
        return replace(self, engine=engine, named={**self.named, **values})


def with_claims(priors: dict[str, Prior], fusion: Fusion, *, centre: str) -> tuple[dict[str, Prior], tuple[str, ...]]:
    """Replace `{claims: quantity}` by the fused posterior; returns priors and the names that got one.

    Where the claims say nothing, the prior stays the table's default (which may be absent).
    """
    out, informed = dict(priors), []
    for name, prior in priors.items():
        wanted = prior.claims_quantity
        if wanted is None:
            continue
        found = fusion.find(wanted.quantity, cast(Side | None, wanted.side), wanted.place or centre)
        if found is None or not len(found.grid_value):
            continue
        low, high = prior.parameter.low, prior.parameter.high
        levels, values = np.asarray(found.grid_probability), np.clip(np.asarray(found.grid_value), low, high)
        out[name] = replace(prior, distribution=Distribution.from_quantiles(levels, values, low=low, high=high))
        informed.append(name)
    return out, tuple(informed)


def draw_parameters(
    priors: dict[str, Prior], *, draws: int, seed: int, contact: NDArray[np.float64], from_claims: tuple[str, ...] = ()
) -> Draws:
    """Draw every parameter. `contact` [side, 2]: stated strength and frontage (km), to turn killed a day into rates."""
    from pyrrhus.engine.arrays import PARAMETERS
    from pyrrhus.engine.ensemble import draw_uniforms

    names = [name for name, prior in priors.items() if prior.distribution is not None]
    uniforms = draw_uniforms(names, draws, seed)
    named = {name: priors[name].distribution.quantile(uniforms[:, i]) for i, name in enumerate(names)}  # type: ignore[union-attr]
    capped = _apply_killed_per_day(named, contact)
    matrix = np.ascontiguousarray(np.column_stack([named[name] for name in PARAMETERS]))
    return Draws(matrix, named, from_claims, capped)


def _apply_killed_per_day(named: dict[str, NDArray[np.float64]], contact: NDArray[np.float64]) -> dict[Side, float]:
    """Turn killed a day, where given, into the attacker's loss rate and the exchange ratio of each draw.

    Killed a day are an average over days of all phases; the loss rate is that of an offensive day. The mean intensity
    is that of the chain of phases in the long run.
    """
    capped: dict[Side, float] = {}
    # long-run shares of the chain of phases (laws/orders.py): probing a, dormant a^2 / 2 for each offensive day
    a = named["pause_mean_days"] / named["offensive_mean_days"]
    weight = a * named["probing_intensity_ratio"] + 0.5 * a * a * named["dormant_intensity_ratio"]
    mean_level = (1.0 + weight) / (1.0 + a + 0.5 * a * a)
    per_killed = (1.0 + named["wounded_per_killed"]) / (1.0 - named["captured_share_0_1"])
    engaged = [
        np.minimum(named["contact_share_0_1"] * contact[side, 0], named["max_density_per_km"] * contact[side, 1])
        for side in (0, 1)
    ]
    attacker, defender = named.get("attacker_killed_per_day"), named.get("defender_killed_per_day")
    if attacker is not None:
        rate = attacker * per_killed / (np.maximum(engaged[0], 1.0) * mean_level)
        named["attacker_loss_rate_per_day"] = np.clip(rate, 1e-5, MOST_A_DAY[0])
        capped["attacker"] = float(np.mean(rate > MOST_A_DAY[0]))
    if defender is not None:
        casualties = named["attacker_loss_rate_per_day"] * engaged[0] * mean_level
        ratio = np.maximum(engaged[0], 1.0) / np.maximum(engaged[1], 1.0)
        exchange = casualties / np.maximum(defender * per_killed, 1e-6) / ratio ** named["force_ratio_elasticity"]
        named["exchange_ratio"] = np.clip(exchange, 0.02, 50.0)
        wanted = defender * per_killed / (np.maximum(engaged[1], 1.0) * mean_level)
        capped["defender"] = float(np.mean(wanted > MOST_A_DAY[1]))
    return capped
