"""Running totals of one source from one start: they can neither fall nor leap."""

from __future__ import annotations

from pyrrhus.claims.hedges import rounding_step
from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.sanity.world import Total, World

LEAP = 2.0  # a total may double, times the square of how many times longer it runs
LEAST_GAIN, MOST_PACE = 1.3, 10.0  # or grow by a third, at so many times its mean pace before


def total_falls(claim: Claim, world: World) -> str | None:
    """A total below one that the same source gave for a shorter time, or above one for a longer time."""
    for one, two in _pairs(claim, world):
        slack = 0.5 * (rounding_step(one.figure) + rounding_step(two.figure))
        if two.figure < one.figure - slack:
            return (
                f"{_said(two)} is less than {_said(one)} of the same source, counted from the same day: one of the two "
                "is wrong, or the count began anew (then counts_from says when)"
            )
    return None


def total_leaps(claim: Claim, world: World) -> str | None:
    """A total that is a multiple of the one before, in a time that does not explain it."""
    for one, two in _pairs(claim, world):
        if one.figure <= 0 or two.figure <= one.figure:
            continue
        gain, longer = two.figure / one.figure, two.days / one.days
        pace = (gain - 1.0) / (longer - 1.0)  # of the step, in units of the mean pace before it
        if gain > LEAP * longer**2 or (gain > LEAST_GAIN and pace > MOST_PACE):
            return (
                f"{_said(two)} is {gain:.2g} times {_said(one)} of the same source, counted from the same day, "
                f"{two.days - one.days} days later: one of the two is wrong, or something else is counted"
            )
    return None


def _pairs(claim: Claim, world: World) -> list[tuple[Total, Total]]:
    """The total with the one before it and the one after it, each pair in order of time."""
    series, at = world.totals.get(claim.id, ((), 0))
    pairs = [(series[at - 1], series[at])] if at > 0 else []
    return pairs + ([(series[at], series[at + 1])] if series and at + 1 < len(series) else [])


def _said(total: Total) -> str:
    return f"the total of {total.figure:,.10g} to {total.claim.period_to or total.claim.said_on} ({total.claim.id})"
