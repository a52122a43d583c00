"""Everything that the answers are judged from, and the small tools that all of them use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pyrrhus.campaign.compile import Campaign
from pyrrhus.campaign.forecast import Forecast
from pyrrhus.claims.result import FusedQuantity, Fusion
from pyrrhus.decide.payoffs import PairTable
from pyrrhus.digits import six_digits
from pyrrhus.filter.assimilate import Assimilated
from pyrrhus.judge import words
from pyrrhus.judge.findings import QUANTILES
from pyrrhus.judge.outlets import outlet_of
from pyrrhus.scenario.schema import SIDES, Scenario, Side

Confidence = Literal["low", "moderate", "high"]
STALE_DAYS = 30  # a map older than this no longer says how things stand


@dataclass(frozen=True)
class Case:
    """One assessment before it is put into words."""

    scenario: Scenario
    campaign: Campaign
    assimilated: Assimilated
    forecast: Forecast
    comparison: PairTable
    fusion: Fusion

    @property
    def as_of(self) -> date:
        return self.forecast.as_of

    @property
    def until(self) -> date:
        return self.as_of + timedelta(days=self.forecast.days)

    @property
    def town(self) -> str:
        return self.scenario.centre.name

    def name(self, side: Side) -> str:
        """How a side is called in words."""
        return getattr(self.scenario.file.sides, side).name

    def on(self, day: int) -> date:
        return self.as_of + timedelta(days=day)

    @property
    def main_event(self) -> int:
        return self.campaign.terrain.main_event

    @property
    def fallen(self) -> NDArray[np.bool_]:
        """Draws in which the main event comes about within the horizon."""
        return self.forecast.event_day[:, self.main_event] >= 0

    def fused(self, quantity: str, side: Side | None = None, place: str | None = "centre") -> FusedQuantity | None:
        """What the claims say of a quantity at the centre (or, with None, on the whole front)."""
        where = self.scenario.file.centre if place == "centre" else place
        return self.fusion.find(quantity, side, where)

    def fused_now(self, quantity: str, side: Side | None = None) -> FusedQuantity | None:
        """What the claims say of a quantity at the centre in the fortnight that holds the as-of date, else in all."""
        return self.fusion.find_now(quantity, side, self.scenario.file.centre)

    @property
    def days_since_map(self) -> int:
        """How many days before the as-of date the newest map is; 0 where the front is assumed."""
        maps = self.campaign.maps
        last = max((day for day in maps.dates if day <= self.as_of), default=None)
        return 0 if maps.assumed or last is None else (self.as_of - last).days

    def claim_name(self, identifier: str) -> str:
        """A claim by its outlet and day, as a reader knows it."""
        claim = next((c for c in self.scenario.claims if c.id == identifier), None)
        if claim is None:
            return words.human(identifier)
        names = {source.id: source.name for source in self.scenario.sources}
        told = {"outlet": claim.outlet, "speaker": claim.speaker, "source": claim.source}
        outlet = outlet_of({**told, "source_name": names.get(claim.source, "")})
        return f"{outlet}, {words.date_words(claim.said_on)}"

    def claims_on(self, quantities: Iterable[str], *, limit: int = 12) -> list[str]:
        """Ids of the claims on these quantities, the weightiest of each fused quantity first."""
        wanted, ranked = set(quantities), {}
        for item in self.fusion.quantities:
            if item.quantity in wanted:
                for claim in item.claims:
                    ranked[claim] = max(ranked.get(claim, 0.0), item.weights.get(claim, 0.0))
        for claim in self.scenario.claims:
            if claim.quantity in wanted:
                ranked.setdefault(claim.id, 0.0)
        return sorted(ranked, key=lambda c: (-round(ranked[c], 6), c))[:limit]


@dataclass(frozen=True)
class Answer:
    """One of the eight answers, in the keys of assessment.json."""

    id: str
    question: str
    answer: str
    confidence: Confidence
    estimates: list[dict[str, Any]]
    claims: list[str]
    would_change: str
    scored: bool = False
    record: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "question": self.question,
            "answer": self.answer,
            "confidence": self.confidence,
            "scored": self.scored,
            "estimates": self.estimates,
            "claims": self.claims,
            "would_change": self.would_change,
            **({"record": self.record} if self.record else {}),
        }


def spread(values: ArrayLike) -> dict[str, float]:
    """The five quantiles of the draws, keyed as in assessment.json."""
    at = np.quantile(np.asarray(values, dtype=float), QUANTILES)
    return {f"{q:g}": six_digits(v) for q, v in zip(QUANTILES, at, strict=True)}


def number(name: str, values: ArrayLike, unit: str, side: Side | None = None) -> dict[str, Any]:
    """An estimate as quantiles."""
    return {"name": name, **({"side": side} if side else {}), "unit": unit, "quantiles": spread(values)}


def chance(name: str, probability: float, side: Side | None = None) -> dict[str, Any]:
    """An estimate as a probability with its word beside it."""
    return {
        "name": name,
        **({"side": side} if side else {}),
        "probability": six_digits(words.publish(probability)),
        "words": words.likelihood(probability),
    }


def from_claims(name: str, item: FusedQuantity, side: Side | None = None) -> dict[str, Any]:
    """An estimate that is the claims' own, as fused."""
    quantiles = {f"{p:g}": six_digits(v) for p, v in item.quantiles.items()}
    return {"name": name, **({"side": side} if side else {}), "unit": item.unit, "quantiles": quantiles}


def middle(values: ArrayLike) -> float:
    return float(np.median(np.asarray(values, dtype=float)))


def grade(case: Case, items: Sequence[FusedQuantity | None], *, rests_on_model: bool) -> Confidence:
    """Confidence, apart from likelihood: from independent origins behind the claims, and from the filter.

    High needs strong evidence on every item and a filter that informed the model; low where the evidence is weak or the
    observations contradict the model, or where no map says how things stand.
    """
    rank = {"none": 0, "weak": 0, "moderate": 1, "strong": 2}
    evidence = [rank[item.evidence] if item is not None else 0 for item in items]
    verdict = case.assimilated.verdict
    unseen = case.campaign.maps.assumed or case.days_since_map > STALE_DAYS
    if rests_on_model and (verdict is None or verdict.contradicted or unseen):
        return "low"
    if evidence and max(evidence) == 0:
        return "low"
    if evidence and min(evidence) == 2 and not rests_on_model:
        return "high"
    return "moderate"


def lowered(confidence: Confidence) -> Confidence:
    """One step less sure."""
    return "moderate" if confidence == "high" else "low"


def sides() -> tuple[Side, Side]:
    return SIDES
