"""Rows as the text of a CSV file: lines end with a line feed, cells are quoted where they must be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def csv_lines(rows: Iterable[Iterable[object]], *, end: str = "\n") -> str:
    """The text of rows, the header among them; equal rows give equal bytes."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()
