"""A session at the desk: drafts of some articles, decided one by one. Every decision goes into the log at once, an
accepted row into the ledger at once, and both can be taken back in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.desk.alike import Neighbour, neighbours, repeats, source_of_repeat
from pyrrhus.desk.articles import OneArticle
from pyrrhus.desk.decisions import DeskDecision, append_decision, read_decisions, standing
from pyrrhus.desk.ledger_file import append_row, remove_row
from pyrrhus.desk.row_cells import completed, faults, set_cell
from pyrrhus.reading.numbers import find_quantities

if TYPE_CHECKING:
    from pyrrhus.reading.draft_fields import Draft
    from pyrrhus.reading.reading import Reading
    from pyrrhus.scenario.schema import Scenario


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

    @property
    def quote(self) -> str:
        """The words that the draft rests on."""
        return self.text[self.start : self.end]


class Session:
    """Drafts in order with the place where one is; `scenario` may be None, and then any place and source will do."""

    def __init__(
        self,
        articles: Sequence[OneArticle],
        read: Callable[[OneArticle], Reading],
        *,
        ledger: Path,
        log: Path,
        scenario: Scenario | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.scenario, self.ledger, self.log = scenario, ledger, log
        self.drafted: list[DeskItem] = []
        for number, article in enumerate(articles):
            self.drafted += items_of(article, read(article))
            if on_progress is not None:
                on_progress(number + 1, len(articles))
        self.decisions = read_decisions(log)
        self.items: list[DeskItem] = []
        self.position = 0
        self._replay()
        self.position = self.next_open(0) or 0

    @property
    def item(self) -> DeskItem:
        """The draft that is decided now."""
        return self.items[self.position]

    def counts(self) -> dict[str, int]:
        """How many drafts are open, accepted, rejected and merged."""
        names = ("open", "accepted", "rejected", "merged")
        return {name: sum(item.status == name for item in self.items) for name in names}

    def next_open(self, start: int) -> int | None:
        """The next draft from a position on that is not decided, round the end; None where all are."""
        order = [*range(start, len(self.items)), *range(start)]
        return next((i for i in order if self.items[i].status == "open"), None)

    def repeats_of(self, item: DeskItem) -> DeskItem | None:
        """The earlier draft that an item repeats, None where it is the first to say it."""
        rows = [{**one.cells, "quote": one.quote} for one in self.items]
        place = next(i for i, one in enumerate(self.items) if one.key == item.key)
        first = repeats(rows).get(place)
        return None if first is None else self.items[first]

    def beside(self, item: DeskItem) -> list[Neighbour]:
        """Rows of the scenario's ledger about the same thing."""
        return neighbours(item.cells, self.scenario.claims if self.scenario is not None else ())

    def accept(self) -> list[str]:
        """Confirm the draft as it stands; returns why it cannot be, where it cannot."""
        item = self.item
        cells = completed(item.cells)
        found = faults(cells, self.scenario)
        if found:
            return found
        first = self.repeats_of(item)
        if first is not None and first.status == "accepted" and not cells.get("derived_from"):
            cells["derived_from"] = source_of_repeat(cells, first.cells)
        append_row(self.ledger, cells)
        self._decide(DeskDecision("accept", item.key, cells))
        return []

    def reject(self) -> None:
        """Leave the draft out."""
        self._decide(DeskDecision("reject", self.item.key))

    def edit(self, name: str, text: str) -> None:
        """Set one cell of the draft's row."""
        changed = set_cell(self.item.cells, name, text)
        moved = {key: value for key, value in changed.items() if self.item.cells.get(key, "") != value}
        if moved:
            self._decide(DeskDecision("edit", self.item.key, moved), stay=True)

    def split(self, words: str) -> bool:
        """Make two drafts of one, the second from these words of the quote on; False where they are not in it."""
        at = self.item.quote.find(words) if words.strip() else -1
        if at <= 0:
            return False
        self._decide(DeskDecision("split", self.item.key, at=at), stay=True)
        return True

    def merge(self) -> bool:
        """Take the next draft of the article into this one; False where there is none."""
        following = self._following()
        if following is None:
            return False
        self._decide(DeskDecision("merge", self.item.key, of=following.key), stay=True)
        return True

    def undo(self) -> DeskDecision | None:
        """Take back the last decision that stands; None where there is none."""
        held = standing(self.decisions)
        if not held:
            return None
        last = held[-1]
        if last.kind == "accept":
            remove_row(self.ledger, last.cells)
        self._log(DeskDecision("undo", last.key))
        self._replay()
        self.position = next((i for i, item in enumerate(self.items) if item.key == last.key), self.position)
        return last

    def example(self) -> dict[str, Any]:
        """The draft as an annotation, in the layout that the reading bench takes."""
        item, cells = self.item, self.item.cells
        number = {name: float(cells[name]) if cells.get(name) else None for name in ("low", "high")}
        numeric = cells.get("value", "").replace(".", "", 1).isdecimal()
        return {
            "doc": item.article,
            "start": item.start,
            "end": item.end,
            "quote": item.quote,
            "type": item.type,
            "speaker": cells.get("speaker") or "article itself (narration)",
            "outlet": cells.get("outlet"),
            "said_on": cells.get("said_on"),
            "subject_side": cells.get("side") or "none",
            "place": cells.get("place"),
            "quantity": float(cells["value"]) if numeric else None,
            "unit": cells.get("unit") or None,
            "lower": number["low"],
            "upper": number["high"],
            "hedge": cells.get("hedge") or None,
            "stance": {"asserts": "asserted", "denies": "denied", "doubts": "uncertain"}[cells["stance"]],
            "claims_quantity": cells.get("quantity") or None,
            "period_from": cells.get("period_from") or None,
            "period_to": cells.get("period_to") or None,
        }

    def _following(self) -> DeskItem | None:
        later = self.items[self.position + 1 :]
        return next((i for i in later if i.article == self.item.article and i.status == "open"), None)

    def _decide(self, decision: DeskDecision, *, stay: bool = False) -> None:
        self._log(decision)
        self._replay()
        if not stay:
            self.position = self.next_open(self.position + 1) or self.position

    def _log(self, decision: DeskDecision) -> None:
        append_decision(self.log, decision)
        self.decisions.append(decision)

    def _replay(self) -> None:
        """Items as the decisions that stand leave them."""
        items = {item.key: item for item in self.drafted}
        for decision in standing(self.decisions):
            item = items.get(decision.key)
            if item is not None:
                items = _applied(items, item, decision)
        self.items = list(items.values())


def _applied(items: dict[str, DeskItem], item: DeskItem, decision: DeskDecision) -> dict[str, DeskItem]:
    if decision.kind == "accept":
        return {**items, item.key: replace(item, status="accepted", cells={**item.cells, **decision.cells})}
    if decision.kind == "reject":
        return {**items, item.key: replace(item, status="rejected")}
    if decision.kind == "edit":
        return {**items, item.key: replace(item, cells={**item.cells, **decision.cells})}
    if decision.kind == "split" and decision.at is not None:
        first, second = _halves(item, decision.at)
        pairs = (
            ((first.key, first), (second.key, second)) if k == item.key else ((k, one),) for k, one in items.items()
        )
        return {key: one for pair in pairs for key, one in pair}
    other = items.get(decision.of or "")
    if decision.kind == "merge" and other is not None:
        filled = {name: item.cells.get(name) or cell for name, cell in other.cells.items()}
        merged = replace(item, start=min(item.start, other.start), end=max(item.end, other.end), cells=filled)
        return {**items, item.key: merged, other.key: replace(other, status="merged")}
    return items


def _halves(item: DeskItem, at: int) -> tuple[DeskItem, DeskItem]:
    """Two drafts of one, each with the number that stands in its own words."""
    middle = item.start + at
    first = replace(item, end=middle, cells=_with_number(item.cells, item.text[item.start : middle]))
    name = f"{item.cells['id']}b"
    cells = {**_with_number(item.cells, item.text[middle : item.end]), "id": name}
    return first, replace(item, key=f"{item.key}b", start=middle, cells=cells)


def _with_number(cells: dict[str, str], words: str) -> dict[str, str]:
    found = find_quantities(words)
    if not found or not cells.get("quantity"):
        return dict(cells)
    one = found[0]
    shown = {"low": one.low, "value": one.value, "high": one.high}
    if one.hedge in ("exactly", "about"):
        shown |= {"low": None, "high": None}
    else:
        shown["value"] = None
    plain = {name: "" if number is None else f"{number:.12g}" for name, number in shown.items()}
    return {**cells, **plain, "hedge": one.hedge}


def items_of(article: OneArticle, reading: Reading) -> list[DeskItem]:
    """The drafts of an article as items; what a person confirms carries where it was read, not the article's words."""
    found = []
    for number, (draft, row) in enumerate(zip(reading.drafts, reading.rows(), strict=True), start=1):
        cells = {name: str(value) for name, value in row.items()}
        cells["note"] = f"{article.name}, characters {draft.start} to {draft.end}"
        found.append(_item(f"{article.name}#{number}", article.name, reading.article.text, draft, cells))
    return found


def _item(key: str, name: str, text: str, draft: Draft, cells: dict[str, str]) -> DeskItem:
    return DeskItem(key, name, text, draft.start, draft.end, draft.type, cells, dict(draft.confidence), draft.check)
