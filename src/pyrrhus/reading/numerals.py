"""Numerals: numbers as people write them, in digits and words, alone and as ranges, each with its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.dates import find_dates

LARGEST = 1e12  # what is written larger counts nothing that an article speaks of
SHORT_SCALES = {"k": 1e3, "ths": 1e3, "tsd": 1e3, "mln": 1e6, "mn": 1e6, "bn": 1e9}
DIGITS = r"\d{1,3}(?:[,. ’']\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d{1,2})?(?!\d)|\d+"
NAMED = re.compile(
    r"^(?:st|nd|rd|th)\b|^[-–]year-old|^\s?(?:-?(?:mm|millimet))|^\s*(?:a\.m\b|p\.m\b|am\b|pm\b|o['’]clock|GMT\b|"
    r"UTC\b)|"
    r"^:\d\d|^(?:st|th|rd|nd)?\s+(?:(?:\w+\s)?(?:Mechani[sz]ed|Motori[sz]ed|Tank|Infantry|Airborne|Assault|"
    r"Marine|Guards|"
    r"Separate|Panzer|Rifle|Armou?red|Mountain)\s)*(?:Brigade|Regiment|Division|Battalion|Corps|Army)\b"
)
NAMED_BEFORE = re.compile(
    r"(?:\b(?:Resolution|No\.?|Article|Order|Protocol|Highway|Route|Hill|Height|Channel|Line|Su|MiG|Mi|Ka|BMP|BTR|"
    r"Day|day|page|aged|age)\s*[-№#]?|№\s?|#|\b[A-Z]{1,3}-)$"
)
YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
JOIN = re.compile(r"\s*(?:[-–—]|\bto\b|\bor\b)\s*")
BOTH = re.compile(r"\b(?:between|from)\s+(?:about |around |some |roughly |an estimated )?$", re.I)


@dataclass(frozen=True)
class Numeral:
    """A number in a text. `kind`: digits, words, phrase (half a dozen), share (a third) or vague (dozens); `low` and
    `high` are the ends of a range or of a vague number, both None where it is one number."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    kind: str


@cache
def _values() -> dict[str, lexicons.Row]:
    return {row["word"]: row for row in lexicons.table("number_words")}


@cache
def _pattern() -> re.Pattern[str]:
    kinds = {
        kind: [w for w, row in _values().items() if row["kind"] == kind]
        for kind in ("phrase", "share", "vague", "unit", "ten", "scale")
    }
    small, scale = lexicons.alternatives(kinds["unit"] + kinds["ten"]), lexicons.alternatives(kinds["scale"])
    words = (
        rf"(?:(?:an?|{small})(?:[- ](?:{small}))?(?: and a half)?[ -])?(?:{scale})(?:[ -](?:thousand|million))?"
        rf"(?:(?: and|,)?[ -](?:{small})(?:[- ](?:{small}))?(?:[ -]hundred\b)?)*|"
        rf"(?:{small})(?:[- ](?:{small}))?(?: and a half)?|"
        rf"an?(?= (?:day|week|month|year|hour) and a half\b)|"
        rf"an?(?= (?:day|week|month)['’]s? (?:supply|supplies|food|bread|flour|water|fuel|ammunition|cartridges|shells|"
        rf"rations|stores|provisions|coal|medicine)\b)|"
        rf"(?:(?<=for perhaps )|(?<=for about )|(?<=for only )|(?<=for maybe )|(?<=for barely ))a(?= (?:day|"
        rf"week|month)\b)"
    )
    short = "|".join(SHORT_SCALES)
    digits = rf"(?:{DIGITS})(?:(?:[ -](?:{scale}))|\s?(?:{short}))?"
    return re.compile(
        rf"(?<![\w.,$€£/:])(?<![A-Za-z]-)(?:(?P<phrase>{lexicons.alternatives(kinds['phrase'])})|"
        rf"(?P<share>{lexicons.alternatives(kinds['share'])}|[123]/[2345](?!\d))|"
        rf"(?P<vague>{lexicons.alternatives(kinds['vague'])})|"
        rf"(?P<digits>{digits})|(?P<words>{words}))(?![\w/])(?!-\d*[A-Za-z]*\d+[A-Za-z])",
        re.I,
    )


def find_numerals(text: str) -> list[Numeral]:
    """The numbers of a text in order, ranges as one; dates, years, times, ages and names of units are none."""
    dated = [(d.start, d.end) for d in find_dates(text, None)]
    raw: list[re.Match[str]] = []
    position = 0
    while (match := _pattern().search(text, position)) is not None:
        position = match.end()
        if any(a < match.end() and match.start() < b for a, b in dated) or _is_name(text, match):
            continue
        raw.append(match)
    found: list[Numeral] = []
    index = 0
    while index < len(raw):
        pair = _range(text, raw[index], raw[index + 1]) if index + 1 < len(raw) else None
        if pair is not None:
            found.append(pair)
            index += 2
            continue
        one = _single(raw[index])
        if one is not None:
            found.append(one)
        index += 1
    return found


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a number only names something: a year, an hour, a brigade, a road."""
    behind, before = text[match.end() :], text[max(0, match.start() - 20) : match.start()]
    if NAMED.match(behind) or NAMED_BEFORE.search(before):
        return True
    if re.search(r"\b(?:1[4-9]|20)\d\d[-–/]$", before) and re.fullmatch(r"\d\d", match[0]):
        return True
    if not YEAR.fullmatch(match[0]):
        return False
    if re.match(r"[-–/]\d\d(?!\d)", behind):
        return True
    counted = re.match(
        r"\s+(?:[a-z]+ed |[a-z]+ |Ukrainian |Russian )?(?:\w+s|men|people|troops|dead|killed|wounded)\b", behind
    )
    year = re.search(
        r"\b(?:in|of|since|year|early|late|mid|by|until|before|after|from|spring|summer|winter|autumn|fall)[ -]$",
        before,
        re.I,
    )
    return bool(year) or not counted


def _range(text: str, first: re.Match[str], second: re.Match[str]) -> Numeral | None:
    between = text[first.end() : second.start()]
    opened = BOTH.search(text[: first.start()])
    joined = JOIN.fullmatch(between) or (opened and re.fullmatch(r"\s+and\s+(?:about |around |some )?", between))
    if not joined or first["vague"] or first["share"] or second["share"]:
        return None
    low, high = _value(first), _value(second)
    if low is None or high is None or (second[0].lower() == "one" and between.strip() == "to"):
        return None
    if low < high:
        scale = _scale(second)
        if scale > 1 and _scale(first) == 1 and low * scale <= high and low < 1000:
            low *= scale
    if not low <= high:
        return None
    start = opened.start() if opened else first.start()
    return Numeral(start, second.end(), (low + high) / 2, low, high, "digits" if first["digits"] else "words")


def _single(match: re.Match[str]) -> Numeral | None:
    for kind in ("share", "phrase", "vague", "digits", "words"):
        if match[kind]:
            break
    else:
        return None
    if kind == "vague":
        row = _values()[re.sub(r"\s+", " ", match[0].lower())]
        return Numeral(match.start(), match.end(), None, float(row["low"]), float(row["high"]), kind)
    value = _value(match)
    return None if value is None else Numeral(match.start(), match.end(), value, None, None, kind)


def _scale(match: re.Match[str]) -> float:
    """The scale that a number in digits or words carries: 1000 in "1.5 thousand", 1 where it has none."""
    tail = re.search(r"[a-z]+$", match[0].lower())
    word = tail[0] if tail else ""
    if word in SHORT_SCALES:
        return SHORT_SCALES[word]
    row = _values().get(word)
    return float(row["value"]) if row is not None and row["kind"] == "scale" else 1.0


def _value(match: re.Match[str]) -> float | None:
    words = re.sub(r"\s+", " ", match[0].lower().strip())
    if re.fullmatch(r"\d/\d", words):
        return int(words[0]) / int(words[2])
    if match["phrase"] or match["share"]:
        return float(_values()[words]["value"])
    if match["digits"]:
        return _of_digits(words, _scale(match))
    return None if match["vague"] else _of_words(words)


def _of_digits(words: str, scale: float) -> float | None:
    digits = re.match(r"[\d,. ’']*\d", words)
    if digits is None:
        return None
    plain = digits[0]
    if re.fullmatch(r"\d{1,3}(?:[,. ’']\d{3})+(?:\.\d+)?", plain) and not (
        plain.startswith("0") or (scale > 1 and re.fullmatch(r"\d+\.\d{3}", plain))
    ):
        head = plain.split(".")
        decimals = "." + head.pop() if len(head) > 1 and len(head[-1]) != 3 else ""
        plain = re.sub(r"[,. ’']", "", ".".join(head)) + decimals
    elif scale > 1:
        plain = plain.replace(",", ".")  # "1,5 thousand"
    elif re.fullmatch(r"\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    try:
        value = round(float(plain.replace(" ", "")) * scale, 6)
        return value if value <= LARGEST else None
    except ValueError:
        return None


def _of_words(words: str) -> float:
    total, part = 0.0, 0.0
    half = " and a half" in words
    for word in re.findall(r"[a-z]+", words.replace(" and a half", "")):
        if word == "and":
            continue
        if word in ("a", "an"):
            part = 1
            continue
        row = _values().get(word)
        if row is None or not row["value"]:
            continue
        number = float(row["value"])
        if row["kind"] == "scale":
            part = ((part or 1) + 0.5 * half) * number
            half = False
            if number >= 1000:
                total, part = total + part, 0
        else:
            part += number
    return total + part + 0.5 * half


def cardinal(word: str) -> float:
    """The value of a number in one word, 0 where it is none."""
    row = _values().get(word)
    return float(row["value"]) if row is not None and row["kind"] in ("unit", "ten") and row["value"] else 0.0
