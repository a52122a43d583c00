"""Small helpers that several checks share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from pyrrhus.scenario.nearest import advise, shown


def repeated(rows: Iterable[Any], key: str) -> Iterator[tuple[Any, Any]]:
    """Pairs (later row, first row) of rows that share the value of an attribute."""
    first: dict[Hashable, Any] = {}
    for row in rows:
        value = getattr(row, key)
        if value in first:
            yield row, first[value]
        else:
            first[value] = row


def horizon_end(draft: Any) -> date:
    """The last day of the forecast; the last day of the calendar where it would lie beyond."""
    days_left = (date.max - draft.file.as_of).days
    return draft.file.as_of + timedelta(days=min(draft.file.horizon_days, days_left))


def grouped(rows: Iterable[Any], key: str) -> dict[Any, list[Any]]:
    """Rows by the value of an attribute, in the order in which the values first come."""
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return groups


class Advice:
    """The nearest of many names, remembered: a misspelt name is often on hundreds of lines, and looking for the
    nearest among thousands takes milliseconds, so that after `MOST_LOOKUPS` different ones none is looked for."""

    MOST_LOOKUPS = 30

    def __init__(self, ids: Iterable[str], *, table: str, may_add: bool = True) -> None:
        self.ids, self.table = sorted(set(ids)), table
        self.add_there = ", or add it there" if may_add else ""
        self.found: dict[str, str] = {}

    def fix(self, word: str) -> str:
        """What to write in place of a word that is not an id."""
        if word not in self.found:
            if not self.ids or len(self.found) >= self.MOST_LOOKUPS:
                return f"write a name of {self.table}{self.add_there}"
            self.found[word] = advise(word, self.ids) + self.add_there.replace("there", f"to {self.table}")
        return self.found[word]


class PlaceAdvice(Advice):
    """Advice on places; a name written in place of an id is recognised."""

    def __init__(self, draft: Any) -> None:
        super().__init__(draft.place_ids, table="places.csv")
        self.known = draft.place_ids
        self.names: dict[str, str] = {}
        for place in draft.rows["places"]:
            for name in (place.name, *place.aliases):
                self.names.setdefault(name.strip().lower(), place.id)

    def on(self, word: str) -> tuple[str, str]:
        """What was found and what to write instead, for a word that is not the id of a place."""
        by_name = self.names.get(word.strip().lower())
        fix = f"write its id, {by_name}" if by_name else self.fix(word)
        return f"there is no place with the id {shown(word)}", fix
