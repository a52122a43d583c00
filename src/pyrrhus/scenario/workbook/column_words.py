"""What the cells of a workbook may hold, and what its columns mean: for drop-downs and notes."""

from __future__ import annotations

import csv
import io
import typing
from importlib.resources import files
from typing import Any

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.scenario.csv_reader import Column
from pyrrhus.scenario.tables import TABLES, TableKind

# Columns that hold an id of another sheet.
IDS: dict[tuple[str, str], tuple[str, str]] = {
    ("routes", "from"): ("places", "id"),
    ("routes", "to"): ("places", "id"),
    ("forces", "place"): ("places", "id"),
    ("control", "place"): ("places", "id"),
    ("claims", "place"): ("places", "id"),
    ("claims", "source"): ("sources", "id"),
    ("claims", "derived_from"): ("claims", "id"),
    ("forces", "actor"): ("actors", "actor"),
    ("claims", "actor"): ("actors", "actor"),
}
WRITTEN = {
    "text": "text",
    "number": "a number",
    "date": "a day, YYYY-MM-DD",
    "date_first": "a day, or a month as YYYY-MM",
    "date_last": "a day, or a month as YYYY-MM",
    "yes_no": "yes or no",
    "names": "names, with ; between them",
}


def allowed_words(table: TableKind, column: Column) -> tuple[str, ...]:
    """The words that a column takes; empty where it takes any."""
    if column.kind == "yes_no":
        return ("yes", "no")
    if (table.name, column.name) == ("claims", "quantity"):
        return tuple(quantities())
    if (table.name, column.name) == ("claims", "unit"):
        return tuple(dict.fromkeys(q.unit for q in quantities().values() if q.unit))
    fields = {(field.alias or name): field for name, field in table.row.model_fields.items()}
    return _literals(fields[column.name].annotation) if column.name in fields else ()


def note_of(table: str, column: Column) -> str:
    """What a column means and how it is written, as the manual has it."""
    meaning = meanings()[table, column.name].replace("`", "").replace("**", "").replace("*", "")
    needed = "Needed. " if column.required else ""
    return f"{needed}{meaning[:1].upper()}{meaning[1:]}. Written as {WRITTEN[column.kind]}."


def meanings() -> dict[tuple[str, str], str]:
    """The meaning of every column of the tables and of every key of scenario.yaml (under `scenario`)."""
    text = files("pyrrhus.scenario").joinpath("columns.csv").read_text(encoding="utf-8")
    found = {(row["file"], row["column"]): row["meaning"] for row in csv.DictReader(io.StringIO(text))}
    known_on = "The day on which the row became public; empty where it always was"
    return {**{(name, "known_on"): known_on for name in TABLES}, **found}


def _literals(annotation: Any) -> tuple[str, ...]:
    if typing.get_origin(annotation) is typing.Literal:
        return tuple(str(word) for word in typing.get_args(annotation))
    for inner in typing.get_args(annotation):
        if words := _literals(inner):
            return words
    return ()
