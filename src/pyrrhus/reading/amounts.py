"""One number with what it counts: its unit behind it, its ordinal before it, its ratio to one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrrhus.digits import six_digits
from pyrrhus.reading.counted_nouns import LOOK_BACK, told_by_verb, unit_behind, units_by_word
from pyrrhus.reading.hedged_numbers import bounds_of, hedged
from pyrrhus.reading.numerals import Numeral, cardinal

LARGEST = 1e12  # what is written larger counts nothing that an article speaks of
PERCENT = re.compile(r"\s?%|\s+per ?cent\b|\s+pc\b", re.I)
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
    r"(?P<unit>day|week|month|year)\b|"
    r"\bfor (?:its|their|the|a) (?P<running>\d{1,3}(?:st|nd|rd|th)|[a-z]+(?:th|st|nd|rd)) (?:straight |consecutive |"
    r"successive |running )?(?P<span>day|night|week|month|year)\b",
    re.I,
)
DAY_OF = re.compile(
    r"\b[Dd]ay (?P<words>\d{1,4}|[a-z]+) of (?:the |its |this )?(?:\w+ )?(?:war|siege|battle|fighting|offensive|"
    r"conflict|"
    r"campaign|invasion|occupation|bombardment|blockade|strike|operation)"
)
IN_EVERY = re.compile(r"\s+(?:(?:out )?of|in)\s+(?:every\s+)?$", re.I)
LARGEST_OUT_OF = 100
TO_ONE = re.compile(r"\s+to\s+(?:one|1)\b|\s*:\s*1\b(?!\d)", re.I)


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


def nth_of_time(match: re.Match[str]) -> Amount | None:
    """ "The 109th day of the war", "entered its third week": so many days or weeks."""
    parts = match.groupdict()
    name = "words" if parts["words"] else "running"
    of = "unit" if parts.get("unit") else "span" if parts.get("span") else "words"
    words = parts[name].lower()
    value = float(re.sub(r"\D", "", words)) if words[0].isdigit() else float(ORDINALS.get(words) or cardinal(words))
    row = units_by_word().get(f"{(parts.get('unit') or parts.get('span') or 'day').lower()}s")
    if not value or row is None:
        return None
    return Amount(
        match.start(name),
        match.end(of),
        value,
        value - 0.5,
        value + 0.5,
        "exactly",
        row["unit"],
        "duration",
        "time",
        row["quantity"],
    )


def amount_of(text: str, numeral: Numeral) -> Amount | None:
    """One number with its hedge and what it counts; None where it counts nothing."""
    start, value, low, high, hedge = hedged(text, numeral)
    if max(value or 0.0, low or 0.0, high or 0.0) > LARGEST:
        return None
    return _counted(text, start, numeral.end, value, low, high, hedge, numeral)


def ratio_to_one(text: str, numeral: Numeral) -> Amount | None:
    """ "outnumbered by five to one", "10:1"."""
    behind = TO_ONE.match(text, numeral.end)
    if behind is None or numeral.value is None:
        return None
    start, value, low, high, hedge = hedged(text, numeral)
    return Amount(start, behind.end(), value, low, high, hedge, "to one", "forces", "ratio", "")


def out_of_every(text: str, numeral: Numeral, whole: Numeral | None) -> Amount | None:
    """ "Four in five", "three of every four", "seven out of ten": a share in per cent."""
    if (
        whole is None
        or numeral.value is None
        or whole.value is None
        or numeral.kind == "share"
        or whole.kind == "share"
    ):
        return None
    joint = text[numeral.end : whole.start]
    if not IN_EVERY.fullmatch(joint) or not 1 <= numeral.value < whole.value <= LARGEST_OUT_OF:
        return None
    if " in" not in joint and "every" not in joint and "out of" not in joint:
        return None
    behind = text[whole.end : whole.end + 12]
    if re.match(r"\s+(?:days?|weeks?|months?|years?|hours?|minutes?|nights?)\b", behind):
        return None  # "four in five days"
    start, *_, hedge = hedged(text, numeral)
    percent = six_digits(100 * numeral.value / whole.value)
    return Amount(start, whole.end, percent, *bounds_of(percent, hedge), hedge, "percent", "", "share", "")


def stands_before(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """What a pattern that ends with `$` finds in the letters before a place."""
    return pattern.search(text, max(0, end - LOOK_BACK), end)


ODD = re.compile(r"[ -](?:odd|some)\b|,? or (?:so|thereabouts)\b", re.I)
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
    odd = ODD.match(text, end)
    if odd:
        end = odd.end()
        if hedge == "exactly" and value is not None:
            hedge = "about"
            low, high = bounds_of(value, hedge)
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
        percent = six_digits(value * 100)
        bounds = bounds_of(percent, hedge)
        return Amount(start, end, percent, *bounds, hedge, "percent", "control", "share", "")
    if row is None:
        small = value is None or (value < 20 and numeral.kind == "words") or numeral.kind == "share"
        open_words = numeral.kind == "vague" or bare or small
        return None if open_words else Amount(start, end, value, low, high, hedge, "", "", "", "")
    next_to = len(text[end:unit_end].split()) <= 1 and row["noun"] in ("people", "loss", "equipment", "ways")
    if (bare and not (next_to and not part) and row["noun"] != "ways") or numeral.kind == "share":
        return None
    if row["noun"] == "time" and stands_before(ADVERBIAL_TIME, text, start):
        return None
    if row["noun"] == "time" and hedge == "exactly" and value is not None:
        low, high = value - 0.5, value + 0.5
    noun = re.search(r"[\w-]+$", text[end:unit_end].lower())
    known = row["words"].split()
    written = noun[0] if noun and any(noun[0] == word or word.endswith(f"_{noun[0]}") for word in known) else ""
    return Amount(
        start, unit_end, value, low, high, hedge, row["unit"], row["type"], row["noun"], row["quantity"], written
    )
