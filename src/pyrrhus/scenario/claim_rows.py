"""Rows of claims.csv and sources.csv as written, and how a good one becomes a claim or a source of the ledger."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from pyrrhus.claims.ledger import Claim, Hedge, Scope, Side, Source, Stance
from pyrrhus.claims.vocabulary import quantities
from pyrrhus.scenario import cells
from pyrrhus.scenario.schema import Identifier, Row

Reliability = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal["1", "2", "3", "4", "5", "6"]
UNKNOWN_RELIABILITY, UNKNOWN_CREDIBILITY = "F", "6"


class ClaimRow(Row):
    """A claim as written. `value` stays text, since only its quantity tells whether it is a number or a word.

    An empty stance means that it asserts; an empty reliability is the source's own, an empty credibility unknown. An
    empty `confirmed` means yes; a row that says no is held back before it becomes one of these.
    """

    id: Identifier
    said_on: date
    source: str = Field(min_length=1)
    outlet: str = ""
    speaker: str = ""
    derived_from: str | None = None
    quantity: str = Field(min_length=1)
    side: Side | None = None
    place: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    low: float | None = None
    value: str = ""
    high: float | None = None
    unit: str = ""
    hedge: Hedge | None = None
    stance: Stance = "asserts"
    reliability: Reliability | None = None
    credibility: Credibility = UNKNOWN_CREDIBILITY
    url: str = ""
    note: str = ""
    actor: str = ""
    scope: Scope | None = None
    counts_from: date | None = None
    confirmed: bool = True

    @property
    def value_number(self) -> float | None:
        """The value as a number, None where it is empty or not one."""
        try:
            return cells.number(self.value) if self.value else None
        except cells.CellError:
            return None


class SourceRow(Row):
    """A source as written."""

    id: Identifier
    name: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    interest: Side | None = None
    default_reliability: Reliability = UNKNOWN_RELIABILITY
    citation: str = ""


def to_source(row: SourceRow) -> Source:
    """The source of the ledger."""
    grade = row.default_reliability
    return Source(row.id, row.name, row.kind, row.interest, grade, row.line, row.known_on, row.citation)


def unknown_source(source_id: str) -> Source:
    """A source of which nothing is known: neutral, and its reliability cannot be judged."""
    return Source(source_id, source_id, "unknown", None, UNKNOWN_RELIABILITY)


def to_claim(row: ClaimRow, sources: dict[str, Source]) -> Claim:
    """The claim of the ledger, from a row that passed every check.

    A bound may stand in `value` ("at least 800"): it is then the bound as well. `value` stays as written.
    """
    quantity = quantities()[row.quantity]
    low, high, number = row.low, row.high, None
    if quantity.numeric:
        number = row.value_number
        low = number if low is None and row.hedge == "at_least" else low
        high = number if high is None and row.hedge == "up_to" else high
    source = sources.get(row.source)
    grade = row.reliability or (source.default_reliability if source is not None else UNKNOWN_RELIABILITY)
    return Claim(
        id=row.id,
        said_on=row.said_on,
        source=row.source,
        outlet=row.outlet,
        speaker=row.speaker,
        derived_from=row.derived_from,
        quantity=row.quantity,
        side=row.side,
        place=row.place,
        period_from=row.period_from,
        period_to=row.period_to,
        low=low,
        value=number,
        high=high,
        category=None if quantity.numeric else row.value,
        unit=quantity.unit,
        hedge=row.hedge or "exactly",
        stance=row.stance,
        reliability=grade,
        credibility=row.credibility,
        url=row.url,
        note=row.note,
        known_on=row.known_on,
        line=row.line,
        actor=row.actor,
        scope=row.scope,
        counts_from=row.counts_from,
    )
