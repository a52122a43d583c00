"""Which time a claim speaks of, where it leaves an end open, and running totals read by their steps."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyrrhus.claims.hedges import HedgedInterval
from pyrrhus.claims.ledger import Claim
from pyrrhus.claims.links import Target
from pyrrhus.claims.options import FusionContext
from pyrrhus.claims.vocabulary import sums_over_days

RATE_DAYS = 30
RUNNING_TOTAL_DATES = 6


@dataclass(frozen=True)
class Item:
    """A claim made ready: what it speaks of, how its hedge reads, who it comes from, and whether it counts."""

    claim: Claim
    target: Target
    reading: HedgedInterval
    origin: str
    counts: bool = True
    widening: float = 1.0


def battle_starts(claims: Sequence[Claim], context: FusionContext) -> dict[str | None, int]:
    """First day of each place's losses where a claim gives none: the context's start, else the earliest spoken of."""
    given: dict[str | None, list[int]] = defaultdict(list)
    for claim in claims:
        if claim.begins_on is not None and sums_over_days(claim.quantity):
            given[claim.place].append(claim.begins_on.toordinal())
    starts = {place: min(days) for place, days in given.items()}
    if context.start is not None:
        for place in {c.place for c in claims} - {None}:
            starts[place] = min(starts.get(place, 10**9), context.start.toordinal())
    return starts


def target_of(claim: Claim, starts: dict[str | None, int]) -> Target:
    """The target of a claim. An open end is the day it was said; an open beginning depends on the kind of quantity.

    A total runs from the day from which it counts, else from the start of the battle (or 90 days back where none is
    known), a rate over the last 30 days, a level holds on its day.
    """
    last = (claim.period_to or claim.said_on).toordinal()
    if claim.counts_from is not None and sums_over_days(claim.quantity):
        first = claim.counts_from.toordinal()
    elif claim.period_from is not None:
        first = claim.period_from.toordinal()
    elif sums_over_days(claim.quantity):
        first = starts.get(claim.place, last - 89)
    elif (
        claim.quantity.endswith("_per_day") and claim.quantity != "shells_per_day"
    ) or claim.quantity == "exchange_ratio_killed":
        first = last - RATE_DAYS + 1
        if claim.quantity == "exchange_ratio_killed":
            first = min(first, starts.get(claim.place, first))
    else:
        first = last
    return Target(claim.quantity, claim.side, claim.place, min(first, last), max(first, last), claim.actor)


def read_running_totals(items: Sequence[Item], step_days: int) -> list[Item]:
    """Items with every long running total of one source replaced by its steps.

    A source that adds to one total every day does not make a new, independent statement each time: what is new is the
    step. Totals closer than `step_days` are read as one step; a step that is not positive is a correction, left out.
    """
    groups: dict[tuple, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        if item.counts and sums_over_days(item.target.quantity) and item.reading.is_point:
            t = item.target
            key = (item.origin, t.quantity, t.side, t.place, t.actor, t.first_day)
            groups[key].append(i)
    out = list(items)
    for members in groups.values():
        if len({items[i].target.last_day for i in members}) < RUNNING_TOTAL_DATES:
            continue
        members.sort(key=lambda i: (items[i].target.last_day, items[i].claim.id))
        last = members[-1]
        kept = [
            i
            for k, i in enumerate(members[:-1])
            if items[members[k + 1]].target.last_day // step_days != items[i].target.last_day // step_days
        ]
        before: Item | None = None
        for i in members:
            item = items[i]
            if i != last and i not in kept:
                out[i] = replace(item, counts=False)
                continue
            if before is not None:
                gain = math.exp(item.reading.low) - math.exp(before.reading.low)
                if gain <= 0 or item.target.last_day <= before.target.last_day:
                    out[i] = replace(item, counts=False)
                    continue
                target = replace(item.target, first_day=before.target.last_day + 1)
                reading = replace(item.reading, low=math.log(gain), high=math.log(gain))
                out[i] = replace(item, target=target, reading=reading)
            before = item
    return out


def day(ordinal: int) -> date:
    """The date of an ordinal day; what would lie before the year 1 is its first day."""
    return date.fromordinal(max(ordinal, 1))
