"""What the claims add up to, before and after edits of them: the quantities that the edited claims speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyrrhus.claims.ledger import Claim, Side
from pyrrhus.claims.result import FusedQuantity
from pyrrhus.judge import words
from pyrrhus.page.claim_edits import NO_EDITS, ClaimEdits, edit_claims
from pyrrhus.page.kept import KeptStore
from pyrrhus.page.levers import WhatIf
from pyrrhus.scenario.schema import SIDES, Scenario

MOST_ROWS = 8
LOSSES = ("killed", "wounded", "captured", "casualties")


@dataclass(frozen=True)
class FusedRow:
    """One quantity as all claims weighed give it, before and with the edits, in words."""

    name: str
    before: str
    after: str
    moved: bool


def fused_rows(store: KeptStore, whole: Scenario, asked: WhatIf) -> list[FusedRow]:
    """The quantities of the edited claims, those that moved first; a claim of losses also moves the dead a day."""
    before = store.weigh(whole, asked.as_of, NO_EDITS).fusion
    after = store.weigh(whole, asked.as_of, asked.claims).fusion
    keys = dict.fromkeys(_keys(_touched(whole, asked.claims), whole.file.centre))
    rows = []
    for quantity, side, place in keys:
        found = [fusion.find_now(quantity, side, place) for fusion in (before, after)]
        if any(item is not None for item in found):
            said = [_said(item) for item in found]
            rows.append(FusedRow(_name(whole, quantity, side, place), said[0], said[1], said[0] != said[1]))
    return sorted(rows, key=lambda row: not row.moved)[:MOST_ROWS]


def _touched(whole: Scenario, edits: ClaimEdits) -> list[Claim]:
    edited = edit_claims(whole, edits).claims
    names = {*edits.without, *(name for name, _ in (*edits.graded, *edits.echoes)), *edits.added_ids(whole)}
    there = {claim.id for claim in edited}
    return [claim for claim in (*edited, *(c for c in whole.claims if c.id not in there)) if claim.id in names]


def _keys(claims: Iterable[Claim], centre: str) -> Iterable[tuple[str, Side | None, str | None]]:
    for claim in claims:
        yield claim.quantity, claim.side, claim.place
        if claim.quantity.removesuffix("_per_day") in LOSSES:
            yield "killed_per_day", claim.side, centre


def _name(whole: Scenario, quantity: str, side: str | None, place: str | None) -> str:
    whose = f", {getattr(whole.file.sides, side).name}" if side in SIDES else ""
    names = {row.id: row.name for row in whole.places}
    where = f", {names.get(place, place)}" if place else ", whole front"
    return f"{words.sentence(words.human(quantity))}{whose}{where}"


def _said(item: FusedQuantity | None) -> str:
    """A fused quantity in words: its middle with its range, or its likeliest word."""
    if item is None:
        return "no claim"
    if item.quantiles:
        return words.with_range({f"{p:g}": value for p, value in item.quantiles.items()})
    if item.categories:
        word = max(item.categories, key=lambda key: item.categories[key])
        return f"{word} ({words.percent(item.categories[word])})"
    return "no claim that counts"
