"""Rows of a claims.csv that a desk adds and takes back, in the columns that the file has."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import amend_file
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.refusal import Refused
from pyrrhus.reading.ledger_rows import COLUMNS

LEFT_OUT = frozenset(["confirmed", "scope", "counts_from"])
"""Columns without which a row still says what it says: it stands for confirmed, and the rest is inferred."""


def append_row(path: Path, cells: Mapping[str, str]) -> None:
    """Add a row to a ledger; one with its id that says the same is left as it is. Raises InputError where the file has
    no column for what the row needs, or the id stands for something else."""

    def amend(old: bytes) -> bytes:
        text = _text(path, old)
        empty = not text.strip()
        text = ",".join(COLUMNS) + "\n" if empty else text
        rows = _rows(path, text)
        header = _header(text)
        lost = [name for name, cell in cells.items() if cell and name not in header and name not in LEFT_OUT]
        if lost:
            fix = f"add {', '.join(lost)} to its first line"
            raise InputError([Problem(path.name, 1, f"has no column {lost[0]}", fix, "ledger_columns")])
        for row in rows:
            if row.get("id") == cells["id"]:
                if all((row.get(name) or "") == cells.get(name, "") for name in header if name != "note"):
                    return old
                fix = "give the draft another id"
                raise InputError([Problem(path.name, None, f"the id {cells['id']} is taken", fix, "ledger_id")])
        body = text.encode() if empty else old
        return body + (b"" if body.endswith(b"\n") else b"\n") + _line(header, cells, text)

    amend_file(path, amend)


def remove_row(path: Path, cells: Mapping[str, str]) -> bool:
    """Take a row back that this desk added; False where it is not there as it was written, and stays."""
    done = False

    def amend(old: bytes) -> bytes:
        nonlocal done
        text = _text(path, old)
        line = _line(_header(text), cells, text)
        place = (b"\n" + old).rfind(b"\n" + line)
        if place < 0:
            return old
        done = True
        return old[:place] + old[place + len(line) :]

    if path.exists():
        amend_file(path, amend)
    return done


def _text(path: Path, old: bytes) -> str:
    try:
        return old.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            [Problem(path.name, None, "is not UTF-8", "save the file as UTF-8", "file_not_utf8")]
        ) from None


def _rows(path: Path, text: str) -> list[dict[str, str]]:
    """The rows that stand there. Raises InputError where a quote does not end, in which a new row would be lost."""
    try:
        header, *rows = [cells for _, cells in csv_rows(text.replace("\r\n", "\n").replace("\r", "\n"))]
    except Refused as refused:
        raise InputError([refused.problem(path.name)]) from None
    return [dict(zip(header, cells, strict=False)) for cells in rows]


def _header(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline="")), list(COLUMNS))


def _line(header: list[str], cells: Mapping[str, str], text: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n" if "\r\n" in text else "\n").writerow([cells.get(n, "") for n in header])
    return out.getvalue().encode()
