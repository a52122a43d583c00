"""The war of attrition in its pure form: constant costs, fixed prizes, and nobody knows when the other gives up.

Two sides pay c_i per day until one quits; the other then takes a prize that is worth V to it. In the mixed equilibrium
each quits at a constant rate, h_i = c_j / V_j: just so often that the other is indifferent between one day more and
quitting now (Maynard Smith 1974; Hendricks, Weiss & Wilson 1988). So quitting times are exponential, the war lasts
1 / (h_1 + h_2) days in the mean, and all that can be won is fought away: the expected payoff of both is 0.

The rate of a side depends on the *other's* cost and prize, which is odd but right: a side is worn down by an enemy who
has little reason to quit. There are two more equilibria, in which one side quits at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Attrition:
    """The mixed equilibrium: quitting rates (1/day) [.., side], the chance that each side outlasts the other [.., side]
    and the mean length of the war (days) [..]."""

    quitting_rate: Floats
    outlasts: Floats
    mean_days: Floats


def attrition(cost_per_day: ArrayLike, prize: ArrayLike) -> Attrition:
    """The mixed equilibrium for costs per day and prizes of both sides ([.., side], in one unit, above 0)."""
    cost, worth = np.asarray(cost_per_day, dtype=float), np.asarray(prize, dtype=float)
    if (cost <= 0).any() or (worth <= 0).any():
        raise ValueError("costs and prizes are above 0: who pays nothing never quits, who wins nothing quits at once")
    rate = (cost / worth)[..., ::-1]
    total = rate.sum(axis=-1)
    return Attrition(rate, rate[..., ::-1] / total[..., None], 1.0 / total)
