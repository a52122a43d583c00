"""The ledger: who said what about which quantity, when it was published, and how it was graded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Side = Literal["attacker", "defender"]
SIDES: tuple[Side, Side] = ("attacker", "defender")
Hedge = Literal["exactly", "about", "at_least", "up_to", "between"]
Stance = Literal["asserts", "denies", "doubts"]
Scope = Literal["front", "sector", "unit"]

HEDGES: tuple[Hedge, ...] = ("exactly", "about", "at_least", "up_to", "between")
STANCES: tuple[Stance, ...] = ("asserts", "denies", "doubts")
SCOPES: tuple[Scope, ...] = ("front", "sector", "unit")
PARTNER = "partner"
LEDGER_COLUMNS = (
    "id",
    "said_on",
    "source",
    "outlet",
    "speaker",
    "derived_from",
    "quantity",
    "side",
    "place",
    "actor",
    "scope",
    "counts_from",
    "period_from",
    "period_to",
    "low",
    "value",
    "high",
    "unit",
    "hedge",
    "stance",
    "reliability",
    "credibility",
    "url",
    "note",
)
"""What a claim says, in the order in which claims.csv is written; drafts and what a run makes of claims add to it."""


@dataclass(frozen=True)
class Source:
    """One who vouches for claims. `interest` is the side whose cause it has, None for neither.

    A source of the kind `partner` helps that side without being it: it has an interest in the enemy's losses looking
    great, and none of its own in its friend's. `citation` is the work that it is, or is taken from.
    """

    id: str
    name: str
    kind: str
    interest: Side | None
    default_reliability: str
    line: int = 0
    known_on: date | None = None
    citation: str = ""

    @property
    def belongs_to(self) -> Side | None:
        """The side that the source is a part of or speaks for; None for a partner."""
        return None if self.kind == PARTNER else self.interest


@dataclass(frozen=True)
class Claim:
    """One attributed statement about one quantity.

    `said_on` is when it was published (the last day where only a month is known), never what it speaks of.
    `value` is a number for a numeric quantity, a category's word for a categorical one (`category`).
    `place` is a place id, or None for the whole front. `period_*` is the time it speaks of. `actor` is a part of the
    side (as in actors.csv), empty where the claim is about the whole of it. `scope` is what was counted: the whole
    front, a sector of it, or one unit (None: not said). `counts_from` is the first day of a running total.
    """

    id: str
    said_on: date
    source: str
    outlet: str
    speaker: str
    derived_from: str | None
    quantity: str
    side: Side | None
    place: str | None
    period_from: date | None
    period_to: date | None
    low: float | None
    value: float | None
    high: float | None
    category: str | None
    unit: str
    hedge: Hedge
    stance: Stance
    reliability: str
    credibility: str
    url: str
    note: str
    known_on: date | None = None
    line: int = 0
    actor: str = ""
    scope: Scope | None = None
    counts_from: date | None = None

    @property
    def about(self) -> tuple[Side | None, str | None, str]:
        """Whose it is and where: side, place, actor."""
        return self.side, self.place, self.actor

    @property
    def begins_on(self) -> date | None:
        """The first day that its figure counts: of the running total where it says so, else of its period."""
        return self.counts_from or self.period_from
