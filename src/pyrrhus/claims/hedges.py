"""What the words round a figure mean: a hedge is a bound, a range an interval, a denial weight taken away from a range.

On the log scale a claim speaks of u = log truth + log bias. Read with noise e ~ N(0, noise_sd^2):
`exactly`, `about` say u + e = log value; `at_least` u + e >= log bound; `up_to` u + e <= log bound; `between` both.
A denial or doubt has likelihood 1 - k P(u + e in the denied range), k = 0.8 or 0.5: weak, and never certain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.priors import NOISE_FACTOR, Z90
from pyrrhus.claims.scope import is_part_of_unnamed

Floats = NDArray[np.float64]

ABOUT_FACTOR = 1.5
DENIAL_STRENGTH = {"asserts": 0.0, "denies": 0.8, "doubts": 0.5}
DENIED_FACTOR = {"exactly": 1.25, "about": 1.5}
ZERO_STANDS_FOR = 0.5
ZERO_SHARE_STANDS_FOR = 0.005
_LOG_SQRT_2PI = 0.5 * math.log(2 * math.pi)
_SQRT_2 = math.sqrt(2.0)
# From here on the plain formulas lose digits that the tail's own keep; below it both agree to 12 digits.
FAR_TAIL_SD = 30.0


@dataclass(frozen=True)
class HedgedInterval:
    """A claim's figure on the log scale: a point (`low` equals `high`) or a range, its noise, its denial."""

    low: float
    high: float
    noise_sd: float
    denial: float = 0.0

    @property
    def is_point(self) -> bool:
        return self.low == self.high and self.denial == 0.0

    @property
    def centre(self) -> float:
        """The number to show: the point, the middle of a range, or the bound."""
        if math.isinf(self.low):
            return self.high
        return self.low if math.isinf(self.high) else 0.5 * (self.low + self.high)


def figure_of(claim: Claim) -> float | None:
    """The one number that stands for a claim where a single one is needed (its value, middle or bound)."""
    if claim.value is not None:
        return claim.value
    if claim.low is not None and claim.high is not None:
        return math.sqrt(claim.low * claim.high) if min(claim.low, claim.high) > 0 else 0.5 * (claim.low + claim.high)
    return claim.low if claim.low is not None else claim.high


def read_hedge(claim: Claim, noise_log_sd: float) -> HedgedInterval | None:
    """The reading of a numeric claim, None where it has no usable figure (none at all, or a negative one)."""
    bounds = _bounds(claim)
    if bounds is None:
        return None
    low, high, spread = bounds
    if is_part_of_unnamed(claim) and not math.isinf(low) and claim.stance == "asserts":
        high = math.inf  # what a part of it lost is a floor under the whole
    noise = noise_log_sd * NOISE_FACTOR.get(claim.credibility, 1.0)
    if claim.hedge == "about":
        noise *= ABOUT_FACTOR
    denial = DENIAL_STRENGTH[claim.stance]
    if denial and low == high:
        width = math.log(DENIED_FACTOR.get(claim.hedge, 1.25))
        low, high = low - width, high + width
    return HedgedInterval(low, high, math.hypot(noise, spread), denial)


def _bounds(claim: Claim) -> tuple[float, float, float] | None:
    """Log bounds, and the extra spread of a figure that comes with its own range or is rounded."""
    numbers = [n for n in (claim.low, claim.value, claim.high) if n is not None]
    if not numbers or min(numbers) < 0 or not all(map(math.isfinite, numbers)):
        return None
    least = ZERO_SHARE_STANDS_FOR if claim.unit in ("share", "ratio") else ZERO_STANDS_FOR
    if max(numbers) == 0:
        return -math.inf, math.log(least), 0.0
    low, value, high = (None if n is None else math.log(n if n > 0 else least) for n in _in_order(claim))
    if claim.hedge == "at_least":
        bound = low if low is not None else value
        if bound is None:
            return -math.inf, high, 0.0  # type: ignore[return-value]
        return bound, math.inf if high is None or high <= bound else high, 0.0
    if claim.hedge == "up_to":
        bound = high if high is not None else value
        if bound is None:
            return low, math.inf, 0.0  # type: ignore[return-value]
        return -math.inf if low is None or low >= bound else low, bound, 0.0
    if value is not None and claim.hedge != "between":
        spread = _rounding(claim.value or 0.0)
        if low is not None and high is not None and high > low:
            spread = max(spread, (high - low) / (2 * Z90))
        return value, value, spread
    if low is None and high is None:
        return value, value, 0.0  # type: ignore[return-value]
    return (-math.inf if low is None else low), (math.inf if high is None else high), 0.0


def _in_order(claim: Claim) -> tuple[float | None, float | None, float | None]:
    """Low, value and high with the bounds in order; a lower bound of nothing is no bound."""
    low, high = claim.low, claim.high
    if low is not None and high is not None and low > high:
        low, high = high, low
    return low or None, claim.value, high


def significant_digits(number: float) -> int:
    """How many digits a figure was given with: 20,000 has one, 137,780 five."""
    digits = f"{abs(number):.10g}".replace(".", "").split("e")[0].strip("0")
    return max(len(digits), 1)


def rounding_step(number: float) -> float:
    """The worth of the last place that a figure shows: 20,000 is rounded to 10,000, 137,780 to 10."""
    if number <= 0:
        return 0.0
    return 10.0 ** (math.floor(math.log10(number)) + 1 - significant_digits(number))


def _rounding(number: float) -> float:
    """Log spread of a figure that was rounded to the digits it shows (uniform over the last place)."""
    digits = significant_digits(number)
    mantissa = number / 10 ** math.floor(math.log10(number)) if number > 0 else 1.0
    return 10.0 ** (1 - digits) / mantissa / math.sqrt(12.0)


def log_chance(mean: Floats, variance: Floats, low: Floats, high: Floats, noise_sd: Floats, denial: Floats) -> Floats:
    """log Z, the chance that a reading leaves to u when u is N(mean, variance). All shapes alike."""
    _, _, _, log_z = _between(mean, variance, low, high, noise_sd)
    return np.where(denial > 0, np.log(1.0 - denial * np.exp(log_z)), log_z) if denial.any() else log_z


def tilted(
    mean: Floats, variance: Floats, low: Floats, high: Floats, noise_sd: Floats, denial: Floats
) -> tuple[Floats, Floats, Floats]:
    """log Z of a reading under N(mean, variance) for u, and its first two derivatives by the mean.

    All shapes (n,). The moments of the tilted distribution follow: mean + variance g, variance + variance^2 h.
    """
    scale, alpha, beta, log_z = _between(mean, variance, low, high, noise_sd)
    at_low, at_high = _densities(alpha, beta, log_z)
    first = (at_low - at_high) / scale
    second = -(first**2) + (_finite(alpha) * at_low - _finite(beta) * at_high) / scale**2
    # the variance of what is left lies between nought and the whole; far out its digits are lost in those of alpha^2
    far_out = _edges(alpha, beta)[0] > FAR_TAIL_SD
    second = np.where(far_out, np.clip(second, -1.0 / scale**2, 0.0), second)
    denied = denial > 0
    if denied.any():
        share = denial * np.exp(log_z)
        rest = 1.0 - share
        first_denied = -share * first / rest
        second_denied = -(first_denied**2) - share * (second + first**2) / rest
        log_z = np.where(denied, np.log(rest), log_z)
        first, second = np.where(denied, first_denied, first), np.where(denied, second_denied, second)
    return log_z, first, second


def _between(
    mean: Floats, variance: Floats, low: Floats, high: Floats, noise_sd: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Sd of u with noise, both bounds in units of it, and the log chance of lying between them, exact in the tails."""
    from scipy.special import log_ndtr

    scale = np.sqrt(variance + noise_sd**2)
    alpha, beta = (low - mean) / scale, (high - mean) / scale
    near, far = _edges(alpha, beta)
    log_near, log_far = log_ndtr(-near), log_ndtr(-far)
    gap = np.where(near > FAR_TAIL_SD, _tail_gap(near, far), log_far - log_near)
    return scale, alpha, beta, log_near + np.log(-np.expm1(np.minimum(gap, -1e-12)))


def _densities(alpha: Floats, beta: Floats, log_z: Floats) -> tuple[Floats, Floats]:
    """The normal density at both bounds over the chance between them; nought at a bound that is not given.

    Far out in a tail the density and the chance both vanish, and their squares are too large to be told apart: there
    the ratio is the normal's hazard, by the scaled complementary error function (Abramowitz and Stegun 1964, 7.1.13).
    """
    from scipy.special import erfcx

    near, far = _edges(alpha, beta)
    tail = near > FAR_TAIL_SD
    at_low = np.where(np.isinf(alpha), 0.0, np.exp(np.minimum(-0.5 * _finite(alpha) ** 2 - _LOG_SQRT_2PI - log_z, 700)))
    at_high = np.where(np.isinf(beta), 0.0, np.exp(np.minimum(-0.5 * _finite(beta) ** 2 - _LOG_SQRT_2PI - log_z, 700)))
    if not tail.any():
        return at_low, at_high
    edge = np.where(tail, near, 1.0)
    hazard = math.sqrt(2.0 / math.pi) / erfcx(edge / _SQRT_2)
    at_near = hazard / -np.expm1(np.minimum(np.where(tail, _tail_gap(near, far), -1.0), -1e-12))
    at_far = at_near * np.exp(np.where(tail, _square_gap(near, far), 0.0))
    above = alpha == near
    at_low = np.where(tail, np.where(above, at_near, at_far), at_low)
    return at_low, np.where(tail, np.where(above, at_far, at_near), at_high)


def _edges(alpha: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """The bounds mirrored so that both lie in the upper tail: the nearer to the mean first."""
    flip = np.where(np.isinf(alpha), beta, alpha) + np.where(np.isinf(beta), alpha, beta) > 0
    return np.where(flip, alpha, -beta), np.where(flip, beta, -alpha)


def _square_gap(near: Floats, far: Floats) -> Floats:
    """(near^2 - far^2) / 2 without the loss of digits; minus infinity where there is no far bound."""
    end = np.where(np.isinf(far), 0.0, far)
    return np.where(np.isinf(far), -np.inf, -0.5 * (end - near) * (end + near))


def _tail_gap(near: Floats, far: Floats) -> Floats:
    """log of the upper tail beyond `far` over that beyond `near`, for near > 0."""
    from scipy.special import erfcx

    edge = np.maximum(near, 1.0)
    end = np.where(np.isinf(far), edge, np.maximum(far, edge))
    return _square_gap(edge, np.where(np.isinf(far), far, end)) + np.log(erfcx(end / _SQRT_2) / erfcx(edge / _SQRT_2))


def _finite(values: Floats) -> Floats:
    return np.where(np.isinf(values), 0.0, values)
