"""The word lists of reading: small tables in `lexicons/`, read once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from pyrrhus.claims.vocabulary import MONTHS

Row = dict[str, str]
KEPT = 256
"""Clauses of which is remembered what was found: each of the numbers in a clause asks for the same."""


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of one word list."""
    text = files("pyrrhus.reading").joinpath("lexicons", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def listed(name: str, column: str, separator: str = " ") -> tuple[str, ...]:
    """Every word of one column, cells split at the separator."""
    return tuple(word for row in table(name) for word in row[column].split(separator) if word)


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of these words, the longest first; blanks match any white space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in ordered)


def pattern(words: Iterable[str], *, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A compiled expression that finds any of these words as whole words."""
    return _pattern(frozenset(words), flags)


@lru_cache(maxsize=64)
def _pattern(words: frozenset[str], flags: int) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{alternatives(words)})(?![\w-])", flags)


@lru_cache(maxsize=8192)
def whole(word: str, ending: str = "", flags: int = 0) -> re.Pattern[str]:
    """A compiled expression that finds one word, or several in a row, with nothing of a word on either side.

    `ending` is an expression for what may follow it. Kept, since the same words are asked of every article.
    """
    return re.compile(rf"(?<!\w){re.escape(word)}{ending}(?!\w)", flags)


@cache
def finite_verb() -> re.Pattern[str]:
    """Finds words that can carry a clause: auxiliaries, listed verbs, and past tenses in -ed."""
    words = [form for form in listed("verbs", "forms") if not form.startswith("'")]
    contracted = r"(?:[a-z]n['’]t|['’](?:re|ve|ll|d|m)\b)|\b(?:it|that|there|he|she|what)['’]s\b"
    return re.compile(
        rf"(?<![\w-])(?:{alternatives(words)})\b(?![-’']|\s+tanks?\b)|\b(?!(?:need|speed|seed|"
        rf"breed|indeed|hundred)\b)[a-z]{{2,}}ed\b(?!-)|{contracted}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=KEPT)
def verb_in(text: str) -> re.Match[str] | None:
    """The first word of a text that can carry a clause."""
    return finite_verb().search(text)


@cache
def months() -> dict[str, int]:
    """Number of a month by its name or short name, in lower case."""
    short = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
    return {**short, "sept": 9, **{name: number for number, name in enumerate(MONTHS, 1)}}


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
