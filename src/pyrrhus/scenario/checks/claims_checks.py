"""Checks of claims.csv."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyrrhus.claims.vocabulary import Quantity, quantities
from pyrrhus.scenario.cells import CellError, number
from pyrrhus.scenario.checks.common import Advice, PlaceAdvice, repeated
from pyrrhus.scenario.checks.registry import Found, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.nearest import advise, shown

FILE = "claims.csv"


@check("two claims with one id", "give each claim its own id")
def claim_id_twice(draft: FolderDraft) -> Iterator[Found]:
    for row, first in repeated(draft.rows["claims"], "id"):
        yield FILE, row.line, f"the id {row.id} is also on line {first.line}", "give this claim its own id"


@check(
    "claims that nobody has confirmed, which are held back",
    "read them, then write yes under confirmed",
    severity="warning",
)
def claim_unconfirmed(draft: FolderDraft) -> Iterator[Found]:
    held = draft.held_back
    if held:
        found = (
            "1 claim is not confirmed and is held back"
            if len(held) == 1
            else f"{len(held)} claims are not confirmed and are held back"
        )
        yield FILE, held[0].line, found, "read each, complete it and write yes under confirmed, or remove the row"


@check("a source that sources.csv does not have", "write the id of a source", needs="sources")
def claim_unknown_source(draft: FolderDraft) -> Iterator[Found]:
    ids = draft.ids["sources"]
    if "sources" not in draft.present:
        return
    known, advice = set(ids), Advice(ids, table="sources.csv")
    for claim in draft.rows["claims"]:
        if claim.source not in known:
            yield FILE, claim.line, f"there is no source with the id {shown(claim.source)}", advice.fix(claim.source)


@check("a part of a side that actors.csv does not have, or has for the other side", "write the name of an actor")
def claim_unknown_actor(draft: FolderDraft) -> Iterator[Found]:
    sides = {(actor.side, actor.actor) for actor in draft.rows["actors"]}
    advice = Advice((actor for _, actor in sides), table="actors.csv")
    for claim in draft.rows["claims"]:
        if not claim.actor:
            continue
        if claim.side is None:
            found = f"{shown(claim.actor)} belongs to no side here"
            yield FILE, claim.line, found, "write the side, or leave actor empty"
        elif (claim.side, claim.actor) not in sides:
            found = f"the {claim.side} has no actor {shown(claim.actor)}"
            yield FILE, claim.line, found, advice.fix(claim.actor)


@check("a quantity that the vocabulary does not have", "write the nearest quantity")
def claim_unknown_quantity(draft: FolderDraft) -> Iterator[Found]:
    table = quantities()
    advice = Advice(table, table="the vocabulary", may_add=False)
    for claim in draft.rows["claims"]:
        if claim.quantity not in table:
            found = f"there is no quantity called {shown(claim.quantity)}"
            yield FILE, claim.line, found, advice.fix(claim.quantity)


@check("a unit that is not the one of the quantity", "write the unit of the quantity")
def claim_unit(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if claim.unit != quantity.unit and (quantity.numeric or claim.unit):
            found = f"the unit is '{shown(claim.unit)}'" if claim.unit else "the unit is empty"
            fix = f"write {quantity.unit}" + (" (and convert the number)" if claim.unit else "")
            yield FILE, claim.line, f"{claim.quantity}: {found}", fix


@check("a word that is no category of the quantity, or none", "write one of its categories")
def claim_category(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if not quantity.numeric and claim.value not in quantity.categories:
            found = f"value '{shown(claim.value)}' is not known" if claim.value else "value is empty"
            yield FILE, claim.line, f"{claim.quantity}: {found}", advise(claim.value or "?", quantity.categories)


@check("a low or high for a quantity of words", "leave low and high empty")
def claim_category_with_numbers(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if not quantity.numeric and (claim.low is not None or claim.high is not None):
            yield FILE, claim.line, f"{claim.quantity} has no numbers", "leave low and high empty"


@check("a value that is not a number where the quantity is one", "write digits with a decimal point")
def claim_value_not_number(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if quantity.numeric and claim.value:
            try:
                number(claim.value)
            except CellError as error:
                yield FILE, claim.line, f"value {error.what}", error.fix


@check("a quantity of a side without the side", "write attacker or defender")
def claim_side_missing(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if quantity.needs_side and claim.side is None:
            yield FILE, claim.line, f"{claim.quantity} needs a side", "write whose it is: attacker or defender"


@check("a side for a quantity that has none", "leave side empty", severity="warning")
def claim_side_unneeded(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if not quantity.needs_side and claim.side is not None:
            yield FILE, claim.line, f"{claim.quantity} is of no side", "leave side empty"


@check("a number without a hedge", "write exactly, about, at_least, up_to or between")
def claim_hedge_missing(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if quantity.numeric and claim.hedge is None:
            yield FILE, claim.line, "hedge is empty", "write exactly, about, at_least, up_to or between"


@check("a hedge without the number that it needs", "write it, or another hedge")
def claim_hedge_number(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if not quantity.numeric:
            continue
        value = claim.value or None
        if claim.hedge in ("exactly", "about") and value is None:
            yield FILE, claim.line, f"hedge {claim.hedge} needs a value", "write value, or another hedge"
        elif claim.hedge == "at_least" and value is None and claim.low is None:
            yield FILE, claim.line, "hedge at_least needs low", "write low, or another hedge"
        elif claim.hedge == "up_to" and value is None and claim.high is None:
            yield FILE, claim.line, "hedge up_to needs high", "write high, or another hedge"
        elif claim.hedge == "between" and (claim.low is None or claim.high is None):
            yield FILE, claim.line, "hedge between needs low and high", "write both, or another hedge"


@check("a low above the high", "exchange them")
def claim_low_high(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        if claim.low is not None and claim.high is not None and claim.low > claim.high:
            yield FILE, claim.line, f"low {claim.low:g} is above high {claim.high:g}", "exchange low and high"


@check("a value outside low to high", "correct one of the three")
def claim_value_outside(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        value = claim.value_number if quantity.numeric else None
        if value is not None and (
            (claim.low is not None and value < claim.low) or (claim.high is not None and value > claim.high)
        ):
            yield FILE, claim.line, f"value {value:g} lies outside low to high", "correct one of the three"


@check("a negative number", "write a number not below 0")
def claim_negative(draft: FolderDraft) -> Iterator[Found]:
    for claim, _ in _known(draft):
        lowest = min((x for x in (claim.low, claim.value_number, claim.high) if x is not None), default=0)
        if lowest < 0:
            yield FILE, claim.line, f"{claim.quantity} is {lowest:g}", "write a number not below 0"


@check("a share above 1", "write a share between 0 and 1")
def claim_share_past_one(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        highest = max((x for x in (claim.low, claim.value_number, claim.high) if x is not None), default=0)
        if quantity.unit == "share" and highest > 1:
            fix = (
                f"write {highest / 100:g} if {highest:g} is a percentage" if highest <= 100 else "write a share up to 1"
            )
            yield FILE, claim.line, f"{claim.quantity} is {highest:g}", fix


@check("a claim about a place that places.csv does not have", "write the id of a place", needs="places")
def claim_unknown_place(draft: FolderDraft) -> Iterator[Found]:
    advice = PlaceAdvice(draft)
    for claim in draft.rows["claims"]:
        if claim.place is not None and claim.place not in draft.place_ids:
            yield FILE, claim.line, *advice.on(claim.place)


@check("a period that ends before it begins", "exchange period_from and period_to")
def claim_period_order(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        if claim.period_from is not None and claim.period_to is not None and claim.period_from > claim.period_to:
            found = f"period_from {claim.period_from} is after period_to {claim.period_to}"
            yield FILE, claim.line, found, "exchange them"


@check("a claim said before the time that it speaks of", "correct said_on or period_from", severity="warning")
def claim_said_before_period(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        if claim.period_from is not None and claim.said_on < claim.period_from:
            found = f"said_on {claim.said_on} lies before period_from {claim.period_from}"
            yield FILE, claim.line, found, "correct one of the two, unless it is a forecast"


@check("a claim known before it was said", "correct known_on or said_on")
def claim_known_before_said(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        if claim.known_on is not None and claim.known_on < claim.said_on:
            found = f"known_on {claim.known_on} lies before said_on {claim.said_on}"
            yield FILE, claim.line, found, "correct one of them"


@check("a claim derived from one that is not there", "write the id of a claim, or leave it empty")
def claim_derived_unknown(draft: FolderDraft) -> Iterator[Found]:
    ids = draft.ids["claims"]
    known, advice = set(ids), Advice(ids, table="claims.csv", may_add=False)
    held = {record.cells.get("id", "") for record in draft.held_back}
    for claim in draft.rows["claims"]:
        if claim.derived_from is not None and claim.derived_from in held - known:
            found = f"it is derived from {shown(claim.derived_from)}, which is not confirmed"
            yield FILE, claim.line, found, "confirm that claim, or leave derived_from empty"
        elif claim.derived_from is not None and claim.derived_from not in known:
            fix = advice.fix(claim.derived_from) + ", or leave derived_from empty"
            yield FILE, claim.line, f"there is no claim with the id {shown(claim.derived_from)}", fix


@check("claims derived from each other in a circle", "let the chain end at the first who said it")
def claim_derived_circular(draft: FolderDraft) -> Iterator[Found]:
    by_id = {claim.id: claim for claim in draft.rows["claims"]}
    done: set[str] = set()
    for start in by_id:
        chain: dict[str, None] = {}
        here: str | None = start
        while here is not None and here in by_id and here not in done and here not in chain:
            chain[here] = None
            here = by_id[here].derived_from
        if here is not None and here in chain:
            line = by_id[here].line
            yield FILE, line, f"claim {here} is derived from itself through others", "let the chain end at its origin"
        done |= set(chain)


@check("a claim said before the one it is derived from", "correct said_on or derived_from", severity="warning")
def claim_derived_earlier(draft: FolderDraft) -> Iterator[Found]:
    by_id = {claim.id: claim for claim in draft.rows["claims"]}
    for claim in draft.rows["claims"]:
        origin = by_id.get(claim.derived_from)
        if origin is not None and claim.said_on < origin.said_on:
            found = f"{claim.id} was said on {claim.said_on}, its origin {origin.id} on {origin.said_on}"
            yield FILE, claim.line, found, "correct said_on or derived_from"


@check("a total without the period over which it was counted", "write period_from", severity="warning")
def claim_total_without_period(draft: FolderDraft) -> Iterator[Found]:
    counted = ("killed", "wounded", "captured", "casualties", "area_gained", "recruited", "civilians_killed")
    for claim in draft.rows["claims"]:
        if claim.quantity in counted and claim.period_from is None:
            yield FILE, claim.line, f"{claim.quantity} is a total over an unknown period", "write period_from"


@check("a claim that counts from after the time that it speaks of", "correct counts_from or period_to")
def claim_counts_from_late(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        last = claim.period_to or claim.said_on
        if claim.counts_from is not None and claim.counts_from > last:
            yield FILE, claim.line, f"counts_from {claim.counts_from} is after {last}", "correct one of the two"


@check("counts_from for what is no running total", "leave counts_from empty", severity="warning")
def claim_counts_from_unneeded(draft: FolderDraft) -> Iterator[Found]:
    for claim, quantity in _known(draft):
        if claim.counts_from is not None and not quantity.sums_over_days:
            found = f"{claim.quantity} is not added up over days, so it counts from no day"
            yield FILE, claim.line, found, "leave counts_from empty, or write the quantity that is a total"


@check("a figure of the whole front that names a place", "leave place empty, or write sector", severity="warning")
def claim_front_with_place(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        if claim.scope == "front" and claim.place is not None:
            found = f"its scope is the front and its place {shown(claim.place)}"
            yield FILE, claim.line, found, "leave place empty, or write sector under scope"


@check("a link that does not begin with http", "write the full link", severity="warning")
def claim_url(draft: FolderDraft) -> Iterator[Found]:
    for claim in draft.rows["claims"]:
        if claim.url and not claim.url.startswith(("http://", "https://")):
            yield FILE, claim.line, f"url '{shown(claim.url)}' is no link", "write it in full, with https://"


def _known(draft: FolderDraft) -> Iterator[tuple[Any, Quantity]]:
    table = quantities()
    for claim in draft.rows["claims"]:
        if claim.quantity in table:
            yield claim, table[claim.quantity]
