"""Echo: claims with one origin count once, whoever repeats them.

Four ways to see an echo: the ledger says so (`derived_from`, chains followed to their root); the same figure about the
same thing, side and period is said again within days; a source's whole series is another's (see `series_echo`); or much
the same figure is told by those who give no count of their own (see `retold`).
Sources of opposed sides are never taken for one another's echo: an enemy's agreement is evidence.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pyrrhus.claims.hedges import figure_of, significant_digits
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.result import Echo
from pyrrhus.claims.retold import find_retold
from pyrrhus.claims.series_echo import find_series_echoes

SAME_PERIOD_DAYS = 3
SAME_FIGURE = 0.005


@dataclass
class Origins:
    """Who a claim really comes from: `source` per claim id, `copies` (claim id to the claim it repeats), `echoes`."""

    source: dict[str, str] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    echoes: list[Echo] = field(default_factory=list)


def find_origins(claims: Sequence[Claim], sources: Mapping[str, Source], *, echo_days: int = 14) -> Origins:
    """The origin of every claim, and every echo with its reason. Claims may come in any order."""
    ordered = sorted(claims, key=lambda c: (c.said_on, c.id))
    origins = Origins({c.id: c.source for c in ordered})
    _follow_derived(ordered, sources, origins)
    _find_repeated(ordered, sources, origins, echo_days)
    for echo, copies in find_series_echoes(ordered, sources):
        if all(origins.source[c] == origins.source[k] for c, k in copies.items()) and not echo.claims:
            continue
        origins.echoes.append(echo)
        for copy, kept in copies.items():
            root = origins.copies.get(kept, kept)
            if root != copy:
                origins.copies.setdefault(copy, root)
        for claim in ordered:
            if claim.source == echo.sources[0] and claim.id in echo.claims:
                origins.source[claim.id] = echo.origin
    known = {claim for echo in origins.echoes for claim in echo.claims if claim != echo.origin}
    for echo, copies in find_retold(ordered, sources, known):
        origins.echoes.append(echo)
        for copy, first in copies.items():
            origins.copies[copy] = origins.copies.get(first, first)
            origins.source[copy] = origins.source[first]
    return origins


def root_of(claim: Claim, by_id: Mapping[str, Claim]) -> str | None:
    """The id at the end of a `derived_from` chain, None for a claim that stands alone.

    A circle has no end: the claim of it that was said first is taken for the origin, so that one of them counts.
    """
    path, here = [claim.id], claim.derived_from
    while here and here not in path:
        path.append(here)
        here = by_id[here].derived_from if here in by_id else None
    if here in path:
        circle = [by_id[name] for name in path[path.index(here) :]]
        path.append(min(circle, key=lambda c: (c.said_on, c.id)).id)
    return None if path[-1] == claim.id else path[-1]


def _follow_derived(ordered: Sequence[Claim], sources: Mapping[str, Source], origins: Origins) -> None:
    by_id = {c.id: c for c in ordered}
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in ordered:
        root = root_of(claim, by_id)
        if root is None:
            continue
        groups[root].append(claim)
        if root in by_id:
            origins.source[claim.id] = by_id[root].source
        elif root in sources:
            origins.source[claim.id] = root
    for root, members in sorted(groups.items()):
        kept = [by_id[root]] if root in by_id else []
        for claim in members:
            twin = next((k for k in kept if same_thing(k, claim)), None)
            if twin is None:
                kept.append(claim)
            elif twin.id != claim.id:
                origins.copies[claim.id] = twin.id
        ids = tuple(dict.fromkeys(([root] if root in by_id else []) + [c.id for c in members]))
        if len(ids) < 2 and root not in sources:
            continue
        who = origins.source[members[0].id]
        name = sources[who].name if who in sources else root
        many = "one claim goes" if len(members) == 1 else f"{len(members)} claims go"
        counted = "counted once" if any(c.id in origins.copies for c in members) else "no second source"
        origins.echoes.append(Echo(ids, root, f"{many} back to {name}: {counted}", "derived", (who,)))


def same_thing(one: Claim, two: Claim) -> bool:
    """Whether two claims speak of the same quantity, side, place and (within days) period."""
    if (one.quantity, one.about, one.category, one.stance) != (two.quantity, two.about, two.category, two.stance):
        return False
    return _near(one.begins_on, two.begins_on) and _near(one.period_to, two.period_to)


def _near(one: date | None, two: date | None) -> bool:
    if one is None or two is None:
        return one is two
    return abs((one - two).days) <= SAME_PERIOD_DAYS


def same_figure(one: float, two: float) -> bool:
    """Equal within half a percent, or once the finer figure is rounded as the coarser was (two digits at least)."""
    if one == two:
        return True
    if one <= 0 or two <= 0:
        return False
    if abs(math.log(one / two)) <= SAME_FIGURE:
        return True
    digits = min(significant_digits(one), significant_digits(two))
    if digits < 2 or abs(math.log(one / two)) > 0.06:
        return False
    return float(f"{one:.{digits - 1}e}") == float(f"{two:.{digits - 1}e}")


def _find_repeated(ordered: Sequence[Claim], sources: Mapping[str, Source], origins: Origins, echo_days: int) -> None:
    """Same quantity, side, place, period and figure (or word) within `echo_days` of one another."""
    buckets: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in ordered:
        if claim.id not in origins.copies and (claim.category is not None or figure_of(claim) is not None):
            buckets[claim.quantity, claim.about, claim.stance, claim.category].append(claim)
    found: dict[str, list[Claim]] = defaultdict(list)
    for key in sorted(buckets, key=str):
        numeric = key[-1] is None
        for first, copy in _pairs(buckets[key], sources, echo_days, numeric=numeric):
            origins.copies[copy.id] = first.id
            found[first.id].append(copy)
    by_id = {c.id: c for c in ordered}
    for first_id, copies in sorted(found.items()):
        first = by_id[first_id]
        for copy in copies:
            origins.source[copy.id] = origins.source[first_id]
        name = sources[first.source].name if first.source in sources else first.source
        days = max((c.said_on - first.said_on).days for c in copies)
        what = (
            f"the figure of {name} ({first.said_on})"
            if first.category is None
            else f"what {name} said on {first.said_on}"
        )
        often = "once" if len(copies) == 1 else f"{len(copies)} times"
        why = f"{what} said again {often} within {days} days: one source until shown otherwise"
        origins.echoes.append(Echo((first_id, *(c.id for c in copies)), first_id, why, "repeated", (first.source,)))


def _pairs(claims: Sequence[Claim], sources: Mapping[str, Source], echo_days: int, *, numeric: bool):
    """(first, copy) in order of saying: each claim is matched with the earliest live one that it repeats."""
    live: dict[object, list[tuple[Claim, date]]] = defaultdict(list)
    for claim in claims:
        figure = figure_of(claim) if numeric else None
        key = round(math.log(figure) / 0.06) if figure else figure
        nearby = [key] if key is None or figure == 0 else [key - 1, key, key + 1]
        match = None
        for bucket in nearby:
            for first, last_said in live[bucket]:
                fresh = (claim.said_on - last_said).days <= echo_days
                if (
                    fresh
                    and _repeats(first, claim, sources, numeric=numeric)
                    and (match is None or _order(first) < _order(match))
                ):
                    match = first
        if match is None:
            live[key].append((claim, claim.said_on))
            continue
        for bucket in nearby:
            live[bucket] = [
                (f, claim.said_on if f is match else last)
                for f, last in live[bucket]
                if (claim.said_on - last).days <= echo_days
            ]
        yield match, claim


def _order(claim: Claim) -> tuple[date, str]:
    return claim.said_on, claim.id


def _repeats(first: Claim, claim: Claim, sources: Mapping[str, Source], *, numeric: bool) -> bool:
    if not same_thing(first, claim):
        return False
    if first.source == claim.source and (first.begins_on, first.period_to) != (claim.begins_on, claim.period_to):
        return False  # the next day of one source's own count
    interests = {sources[c.source].interest for c in (first, claim) if c.source in sources} - {None}
    if len(interests) > 1:
        return False
    if not numeric:  # a word is too common to be an echo unless one source says it again
        return first.source == claim.source
    bounds = [(c.low is None, c.high is None) for c in (first, claim)]
    one, two = figure_of(first), figure_of(claim)
    return one is not None and two is not None and bounds[0] == bounds[1] and same_figure(one, two)
