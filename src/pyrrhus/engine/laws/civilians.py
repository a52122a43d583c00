"""Civilians: they leave by road while it is open, else on foot, and are harmed by the fighting where they stay.

    leaving a day  = remaining x civilians_leave_per_day x urge x way x (1 + danger)
    way            = road + (1 - road) x civilians_on_foot_0_1
    harmed a day   = remaining x civilians_harm_per_day x danger x (2 if stores are used up)

`road` is the supply of the town on the day (0..1); of those whom it does not carry, `civilians_on_foot_0_1` go on foot,
over fields under fire or through the lines, which a closed road does not stop. `danger` is the mean intensity at the
front times the attacker's share of the disc of 5 km, doubled, at most 3. Stores (days) run down while the road carries
less than a fifth. Harmed counts killed and wounded. `urge` is 1; a second count, in which nothing else differs, has an
evacuation ordered on the first day, with `evacuation_leave_ratio`. No rate of harm with a published base was found: the
prior is wide and says so.

Limiting cases: closed road, only those on foot leave; no fighting, nobody is harmed; the count never grows, never falls
below 0; at constant road and danger it decays exponentially. Neutral form: nobody leaves, nobody is harmed.
"""

from __future__ import annotations

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.compiling import compiled

LEAVE = COLUMN["civilians_leave_per_day"]
ON_FOOT = COLUMN["civilians_on_foot_0_1"]
HARM = COLUMN["civilians_harm_per_day"]
STORES = COLUMN["civilian_stock_days"]


@compiled
def step_civilians(remaining, stock_days, road, level, closeness, urge, parameters):
    """A day of the civilians in the town: (left, harmed); `urge` is 1, or the ratio of an evacuation."""
    danger = min(3.0, 2.0 * level * closeness)
    way = road + (1.0 - road) * parameters[ON_FOOT]
    left = min(remaining, remaining * min(0.9, parameters[LEAVE] * urge) * way * (1.0 + danger))
    hardship = 2.0 if stock_days <= 0.0 else 1.0
    return left, min(remaining - left, remaining * parameters[HARM] * danger * hardship)


@compiled
def step_stores(stock_days, road, parameters):
    """Days that the stores still last: they run down while the road carries less than a fifth, else fill again."""
    if road < 0.2:
        return max(0.0, stock_days - (1.0 - 5.0 * road))
    return min(parameters[STORES], stock_days + 1.0)
