"""When it was so: the period that a clause speaks of, from its own words, against the day on which it was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from pyrrhus.reading.dates import MONTH_NAMES, find_dates
from pyrrhus.reading.lexicons import KEPT, months, table
from pyrrhus.reading.numerals import find_numerals

UNIT_DAYS = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
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
SINGLE_DAY = re.compile(r"\b(?:in|on|during) (?:a single|one|a) (?:day|night)\b|\bdaily total\b", re.I)
SINCE = re.compile(r"\bsince\b\s*", re.I)
BEFORE = re.compile(r"\b(?:as of|up to|by|until|till|to|before|ahead of)\s+(?:the )?$", re.I)
LONG_AGO_DAYS = 100
PART = re.compile(
    rf"\b(?P<part>early|mid|late|the (?:first|second) half of|the (?:start|beginning|middle|end) "
    rf"of)[- ](?P<month>{MONTH_NAMES})\b"
    r"(?!\.? \d{1,2}\b)(?:,? (?P<year>\d{4}))?",
    re.I,
)
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
OVERNIGHT = re.compile(r"\b(?:overnight|last night|during the night)\b", re.I)
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


@dataclass(frozen=True)
class Period:
    """First and last day, either None where it is open or not said. `since`: it counts from its first day on."""

    first: date | None = None
    last: date | None = None
    since: bool = False


@lru_cache(maxsize=KEPT)
def find_period(clause: str, rest: str, said: date | None, *, began: date | None = None) -> Period:
    """The period of a clause. `rest` is the sentence round it, whose "since" and "past week" hold for it too, while its
    days may be those of saying; `began` is the day on which the article says that it all began."""
    if SAME.search(clause):
        return Period()
    for text, whole in ((clause, True), (rest, False)):
        found = _since(text, said, began) or _window(text, said) or (_days(text, said) if whole else None)
        if found is not None:
            return found
    if said and re.match(r"\W*(?:overnight|during the night|last night)\b", rest, re.I):
        return Period(said - timedelta(days=1), said)
    return Period()


def beginning(text: str, published: date | None) -> date | None:
    """The day on which an article says that the war, battle or operation began; None where it says none."""
    dates = [d for d in find_dates(text, published) if d.iso and len(d.iso) == 10]
    for mention in dates:
        head = text[max(0, mention.start - 100) : mention.start]
        if re.search(BEGAN.pattern + r"\s*(?:on|in)?\s*$", head, re.I):
            return date.fromisoformat(str(mention.iso))
    return None


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
    return Period()


COVERS, MOST_HEADS = 600, 5
COVERING = re.compile(
    rf"^\W*(?:\(|(?:in|for|during|over) the (?:period|past|last|week)\b|reporting period\b|period\b|"
    rf".*\b(?:bulletin|report|"
    rf"update|summary|review)\b).*(?:{MONTH_NAMES}|hours|week|days)\b",
    re.I,
)
AGO = re.compile(r"\b(?P<count>[\w-]+) (?P<unit>hour|day|week|month|year)s? ago\b", re.I)
DAWN = re.compile(
    r"since (?:dawn|midnight|(?:this |the |early )?morning|sunrise|noon|the (?:start|beginning) of the day|"
    r"daybreak|today)\b",
    re.I,
)
SAME = re.compile(r"\b(?:the )?same (?:\w+ )?(?:day|week|period|month|days|weeks|night|time|hours)\b", re.I)
OF_THE_MONTH = re.compile(r"\bon the (\d{1,2})(?:st|nd|rd|th)\b(?! \w*(?:brigade|division|regiment|floor|day))", re.I)


def _since(text: str, said: date | None, began: date | None) -> Period | None:
    for match in SINCE.finditer(text):
        tail = text[match.end() :]
        if DAWN.match(text[match.start() :]) and said:
            return Period(said, said)
        ago = AGO.search(tail[:60])
        count = _count(ago["count"]) if ago else None
        if ago and count is not None and said:
            return Period(said - timedelta(days=max(1, round(count * UNIT_DAYS[ago["unit"].lower()]))), said, True)
        dates = [
            d for d in find_dates(tail, said) if d.iso and d.start <= 60 and not re.search(r"[.;]", tail[: d.start])
        ]
        part = PART.search(tail[:40])
        if part and (not dates or part.start() <= dates[0].start + 4):
            return Period(_part(part, said)[0], said, True)
        month = re.match(rf"(?:last )?({MONTH_NAMES})\b(?!\.? \d{{1,2}}\b)(?:,? (\d{{4}}))?", tail, re.I)
        if month:
            return Period(_month(month[1], month[2], said), said, True)
        if dates:
            return Period(_first_day(str(dates[0].iso)), said, True)
        if re.match(r"(?:the |last )?weekend", tail, re.I) and said:
            return Period(_weekend(said)[0], said, True)
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


def _window(text: str, said: date | None) -> Period | None:
    """Spans of time before the day of saying: "past 24 hours", "in three days", "the two days to March 27"."""
    if said is None:
        return None
    past = LAST_YEARS.search(text)
    if past:
        first = _month(past["month"], str(said.year - 1), said)
        return Period(first, _month_end(first)) if first else None
    back = BACK.search(text)
    if back:
        count = _count(back["count"] or "one")
        if count is None:
            return None
        if back["which"].lower() == "last" and not back["count"] and not re.search(r"\bthe\s+last", back[0], re.I):
            return _named("last", back["unit"], said)
        return Period(said - timedelta(days=max(1, round(count * UNIT_DAYS[back["unit"].lower()]))), said)
    for within in WITHIN.finditer(text):
        count = _count(within["count"])
        if count is None or not re.match(r"\s*(?:in|over|within)\b", within[0], re.I):
            continue
        days = max(1, round(count * UNIT_DAYS[within["unit"].lower()]))
        ends = [d for d in find_dates(text[within.end() :], said) if d.iso and len(d.iso) == 10 and d.start < 6]
        last = date.fromisoformat(str(ends[0].iso)) if within["to"] and ends else said
        long = within["unit"].lower() in ("week", "month") or count == 24
        return Period(last - timedelta(days=days if long else max(days - 1, 0)), last)
    if SINGLE_DAY.search(text) and not find_dates(text, said):
        return Period(said - timedelta(days=1), said)
    named = NAMED.search(text)
    return _named(named["which"], named["unit"], said) if named else None


def _days(text: str, said: date | None) -> Period | None:
    """Days and months named in the clause."""
    end = END_OF.search(text)
    if end and said:
        return Period(None, _end_of(end["unit"], said))
    if OVERNIGHT.search(text) and said:
        return Period(said - timedelta(days=1), said)
    pair = _pair(text, said)
    if pair is not None:
        return pair
    part = PART.search(text)
    if part:
        first, last = _part(part, said)
        only_end = re.search(r"\b(?:by|before|until) $", text[: part.start()], re.I)
        return Period(None if only_end else first, last)
    dates = [d for d in find_dates(text, said) if d.iso and len(d.iso) == 10]
    if dates:
        day = date.fromisoformat(str(dates[0].iso))
        if BEFORE.search(text[: dates[0].start]):
            far = said is not None and (said - day).days > LONG_AGO_DAYS and not re.search(r"\d{4}", dates[0].words)
            return Period(None, _a_year_later(day) if far else day)
        return Period(day, day)
    numbered = OF_THE_MONTH.search(text)
    if numbered and said:
        return _numbered(int(numbered[1]), said)
    whole = WHOLE.search(text)
    if whole and whole["lead"].lower() in ("in", "during"):
        first = _month(whole["month"], whole["year"], said)
        return Period(first, _month_end(first)) if first else None
    year = YEAR.search(text)
    return Period(date(int(year["year"]), 1, 1), date(int(year["year"]), 12, 31)) if year else None


def _a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _numbered(number: int, said: date) -> Period | None:
    """ "On the 12th": the last day of that number."""
    month = said if number <= said.day else said.replace(day=1) - timedelta(days=1)
    try:
        day = month.replace(day=number)
    except ValueError:
        return None
    return Period(day, day)


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
        start = _month(month, year, said)
        try:
            return Period(start.replace(day=int(first)), start.replace(day=int(last))) if start else None
        except ValueError:
            return None
    dates = [d for d in find_dates(text, said) if d.iso and len(d.iso) == 10]
    for one, other in pairwise(dates):
        if re.fullmatch(r"\s*(?:[-–—]|to|and|until|till|through)\s*", text[one.end : other.start]):
            first, last = date.fromisoformat(str(one.iso)), date.fromisoformat(str(other.iso))
            return Period(first, last) if first <= last else None
    return None


def _count(words: str) -> float | None:
    words = words.strip().lower()
    if words in ("a", "an", "one", "single", "full"):
        return 1.0
    found = find_numerals(words)
    return found[0].value if len(found) == 1 else None


def _named(which: str, unit: str, said: date) -> Period | None:
    which, unit = which.lower(), unit.lower()
    if unit == "weekend":
        return Period(*_weekend(said), which.startswith("since"))
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


def _weekend(said: date) -> tuple[date, date]:
    sunday = said - timedelta(days=(said.weekday() + 1) % 7)
    return sunday - timedelta(days=1), sunday


def _month(name: str, year: str | None, said: date | None) -> date | None:
    number = months()[name.lower().rstrip(".")]
    if year:
        return date(int(year), number, 1)
    return date(said.year - (number > said.month), number, 1) if said else None


def _month_end(first: date | None) -> date | None:
    if first is None:
        return None
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _part(match: re.Match[str], said: date | None) -> tuple[date | None, date | None]:
    first = _month(match["month"], match["year"], said)
    last = _month_end(first)
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


def _first_day(iso: str) -> date:
    return date.fromisoformat(iso if len(iso) == 10 else f"{iso}-01")


def _end_of(unit: str, said: date) -> date | None:
    if unit == "week":
        return said + timedelta(days=6 - said.weekday())
    if unit == "month":
        return _month_end(said.replace(day=1))
    return date(said.year, 12, 31)
