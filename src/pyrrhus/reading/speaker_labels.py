"""What a noun phrase calls a speaker: name and role in their natural order, a body or a person, one or many."""

from __future__ import annotations

import re
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.sides import SideFinder

NAME = re.compile(
    r"(?:[A-Z][\w’'.-]+|(?:al|de|van|von|bin|ibn|el|da)(?=[ -][A-Z]))(?:[ -](?:[A-Z][\w’'.-]*|"
    r"al|de|van|von|bin|ibn|el|da))*"
)
DETERMINER = re.compile(
    r"^(?:the|a|an|another|one|some|several|many|most|few|other|both|his|her|their|its|our)\s+", re.I
)


@cache
def role_words() -> frozenset[str]:
    return frozenset(lexicons.listed("roles", "words"))


@cache
def body_words() -> frozenset[str]:
    rows = [row for row in lexicons.table("roles") if row["kind"] in ("institution", "media")]
    extra = (
        "ministry command staff institute centre center university council army military "
        "kremlin pentagon nations observatory radio television forces headquarters"
    )
    return frozenset(
        [
            w
            for row in rows
            for w in row["words"].split()
            if w not in ("correspondent", "correspondents", "bloggers", "blogger", "reporters")
        ]
        + extra.split()
    )


def is_body(words: str) -> bool:
    """Whether the head of a noun phrase is a body: "the spokesman of the ministry" is none."""
    head = re.split(r"\s+(?:of|for|from|in|at|with|to)\s", words)[0]
    found = re.findall(r"[a-z]+", head.lower())
    return bool(found) and any(word in body_words() for word in found) and found[-1] not in person_words()


@cache
def person_words() -> frozenset[str]:
    rows = [
        row
        for row in lexicons.table("roles")
        if row["kind"] in ("official", "military", "expert", "civilian", "witness")
    ]
    return frozenset(word for row in rows for word in row["words"].split()) - body_words()


def introduces(phrase: str) -> bool:
    """Whether a noun phrase is one person by the role at its head: "a porter with one arm", "her brother, a baker"."""
    head = re.split(r",|\s(?:of|for|from|in|at|with|to|who|whose|on)\s", DETERMINER.sub("", phrase))[0]
    words = re.findall(r"[a-z]+", head.lower())
    return bool(words) and words[-1] in person_words() and not is_plural(head)


@cache
def group_words() -> frozenset[str]:
    return frozenset(lexicons.listed("groups", "words", ";")) - {"Prigozhin", "Kadyrov"}


def is_plural(words: str) -> bool:
    plain = re.sub(r"\s+(?:in|of|from|at|with|near|on|around|fighting|close)\b.*$", "", words).split()
    last = plain[-1].lower() if plain else ""
    return (last.endswith("s") and not last.endswith(("ss", "us", "’s", "'s"))) or last in (
        "people",
        "troops",
        "media",
        "police",
    )


def ministry_name(words: str) -> str:
    """ "Russia's Defence Ministry" as "Russian Ministry of Defence", the way it is listed among sources."""
    match = re.fullmatch(
        r"(?P<whose>[\w.]+?)(?:['’]s?)? (?P<what>[Dd]efen[cs]e|[Ff]oreign|[Ii]nterior|[Hh]ealth) [Mm]inistry", words
    )
    if match is None:
        return re.sub(r"^(?P<w>[A-Z][\w.]+)['’]s\s+", lambda m: f"{adjective_of(m['w'])} ", words)
    what = {"defense": "Defence", "defence": "Defence"}.get(match["what"].lower(), match["what"].title())
    return f"{adjective_of(match['whose'])} Ministry of {what}"


def adjective_of(nation: str) -> str:
    for row in lexicons.table("nations"):
        if nation == row["name"]:
            return row["adjectives"].split(";")[0]
    return nation


def person_of(phrase: str) -> tuple[str, str] | None:
    """Name and role of a person, from "Governor Ivan Petrenko" or "the head of the town Ivan Petrenko"; else None."""
    names = [m for m in NAME.finditer(phrase) if m[0].split()]
    if not names:
        return None
    last = names[-1]
    if last.end() != len(phrase.rstrip()):
        # "Ivan Petrenko of the 110th Brigade"
        first = names[0]
        if (
            first.start() == 0
            and len(proper_words(first[0])) >= 2
            and not is_body(first[0])
            and re.match(r"\s+(?:of|from|with|at|in)\b", phrase[first.end() :])
        ):
            name, role = split_title(first[0])
            return (
                (name, ", ".join(p for p in (role, phrase[first.end() :].strip()) if p))
                if len(name.split()) >= 2
                else None
            )
        return None
    before = DETERMINER.sub("", phrase[: last.start()].strip())
    name, title = split_title(last[0])
    tokens = name.split()
    if is_body(name) or not tokens or name in group_words():
        return None
    if len(tokens) >= 2 and not ({t.lower() for t in tokens} & role_words()):
        if before and not any(word in role_words() for word in re.findall(r"[a-z]+", before.lower())) and not title:
            return None
        return name, ", ".join(part for part in (title, before) if part)
    if len(tokens) == 1 and (title or (before and before.split()[-1].lower() in role_words())):
        return name, ", ".join(part for part in (title, before) if part)
    return None


def proper_words(name: str) -> list[str]:
    return [t for t in name.split() if t[:1].isupper()]


def split_title(name: str) -> tuple[str, str]:
    """ "Ukrainian President Volodymyr Zelensky" as name and title; nations and roles stand in front."""
    tokens = name.split()
    cut = 0
    demonyms = {w for column in ("name", "adjectives", "seats") for w in lexicons.listed("nations", column, ";")}
    titles = {
        word for row in lexicons.table("common_capitals") if row["why"] in ("titles",) for word in row["words"].split()
    }
    for i, token in enumerate(tokens):
        bare = re.sub(r"['’]s?$", "", token)
        if (
            bare.lower() in role_words()
            or bare in titles
            or (bare in demonyms and i < len(tokens) - 1)
            or bare
            in (
                "Defence",
                "Defense",
                "Foreign",
                "Interior",
                "Prime",
                "Vice",
                "Navy",
                "Army",
                "Colonel-General",
                "Major-General",
                "Lieutenant-General",
                "Brigadier-General",
                "Gen.",
                "Col.",
                "Lt.",
                "Maj.",
                "Capt.",
                "Sgt.",
                "Gov.",
                "Sen.",
            )
            or ("-" in token and any(part in titles for part in token.split("-")))
        ):
            cut = i + 1
    return " ".join(tokens[cut:]), " ".join(tokens[:cut])


def is_single_name(words: str, sides: SideFinder) -> bool:
    return bool(re.fullmatch(r"[A-Z][a-zA-Z’'-]+", words)) and not sides.codes(words) and not sides.is_seat(words)
