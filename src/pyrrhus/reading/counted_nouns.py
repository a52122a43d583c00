"""What the words round a number count: the noun behind it, or what is said to have been done to them."""

from __future__ import annotations

import re
from functools import cache

from pyrrhus.reading import lexicons

LOOK_BACK = 300  # letters before a number in which words about it are looked for, so that no text takes too long
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
    [
        *("and", "or", "in", "on", "at", "to", "as", "by", "for", "with", "since", "from", "a", "per", "each", "every"),
        *("has", "have", "had"),
    ]
)
UNIT_OF = re.compile(
    r"\b(?:company|battalion|brigade|regiment|platoon|squad|garrison|unit|crew)\s+of\s+(?:\w+ ){0,2}$", re.I
)
"""What stands before the full strength of a unit, of which a clause then tells what is left."""
DONE = re.compile(
    r"\b(killed|wounded|injured|captured|dead|losses|casualties)\b(?:\s+(?:counted|number|numbered|at|of|to|were|"
    r"was|came|is|are|stood|rose|totalled|totaled|reached|alone|now))*\s+(?:(?!and\b|in\b)\w+\s+)?$",
    re.I,
)
LATER = re.compile(
    r"(?:(?!of whom)[^.;\d]){0,40}?\b(?:were|was|have been|had been|has been)\s+(?:\w+\s+)?(killed|wounded|"
    r"injured|captured|slain|martyred|"
    r"missing)\b|\s+(?:others\s+|more\s+)?(dead|killed|wounded|injured|hurt|missing|die|died|dying)\b",
    re.I,
)
STRONG = re.compile(r"\s+strong\b")
GARRISON = re.compile(
    r"\b(?:garrison|force|company|battalion|brigade)\b[^.;]{0,30}\b(?:at|of|to|numbers?|numbered)\s+(?:\w+\s+){0,2}$",
    re.I,
)
AMOUNTS = re.compile(
    r"\b(?P<noun>[a-z]+(?:-[a-z]+)?s?)\b(?:[^.;,\d]{0,40}?\b(?:number(?:s|ed)?|amount(?:s|ed)? to|total(?:s|"
    r"l?ed)?|rose to|"
    r"risen to|climbed to|stood at|stands at|reach(?:es|ed)|exceed(?:s|ed)?|put at|estimated at|came to|grown to|"
    r"fell to|"
    r"fallen to|is now|was now|are now))\s+(?:[a-z]+ ){0,3}$",
    re.I,
)
"""A noun, and a verb behind it by which it is counted: "the engagements had risen to 143"."""
POPULATION = re.compile(r"\bpopulation\b[^.;]{0,30}\b(?:at|of|to|is|was|from)\s+(?:\w+\s+){0,2}$", re.I)
THERE = re.compile(
    r"\s+(?:still |have |had |are |were |now )*(?:remain\w*|stay\w*|in the (?:town|city|village|enclave)|there\b|"
    r"inside\b|fled|live|left|trapped|evacuated)\b",
    re.I,
)
GOING = re.compile(
    r"\s+(?:still |have |had |are |were |now |also )*(?:crossed|arrived|escaped|slept|sleep(?:ing)?|camp(?:ed|"
    r"ing)|sought|"
    r"reached|returned|walked|waited|queued|boarded|have no|trapped|sheltering)\b",
    re.I,
)


PLURAL = re.compile(
    r"\W{0,2}(?:of )?(?:the |its |their |our )?(?P<words>(?:(?!(?:and|or|in|on|at|to|as|by|for|with|from|was|"
    r"were|is|are|has|"
    r"his|its|this|us|days|times)\b)[A-Za-z][a-z-]+ ){0,2}(?!(?:was|has|his|its|this|us|is|as|less|yes|"
    r"perhaps)\b)[a-z-]{2,}s)\b(?!['’])"
)


def noun_written(text: str, end: int) -> str | None:
    """The plural noun behind a number that no list has: "40 Hilux vans"; None where none stands there."""
    found = PLURAL.match(text, end)
    return found["words"].split()[-1] if found else None


@cache
def units_by_word() -> dict[str, lexicons.Row]:
    return {word: row for row in lexicons.table("units") for word in row["words"].split()}


def told_by_verb(text: str, start: int, end: int, value: float | None) -> lexicons.Row | None:
    """What a number without a noun counts, by what is said to have been done to them: "812 were killed"."""
    back = max(0, start - LOOK_BACK)
    done = DONE.search(text, back, start) or LATER.match(text, end)
    if done:
        return units_by_word()[next(word for word in done.groups() if word).lower()]
    if STRONG.match(text, end) or GARRISON.search(text, back, start):
        return units_by_word()["men"]
    amounts = AMOUNTS.search(text, back, start)
    if amounts:
        nouns = [
            word for word in re.findall(r"[a-z-]+", text[amounts.start() : start].lower()) if word in units_by_word()
        ]
        rows = [units_by_word()[word] for word in nouns]
        counted = [row for row in rows if row["noun"] in ("people", "loss", "equipment", "event", "units", "ways")]
        if counted:
            return counted[-1] if counted[0]["noun"] != "loss" else counted[0]
    if (value or 0) >= 20 and GOING.match(text, end):
        return units_by_word()["people"]
    if (value or 0) >= 20 and (THERE.match(text, end) or POPULATION.search(text, back, start)):
        return units_by_word()["residents"]
    return None


def unit_behind(after: str, end: int) -> tuple[lexicons.Row | None, int]:
    """What the words behind a number count, and where that noun ends; the last noun of the phrase counts."""
    units = units_by_word()
    words = list(re.finditer(r"\d[\d,.]*|[\w’'%-]+|[.;:,()–—]", after))
    found, unit_end = None, end
    for position, token in enumerate(words[:8]):
        word = token[0].lower()
        following = words[position + 1][0] if position + 1 < len(words) else ""
        if not word[0].isalnum() or word in NEVER_FIRST or (word in STOP_WORDS and position > 0):
            if word == "and" and position > 0 and found is None and following[:1].isupper():
                continue
            break
        if word in ("square", "sq") and following.lower() in units:
            square = {**units["hectares"], "unit": f"square {units[following.lower()]['unit']}"}
            return square, end + words[position + 1].end()
        if word == "service" and following.lower() in ("members", "personnel"):
            return units["soldiers"], end + words[position + 1].end()
        if f"{word} {following.lower()}" in pairs_of_words():
            return pairs_of_words()[f"{word} {following.lower()}"], end + words[position + 1].end()
        word = word if word in units else f"{word}s" if f"{word}s" in units else word
        if word in units:
            found, unit_end = units[word], end + token.end()
            if following.lower() not in units or units[following.lower()]["noun"] not in ("people", "loss", "units"):
                break
        elif found is not None or (re.search(r"(?:ly|ing)$", word) and position > 2):
            break
    return found, unit_end


@cache
def pairs_of_words() -> dict[str, lexicons.Row]:
    """Units of two words, joined by "_" in the list: "car_bombs"."""
    return {word.replace("_", " "): row for word, row in units_by_word().items() if "_" in word}
