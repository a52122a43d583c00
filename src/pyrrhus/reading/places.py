"""Where: the town that an article is about, and the places that a clause speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import outlet_names
from pyrrhus.reading.sides import Sides, _known

THEATRE = re.compile(
    r"\b(?:entire|whole|all along the|along the) front\b|\b(?:across|throughout|elsewhere in) (?:the country|"
    r"[A-Z]\w+)\b|since the (?:start|beginning|first week) of (?:the|its) (?:war|invasion|"
    r"full-scale invasion)|"
    r"\bits invasion\b|\b(?:on|along) the \d[\d,]*[- ](?:km|kilomet|mile)",
    re.I,
)
TO_SOMEONE = re.compile(r"\b(?:according|adviser|advisor|aide|loyal|thanks) to (?:the )?$")
DISTRICT = "district|quarter|neighbourhood|neighborhood|suburb|settlement"
BODY = re.compile(
    r"\b(?:Institute|Cent(?:er|re)|Ministry|Department|Observatory|University|Council|"
    r"Office|College|Order|Foundation|School|Secretary|Minister)\b[^.,;]*$"
)
TOWN = re.compile(
    r"\b(?:the|this) (?:city|town|village|port|place|fortress)\b|\b(?:its|the) (?:fall|"
    r"capture|loss|defenders)\b|^\W*(?:it|its)\b",
    re.I,
)
_WORD = r"[A-Z][a-zà-žA-Z’'-]+"
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{0,2}}(?![\w])"
TITLES = frozenset(
    w for row in lexicons.table("common_capitals") if row["why"] == "titles" for w in row["words"].split()
)
_NOT_AFTER = r"(?!\s+(?:said|says|told|added|wrote|Brigade|Regiment|Ministry|Institute|Council|Group|magazine|News)\b)"


@cache
def _words(kind: str) -> str:
    return lexicons.alternatives(
        w for row in lexicons.table("place_words") if row["kind"] == kind for w in row["words"].split()
    )


@cache
def _expressions() -> tuple[re.Pattern[str], ...]:
    before, kinds = _words("before"), f"{_words('settlement')}|{_words('region')}|{_words('water')}"
    directions = _words("direction")
    return (
        re.compile(rf"\b(?i:{kinds}) of ({_NAME})"),
        re.compile(
            rf"\b(?i:battle|fight|struggle|siege|fall|capture|defen[cs]e|outskirts|centre|center|"
            rf"suburbs|ruins) (?:for|of|over|in) "
            rf"(?:the )?({_NAME}){_NOT_AFTER}"
        ),
        re.compile(rf"\b(?i:{before}) (?:the )?(?:(?i:{directions}) )?({_NAME}){_NOT_AFTER}"),
        re.compile(rf"\b({_NAME}) (?:{DISTRICT}|{_words('region')})\b"),
        re.compile(rf"\b(?:towns|cities|villages|settlements|hamlets) (?:of )?({_NAME})"),
        re.compile(rf"\b(?i:{before}|towns|cities|villages|of) (?:{_NAME}, )*{_NAME},? and ({_NAME}){_NOT_AFTER}"),
    )


@dataclass
class Places:
    """Places of one article. `topic` is the town it is about; `gazetteer` maps every known name to the one to write."""

    topic: str | None = None
    known: frozenset[str] = frozenset()
    gazetteer: Mapping[str, str] = field(default_factory=dict)
    theatre: str | None = None
    regions: frozenset[str] = frozenset()

    @property
    def _finder(self) -> re.Pattern[str] | None:
        names = [*self.gazetteer, *self.known]
        return lexicons.pattern(names, flags=0) if names else None

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Places named in a text: start, end, name."""
        finder = self.finder
        if finder is None:
            return []
        return [(m.start(), m.end(), self.gazetteer.get(m[0], m[0])) for m in finder.finditer(text)]

    finder: re.Pattern[str] | None = None

    def of(self, text: str, context: str = "") -> str | None:
        """The place that a clause speaks of, as a reader would write it; the article's town where it names none."""
        found = self.mentions(text)
        directed = self._directed(text, found)
        if directed:
            return directed
        names = list(dict.fromkeys(name for _, _, name in found))
        names = [name for name in names if name not in self.regions] or names
        if names and set(names) <= self.regions and self.topic and TOWN.search(text):
            return self.topic
        if self.topic in names:
            return self.topic
        if names:
            return "; ".join(names[:3])
        if THEATRE.search(text) and self.theatre:
            return self.theatre
        if (
            THEATRE.search(context)
            and self.theatre
            and not re.search(r"\b(?:the|this) (?:city|town|village|place)\b", text)
        ):
            return self.theatre
        return self.topic

    def _directed(self, text: str, found: list[tuple[int, int, str]]) -> str | None:
        for start, _, name in found:
            before = text[max(0, start - 40) : start]
            match = re.search(
                r"\b((?:(?:north|south|east|west)[- ]?(?:east|west)?|outskirts)(?: and (?:north|south|"
                r"east|west))?) of (?:the (?:city|town|village) of )?$",
                before,
                re.I,
            )
            if match:
                return f"{match[1].lower()} of {name}"
            match = re.search(r"\b((?:north|south|east|west)ern|central)\s+$", before, re.I)
            if match:
                return f"{match[1].lower()} {name}"
        between = re.search(r"\bbetween ([A-Z]\w+) and ([A-Z]\w+)", text)
        if between and {between[1], between[2]} <= {name for _, _, name in found}:
            return f"between {between[1]} and {between[2]}"
        town = re.search(
            r"\b(?:(?:to|in|of|on) the |in )?((?:north|south|east|west)(?:[- ]?(?:east|west))?|"
            r"outskirts)(?: and ((?:north|south|east|west)))? (?:side )?of the (?:city|town|village)\b",
            text,
            re.I,
        )
        if town and self.topic:
            direction = town[1].lower() + (f" and {town[2].lower()}" if town[2] else "")
            return f"{direction} of {self.topic}"
        outskirts = re.search(r"\b(?:the )?(?:(\w+ern) )?(outskirts|suburbs)\b", text, re.I)
        if outskirts and self.topic and (not found or all(name == self.topic for _, _, name in found)):
            side = f"{outskirts[1].lower()} " if outskirts[1] else ""
            return f"{side}{outskirts[2].lower()} of {self.topic}"
        return None


def find_places(
    text: str,
    sides: Sides,
    gazetteer: Mapping[str, str] | None = None,
    centre: str | None = None,
    people: Iterable[str] = (),
) -> Places:
    """The places that an article names, and the one that it is about.

    `gazetteer`: names and aliases to the name to write; `centre` breaks ties towards the scenario's town.
    """
    gazetteer = dict(gazetteer or {})
    text = re.sub(r"\b[A-Z]{4,}\b", lambda match: match[0].title(), text)  # headings in capitals name the town too
    codes, _, _ = _known()
    stop = {w for row in lexicons.table("common_capitals") for w in row["words"].split()}
    person = {part for name in people for part in name.split()}
    counts: Counter[str] = Counter()
    strength: Counter[str] = Counter()
    for weight, expression in zip((4, 3, 1, 1, 2, 1), _expressions(), strict=True):
        for match in expression.finditer(text):
            if TO_SOMEONE.search(text[max(0, match.start() - 12) : match.start(1)]) or BODY.search(
                text[max(0, match.start() - 30) : match.start(1)]
            ):
                continue
            name = _clean(match[1], stop)
            if (
                not name
                or name in codes
                or name.split()[0] in person
                or name.split()[-1] in person
                or outlet_names().fullmatch(name)
            ):
                continue
            strength[name] += weight
    for name in list(strength):
        counts[name] = len(re.findall(rf"\b{re.escape(name)}\b", text))
    for name, canonical in gazetteer.items():
        times = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) if name in text else 0
        if times:
            strength[canonical] += 2 + times
            counts[canonical] += times
    regions = {m[1] for m in re.finditer(rf"\b({_WORD})(?:['’]s)? (?:{_words('region')})\b", text)} | {
        m[1] for m in re.finditer(rf"\b(?:{_words('region')}) of ({_WORD})", text)
    }
    regions |= {"Donbas", "Donbass", "Crimea"}
    known = {name for name in strength if strength[name] >= 1}
    first = text[:700]
    towns = [name for name in known if name not in regions]
    topic = None
    if centre and counts.get(centre):
        topic = centre
    elif towns:
        topic = max(towns, key=lambda n: (counts[n] + strength[n] + 3 * (n in first), n))
    wide = max(regions & known, key=lambda n: (counts[n], n), default=None)
    if wide and topic and not centre and counts[topic] < 3 and counts[wide] >= 2 * counts[topic]:
        topic = wide  # an article about a province that names a town or two
    belligerent = sides.defender or (sides.belligerents[0] if sides.belligerents else None)
    nation = next((row["name"] for row in lexicons.table("nations") if row["code"] == belligerent), None)
    known -= {
        name
        for name in known
        if name not in gazetteer and name != topic and name not in regions and _is_water(name, text)
    }
    theatre = f"{nation} (whole theatre)" if nation else None
    places = Places(topic, frozenset(known), gazetteer, theatre, frozenset(regions))
    places.finder = places._finder
    return places


def _is_water(name: str, text: str) -> bool:
    """Rivers and lakes, which are no place of a claim: they take the article, or say what they are."""
    with_article = len(re.findall(rf"\b[Tt]he {re.escape(name)}\b(?! (?:{DISTRICT})\b)", text))
    return with_article * 2 > text.count(name) or bool(
        re.search(
            rf"\b(?:Lake|River) {re.escape(name)}\b|\b{re.escape(name)} (?:[Rr]iver|[Ll]ake)\b|^Lake ",
            text if not name.startswith("Lake ") else name,
        )
    )


def _clean(name: str, stop: set[str]) -> str:
    words = re.sub(r"['’]s\b.*$", "", name).split()
    if words and (words[0] in TITLES or words[0].startswith(("Colonel-", "Major-"))):
        return ""
    while words and words[0] in stop:
        words.pop(0)
    while words and words[-1] in stop | {"Oblast", "Region", "Province", "County", "District"}:
        words.pop()
    if any(word in stop for word in words):
        return ""
    return " ".join(words) if words and len(words[0]) > 2 else ""
