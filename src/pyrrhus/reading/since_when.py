"""Since when it was so: words that count from a day, a month or the beginning of a war."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from pyrrhus.reading.calendar_spans import (
    PART,
    Period,
    days_of,
    first_day_of,
    how_many,
    month_named,
    numbered_day,
    part_of_month,
    weekend_before,
)
from pyrrhus.reading.dates import MONTH_NAMES, find_dates, find_days
from pyrrhus.reading.lexicons import table

SINCE = re.compile(r"\bsince\b\s*", re.I)
BEGAN = re.compile(
    r"\b(?:war|invasion|offensive|operation|campaign|siege|battle|conflict|assault|fighting)\b[^.\n]{0,40}?"
    r"\b(?:began|begun|started|launched|opened|erupted|broke out|since)\b[^.\n]{0,30}?",
    re.I,
)
SINCE_BEGINNING = re.compile(
    r"\bsince (?:the |its |their )?(?:(?:start|beginning|outbreak|onset) of |)(?:the |its |their )?(?:\w+[ -]){0,2}?"
    r"(?:war|invasion|offensive|operation|campaign|siege|battle|conflict|assault|fighting)\b",
    re.I,
)


def beginning(text: str, published: date | None) -> date | None:
    """The day on which an article says that the war, battle or operation began; None where it says none."""
    for mention, day in find_days(text, published):
        head = text[max(0, mention.start - 100) : mention.start]
        if re.search(BEGAN.pattern + r"\s*(?:on|in)?\s*$", head, re.I):
            return day
    return None


AGO = re.compile(r"\b(?P<count>[\w-]+) (?P<unit>hour|day|week|month|year)s? ago\b", re.I)
DAWN = re.compile(
    r"since (?:dawn|midnight|(?:this |the |early )?morning|sunrise|noon|the (?:start|beginning) of the day|"
    r"daybreak|today)\b",
    re.I,
)


def since_when(text: str, said: date | None, began: date | None) -> Period | None:
    """The period that "since …" opens; None where a text has none that can be resolved."""
    for match in SINCE.finditer(text):
        tail = text[match.end() :]
        if DAWN.match(text[match.start() :]) and said:
            return Period(said, said)
        ago = AGO.search(tail[:60])
        count = how_many(ago["count"]) if ago else None
        if ago and count is not None and said:
            return Period(said - timedelta(days=days_of(count, ago["unit"])), said, True)
        dates = [
            d for d in find_dates(tail, said) if d.iso and d.start <= 60 and not re.search(r"[.;]", tail[: d.start])
        ]
        numbered = re.match(r"the (\d{1,2})(?:st|nd|rd|th)\b(?! of| [A-Z])", tail)
        if numbered and said and (day := numbered_day(int(numbered[1]), said)):
            return Period(day.first, said, True)
        part = PART.search(tail[:40])
        if part and (not dates or part.start() <= dates[0].start + 4):
            return Period(part_of_month(part, said)[0], said, True)
        month = re.match(rf"(?:last )?({MONTH_NAMES})\b(?!\.? \d{{1,2}}\b)(?:,? (\d{{4}}))?", tail, re.I)
        if month:
            return Period(month_named(month[1], month[2], said), said, True)
        if dates:
            return Period(first_day_of(str(dates[0].iso)), said, True)
        if re.match(r"(?:the |last )?weekend", tail, re.I) and said:
            return Period(weekend_before(said)[0], said, True)
        year = re.match(r"(?:the (?:spring|summer|autumn|winter) of )?((?:1[4-9]|20)\d\d)\b", tail)
        if year:
            return Period(date(int(year[1]), 1, 1), said, True)
    if SINCE_BEGINNING.search(text):
        known = began or next((first for name, first in _wars() if name.search(text)), None)
        return Period(known, said, True) if known and (said is None or known <= said) else None
    return None


def opens_long_ago(text: str) -> bool:
    """Whether a clause counts from the beginning of the war, be the day known or not."""
    return SINCE_BEGINNING.search(text) is not None


@cache
def _wars() -> tuple[tuple[re.Pattern[str], date], ...]:
    """Names by which the beginning of a war is known without its day, and that day."""
    return tuple((re.compile(row["pattern"], re.I), date.fromisoformat(row["began"])) for row in table("wars"))
