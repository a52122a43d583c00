"""One day of a campaign.

The order of a day:

1. orders       what each side tries on each axis, from what it can know (`laws/orders.py`)
   intensity    the day's noise of fighting, shared by attrition and advance (`laws/intensity.py`)
2. supply       the widest way from the sources, when ground has changed; stocks every day (`laws/supply.py`)
3. attrition    losses of both sides on each axis, by kind of troops (`laws/attrition.py`)
4. advance      how much ground changes hands (`laws/tempo.py`), and what slows it on each axis (`laws/advance.py`)
5. control      which cells it is (`laws/control.py`); pockets are closed in the evening, when the ways are measured
6. sustainment  arrivals, returns, replacements, shells (`laws/sustainment.py`)
7. withdrawal   the order to leave the town, and what follows it (`laws/withdrawal.py`)
8. civilians    who leaves, who is harmed (`laws/civilians.py`)
9. will         each side's readiness to go on (`laws/will.py`)

Then the evening: destruction and digging-in, events, observed maps, records. To switch, replace or add a law, change
one line of `live_one_day` and the law's file; a law with a state of its own adds its table to `FIELDS`. What prepares a
law's numbers from the state is in `steps/`.
"""

from __future__ import annotations

from pyrrhus.engine.arrays import (
    ADVANCE,
    ATTACKER,
    ATTRITION,
    CIVILIANS,
    KILLED,
    SUSTAINMENT,
    WILL,
    WOUNDED,
)
from pyrrhus.engine.compiling import step
from pyrrhus.engine.evening import wear_ground
from pyrrhus.engine.fields import STATE
from pyrrhus.engine.laws.tempo import FIELDS as TEMPO
from pyrrhus.engine.scratch import MAP_WON
from pyrrhus.engine.steps.combat import advance, attrition, control
from pyrrhus.engine.steps.intent import orders
from pyrrhus.engine.steps.tempo_of_day import remember_first_day, tempo
from pyrrhus.engine.steps.town import civilians, keep_pace, look_at_town, will, withdrawal
from pyrrhus.engine.steps.upkeep import muster, supply, sustainment

FIELDS = STATE + TEMPO  # what a draw remembers: a law with a state of its own adds its table here


@step
def live_one_day(here, bench, ground, timeline, settings, parameters, day, free):
    """One day of one draw, in the order of this module's docstring.

    Where the ground is not `free` an observed map stands, and what the laws expected is kept for the filter instead of
    moving it. Returns the area (km2) that changed hands, and what the attacker won of it.
    """
    laws = settings.laws
    lost = here.losses[ATTACKER, KILLED] + here.losses[ATTACKER, WOUNDED]
    muster(here, bench, parameters)
    if day == 1:
        remember_first_day(here, bench, timeline, parameters)
    mean_level, frontage = orders(here, bench, ground, settings, parameters, day)
    shell_ratio = supply(here, bench, settings, parameters, mean_level)
    if laws[ATTRITION]:
        attrition(here, bench, settings, parameters, shell_ratio)
    gained = bench.held[MAP_WON]  # what a map of last evening showed counts as won today
    bench.held[MAP_WON] = 0.0
    turned = 0.0
    if laws[ADVANCE]:
        measured = tempo(here, bench, ground, timeline, settings, parameters, day, free)
        over = 0.0  # what an axis had no room for: it falls to the axes beside it, once more round behind the last
        axes = bench.level.shape[0]
        for turn in range(2 * axes):
            axis = turn % axes
            area = over
            if turn < axes:
                fresh = measured and turned == 0.0
                area += advance(here, bench, ground, timeline, settings, parameters, day, axis, free, fresh)
            elif over == 0.0:
                break
            moved = control(here, bench, ground, settings, day, axis, area)
            over = area - moved
            gained += moved
            turned += abs(moved)
    if laws[SUSTAINMENT]:
        sustainment(here, bench, timeline, parameters, day, frontage)
    if turned > 0.0:
        look_at_town(here.share, bench, ground)
    keep_pace(here.pace, here.losses[ATTACKER, KILLED] + here.losses[ATTACKER, WOUNDED] - lost, gained)
    left = withdrawal(here, bench, ground, settings, parameters, day)
    gained += left
    turned += left
    if laws[CIVILIANS]:
        civilians(here, bench, parameters, mean_level)
    destroyed = wear_ground(here.destruction, here.fortification, bench.level, bench.front, ground, parameters)
    if laws[WILL]:
        will(here, bench, parameters, gained, destroyed)
    return turned, gained
