"""Checks of figures against other figures of the same origin, side and place."""

from __future__ import annotations

import math
from datetime import timedelta

from pyrrhus.claims.hedges import figure_of
from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.priors import LOSSES
from pyrrhus.claims.sanity.world import World

SLIP = 0.15
NEAR_DAYS = 31
LEAST_RATIO, MOST_RATIO = 1.0, 12.0
MOST_TURNOVER = 3.0


def unit_slip(claim: Claim, world: World) -> str | None:
    """A figure of deaths within 15 % of what its origin counts as casualties at that time."""
    stem = claim.quantity.removesuffix("_per_day")
    figure = figure_of(claim)
    if stem != "killed" or claim.stance != "asserts" or not figure:
        return None
    origin = world.origin_source(claim)
    tail = claim.quantity.removeprefix("killed")
    for source in dict.fromkeys((origin, claim.source)):
        of_origin = [c for c in world.by_origin.get((source, *claim.about), ()) if c.id != claim.id]
        if any(c.quantity == claim.quantity and c.source == source and _within(c, claim, 3) for c in of_origin):
            continue  # the origin itself speaks of deaths
        for theirs, words in _casualties(of_origin, claim, tail):
            if abs(math.log(figure / theirs)) <= math.log1p(SLIP):
                per = " a day" if tail else ""
                return (
                    f"{figure:,.0f} deaths{per} is within {100 * SLIP:.0f} percent of {theirs:,.0f} casualties{per} "
                    f"({words}, {world.name(source)}): "
                    "killed and wounded seem to have been written as killed"
                )
    return None


def _casualties(claims: list[Claim], claim: Claim, tail: str) -> list[tuple[float, str]]:
    """What the origin counts as casualties over the claim's period: said outright, or from the steps of its total."""
    found = []
    for other in claims:
        value = figure_of(other)
        if value and other.quantity == "casualties" + tail and _within(other, claim, NEAR_DAYS):
            found.append((value, f"said {other.said_on}"))
    if tail:
        totals = sorted(
            (c.period_to or c.said_on, figure_of(c)) for c in claims if c.quantity == "casualties" and figure_of(c)
        )
        end = claim.period_to or claim.said_on
        begin = claim.begins_on or end - timedelta(days=7)
        upto = [t for t in totals if t[0] <= end + timedelta(days=3)]
        since = [t for t in totals if t[0] <= begin + timedelta(days=1)]
        if upto and since and upto[-1][0] > since[-1][0] and (end - upto[-1][0]).days <= 10:
            days = (upto[-1][0] - since[-1][0]).days
            if days <= 3 * max((end - begin).days, 7):
                rate = (upto[-1][1] - since[-1][1]) / days  # type: ignore[operator]
                if rate > 0:
                    found.append((rate, f"its total from {since[-1][0]} to {upto[-1][0]}"))
    return found


def _within(one: Claim, two: Claim, days: int) -> bool:
    return abs(((one.period_to or one.said_on) - (two.period_to or two.said_on)).days) <= days


def cumulative_as_daily(claim: Claim, world: World) -> str | None:
    """A figure for a day that equals the origin's total, or a total that equals its figure for a day."""
    stem = claim.quantity.removesuffix("_per_day")
    figure = figure_of(claim)
    if stem not in LOSSES or not figure or claim.stance != "asserts":
        return None
    daily = claim.quantity != stem
    other_name = stem if daily else f"{stem}_per_day"
    for other in world.by_origin.get((world.origin_source(claim), *claim.about), ()):
        value = figure_of(other)
        if other.quantity != other_name or not value or not _within(other, claim, NEAR_DAYS):
            continue
        days = _days(other if daily else claim)
        if days is not None and days >= 10 and abs(math.log(figure / value)) <= math.log1p(0.02):
            return (
                f"{figure:,.0f} is given as {'a day' if daily else f'the total of {days} days'}, and {value:,.0f} by "
                f"the same origin as "
                f"{'the total' if daily else 'a day'} ({other.id}): one of the two is the other's figure"
            )
    return None


def _days(claim: Claim) -> int | None:
    if claim.begins_on is None:
        return None
    return ((claim.period_to or claim.said_on) - claim.begins_on).days + 1


def killed_to_wounded(claim: Claim, world: World) -> str | None:
    """Killed and wounded by one source for one period in a ratio that no modern war has shown."""
    stem = claim.quantity.removesuffix("_per_day")
    figure = figure_of(claim)
    if stem != "killed" or not figure or claim.stance != "asserts":
        return None
    tail = claim.quantity.removeprefix("killed")
    for other in world.by_origin.get((world.origin_source(claim), *claim.about), ()):
        value = figure_of(other)
        if not value or other.quantity not in (f"wounded{tail}", f"casualties{tail}") or not _within(other, claim, 7):
            continue
        if other.source != claim.source or _days(other) != _days(claim):
            continue
        wounded = value if other.quantity.startswith("wounded") else value - figure
        if wounded < 0:
            return f"{figure:,.0f} killed is more than the {value:,.0f} casualties, killed and wounded, of {other.id}"
        ratio = wounded / figure
        if not LEAST_RATIO <= ratio <= MOST_RATIO:
            return (
                f"{figure:,.0f} killed beside {other.quantity.removesuffix('_per_day')} of {value:,.0f} ({other.id}) "
                f"is {ratio:.1f} wounded for each killed; "
                f"between {LEAST_RATIO:.0f} and {MOST_RATIO:.0f} would be usual"
            )
    return None


def more_lost_than_present(claim: Claim, world: World) -> str | None:
    """Losses beyond what replacements could explain: more than three times the strength that is known of."""
    figure = figure_of(claim)
    if claim.quantity not in LOSSES or not figure or claim.stance != "asserts" or claim.side is None:
        return None
    where = claim.side if claim.place is None else f"{claim.side}:{claim.place}"
    present = None if claim.actor else world.context.personnel.get(where)
    words = "known to be present"
    if present is None and claim.place is not None:  # a figure for a whole front is often one formation's
        present, words = world.most_personnel.get(claim.about), "that the highest claim puts there"
    if present and figure > MOST_TURNOVER * present:
        return (
            f"{figure:,.0f} {claim.quantity} is {figure / present:.1f} times the {present:,.0f} {words}: "
            "beyond three times, replacements do not explain it"
        )
    return None
