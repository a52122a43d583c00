"""What an outcome is worth to a side, in its own casualties: sums of stated values, nothing hidden.

    worth = place x (1 - destruction_weight x destroyed) x H + place x symbol x symbol_value_ratio x H
            - own casualties + enemy_loss_weight x enemy's casualties - civilian_weight x civilians harmed
            + ground_value x ground won (km2; the attacker's gain is the defender's loss)
            + tied_troops_value x (enemy's troops here - own troops here) x years

    H = (1 - held_by_day) x (the side has the town at the horizon) + held_by_day x (share of the days that it has it)

Every value is a parameter of the section `values`, with bounds, a wide default and its source; a scenario may state any
of them. The worth is linear in what happened, so that the values of one draw can be put on the outcomes of all: that is
how the effect of values is told apart from that of chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import SIDES

if TYPE_CHECKING:
    from pyrrhus.decide.outcomes import Outcome

Floats = NDArray[np.float64]
DAYS_A_YEAR = 365.25

VALUES = (
    "{side}_place_value",
    "{side}_symbol_0_1",
    "symbol_value_ratio",
    "destruction_weight_0_1",
    "held_by_day_share_0_1",
    "{side}_enemy_loss_weight",
    "{side}_civilian_weight",
    "{side}_ground_value_per_km2",
    "{side}_tied_troops_value",
)


def value_names(side: int) -> tuple[str, ...]:
    """The parameters that the worth of an outcome to a side (0 attacker, 1 defender) depends on."""
    return tuple(name.format(side=SIDES[side]) for name in VALUES)


def features(outcome: Outcome, side: int) -> Floats:
    """What happened, as a side counts it, [draw, feature]: the town at the horizon and by day, the same of what is
    destroyed of it, own and enemy's casualties, civilians harmed, ground won, the enemy's troops tied less own."""
    end, by_day = outcome.held, outcome.held_share
    if side == 0:
        end, by_day = 1.0 - end, 1.0 - by_day
    sign = 1.0 if side == 0 else -1.0
    tied = (outcome.present[:, 1 - side] - outcome.present[:, side]) * outcome.days / DAYS_A_YEAR
    return np.column_stack(
        [
            end,
            by_day,
            end * outcome.destruction,
            by_day * outcome.destruction,
            outcome.casualties[:, side],
            outcome.casualties[:, 1 - side],
            outcome.civilians_harmed,
            sign * outcome.gain_km2,
            tied,
        ]
    )


def symbol_price(named: Mapping[str, Floats], side: int) -> Floats:
    """What the symbol alone is worth to a side [draw], in its own casualties."""
    name = SIDES[side]
    return named[f"{name}_place_value"] * named[f"{name}_symbol_0_1"] * named["symbol_value_ratio"]


def weights(named: Mapping[str, Floats], side: int, *, symbol: Floats | None = None) -> Floats:
    """What a side puts on each feature: [draw, feature]; `symbol` [draw] replaces the worth of the symbol."""
    name = SIDES[side]
    place, by_day = named[f"{name}_place_value"], named["held_by_day_share_0_1"]
    whole = place + (symbol_price(named, side) if symbol is None else symbol)
    ruined = place * named["destruction_weight_0_1"]
    return np.column_stack(
        [
            (1.0 - by_day) * whole,
            by_day * whole,
            -(1.0 - by_day) * ruined,
            -by_day * ruined,
            -np.ones_like(place),
            named[f"{name}_enemy_loss_weight"],
            -named[f"{name}_civilian_weight"],
            named[f"{name}_ground_value_per_km2"],
            named[f"{name}_tied_troops_value"],
        ]
    )


def worth(outcome: Outcome, named: Mapping[str, Floats], side: int) -> Floats:
    """Worth of the outcome to a side in each draw, by the draw's own values (in own casualties)."""
    return np.sum(features(outcome, side) * weights(named, side), axis=1)
