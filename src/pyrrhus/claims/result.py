"""What a fusion gives back: plain, frozen data, and its shape as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pyrrhus.claims.ledger import Side
from pyrrhus.claims.stretches import LossEvidence
from pyrrhus.digits import six_digits

Evidence = Literal["strong", "moderate", "weak", "none"]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class FusedQuantity:
    """What the claims together say of one quantity in one period.

    `quantiles` maps probability to value in `unit`; `grid_value` at `grid_probability` is the same in fine steps, for
    use as an empirical prior (both empty for a category). `weights` says how far each claim moved the answer and sums
    to 1. `actor` is the part of the side that it is about, empty for the whole. `main` marks the one that `Fusion.find`
    returns; `origins` counts sources that do not echo one another. `hangs_on` is the claim without which the median
    would move most, to `median_without` (both None for a category, and where no claim counts).
    """

    quantity: str
    side: Side | None
    place: str | None
    period_from: date | None
    period_to: date | None
    unit: str
    quantiles: dict[float, float]
    grid_probability: tuple[float, ...]
    grid_value: tuple[float, ...]
    claims: tuple[str, ...]
    weights: dict[str, float]
    categories: dict[str, float]
    evidence: Evidence
    origins: int = 0
    main: bool = True
    actor: str = ""
    hangs_on: str | None = None
    median_without: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The quantity as JSON-ready data, dates as ISO text, quantiles keyed by text."""
        return {
            "quantity": self.quantity,
            "side": self.side,
            "place": self.place,
            "actor": self.actor,
            "period_from": _iso(self.period_from),
            "period_to": _iso(self.period_to),
            "unit": self.unit,
            "quantiles": {f"{p:g}": six_digits(v) for p, v in self.quantiles.items()},
            "categories": {word: six_digits(p) for word, p in self.categories.items()},
            "evidence": self.evidence,
            "origins": self.origins,
            "main": self.main,
            "claims": list(self.claims),
            "weights": {c: six_digits(w) for c, w in self.weights.items()},
            "hangs_on": self.hangs_on,
            "median_without": None if self.median_without is None else six_digits(self.median_without),
        }


@dataclass(frozen=True)
class Conflict:
    """Claims that cannot all be taken at their word, and why they differ."""

    quantity: str
    side: Side | None
    place: str | None
    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Echo:
    """Claims with one origin: they count once. `origin` is a claim's id, or a source's where the origin is not here."""

    claims: tuple[str, ...]
    origin: str
    why: str
    kind: Literal["derived", "repeated", "series", "retold"] = "derived"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Flag:
    """What a named check found odd in a claim. `widening` multiplies the claim's noise; nothing is deleted."""

    claim: str
    check: str
    why: str
    widening: float = 1.0


@dataclass(frozen=True)
class SourceBias:
    """How a source's figures relate to the truth (multiplier), by family, whose and scope; 90 % interval.

    `scope` is what was counted: front, sector, unit or day; of anything but losses always front.
    """

    source: str
    family: str
    relation: str
    median: float
    low: float
    high: float
    prior_median: float
    claims: int
    noise_factor: float = 1.0
    scope: str = "front"


@dataclass(frozen=True)
class EvidenceWarning:
    """Something that a reader must know before using the numbers."""

    kind: Literal["WeakEvidence", "Unused"]
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True, repr=False)
class Fusion:
    """Everything that came out of one ledger as of one date.

    `losses` is what the claims say of killed a day in each stretch of the history, where stretches were asked for.
    `source_bias` is of figures; `source_knows` is the chance, by origin, that it knows what it says in words.
    """

    as_of: date
    quantities: tuple[FusedQuantity, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    echoes: tuple[Echo, ...] = ()
    flags: tuple[Flag, ...] = ()
    source_bias: dict[str, tuple[SourceBias, ...]] = field(default_factory=dict)
    warnings: tuple[EvidenceWarning, ...] = ()
    source_knows: dict[str, float] = field(default_factory=dict)
    losses: LossEvidence | None = None

    def __repr__(self) -> str:
        return f"Fusion(as of {self.as_of}, {len(self.quantities)} quantities, {len(self.conflicts)} conflicts)"

    def find_now(self, quantity: str, side: Side | None = None, place: str | None = None) -> FusedQuantity | None:
        """The fused quantity of the period that holds the as-of date, where one was asked for; else its main one."""
        if self.losses is not None:
            first, last = self.losses.spans[-1]
            found = self.find(quantity, side, place, period_from=first, period_to=last)
            if found is not None:
                return found
        return self.find(quantity, side, place)

    def find(
        self,
        quantity: str,
        side: Side | None = None,
        place: str | None = None,
        *,
        period_from: date | None = None,
        period_to: date | None = None,
        actor: str = "",
    ) -> FusedQuantity | None:
        """The fused quantity, None where nobody spoke of it. Without a period: its main one."""
        for item in self.quantities:
            if (item.quantity, item.side, item.place, item.actor) != (quantity, side, place, actor):
                continue
            if period_from is None and period_to is None:
                if item.main:
                    return item
            elif (period_from, period_to) == (item.period_from, item.period_to):
                return item
        return None

    def to_dict(self) -> dict[str, Any]:
        """The fusion as JSON-ready data, in the shape that `pyrrhus fuse --format json` writes."""
        return {
            "as_of": self.as_of.isoformat(),
            "quantities": [item.to_dict() for item in self.quantities],
            "conflicts": [
                {"quantity": c.quantity, "side": c.side, "place": c.place, "claims": list(c.claims), "why": c.why}
                for c in self.conflicts
            ],
            "echoes": [
                {"claims": list(e.claims), "origin": e.origin, "why": e.why, "kind": e.kind} for e in self.echoes
            ],
            "flags": [{"claim": f.claim, "check": f.check, "why": f.why} for f in self.flags],
            "source_bias": {
                source: [
                    {
                        "family": b.family,
                        "whose": b.relation,
                        "scope": b.scope,
                        "median": six_digits(b.median),
                        "low": six_digits(b.low),
                        "high": six_digits(b.high),
                        "prior_median": six_digits(b.prior_median),
                        "claims": b.claims,
                        "noise_factor": six_digits(b.noise_factor),
                    }
                    for b in records
                ]
                for source, records in self.source_bias.items()
            },
            "warnings": [str(w) for w in self.warnings],
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
