"""Weeks, months and parts of them as days: what their names mean against the day on which they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pyrrhus.reading.dates import MONTH_NAMES
from pyrrhus.reading.lexicons import months
from pyrrhus.reading.numerals import find_numerals

UNIT_DAYS = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
PART = re.compile(
    rf"\b(?P<part>early|mid|late|the (?:first|second) half of|the (?:start|beginning|middle|end) "
    rf"of)[- ](?P<month>{MONTH_NAMES})\b"
    r"(?!\.? \d{1,2}\b)(?:,? (?P<year>\d{4}))?",
    re.I,
)


@dataclass(frozen=True)
class Period:
    """First and last day, either None where it is open or not said. `since`: it counts from its first day on."""

    first: date | None = None
    last: date | None = None
    since: bool = False


def a_year_later(day: date) -> date:
    """The same day of the next year."""
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def numbered_day(number: int, said: date) -> Period | None:
    """ "On the 12th": the last day of that number."""
    month = said if number <= said.day else said.replace(day=1) - timedelta(days=1)
    try:
        day = month.replace(day=number)
    except ValueError:
        return None
    return Period(day, day)


def how_many(words: str) -> float | None:
    """A count of units in words or digits; None where it is none."""
    words = words.strip().lower()
    if words in ("a", "an", "one", "single", "full"):
        return 1.0
    found = find_numerals(words)
    return found[0].value if len(found) == 1 else None


def days_of(count: float, unit: str) -> int:
    """So many units of time as days, at least one."""
    return max(1, round(count * UNIT_DAYS[unit.lower()]))


def named_span(which: str, unit: str, said: date) -> Period | None:
    """ "This week", "last month", "the past year": from which day to which."""
    which, unit = which.lower(), unit.lower()
    if unit == "weekend":
        return Period(*weekend_before(said), which.startswith("since"))
    if unit == "week":
        monday = said - timedelta(days=said.weekday())
        if which == "last":
            return Period(monday - timedelta(days=7), monday - timedelta(days=1))
        return Period(monday if which == "this" else said - timedelta(days=7), said)
    if unit == "month":
        first = said.replace(day=1)
        last = first - timedelta(days=1)
        return Period(last.replace(day=1), last) if which == "last" else Period(first, said)
    if unit in ("day", "night"):
        return Period(said - timedelta(days=1), said)
    year = said.year - (which == "last")
    return Period(date(year, 1, 1), date(year, 12, 31) if which == "last" else said) if unit == "year" else None


def weekend_before(said: date) -> tuple[date, date]:
    """Saturday and Sunday of the last weekend up to a day."""
    sunday = said - timedelta(days=(said.weekday() + 1) % 7)
    return sunday - timedelta(days=1), sunday


def month_named(name: str, year: str | None, said: date | None) -> date | None:
    """The first day of a month by its name: of the year that is said, else the last such month."""
    number = months()[name.lower().rstrip(".")]
    if year:
        return date(int(year), number, 1)
    return date(said.year - (number > said.month), number, 1) if said else None


def month_end(first: date | None) -> date | None:
    """The last day of the month that begins on a day."""
    if first is None:
        return None
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - timedelta(days=1)


def part_of_month(match: re.Match[str], said: date | None) -> tuple[date | None, date | None]:
    """ "Early May", "the second half of June": from which day to which."""
    first = month_named(match["month"], match["year"], said)
    last = month_end(first)
    if first is None or last is None:
        return None, None
    part = match["part"].lower()
    if "end" in part:
        return last, last
    if any(word in part for word in ("early", "start", "beginning")):
        return first, first.replace(day=10)
    if "first half" in part:
        return first, first.replace(day=15)
    if "second half" in part:
        return first.replace(day=16), last
    return (first.replace(day=15), first.replace(day=15)) if "mid" in part else (first.replace(day=20), last)


def first_day_of(iso: str) -> date:
    """The first day of a date in ISO form, of which the day may be missing."""
    return date.fromisoformat(iso if len(iso) == 10 else f"{iso}-01")


def end_of(unit: str, said: date) -> date | None:
    """The last day of the week, month or year in which a day lies."""
    if unit == "week":
        return said + timedelta(days=6 - said.weekday())
    if unit == "month":
        return month_end(said.replace(day=1))
    return date(said.year, 12, 31)
