"""What a figure counted, where its row does not say so."""

from __future__ import annotations

from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.sanity.world import World
from pyrrhus.claims.scope import scope_of, speaks_of_losses

WHY = {
    "front": "no place and no part of a side is named: read as one of the whole front",
    "sector": "a place is named: read as one of its sector",
    "unit": "a part of a side is named: read as a count of that part",
}


def scope_inferred(claim: Claim, world: World) -> str | None:
    """A figure of losses that does not say what was counted."""
    if claim.scope is not None or not speaks_of_losses(claim):
        return None
    return f"scope is empty, and {WHY[scope_of(claim)]}"
