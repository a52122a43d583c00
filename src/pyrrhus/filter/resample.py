"""Resampling: draws in proportion to their weights, each with a fresh random history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyrrhus.engine.state import State


def systematic(weights: NDArray[np.float64], *, u: float, draws: int) -> NDArray[np.int64]:
    """Rows chosen by systematic resampling (Kitagawa 1996) from one uniform number; ascending."""
    marks = (np.arange(draws) + u) / draws
    edges = np.cumsum(weights)
    edges[-1] = 1.0
    return np.searchsorted(edges, marks, side="right").clip(0, len(weights) - 1).astype(np.int64)


def take_states(state: State, rows: NDArray[np.int64], *, first_history: int) -> State:
    """Copies of the chosen states; copy i gets history `first_history + i`, so that two copies of one draw part."""
    copies = {name: value[rows].copy() for name, value in state._asdict().items()}
    copies["history"] = (first_history + np.arange(len(rows))).astype(np.uint32)
    return type(state)(**copies)


def spread_ratio(
    before: NDArray[np.float64], after: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> float:
    """Standard deviation after over before, on the log scale where all values are positive; 1 for a constant."""
    if (before > 0).all():
        before, after = np.log(before), np.log(after)
    sd = float(before.std())
    if sd <= 1e-12:
        return 1.0
    if weights is None:
        return float(after.std()) / sd
    mean = float(np.sum(weights * after))
    return float(np.sqrt(np.sum(weights * (after - mean) ** 2))) / sd
