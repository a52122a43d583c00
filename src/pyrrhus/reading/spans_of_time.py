"""When it was so: the period that a clause speaks of, from its own words, against the day on which it was said."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from pyrrhus.reading.calendar_spans import (
    PART,
    Period,
    a_year_later,
    days_of,
    end_of,
    how_many,
    month_end,
    month_named,
    named_span,
    numbered_day,
    part_of_month,
)
from pyrrhus.reading.counted_spans import TO_DATE, counted_span, covered_day, in_digits
from pyrrhus.reading.dates import MONTH_NAMES, find_dates, find_days
from pyrrhus.reading.lexicons import KEPT
from pyrrhus.reading.since_when import since_when

BACK = re.compile(
    r"\b(?:in|over|during|within|for|of)?\s*(?:the\s+)?(?P<which>past|last|previous|preceding)\s+"
    r"(?P<count>[\w-]+(?:\s+(?!hours?\b|days?\b|weeks?\b|months?\b|years?\b)[\w-]+)?\s+)?"
    r"(?P<unit>hour|day|night|week|fortnight|month|year)s?\b",
    re.I,
)
WITHIN = re.compile(
    r"\b(?:in|over|within|after|for)\s+(?:the\s+|only\s+|just\s+|about\s+|less than\s+)?(?P<count>[\w-]+)[\s-]+"
    r"(?P<unit>hour|day|night|week|month)s?\b(?P<to>\s+(?:to|ending|ended|up to|until)\b)?",
    re.I,
)
FIRST_TIME = re.compile(r"\btime\s*$", re.I)
"""What stands before a span in which a thing did not happen: "for the first time in three months"."""
SINGLE_DAY = re.compile(r"\b(?:in|on|during) (?:a single|one|a) (?:day|night)\b|\bdaily total\b", re.I)
BEFORE = re.compile(r"\b(?:up to|by|until|till|to|before|ahead of)\s+(?:the )?$", re.I)
LONG_AGO_DAYS = 100
WHOLE = re.compile(
    rf"\b(?P<lead>since|in|during|until|by|of|for|before|after)\s+(?P<month>{MONTH_NAMES})\b(?!\.? "
    rf"\d{{1,2}}\b)(?:,? (?P<year>\d{{4}}))?",
    re.I,
)
LAST_YEARS = re.compile(rf"\b(?P<month>{MONTH_NAMES}) (?:of )?last year\b", re.I)
YEAR = re.compile(r"\b(?P<lead>since|in|during)\s+(?P<year>(?:1[4-9]|20)\d\d)\b(?!,?\d)", re.I)
NAMED = re.compile(
    r"\b(?P<which>this|last|the past|over the|since the|at the)\s+(?P<unit>week|month|year|weekend)\b", re.I
)
END_OF = re.compile(r"\b(?:by|before|until) (?:the )?end of (?:the |this )?(?P<unit>week|month|year)\b", re.I)
NIGHT_OF = re.compile(r"\bduring the night (?:of|to|on|from)\b", re.I)
OVERNIGHT = re.compile(r"\b(?:overnight|last night|during the night)\b", re.I)


@lru_cache(maxsize=KEPT)
def find_period(clause: str, rest: str, said: date | None, *, began: date | None = None) -> Period:
    """The period of a clause. `rest` is the sentence round it, whose "since" and "past week" hold for it too, while its
    days may be those of saying; `began` is the day on which the article says that it all began."""
    if SAME.search(clause):
        return Period()
    clause, rest = in_digits(clause), in_digits(rest)
    for text, whole in ((clause, True), (rest, False)):
        counted = counted_span(text, said) if whole else None
        found = (
            since_when(text, said, began) or counted or _window(text, said) or (_days(text, said) if whole else None)
        )
        if found is not None:
            return found
    if said and re.match(r"\W*(?:overnight|during the night|last night)\b", rest, re.I):
        return Period(said - timedelta(days=1), said)
    return Period()


def covered(text: str, published: date | None) -> Period:
    """The days that a bulletin says at its head to cover: "(7-13 September)", "over the past week"; none where it says
    no span of days."""
    for line in text[:COVERS].split("\n")[:MOST_HEADS]:
        found = COVERING.search(line)
        if found is None:
            continue
        period = _window(line, published) or _pair(line, published)
        if period is not None and period.first is not None:
            return period
    return covered_day(text, published) or Period()


COVERS, MOST_HEADS = 600, 5
COVERING = re.compile(
    rf"^\W*(?:\(|(?:in|for|during|over) the (?:period|past|last|week)\b|reporting period\b|period\b|"
    rf".*\b(?:bulletin|report|"
    rf"update|summary|review)\b).*(?:{MONTH_NAMES}|hours|week|days)\b",
    re.I,
)
SAME = re.compile(r"\b(?:the )?same (?:\w+ )?(?:day|week|period|month|days|weeks|night|time|hours)\b", re.I)
OF_THE_MONTH = re.compile(
    r"(?:\bon|,) the (\d{1,2})(?:st|nd|rd|th)\b(?! \w*(?:brigade|division|regiment|floor|day))", re.I
)


def _window(text: str, said: date | None) -> Period | None:
    """Spans of time before the day of saying: "past 24 hours", "in three days", "the two days to March 27"."""
    if said is None:
        return None
    past = LAST_YEARS.search(text)
    if past:
        first = month_named(past["month"], str(said.year - 1), said)
        return Period(first, month_end(first)) if first else None
    back = BACK.search(text)
    if back:
        count = how_many(back["count"] or "one")
        if count is None:
            return None
        if back["which"].lower() == "last" and not back["count"] and not re.search(r"\bthe\s+last", back[0], re.I):
            return named_span("last", back["unit"], said)
        return Period(said - timedelta(days=days_of(count, back["unit"])), said)
    for within in WITHIN.finditer(text):
        if FIRST_TIME.search(text[: within.start()]):
            continue
        count = how_many(within["count"])
        if count is None or not re.match(r"\s*(?:in|over|within)\b", within[0], re.I):
            continue
        days = days_of(count, within["unit"])
        ends = [day for mention, day in find_days(text[within.end() :], said) if mention.start < 6]
        last = ends[0] if within["to"] and ends else said
        long = within["unit"].lower() in ("week", "month") or count == 24
        return Period(last - timedelta(days=days if long else max(days - 1, 0)), last)
    if SINGLE_DAY.search(text) and not find_dates(text, said):
        return Period(said - timedelta(days=1), said)
    named = NAMED.search(text)
    return named_span(named["which"], named["unit"], said) if named else None


def _days(text: str, said: date | None) -> Period | None:
    """Days and months named in the clause."""
    end = END_OF.search(text)
    if end and said:
        return Period(None, end_of(end["unit"], said))
    if OVERNIGHT.search(text) and said and not NIGHT_OF.search(text):
        return Period(said - timedelta(days=1), said)
    pair = _pair(text, said)
    if pair is not None:
        return pair
    part = PART.search(text)
    if part:
        first, last = part_of_month(part, said)
        only_end = re.search(r"\b(?:by|before|until) $", text[: part.start()], re.I)
        return Period(None if only_end else first, last)
    days = find_days(text, said)
    if days:
        mention, day = days[0]
        if said and TO_DATE.match(text[mention.end :].lstrip()):
            return Period(day, said, True)
        if BEFORE.search(text[: mention.start]):
            far = said is not None and (said - day).days > LONG_AGO_DAYS and not re.search(r"\d{4}", mention.words)
            return Period(None, a_year_later(day) if far else day)
        return Period(day, day)
    numbered = OF_THE_MONTH.search(text)
    if numbered and said:
        return numbered_day(int(numbered[1]), said)
    whole = WHOLE.search(text)
    if whole and whole["lead"].lower() in ("in", "during"):
        first = month_named(whole["month"], whole["year"], said)
        return Period(first, month_end(first)) if first else None
    year = YEAR.search(text)
    return Period(date(int(year["year"]), 1, 1), date(int(year["year"]), 12, 31)) if year else None


def _pair(text: str, said: date | None) -> Period | None:
    """ "from 24.02.22 to 01.03.23", "between 9 and 15 May"."""
    short = re.search(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:[-–—]|to|and|until)\s*(\d{{1,2}})(?:st|nd|rd|th)? (?:of "
        rf")?({MONTH_NAMES})\b(?:,? (\d{{4}}))?|"
        rf"\b({MONTH_NAMES})\.? (\d{{1,2}})\s*(?:[-–—]|to|and|until)\s*(\d{{1,2}})\b(?:,? (\d{{4}}))?",
        text,
        re.I,
    )
    if short:
        first, last, month, year = (
            (short[1], short[2], short[3], short[4]) if short[1] else (short[6], short[7], short[5], short[8])
        )
        start = month_named(month, year, said)
        try:
            return Period(start.replace(day=int(first)), start.replace(day=int(last))) if start else None
        except ValueError:
            return None
    for (one, first), (other, last) in pairwise(find_days(text, said)):
        if re.fullmatch(r"\s*(?:[-–—]|to|and|until|till|through)\s*", text[one.end : other.start]):
            return Period(first, last) if first <= last else None
    return None
