"""One claim as it was read, with what the reader was sure of; and the names that a scenario brings to reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Gazetteer:
    """Names that a scenario brings: places and sides by every name, its town, which code attacks."""

    places: Mapping[str, str]
    sides: Mapping[str, str]
    roles: Mapping[str, str]
    centre: str | None = None


@dataclass(frozen=True)
class Counted:
    """Type, unit in words and vocabulary of one number."""

    type: str
    unit: str
    claims_quantity: str | None


@dataclass(frozen=True)
class Draft:
    """One claim as it was read, to be confirmed by a person. Offsets count characters of the article's text.

    `side` is a code (RU, UA, rebels) or "none"; `low`/`high` are what the hedge leaves open; `stance` is asserted,
    denied or uncertain; `claims_quantity`/`claims_value` are the nearest entry of the vocabulary of claims, if any;
    `check` says what the reader was unsure of. `period_from` and `period_to` are the days for which it holds, `since`
    where it counts from the first of them; `confidence` is the chance, by field, that it was read right, and `ways` how
    each was read.
    """

    start: int
    end: int
    speaker: str
    outlet: str | None
    said_on: str | None
    type: str
    side: str
    place: str | None
    quantity: float | None
    unit: str | None
    low: float | None
    high: float | None
    hedge: str | None
    stance: str
    quote: str
    claims_quantity: str | None
    claims_value: str | None
    check: tuple[str, ...]
    period_from: str | None = None
    period_to: str | None = None
    since: bool = False
    confidence: Mapping[str, float] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The draft as plain data, in the order of the documented keys."""
        data = {key: value for key, value in self.__dict__.items() if key != "ways"}
        for key in ("quantity", "low", "high"):
            value = data[key]
            data[key] = int(value) if isinstance(value, float) and value == int(value) else value
        data["check"] = list(self.check)
        data["confidence"] = dict(self.confidence)
        return data
