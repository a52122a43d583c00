"""A session at the desk: drafts of some articles, decided one by one. Every decision goes into the log at once, an
accepted row into the ledger at once, and both can be taken back in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.desk.alike import Neighbour, neighbours, repeats, source_of_repeat
from pyrrhus.desk.articles import OneArticle
from pyrrhus.desk.decisions import DeskDecision, append_decision, read_decisions, standing
from pyrrhus.desk.desk_items import DeskItem, applied, items_of, joints
from pyrrhus.desk.ledger_file import append_row, remove_row
from pyrrhus.desk.row_cells import completed, faults, is_number, set_cell, with_number

if TYPE_CHECKING:
    from pyrrhus.reading.reading import Reading
    from pyrrhus.scenario.schema import Scenario


LISTED = 15
"""Drafts without a quantity that are listed at once, so that they stand on one screen."""


class Session:
    """Drafts in order with the place where one is; `scenario` may be None, and then any place and source will do. With
    `attributed` the articles' own words are left aside."""

    def __init__(
        self,
        articles: Sequence[OneArticle],
        read: Callable[[OneArticle], Reading],
        *,
        ledger: Path,
        log: Path,
        scenario: Scenario | None = None,
        attributed: bool = False,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.scenario, self.ledger, self.log = scenario, ledger, log
        self.drafted: list[DeskItem] = []
        for number, article in enumerate(articles):
            found = items_of(article, read(article))
            self.drafted += [item for item in found if item.cells["speaker"] or not attributed]
            if on_progress is not None:
                on_progress(number + 1, len(articles))
        self.decisions = read_decisions(log)
        self.items: list[DeskItem] = []
        self.position = 0
        self.opened: set[str] = set()
        self.stepped = False
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
        """The next draft that is not decided, from a position on and round the end; None where all are. Of an article
        those that name a quantity come first, since only they can be rows as they stand."""
        order = [i for i in [*range(start, len(self.items)), *range(start)] if self.items[i].open]
        if not order:
            return None
        here = self.items[max(start - 1, 0)].article
        article = here if any(self.items[i].article == here for i in order) else self.items[order[0]].article
        within = [i for i in order if self.items[i].article == article]
        return next((i for i in within if self._by_itself(self.items[i])), min(within))

    def listed(self) -> list[DeskItem]:
        """Drafts of this article that name no quantity, to be looked through at once when the others are decided; none
        while somebody steps through the drafts."""
        if self.stepped or not self.items or not self.item.open or self._by_itself(self.item):
            return []
        rest = [one for one in self.items if one.article == self.item.article and one.open]
        return [one for one in rest if not self._by_itself(one)][:LISTED]

    def pick_listed(self, numbers: Sequence[int]) -> None:
        """Lay the listed drafts with these numbers (from 1) on the desk, and leave the others of the list out."""
        listed = self.listed()
        kept = {listed[number - 1].key for number in numbers}
        self.opened |= kept
        out = [one.key for one in listed if one.key not in kept]
        if out:
            self._decide(DeskDecision("reject", out[0], also=tuple(out[1:])))
        article = listed[0].article
        first = (i for i, one in enumerate(self.items) if one.article == article and self._by_itself(one))
        self.position = next(first, self.position)

    def step(self, by: int) -> None:
        """Go on to the next draft or back to the one before, decided or not."""
        self.stepped = True
        self.position = (self.position + by) % len(self.items)

    def _by_itself(self, item: DeskItem) -> bool:
        return item.open and (bool(item.cells.get("quantity")) or item.key in self.opened)

    def repeats_of(self, item: DeskItem) -> DeskItem | None:
        """The earlier draft that an item repeats, None where it is the first to say it; one that was accepted first."""
        before = self.items[: next(i for i, one in enumerate(self.items) if one.key == item.key)]
        for earlier in ([one for one in before if one.status == "accepted"], before):
            rows = [{**one.cells, "quote": one.quote} for one in (*earlier, item)]
            first = repeats(rows).get(len(earlier))
            if first is not None:
                return earlier[first]
        return None

    def derives_from(self, item: DeskItem, first: DeskItem) -> str:
        """The id that a repeat of an accepted draft names when it is accepted; empty where it names none."""
        free = first.status == "accepted" and not item.cells.get("derived_from")
        return source_of_repeat(item.cells, first.cells) if free else ""

    def beside(self, item: DeskItem) -> list[Neighbour]:
        """Rows of the scenario's ledger about the same thing."""
        return neighbours(item.cells, self.scenario.claims if self.scenario is not None else ())

    def origins(self) -> list[str]:
        """Ids that this draft may derive from: that of the draft which it repeats, then of rows about the same."""
        first = self.repeats_of(self.item)
        told = [first.cells["id"]] if first is not None and first.status == "accepted" else []
        return [*told, *(beside.claim.id for beside in self.beside(self.item))]

    def accept(self) -> list[str]:
        """Confirm the draft as it stands; returns why it cannot be, where it cannot."""
        item = self.item
        cells = completed(item.cells)
        found = faults(cells, self.scenario)
        if found:
            return found
        first = self.repeats_of(item)
        if first is not None and not cells.get("derived_from"):
            cells["derived_from"] = self.derives_from(item, first)
        append_row(self.ledger, cells)
        self._decide(DeskDecision("accept", item.key, cells))
        return []

    def reject(self) -> None:
        """Leave the draft out."""
        self._decide(DeskDecision("reject", self.item.key))

    def edit(self, name: str, text: str, word: str = "") -> int:
        """Set one cell of the draft's row, with a quantity the word that is its value; returns how many later drafts of
        the same speaker took it too. A quantity that is a number takes the one that stands in the words, where the row
        has none; who picks a word says what is asserted, so that a denial in the words is not one of the row."""
        changed = set_cell(self.item.cells, name, text)
        if word:
            changed = set_cell(changed, "value", word)
        if (word or (name == "value" and not is_number(changed["value"]))) and changed.get("stance") == "denies":
            changed["stance"] = "asserts"
        if name == "quantity" and not any(changed.get(bound) for bound in ("low", "value", "high")):
            changed = with_number(changed, self.item.quote)
        before = self.items
        moved = {key: value for key, value in changed.items() if self.item.cells.get(key, "") != value}
        if moved:
            self._decide(DeskDecision("edit", self.item.key, moved), stay=True)
        others = zip(before, self.items, strict=True)
        return sum(old.cells != new.cells for old, new in others if new.key != self.item.key)

    def split_places(self) -> list[int]:
        """Where in the quote a second claim may begin."""
        return joints(self.item.quote)

    def split(self, words: str) -> bool:
        """Make two drafts of one, the second from these words of the quote on, or from the place of this number of
        `split_places`; False where they are not in it."""
        quote, places = self.item.quote, self.split_places()
        at = quote.find(words) if words.strip() else -1
        if words.isdecimal() and len(words) < 3 and 1 <= int(words) <= len(places):
            at = places[int(words) - 1]
        if at <= 0:
            return False
        self._decide(DeskDecision("split", self.item.key, at=at), stay=True)
        return True

    def copy(self) -> None:
        """Lay a second draft on the same words behind this one."""
        self._decide(DeskDecision("copy", self.item.key), stay=True)

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
        self.stepped = False
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
        return next((i for i in later if i.article == self.item.article and i.open), None)

    def _decide(self, decision: DeskDecision, *, stay: bool = False) -> None:
        self._log(decision)
        self._replay()
        if not stay:
            self.stepped = False
            following = self.next_open(self.position + 1)
            self.position = self.position if following is None else following

    def _log(self, decision: DeskDecision) -> None:
        append_decision(self.log, decision)
        self.decisions.append(decision)

    def _replay(self) -> None:
        """Items as the decisions that stand leave them."""
        items = {item.key: item for item in self.drafted}
        for decision in standing(self.decisions):
            item = items.get(decision.key)
            if item is not None:
                items = applied(items, item, decision)
        self.items = list(items.values())
