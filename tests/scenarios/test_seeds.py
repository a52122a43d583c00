"""Seeds alone move a chance of the fall by hardly more than the binomial error of the draws that count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

DRAWS, SEEDS, DAYS = 200, 8, 60


def test_seeds_move_a_probability_by_at_most_one_and_a_half_binomial_errors(make_siege: Callable[..., Any]) -> None:
    from pyrrhus.filter.prepare import prepare
    from pyrrhus.scenario.as_of import as_of
    from pyrrhus.scenario.parameters import resolve

    siege = make_siege(file={"parameters": {"offensive_advance_km_per_day": 0.02}})
    known = as_of(siege, siege.file.as_of)
    told = []
    for seed in range(SEEDS):
        ready = prepare(known, as_of=siege.file.as_of, priors=resolve(known.file), draws=DRAWS, seed=seed)
        found = ready.forecast(days=DAYS, seed=seed, policies=(None, None))
        told.append(float(found.cdf(ready.campaign.terrain.main_event)[-1]))
    mean = float(np.mean(told))
    assert 0.1 < mean < 0.9
    assert len(set(told)) > 1, "seeds do something"
    assert np.std(told, ddof=1) <= 1.5 * np.sqrt(mean * (1.0 - mean) / DRAWS)
