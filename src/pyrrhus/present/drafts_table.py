"""Drafts of claims on the terminal, and as rows of claims.csv."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import check_files, write_files
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.output_tables import csv_text
from pyrrhus.reading.ledger_rows import COLUMNS

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.reading.drafts import Draft
    from pyrrhus.reading.reading import Reading

WIDEST = 100
LONGEST_QUOTE = 260


FIX = "give another name, and copy the rows that you confirm into claims.csv; --force sets it aside as NAME.bak"


def check_new_csv(path: Path, *, force: bool = False) -> None:
    """Raises InputError where drafts cannot go: what someone wrote or changed is never overwritten."""
    if not path.parent.is_dir():
        raise InputError([Problem(str(path.parent), None, "is no folder", "make it first", "out_folder")])
    if not force and os.path.lexists(path):
        raise InputError([Problem(str(path), None, "is there already", FIX, "out_exists")])
    check_files([path], force=force, fix=FIX)


def write_rows(reading: Reading, path: Path, *, force: bool = False) -> list[Path]:
    """Write the drafts in the layout of claims.csv, none confirmed; returns what was set aside for them.

    Raises InputError where the file cannot be made.
    """
    return write_files({path: csv_text(reading.rows(), COLUMNS).encode("utf-8")}, force=force, fix=FIX)


def print_drafts(reading: Reading, console: Console) -> None:
    """Each draft: its words, who says it where and when, how it was read, and what to check."""
    from rich.padding import Padding
    from rich.text import Text

    width = min(console.width, WIDEST)
    plain = is_plain(console)

    def say(words: str, style: str = "", indent: int = 0, above: int = 0) -> None:
        console.print(Padding(Text(visible(words, plain=plain), style=style), (above, 0, 0, indent)), width=width)

    article = reading.article
    count = len(reading.drafts)
    head = f"{count} {'draft' if count == 1 else 'drafts'}"
    about = ", ".join(part for part in (article.outlet or "", str(article.published or "")) if part)
    say(head + (f" from {about}" if about else "") + ", to be confirmed by a person", "bold")
    for number, draft in enumerate(reading.drafts, start=1):
        say(f"{number}. {_quote(draft)}", above=1)
        say(_source(draft), "cyan", 3)
        say(_meaning(draft), indent=3)
        if draft.check:
            say("check: " + ", ".join(dict.fromkeys(_CHECKS.get(word, word) for word in draft.check)), "yellow", 3)


_CHECKS = {
    "said_on": "the day",
    "speaker": "who speaks",
    "side": "whose",
    "stance": "whether it is asserted",
    "outlet": "the outlet",
}


def _quote(draft: Draft) -> str:
    words = " ".join(draft.quote.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"


def _source(draft: Draft) -> str:
    parts = [draft.speaker, draft.outlet or "outlet unknown", draft.said_on or "day not stated"]
    return " | ".join(parts) + f" | characters {draft.start} to {draft.end}"


def _meaning(draft: Draft) -> str:
    parts = [
        draft.type,
        f"of {draft.side}" if draft.side != "none" else "of no side",
        draft.place or "no place",
        draft.stance,
    ]
    number = _number(draft)
    if number:
        parts.insert(1, number)
    if draft.claims_quantity:
        parts.append(f"as {draft.claims_quantity}" + (f": {draft.claims_value}" if draft.claims_value else ""))
    return " | ".join(parts)


def _number(draft: Draft) -> str:
    def plain(value: float) -> str:
        return f"{value:,.0f}" if value == int(value) else f"{value:g}"

    unit = f" {draft.unit}" if draft.unit else ""
    if draft.quantity is None and draft.low is None and draft.high is None:
        return ""
    hedge = {"about": "about ", "at_least": "at least ", "up_to": "up to "}.get(draft.hedge or "", "")
    if draft.hedge == "between" and draft.low is not None and draft.high is not None:
        return f"{plain(draft.low)} to {plain(draft.high)}{unit}"
    value = draft.quantity if draft.quantity is not None else draft.low if draft.low is not None else draft.high
    return f"{hedge}{plain(value or 0)}{unit}"
