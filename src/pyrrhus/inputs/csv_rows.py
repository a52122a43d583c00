"""Rows of CSV text with their lines, within limits of columns, of rows and of the characters of a cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import shown

QUOTES_FIX = "close the double quotes, and write a quote inside a field twice"


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that has a field, with the line on which it begins. Raises Refused where text passes a limit, at the
    row where it does; the rows before it have been given."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start, count = 1, 0
    columns, longest, rows = most("table_columns"), most("cell_characters"), most("table_rows")
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger than" in str(error):
                raise _long_cell(start, None) from None
            reason = "a quoted field does not end" if "end of data" in str(error) else shown(error, most=80)
            what = f"the quotes of this row cannot be read ({reason})"
            raise Refused(what, QUOTES_FIX, "csv_quotes", start) from None
        if row:
            if len(row) > columns:
                raise too_much("table_columns", len(row), line=start)
            if (length := max(map(len, row))) > longest:
                raise _long_cell(start, length)
            count += 1
            if count > rows:
                raise too_much("table_rows", line=start)
            yield start, row
        start = reader.line_num + 1


def _long_cell(line: int, length: int | None) -> Refused:
    refused = too_much("cell_characters", length, line=line)
    return Refused(f"a cell {refused.what}", refused.fix, refused.check, line)
