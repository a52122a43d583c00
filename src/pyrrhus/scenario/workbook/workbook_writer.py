"""A scenario as a workbook to be filled in: a sheet for each table, with drop-downs, notes and formats (openpyxl)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.csv_reader import KNOWN_ON, Column
from pyrrhus.scenario.scenario_file import YAML
from pyrrhus.scenario.tables import TABLES, TableKind
from pyrrhus.scenario.workbook.column_words import IDS, allowed_words, meanings, note_of
from pyrrhus.scenario.workbook.key_rows import key_rows

Worksheet = Any  # of openpyxl, whose stubs take any cell for a merged one

FILLED_ROWS = 2000  # how far down a drop-down reaches
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.([0-9]{1,10}))?")
READ_ME = (
    "This workbook is a scenario. `pyrrhus check` names every problem with sheet and row; `pyrrhus assess` assesses.",
    "The sheet scenario holds keys, values and notes. A list has a row for each of its entries, under one key.",
    "Each other sheet is a table: names in the first row, with a note on what each column means, then the rows.",
    "Cells with a choice have a drop-down. The rows that stand here are an example: write yours over them.",
    "A sheet without rows counts as absent. This sheet, and sheets called notes, are not read.",
    "A month alone is written 2024-05. The sheet lists serves the drop-downs.",
)


def workbook_bytes(texts: Mapping[str, str]) -> bytes:
    """The workbook of a folder, given the text of its files. Raises InputError where openpyxl is not there."""
    try:
        from openpyxl import Workbook
    except ImportError:
        fix = "install it: pip install 'pyrrhus[xlsx]'"
        raise InputError([Problem("pyrrhus new --xlsx", None, "needs openpyxl", fix, "extra_xlsx")]) from None
    book = Workbook()
    read_me: Any = book.active
    read_me.title = "read me"
    read_me.column_dimensions["A"].width = 120
    for number, line in enumerate(READ_ME, start=1):
        read_me.cell(number, 1, line)
    _write_keys(book.create_sheet("scenario"), texts[YAML])
    lists: Any = book.create_sheet("lists")
    for name, kind in TABLES.items():
        _write_table(book.create_sheet(name), kind, texts.get(kind.file), lists)
    book.move_sheet(lists, len(TABLES))
    lists.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_keys(sheet: Worksheet, text: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    known = meanings()
    for number, (key, value, note) in enumerate(key_rows(text), start=1):
        _put(sheet, number, 1, key)
        _put(sheet, number, 2, value, Column("value", "number"))
        _put(sheet, number, 3, note)
        if ("scenario", key) in known:
            sheet.cell(number, 1).font = Font(bold=True)
            sheet.cell(number, 1).comment = Comment(known["scenario", key].replace("`", ""), "Pyrrhus")
        source = {"centre": "places", "event": "events"}.get(key)
        if source:
            _drop_down(sheet, f"{source}!$A$2:$A${FILLED_ROWS}", f"B{number}", strict=False)
    for letter, width in zip("ABC", (34, 60, 70), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_table(sheet: Worksheet, kind: TableKind, text: str | None, lists: Worksheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    known = {column.name: column for column in (*kind.columns, KNOWN_ON)}
    rows = list(csv.reader(io.StringIO(text))) if text is not None else [list(known)]
    sheet.freeze_panes = "A2"
    for place, name in enumerate(rows[0], start=1):
        column, cell = known[name], sheet.cell(1, place)
        letter = cell.column_letter
        cell.value, cell.font, cell.fill = name, Font(bold=True), PatternFill("solid", fgColor="DDE3EA")
        cell.comment = Comment(note_of(kind.name, column), "Pyrrhus", width=320, height=140)
        sheet.column_dimensions[letter].width = max(12, len(name) + 4)
        if column.kind.startswith("date"):
            # a spreadsheet makes the first of the month of a month alone; as text it stays what was written
            sheet.column_dimensions[letter].number_format = "yyyy-mm-dd" if column.kind == "date" else "@"
        below = f"{letter}2:{letter}{FILLED_ROWS}"
        if words := allowed_words(kind, column):
            _drop_down(sheet, _listed(lists, words), below, strict=True)
        elif (kind.name, name) in IDS:
            table, key = IDS[kind.name, name]
            letter = chr(ord("A") + [c.name for c in TABLES[table].columns].index(key))
            _drop_down(sheet, f"{table}!${letter}$2:${letter}${FILLED_ROWS}", below, strict=False)
        for number, row in enumerate(rows[1:], start=2):
            _put(sheet, number, place, row[place - 1], column)


def _listed(lists: Worksheet, words: tuple[str, ...]) -> str:
    """The range of the sheet `lists` that holds these words, written there once."""
    for column in range(1, lists.max_column + 1):
        held = [cell.value for cell in lists[lists.cell(1, column).column_letter] if cell.value is not None]
        if held == list(words):
            break
    else:
        column = lists.max_column + (lists.cell(1, 1).value is not None)
        for number, word in enumerate(words, start=1):
            _put(lists, number, column, word)
    letter = lists.cell(1, column).column_letter
    return f"lists!${letter}$1:${letter}${len(words)}"


def _drop_down(sheet: Worksheet, cells: str, below: str, *, strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="list", formula1=cells, allow_blank=True, showErrorMessage=True, errorStyle="stop" if strict else "warning"
    )
    rule.errorTitle, rule.error = "Not in the list", "Choose from the list; `pyrrhus check` names what does not hold."
    sheet.add_data_validation(rule)
    rule.add(below)


def _put(sheet: Worksheet, row: int, place: int, text: str, column: Column | None = None) -> None:
    """Write a cell: numbers and days as such, with a format that shows them as they were written; all else as text."""
    if not text:
        return
    cell, number = sheet.cell(row, place), NUMBER.fullmatch(text)
    may_be_number = column is not None and (column.kind == "number" or column.name == "value")
    day = _day(text) if column is not None and (column.kind == "date" or column.name == "value") else None
    if number and may_be_number and text != "-0":
        cell.value = float(text) if number[1] else int(text)
        cell.number_format = "0." + "0" * len(number[1]) if number[1] else "General"
    elif day is not None:
        cell.value, cell.number_format = day, "yyyy-mm-dd"
    else:
        cell.value = text
        cell.data_type = "s"  # what begins with = is no formula
        cell.number_format = "@"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
