"""Orders: what each side tries to do on each axis today, from what it can know (late and noisy).

The attacker's phase on an axis is {dormant, probing, offensive}: a Markov chain. Offensives last `offensive_mean_days`
and end in probing; from there the next begins at 1 / `pause_mean_days`, or the axis falls dormant at half the rate at
which offensives end, to be probed again at 1 / `pause_mean_days`. It starts offensives sooner when it believes itself
stronger (start rate x believed force ratio^0.5, held between 1/2 and 2) and willing (x will), and calls one off when
what it lacks of its first strength, lost and not replaced, passes `culmination_loss_0_1` as it knows it (rate x 6):
Helmbold 1971, over 90 % of failed attacks stopped below 40 % losses. The defender counter-attacks on an axis
`counter_attack_share_0_1` of the days, in spells of a week, more by its own belief and will. Beliefs follow the truth
with a lag of ten days, and of the force ratio each day is seen with a log error of 0.3 (0.07 in the belief). Once the
town has fallen the attacker regroups for `pause_after_fall_days`. A side's policy may forbid or force.

Limiting case: with equal beliefs and no losses the long-run share of days in each phase is that of the chain.
Neutral form: every axis is on the offensive every day, nobody counter-attacks.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import ATTACKER, COLUMN, DEFENDER, DORMANT, OFFENSIVE, PROBING
from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.laws.policies import ACT_PAUSE
from pyrrhus.engine.streams import STREAM_ORDERS, STREAM_PERCEPTION, normal, philox, uniform

OFFENSIVE_DAYS = COLUMN["offensive_mean_days"]
PAUSE_DAYS = COLUMN["pause_mean_days"]
COUNTER_SHARE = COLUMN["counter_attack_share_0_1"]
CULMINATION = COLUMN["culmination_loss_0_1"]
PAUSE_AFTER_FALL = COLUMN["pause_after_fall_days"]
BELIEF_LAG_DAYS = 10.0
BELIEF_LOG_ERROR = 0.3
COUNTER_SPELL_DAYS = 7.0
CULMINATION_HASTE = 6.0


@compiled
def perceive(perceived_ratio, perceived_loss, force_ratio, loss_share, history, day, seed):
    """Move each side's beliefs ([side]) towards the true force ratio and its own loss share."""
    word_a, word_d, _, _ = philox(history, day, np.uint32(0), np.uint32(0), seed, STREAM_PERCEPTION)
    pace = 1.0 / BELIEF_LAG_DAYS
    for side in range(2):
        word = word_a if side == ATTACKER else word_d
        seen = np.log(max(force_ratio, 1e-3)) + BELIEF_LOG_ERROR * normal(word)
        perceived_ratio[side] = np.exp((1.0 - pace) * np.log(perceived_ratio[side]) + pace * seen)
        perceived_loss[side] += pace * (loss_share[side] - perceived_loss[side])


@compiled
def is_regrouping(fell_day, day, parameters):
    """Whether the attacker is still regrouping after the fall of the town."""
    return fell_day >= 0 and day < fell_day + parameters[PAUSE_AFTER_FALL]


@compiled
def highest_phase(action, regrouping):
    """Highest phase that the attacker may be in: a pause is no attack, and who regroups probes."""
    if action == ACT_PAUSE:
        return DORMANT
    return PROBING if regrouping else OFFENSIVE


@compiled
def give_orders(
    phase, perceived_ratio, perceived_loss, will, most, effort, parameters, at_work, history, day, seed, axis_hash
):
    """Set the phase of both sides on every axis ([side, axis]) for this day.

    `most` is the highest phase that the attacker's policy and the fall of the town allow it; `effort` [side, axis].
    """
    axes = phase.shape[1]
    if not at_work:
        phase[ATTACKER, :] = OFFENSIVE
        phase[DEFENDER, :] = DORMANT
        return
    eagerness = min(2.0, max(0.5, np.sqrt(perceived_ratio[ATTACKER]))) * max(0.1, will[ATTACKER] / 0.8)
    start = eagerness / parameters[PAUSE_DAYS]
    stop = 1.0 / parameters[OFFENSIVE_DAYS]
    if perceived_loss[ATTACKER] > parameters[CULMINATION]:
        stop *= CULMINATION_HASTE
    counter = parameters[COUNTER_SHARE] * min(2.0, max(0.5, 1.0 / np.sqrt(perceived_ratio[DEFENDER])))
    counter = min(0.9, counter * will[DEFENDER] / 0.8)
    for axis in range(axes):
        word_a, word_d, _, _ = philox(history, day, axis_hash[axis], np.uint32(0), seed, STREAM_ORDERS)
        u = uniform(word_a)
        now = phase[ATTACKER, axis]
        # a lesser effort on an axis makes offensives there rarer; effort 1 is the plain chain
        wish = start * effort[ATTACKER, axis]
        if most < OFFENSIVE:
            now = most
        elif now == OFFENSIVE:
            if u < stop:
                now = PROBING
        elif now == PROBING:
            if u < wish:
                now = OFFENSIVE
            elif u > 1.0 - 0.5 * stop:
                now = DORMANT
        elif u < wish:
            now = PROBING
        phase[ATTACKER, axis] = now
        u = uniform(word_d)
        if phase[DEFENDER, axis] == OFFENSIVE:
            if u < 1.0 / COUNTER_SPELL_DAYS:
                phase[DEFENDER, axis] = DORMANT
        elif u < counter / (1.0 - counter) / COUNTER_SPELL_DAYS:
            phase[DEFENDER, axis] = OFFENSIVE
