"""The forms in which a command writes a result to stdout."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pyrrhus.present.characters import say, write_csv_text, write_json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rich.console import Console


class Format(StrEnum):
    """How a result is written to stdout."""

    table = "table"
    json = "json"
    csv = "csv"


def show(form: Format, data: Any, as_csv: Callable[[], str], as_table: Callable[[Console], None]) -> None:
    """Write a result to stdout in the form that was asked for."""
    import json

    if form is Format.json:
        write_json_text(json.dumps(data, ensure_ascii=False, indent=2))
    elif form is Format.csv:
        write_csv_text(as_csv())
    else:
        from rich.console import Console

        as_table(Console())


def say_set_aside(kept: Iterable[Path]) -> None:
    """A note on stderr for each file that was in the way and stands under another name now."""
    for path in kept:
        say(f"{path}: what was there before", err=True)
