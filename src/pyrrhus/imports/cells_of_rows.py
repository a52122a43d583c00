"""Dates and numbers as the field's files write them; what cannot be read is None, never a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
GROUPED = re.compile(r"\d{1,3}(?:['’\u00a0\u202f\u2009 ]\d{3})+(?:\.0*)?")
POINTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LEAST_STAMP, MILLISECONDS = 1e8, 1e11


def day(text: str) -> date | None:
    """2023-02-01 (with a time behind it), 20230201, 01 February 2023, 01-Feb-2023, Feb 1, 2023.

    Where the year comes last and the month is a number the order is the file's to tell (`dates_of_rows`).
    """
    text = text.strip()
    try:
        if len(text) >= 10 and text[4] in "-/" and text[7] in "-/":
            return date(int(text[:4]), int(text[5:7]), int(text[8:10]))
        if len(text) == 8 and text.isdecimal():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if found := YEAR_FIRST.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        parts = text.replace(",", " ").replace("-", " ").replace(".", " ").split()
        if len(parts) >= 3 and parts[1][:3].lower() in MONTHS:
            return date(int(parts[2]), MONTHS.index(parts[1][:3].lower()) + 1, int(parts[0]))
        if len(parts) >= 3 and parts[0][:3].lower() in MONTHS:
            return date(int(parts[2]), MONTHS.index(parts[0][:3].lower()) + 1, int(parts[1]))
    except ValueError:
        return None
    return None


def stamp_day(text: str) -> date | None:
    """The day (UTC) of seconds or milliseconds since 1970, or of a written date."""
    try:
        seconds = float(text)
        if seconds < LEAST_STAMP:
            return None
        return datetime.fromtimestamp(seconds / (1000 if seconds > MILLISECONDS else 1), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        return day(text)


def number(text: str) -> float | None:
    """A count: 1234, 1234.0, 1 234. None where it is negative or no number, and for 1.234 and 1,234, which are
    thousands to some and fractions to others."""
    text = text.strip()
    if GROUPED.fullmatch(text):
        text = re.sub(r"['’\s]", "", text)
    if POINTED.fullmatch(text):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def is_unread(text: str) -> bool:
    """Whether something stands where a count should, and is none."""
    return (
        bool(text.strip()) and text.strip().lower() not in ("na", "nan", "null", "none", "-") and number(text) is None
    )


def point(lat: str, lon: str) -> tuple[float, float] | None:
    """Degrees of latitude and longitude, None where they are no point on the earth. Degrees have no thousands, so a
    comma in them is a decimal one."""
    try:
        north, east = (float(text.strip().replace(",", ".")) for text in (lat, lon))
    except ValueError:
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def month_of(day_: date) -> tuple[date, date]:
    """First and last day of the month of a day."""
    first = day_.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
