"""Tempo: how much ground changes hands in the whole sector in a week, and by what it may differ from now.

Forward (ground that the attacker gains) and backward (what it loses) each have a level, one of `LEVELS_KM2` a week,
that all axes share. Levels last for months and change by jumps: a Markov chain by week, a judged one to which a sector
adds the transitions of its own maps (`campaign/tempo_chain.py`). Inside a level, weeks go by stop and start:

    m = level x scale x exp(0.75 z - 0.28),   z standard normal, a new one every week
    changes a week   Poisson, rate = h (e^-0.6) m^0.75,   so that their mean area is e^0.6 m^0.25 km2
    h = 2 sqrt(p (1 - p)),   p the attacker's share of the 12 km round the centre: the more front, the more ground

The rate is multiplied by the front of the whole map over that of the 12 km (4 at most). Of this an axis gets the share
that its front, weighed by the focus of `control`, has of all fronts: forward also by its level of fighting, backward by
six on days of a counter-attack. The level that maps show holds the shells, troops, mud and works of that day already;
so what slows or speeds an advance acts by its ratio to the first day of the run:

    forward   x slowed / slowed then x (fires / fires then)^g x (strength / strength then)^k
    backward  likewise for the defender, with the fires turned round

with fires the attacker's rounds over the defender's, strength a side's troops at the front, g
`fires_advance_elasticity`, k `strength_advance_elasticity`. The whole is divided by its mean over campaigns in which
nothing is ordered or scheduled (`Timeline.usual`): the chain holds average exhaustion, seasons and pauses already. A
pause is no attack: forward nought, backward goes on.

Between half and seven times as many troops as the enemy, numbers say next to nothing of an advance (Helmbold 1990;
CDB90): an attack is begun where it may succeed. Beyond what battles had they do, by `outnumbering`.

Where no map tells the level, `begin_tempo` takes it from the draw's parameters of advance.

Limiting cases: no attackers, nothing goes forward; nothing changed, ratios 1; a chain that never moves and no spread, a
Poisson process of constant rate.
Source of levels, spread and sizes: weekly control maps of 33 towns, 2022-23.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER
from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.fields import ANY, COUNT, F8, I1, Field
from pyrrhus.engine.streams import STREAM_TEMPO, normal, philox, uniform

FIELDS = (
    Field("tempo_class", ("way",), I1, ANY, -1, "level of tempo forward and backward, -1 not known yet"),
    Field("tempo_scale", ("way",), F8, COUNT, 1, "by what the tempo differs from its level"),
)
"""What a draw remembers of tempo."""

FORWARD, BACKWARD = 0, 1
LEVELS_KM2 = np.array([0.02, 0.12, 0.4, 1.2, 3.5, 10.0, 28.0, 80.0])
"""Ground that changes hands in a week at each level, km2, where the front is longest (h = 1)."""
CLASSES = 8
WEEK_LOG_SD = 0.75
WEEK = 7
SIZE_KM2 = np.exp(0.6)
SIZE_POWER = 0.25
# areas of single changes: Weibull with the mean 1 and the spread of a gamma law of shape 0.7
SHAPE = 0.837
SHAPE_MEAN = 1.0986631  # gamma function at 1 + 1 / SHAPE
MOST_FIRES = 20.0
FEWEST, MOST, MOST_FASTER = 0.5, 7.0, 4.0
"""Attackers over defenders that one battle in forty undercut and one exceeded (CDB90: 384 battles from 1900, 0.49 and
7.3), and the most that numbers beyond them speed an attack up (judgment)."""

FIRES = COLUMN["fires_advance_elasticity"]
STRENGTH = COLUMN["strength_advance_elasticity"]
COUNTER_SHARE = COLUMN["counter_attack_share_0_1"]
OFFENSIVE_DAYS = COLUMN["offensive_mean_days"]
PAUSE_DAYS = COLUMN["pause_mean_days"]
PROBING_RATIO = COLUMN["probing_intensity_ratio"]
DORMANT_RATIO = COLUMN["dormant_intensity_ratio"]


@compiled
def mean_level(parameters):
    """Mean level of fighting in the long run of the chain of phases (`laws/orders.py`), against an offensive's."""
    a = parameters[PAUSE_DAYS] / parameters[OFFENSIVE_DAYS]
    weight = a * parameters[PROBING_RATIO] + 0.5 * a * a * parameters[DORMANT_RATIO]
    return (1.0 + weight) / (1.0 + a + 0.5 * a * a)


@compiled
def nearest_class(km2_per_week):
    """The level nearest to a tempo by ratio; 0 for none."""
    best = 0
    for c in range(1, CLASSES):
        if km2_per_week * km2_per_week > LEVELS_KM2[c - 1] * LEVELS_KM2[c]:
            best = c
    return best


@compiled
def begin_tempo(tempo_class, tempo_scale, forward_km2_per_day, backward_km2_per_day, geometry):
    """Level and scale ([way]) from what the parameters of advance expect of the front as it is."""
    for way in range(2):
        week = WEEK * (forward_km2_per_day if way == FORWARD else backward_km2_per_day) / max(geometry[way], 1e-3)
        tempo_class[way] = nearest_class(week)
        tempo_scale[way] = week / LEVELS_KM2[tempo_class[way]]


@compiled
def begin_week(tempo_class, tempo_scale, rate, size, geometry, transitions, history, day, seed):
    """Move the levels by a week; write the rate (km2 a day) and the mean area of a change (km2) of each way.

    `transitions` [way, from, to] are summed along `to`; `geometry` [way] is h and what lies beyond the 12 km.
    """
    for way in range(2):
        word_class, word_week, _, _ = philox(history, day, np.uint32(way), np.uint32(0), seed, STREAM_TEMPO)
        u = uniform(word_class)
        row = transitions[way, tempo_class[way]]
        c = 0
        while c < CLASSES - 1 and u >= row[c]:
            c += 1
        tempo_class[way] = c
        spread = np.exp(WEEK_LOG_SD * normal(word_week) - 0.5 * WEEK_LOG_SD * WEEK_LOG_SD)
        m = LEVELS_KM2[c] * tempo_scale[way] * spread
        rate[way] = m * geometry[way] / WEEK
        size[way] = SIZE_KM2 * max(m, 1e-6) ** SIZE_POWER


@compiled
def area_of_change(word):
    """Area of one change against the mean (a Weibull number with mean 1)."""
    return (-np.log(uniform(word))) ** (1.0 / SHAPE) / SHAPE_MEAN


@compiled
def ratio_of_fires(attacker_rounds, defender_rounds):
    """The attacker's rounds over the defender's, held to 1/20 and 20."""
    return max(1.0 / MOST_FIRES, min(MOST_FIRES, attacker_rounds / max(defender_rounds, 1e-9)))


@compiled
def outnumbering(force_ratio):
    """What a ratio of troops, attacker over defender, that hardly a battle had does to an attack: in proportion."""
    if force_ratio < FEWEST:
        return force_ratio / FEWEST
    return min(MOST_FASTER, max(1.0, force_ratio / MOST))


@compiled
def effect_of_means(way, fires_ratio, strength_ratio, parameters):
    """What changed fires (attacker over defender, against the first day) and strength ([side]) do to a rate."""
    side = ATTACKER if way == FORWARD else DEFENDER
    fires = fires_ratio if way == FORWARD else 1.0 / fires_ratio
    return fires ** parameters[FIRES] * max(1e-3, strength_ratio[side]) ** parameters[STRENGTH]
