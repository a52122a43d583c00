"""A figure that lies outside what all the other claims together allow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.periods import Item
from pyrrhus.claims.result import Flag

Z98 = 2.3263
WIDENING = 2.5


def check_outside(counted: Sequence[tuple[Item, int]], posterior: Posterior, items: Sequence[Item]) -> list[Flag]:
    """Flags for asserted claims outside the 98 % interval that the others' posterior, bias and noise included, gives."""
    flags = []
    if len(counted) < 3:
        return flags
    precision, shift = posterior.precision, posterior.shift
    for item, row in counted:
        if item.reading.denial:
            continue
        variance = float(posterior.predicted_variance[row])
        left = 1.0 / variance - float(precision[row])
        if left <= 1e-6:
            continue
        mean = (float(posterior.predicted[row]) / variance - float(shift[row])) / left
        sd = math.sqrt(1.0 / left + float(posterior.noise_sd[row]) ** 2)
        low, high = mean - Z98 * sd, mean + Z98 * sd
        reading = item.reading
        if reading.low > high or reading.high < low:
            said = reading.low if reading.low > high else reading.high
            flags.append(
                Flag(
                    item.claim.id,
                    "outside_fused",
                    f"{math.exp(said):,.4g} lies {'above' if said > high else 'below'} the {math.exp(np.clip(low, -50, 50)):,.3g} to "
                    f"{math.exp(np.clip(high, -50, 50)):,.3g} that the other claims, with this source's bias, allow (98 percent)",
                    WIDENING,
                )
            )
    return flags
