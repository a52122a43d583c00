"""What every check may look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyrrhus.claims.echo import Origins, root_of
from pyrrhus.claims.hedges import figure_of
from pyrrhus.claims.ledger import Claim, Source
from pyrrhus.claims.options import FusionContext
from pyrrhus.claims.vocabulary import sums_over_days


@dataclass(frozen=True)
class Total:
    """One figure of a running total: how many days it has run, both ends counted."""

    claim: Claim
    days: int
    figure: float


@dataclass(frozen=True)
class World:
    """The ledger round a claim: all claims by order of saying, sources, who echoes whom, and the context."""

    claims: Sequence[Claim]
    sources: Mapping[str, Source]
    origins: Origins
    context: FusionContext
    as_of: date

    @cached_property
    def by_id(self) -> dict[str, Claim]:
        """Claims by id."""
        return {c.id: c for c in self.claims}

    def origin_source(self, claim: Claim) -> str:
        """The id of the source that a claim comes from, at the end of its chain."""
        return self.origins.source.get(claim.id, claim.source)

    def root(self, claim: Claim) -> str | None:
        """The id at the end of the claim's `derived_from` chain."""
        return root_of(claim, self.by_id)

    def name(self, source: str) -> str:
        """A source's name, its id where it is not listed."""
        return self.sources[source].name if source in self.sources else source

    def side(self, side: str | None) -> str:
        """A side in words."""
        return self.context.side_words.get(side or "", f"the {side}" if side else "either side")

    @cached_property
    def by_origin(self) -> dict[tuple, list[Claim]]:
        """Asserted claims by (origin's source, side, place, actor), in order of saying."""
        out: dict[tuple, list[Claim]] = {}
        for claim in self.claims:
            if claim.stance == "asserts":
                out.setdefault((self.origin_source(claim), *claim.about), []).append(claim)
        return out

    @cached_property
    def totals(self) -> dict[str, tuple[list[Total], int]]:
        """By claim: the running total of its source from one start (one figure a day, by day), and where it stands."""
        series: dict[tuple, dict[int, Total]] = {}
        for claim in self.claims:
            figure = figure_of(claim)
            plain = claim.stance == "asserts" and claim.hedge in ("exactly", "about") and claim.begins_on is not None
            if figure is None or not plain or not sums_over_days(claim.quantity):
                continue
            days = ((claim.period_to or claim.said_on) - claim.begins_on).days + 1  # type: ignore[operator]
            key = (claim.source, claim.quantity, claim.about, claim.scope, claim.begins_on)
            if days > 0:
                series.setdefault(key, {})[days] = Total(claim, days, figure)
        out: dict[str, tuple[list[Total], int]] = {}
        for by_day in series.values():
            ordered = [by_day[days] for days in sorted(by_day)]
            out.update({total.claim.id: (ordered, at) for at, total in enumerate(ordered)})
        return out

    @cached_property
    def most_personnel(self) -> dict[tuple, float]:
        """The highest strength that anyone gives, by (side, place, actor)."""
        out: dict[tuple, float] = {}
        for claim in self.claims:
            figure = figure_of(claim) if claim.quantity == "personnel" and claim.stance == "asserts" else None
            if figure:
                key = claim.about
                out[key] = max(out.get(key, 0.0), figure)
        return out
