"""A comparison on the terminal: what moved, why, and what stood still; reads at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table, teller

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.runs.comparison import Change, Comparison

WIDEST = 100


def print_comparison(found: Comparison, console: Console) -> None:
    """Print a comparison: the sentences first, the parts of the first measure in a table beside."""
    plain = is_plain(console)
    width = min(console.width, WIDEST)

    tell = teller(console, width)

    tell(f"{found.before.label}  →  {found.after.label}", "bold")
    for change in found.changes:
        if change.beyond_chance:
            tell(f"{change.question}  {change.sentence()}", above=1)
    still = [change.name for change in found.changes if not change.beyond_chance]
    if still:
        tell(f"Within what chance does: {words.listed(still)}.", above=1)
    for change in found.changes[:1]:
        tell(f"{words.sentence(change.name)}, part by part", "bold", above=1)
        _show_parts(change, console, width, plain=plain)
    tell(
        f"{words.whole(found.draws)} draws, seed {found.seed}; intervals are 90 % and of chance in the runs alone",
        "dim",
        above=1,
    )


def _show_parts(change: Change, console: Console, width: int, *, plain: bool) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD if not plain else box.ASCII2, show_edge=False, pad_edge=False)
    table.add_column("part")
    table.add_column("change", justify="right", no_wrap=True)
    table.add_column("90 %", justify="right", no_wrap=True)
    for share in change.shares:
        row = [share.words, change.step(share.change), change.between(share.low, share.high)]
        table.add_row(*(Text(visible(cell, plain=plain)) for cell in row))
    whole = ["all of it", change.step(change.change), change.between(change.low, change.high)]
    table.add_row(*(Text(visible(cell, plain=plain), style="bold") for cell in whole))
    show_table(table, console, width)


def comparison_csv(document: Mapping[str, Any]) -> str:
    """Each part of each measure in a row."""
    from pyrrhus.present.output_tables import csv_text

    columns = ("question", "measure", "unit", "part", "change", "low", "high", "claims")
    rows = []
    for change in document["changes"]:
        whole = {"id": "all", "change": change["change"], "interval": change["interval"], "claims": []}
        for part in (*change["parts"], whole):
            low, high = part["interval"]
            rows.append(
                {
                    "question": change["question"],
                    "measure": change["measure"],
                    "unit": change["unit"],
                    "part": part["id"],
                    "change": part["change"],
                    "low": low,
                    "high": high,
                    "claims": part["claims"],
                }
            )
    return csv_text(rows, columns)
