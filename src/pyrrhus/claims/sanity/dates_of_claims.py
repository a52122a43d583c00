"""Checks of dates: a quotation older than it looks, an event without a date."""

from __future__ import annotations

import re

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.priors import LOSSES
from pyrrhus.claims.sanity.world import World
from pyrrhus.claims.vocabulary import MONTHS


def old_quote(claim: Claim, world: World) -> str | None:
    """A statement whose subject ended long before it was printed, or whose note gives an earlier month of saying."""
    limit = world.context.quote_age_days
    if claim.outlet and claim.outlet != claim.source:
        found = re.search(r"\bsaid (?:in|on) (?:\d{1,2} )?([A-Z][a-z]+)(?: \(?(\d{4})\)?)?", claim.note)
        if found and found.group(1).lower() in MONTHS:
            month = MONTHS.index(found.group(1).lower()) + 1
            year = int(found.group(2)) if found.group(2) else claim.said_on.year - (month > claim.said_on.month)
            apart = (claim.said_on.year - year) * 12 + claim.said_on.month - month
            if apart > 0:
                before = "a month" if apart == 1 else f"{apart} months"
                return f"printed on {claim.said_on} but said in {found.group(1)} {year}, {before} before"
    state = claim.category is not None or claim.quantity in (
        "personnel",
        "civilians_remaining",
        "children_remaining",
        "supplies_days",
    )
    if state and claim.period_to is not None and (claim.said_on - claim.period_to).days > limit:
        days = (claim.said_on - claim.period_to).days
        return f"speaks of {claim.period_to}, {days} days before it was said on {claim.said_on}"
    return None


def event_without_date(claim: Claim, world: World) -> str | None:
    """A loss or a change of hands that is not tied to any day."""
    stem = claim.quantity.removesuffix("_per_day")
    if stem not in LOSSES and claim.quantity not in ("area_gained", "civilians_killed"):
        return None
    if claim.begins_on is None and claim.period_to is None:
        period = "the last 30 days" if stem != claim.quantity else "the whole battle"
        return f"no period is given; read as {period} up to {claim.said_on}"
    return None
