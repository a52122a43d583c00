"""What a figure of losses counted: the whole front, a sector of it, one unit, one day; and how much of a lean it has.

    log claim = truth + source + (scope * whose losses) + error

Totals of a whole front are made for effect; who counts one sector, unit or day stands nearer to what is counted. Of
the lean that sources of its interest have on whole fronts such a figure carries a part; the rest is taken off by a term
that all figures of that scope by them about that side share, and that is learnt with the rest (`scope_priors.csv`).

A day is not the mean of its month. The log of n days' losses over that of a longer stretch of w days has the variance

    DAY_LOG_SD^2 (n^-1/2 - w^-1/2)

Ardennes 1944-45, 30 days of two armies: a day 0.16 to 0.36, a week 0.12 to 0.24 (daily data of the Ardennes campaign,
as in Wiper and others 2000). One town is smaller than an army group, so the upper end is taken.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pyrrhus.claims.ledger import Claim, Scope
from pyrrhus.claims.priors import Z90, family_of
from pyrrhus.claims.vocabulary import all_rows

Level = Literal["front", "sector", "unit", "day"]
DAY_LOG_SD = 0.4
SCOPED_FAMILY = "losses"


@dataclass(frozen=True)
class ScopePrior:
    """The part of the lean on whole fronts that figures of a scope carry, and how far (log sd) that may be off."""

    carried_0_1: float
    log_sd: float


@cache
def scope_priors() -> dict[str, ScopePrior]:
    """Prior by level; a whole front's is the source's bias itself."""
    text = files("pyrrhus.claims").joinpath("scope_priors.csv").read_text(encoding="utf-8")
    return {
        row["scope"]: ScopePrior(
            float(row["carried_share_0_1"]),
            math.log(float(row["factor90"])) / Z90,
        )
        for row in csv.DictReader(text.splitlines())
    }  # type: ignore[return-value]


def scope_of(claim: Claim) -> Scope:
    """What a claim says that was counted; where it does not say, an actor is a unit and a place a sector."""
    if claim.scope is not None:
        return claim.scope
    return "unit" if claim.actor else "sector" if claim.place is not None else "front"


def level_of(claim: Claim) -> Level:
    """The scope, or the single day that a figure speaks of where it is not one of the whole front."""
    scope = scope_of(claim)
    single = claim.begins_on is not None and claim.begins_on == (claim.period_to or claim.said_on)
    return "day" if single and scope != "front" else scope


def speaks_of_losses(claim: Claim) -> bool:
    """Whether a scope matters to a claim: it gives a figure of the family whose lean differs by scope."""
    return claim.category is None and family_of(claim.quantity) == SCOPED_FAMILY


def is_part_of_unnamed(claim: Claim) -> bool:
    """A count that says it is of a sector or a unit, where the row names but the whole: a floor under that."""
    nothing_named = claim.place is None if claim.scope == "sector" else claim.scope == "unit" and not claim.actor
    row = all_rows().get(claim.quantity)
    return nothing_named and row is not None and (row.part_of_front or row.family == SCOPED_FAMILY)


def short_period_variance(days: float, segment_days: float) -> float:
    """Variance (log) of the losses of so many days round those of the longer segment that they stand for."""
    return DAY_LOG_SD**2 * max(days**-0.5 - segment_days**-0.5, 0.0)
