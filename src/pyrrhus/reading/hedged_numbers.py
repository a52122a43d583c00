"""What hedges make of a number: "about", "at least", "up to", in words and signs."""

from __future__ import annotations

import re
from functools import cache

from pyrrhus.digits import six_digits
from pyrrhus.reading import lexicons
from pyrrhus.reading.numerals import Numeral

ABOUT_SHARE = 0.10
SIGN = re.compile(r"([~≈±<>≥≤]|\bc(?:a|irca)?\.)\s*$")
SIGNS = {"<": "up_to", "≤": "up_to", ">": "at_least", "≥": "at_least"}


@cache
def _hedges(position: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Phrase, the pattern that it makes with what may stand between it and the number, and hedge; the longest first."""
    rows = [row for row in lexicons.table("hedges") if row["position"] == position]
    before, after = r"(?<![\w-]){}\s+(?:the |an? |its |his |another |only )?(?:\w+ly )?$", r"\W+(?:\w+ )?{}\b"
    form = before if position == "before" else after
    return tuple(
        (row["phrase"], re.compile(form.format(re.escape(row["phrase"])), re.I), row["hedge"])
        for row in sorted(rows, key=lambda row: -len(row["phrase"]))
    )


def bounds_of(value: float, hedge: str) -> tuple[float | None, float | None]:
    """What a hedge leaves open on each side of a value."""
    if hedge == "about":
        return six_digits(value * (1 - ABOUT_SHARE)), six_digits(value * (1 + ABOUT_SHARE))
    return None if hedge == "up_to" else value, None if hedge == "at_least" else value


def hedged(text: str, numeral: Numeral) -> tuple[int, float | None, float | None, float | None, str]:
    """Start with the hedge in it, value, low, high and hedge of one number."""
    before = text[max(0, numeral.start - 40) : numeral.start]
    after = text[numeral.end : numeral.end + 30]
    if numeral.low is not None or numeral.value is None:
        return numeral.start, numeral.value, numeral.low, numeral.high, "between"
    value = numeral.value
    hedge, start = "exactly", numeral.start
    sign = SIGN.search(before)
    if sign:
        hedge = SIGNS.get(sign[1], "about")
        start -= len(before) - sign.start()
    elif after.startswith("+"):
        hedge = "at_least"
    else:
        words = before.lower()
        for phrase, pattern, kind in _hedges("before"):
            if phrase in words and pattern.search(before):
                hedge, start = kind, numeral.start - (len(before) - words.rfind(phrase))
                break
        else:
            words = after.lower()
            for phrase, pattern, kind in _hedges("after"):
                if phrase in words and pattern.match(after):
                    hedge = kind
                    break
    return (start, value, *bounds_of(value, hedge), hedge)
