"""What the claims add up to, on the terminal and as a table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pyrrhus.judge import words
from pyrrhus.judge.findings import QUANTILES
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.claims.result import FusedQuantity, Fusion

COLUMNS = (
    "quantity",
    "side",
    "place",
    "actor",
    "period_from",
    "period_to",
    "unit",
    *map(words.quantile_column, QUANTILES),
    "categories",
    "evidence",
    "independent_origins",
    "claims",
    "weights",
    "hangs_on",
    "median_without",
)


MOST_NAMED = 6


def fusion_csv(fusion: Fusion) -> str:
    """The fused quantities as CSV text, one row each; claims and weights joined by `+`."""
    from pyrrhus.present.output_tables import csv_text

    rows = []
    for item in fusion.quantities:
        row = item.to_dict()
        row.update({words.quantile_column(p): value for p, value in row["quantiles"].items()})
        row["categories"] = "+".join(f"{word}={share}" for word, share in row["categories"].items())
        row["independent_origins"] = row["origins"]
        row["claims"], row["weights"] = "+".join(row["claims"]), "+".join(f"{c}={w}" for c, w in row["weights"].items())
        rows.append(row)
    return csv_text(rows, COLUMNS)


def print_fusion(fusion: Fusion, console: Console) -> None:
    """Quantities with intervals, then conflicts, echoes, flags and warnings, in a page of at most 100 columns."""
    from rich.table import Table
    from rich.text import Text

    width, plain = min(console.width, 100), is_plain(console)

    def clean(text: str) -> str:
        return visible(text.replace("\n", " "), plain=plain)

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("quantity", ratio=1, overflow="fold")
    for name in ("middle", "90 %", "claims"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("evidence", no_wrap=True)
    for item in fusion.quantities:
        if item.main and item.claims:
            table.add_row(*(Text(clean(cell)) for cell in _cells(item, fusion.as_of)))
    show_table(table, console, width)
    sections = (
        ("Conflicts", [f"{words.human(c.quantity)}: {c.why} [{', '.join(c.claims[:6])}]" for c in fusion.conflicts]),
        ("Echoes", [f"{', '.join(e.claims[:6])} from {e.origin}: {e.why}" for e in fusion.echoes]),
        ("Flags", _flag_lines(fusion)),
        ("Warnings", [str(w) for w in fusion.warnings]),
    )
    for title, lines in sections:
        if lines:
            console.print(Text(f"\n{title}", style="bold"), width=width)
            for line in lines:
                console.print(Text(clean(f"  {line}")), width=width)


def _flag_lines(fusion: Fusion) -> list[str]:
    """Flags in lines; claims that one check says the same of share one."""
    alike: dict[tuple[str, str], list[str]] = {}
    for flag in fusion.flags:
        alike.setdefault((flag.check, flag.why), []).append(flag.claim)
    lines = []
    for (check, why), claims in sorted(alike.items()):
        named = ", ".join(claims[:MOST_NAMED]) + (
            f" and {len(claims) - MOST_NAMED} more" if claims[MOST_NAMED:] else ""
        )
        lines.append(f"{words.human(check)}, {named}: {why}")
    return lines


def _cells(item: FusedQuantity, as_of: date) -> list[str]:
    what = [words.human(item.quantity), item.side or "", words.human(item.actor), item.place or "whole front"]
    if item.period_to and item.period_to != as_of:
        what.append(f"to {words.short_date(item.period_to)}")
    if item.categories:
        middle = max(item.categories, key=lambda word: item.categories[word])
        interval = words.percent(item.categories[middle])
    else:
        middle = words.rounded(item.quantiles[0.5])
        interval = words.spread(item.quantiles[0.05], item.quantiles[0.95])
    return [", ".join(part for part in what if part), middle, interval, str(len(item.claims)), item.evidence]
