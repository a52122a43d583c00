"""How many: numbers in digits and words with what they count, and what hedges make of them."""

from __future__ import annotations

import re
from dataclasses import replace

from pyrrhus.digits import six_digits
from pyrrhus.reading.amounts import (
    DAY_OF,
    ITS_NTH,
    NTH,
    PERCENT,
    Amount,
    amount_of,
    nth_of_time,
    out_of_every,
    ratio_to_one,
    stands_before,
)
from pyrrhus.reading.hedged_numbers import bounds_of, hedged
from pyrrhus.reading.numerals import Numeral, find_numerals

RATE = re.compile(
    r"^\W{0,2}(?:\w+[ -]){0,6}?(?P<rate>(?!(?:a|one) \w+ (?:ago|earlier|"
    r"later)\b)(?:(?<!in )(?<!within )(?<!after )(?<!for )"
    r"(?<!over )(?<!of )a|per|each|every|in a single|in one) (?P<unit>day|"
    r"week|month|hour|night)|daily|(?:in|over) the (?:past|last) (?:day|24 hours|twenty-four hours)|in (?:24|"
    r"twenty-four) hours|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day alone)\b",
    re.I,
)
OF_WHOLE = re.compile(r"\b(?:of|from)\s+(?:the |its |their |some |about |\w+['’]s? )*$", re.I)
ALL_BUT = re.compile(r"\ball but\s+$", re.I)


def find_quantities(text: str) -> list[Amount]:
    """Every number of a text that counts something, in order; dates, ages, times and names of units are left out."""
    numerals = find_numerals(text)
    found: list[Amount] = []
    spans = [nth_of_time(match) for form in (NTH, ITS_NTH, DAY_OF) for match in form.finditer(text)]
    for index, numeral in enumerate(numerals):
        following = numerals[index + 1] if index + 1 < len(numerals) else None
        if found and numeral.start < found[-1].end:
            continue
        quantity = (
            out_of_every(text, numeral, following)
            or _part_of_whole(text, numeral, following)
            or ratio_to_one(text, numeral)
            or amount_of(text, numeral)
        )
        if quantity is not None:
            found.append(quantity)
    free = [one for one in spans if one and not any(one.start < q.end and q.start < one.end for q in found)]
    return sorted([*found, *free], key=lambda q: q.start) if free else found


def _part_of_whole(text: str, numeral: Numeral, whole: Numeral | None) -> Amount | None:
    """A share of a stated whole as the number that it is: "12 per cent of its 4,000 men", "half of the 600 men", "of
    120,000 inhabitants perhaps half"."""
    if numeral.value is None:
        return None
    if whole is not None and whole.value is not None and stands_before(ALL_BUT, text, numeral.start):
        return _all_but(text, numeral, whole)
    behind = text[numeral.end : numeral.end + 60]
    cent = PERCENT.match(behind)
    if not cent and numeral.kind != "share":
        if (
            whole is None
            or whole.kind != "share"
            or whole.value is None
            or not stands_before(OF_WHOLE, text, numeral.start)
        ):
            return None
        between = text[numeral.end : whole.start]
        if len(between.split()) > 6 or re.search(r"[.;]", between):
            return None
        base = amount_of(text, numeral)
        start, _, _, _, hedge = hedged(text, whole)
        return _of_base(base, whole.value, hedge, numeral.start, whole.end) if base is not None else None
    scale = 0.01 if cent else 1.0
    after = numeral.end + (cent.end() if cent else 0)
    if (
        whole is None
        or whole.value is None
        or whole.kind == "share"
        or not re.fullmatch(
            r"\s+of\s+(?:the |its |their |his |her |our |all |some |about |an estimated |the \w+['’]s |\w+['’]s? "
            r"|those )*",
            text[after : whole.start],
        )
    ):
        return None
    base = amount_of(text, whole)
    start, value, _, _, hedge = hedged(text, numeral)
    if base is None or value is None or base.noun == "time":
        return None
    return _of_base(base, value * scale, hedge, start, base.end)


def _all_but(text: str, numeral: Numeral, whole: Numeral) -> Amount | None:
    """ "All but two of the 14 positions": twelve."""
    joint = text[numeral.end : whole.start]
    base = amount_of(text, whole) if re.fullmatch(r"\s+of\s+(?:the |its |their |(?:the )?\w+['’]s? )*", joint) else None
    rest = (whole.value or 0) - (numeral.value or 0)
    return replace(base, start=numeral.start, value=rest, low=rest, high=rest) if base and rest > 0 else None


def _of_base(base: Amount, part: float, hedge: str, start: int, end: int) -> Amount | None:
    if base.value is None:
        return None
    value = six_digits(part * base.value)
    low, high = bounds_of(value, hedge)
    return replace(base, start=start, end=end, value=value, hedge=hedge, low=low, high=high)


def of_those_before(quantity: Amount, text: str, whole: Amount | None) -> Amount:
    """A per cent "of them" as the number that it is of the one counted before."""
    behind = re.match(r"\s+of (?:them|whom|those|these|the dead|the victims)\b", text[quantity.end :])
    if (
        quantity.unit not in ("percent", "")
        or behind is None
        or whole is None
        or whole.value is None
        or quantity.value is None
    ):
        return quantity
    if quantity.unit == "":
        return replace(
            quantity, unit=whole.unit, type=whole.type, noun=whole.noun, claims_quantity=whole.claims_quantity
        )
    value = round(quantity.value * whole.value / 100)
    return replace(
        quantity,
        value=value,
        low=value,
        high=value,
        unit=whole.unit,
        type=whole.type,
        noun=whole.noun,
        claims_quantity="",
        written=whole.written,
    )


def rate_of(text: str, quantity: Amount) -> str:
    """ "day", "week" … where the number is said per time, else empty."""
    after = text[quantity.end : quantity.end + 90]
    match = RATE.match(after) or re.match(r"\s*(?P<rate>(?:a|per) (?P<unit>day|week|month|hour|night))", after)
    before = text[max(0, quantity.start - 40) : quantity.start]
    if match:
        return (match["unit"] or "day").lower()
    if re.search(r"\b(?:daily|each day|per day|every day|a day)\b(?:\W+\w+){0,4}\W*$", before, re.I) or re.search(
        r"\bdaily\b", text[max(0, quantity.start - 60) : quantity.end + 40], re.I
    ):
        return "day"
    return ""
