"""The record of every source: how much it said, how late, how far off, how well it did against what came out later."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from pyrrhus.claims.later import SourceComparison, compare_with_later
from pyrrhus.claims.ledger import Claim, Side, Source
from pyrrhus.claims.result import Fusion, SourceBias
from pyrrhus.claims.sanity.places_on_map import GRACE_DAYS
from pyrrhus.claims.source_priors import KnownBias, SourceTable
from pyrrhus.digits import six_digits


@dataclass(frozen=True)
class SourceRecord:
    """One source's record in one ledger.

    `days_late` is the median time from the end of what it spoke of to its saying it, `days_late_most` the longest, both
    None where it gave no date. `ahead_of_map` counts its reports of places that ran ahead of the map, and `days_ahead`
    is by how many days in the middle (None where no map ever shows it). `echoes` are its claims that repeat another's,
    `flagged` those with any flag, `denied` those that deny or doubt. `knows_0_1` is the learnt chance that it knows
    what it says in words, `bias` its learnt bias by whose figures they are, `known` what other data say of it.
    `figures_checked` of its figures can be held against a later, better one; `figure_ratio` is the middle of theirs to
    that, `figures_within_0_1` the share whose own range and noise (90 %) hold it. The same of its words.
    """

    source: str
    name: str
    kind: str
    interest: Side | None
    grade: str
    claims: int
    echoes: int
    flagged: int
    denied: int
    days_late: float | None
    days_late_most: int | None
    ahead_of_map: int
    days_ahead: float | None
    knows_0_1: float | None
    figures_checked: int
    figure_ratio: float | None
    figures_within_0_1: float | None
    words_checked: int
    words_right_0_1: float | None
    bias: tuple[SourceBias, ...]
    known: tuple[KnownBias, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON-ready data, in the shape that `pyrrhus sources --format json` writes."""
        plain = {name: _six(value) for name, value in vars(self).items() if name not in ("bias", "known")}
        bias = [
            {
                "family": b.family,
                "relation": b.relation.partition(":")[0],
                "side": _side(b),
                "scope": b.scope,
                "claims": b.claims,
                "median": _six(b.median),
                "low": _six(b.low),
                "high": _six(b.high),
                "prior_median": _six(b.prior_median),
                "noise_factor": _six(b.noise_factor),
            }
            for b in self.bias
        ]
        known = [
            {
                "family": k.family,
                "relation": k.relation,
                "of": "source" if k.names else "kind",
                "claims": k.claims,
                "median": _six(k.median),
                "low": _six(k.low),
                "high": _six(k.high),
            }
            for k in self.known
        ]
        return {**plain, "bias": bias, "known": known}


@dataclass(frozen=True)
class SourceReport:
    """The records of all sources of a ledger as of a date, and the date of the table on sources that was used."""

    as_of: date
    records: tuple[SourceRecord, ...]
    known_dated: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready data."""
        known = self.known_dated.isoformat() if self.known_dated else None
        return {"as_of": self.as_of.isoformat(), "known_dated": known, "sources": [r.to_dict() for r in self.records]}


def source_records(
    claims: Sequence[Claim],
    sources: Mapping[str, Source],
    fusion: Fusion,
    *,
    known: SourceTable | None = None,
    map_taken_on: Mapping[str, Mapping[str, date]] | None = None,
) -> tuple[SourceRecord, ...]:
    """Records of all sources that said anything, by number of claims. `fusion` is of the same ledger.

    `known` is what other data say of sources, `map_taken_on` when the map first showed a place as a side's.
    """
    flags: dict[str, set[str]] = {}
    for flag in fusion.flags:
        flags.setdefault(flag.claim, set()).add(flag.check)
    copies = {claim for echo in fusion.echoes for claim in echo.claims if claim != echo.origin}
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source, []).append(claim)
    later = compare_with_later(claims, fusion)
    records = []
    for source, said in by_source.items():
        listed = sources.get(source)
        late = [(c.said_on - c.period_to).days for c in said if c.period_to is not None]
        ahead = [days for c in said if (days := _days_ahead(c, map_taken_on or {})) is not None]
        figures = [later[c.id] for c in said if c.id in later and later[c.id].ratio is not None]
        words = [later[c.id] for c in said if c.id in later and later[c.id].ratio is None]
        bias = fusion.source_bias.get(source, ())
        relations = {(b.family, b.relation.partition(":")[0]) for b in bias}
        found = (known.find(listed, family, relation) for family, relation in sorted(relations)) if known else ()  # type: ignore[arg-type]
        records.append(
            SourceRecord(
                source=source,
                name=listed.name if listed else source,
                kind=listed.kind if listed else "unknown",
                interest=listed.interest if listed else None,
                grade=listed.default_reliability if listed else "F",
                claims=len(said),
                echoes=sum(c.id in copies for c in said),
                flagged=sum(c.id in flags for c in said),
                denied=sum(c.stance != "asserts" for c in said),
                days_late=float(median(late)) if late else None,
                days_late_most=max(late, default=None),
                ahead_of_map=sum("reported_before_map" in flags.get(c.id, ()) for c in said),
                days_ahead=float(median(ahead)) if ahead else None,
                knows_0_1=fusion.source_knows.get(source),
                figures_checked=len(figures),
                figure_ratio=_middle_ratio(figures),
                figures_within_0_1=_share(figures),
                words_checked=len(words),
                words_right_0_1=_share(words),
                bias=bias,
                known=tuple(row for row in found if row is not None),
            )
        )
    return tuple(sorted(records, key=lambda r: (-r.claims, r.source)))


def _middle_ratio(found: Sequence[SourceComparison]) -> float | None:
    ratios = [math.log(c.ratio) for c in found if c.ratio]
    return math.exp(median(ratios)) if ratios else None


def _share(found: Sequence[SourceComparison]) -> float | None:
    return sum(c.agrees for c in found) / len(found) if found else None


def _days_ahead(claim: Claim, map_taken_on: Mapping[str, Mapping[str, date]]) -> int | None:
    """Days from the day for which a place is reported as a side's to the first map that shows it so."""
    if claim.quantity != "holds" or claim.stance != "asserts" or claim.category != "yes" or claim.place is None:
        return None
    shown = map_taken_on.get(claim.place, {}).get(claim.side or "")
    first = min(map_taken_on.get(claim.place, {}).values(), default=None)
    if shown is None or shown == first:  # held from the first map on: nobody ran ahead of anything
        return None
    days = (shown - (claim.period_to or claim.said_on)).days
    return days if days > GRACE_DAYS else None


def _side(bias: SourceBias) -> str | None:
    side = bias.relation.partition(":")[2]
    return None if side == "none" else side


def _six(value: Any) -> Any:
    """Six digits of a number; anything else as it is."""
    return six_digits(value) if isinstance(value, float) else value
