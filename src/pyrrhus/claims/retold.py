"""Retellings: much the same figure of the same thing, by those who give no count of their own.

An outlet that rounds, paraphrases or shifts a period by some days leaves no equal figure to find. What it says is taken
for a retelling where the quantity, side and place are the same, the windows lie within 30 days and the figures within
15 percent of another's who spoke before. A chain of retellings may not drift beyond twice that from where it began.
Who has an interest, who counts by trade (a kind on the list below, which an outlet is not), and who gives a series of
figures has a count of his own, and never retells.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from pyrrhus.claims.hedges import figure_of
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.result import Echo

WINDOW_DAYS = 30
WITHIN = math.log(1.15)
OWN_SERIES = 3  # so many figures of one thing are a count of one's own
COUNT_BY_TRADE = frozenset(
    {"ministry", "agency", "partner", "politician", "official_unnamed", "soldier", "private_army", "commander"}
    | {"ngo", "think_tank", "researcher", "analyst", "map", "historian"}
)


def find_retold(
    ordered: Sequence[Claim], sources: Mapping[str, Source], known_echoes: Collection[str]
) -> list[tuple[Echo, dict[str, str]]]:
    """Every group of retellings, with the claim that each of its copies goes back to; `ordered` by day of saying.

    `known_echoes` are the claims of which it is known already whom they repeat.
    """
    groups: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in ordered:
        if claim.category is None and claim.stance == "asserts" and (figure_of(claim) or 0.0) > 0:
            groups[claim.quantity, claim.about].append(claim)
    found: dict[str, list[str]] = defaultdict(list)
    by_id = {c.id: c for c in ordered}
    for key in sorted(groups, key=str):
        for copy, first in _copies(groups[key], sources, known_echoes).items():
            found[first].append(copy)
    return [_echo(by_id[first], copies, sources) for first, copies in sorted(found.items())]


def counts_itself(source: Source | None, figures: int) -> bool:
    """Whether a source that gives so many figures of a thing has a count of its own."""
    if figures >= OWN_SERIES:
        return True
    return source is not None and (source.interest is not None or source.kind in COUNT_BY_TRADE)


def _copies(claims: Sequence[Claim], sources: Mapping[str, Source], known_echoes: Collection[str]) -> dict[str, str]:
    """Retelling to the first claim of its story, of claims about one thing in order of saying."""
    figures = Counter(c.source for c in claims if c.id not in known_echoes)
    own = [counts_itself(sources.get(c.source), figures[c.source]) for c in claims]
    if all(own):
        return {}
    log = np.array([math.log(figure_of(c) or 1.0) for c in claims])
    end = np.array([(c.period_to or c.said_on).toordinal() for c in claims])
    begin = np.array([c.begins_on.toordinal() if c.begins_on else e for c, e in zip(claims, end, strict=True)])
    who = np.array([c.source for c in claims])
    root = list(range(len(claims)))

    def story(k: int) -> int:
        while root[k] != k:
            k = root[k]
        return k

    for k, claim in enumerate(claims):
        if own[k] or claim.id in known_echoes:
            continue
        near = (np.abs(log[:k] - log[k]) <= WITHIN) & (who[:k] != who[k])
        near &= (np.abs(end[:k] - end[k]) <= WINDOW_DAYS) & (np.abs(begin[:k] - begin[k]) <= WINDOW_DAYS)
        first = sorted({story(int(j)) for j in np.flatnonzero(near)})
        first = [j for j in first if abs(log[j] - log[k]) <= 2.0 * WITHIN]
        if not first:
            continue
        root[k] = first[0]
        for other in first[1:]:  # two stories that this one joins are one, unless the later is somebody's own count
            if not own[other] and abs(log[other] - log[first[0]]) <= 2.0 * WITHIN:
                root[other] = first[0]
    return {claims[k].id: claims[story(k)].id for k in range(len(claims)) if root[k] != k}


def _echo(first: Claim, copies: list[str], sources: Mapping[str, Source]) -> tuple[Echo, dict[str, str]]:
    name = sources[first.source].name if first.source in sources else first.source
    many = "1 claim" if len(copies) == 1 else f"{len(copies)} claims"
    why = (
        f"{many} by those who give no count of their own, within {100 * math.expm1(WITHIN):.0f} percent and "
        f"{WINDOW_DAYS} days of the figure of {name} ({first.said_on}) or of each other: one source until shown "
        "otherwise"
    )
    echo = Echo((first.id, *copies), first.id, why, "retold", (first.source,))
    return echo, dict.fromkeys(copies, first.id)
