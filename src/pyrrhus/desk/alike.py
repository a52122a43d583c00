"""What says the same: drafts that repeat one another, and rows of the ledger about the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pyrrhus.claims.ledger import Claim

Cells = Mapping[str, str]
Relation = Literal["same", "updates", "contradicts"]
CLOSE = 0.02
"""Numbers that differ by less are one number."""
UNNAMED = re.compile(r"\(unnamed\)|^(?:the )?(?:experts|analysts|officials|observers)$", re.I)
"""Nobody can tell whether the unnamed of two outlets are the same."""


@dataclass(frozen=True)
class Neighbour:
    """A row of the ledger about the same thing as a draft, and what the draft is to it."""

    claim: Claim
    relation: Relation


def repeats(rows: Sequence[Cells]) -> dict[int, int]:
    """For each row that repeats an earlier one, the number of the first: the same thing, number and side."""
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for number, row in enumerate(rows):
        key = _identity(row)
        if key is None:
            continue
        if key in first:
            found[number] = first[key]
        else:
            first[key] = number
    return found


def _identity(row: Cells) -> tuple[str, ...] | None:
    if row.get("quantity"):
        bounds = tuple(row.get(name, "") for name in ("low", "value", "high"))
        # two who judge alike judge for themselves; two who give one number have it from one place
        speaker, outlet = row.get("speaker", ""), row.get("outlet", "")
        known = speaker if speaker and not UNNAMED.search(speaker) else f"{speaker} {outlet}"
        who = "" if any(_is_number(bound) for bound in bounds) else known
        return (row["quantity"], row.get("side", ""), row.get("place", ""), row.get("stance", ""), who, *bounds)
    words = re.sub(r"\W+", " ", row.get("quote", "").lower()).strip()
    return (words,) if len(words.split()) >= 4 else None


def source_of_repeat(row: Cells, first: Cells) -> str:
    """The id that a repeat should name under `derived_from`: the first row's, where another speaks or prints it."""
    other = row.get("speaker") != first.get("speaker") or row.get("outlet") != first.get("outlet")
    return first.get("id", "") if other or row.get("said_on") == first.get("said_on") else ""


def neighbours(row: Cells, ledger: Sequence[Claim], *, most: int = 4) -> list[Neighbour]:
    """Claims of a ledger about the same quantity, side and place: those of the same source first, which a relay
    repeats, then the nearest in time."""
    if not row.get("quantity"):
        return []
    about = [
        claim
        for claim in ledger
        if claim.quantity == row["quantity"]
        and (claim.side or "") == row.get("side", "")
        and (not row.get("place") or not claim.place or claim.place == row["place"])
    ]
    day = row.get("said_on", "")
    about.sort(
        key=lambda claim: (
            claim.source != row.get("source"),
            abs(_ordinal(claim.said_on.isoformat()) - _ordinal(day)),
            claim.id,
        )
    )
    return [Neighbour(claim, _relation(row, claim)) for claim in about[:most]]


def _ordinal(day: str) -> int:
    digits = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", day)
    return int(digits[1]) * 372 + int(digits[2]) * 31 + int(digits[3]) if digits else 0


def _relation(row: Cells, claim: Claim) -> Relation:
    """Same number or word; another for the same time contradicts; another for a later time updates."""
    if claim.category is not None:
        alike = claim.category == row.get("value")
    else:
        number, theirs = _middle(row), _middle_of(claim)
        alike = number is not None and theirs is not None and abs(number - theirs) <= CLOSE * max(abs(theirs), 1e-9)
    stands = row.get("stance", "asserts") == claim.stance
    if alike and stands:
        return "same"
    last = claim.period_to or claim.said_on
    later = _ordinal(row.get("period_to") or row.get("said_on", "")) > _ordinal(last.isoformat())
    return "updates" if later and stands else "contradicts"


def _middle(row: Cells) -> float | None:
    known = [float(row[name]) for name in ("low", "value", "high") if _is_number(row.get(name, ""))]
    return sum(known) / len(known) if known else None


def _middle_of(claim: Claim) -> float | None:
    known = [x for x in (claim.low, claim.value, claim.high) if x is not None]
    return sum(known) / len(known) if known else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
