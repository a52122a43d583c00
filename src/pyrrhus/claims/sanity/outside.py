"""A figure that lies outside what all the other claims together allow."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pyrrhus.claims.infer import Posterior
from pyrrhus.claims.periods import Item
from pyrrhus.claims.result import Flag

Z98 = 2.3263
WIDENING = 2.5
MOST_LOG_WIDTH = math.log(30.0)


def check_outside(items: Sequence[Item], posterior: Posterior) -> list[Flag]:
    """Flags for asserted claims outside the 98 % interval that the others, with this source's bias and noise, allow.

    `items` are the claims that count, in the order of the posterior's sites. Where the others say next to nothing
    (their interval spans more than a factor 30) there is nothing to lie outside of.
    """
    flags = []
    sites = posterior.sites
    for row, item in enumerate(items):
        variance = float(posterior.variance[row])
        left = 1.0 / variance - float(sites.precision[row])
        if item.reading.denial or left <= 1e-6:
            continue
        mean = (float(posterior.predicted[row]) / variance - float(sites.shift[row])) / left
        sd = math.sqrt(1.0 / left + float(sites.noise[row]) ** 2)
        low, high = mean - Z98 * sd, mean + Z98 * sd
        reading = item.reading
        if high - low > MOST_LOG_WIDTH or (low <= reading.high and reading.low <= high):
            continue
        said, where = (reading.low, "above") if reading.low > high else (reading.high, "below")
        why = (
            f"{math.exp(said):,.4g} lies {where} the {math.exp(low):,.3g} to {math.exp(high):,.3g} that the other "
            "claims allow, this source's bias and noise included (98 percent)"
        )
        flags.append(Flag(item.claim.id, "outside_fused", why, WIDENING))
    return flags
