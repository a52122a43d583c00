"""When something was said: days of the week, relative and written dates, resolved against the day of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pyrrhus.reading.lexicons import KEPT, WEEKDAYS, months

MONTH_NAMES = "|".join(sorted(months(), key=len, reverse=True))
_DAYS = "|".join(WEEKDAYS)
FULL = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{MONTH_NAMES})\.?,? (?P<y1>\d{{4}})|"
    rf"(?P<m2>{MONTH_NAMES})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})|"
    rf"(?P<y3>\d{{4}})-(?P<m3>\d{{2}})-(?P<d3>\d{{2}})|"
    rf"(?P<d4>[0-3]?\d)[./](?P<m4>[01]?\d)[./](?P<y4>(?:19|20)\d{{2}}|\d{{2}}))\b(?![.,]\d)",
    re.IGNORECASE,
)
MENTION = re.compile(
    rf"(?P<full>{re.sub('[?]P<[a-z0-9]+>', '?:', FULL.pattern)})|"
    rf"\b(?:(?P<day_a>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month_a>{MONTH_NAMES})\b|"
    rf"(?P<month_b>{MONTH_NAMES})\.? (?P<day_b>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? \d{{4}})|"
    rf"(?P<weekday>(?:last |on )?(?:{_DAYS}))\b|"
    rf"(?P<relative>yesterday|to-?day|this morning|this afternoon|this evening|to-?night|overnight|last night)\b|"
    rf"(?P<span>(?:this|last) (?:week|month|year|weekend))\b|"
    rf"(?:in |since |in (?:early|mid|late)[- ])(?P<month_c>{MONTH_NAMES})(?!\.? \d{{1,2}}\b)(?:,? "
    rf"(?P<year_c>\d{{4}}))?\b|"
    rf"(?P<numeric>[0-3]\d\.[01]\d)(?![.,]?\d)|"
    rf"(?P<day_of>\d{{1,2}})(?:st|nd|rd|th)?(?=(?: (?:and|to|or) |, |\s?[-–—]\s?)(?:\d{{1,2}}(?:st|nd|rd|th)?(?: "
    rf"and |, ))?"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH_NAMES})\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DateMention:
    """A date found in text: `iso` is a day or a month ("2023-02"), None where it cannot be resolved."""

    start: int
    end: int
    words: str
    iso: str | None


def find_full_date(text: str) -> date | None:
    """The first whole date of a text, with its year; None where there is none or it is no day of the calendar."""
    for match in FULL.finditer(text):
        found = _full(match)
        if found is not None:
            return found
    return None


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Dates mentioned in a text, in order. Without a day of publication only whole dates resolve."""
    return list(_mentions(text, published))


def find_days(text: str, published: date | None) -> list[tuple[DateMention, date]]:
    """The dates of a text that are whole days, each with its day."""
    return [(d, date.fromisoformat(d.iso)) for d in _mentions(text, published) if d.iso and len(d.iso) == 10]


@lru_cache(maxsize=KEPT)
def _mentions(text: str, published: date | None) -> tuple[DateMention, ...]:
    return tuple(DateMention(m.start(), m.end(), m[0], _resolve(m, published)) for m in MENTION.finditer(text))


def _full(match: re.Match[str]) -> date | None:
    for n in "1234":
        if match[f"y{n}"]:
            month = match[f"m{n}"]
            number = int(month) if month.isdigit() else months()[month.lower()]
            year = int(match[f"y{n}"])
            return _day(year + 2000 if year < 100 else year, number, int(match[f"d{n}"]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _resolve(match: re.Match[str], published: date | None) -> str | None:
    if match["full"]:
        whole = FULL.match(match["full"])
        found = _full(whole) if whole else None
        return found.isoformat() if found else None
    if match["year_c"]:
        return f"{match['year_c']}-{months()[match['month_c'].lower()]:02d}"
    if published is None:
        return None
    if match["numeric"] or match["day_of"]:
        return None
    if match["weekday"]:
        back = (published.weekday() - WEEKDAYS.index(match["weekday"].lower().split()[-1])) % 7
        if back == 0 and match["weekday"].lower().startswith("last"):
            back = 7
        return _back(published, back)
    if match["relative"]:
        word = match["relative"].lower()
        return _back(published, 1 if word in ("yesterday", "last night") else 0)
    if match["span"]:
        which, unit = match["span"].lower().split()
        if unit == "month":
            last = (
                published.replace(day=1) - timedelta(days=1)
                if which == "last" and published > date(1, 2, 1)
                else published
            )
            return f"{last.year:04d}-{last.month:02d}"
        return None
    if match["month_c"]:
        month = months()[match["month_c"].lower()]
        year = published.year - (month > published.month)
        return f"{year:04d}-{month:02d}" if year > 0 else None
    month_name, day = (match["month_a"], match["day_a"]) if match["month_a"] else (match["month_b"], match["day_b"])
    for year in (published.year, published.year - 1):
        found = _day(year, months()[month_name.lower()], int(day)) if year > 0 else None
        if found is not None and found <= published:
            return found.isoformat()
    return None


def _back(published: date, days: int) -> str | None:
    try:
        return (published - timedelta(days=days)).isoformat()
    except OverflowError:
        return None
