"""Lanchester's laws, generalised (Bracken 1995): another attrition, to be switched in by `attrition` in scenario.yaml.

    attacker's casualties  C_A = rate x I x exposure x A^q D^p S^(1 - p - q) / fires
    defender's casualties  C_D = rate x I x exposure / exchange x D^q A^p S^(1 - p - q) x fires

A and D are troops in contact, S what the frontage has room for (`max_density_per_km` x km): with A = D = S both laws
agree with the default. Exponents (p of the enemy's strength, q of the own): linear 1, 1; square 1, 0; logarithmic 0, 1;
Hartley's mixed law 0.4, 0.75 (as cited by Pinkerton; fitted to many historical battles). Quality, cover, fires and
supply act as in the default; so do Dupuy's greatest losses a day. Force ratio explains almost none of the casualty
ratio in 600 battles (CDB90), so none of these is the default.

Limiting cases: square law, a D^2 - d A^2 is kept; linear law, a D - d A is kept; logarithmic, each side shrinks
exponentially whatever the other has.
"""

from __future__ import annotations

from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.laws.attrition import (
    DENSITY,
    LOSS_RATE,
    MOST_ATTACKERS_A_DAY,
    MOST_DEFENDERS_A_DAY,
    exchange_on_axis,
)

AT_WORK = 2
EXPONENTS = {"linear": (1.0, 1.0), "square": (1.0, 0.0), "logarithmic": (0.0, 1.0), "hartley": (0.4, 0.75)}


@compiled
def lanchester_casualties(
    attackers, defenders, quality_ratio, exposure, level, frontage_km, fires, fortified, built_up, fed, exponents,
    parameters,
):  # fmt: skip
    """Casualties of both sides on an axis in a day (persons): (attacker's, defender's); arguments as in the default."""
    room = parameters[DENSITY] * frontage_km
    if attackers <= 0.0 or defenders <= 0.0 or room <= 0.0:
        return 0.0, 0.0
    enemy, own = exponents[0], exponents[1]
    scale = parameters[LOSS_RATE] * level * exposure * room ** (1.0 - enemy - own)
    exchange = exchange_on_axis(quality_ratio, fortified, built_up, fed, parameters)
    attackers_lost = scale * attackers**own * defenders**enemy / fires
    defenders_lost = scale / exchange * defenders**own * attackers**enemy * fires
    return (
        min(attackers_lost, MOST_ATTACKERS_A_DAY * attackers),
        min(defenders_lost, MOST_DEFENDERS_A_DAY * defenders),
    )
