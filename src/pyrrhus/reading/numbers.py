"""How many: numbers in digits and words with what they count, and what hedges make of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.counted_nouns import LOOK_BACK, told_by_verb, unit_behind, units_by_word
from pyrrhus.reading.numerals import Numeral, find_numerals

ABOUT_SHARE = 0.10
LARGEST = 1e12  # what is written larger counts nothing that an article speaks of
RATE = re.compile(
    r"^\W{0,2}(?:\w+[ -]){0,6}?(?P<rate>(?!(?:a|one) \w+ (?:ago|earlier|"
    r"later)\b)(?:(?<!in )(?<!within )(?<!after )(?<!for )"
    r"(?<!over )(?<!of )a|per|each|every|in a single|in one) (?P<unit>day|"
    r"week|month|hour|night)|daily|(?:in|over) the (?:past|last) (?:day|24 hours|twenty-four hours)|in (?:24|"
    r"twenty-four) hours|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day alone)\b",
    re.I,
)
PERCENT = re.compile(r"\s?%|\s+per ?cent\b|\s+pc\b", re.I)
OF_WHOLE = re.compile(r"\b(?:of|from)\s+(?:the |its |their |some |about |\w+['’]s? )*$", re.I)
SIGN = re.compile(r"([~≈±<>≥≤]|\bc(?:a|irca)?\.)\s*$")
NTH_WORDS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    "twentieth",
)
ORDINALS = {word: number for number, word in enumerate(NTH_WORDS, 1)} | {
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "hundredth": 100,
}
NTH = re.compile(
    r"\b(?P<words>\d{1,4}(?:st|nd|rd|th)|[a-z]+(?:th|st|nd|rd)) (?P<unit>day|week|month|year)(?= of (?:the |its |"
    r"their )?"
    r"(?:\w+ )?(?:war|siege|battle|fighting|offensive|conflict|campaign|invasion|occupation|bombardment|blockade))",
    re.I,
)
ITS_NTH = re.compile(
    r"\b(?:enter(?:ed|s|ing)?|in|into|beg[ai]n|start(?:ed|s)?) (?:its|their|the|a) (?P<words>\d{1,3}(?:st|nd|rd|"
    r"th)|[a-z]+(?:th|st|nd|rd)) "
    r"(?P<unit>day|week|month|year)\b",
    re.I,
)
ALL_BUT = re.compile(r"\ball but\s+$", re.I)
TO_ONE = re.compile(r"\s+to\s+(?:one|1)\b|\s*:\s*1\b(?!\d)", re.I)
SIGNS = {"<": "up_to", "≤": "up_to", ">": "at_least", "≥": "at_least"}


@dataclass(frozen=True)
class Amount:
    """A number with what it counts. `value` is None where only bounds are said; `unit` is empty where none is,
    `written` is the noun as the text has it."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    hedge: str
    unit: str
    type: str
    noun: str
    claims_quantity: str
    written: str = ""


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


def find_quantities(text: str) -> list[Amount]:
    """Every number of a text that counts something, in order; dates, ages, times and names of units are left out."""
    numerals = find_numerals(text)
    found: list[Amount] = []
    spans = [_nth(match) for form in (NTH, ITS_NTH) for match in form.finditer(text)]
    for index, numeral in enumerate(numerals):
        following = numerals[index + 1] if index + 1 < len(numerals) else None
        if found and numeral.start < found[-1].end:
            continue
        quantity = _part_of_whole(text, numeral, following) or _ratio(text, numeral) or _quantity(text, numeral)
        if quantity is not None:
            found.append(quantity)
    free = [one for one in spans if one and not any(one.start < q.end and q.start < one.end for q in found)]
    return sorted([*found, *free], key=lambda q: q.start) if free else found


def _nth(match: re.Match[str]) -> Amount | None:
    """ "The 109th day of the war", "entered its third week": so many days or weeks."""
    words = match["words"].lower()
    value = float(re.sub(r"\D", "", words)) if words[0].isdigit() else float(ORDINALS.get(words, 0))
    row = units_by_word().get(f"{match['unit'].lower()}s")
    if not value or row is None:
        return None
    return Amount(
        match.start("words"),
        match.end("unit"),
        value,
        value - 0.5,
        value + 0.5,
        "exactly",
        row["unit"],
        "duration",
        "time",
        row["quantity"],
    )


def _quantity(text: str, numeral: Numeral) -> Amount | None:
    start, value, low, high, hedge = _hedged(text, numeral)
    if max(value or 0.0, low or 0.0, high or 0.0) > LARGEST:
        return None
    return _counted(text, start, numeral.end, value, low, high, hedge, numeral)


def _ratio(text: str, numeral: Numeral) -> Amount | None:
    """ "outnumbered by five to one", "10:1"."""
    behind = TO_ONE.match(text, numeral.end)
    if behind is None or numeral.value is None:
        return None
    start, value, low, high, hedge = _hedged(text, numeral)
    return Amount(start, behind.end(), value, low, high, hedge, "to one", "forces", "ratio", "")


def _part_of_whole(text: str, numeral: Numeral, whole: Numeral | None) -> Amount | None:
    """A share of a stated whole as the number that it is: "12 per cent of its 4,000 men", "half of the 600 men", "of
    120,000 inhabitants perhaps half"."""
    if numeral.value is None:
        return None
    if whole is not None and whole.value is not None and _before(ALL_BUT, text, numeral.start):
        return _all_but(text, numeral, whole)
    behind = text[numeral.end : numeral.end + 60]
    cent = PERCENT.match(behind)
    if not cent and numeral.kind != "share":
        if whole is None or whole.kind != "share" or whole.value is None or not _before(OF_WHOLE, text, numeral.start):
            return None
        between = text[numeral.end : whole.start]
        if len(between.split()) > 6 or re.search(r"[.;]", between):
            return None
        base = _quantity(text, numeral)
        start, _, _, _, hedge = _hedged(text, whole)
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
    base = _quantity(text, whole)
    start, value, _, _, hedge = _hedged(text, numeral)
    if base is None or value is None or base.noun == "time":
        return None
    return _of_base(base, value * scale, hedge, start, base.end)


def _all_but(text: str, numeral: Numeral, whole: Numeral) -> Amount | None:
    """ "All but two of the 14 positions": twelve."""
    joint = text[numeral.end : whole.start]
    base = _quantity(text, whole) if re.fullmatch(r"\s+of\s+(?:the |its |their |(?:the )?\w+['’]s? )*", joint) else None
    rest = (whole.value or 0) - (numeral.value or 0)
    return replace(base, start=numeral.start, value=rest, low=rest, high=rest) if base and rest > 0 else None


def _of_base(base: Amount, part: float, hedge: str, start: int, end: int) -> Amount | None:
    if base.value is None:
        return None
    value = _round(part * base.value)
    low, high = _bounds(value, hedge)
    return replace(base, start=start, end=end, value=value, hedge=hedge, low=low, high=high)


def _bounds(value: float, hedge: str) -> tuple[float | None, float | None]:
    """What a hedge leaves open on each side of a value."""
    if hedge == "about":
        return _round(value * (1 - ABOUT_SHARE)), _round(value * (1 + ABOUT_SHARE))
    return None if hedge == "up_to" else value, None if hedge == "at_least" else value


def _hedged(text: str, numeral: Numeral) -> tuple[int, float | None, float | None, float | None, str]:
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
    return (start, value, *_bounds(value, hedge), hedge)


def _before(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """What a pattern that ends with `$` finds in the letters before a place."""
    return pattern.search(text, max(0, end - LOOK_BACK), end)


def _round(value: float) -> float:
    return float(f"{value:.6g}")


TIMES = frozenset(["twice", "thrice"])
ADVERBIAL_TIME = re.compile(
    r"(?<!will )(?<!would )(?<!to )(?<!can )(?<!could )(?<!might )(?<!should )\b"
    r"(?:past|last|next|coming|previous|first|another)\s+$",
    re.I,
)
DETERMINERS = r"(?:(?:the|its|their|our|his|those|these|all)\s+|(?:the\s+)?[\w-]+['’]s?\s+(?:estimated\s+)?)?"
OF_GROUND = re.compile(
    r"\s+(?:of\s+)?(?:(?:the|our|its|their)\s+(?:\w+\s+)?(?:street|city|town|village|territory|province|district|enclave|region|area|"
    r"country)\b|(?-i:[A-Z])\w+\b(?!['’]s))",
    re.I,
)


def _counted(
    text: str,
    start: int,
    end: int,
    value: float | None,
    low: float | None,
    high: float | None,
    hedge: str,
    numeral: Numeral,
) -> Amount | None:
    """The number with its unit, None where it is no quantity: "one", "a third", "in the past two weeks"."""
    after = re.sub(r"[“”\"+]", " ", text[end : end + 80])
    part = re.match(rf"\s+(?:out )?of {DETERMINERS}", after)
    if part:
        after = " " * part.end() + after[part.end() :]
    cent = PERCENT.match(after)
    if cent:
        return Amount(start, end + cent.end(), value, low, high, hedge, "percent", "control", "share", "")
    row, unit_end = unit_behind(after, end)
    said = text[numeral.start : numeral.end].lower()
    bare = numeral.kind == "words" and said in ("one", "zero")
    if said in TIMES and (row is None or row["noun"] != "time"):
        return Amount(start, end, value, low, high, hedge, "times", "event", "event", "", "times")
    if said == "both" and (row is None or row["noun"] not in ("ways", "ground", "equipment", "units", "goods")):
        return None
    if row is None and not (bare or numeral.kind == "share"):
        row = told_by_verb(text, start, end, value)
    if numeral.kind == "share" and value is not None and OF_GROUND.match(text, end):
        percent = _round(value * 100)
        bounds = _bounds(percent, hedge)
        return Amount(start, end, percent, *bounds, hedge, "percent", "control", "share", "")
    if row is None:
        small = value is None or (value < 20 and numeral.kind == "words") or numeral.kind == "share"
        open_words = numeral.kind == "vague" or bare or small
        return None if open_words else Amount(start, end, value, low, high, hedge, "", "", "", "")
    next_to = len(text[end:unit_end].split()) <= 1 and row["noun"] in ("people", "loss", "equipment", "ways")
    if (bare and not (next_to and not part) and row["noun"] != "ways") or numeral.kind == "share":
        return None
    if row["noun"] == "time" and _before(ADVERBIAL_TIME, text, start):
        return None
    if row["noun"] == "time" and hedge == "exactly" and value is not None:
        low, high = value - 0.5, value + 0.5
    noun = re.search(r"[\w-]+$", text[end:unit_end].lower())
    known = row["words"].split()
    written = noun[0] if noun and any(noun[0] == word or word.endswith(f"_{noun[0]}") for word in known) else ""
    return Amount(
        start, unit_end, value, low, high, hedge, row["unit"], row["type"], row["noun"], row["quantity"], written
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
