"""Days told by counting: "two weeks ago", "for a fifth day", "six weeks into", "the first week of April"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pyrrhus.reading.amounts import ORDINALS
from pyrrhus.reading.calendar_spans import Period, days_of, how_many, month_end, month_named
from pyrrhus.reading.dates import MONTH_NAMES

NTH = {word: number for word, number in ORDINALS.items() if number <= 31} | {
    f"{ten}-{word}": base + number
    for ten, base in (("twenty", 20), ("thirty", 30))
    for word, number in ORDINALS.items()
    if number < 10 and base + number <= 31
}
_NTH = "|".join(sorted(NTH, key=len, reverse=True))
OF_MONTH = re.compile(rf"\bthe (?P<day>{_NTH}) (?:of )?(?P<month>{MONTH_NAMES})\b", re.I)
ON_NTH = re.compile(
    rf"\b(?P<lead>on|since|until|till|by|from) the (?P<day>{_NTH})(?=\s*(?:[.,;:!?]|$)|\s+(?:and|at|we|they|he)\b)",
    re.I,
)
AGO = re.compile(
    r"(?<!since )\b(?P<count>an?|[\w-]+(?: and a half)?) (?P<unit>day|night|week|fortnight|month|year)s? (?:ago|"
    r"back)\b",
    re.I,
)
RUNNING = re.compile(
    rf"\b(?:for|into|in|enter(?:ed|s|ing)?|on) (?:a|an|the|its|their) (?P<nth>\d{{1,3}}(?:st|nd|rd|th)|{_NTH}) "
    r"(?:straight |consecutive |successive |running )?(?P<unit>day|night|week|month|year)\b(?! (?:of|in) (?:[A-Z]))",
    re.I,
)
DAY_N = re.compile(
    r"\bday (?P<count>\d{1,4}|[a-z]+) of (?:the |its |this )?(?:\w+ )?(?:war|siege|battle|fighting|offensive|"
    r"operation|strike|blockade)",
    re.I,
)
INTO = re.compile(r"\b(?P<count>[\w-]+) (?P<unit>day|week|month|year)s? into\b", re.I)
LASTING = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:now )?(?:been|held|stood|lasted|gone on|had|kept|not)|is|"
    r"are)\b[^.;]{0,50}? for (?:about |over |more "
    r"than |nearly |almost |the past |the last |some )?(?P<count>[\w-]+) (?P<unit>day|night|week|month|"
    r"year)s?\b(?! (?:of|more))",
    re.I,
)
WEEK_OF = re.compile(
    rf"\bthe (?P<which>first|second|third|fourth|last|opening) (?P<unit>week|fortnight|(?:two|three|"
    rf"ten) (?:weeks|days)) of "
    rf"(?P<month>{MONTH_NAMES})\b(?:,? (?P<year>\d{{4}}))?",
    re.I,
)
HALF = re.compile(r"\bthe (?P<which>first|second) half of the month\b", re.I)
TO_DATE = re.compile(r"\bto date\b", re.I)
DAILY = re.compile(
    r"\b(?:daily|evening|morning|nightly|operational|noon)\s+(?:\w+ )?(?:update|report|summary|bulletin|"
    r"statement|briefing|"
    r"communiqu[eé]|information)\b|\bas of (?:about )?\d{1,2}[:.h]\d\d\b|\binformation (?:received )?as of \d",
    re.I,
)
"""The head of a report on one day."""
CLOCK_LINE = re.compile(r"^\W*\d{1,2}[:.h]\d\d\b", re.M)
FEWEST_CLOCK_LINES, HEAD_LENGTH = 3, 400


def in_digits(text: str) -> str:
    """A text with days of the month in digits: "the third of June" as "3 June", "on the fifteenth" as "on the 15th"."""
    text = OF_MONTH.sub(lambda m: f"{NTH[m['day'].lower()]} {m['month']}", text)
    return ON_NTH.sub(lambda m: f"{m['lead']} the {NTH[m['day'].lower()]}th", text)


def counted_span(text: str, said: date | None) -> Period | None:
    """The days that a clause tells by counting from the day of saying; None where it counts none."""
    week = WEEK_OF.search(text)
    if week:
        return _week_of(week, said, only_since=re.search(r"\bsince $", text[: week.start()]) is not None)
    if said is None:
        return None
    half = HALF.search(text)
    if half:
        first, middle = said.replace(day=1), said.replace(day=15)
        return Period(first, middle) if half["which"].lower() == "first" else Period(middle + timedelta(days=1), said)
    ago = AGO.search(text)
    count = how_many(ago["count"]) if ago else None
    if ago and count is not None and ago["unit"].lower() != "year":
        return _day(said, days_of(count, ago["unit"]))
    running = RUNNING.search(text)
    if running:
        words = running["nth"].lower()
        number = int(re.sub(r"\D", "", words)) if words[0].isdigit() else NTH[words]
        return _since(said, days_of(number - 1, running["unit"]) if number > 1 else 0)
    for form, less in ((DAY_N, 1), (INTO, 0), (LASTING, 0)):
        found = form.search(text)
        count = how_many(found["count"]) if found else None
        if found and count is not None and count > less:
            unit = found.groupdict().get("unit") or "day"
            return _since(said, days_of(count - less, unit))
    return None


def covered_day(text: str, published: date | None) -> Period | None:
    """The day that a daily report or a page of entries by the clock speaks of; None where a text is neither."""
    daily = DAILY.search(text[:HEAD_LENGTH]) or len(CLOCK_LINE.findall(text)) >= FEWEST_CLOCK_LINES
    return Period(published, published) if daily and published else None


def _day(said: date, back: int) -> Period | None:
    try:
        day = said - timedelta(days=back)
    except OverflowError:
        return None
    return Period(day, day)


def _since(said: date, back: int) -> Period | None:
    found = _day(said, back)
    return Period(found.first, said, True) if found else None


def _week_of(match: re.Match[str], said: date | None, *, only_since: bool) -> Period | None:
    first = month_named(match["month"], match["year"], said)
    last = month_end(first)
    if first is None or last is None:
        return None
    unit = match["unit"].lower()
    length = {"week": 7, "fortnight": 14}.get(unit) or days_of(
        how_many(unit.split()[0]) or 1, unit.split()[1].rstrip("s")
    )
    which = {"first": 0, "opening": 0, "second": 1, "third": 2, "fourth": 3}.get(match["which"].lower())
    start = last - timedelta(days=length - 1) if which is None else first + timedelta(days=which * length)
    end = min(start + timedelta(days=length - 1), last)
    if only_since:
        return Period(start, said, True)
    return Period(start, min(end, said) if said and said >= start else end)
