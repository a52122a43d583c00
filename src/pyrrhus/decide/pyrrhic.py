"""A Pyrrhic victory, measured three ways.

exchange            the victor's losses over what it can replace, against the same of the loser, above 1
price               the victor's losses above what it says the place is worth (ground and symbol, less destruction)
another such        the probability that the victor could fight the same battle again: that what it has left, and in
                    reserve, could lose as many again without passing the point at which it calls offensives off
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def exchange_margin(losses: Floats, capacity: Floats) -> Floats:
    """Losses over replacement capacity, attacker to defender, per draw; `losses`, `capacity` [draw, side] persons."""
    burden = losses / np.maximum(capacity, 1.0)
    return burden[:, 0] / np.maximum(burden[:, 1], 1e-9)


def prize(place_value: Floats, symbol: Floats, symbol_ratio: Floats, destruction: Floats) -> Floats:
    """What the place is worth to a side, in casualties: ground less what is destroyed of it, and the symbol."""
    return place_value * (1.0 - destruction) + place_value * symbol * symbol_ratio


def another_such(left: Floats, lost: Floats, first_strength: Floats, culmination: Floats) -> NDArray[np.bool_]:
    """Whether a side could bear the same losses once more: `left` (present and reserve) less `lost` stays above the
    part of its first strength at which it calls offensives off (all persons, [draw])."""
    return left - lost >= (1.0 - culmination) * first_strength
