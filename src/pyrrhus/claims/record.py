"""The record of every source: how much it said, how late, how far off, and how often outside what is now thought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.result import Fusion, SourceBias


@dataclass(frozen=True)
class SourceRecord:
    """One source's record in one ledger. `days_late` is the median time from the end of what it spoke of to its saying
    it, None where it gave no date; `ahead_of_map` counts its reports of places that ran ahead of the map. `echoes` are
    its claims that repeat another's, `flagged` those with any flag, `denied` those that deny or doubt.
    """

    source: str
    name: str
    claims: int
    echoes: int
    flagged: int
    days_late: float | None
    ahead_of_map: int
    denied: int
    bias: tuple[SourceBias, ...]


def source_records(claims: Sequence[Claim], sources: Mapping[str, Source], fusion: Fusion) -> tuple[SourceRecord, ...]:
    """Records of all sources that said anything, by number of claims. `fusion` is of the same ledger."""
    flags: dict[str, set[str]] = {}
    for flag in fusion.flags:
        flags.setdefault(flag.claim, set()).add(flag.check)
    copies = {claim for echo in fusion.echoes for claim in echo.claims if claim != echo.origin}
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source, []).append(claim)
    records = []
    for source, said in by_source.items():
        late = [(c.said_on - c.period_to).days for c in said if c.period_to is not None]
        records.append(
            SourceRecord(
                source=source,
                name=sources[source].name if source in sources else source,
                claims=len(said),
                echoes=sum(c.id in copies for c in said),
                flagged=sum(c.id in flags for c in said),
                days_late=float(median(late)) if late else None,
                ahead_of_map=sum("reported_before_map" in flags.get(c.id, ()) for c in said),
                denied=sum(c.stance != "asserts" for c in said),
                bias=fusion.source_bias.get(source, ()),
            )
        )
    return tuple(sorted(records, key=lambda r: (-r.claims, r.source)))
