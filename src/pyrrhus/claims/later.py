"""Claims held against what came out later: the best later statement on the same thing by somebody else.

Later and better means: said on a later day, going back to another origin, about the same quantity, side, place and
period (within days), and graded better, first by how reliable its source is, then by how credible the statement. An
F or a 6 is no grade, and so never the better one. Nothing here knows the truth: a later figure may be wrong too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pyrrhus.claims.echo import same_thing
from pyrrhus.claims.hedges import figure_of, read_hedge
from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.options import FusionOptions
from pyrrhus.claims.priors import Z90
from pyrrhus.claims.result import Fusion

UNGRADED = {"F": "Z", "6": "9"}
STILL_TRUE_DAYS = 30  # a word said of one day speaks of another so near to it


@dataclass(frozen=True)
class SourceComparison:
    """A claim beside the later one; `ratio` of its figure to the later (None for a word), and whether they agree."""

    claim: str
    later: str
    ratio: float | None
    agrees: bool


def compare_with_later(claims: Sequence[Claim], fusion: Fusion) -> dict[str, SourceComparison]:
    """Every assertion for which there is a later, better statement, by id."""
    copies = {claim for echo in fusion.echoes for claim in echo.claims if claim != echo.origin}
    origin = {claim: echo.origin for echo in fusion.echoes for claim in echo.claims}
    spoken: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.stance == "asserts" and claim.id not in copies:
            spoken[claim.quantity, claim.about].append(claim)
    found = {}
    for group in spoken.values():
        for claim in group:
            better = [
                other
                for other in group
                if other.said_on > claim.said_on
                and other.source != claim.source
                and origin.get(other.id, other.id) != origin.get(claim.id, claim.id)
                and _grade(other) < _grade(claim)
                and other.reliability != "F"
                and _same_time(claim, other)
            ]
            if better:
                best = min(better, key=lambda c: (_grade(c), -c.said_on.toordinal(), c.id))
                compared = _compare(claim, best)
                if compared is not None:
                    found[claim.id] = compared
    return found


def _grade(claim: Claim) -> tuple[str, str]:
    """Sorts the better grade first; what nobody could judge comes last."""
    return UNGRADED.get(claim.reliability, claim.reliability), UNGRADED.get(claim.credibility, claim.credibility)


def _same_time(one: Claim, two: Claim) -> bool:
    if one.category is not None:
        days = (one.period_to or one.said_on) - (two.period_to or two.said_on)
        return abs(days.days) <= STILL_TRUE_DAYS
    return same_thing(one, two)


def _compare(claim: Claim, later: Claim) -> SourceComparison | None:
    if claim.category is not None:
        return SourceComparison(claim.id, later.id, None, claim.category == later.category)
    noise = FusionOptions().noise_log_sd
    mine, theirs, figure, better = (
        read_hedge(claim, noise),
        read_hedge(later, noise),
        figure_of(claim),
        figure_of(later),
    )
    if mine is None or theirs is None or not figure or not better:
        return None
    slack = Z90 * math.hypot(mine.noise_sd, theirs.noise_sd)
    agrees = max(mine.low, theirs.low) - min(mine.high, theirs.high) <= slack
    return SourceComparison(claim.id, later.id, figure / better, agrees)
