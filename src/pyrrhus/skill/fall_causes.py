"""How towns fell, as far as was public by a date: ordered out, stormed, or unknown (`fall_causes.csv`).

A row names the town, the days between which the map has its fall, the cause, the day of the order where that is known,
the day on which the cause was public, and where it stands. What the table does not name is unknown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

FILE = "fall_causes.csv"
Cause = Literal["ordered_out", "stormed", "unknown"]
CAUSES: tuple[Cause, ...] = ("ordered_out", "stormed", "unknown")


@dataclass(frozen=True)
class FallCause:
    """The cause of a fall that the map dates between two days; `ordered_on` is None where nobody said when."""

    town: str
    fell: tuple[date, date]
    cause: Cause
    ordered_on: date | None
    known_on: date
    source: str


@cache
def fall_causes() -> tuple[FallCause, ...]:
    """The table that ships. Raises ValueError for a cause that is none of `CAUSES`, or a row without a source."""
    text = files("pyrrhus.skill").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(_read(row) for row in csv.DictReader(io.StringIO(text)))


def cause_of(
    town: str, fell_on: date, *, known_on: date, table: Sequence[FallCause] | None = None
) -> tuple[Cause, date | None]:
    """How a town fell and when it was ordered out, by what was public on a day; unknown where nothing was."""
    for row in fall_causes() if table is None else table:
        if row.town == town and row.fell[0] <= fell_on <= row.fell[1] and row.known_on <= known_on:
            return row.cause, row.ordered_on
    return "unknown", None


def _read(row: dict[str, str]) -> FallCause:
    named: dict[str, Cause] = {cause: cause for cause in CAUSES}
    cause = named.get(row["cause"])
    if cause is None or not row["source"]:
        raise ValueError(f"{FILE}: {row['town']}: the cause is one of {', '.join(CAUSES)}, and has a source")
    fell = date.fromisoformat(row["fell_from"]), date.fromisoformat(row["fell_to"])
    ordered = date.fromisoformat(row["ordered_on"]) if row["ordered_on"] else None
    return FallCause(row["town"], fell, cause, ordered, date.fromisoformat(row["known_on"]), row["source"])
