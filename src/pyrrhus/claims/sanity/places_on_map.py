"""Checks of places against the map."""

from __future__ import annotations

from pyrrhus.claims.claim_words import say_place
from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.sanity.world import World

GRACE_DAYS = 1


def reported_before_map(claim: Claim, world: World) -> str | None:
    """A place reported taken that the map showed held by the other side, and by how many days the claim ran ahead."""
    place, side = claim.place, claim.side
    if claim.quantity != "holds" or claim.stance != "asserts" or place is None or side is None:
        return None
    places = world.context.map_places
    if places is not None and place not in places:
        return None
    taker = (
        side
        if claim.category == "yes"
        else ("defender" if side == "attacker" else "attacker")
        if claim.category == "no"
        else None
    )
    taken = world.context.map_taken_on.get(place)
    if taker is None or (taken is None and places is None):
        return None
    day = claim.period_to or claim.said_on
    said = f"{say_place(place, world.context)} is said to be {_possessive(world.side(taker))} on {day}"
    shown = (taken or {}).get(taker)
    if shown is not None and (shown - day).days > GRACE_DAYS:
        return f"{said}; the map shows it so from {shown}, {(shown - day).days} days later"
    other = (taken or {}).get("defender" if taker == "attacker" else "attacker")
    if shown is None and taker == "attacker" and (taken is not None or places is not None):
        seen = world.context.map_seen_to or world.as_of
        if (seen - day).days <= GRACE_DAYS:
            return None
        return f"{said}; the map has not shown it so to {seen} ({(seen - day).days} days on)"
    if shown is not None and other is not None and shown < other <= day:
        return f"{said}; the map shows the other side there from {other}"
    return None


def _possessive(words: str) -> str:
    return f"{words}'s"
