"""Names of speakers: from a noun phrase, or from a pronoun and what was said before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import outlet_names, outlets
from pyrrhus.reading.sides import Sides

NARRATION = "article itself (narration)"
NAME = re.compile(
    r"(?:[A-Z][\w’'.-]+|(?:al|de|van|von|bin|ibn|el|da)(?=[ -][A-Z]))(?:[ -](?:[A-Z][\w’'.-]*|"
    r"al|de|van|von|bin|ibn|el|da))*"
)
PLURAL_ROLE = re.compile(
    r"(?:[A-Z][a-z]+ )?(?:[a-z]+ )?(?:officials|officers|analysts|diplomats|experts|soldiers|"
    r"residents|commanders|fighters|ministers|civilians|doctors)\b"
    r"(?: (?:in|at|of|from) (?:the )?[A-Za-z]+)?"
)
AGE = re.compile(r"\b(?:\d{1,2}|[a-z]+)-year-old\s+")
RELATIVE = re.compile(
    r",?\s+(?:who|which|whose|that)\b.*$|,\s+(?:speaking|quoted|citing|reached|"
    r"contacted)\b.*$",
    re.S,
)
DETERMINER = re.compile(
    r"^(?:the|a|an|another|one|some|several|many|most|few|other|both|his|her|their|its|our)\s+", re.I
)


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as a reader would write it. `kind`: person, unnamed, body, outlet, narration; `side` is a code."""

    label: str
    kind: str
    side: str | None = None
    plural: bool = False
    name: str = ""
    way: str = field(default="narration", compare=False)


GENERAL_BODIES = frozenset(["monitor", "group", "organisation", "organization", "body", "charity", "watchdog", "union",
                            "institute", "think-tank", "agency", "centre", "center", "network"])  # fmt: skip
GENERAL_PERSONS = frozenset(["man", "woman", "politician", "veteran", "leader", "general", "commander"])
STATE_BODY = re.compile(
    r"\b(?:army|military|ministry|government|staff|forces|kremlin|pentagon|command|television)\b", re.I
)
NARRATOR = Speaker(NARRATION, "narration")


@dataclass
class Memory:
    """Who has spoken so far in this article, the last at the end, and when and through whom each spoke."""

    sides: Sides
    heard: list[Speaker] = field(default_factory=list)
    named: dict[str, Speaker] = field(default_factory=dict)
    said_on: dict[str, str] = field(default_factory=dict)
    before: str = ""
    outlet: dict[str, str] = field(default_factory=dict)

    def last(self, *kinds: str, plural: bool | None = None) -> Speaker | None:
        """The last speaker of one of these kinds."""
        for speaker in reversed(self.heard):
            if speaker.kind in kinds and plural in (None, speaker.plural):
                return speaker
        return None

    def resolve(self, phrase: str) -> Speaker:
        """The speaker of a noun phrase as it stands in the text; remembers it."""
        before = len(self.named)
        speaker = self._find(phrase)
        low = phrase.strip().lower().split()
        if low and len(low) <= 2 and low[0] in ("he", "she", "it", "they", "we", "i", "one", "others", "another"):
            way = f"pronoun {low[0]}"
        elif speaker in self.heard and len(self.named) == before and not phrase.strip()[:1].isupper():
            way = f"again {speaker.kind}"
        else:
            way = speaker.kind
        speaker = replace(speaker, way=way)
        self.heard.append(speaker)
        return speaker

    def _find(self, phrase: str) -> Speaker:
        words = re.sub(r"\s+", " ", phrase).strip(' ,.;:–—-"“”')
        low = words.lower()
        if low in ("he", "she", "i"):
            return (
                self.last("person")
                if self._person_is_nearer()
                else (
                    self.last("unnamed", plural=False)
                    or self.last("person")
                    or _unnamed("he" if low == "he" else "she", None)
                )
            )  # type: ignore[return-value]
        if low == "it":
            return self.last("body", "outlet") or _unnamed("it", None)
        if low in ("they", "we"):
            return (
                self.last("unnamed", "body", plural=True)
                or self.last("body", "unnamed", "person")
                or _unnamed("they", None)
            )
        if re.match(r"(?:one|some|others?|another|many|most) of (?:them|those|these)\b", low) or low in (
            "one",
            "another",
            "others",
        ):
            near = [m[0] for m in PLURAL_ROLE.finditer(self.before)]
            group = self._describe(near[-1]) if near else self.last("unnamed", plural=True)
            return group or _unnamed("one of them", None)
        if (
            re.match(r"(?:both|each|the two|either) (?:sides?|countries|armies|governments|nations)?", low)
            and len(low.split()) <= 3
            and low.split()[0] in ("both", "each", "either")
        ):
            return Speaker(f"{low} (unnamed)", "unnamed", None, True)
        known = self._known_name(words) or self._general_name(words)
        if known is not None:
            return known
        speaker = self._describe(words)
        if speaker.name:
            for key in _keys(speaker):
                self.named.setdefault(key, speaker)
        return speaker

    def _person_is_nearer(self) -> bool:
        for speaker in reversed(self.heard):
            if speaker.kind == "person":
                return True
            if speaker.kind == "unnamed" and not speaker.plural:
                return False
        return False

    def _known_name(self, words: str) -> Speaker | None:
        bare = DETERMINER.sub("", words)
        if bare in self.named:
            return self.named[bare]
        last = bare.split()[-1] if bare.split() else ""
        if last in self.named and "," not in bare and len(bare.split()) <= 4 and self.named[last].kind == "person":
            return self.named[last]
        the = re.match(r"the\s+(?P<more>\w+\s+)?(?P<role>\w+)(?:,|$)", words, re.I)
        if the:
            role, more = the["role"].lower(), (the["more"] or "").strip().lower()
            kinds = ("body", "outlet") if role in _body_words() else ("person", "unnamed")
            for speaker in reversed(self.heard):
                label = speaker.label.lower()
                if speaker.kind in kinds and re.search(rf"\b{re.escape(role)}\b", label) and more in label:
                    return speaker
        return None

    def _general_name(self, words: str) -> Speaker | None:
        """Whom "the monitor" or "the Britain-based group" means: the body of that kind that was named last."""
        plain = re.sub(r"\b[\w-]+-(?:based|run|backed|led|affiliated)\s+|\b(?:same|latter)\s+", "", words)
        head = re.fullmatch(r"[Tt]he (?:[a-z-]+ )?(?P<head>[a-z-]+)(?:['’]s)?", plain)
        if head is None:
            return None
        noun = head["head"]
        if noun in GENERAL_BODIES:
            for speaker in reversed(self.heard):
                if speaker.kind == "body" and speaker.name and not STATE_BODY.search(speaker.label):
                    return speaker
        if noun in GENERAL_PERSONS:
            return self.last("person")
        return None

    def _describe(self, words: str) -> Speaker:
        side = self.sides.of_phrase(words)
        whole = RELATIVE.sub("", words)
        head, _, rest = whole.partition(", ")
        rest = AGE.sub("", re.sub(r"^(?:the|a|an)\s+", "", rest.strip(" ,")))
        outlet = outlet_names().fullmatch(re.sub(r"^[Tt]he\s+", "", head)) or outlet_names().fullmatch(head)
        if outlet:
            return Speaker(f"{outlets()[outlet[0]]} (report)", "outlet", None, name=outlets()[outlet[0]])
        person = _person(head)
        if person is not None:
            name, role = person
            about = ", ".join(part for part in (role, rest) if part)
            return Speaker(
                f"{name}, {about}" if about else name, "person", side or self.sides.of_phrase(words), name=name
            )
        bare = DETERMINER.sub("", head)
        if rest and _person(rest):
            name, role = _person(rest)  # type: ignore[misc]
            return Speaker(f"{name}, {bare}", "person", side, name=name)
        if (
            rest
            and re.match(r"[A-Z]", bare)
            and not _is_body(bare)
            and re.search(r"[a-z]", rest)
            and len(bare.split()) <= 3
            and not self.sides.codes(bare)
        ):
            return Speaker(f"{bare}, {rest}", "person", side, name=bare)
        bare = DETERMINER.sub("", AGE.sub("", bare))
        if _is_body(bare):
            return Speaker(_ministry(bare), "body", side, _is_plural(bare), name=bare)
        if _single_name(bare, self.sides):
            return Speaker(bare, "person", side, name=bare)
        if self.sides.is_seat(bare):
            return Speaker(bare, "body", side, name=bare)
        return _unnamed(bare, side)


def _unnamed(words: str, side: str | None) -> Speaker:
    words = re.sub(r"^(?:unnamed|anonymous)\s+", "", words, flags=re.I)
    return Speaker(f"{words} (unnamed)", "unnamed", side, _is_plural(words))


@cache
def _role_words() -> frozenset[str]:
    return frozenset(lexicons.listed("roles", "words"))


@cache
def _body_words() -> frozenset[str]:
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


def _is_body(words: str) -> bool:
    """Whether the head of a noun phrase is a body: "the spokesman of the ministry" is none."""
    head = re.split(r"\s+(?:of|for|from|in|at|with|to)\s", words)[0]
    found = re.findall(r"[a-z]+", head.lower())
    return bool(found) and any(word in _body_words() for word in found) and found[-1] not in _person_words()


@cache
def _person_words() -> frozenset[str]:
    rows = [
        row
        for row in lexicons.table("roles")
        if row["kind"] in ("official", "military", "expert", "civilian", "witness")
    ]
    return frozenset(word for row in rows for word in row["words"].split()) - _body_words()


@cache
def _group_words() -> frozenset[str]:
    return frozenset(lexicons.listed("groups", "words", ";")) - {"Prigozhin", "Kadyrov"}


def _is_plural(words: str) -> bool:
    plain = re.sub(r"\s+(?:in|of|from|at|with|near|on|around|fighting|close)\b.*$", "", words).split()
    last = plain[-1].lower() if plain else ""
    return (last.endswith("s") and not last.endswith(("ss", "us", "’s", "'s"))) or last in (
        "people",
        "troops",
        "media",
        "police",
    )


def _ministry(words: str) -> str:
    """ "Russia's Defence Ministry" as "Russian Ministry of Defence", the way it is listed among sources."""
    match = re.fullmatch(
        r"(?P<whose>[\w.]+?)(?:['’]s?)? (?P<what>[Dd]efen[cs]e|[Ff]oreign|[Ii]nterior|[Hh]ealth) [Mm]inistry", words
    )
    if match is None:
        return re.sub(r"^(?P<w>[A-Z][\w.]+)['’]s\s+", lambda m: f"{_adjective(m['w'])} ", words)
    what = {"defense": "Defence", "defence": "Defence"}.get(match["what"].lower(), match["what"].title())
    return f"{_adjective(match['whose'])} Ministry of {what}"


def _adjective(nation: str) -> str:
    for row in lexicons.table("nations"):
        if nation == row["name"]:
            return row["adjectives"].split(";")[0]
    return nation


def _person(phrase: str) -> tuple[str, str] | None:
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
            and len(_proper(first[0])) >= 2
            and not _is_body(first[0])
            and re.match(r"\s+(?:of|from|with|at|in)\b", phrase[first.end() :])
        ):
            name, role = _split_title(first[0])
            return (
                (name, ", ".join(p for p in (role, phrase[first.end() :].strip()) if p))
                if len(name.split()) >= 2
                else None
            )
        return None
    before = DETERMINER.sub("", phrase[: last.start()].strip())
    name, title = _split_title(last[0])
    tokens = name.split()
    if _is_body(name) or not tokens or name in _group_words():
        return None
    if len(tokens) >= 2 and not ({t.lower() for t in tokens} & _role_words()):
        if before and not any(word in _role_words() for word in re.findall(r"[a-z]+", before.lower())) and not title:
            return None
        return name, ", ".join(part for part in (title, before) if part)
    if len(tokens) == 1 and (title or (before and before.split()[-1].lower() in _role_words())):
        return name, ", ".join(part for part in (title, before) if part)
    return None


def _proper(name: str) -> list[str]:
    return [t for t in name.split() if t[:1].isupper()]


def _split_title(name: str) -> tuple[str, str]:
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
            bare.lower() in _role_words()
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


def _single_name(words: str, sides: Sides) -> bool:
    return bool(re.fullmatch(r"[A-Z][a-zA-Z’'-]+", words)) and not sides.codes(words) and not sides.is_seat(words)


def _keys(speaker: Speaker) -> list[str]:
    """What a speaker may be called later: a person by the surname alone."""
    surname = [speaker.name.split()[-1]] if speaker.kind == "person" else []
    return list(dict.fromkeys([speaker.name, *surname]))
