"""What an importer is: its columns, how a file of its kind is known, and how rows become claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyrrhus.imports.file_rows import FileRows
    from pyrrhus.imports.gathered import Gathered, Side


@dataclass(frozen=True)
class Given:
    """What a person says beside the file: the first day of running totals, and whose losses it counts."""

    since: date | None = None
    side: Side | None = None


@dataclass(frozen=True)
class ColumnUse:
    """A column of the makers' files and what it becomes."""

    name: str
    becomes: str


@dataclass(frozen=True)
class Kind:
    """One kind of file. `layouts`: sets of columns, any of which a file of the kind has in full; a name that
    ends in _ stands for columns that begin so."""

    name: str
    title: str
    layouts: tuple[frozenset[str], ...]
    columns: tuple[ColumnUse, ...]
    gather: Callable[[FileRows, Gathered, Given], None]
    whole_front: bool = False  # figures of no place: a folder must be there already

    def fits(self, rows: FileRows) -> bool:
        return any(all(_has(rows, column) for column in layout) for layout in self.layouts)


def _has(rows: FileRows, column: str) -> bool:
    """Whether a file has a column; a name that ends in _ stands for all that begin so."""
    return column in rows.columns or (column.endswith("_") and any(c.startswith(column) for c in rows.columns))


def uses(text: str) -> tuple[ColumnUse, ...]:
    """Columns from lines of "name: what it becomes"."""
    pairs = (line.strip().partition(": ") for line in text.strip().splitlines())
    return tuple(ColumnUse(name, becomes) for name, _, becomes in pairs)
