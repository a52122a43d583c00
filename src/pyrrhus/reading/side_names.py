"""Names of sides: countries and groups from the word lists, and the armed groups that an article itself introduces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pyrrhus.reading import lexicons

KIND = "a kind of group"
ARMED_NOUN = (
    r"rebels?|fighters?|militia(?:men|s)?|militants?|guerrillas?|insurgents?|jihadists?|gunmen|paramilitar(?:y|ies)|"
    r"mercenaries|irregulars|gangs?|separatists?|partisans|gunmen"
)
FAMILY_OF = {
    "rebel": "rebels",
    "insurgent": "rebels",
    "guerrilla": "rebels",
    "partisan": "rebels",
    "militant": "militants",
    "jihadist": "militants",
    "gunmen": "militants",
    "fighter": "",
    "paramilitar": "paramilitaries",
    "mercenar": "mercenaries",
    "militia": "militia",
    "gang": "gangs",
    "separatist": "separatists",
    "irregular": "militia",
}
_WORD = r"[A-Z][\w’'-]*"
BRACKETED = re.compile(
    rf"((?:{_WORD}|of|and|for|the|de)(?: (?:{_WORD}|of|and|for|the|de)){{1,7}}) ?\(([A-Z][A-Za-z]?[A-Z0-9-]{{1,6}})\)"
)
FORCE_WORD = re.compile(
    r"\b(?:Forces?|Front|Army|Movement|Guards?|Militia|Brigades?|Party|Alliance|Coalition|Resistance|Liberation|"
    r"Fighters|Legion|Battalion|Rebels|Union)\b"
)
CIVIL_WORD = re.compile(
    r"\b(?:Nations|Institute|Rights|Observatory|Court|Agency|Health|Development|Refugees|European|Treaty)\b"
)
NAMED_GROUP = re.compile(rf"\b((?!The |A |An ){_WORD}(?: {_WORD})?) (?P<noun>{ARMED_NOUN})\b", re.M)
OF_GROUP = re.compile(
    rf"\b(?P<noun>(?i:{ARMED_NOUN})) (?:of|from|with) the ({_WORD}(?: {_WORD})?(?: (?:company|group|network|"
    rf"legion|clan))?)"
)


FORCE_NAMED = re.compile(
    rf"\b[Tt]he ({_WORD}(?: (?:{_WORD}|of|the|and|for)){{0,4}}? (?:Front|Militia|Brigades|Movement|Alliance|"
    rf"Legion|Array|Column|"
    rf"Coalition|Resistance|Guard|Fighters|Cartel|Gang|Liberation (?:Army|Front)|People['’]s Army|National Army|"
    rf"Free Army|"
    rf"Defen[cs]e Forces?))(?!\w| (?:Line|line|party|Party))"
)
"""An armed group by its own full name, without a bracket behind it."""
NO_FORCE = re.compile(
    r"^(?:(?:North|South|East|West)(?:ern)?(?:-[A-Z]\w+)? (?:Front|Army|Column)$|Central|First|Second|Third|"
    r"Fourth|Fifth|Home|National Guard|Presidential|"
    r"Popular Front$|"
    r"International|Air|Coast|Red|Border|Republican|Royal|Territorial)|\b(?:Nations|Union|Atlantic|Rights|Party|"
    r"[A-Z][a-z]+ian Front)\b"
)
LED = re.compile(r"-(?:led|backed|held|aligned|allied|run|trained|supplied|affiliated|linked)\b")
NO_NAME = re.compile(
    r"(?:Ethnic|Islamist|Shi[ai]\w*|Sunni|Christian|Muslim|Jewish|Arab|Armed|Foreign|Local|Former|Allied|Opposition|"
    r"Anti-|Pro-|"
    r"Government|Western|North|South|East|West)",
    re.I,
)


HOSTILE_NOUNS = frozenset(["rebels", "militants", "mujahideen"])
ADOPTED = frozenset(["mujahideen", "rebels", "militants", "paramilitaries", "mercenaries", "militia", "separatists"])
"""General nouns that mean the one group that an article names, where nothing says of which kind it is."""


@dataclass(frozen=True)
class SideLexicon:
    """Words that name sides: `codes` by word, `families` (rebels, militants, …) of the named groups by code."""

    codes: dict[str, str]
    families: dict[str, str]
    kinds: frozenset[str]
    pattern: re.Pattern[str]


@cache
def _listed() -> tuple[dict[str, str], dict[str, str], frozenset[str], frozenset[str]]:
    codes: dict[str, str] = {}
    families: dict[str, str] = {}
    seats: set[str] = set()
    kinds: set[str] = set()
    for row in lexicons.table("nations"):
        for column in ("name", "adjectives", "peoples", "seats"):
            for word in row[column].split(";"):
                if word:
                    codes.setdefault(word, row["code"])
                    if column in ("seats", "name"):
                        seats.add(word)
    for row in lexicons.table("groups"):
        for word in row["words"].split(";"):
            codes[word] = row["side"]
            codes.setdefault(word[:1].upper() + word[1:], row["side"])
        if row["note"] == KIND:
            kinds.add(row["side"])
        elif row["family"]:
            families[row["side"]] = row["family"]
    return codes, families, frozenset(kinds), frozenset(seats)


@cache
def known_codes() -> dict[str, str]:
    """The code of every side in the word lists by each of its words."""
    return _listed()[0]


@cache
def seats() -> frozenset[str]:
    """Countries and capitals, which stand for their governments."""
    return _listed()[3]


def names_in(text: str) -> SideLexicon:
    """The sides of the word lists with the armed groups that a text introduces by itself, and what general nouns mean
    in it: "the militants" are the one group of that kind that it names."""
    listed, families, kinds, _ = _listed()
    codes, families = dict(listed), dict(families)
    for words, code, family in _introduced(text):
        for word in words:
            if word not in listed:
                codes[word] = code
        if family:
            families.setdefault(code, family)
    named = {code for word, code in codes.items() if code not in kinds and not is_state(code) and _stands(word, text)}
    for kind in kinds:
        alike = [code for code in named if families.get(code) == kind]
        if not alike and len(named) == 1 and kind in ADOPTED:
            alike = [code for code in named if kind in HOSTILE_NOUNS or not families.get(code)]
        words = [word for word, code in listed.items() if code == kind]
        named_as = alike[0] if len(alike) == 1 else _usual(words, text) or kind
        codes |= dict.fromkeys(words, named_as)
    return SideLexicon(codes, families, kinds, lexicons.pattern(codes, flags=0))


def _usual(words: list[str], text: str) -> str | None:
    """The plural noun by which a text calls a group most often; None where it uses none."""
    counts = {
        w: len(lexicons.whole(w.rstrip("s"), "s?", re.I).findall(text))
        for w in words
        if w.islower() and " " not in w and w.endswith("s")
    }
    best = max(counts, key=lambda word: (counts[word], word), default=None)
    return best if best and counts[best] else None


def _introduced(text: str) -> list[tuple[list[str], str, str]]:
    """Groups that a text introduces: their words, code and family."""
    listed = _listed()[0]
    found: list[tuple[list[str], str, str]] = []
    for match in BRACKETED.finditer(text):
        name = re.sub(r"^(?:the|of|and|for|The) ", "", match[1])
        if FORCE_WORD.search(name) and not CIVIL_WORD.search(name):
            known = next((listed[word] for word in (name, match[2]) if word in listed), None)
            found.append(([name, match[2]], known or match[2], ""))
    for match in FORCE_NAMED.finditer(text):
        name = match[1]
        if not (
            any(word in listed for word in (name, name.split()[0])) or NO_FORCE.search(name) or CIVIL_WORD.search(name)
        ):
            found.append(([name], name, ""))
    for match in (*NAMED_GROUP.finditer(text), *OF_GROUP.finditer(text)):
        name = next(part for part in match.groups() if part and part != match["noun"])
        first = name.split()[0]
        if any(word in listed for word in (name, *name.split())) or first in _plain() or CIVIL_WORD.search(name):
            continue
        opens = re.search(r"(?:^|[.!?:\n\"“”]\s*)$", text[: match.start()])
        told = re.search(r"\d|[A-Z]{2}", first) or re.search(rf"[a-z,] {re.escape(first)}\b", text)
        if NO_NAME.match(first) or LED.search(name) or (opens and not told):
            continue
        family = next((kind for stem, kind in FAMILY_OF.items() if match["noun"].lower().startswith(stem)), "")
        name = re.sub(r"['’]s?$", "", name)
        short = re.sub(r" (?:company|group|network|legion|clan)$", "", name)
        found.append((list(dict.fromkeys([name, short])), name, family))
    return found


@cache
def _plain() -> frozenset[str]:
    return frozenset(w for row in lexicons.table("common_capitals") for w in row["words"].split())


def is_state(code: str) -> bool:
    """Whether a code is a country's, and not a group's name."""
    return len(code) == 2 and code.isalpha() and code.isupper()


def _stands(word: str, text: str) -> bool:
    return word in text and lexicons.whole(word).search(text) is not None


@cache
def home_of(group: str) -> str | None:
    """The country whose government a listed group fights, None where the list does not say."""
    return next((row["home"] for row in lexicons.table("groups") if row["side"] == group and row["home"]), None)


def code_of(name: str) -> str | None:
    """The code of a country or group by any of its names; None where the word lists do not have it."""
    return known_codes().get(name)


OWN_NAME = re.compile(
    rf"(?:{_WORD}|M\d+)(?:[ -](?:{_WORD}|of(?= (?:the )?[A-Z])|the(?= [A-Z])))*(?: (?:group|company|movement|"
    rf"militia))?"
)
COMMON_NAMES = re.compile(
    r"^(?:The|A|An|Army|Command|Commander|President|Government|Partners|Ministry|Council|Governors?|Marshals?|"
    r"Generals?|"
    r"Authorities|Officials?|Soldiers?|Militia|Front|Office|Members|Land Forces|Military|Police|Rebels)$"
)


def names_within(text: str) -> list[str]:
    """The proper names in what a scenario calls a force or a source ("Wagner group (Yevgeny Prigozhin)"), without the
    words that any army or government has."""
    found = []
    for part in re.split(r"[,;()]|\b(?:and|with|in|under|since|who|that)\b", text):
        for match in OWN_NAME.finditer(part):
            name = match[0].strip()
            if not COMMON_NAMES.match(name) and len(name) > 2 and not name.isdigit():
                found.append(name)
    return list(dict.fromkeys(found))
