"""The heads of a clause: its main verb past the auxiliaries, and the last noun before and the first behind it that the
lists know, each with the type of claim that it speaks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from pyrrhus.reading import lexicons

AUXILIARY = re.compile(
    r"(?:is|are|was|were|be|been|being|am|has|have|had|having|do|does|did|will|would|shall|should|can|could|may|"
    r"might|must|"
    r"cannot|not|never|also|still|now|already|just|only|only|then|again|even|to|\w+n['’]t|['’](?:s|re|ve|ll|d)|"
    r"(?!(?:only|family|supply|ally|rally|assembly)\b)[a-z]{3,}ly)$",
    re.I,
)
ASPECT = frozenset(
    word
    for forms in (
        "begin begins began begun start starts started continue continues continued keep keeps kept go going",
        "manage managed resume resumes come came help helped let make made get got",
    )
    for word in forms.split()
)
WORD = re.compile(r"[A-Za-zÀ-ž][\w’'-]*")


@cache
def _listed(part: str) -> dict[str, str]:
    return {w: row["type"] for row in lexicons.table("heads") if row["part"] == part for w in row["words"].split()}


def _type_of(word: str, part: str) -> str | None:
    listed, low = _listed(part), word.lower()
    for stem in (
        low,
        re.sub(r"s$", "", low),
        re.sub(r"(?:ing|ed|es)$", "", low),
        re.sub(r"(?:ing|ed)$", "e", low),
        re.sub(r"(.)\1(?:ing|ed)$", r"\1", low),
    ):
        if stem in listed:
            return listed[stem]
    return None


@cache
def _verbs() -> re.Pattern[str]:
    return lexicons.finite_verb()


def heads_of(text: str) -> dict[str, str]:
    """Types for which verb, subject and object of a clause speak: "verb", "subject", "object", "copula"."""
    return dict(_heads(text))


@lru_cache(maxsize=lexicons.KEPT)
def _heads(text: str) -> Mapping[str, str]:
    start = _main_verb(text)
    words = list(WORD.finditer(text))
    found: dict[str, str] = {}
    if start is None:
        nouns = [kind for word in words if (kind := _type_of(word[0], "noun"))]
        return {"object": nouns[0]} if nouns else {}
    place = next((i for i, word in enumerate(words) if word.start() >= start), len(words))
    before = [kind for word in words[:place] if (kind := _type_of(word[0], "noun"))]
    if before:
        found["subject"] = before[-1]
    copula = False
    while place < len(words) and (AUXILIARY.match(words[place][0]) or words[place][0].lower() in ASPECT):
        copula = copula or words[place][0].lower() in ("is", "are", "was", "were", "be", "been")
        place += 1
    if place < len(words):
        kind = _type_of(words[place][0], "verb")
        if kind:
            found["verb"] = kind
        elif copula:
            found["copula"] = "assessment"
    behind = [kind for word in words[place + 1 : place + 9] if (kind := _type_of(word[0], "noun"))]
    if behind:
        found["object"] = behind[0]
    return found


def _main_verb(text: str) -> int | None:
    match = _verbs().search(text)
    if match is not None:
        return match.start()
    gerund = re.match(r"\W*[A-Za-z]+ing\b", text)
    return gerund.start() if gerund else None
