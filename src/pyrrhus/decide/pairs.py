"""Pairs of policies run from copies of the same states with the same chance events (common random numbers)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.decide.outcomes import Outcome, deadlines, outcome_of
from pyrrhus.scenario.schema import PolicyChoice

if TYPE_CHECKING:
    from pyrrhus.campaign.compile import Campaign
    from pyrrhus.campaign.forecast import Forecast
    from pyrrhus.filter.assimilate import Assimilated

Pair = tuple[PolicyChoice, PolicyChoice]


@dataclass(frozen=True)
class RunOptions:
    """How pairs are run. Results depend on `days` and `seed` alone, never on `threads` or `chunk`; `on_progress` is
    told draws done, over all pairs."""

    days: int
    seed: int
    population: float = 0.0
    threads: int | None = None
    chunk: int | None = None
    on_progress: Callable[[int], None] | None = None


def thinned(assimilated: Assimilated, most: int) -> NDArray[np.int64]:
    """Rows of at most `most` draws, evenly spaced, so that a thinned set does not depend on threads or blocks."""
    size = len(assimilated.draws.engine)
    return np.arange(0, size, max(1, size // most), dtype=np.int64)[:most]


def run_pair(
    campaign: Campaign, assimilated: Assimilated, rows: NDArray[np.int64], pair: Pair, options: RunOptions
) -> Forecast:
    """Run the chosen draws under one policy for each side (attacker, defender), with the histories that those draws
    have in every run."""
    from pyrrhus.campaign.forecast import forecast, fresh_start

    draws = assimilated.draws.take(rows)
    return forecast(
        campaign,
        fresh_start(assimilated.fork(rows), draws, population=options.population),
        draws,
        days=options.days,
        seed=options.seed,
        policies=pair,
        threads=options.threads,
        chunk=options.chunk,
        on_progress=options.on_progress,
    )


def run_pairs(
    campaign: Campaign,
    assimilated: Assimilated,
    rows: NDArray[np.int64],
    pairs: Iterable[Pair],
    options: RunOptions,
) -> tuple[Outcome, ...]:
    """The outcome of each pair of policies (attacker's, defender's), all on the same rows."""
    by, event = deadlines(campaign, days=options.days), campaign.terrain.main_event
    return tuple(
        outcome_of(run_pair(campaign, assimilated, rows, pair, options), *pair, event, by=by) for pair in pairs
    )
