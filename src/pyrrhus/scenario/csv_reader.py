"""The one reader of tables: CSV text to records that know their lines, with every problem named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pyrrhus.errors import Problem
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.refusal import Refused
from pyrrhus.inputs.text_file import TextFile
from pyrrhus.scenario import cells
from pyrrhus.scenario.cells import CellError
from pyrrhus.scenario.nearest import nearest, shown

Kind = Literal["text", "number", "date", "date_first", "date_last", "yes_no", "names"]


@dataclass(frozen=True)
class Column:
    """A column of a table. Where `required`, the column must be there and no cell of it may be empty."""

    name: str
    kind: Kind = "text"
    required: bool = False


KNOWN_ON = Column("known_on", "date_last")


@dataclass(frozen=True)
class CsvRow:
    """A row as read: its first line in the file, and the text of each cell by column, stripped of outer blanks."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table as read: the file (None where it could not be read), its records and what is wrong with it."""

    file: TextFile | None
    records: tuple[CsvRow, ...]
    problems: tuple[Problem, ...]


def read_table(
    text_file: TextFile | None, problems: Sequence[Problem], *, file: str, columns: Sequence[Column]
) -> Table:
    """The table of a file that was read, or was not for the problems found. Never raises for what is in the file: that
    comes back as problems."""
    if text_file is None:
        return Table(None, (), tuple(problems))
    records, found = read_records(text_file.text, file=file, columns=columns)
    return Table(text_file, tuple(records), (*problems, *found))


def read_records(text: str, *, file: str, columns: Sequence[Column]) -> tuple[list[CsvRow], list[Problem]]:
    """Split CSV text into records; rows whose fields do not fit the header are left out and named as problems."""
    columns = (*columns, KNOWN_ON) if all(column.name != "known_on" for column in columns) else tuple(columns)
    problems: list[Problem] = []
    rows = _rows(text, file, problems)
    if not rows:
        if not problems:
            problems.append(
                Problem(file, None, "has no header", "write the column names in its first line", "file_empty")
            )
        return [], problems
    header_line, header = rows[0][0], [cell.strip() for cell in rows[0][1]]
    if not _header_is_good(header, header_line, file, columns, problems):
        return [], problems
    records = []
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue  # a row of separators alone says nothing
        if len(row) != len(header):
            fix = (
                "put a field that has a comma in double quotes" if len(row) > len(header) else "add the missing commas"
            )
            found = f"the row has {len(row)} fields and the header {len(header)}"
            problems.append(Problem(file, line, found, fix, "row_field_count"))
            continue
        records.append(CsvRow(line, {name: cell.strip() for name, cell in zip(header, row, strict=True)}))
    return records, problems


def typed(record: CsvRow, columns: Sequence[Column], *, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """The cells of a record as values; empty optional cells are left out, so that the row's own default holds."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    known = columns if any(column.name == "known_on" for column in columns) else (*columns, KNOWN_ON)
    for column in known:
        text = record.cells.get(column.name, "")
        if not text:
            if column.required:
                problems.append(
                    Problem(file, record.line, f"{column.name} is empty", f"write the {column.name}", "cell_empty")
                )
            continue
        try:
            values[column.name] = convert(text, column.kind)
        except CellError as error:
            problems.append(Problem(file, record.line, f"{column.name} {error.what}", error.fix, error.check))
    return values, problems


def convert(text: str, kind: Kind) -> Any:
    """One cell as a value of its kind. Raises CellError."""
    if kind == "number":
        return cells.number(text)
    if kind == "date":
        return cells.day(text)
    if kind == "date_first":
        return cells.day(text, partial="first")
    if kind == "date_last":
        return cells.day(text, partial="last")
    if kind == "yes_no":
        return cells.yes_no(text)
    if kind == "names":
        return cells.names(text)
    return text


def _rows(text: str, file: str, problems: list[Problem]) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(csv_rows(text))
    except Refused as refused:
        problems.append(refused.problem(file))
    return rows


def _header_is_good(
    header: list[str], line: int, file: str, columns: Sequence[Column], problems: list[Problem]
) -> bool:
    valid = [column.name for column in columns]
    before = len(problems)
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            problems.append(
                Problem(
                    file, line, f"the columns are separated by {word}", "save the file with commas", "csv_separator"
                )
            )
            return False
    seen: set[str] = set()
    for number, name in enumerate(header, start=1):
        if not name:
            problems.append(
                Problem(
                    file, line, f"column {number} has no name", "name the column or remove it", "header_unnamed_column"
                )
            )
        elif name in seen:
            problems.append(
                Problem(
                    file,
                    line,
                    f"the column {shown(name)} is there twice",
                    "keep one of the two",
                    "header_duplicate_column",
                )
            )
        elif name not in valid:
            like = nearest(name, [other for other in valid if other not in header])
            fix = f"write {like}" if like else f"remove it; the columns are {', '.join(valid)}"
            problems.append(
                Problem(file, line, f"there is no column called {shown(name)}", fix, "header_unknown_column")
            )
        seen.add(name)
    for column in columns:
        if column.required and column.name not in seen:
            problems.append(
                Problem(
                    file,
                    line,
                    f"the column {column.name} is missing",
                    f"add a column {column.name}",
                    "header_missing_column",
                )
            )
    return len(problems) == before
