"""Lanchester's laws, generalised (Bracken 1995): another attrition, to be switched in by `attrition` in scenario.yaml.

    attacker's casualties  C_A = k x I x exposure x A^q D^p S^(1 - p - q) x sqrt(w) / fires
    defender's casualties  C_D = k x I x exposure x D^q A^p S^(1 - p - q) / sqrt(w) x fires x (1 - cover) / x

A and D are troops in contact, S what the frontage has room for (`max_density_per_km` x km), k the default's rate for
those in contact: with A = D = S all laws agree with the default. Exponents (p of the enemy's strength, q of the own):
linear 1, 1; square 1, 0; logarithmic 0, 1; Hartley's mixed law 0.4, 0.75 (as cited by Pinkerton; fitted to many
historical battles). Worth w, cover, fires and the exchange ratio x act as in the default; so do Dupuy's greatest losses
a day. Against published battles the linear law is the worst of them (`pyrrhus validate losses`); none is the default.

Limiting cases: square law, a D^2 - d A^2 is kept; linear law, a D - d A is kept; logarithmic, each side shrinks
exponentially whatever the other has.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.laws.attrition import (
    DENSITY,
    MEAN_CONTACT_SHARE,
    MOST_ATTACKERS_A_DAY,
    MOST_DEFENDERS_A_DAY,
    exchange_on_axis,
    rate_in_contact,
)

AT_WORK = 2
EXPONENTS = {"linear": (1.0, 1.0), "square": (1.0, 0.0), "logarithmic": (0.0, 1.0), "hartley": (0.4, 0.75)}


@compiled
def lanchester_casualties(
    attackers,
    defenders,
    worth,
    exposure,
    level,
    frontage_km,
    fires,
    fortified,
    built_up,
    exponents,
    parameters,
):
    """Casualties of both sides on an axis in a day (persons): (attacker's, defender's); arguments as in the default."""
    room = parameters[DENSITY] * frontage_km
    if attackers <= 0.0 or defenders <= 0.0 or room <= 0.0:
        return 0.0, 0.0
    enemy, own = exponents[0], exponents[1]
    scale = rate_in_contact(parameters) * level * exposure * room ** (1.0 - enemy - own) * np.sqrt(worth)
    exchange = exchange_on_axis(worth, fortified, built_up, parameters)
    attackers_lost = scale * attackers**own * defenders**enemy / fires
    defenders_lost = scale / exchange * defenders**own * attackers**enemy * fires
    return (
        min(attackers_lost, MOST_ATTACKERS_A_DAY / MEAN_CONTACT_SHARE * attackers),
        min(defenders_lost, MOST_DEFENDERS_A_DAY / MEAN_CONTACT_SHARE * defenders),
    )
