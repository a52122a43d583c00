"""Claims that cannot all be taken at their word, and why they differ."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyrrhus.claims.echo import Origins
from pyrrhus.claims.hedges import HedgedInterval, read_hedge
from pyrrhus.claims.ledger import SIDES, Claim, Source
from pyrrhus.claims.priors import LOSSES, family_of, relation_to
from pyrrhus.claims.result import Conflict, Flag, SourceBias
from pyrrhus.claims.vocabulary import quantities

APART = math.log(1.25)
MOST_NAMED = 12
STALE_DAYS = 60
MOST_COMPARED = 150


def find_conflicts(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    origins: Origins,
    learnt: Mapping[str, tuple[SourceBias, ...]],
    flags: Sequence[Flag],
) -> list[Conflict]:
    """Every (quantity, side, place) whose claims exclude one another, with the likeliest reason; copies left out.

    Also both sides' claims of the same kind about each other, which do not exclude one another in logic but are known
    to lean opposite ways.
    """
    spoken: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.id not in origins.copies:
            spoken[claim.quantity, *claim.about].append(claim)
    found = []
    for quantity, side, place, actor in sorted(spoken, key=str):
        group = spoken[quantity, side, place, actor]
        numeric = quantities()[quantity].numeric
        members = _numeric_conflict(group) if numeric else _word_conflict(group)
        if members:
            found.append(
                Conflict(
                    quantity,
                    side,
                    place,
                    tuple(c.id for c in members[:MOST_NAMED]),
                    _why(members, sources, learnt, flags),
                )
            )
    return found + _mirrored(spoken, sources, learnt)


def _numeric_conflict(group: Sequence[Claim]) -> list[Claim]:
    """Claims about overlapping periods whose stated ranges, a quarter wide at least, do not meet."""
    read = [(c, r) for c in group if (r := read_hedge(c, 0.1)) is not None]
    clashing: dict[str, Claim] = {}
    read = [(c, r, _Span.of(c)) for c, r in read[-MOST_COMPARED:]]
    for i, (one, a, when) in enumerate(read):
        for two, b, then in read[:i]:
            if _apart(a, b) and when.meets(then):
                clashing[one.id], clashing[two.id] = one, two
    return sorted(clashing.values(), key=lambda c: (c.said_on, c.id))


def _apart(a: HedgedInterval, b: HedgedInterval) -> bool:
    if a.denial or b.denial:  # a denial clashes with what says the denied range
        if a.denial and b.denial:
            return False
        denied, other = (a, b) if a.denial else (b, a)
        return denied.low <= other.low and other.high <= denied.high
    return max(a.low, b.low) - min(a.high, b.high) > APART


@dataclass(frozen=True, slots=True)
class _Span:
    """Who speaks, and of which days (ordinal, both ends counted; `first` is None where a claim leaves it open)."""

    source: str
    first: int | None
    last: int

    @classmethod
    def of(cls, claim: Claim) -> _Span:
        first = claim.begins_on.toordinal() if claim.begins_on else None
        return cls(claim.source, first, (claim.period_to or claim.said_on).toordinal())

    def meets(self, other: _Span) -> bool:
        """Totals and rates over periods that share most of their days; levels and open periods said within weeks."""
        if self.source == other.source and (self.first, self.last) != (other.first, other.last):
            return False  # the same count, further on
        if self.first is None or other.first is None:
            return abs(self.last - other.last) <= STALE_DAYS
        shared = min(self.last, other.last) - max(self.first, other.first) + 1
        return shared >= 0.8 * (max(self.last - self.first, other.last - other.first) + 1)


def _word_conflict(group: Sequence[Claim]) -> list[Claim]:
    """Claims within weeks of each other that say different words, or one that denies what another says."""
    clashing: dict[str, Claim] = {}
    recent = group[-MOST_COMPARED:]
    for i, one in enumerate(recent):
        for two in recent[:i]:
            if abs((one.said_on - two.said_on).days) > STALE_DAYS:
                continue
            both = one.stance == two.stance == "asserts"
            denied = "asserts" in (one.stance, two.stance) and one.stance != two.stance
            if (both and one.category != two.category) or (denied and one.category == two.category):
                clashing[one.id], clashing[two.id] = one, two
    return sorted(clashing.values(), key=lambda c: (c.said_on, c.id))


def _list(names: Iterable[str], most: int = 4) -> str:
    """Names once each, the rest as a number."""
    once = list(dict.fromkeys(names))
    return ", ".join(once[:most]) + (f" and {len(once) - most} more" if len(once) > most else "")


def _times(bias: SourceBias) -> str:
    return f"{bias.median:.1f} times the truth ({bias.low:.1f} to {bias.high:.1f})"


def _name(claim: Claim, sources: Mapping[str, Source]) -> str:
    return sources[claim.source].name if claim.source in sources else claim.source


def _why(members: Sequence[Claim], sources, learnt, flags: Sequence[Flag]) -> str:
    reasons = []
    relations = defaultdict(list)
    for claim in members:
        relations[relation_to(sources.get(claim.source), claim.side)].append(claim)
    names = {k: _list(_name(c, sources) for c in v) for k, v in relations.items()}
    words = {"enemy": "of the enemy: {}", "own": "of their own side: {}", "third": "for neither side: {}"}
    if len(names) > 1:
        reasons.append(
            "speaking " + "; ".join(words[k].format(names[k]) for k in ("enemy", "own", "third") if k in names)
        )
    biased = []
    for claim in members:
        for bias in learnt.get(claim.source, ()):
            if (
                bias.family == family_of(claim.quantity)
                and bias.relation.endswith(f":{claim.side or 'none'}")
                and not 0.67 < bias.median < 1.5
            ):
                biased.append(f"{_name(claim, sources)}'s figures are read as {_times(bias)}")
    reasons += list(dict.fromkeys(biased))[:3]
    odd = {f.claim: f.check for f in flags}
    reasons += [f"{c.id} is flagged {odd[c.id]}" for c in members if c.id in odd][:3]
    span = (members[-1].said_on - members[0].said_on).days
    if not reasons and span > 14:
        reasons.append(f"they were said {span} days apart, and it may have changed")
    if not reasons:
        names_all = ", ".join(dict.fromkeys(_name(c, sources) for c in members[:4]))
        reasons.append(f"{names_all} differ, and no interest, echo or check explains it")
    return "; ".join(reasons)


def _mirrored(spoken, sources, learnt) -> list[Conflict]:
    """Both sides say the same kind of thing about each other's losses: opposite biases, shown side by side."""
    found = []
    for stem in LOSSES:
        for quantity in (stem, f"{stem}_per_day"):
            for place in sorted({k[2] for k in spoken if k[0] == quantity}, key=str):
                about = {
                    side: [
                        c
                        for c in spoken.get((quantity, side, place, ""), ())
                        if c.source in sources and sources[c.source].belongs_to not in (None, side)
                    ]
                    for side in SIDES
                }
                if not about["attacker"] or not about["defender"]:
                    continue
                members = [*about["attacker"], *about["defender"]][:MOST_NAMED]
                says = []
                for claim in members:
                    for bias in learnt.get(claim.source, ()):
                        if bias.family == "losses" and bias.relation == f"enemy:{claim.side}":
                            says.append(f"{_name(claim, sources)} of the {claim.side}'s: {_times(bias)}")
                why = (
                    "each side says this of the other; both are read as inflated, in opposite directions: "
                    + "; ".join(dict.fromkeys(says))
                )
                found.append(Conflict(quantity, None, place, tuple(c.id for c in members), why))
    return found
