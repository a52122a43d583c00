"""The list of checks and how far each widens a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pyrrhus.claims.echo import Origins
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.options import FusionContext
from pyrrhus.claims.result import Flag
from pyrrhus.claims.sanity.dates_of_claims import event_without_date, old_quote
from pyrrhus.claims.sanity.figures import cumulative_as_daily, killed_to_wounded, more_lost_than_present, unit_slip
from pyrrhus.claims.sanity.places_on_map import reported_before_map
from pyrrhus.claims.sanity.scopes import scope_inferred
from pyrrhus.claims.sanity.totals import total_falls, total_leaps
from pyrrhus.claims.sanity.world import World

Check = Callable[[Claim, World], str | None]

# name: (check, factor on the claim's noise)
CHECKS: dict[str, tuple[Check, float]] = {
    "unit_slip": (unit_slip, 5.0),
    "cumulative_as_daily": (cumulative_as_daily, 6.0),
    "killed_to_wounded": (killed_to_wounded, 2.0),
    "more_lost_than_present": (more_lost_than_present, 3.0),
    "reported_before_map": (reported_before_map, 2.5),
    "old_quote": (old_quote, 1.5),
    "event_without_date": (event_without_date, 1.5),
    "total_falls": (total_falls, 3.0),
    "total_leaps": (total_leaps, 3.0),
    "scope_inferred": (scope_inferred, 1.0),
}


def check_claims(
    claims: Sequence[Claim], sources: Mapping[str, Source], origins: Origins, context: FusionContext, *, as_of: date
) -> list[Flag]:
    """Every flag that the ledger and the context alone can raise, by claim and check."""
    world = World(claims, sources, origins, context, as_of)
    flags = []
    for claim in claims:
        for name, (check, widening) in CHECKS.items():
            why = check(claim, world)
            if why is not None:
                flags.append(Flag(claim.id, name, why, widening))
    return sorted(flags)
