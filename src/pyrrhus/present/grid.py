"""Tables on a terminal of any width: where the columns do not fit side by side, each row becomes a few lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pyrrhus.present.characters import is_plain, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

NARROWEST_WORDS = 12
"""A column of words that folds is not pressed below this many characters."""


def teller(console: Console, width: int) -> Callable[..., None]:
    """A function that prints a text in a style, with so many empty lines `above`, as the console can show it."""
    from rich.text import Text

    plain = is_plain(console)

    def tell(text: str, style: str = "", *, above: int = 0) -> None:
        for _ in range(above):
            console.print()
        console.print(Text(visible(text, plain=plain), style=style), width=width)

    return tell


def show_table(table: Table, console: Console, width: int, *, above: int = 0) -> None:
    """Print a table within `width` columns; no column is dropped or cut away for want of room."""
    from rich.padding import Padding
    from rich.text import Text

    if _fits(table, console, width):
        console.print(Padding(table, (above, 0, 0, 0)) if above else table, width=width)
        return
    for _ in range(above):
        console.print()
    heads = [_plain(column.header) for column in table.columns]
    for cells in zip(*(list(column.cells) for column in table.columns), strict=True):
        for number, (head, cell) in enumerate(zip(heads, cells, strict=True)):
            text = Text(f"{head}: " if head else "", style="dim")
            text.append(Text(_plain(cell), style=getattr(cell, "style", "")))
            if text.plain.strip():
                text.no_wrap, text.overflow = False, "fold"
                console.print(Padding(text, (0, 0, 0, 2 if number else 0)), width=width)


def _fits(table: Table, console: Console, width: int) -> bool:
    from rich.measure import Measurement

    options = console.options
    total = 0
    for column in table.columns:
        cells = [column.header, *column.cells]
        measured = [Measurement.get(console, options.update(width=10_000), cell) for cell in cells]
        widest = max(m.maximum for m in measured)
        least = max(m.minimum for m in measured)
        if column.width is not None:
            needed = column.width
        elif column.no_wrap or column.justify == "right":
            needed = min(widest, column.max_width or widest)
        else:
            needed = min(max(least, NARROWEST_WORDS), widest)
            if column.overflow == "fold":
                needed = min(needed, NARROWEST_WORDS)
        total += needed
    padding = table.padding[1] + table.padding[3]
    count = len(table.columns)
    return total + padding * (count if table.pad_edge else max(count - 1, 0)) <= width


def _plain(cell: object) -> str:
    return str(getattr(cell, "plain", cell))
