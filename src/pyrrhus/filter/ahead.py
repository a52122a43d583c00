"""How hard a draw will fight in the days ahead, from the phases and the intensity it stands in: no run is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyrrhus.campaign.draws import Draws
    from pyrrhus.engine.state import State

Floats = NDArray[np.float64]
LEAST = 1e-3


def expected_level(draws: Draws, state: State, days: int) -> Floats:
    """Mean intensity [draw] of the next `days`, over that of the weeks of a battle; axes count by the attackers there.

    The chain of phases (`laws/orders.py`, before any culmination) and the fading of today's intensity
    (`laws/intensity.py`) in closed form.
    """
    named = draws.named
    ratio = np.sqrt(np.clip(state.perceived_ratio[:, 0], 0.25, 4.0))
    start = np.minimum(1.0, ratio * np.maximum(0.1, state.will[:, 0] / 0.8) / named["pause_mean_days"])
    stop = 1.0 / named["offensive_mean_days"]
    none = np.zeros(len(start))
    step = np.stack(
        [
            [1.0 - start, start, none],
            [0.5 * stop, 1.0 - start - 0.5 * stop, start],
            [none, stop, 1.0 - stop],
        ]
    ).transpose(2, 0, 1)
    worth = np.stack([named["dormant_intensity_ratio"], named["probing_intensity_ratio"], none + 1.0], axis=1)
    weight = np.maximum(state.personnel[:, 0].sum(axis=2), 1e-9)
    weight = weight / weight.sum(axis=1, keepdims=True)
    chance = (state.phase[:, 0, :, None] == np.arange(3)).astype(float)
    total, times = np.zeros(len(start)), _days_looked_at(days)
    for day in range(1, days + 1):
        chance = np.einsum("dap,dpq->daq", chance, step)
        if day in times:
            level = np.einsum("daq,dq->da", chance, worth) * _expected_factor(named, state, day)
            total += (level * weight).sum(axis=1)
    lull = named["pause_mean_days"] / named["offensive_mean_days"]
    battle = (1.0 + lull * named["probing_intensity_ratio"]) / (1.0 + lull)
    return np.maximum(total / len(times) / battle, LEAST)


def _expected_factor(named: dict[str, Floats], state: State, day: int) -> Floats:
    """Expected factor of intensity [draw, axis] `day` days on: what is left of today's departure, mean 1 in the end."""
    left = 2.0 ** (-day / named["intensity_half_life_days"])[:, None]
    sd, common = named["intensity_log_sd"][:, None], named["intensity_common_share_0_1"][:, None]
    departure = np.sqrt(common) * state.intensity[:, -1:] + np.sqrt(1.0 - common) * state.intensity[:, :-1]
    return np.exp(sd * left * departure - 0.5 * (sd * left) ** 2)


def _days_looked_at(days: int) -> frozenset[int]:
    """About two dozen days, evenly: a long stretch changes slowly."""
    return frozenset(np.unique(np.linspace(1, days, min(days, 24)).round().astype(int)).tolist())
