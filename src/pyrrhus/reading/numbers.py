"""How many: numbers in digits and words with what they count, and what hedges make of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.dates import MENTION

ABOUT_SHARE = 0.10
LARGEST = 1e12  # what is written larger counts nothing that an article speaks of
RATE = re.compile(
    r"^\W{0,2}(?:\w+[ -]){0,6}?(?P<rate>(?:a|per|each|every|in a single|in one) (?P<unit>day|"
    r"week|month|hour|night)|daily|(?:in|over) the (?:past|last) (?:day|24 hours|twenty-four hours)|in (?:24|"
    r"twenty-four) hours|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day alone)\b",
    re.I,
)
DIGITS = r"\d{1,3}(?:[,. \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
NOT_QUANTITY_AFTER = re.compile(
    r"^(?:st|nd|rd|th)\b|^[-–]year-old|^(?:-?(?:mm|millimet))|^\s*(?:a\.m|p\.m|o['’]clock)|"
    r"^:\d|^(?:st|th|rd|nd)?\s+(?:Brigade|Regiment|Division|Battalion|Corps|Army)\b"
)


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts. `value` is None where only bounds are said; `unit` is empty where none is."""

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
    per: str = ""


@cache
def _word_values() -> dict[str, lexicons.Row]:
    return {row["word"]: row for row in lexicons.table("number_words")}


@cache
def _number() -> re.Pattern[str]:
    values = _word_values()
    phrases = lexicons.alternatives(w for w, row in values.items() if row["kind"] in ("phrase", "share"))
    vague = lexicons.alternatives(w for w, row in values.items() if row["kind"] == "vague")
    small = lexicons.alternatives(w for w, row in values.items() if row["kind"] in ("unit", "ten"))
    scale = lexicons.alternatives(w for w, row in values.items() if row["kind"] == "scale")
    words = (
        rf"(?:(?:an?|{small})(?:[- ](?:{small}))?[ -])?(?:{scale})(?:(?: and|,)?[ -](?:{small})(?:[- ](?:{small}))?)?|"
        rf"(?:{small})(?:[- ](?:{small}))?"
    )
    mixed = rf"(?:{DIGITS})(?:[ -](?:{scale}))?"
    return re.compile(
        rf"(?<![\w.,$€£-])(?:(?P<phrase>{phrases})|(?P<vague>{vague})(?= of\b|\b)|(?P<digits>{mixed})|"
        rf"(?P<words>{words}))(?![\w])",
        re.I,
    )


@cache
def _units() -> dict[str, lexicons.Row]:
    return {word: row for row in lexicons.table("units") for word in row["words"].split()}


@cache
def _hedges(position: str) -> tuple[tuple[str, str], ...]:
    rows = [row for row in lexicons.table("hedges") if row["position"] == position]
    return tuple((row["phrase"], row["hedge"]) for row in sorted(rows, key=lambda row: -len(row["phrase"])))


def find_quantities(text: str) -> list[Quantity]:
    """Every number of a text that counts something, in order; dates, ages, times and names of units are left out."""
    dated = [(m.start(), m.end()) for m in MENTION.finditer(text)]
    raw = []
    for match in _number().finditer(text):
        if any(a < match.end() and match.start() < b for a, b in dated) or NOT_QUANTITY_AFTER.match(
            text[match.end() :]
        ):
            continue
        if re.fullmatch(r"(?:1[5-9]|20)\d\d", match[0]) and not re.match(r"\s+[a-z]", text[match.end() :]):
            continue
        if re.search(
            r"\b(?:in|of|since|year|early|late|by|spring|summer|winter|autumn)\s+$", text[: match.start()]
        ) and re.fullmatch(r"(?:1[5-9]|20)\d\d", match[0]):
            continue
        raw.append(match)
    found = []
    skip = -1
    for index, match in enumerate(raw):
        if match.start() < skip:
            continue
        following = raw[index + 1] if index + 1 < len(raw) else None
        pair = following is not None and re.fullmatch(
            r"\s*(?:and|to|or|[-–—])\s*", text[match.end() : following.start()]
        )
        between = re.search(r"\b(?:between|from)\s+(?:about |around |some )?$", text[: match.start()], re.I)
        ranged = bool(
            pair
            and following is not None
            and (between or re.fullmatch(r"\s*(?:to|or|[-–—])\s*", text[match.end() : following.start()]))
            and _value(match) is not None
            and _value(following) is not None
        )
        if ranged and following is not None:
            low, high = _value(match), _value(following)
            if (
                low is not None
                and high is not None
                and low < 20 <= high
                and "thousand" in following[0].lower()
                and "thousand" not in match[0].lower()
            ):
                low *= 1000
            if low is not None and high is not None and low <= high:
                start = between.start() if between else match.start()
                quantity = _counted(text, start, following.end(), (low + high) / 2, low, high, "between", match)
                if quantity:
                    found.append(quantity)
                    skip = following.end()
                    continue
        start, value, low, high, hedge = _hedged(text, match)
        quantity = _counted(text, start, match.end(), value, low, high, hedge, match)
        if quantity:
            found.append(quantity)
    return found


def _value(match: re.Match[str]) -> float | None:
    words = re.sub(r"\s+", " ", match[0].lower().strip())
    if match["phrase"]:
        return float(_word_values()[words]["value"])
    if match["vague"]:
        return None
    if match["digits"]:
        digits, _, scale = (
            re.sub(r"-", " ", words).partition(" ")
            if not re.match(r"\d{1,3} \d{3}", words)
            else (words.replace(" ", ""), "", "")
        )
        if (
            re.fullmatch(r"\d{1,3}(?:[.]\d{3})+", digits)
            and digits.count(".") > 0
            and len(digits.split(".")[-1]) == 3
            and "," not in digits
            and not digits.startswith("0")
        ):
            digits = digits.replace(".", "")
        plain = re.sub(r"[,\u00a0\u202f ]", "", digits)
        try:
            value = float(plain) * (float(_word_values()[scale]["value"]) if scale in _word_values() else 1)
            return value if value <= LARGEST else None
        except (ValueError, KeyError):
            return None
    total, part = 0.0, 0.0
    for word in re.findall(r"[a-z]+", words):
        if word in ("and",):
            continue
        if word in ("a", "an"):
            part = 1
            continue
        row = _word_values().get(word)
        if row is None or not row["value"]:
            continue
        number = float(row["value"])
        if row["kind"] == "scale":
            part = (part or 1) * number
            if number >= 1000:
                total, part = total + part, 0
        else:
            part += number
    return total + part


def _hedged(text: str, match: re.Match[str]) -> tuple[int, float | None, float | None, float | None, str]:
    """Start with the hedge in it, value, low, high and hedge of one number."""
    if match["vague"]:
        row = _word_values()[re.sub(r"\s+", " ", match[0].lower())]
        return match.start(), None, float(row["low"]), float(row["high"]), "between"
    value = _value(match)
    if value is None:
        return match.start(), None, None, None, "exactly"
    before = text[max(0, match.start() - 40) : match.start()]
    after = text[match.end() : match.end() + 30]
    hedge, start = "exactly", match.start()
    for phrase, kind in _hedges("before"):
        if re.search(rf"(?<![\w-]){re.escape(phrase)}\s+(?:the |an? |its |his )?(?:\w+ly )?$", before, re.I):
            hedge, start = kind, match.start() - (len(before) - before.lower().rfind(phrase))
            break
    else:
        for phrase, kind in _hedges("after"):
            if re.match(rf"\W+(?:\w+ )?{re.escape(phrase)}\b", after, re.I):
                hedge = kind
                break
    if hedge == "about":
        return start, value, _round(value * (1 - ABOUT_SHARE)), _round(value * (1 + ABOUT_SHARE)), hedge
    if hedge == "at_least":
        return start, value, value, None, hedge
    if hedge == "up_to":
        return start, value, None, value, hedge
    return start, value, value, value, hedge


def _round(value: float) -> float:
    return float(f"{value:.6g}")


STOP_WORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "on",
        "at",
        "that",
        "which",
        "who",
        "were",
        "was",
        "are",
        "have",
        "has",
        "had",
        "from",
        "to",
        "as",
        "the",
        "by",
        "for",
        "with",
        "since",
        "a",
        "per",
        "each",
        "every",
    ]
)
NEVER_FIRST = frozenset(
    ["and", "or", "in", "on", "at", "to", "as", "by", "for", "with", "since", "from", "a", "per", "each", "every"]
)
ADVERBIAL_TIME = re.compile(r"\b(?:past|last|next|coming|previous|first|another)\s+$", re.I)
DONE = re.compile(r"\b(killed|wounded|injured|captured)\s+(?:(?!and\b)\w+\s+)?$", re.I)
LATER = re.compile(
    r"[^.;]{0,40}?\b(?:were|was|have been|had been|has been)\s+(?:\w+\s+)?(killed|wounded|injured|captured)\b", re.I
)
THERE = re.compile(r"\s+(?:still |have |had |are |now )*(?:remain\w*|stay\w*|fled|live|left|trapped|evacuated)\b", re.I)


def _counted(
    text: str,
    start: int,
    end: int,
    value: float | None,
    low: float | None,
    high: float | None,
    hedge: str,
    match: re.Match[str],
) -> Quantity | None:
    """The number with its unit, None where it is no quantity: "one", "a third", "in the past two weeks"."""
    after = re.sub(r"[“”\"]", " ", text[end : end + 70])
    part = re.match(r"\s+(?:out )?of (?:the |its |their |our |those |these )?", after)
    if part:
        after = " " * part.end() + after[part.end() :]
    if re.match(r"\s?%", after):
        return Quantity(start, end + after.index("%") + 1, value, low, high, hedge, "percent", "control", "share", "")
    row, unit_end = _unit(after, end)
    if row is None and value is not None:
        done = DONE.search(text[:start]) or LATER.match(text[end:])
        if done:
            row = _units()[done[1].lower()]
        elif THERE.match(after) and value >= 20:
            row = _units()["residents"]
    bare = match["words"] is not None and re.fullmatch(r"one|zero", match[0].lower())
    if row is None:
        small = value is None or (value < 20 and match["words"]) or (value < 1 and match["phrase"])
        return (
            None if match["vague"] or bare or small else Quantity(start, end, value, low, high, hedge, "", "", "", "")
        )
    if (bare and row["noun"] != "ways") or (value is not None and value < 1 and match["phrase"]):
        return None
    if row["noun"] == "time" and ADVERBIAL_TIME.search(text[:start]):
        return None
    if row["noun"] == "time" and hedge == "exactly" and value is not None:
        low, high = value - 0.5, value + 0.5
    return Quantity(start, unit_end, value, low, high, hedge, row["unit"], row["type"], row["noun"], row["quantity"])


def _unit(after: str, end: int) -> tuple[lexicons.Row | None, int]:
    """What the words behind a number count, and where that noun ends; the last noun of the phrase counts."""
    units = _units()
    words = list(re.finditer(r"[\w’'%-]+|[.;:,()–—]", after))
    found, unit_end = None, end
    for position, token in enumerate(words[:7]):
        word = token[0].lower()
        following = words[position + 1][0] if position + 1 < len(words) else ""
        if not word[0].isalnum() or word in NEVER_FIRST or (word in STOP_WORDS and position > 0):
            if word == "and" and position > 0 and found is None and following[:1].isupper():
                continue
            break
        if word == "service" and following.lower() in ("members", "personnel"):
            return units["soldiers"], end + words[position + 1].end()
        if word in units:
            found, unit_end = units[word], end + token.end()
            if following.lower() not in units or units[following.lower()]["noun"] not in ("people", "loss", "units"):
                break
        elif found is not None:
            break
    return found, unit_end


def rate_of(text: str, quantity: Quantity) -> str:
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
