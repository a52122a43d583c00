"""Orders and the day's intensity, vectorised over draws and axes."""

from __future__ import annotations

import numpy as np

from benchmarks.twins.array_front import FRONTAGE
from benchmarks.twins.array_policies import follow_policies
from benchmarks.twins.array_state import DORMANT, OFFENSIVE, PAUSE, PROBING, Draws

BELIEF_DAYS, BELIEF_LOG_ERROR = 10.0, 0.3
COUNTER_SPELL_DAYS = 7.0
CULMINATION_HASTE = 6.0


def give_orders(c: Draws) -> None:
    """Beliefs, policies, phases; then the day's level of fighting on every axis, and its mean over the front."""
    force = c.present[0] / np.maximum(1.0, c.present[1])
    noise = BELIEF_LOG_ERROR * c.rng.standard_normal((2, c.count))
    c.log_belief += (np.log(np.maximum(force, 1e-3)) + noise - c.log_belief) / BELIEF_DAYS
    c.known_loss += (c.unfilled - c.known_loss) / BELIEF_DAYS
    follow_policies(c)
    if c.on["orders"]:
        _change_phases(c)
    else:
        c.phase[:] = OFFENSIVE
        c.counter[:] = False
    _drift(c)
    p = c.p
    ratio = np.where(c.phase == PROBING, p["probing_intensity_ratio"], p["dormant_intensity_ratio"])
    c.level = np.where(c.phase == OFFENSIVE, 1.0, ratio) * c.factor
    frontage = c.front.sums[FRONTAGE]
    c.frontage = frontage.sum(axis=0)
    c.mean_level = (c.level * frontage).sum(axis=0) / np.where(c.frontage > 0.0, c.frontage, 1.0)


def _change_phases(c: Draws) -> None:
    p = c.p
    eager = np.clip(np.exp(0.5 * c.log_belief[0]), 0.5, 2.0) * np.maximum(0.1, c.will[0] / 0.8)
    wish = eager / p["pause_mean_days"] * c.effort
    stop = np.where(c.known_loss[0] > p["culmination_loss_0_1"], CULMINATION_HASTE, 1.0) / p["offensive_mean_days"]
    u = c.rng.random((2, *c.phase.shape), dtype=np.float32)
    on, probing = c.phase == OFFENSIVE, c.phase == PROBING
    up, stops = u[0] < wish, u[0] < stop
    sinks = probing & ~up & (u[0] > 1.0 - 0.5 * stop)
    c.phase += (up & ~on).astype(np.int8) - (on & stops) - sinks
    pausing = c.action[0] == PAUSE
    c.phase[:, c.is_regrouping()] = PROBING
    c.phase[:, pausing] = DORMANT
    counter = p["counter_attack_share_0_1"] * np.clip(np.exp(-0.5 * c.log_belief[1]), 0.5, 2.0)
    counter = np.minimum(0.9, counter * c.will[1] / 0.8)
    begins = counter / (1.0 - counter) / COUNTER_SPELL_DAYS
    c.counter = np.where(c.counter, u[1] >= 1.0 / COUNTER_SPELL_DAYS, u[1] < begins)


def _drift(c: Draws) -> None:
    """Intensity drifts back to its mean: log-normal factors of mean 1 ([axis, draw])."""
    p = c.p
    keep = 2.0 ** (-1.0 / p["intensity_half_life_days"])
    shock, sd, common = np.sqrt(1.0 - keep * keep), p["intensity_log_sd"], p["intensity_common_share_0_1"]
    c.deviation *= keep.astype(np.float32)
    noise = c.rng.standard_normal(c.deviation.shape, dtype=np.float32)
    noise *= shock.astype(np.float32)
    c.deviation += noise
    drift = (sd * np.sqrt(common)).astype(np.float32) * c.deviation[-1] - (0.5 * sd * sd).astype(np.float32)
    c.factor = np.exp(drift + (sd * np.sqrt(1.0 - common)).astype(np.float32) * c.deviation[:-1])
