"""Small helpers that several checks share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
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


def unknown_place(word: str, ids: frozenset[str], names: dict[str, str]) -> tuple[str, str]:
    """What and fix for a place that places.csv does not have; a name written in place of an id is recognised."""
    by_name = names.get(word.strip().lower())
    fix = f"write its id, {by_name}" if by_name else advise(word, sorted(ids)) + ", or add the place to places.csv"
    return f"there is no place with the id {shown(word)}", fix


def place_names(draft: Any) -> dict[str, str]:
    """Ids by name and alias, in small letters."""
    table: dict[str, str] = {}
    for place in draft.rows["places"]:
        for name in (place.name, *place.aliases):
            table.setdefault(name.strip().lower(), place.id)
    return table
