"""What the claims say of a battle's losses stretch by stretch, jointly, so that a filter can use each claim once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.ledger import SIDES, Side
from pyrrhus.claims.links import LOSSES, Graph, Target
from pyrrhus.claims.options import FusionContext
from pyrrhus.claims.periods import Item

Floats = NDArray[np.float64]
ROUNDING = 0.05  # log sd: no count is sharper, and neighbouring stretches stay apart where the graph's grid is coarse


@dataclass(frozen=True)
class LossEvidence:
    """Log killed a day of each side of `sides` in each of `spans` (first and last day), sides one behind the other.

    `mean`, `covariance` are with all claims, `before`, `covariance_before` without: their ratio is what the claims say.
    """

    sides: tuple[Side, ...]
    spans: tuple[tuple[date, date], ...]
    mean: Floats
    covariance: Floats
    before: Floats
    covariance_before: Floats

    def likelihood(self) -> tuple[Floats, Floats, Floats]:
        """Independent readings that say the same as all claims: directions (n, m), their values and variances (m,).

        A reading is direction . log killed a day; what was not spoken of has none.
        """
        jitter = ROUNDING**2 * np.eye(len(self.mean))
        after, before = (np.linalg.inv(c + jitter) for c in (self.covariance, self.covariance_before))
        precision, shift = after - before, after @ self.mean - before @ self.before
        size, direction = np.linalg.eigh(0.5 * (precision + precision.T))
        told = size > 1e-3
        size, direction = size[told], direction[:, told]
        return direction, (direction.T @ shift) / size, 1.0 / size


def span_targets(items: Sequence[Item], context: FusionContext) -> list[Target]:
    """Killed a day of every side of which someone counted losses at the centre, in every stretch of the history."""
    spoken = {
        item.target.side
        for item in items
        if item.counts
        and item.target.place == context.centre
        and item.target.place is not None
        and item.target.quantity.removesuffix("_per_day") in LOSSES
    }
    return [
        Target("killed_per_day", side, context.centre, first.toordinal(), last.toordinal())
        for side in SIDES
        if side in spoken
        for first, last in context.loss_spans
    ]


def measure_losses(
    graph: Graph, posterior: Posterior, targets: Sequence[Target], context: FusionContext
) -> LossEvidence | None:
    """The joint distribution of the targets of `span_targets`, before and after the claims; None where there are
    none."""
    if not targets:
        return None
    rows = np.array([graph.index[target] for target in targets], dtype=np.int64)
    state = posterior.mean[: graph.size]
    value, entries = graph.evaluate(state)
    inner = graph.slopes(entries, rows)
    slope = np.zeros((len(rows), len(posterior.mean)))
    slope[:, : graph.size] = inner
    return LossEvidence(
        tuple(side for side in SIDES if any(target.side == side for target in targets)),
        context.loss_spans,
        value[rows],
        posterior.solution.towards(slope) @ slope.T,
        value[rows] + inner @ (graph.mean - state),
        posterior.solution.prior.times(slope) @ slope.T,
    )
