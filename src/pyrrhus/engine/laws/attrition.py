"""Attrition: the attacker chooses an intensity (losses it accepts); both sides' troops and shells set what each loses.

On an axis, a day, with A and D troops in contact over the mean share in contact (0.35, so that A is all the attacker's
troops there at that share), I the intensity (phase x noise, 1 on average over the weeks of a battle), s the ratio of
shells, w the fighting value of a defender over an attacker's (quality, supply):

    attacker's casualties  C_A = rate x I x exposure x A^(1-p) (1.7 D)^p x sqrt(w) x s^(-f e)
    defender's casualties  C_D = rate x I x exposure x D^(1-p) (1.7 A)^p / sqrt(w) x s^(f e) x (1 - cover) / x

    p = (1 - h) / 2,   h = `force_ratio_elasticity`,   x = `exchange_ratio`
    w = quality_D / quality_A x (1 + fed_D) / (1 + fed_A)

so that C_A / A is `rate`, the share of *total* strength that published battles cost a day, at their force ratio (1.7);
C_A / C_D = x (A / D)^h at equal shells, quality and supply in open ground; everything threefold costs threefold; and
both sides swapped, with rate / x and 1 / x, swap their losses. Half the defenders spare the attacker 1 - 2^-p of its
losses (p about 0.25: CDB90, `docs/explanation/losses.md`); twice the defender's shells cost it 2^(f e) as much (f the
share of losses by shells, e `fire_elasticity`; judgment: counts of guns in CDB90 show no effect).

In contact is the smaller of `contact_share_0_1` of the troops on the axis and `max_density_per_km` x frontage (force to
space); where the whole front has become shorter than on the first day of a forecast, the share in contact falls with
it. Cover is the defender's: fortification (less destruction) and built-up ground. Who counter-attacks changes roles. A
day takes at most 13.44 % of A and 5.76 % of D (Dupuy, QJM; of all troops, as the rate is). Killed : wounded follows
`wounded_per_killed`, cut to 60 % where no road is open for evacuation.

Limiting cases: no intensity or no enemy, no losses; h = 1 is the logarithmic law, each side loses by its own strength.
Neutral form: nobody is lost.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, CAPTURED, COLUMN, KILLED, KINDS, WOUNDED
from pyrrhus.engine.compiling import compiled, step

LOSS_RATE = COLUMN["attacker_loss_rate_per_day"]
EXCHANGE = COLUMN["exchange_ratio"]
FORCE_ELASTICITY = COLUMN["force_ratio_elasticity"]
FIRE_ELASTICITY = COLUMN["fire_elasticity"]
FIRES_SHARE = COLUMN["fires_share_of_losses_0_1"]
FORTIFICATION_COVER = COLUMN["fortification_cover_0_1"]
BUILT_UP_COVER = COLUMN["built_up_cover_0_1"]
WOUNDED_PER_KILLED = COLUMN["wounded_per_killed"]
CAPTURED_SHARE = COLUMN["captured_share_0_1"]
DENSITY = COLUMN["max_density_per_km"]
CONTACT = COLUMN["contact_share_0_1"]
ASSAULT_EXPOSURE = COLUMN["assault_exposure_ratio"]
QUALITY_ASSAULT = COLUMN["quality_assault"]
PROBING_RATIO = COLUMN["probing_intensity_ratio"]
OFFENSIVE_DAYS = COLUMN["offensive_mean_days"]
PAUSE_DAYS = COLUMN["pause_mean_days"]
RETURNED = COLUMN["returned_wounded_share_0_1"]
MOST_ATTACKERS_A_DAY = 0.1344
MOST_DEFENDERS_A_DAY = 0.0576
COUNTER_INTENSITY = 0.5
FORCE_RATIO_OF_BATTLES = 1.7  # median of the battles that the rate comes from (`pyrrhus validate losses`)
MEAN_CONTACT_SHARE = 0.35  # mean of the prior of `contact_share_0_1`: with it the rate is of all troops


@compiled
def share_needed(frontage_km, first_frontage_km):
    """Part of the troops (0..1) that the front needs against its first day; 1 in the history, where `first` is 0."""
    return min(1.0, frontage_km / first_frontage_km) if first_frontage_km > 0.0 else 1.0


@step
def measure_contact(personnel, front, first_frontage_km, parameters, present, contact, quality, exposure):
    """Troops present ([side]) and in contact, their mean quality and exposure ([side, axis]).

    From personnel [side, axis, kind]. A front shorter than on the forecast's first day engages fewer, in proportion.
    """
    frontage = 0.0
    for axis in range(contact.shape[1]):
        frontage += front.frontage_km[axis]
    engaged = parameters[CONTACT] * share_needed(frontage, first_frontage_km)
    for side in range(2):
        present[side] = 0.0
        for axis in range(contact.shape[1]):
            total = 0.0
            worth = 0.0
            exposed = 0.0
            for kind in range(KINDS):
                men = personnel[side, axis, kind]
                total += men
                worth += men * (1.0 if kind == 0 else parameters[QUALITY_ASSAULT + kind - 1])
                exposed += men * (parameters[ASSAULT_EXPOSURE] if kind == 1 and side == ATTACKER else 1.0)
            present[side] += total
            contact[side, axis] = min(engaged * total, parameters[DENSITY] * front.frontage_km[axis])
            quality[side, axis] = worth / total if total > 0.0 else 1.0
            exposure[side, axis] = exposed / total if total > 0.0 else 1.0


@compiled
def effect_of_fires(shell_ratio, parameters):
    """What an advantage in shells (attacker's rounds over the defender's) does to losses: a factor, 1 at parity."""
    return shell_ratio ** (parameters[FIRE_ELASTICITY] * parameters[FIRES_SHARE])


@compiled
def level_of_battles(parameters):
    """Mean intensity over the days of a battle as lists count them: attacks and the probing between, no dormancy."""
    probing = parameters[PAUSE_DAYS] / parameters[OFFENSIVE_DAYS]
    return (1.0 + probing * parameters[PROBING_RATIO]) / (1.0 + probing)


@compiled
def rate_in_contact(parameters):
    """Attacker's casualties a day for each of its troops in contact, equals against equals, at an intensity of 1."""
    own_rate = parameters[LOSS_RATE] / level_of_battles(parameters) / MEAN_CONTACT_SHARE
    return own_rate * FORCE_RATIO_OF_BATTLES ** enemy_exponent(parameters)


@compiled
def enemy_exponent(parameters):
    """Percent more losses for one percent more of the enemy's troops (p)."""
    return 0.5 * (1.0 - parameters[FORCE_ELASTICITY])


@compiled
def worth_ratio(quality_ratio, fed_attacker, fed_defender):
    """Fighting value of a defender over an attacker's: quality, and half of it without supply."""
    return quality_ratio * (1.0 + fed_defender) / (1.0 + fed_attacker)


@compiled
def exchange_on_axis(worth, fortified, built_up, parameters):
    """Attacker's casualties for each of the defender's at equal forces and fires."""
    cover = (1.0 - parameters[FORTIFICATION_COVER] * fortified) * (1.0 - parameters[BUILT_UP_COVER] * built_up)
    return parameters[EXCHANGE] * worth / cover


@compiled
def casualties_on_axis(attackers, defenders, worth, exposure, level, counter, fires, fortified, built_up, parameters):
    """Casualties of both sides on one axis in a day (persons): (attacker's, defender's).

    `level` is the attacker's intensity, `counter` that of the defender's counter-attacks, `worth` the fighting value of
    a defender over an attacker's, `fires` the effect of both sides' shells.
    """
    if attackers <= 0.0 or defenders <= 0.0:
        return 0.0, 0.0
    p = enemy_exponent(parameters)
    rate = rate_in_contact(parameters)
    by_attackers = rate * attackers * (defenders / attackers) ** p
    by_defenders = rate * defenders * (attackers / defenders) ** p
    balance = np.sqrt(worth)
    exchange = exchange_on_axis(worth, fortified, built_up, parameters)
    attackers_lost = level * exposure * by_attackers * balance / fires
    defenders_lost = level * exposure * by_defenders * balance / exchange * fires
    if counter > 0.0:
        # who attacks leaves cover: the exchange turns to the defender's cost
        defenders_lost += COUNTER_INTENSITY * counter * by_defenders / balance * fires
        attackers_lost += COUNTER_INTENSITY * counter * by_attackers * balance / parameters[EXCHANGE] / fires
    return (
        min(attackers_lost, MOST_ATTACKERS_A_DAY / MEAN_CONTACT_SHARE * attackers),
        min(defenders_lost, MOST_DEFENDERS_A_DAY / MEAN_CONTACT_SHARE * defenders),
    )


@compiled
def take_losses(casualties, side, axis, open_road, personnel, convalescent, gone, losses, parameters):
    """Take casualties (persons) out of the ranks by kind, and share them among killed, wounded and captured."""
    exposed = 0.0
    for kind in range(KINDS):
        weight = parameters[ASSAULT_EXPOSURE] if kind == 1 and side == ATTACKER else 1.0
        exposed += weight * personnel[side, axis, kind]
    if exposed <= 0.0:
        return
    captured_share = parameters[CAPTURED_SHARE]
    wounded_ratio = parameters[WOUNDED_PER_KILLED] * (0.6 + 0.4 * open_road)
    killed_share = (1.0 - captured_share) / (1.0 + wounded_ratio)
    wounded_share = 1.0 - captured_share - killed_share
    rate = casualties / exposed
    for kind in range(KINDS):
        there = personnel[side, axis, kind]
        if there <= 0.0:
            continue
        weight = parameters[ASSAULT_EXPOSURE] if kind == 1 and side == ATTACKER else 1.0
        lost = min(there, rate * weight * there)
        personnel[side, axis, kind] -= lost
        losses[side, KILLED] += lost * killed_share
        losses[side, WOUNDED] += lost * wounded_share
        losses[side, CAPTURED] += lost * captured_share
        healing = lost * wounded_share * parameters[RETURNED]
        convalescent[side, kind] += healing
        gone[side, kind] += lost - healing


@compiled
def take_prisoners(share, side, axis, personnel, gone, losses):
    """A share (0..1) of the side's troops on an axis is taken prisoner."""
    for kind in range(KINDS):
        taken = share * personnel[side, axis, kind]
        personnel[side, axis, kind] -= taken
        gone[side, kind] += taken
        losses[side, CAPTURED] += taken
