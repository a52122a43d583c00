"""Intensity of fighting: an autocorrelated log-normal factor per axis (carries the noise of attrition and advance).

    y(t+1) = phi y(t) + sqrt(1 - phi^2) z,   phi = 2^(-1 / half-life),   z standard normal
    factor = exp(sd (sqrt(common) y_common + sqrt(1 - common) y_axis) - sd^2 / 2)

so that its mean is 1 whatever its spread. Stochastic Lanchester models with independent small shocks are far too
narrow (Operations Research 13(1), "stochastic determinism"); day effects of a factor 2 are what CDB90 demands.
Limiting case: moments of the Ornstein-Uhlenbeck process; sd = 0 gives 1. Not one of the nine laws; they read it.
"""

from __future__ import annotations

import numpy as np

from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.compiling import compiled
from pyrrhus.engine.streams import STREAM_INTENSITY, normal, word_of_day

SD = COLUMN["intensity_log_sd"]
HALF_LIFE = COLUMN["intensity_half_life_days"]
COMMON = COLUMN["intensity_common_share_0_1"]


@compiled
def prepare_intensity(noise, parameters):
    """What does not change in a draw: share kept from day to day, shock, weights of both parts, half the variance."""
    keep = 2.0 ** (-1.0 / parameters[HALF_LIFE])
    sd = parameters[SD]
    noise[0] = keep
    noise[1] = np.sqrt(1.0 - keep * keep)
    noise[2] = sd * np.sqrt(parameters[COMMON])
    noise[3] = sd * np.sqrt(1.0 - parameters[COMMON])
    noise[4] = 0.5 * sd * sd


@compiled
def step_intensity(deviation, factor, noise, words, history, day, seed, axis_hash):
    """Move the deviations ([axis + 1], unit variance) by a day and write the factors ([axis], mean 1).

    `words` [axis + 1, 5] keeps random words for four days.
    """
    axes = factor.shape[0]
    keep, shock, weight_common, weight_own, drift = noise[0], noise[1], noise[2], noise[3], noise[4]
    word = word_of_day(words[axes], history, day, np.uint32(0), np.uint32(0), seed, STREAM_INTENSITY)
    deviation[axes] = keep * deviation[axes] + shock * normal(word)
    common = weight_common * deviation[axes] - drift
    for axis in range(axes):
        word = word_of_day(words[axis], history, day, axis_hash[axis], np.uint32(1), seed, STREAM_INTENSITY)
        deviation[axis] = keep * deviation[axis] + shock * normal(word)
        factor[axis] = np.exp(common + weight_own * deviation[axis])
