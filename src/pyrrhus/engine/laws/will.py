"""Will: each side's readiness to go on, 0 to 1, moved by losses, ground, symbols and what was already spent.

    change a day = -will_loss_weight x (1 - symbol / 2) x dQ + will_gain_weight x ground won today (km2)
                   + sunk_cost_weight x Q x dQ - symbol bonus x destruction today

Q is the share of the first strength lost, dQ its growth today. The sign of the sunk-cost weight is open (what was spent
may bind or weary): it is to be learnt, not assumed. Destruction lowers the prize and with it the will of both sides to
pay for it. Will 0.8 is the neutral start; orders and withdrawal read it against that.

Limiting cases: no losses, no ground, no destruction: no change; always within 0..1. Neutral form: will stays.
"""

from __future__ import annotations

from pyrrhus.engine.arrays import ATTACKER, COLUMN
from pyrrhus.engine.compiling import compiled

LOSS = COLUMN["will_loss_weight"]
GAIN = COLUMN["will_gain_weight"]
SUNK = COLUMN["sunk_cost_weight"]
SYMBOL = COLUMN["attacker_symbol_0_1"]
PRIZE_WEIGHT = 0.1


@compiled
def step_will(will, side, loss_share, loss_growth, won_km2, destroyed_today, parameters):
    """Will of a side after today (0..1)."""
    symbol = parameters[SYMBOL + (0 if side == ATTACKER else 1)]
    change = -parameters[LOSS] * (1.0 - 0.5 * symbol) * loss_growth
    change += parameters[GAIN] * won_km2 + parameters[SUNK] * loss_share * loss_growth
    change -= PRIZE_WEIGHT * (1.0 - symbol) * destroyed_today
    return min(1.0, max(0.0, will + change))
