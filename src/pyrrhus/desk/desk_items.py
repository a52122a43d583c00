"""Drafts as they lie on the desk, and what a decision makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.desk.decisions import DeskDecision
from pyrrhus.desk.row_cells import with_number

if TYPE_CHECKING:
    from pyrrhus.desk.articles import OneArticle
    from pyrrhus.reading.draft_fields import Draft
    from pyrrhus.reading.reading import Reading

JOINT = re.compile(r"[,;:.!?—–][\"”’]?\s+|\s+(?=(?:and|but|or|while|who|which|where|as|because|that)\s)")
FEWEST = 8
"""Characters that a part of a split has at least, where its beginning is offered."""


@dataclass(frozen=True)
class DeskItem:
    """A draft at the desk: its row as cells, where it stands in its article, and what was decided about it."""

    key: str
    article: str
    text: str
    start: int
    end: int
    type: str
    cells: dict[str, str]
    confidence: dict[str, float] = field(default_factory=dict)
    check: tuple[str, ...] = ()
    status: str = "open"
    told: frozenset[str] = frozenset()
    """Cells that a person set, of which the reader's chances say nothing any more."""

    @property
    def quote(self) -> str:
        """The words that the draft rests on."""
        return self.text[self.start : self.end]

    @property
    def open(self) -> bool:
        """Whether nothing was decided about it."""
        return self.status == "open"


Items = dict[str, DeskItem]


def items_of(article: OneArticle, reading: Reading) -> list[DeskItem]:
    """The drafts of an article as items; what a person confirms carries where it was read, not the article's words."""
    found = []
    for number, (draft, row) in enumerate(zip(reading.drafts, reading.rows(), strict=True), start=1):
        cells = {name: str(value) for name, value in row.items()}
        cells["note"] = f"{article.name}, characters {draft.start} to {draft.end}"
        found.append(_item(f"{article.name}#{number}", article.name, reading.article.text, draft, cells))
    return found


def _item(key: str, name: str, text: str, draft: Draft, cells: dict[str, str]) -> DeskItem:
    """A draft's item; of a period that the words do not tell, the row has the day of saying, and there is no chance."""
    sure, check = dict(draft.confidence), draft.check
    if not (draft.period_from or draft.period_to):
        sure.pop("period", None)
        check = (*check, "period_from", "period_to")
    quantity = quantities().get(cells["quantity"])
    if quantity is not None and not quantity.needs_side:  # nobody's, and nothing to be unsure of
        sure.pop("side", None)
        check = tuple(name for name in check if name != "side")
    return DeskItem(key, name, text, draft.start, draft.end, draft.type, cells, sure, check)


def joints(quote: str) -> list[int]:
    """Where a second claim may begin in a quote: behind its stops and before its conjunctions."""
    places = [match.end() for match in JOINT.finditer(quote)]
    return [at for at in places if FEWEST <= at <= len(quote) - FEWEST]


def applied(items: Items, item: DeskItem, decision: DeskDecision) -> Items:
    """The items as a decision about one of them leaves them."""
    if decision.kind == "accept":
        return {**items, item.key: replace(item, status="accepted", cells={**item.cells, **decision.cells})}
    if decision.kind == "reject":
        out = [item, *(items[key] for key in decision.also if key in items)]
        return {**items, **{one.key: replace(one, status="rejected") for one in out}}
    if decision.kind == "edit":
        return {**_carried(items, item, decision.cells), item.key: _edited(item, decision.cells)}
    if decision.kind == "split" and decision.at is not None:
        return _behind(items, *_halves(item, decision.at, _free(items, item, "b")))
    if decision.kind == "copy":
        tail = _free(items, item, "c")
        return _behind(items, item, _named(item, tail))
    other = items.get(decision.of or "")
    if decision.kind == "merge" and other is not None:
        filled = {name: item.cells.get(name) or cell for name, cell in other.cells.items()}
        merged = replace(item, start=min(item.start, other.start), end=max(item.end, other.end), cells=filled)
        return {**items, item.key: merged, other.key: replace(other, status="merged")}
    return items


def _edited(item: DeskItem, cells: Mapping[str, str]) -> DeskItem:
    return replace(item, cells={**item.cells, **cells}, told=item.told | set(cells))


def _carried(items: Items, item: DeskItem, cells: Mapping[str, str]) -> Items:
    """Who somebody is needs saying once: later drafts of a speaker take the source or the name that one was given."""
    speaker, order = item.cells.get("speaker", ""), list(items)
    told = {name: cells[name] for name in ("speaker", "source") if name in cells}
    if not told or not speaker:
        return items
    later = [items[key] for key in order[order.index(item.key) + 1 :]]
    same = [
        one
        for one in later
        if one.open and all(one.cells.get(name) == item.cells.get(name) for name in ("speaker", *told))
    ]
    return {**items, **{one.key: _edited(one, told) for one in same}}


def _behind(items: Items, first: DeskItem, second: DeskItem) -> Items:
    """The items with one changed and a new one behind it."""
    found: Items = {}
    for key, one in items.items():
        found |= {key: first, second.key: second} if key == first.key else {key: one}
    return found


def _free(items: Items, item: DeskItem, tail: str) -> str:
    """A letter, as often as needed, with which the item's key is nobody's."""
    longer = tail
    while f"{item.key}{longer}" in items:
        longer += tail
    return longer


def _named(item: DeskItem, tail: str) -> DeskItem:
    return replace(item, key=f"{item.key}{tail}", cells={**item.cells, "id": f"{item.cells['id']}{tail}"})


def _halves(item: DeskItem, at: int, tail: str) -> tuple[DeskItem, DeskItem]:
    """Two drafts of one, each with the number that stands in its own words."""
    middle = item.start + at
    first = replace(item, end=middle, cells=with_number(item.cells, item.text[item.start : middle]))
    second = replace(item, start=middle, cells=with_number(item.cells, item.text[middle : item.end]))
    return first, _named(second, tail)
