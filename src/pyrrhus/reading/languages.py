"""In which language a text is written, by its script, letters and commonest words; only English is read by rules."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from pyrrhus.reading import lexicons

COMMON_ENGLISH = frozenset(
    "the of and to in is was that for on with as by at from has have are were said it its not he they be".split()  # noqa: SIM905
)
FEWEST_WORDS = 12
FEWEST_LETTERS = 60
LONGEST_SAMPLE = 20000
ENGLISH_SHARE = 0.12
"""Share of the commonest words that running English has at least."""


def other_language(text: str) -> str | None:
    """The name of the language of a text; None where it is English, or too short or mixed to tell."""
    sample = text[:LONGEST_SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) < FEWEST_LETTERS // 2:
        return None
    scripts = Counter(_script(letter) for letter in letters)
    script, count = scripts.most_common(1)[0]
    if script != "Latin" and count > 0.5 * len(letters):
        return _by_letters(script, Counter(letter.lower() for letter in letters))
    if script != "Latin" or len(letters) < FEWEST_LETTERS:
        return None
    return _by_words([word.lower() for word in re.findall(r"[^\W\d_]+", sample)])


def _by_letters(script: str, letters: Counter[str]) -> str:
    """The language of a script whose own letters are commonest, else the script's name."""
    if script == "Cjk" or script in ("Hiragana", "Katakana"):
        return "Japanese" if any(_script(letter) in ("Hiragana", "Katakana") for letter in letters) else "Chinese"
    rows = [row for row in lexicons.table("languages") if row["script"] == script]
    if not rows:
        return f"a language in {script} letters"
    return max(rows, key=lambda row: sum(letters[letter] for letter in row["letters"]))["language"]


def _by_words(words: list[str]) -> str | None:
    if len(words) < FEWEST_WORDS:
        return None
    counts = Counter(words)
    english = sum(counts[word] for word in COMMON_ENGLISH) / len(words)
    shares = {name: sum(counts[word] for word in common) / len(words) for name, common in _common().items()}
    best = max(shares, key=lambda name: (shares[name], name))
    if english >= ENGLISH_SHARE and english >= shares[best]:
        return None
    return best if shares[best] >= ENGLISH_SHARE and shares[best] > 1.5 * english else None


@cache
def _common() -> dict[str, frozenset[str]]:
    return {row["language"]: frozenset(row["words"].split()) for row in lexicons.table("languages") if row["words"]}


@cache
def _script(letter: str) -> str:
    """The first word of a letter's Unicode name: "Latin", "Cyrillic", "Cjk"."""
    return unicodedata.name(letter, "UNKNOWN").split()[0].title()
