"""At what price of the symbol does a decision flip?

The worth of two policies differs by (what the symbol is worth) x (how much more of the town one of them keeps), plus
what does not depend on the symbol; so for each draw of the values the price at which they break even has a closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.draws import Draws
from pyrrhus.decide.differences import favoured
from pyrrhus.decide.outcomes import Outcome
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.decide.values import features, symbol_price, weights

Floats = NDArray[np.float64]
FAR = 4.0  # times the price of the symbol that 95 % of the values stay below: beyond it no price that anyone puts on it


@dataclass(frozen=True)
class Flip:
    """Where a side's choice between two policies flips.

    `price` [value draw]: worth of the symbol, in own casualties, above which `stay` is better (0: it is so already for
    nothing; infinite: it never is); `actual` [value draw]: what the values say of that worth; `share_stay`: share of
    the draws in which staying is better beyond Monte Carlo error, `share_tied` in which the two cannot be told apart;
    `start`, `slope` [value draw]: the gain by staying is start + slope x price.
    """

    side: int
    stay: str
    leave: str
    price: Floats
    actual: Floats
    share_stay: float
    share_tied: float
    start: Floats | None = None
    slope: Floats | None = None

    def share_at(self, price: float) -> float:
        """Share of the draws of the other values for which staying is worth more at this price of the symbol."""
        if self.start is None or self.slope is None:
            return float(np.mean(self.price <= price))
        return float(np.mean(self.start + price * self.slope > 0.0))

    def quantile(self, level: float) -> float:
        """A quantile of the price over the draws of the values; infinite where staying never pays."""
        return float(np.quantile(self.price, level, method="inverted_cdf"))


def flip(side: int, stay: Outcome, leave: Outcome, draws: Draws) -> Flip:
    """The price of the symbol at which staying (holding, or pressing on) becomes better than the other policy."""
    apart = features(stay, side) - features(leave, side)
    mean = apart.mean(axis=0)
    named = draws.named
    plain = weights(named, side, symbol=np.zeros(len(apart)))
    by_day = named["held_by_day_share_0_1"]
    slope = (1.0 - by_day) * mean[0] + by_day * mean[1]
    start = plain @ mean
    with np.errstate(divide="ignore", invalid="ignore"):
        even = -start / slope
    price = np.where(slope > 1e-12, np.maximum(even, 0.0), np.where(start >= 0.0, 0.0, np.inf))
    gap, tie = favoured(apart, weights(named, side))
    return Flip(
        side,
        stay.policy(side).id,
        leave.policy(side).id,
        price,
        symbol_price(named, side),
        float(np.mean(~tie & (gap > 0))),
        float(np.mean(tie)),
        start,
        slope,
    )


def flips_of(table: PairTable) -> tuple[Flip, ...]:
    """Holding against leaving as soon as can be; pressing on against each way of waiting; each where both are there."""
    against = [(1, leave) for leave in table.ladder[:1]] + [(0, wait) for wait in table.waits]
    return tuple(flip(side, table.assumed, other, table.draws) for side, other in against)
