"""The parameters of every draw: priors by inversion of keyed uniforms, claims where the scenario asks for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.expected import Contact, apply_killed_per_day
from pyrrhus.scenario.distributions import Distribution
from pyrrhus.scenario.parameters import Prior
from pyrrhus.scenario.schema import Side

if TYPE_CHECKING:
    from pyrrhus.claims.result import Fusion


@dataclass(frozen=True)
class Draws:
    """Values of every parameter in every draw. `engine` [draw, parameter] is the kernel's matrix; `named` has all."""

    engine: NDArray[np.float64]
    named: dict[str, NDArray[np.float64]]
    from_claims: tuple[str, ...]

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
    """Replace `{claims: quantity}` by the fused posterior as of now; returns priors and the names that got one.

    Where the claims say nothing, the prior stays the table's default (which may be absent).
    """
    out, informed = dict(priors), []
    for name, prior in priors.items():
        wanted = prior.claims_quantity
        if wanted is None:
            continue
        found = fusion.find_now(wanted.quantity, cast(Side | None, wanted.side), wanted.place or centre)
        if found is None or not len(found.grid_value):
            continue
        low, high = prior.parameter.low, prior.parameter.high
        levels, values = np.asarray(found.grid_probability), np.clip(np.asarray(found.grid_value), low, high)
        out[name] = replace(prior, distribution=Distribution.from_quantiles(levels, values, low=low, high=high))
        informed.append(name)
    return out, tuple(informed)


def draw_parameters(
    priors: dict[str, Prior],
    *,
    draws: int,
    seed: int,
    contact: Contact,
    from_claims: tuple[str, ...] = (),
    to_filter: tuple[str, ...] = (),
) -> Draws:
    """Draw every parameter. `contact`: stated strength and frontage, to turn killed a day into rates.

    Killed a day named in `to_filter` are left to the filter of the history, so that each claim counts once.
    """
    from pyrrhus.engine.arrays import PARAMETERS
    from pyrrhus.engine.ensemble import draw_uniforms

    names = [name for name, prior in priors.items() if prior.distribution is not None]
    uniforms = draw_uniforms(names, draws, seed)
    named = {name: priors[name].distribution.quantile(uniforms[:, i]) for i, name in enumerate(names)}  # type: ignore[union-attr]
    told = {name: value for name, value in named.items() if name not in to_filter}
    apply_killed_per_day(told, contact)
    named.update(told)
    matrix = np.ascontiguousarray(np.column_stack([named[name] for name in PARAMETERS]))
    return Draws(matrix, named, from_claims)
