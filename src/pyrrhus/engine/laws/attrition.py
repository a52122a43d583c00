"""Attrition: the attacker chooses an intensity (losses it accepts); exposure and fires set what each side loses.

On an axis, a day, with N troops in contact, I the intensity (phase x noise), r the force ratio, s the ratio of shells:

    attacker's casualties  C_A = rate x I x exposure x N_A x s^(-f e)
    exchange               x   = exchange_ratio x r^h x s^(-2 f e) x quality_D / quality_A / (1 - cover) x fed
    defender's casualties  C_D = rate x I x exposure x N_A / exchange at s = 1, x s^(f e)   [so C_A / C_D = x]

N is the smaller of `contact_share_0_1` of the troops on the axis and `max_density_per_km` x frontage (force to space);
where the whole front has become shorter than on the first day of a forecast, the share in contact falls with it.
h = `force_ratio_elasticity` (CDB90: +0.25, so more attackers for one defender lose more, not fewer); f the share of
losses by shells, e `fire_elasticity`; cover from fortification (less destruction) and built-up ground; fed is 1 with
the defender in supply and 1/2 without. A day takes at most 13.44 % of the attackers and 5.76 % of the defenders in
contact (Dupuy, QJM). Killed : wounded follows `wounded_per_killed`, cut to 60 % where no road is open for evacuation.
Force ratio explains almost none of the casualty ratio in 600 battles, so no Lanchester law is the default.

Limiting cases: no intensity, no losses; x = exchange_ratio at r = s = 1, equal quality, open ground, fed; losses are
proportional to troops in contact. Neutral form: nobody is lost.
"""

from __future__ import annotations

from pyrrhus.engine.arrays import ATTACKER, CAPTURED, COLUMN, KILLED, KINDS, WOUNDED
from pyrrhus.engine.compiling import compiled

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
RETURNED = COLUMN["returned_wounded_share_0_1"]
MOST_ATTACKERS_A_DAY = 0.1344
MOST_DEFENDERS_A_DAY = 0.0576
COUNTER_INTENSITY = 0.5


@compiled
def share_needed(frontage_km, first_frontage_km):
    """Part of the troops (0..1) that the front needs against its first day; 1 in the history, where `first` is 0."""
    return min(1.0, frontage_km / first_frontage_km) if first_frontage_km > 0.0 else 1.0


@compiled
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
def exchange_on_axis(quality_ratio, fortified, built_up, fed, parameters):
    """Attacker's casualties for each of the defender's at equal forces and fires."""
    cover = (1.0 - parameters[FORTIFICATION_COVER] * fortified) * (1.0 - parameters[BUILT_UP_COVER] * built_up)
    return parameters[EXCHANGE] * quality_ratio / cover * (0.5 + 0.5 * fed)


@compiled
def casualties_on_axis(
    attackers, defenders, quality_ratio, exposure, level, counter, fires, fortified, built_up, fed, parameters
):
    """Casualties of both sides on one axis in a day (persons): (attacker's, defender's).

    `level` is the attacker's intensity, `counter` that of the defender's counter-attacks, `quality_ratio` defender's
    over attacker's, `fires` the effect of both sides' shells.
    """
    if attackers <= 0.0 or defenders <= 0.0:
        return 0.0, 0.0
    exchange = exchange_on_axis(quality_ratio, fortified, built_up, fed, parameters)
    exchange *= (attackers / defenders) ** parameters[FORCE_ELASTICITY]
    effort = parameters[LOSS_RATE] * attackers * level * exposure
    attackers_lost = effort / fires
    defenders_lost = effort / exchange * fires
    if counter > 0.0:
        # who attacks leaves cover: the exchange turns to the defender's cost
        riposte = COUNTER_INTENSITY * counter * parameters[LOSS_RATE] * defenders
        defenders_lost += riposte * fires
        attackers_lost += riposte / parameters[EXCHANGE] / fires
    return (
        min(attackers_lost, MOST_ATTACKERS_A_DAY * attackers),
        min(defenders_lost, MOST_DEFENDERS_A_DAY * defenders),
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
