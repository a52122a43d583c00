"""Dates with slashes or dots, whose order only the file as a whole can tell: 13/02/2022 has the day first.

They are written again as YYYY-MM-DD where the order is known; where no date of the file tells it they stay as they are,
and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

WRITTEN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)", re.S)
LAST_OF_THIS_CENTURY = 69  # of years of two digits


def order_dates(rows: list[dict[str, str]]) -> None:
    """Write the dates of all columns that are named as dates again, in place."""
    if not rows:
        return
    columns = [name for name in rows[0] if "date" in name or name in ("timestamp", "created_at", "day_of_event")]
    if not (texts := {row[name] for row in rows for name in columns if row[name][:1].isdigit()}):
        return
    found = {text: match for text in texts if (match := WRITTEN.fullmatch(text.strip()))}
    if not found:
        return
    day_first = _day_first(found.values())
    if day_first is None:
        return
    again = {text: _again(match, day_first) for text, match in found.items()}
    for row in rows:
        for name in columns:
            row[name] = again.get(row[name], row[name])


def _day_first(found: Collection[re.Match[str]]) -> bool | None:
    matches = list(found)
    days = any(int(m[1]) > 12 for m in matches)
    months = any(int(m[3]) > 12 for m in matches)
    if days != months:
        return days
    # nobody writes the month first with dots
    return True if not days and all(m[2] == "." for m in matches) else None


def _again(match: re.Match[str], day_first: bool) -> str:
    first, second, year = match[1], match[3], match[4]
    day, month = (first, second) if day_first else (second, first)
    if len(year) == 2:
        year = f"{'20' if int(year) <= LAST_OF_THIS_CENTURY else '19'}{year}"
    return f"{year}-{int(month):02d}-{int(day):02d}{match[5]}"
