"""Made-up outcomes of a pair of policies, and values to judge them by."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyrrhus.decide.outcomes import Outcome
from pyrrhus.scenario.schema import PolicyChoice


def made_up_outcome(attacker: PolicyChoice, defender: PolicyChoice, draws: int, **changes: Any) -> Outcome:
    """A hundred days in which nothing falls and nobody gains, but for `changes`."""
    fields: dict[str, Any] = {
        "casualties": np.tile([1000.0, 800.0], (draws, 1)),
        "fall_day": np.full(draws, -1, dtype=np.int32),
        "gain_km2": np.zeros(draws),
        "civilians_harmed": np.zeros(draws),
        "destruction": np.zeros(draws),
        "present": np.zeros((draws, 2)),
    }
    return Outcome(attacker, defender, 100, **{**fields, **changes})


def made_up_values(draws: int, **changes: Any) -> dict[str, np.ndarray]:
    """Values of both sides, the same in every draw but for `changes`: by name, or for both sides without their name."""
    of_sides = {
        "place_value": 500.0,
        "symbol_0_1": 0.5,
        "enemy_loss_weight": 0.5,
        "civilian_weight": 1.0,
        "ground_value_per_km2": 10.0,
        "tied_troops_value": 0.1,
    }
    both = {name: changes.pop(name, value) for name, value in of_sides.items()}
    named: dict[str, Any] = {
        "symbol_value_ratio": 2.0,
        "destruction_weight_0_1": 1.0,
        "held_by_day_share_0_1": 0.0,
        **{f"{side}_{name}": value for side in ("attacker", "defender") for name, value in both.items()},
        **changes,
    }
    return {name: np.broadcast_to(np.asarray(value, dtype=float), (draws,)).copy() for name, value in named.items()}
