"""What an import did, in lines; and the vocabulary as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pyrrhus.judge import words
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.imports.report import ImportReport

MOST_ASKED = 8
WIDEST = 120


def tell_import(report: ImportReport) -> list[str]:
    """What came in, what was left out and why, and what is asked, a line each."""
    what = "day of the map" if report.kind == "map" else "row"
    lines = [
        *report.notes,
        f"{words.counted(report.rows, what, what.replace('day', 'days') if report.kind == 'map' else None)} read",
    ]
    lines += [f"{name}: {words.counted(count, 'row')} added" for name, count in report.added.items()]
    if not report.added:
        lines.append("nothing was added: every row stands there already, or was left out")
    lines += [f"left out, {words.whole(count)}: {why}{_where(report, why)}" for why, count in report.left_out.items()]
    if report.asked:
        lines.append("import.yaml: write the side of these actors, then run the import again:")
        lines += [f"  {actor} ({words.whole(count)})" for actor, count in list(report.asked.items())[:MOST_ASKED]]
        if len(report.asked) > MOST_ASKED:
            lines.append(f"  and {len(report.asked) - MOST_ASKED} others")
    if report.differing:
        these = ", ".join(report.differing[:3]) + (" and others" if len(report.differing) > 3 else "")
        count = words.counted(len(report.differing), "row")
        lines.append(f"claims.csv: {count} kept as they stand there, though the file now says otherwise ({these})")
    return lines


def _where(report: ImportReport, why: str) -> str:
    """Where rows stand that cannot be read, or are few: in brackets, the first of them."""
    places, count = report.where.get(why, ()), report.left_out[why]
    if not places or (count > len(places) and "cannot be read" not in why):
        return ""
    return f" ({', '.join(places)}{' and others' if count > len(places) else ''})"


def print_quantities(rows: Sequence[dict[str, str]], console: Console) -> None:
    """The vocabulary as a table."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    plain = is_plain(console)
    table = Table(box=box.ASCII2 if plain else box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in rows[0]:
        table.add_column(name)
    for row in rows:
        table.add_row(*(Text(visible(cell, plain=plain)) for cell in row.values()))
    show_table(table, console, min(console.width, WIDEST))
