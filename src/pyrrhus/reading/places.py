"""Where: the town that an article is about, and the places that a clause speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import outlet_names
from pyrrhus.reading.side_names import known_codes
from pyrrhus.reading.sides import Sides

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
NO_PLACE = re.compile(
    r"\b(?:People|Party|Front|Liberation|Resistance|Centre|Center|Ministry|Group|Force|Union|Defence|Defense|"
    r"Security|"
    r"Human|Rights|Red Cross|Red Crescent|Nations|Media|Office|Mechani[sz]ed|Motori[sz]ed|God|Resolution|"
    r"Revolution)\b"
)
STATES = frozenset(row["code"] for row in lexicons.table("nations"))
TOWN = re.compile(
    r"\b(?:the|this) (?:city|town|village|port|place|fortress)\b|\b(?:its|the) (?:fall|"
    r"capture|loss|defenders)\b|^\W*(?:it|its)\b",
    re.I,
)
_WORD = r"[A-Z][a-zà-žA-Z’'-]+"
_JOINT = (
    r"(?:[ -](?:al|el|ad|ar|as|ash|az|an|na|nad|de|la|le|du|di|del|sur|am|ben|abu|umm)(?=[ -][A-Z])|-(?:on|"
    r"upon)(?=-[A-Z]))?"
)
_NAME = rf"{_WORD}(?:{_JOINT}[ -]{_WORD}){{0,2}}(?![\w])"
TITLE = re.compile(
    rf"[^\w\n]*({_NAME})(?=[^\n]{{0,50}}\n)(?=(?:[.,:] |[ ,:-]+(?:day|evening|morning|night|noon|\d)|"
    rf"\n)[^\n]{{0,50}}\n)"
)
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
        re.compile(
            rf"\b(?i:{kinds}|hub|junction|airport|airfield|outpost|enclave|plain|island|heights) of "
            rf"({_NAME})"
        ),
        re.compile(
            rf"\b(?i:battle|fight|struggle|siege|fall|capture|defen[cs]e|outskirts|centre|center|"
            rf"suburbs|ruins) (?:for|of|over|in) "
            rf"(?:the )?({_NAME}){_NOT_AFTER}"
        ),
        re.compile(rf"\b(?i:{before}) (?:the )?(?:(?i:{directions}) )?({_NAME}){_NOT_AFTER}"),
        re.compile(
            rf"\b(?i:assault|attack|advance|offensive|march|bombardment|strikes?|shelling|control|recapture|seizure|"
            rf"part|half|third|heart|edge|entrance|defenders|streets|mayor|residents|people|most|all|rest) "
            rf"(?:on|upon|against|towards?|of) (?:the )?({_NAME}){_NOT_AFTER}"
        ),
        re.compile(rf"\bon ({_NAME})(?= (?:on|since|in|at|yesterday|last|this|and)\b|[,.])"),
        re.compile(rf"\b(?i:\w+-held|besieged|encircled) ({_NAME}){_NOT_AFTER}"),
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

    def of(self, text: str, context: str = "") -> tuple[str | None, str]:
        """The place that a clause speaks of, as a reader would write it, the article's town where it names none; and
        how it was found."""
        place = self._of(text, context)
        found = self.mentions(text)
        if place == self.topic:
            return place, "town named" if found else "town"
        if place == self.theatre:
            return place, "theatre"
        return place, "direction" if place not in {name for _, _, name in found} else "other place"

    def _of(self, text: str, context: str) -> str | None:
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
                r"\b(?<!in the )((?:(?:north|south|east|west)[- ]?(?:east|west)?|outskirts)(?: and (?:north|south|"
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
        part = re.search(
            r"\b(?:(north|south|east|west)(?:ern)? (?:part|half|third|quarter|side|edge|districts?|suburbs) of "
            r"(?P<of>[A-Z]\w+|the (?:city|town|village))|(?:the )?(?:city|town|village)['’]s (?P<own>(?:north|"
            r"south|east|west)ern) "
            r"(?:districts?|quarters?|part|half|edge|outskirts|suburbs))",
            text,
        )
        if part and self.topic:
            named = next((name for _, _, name in found if part["of"] and name.startswith(part["of"])), self.topic)
            return f"{part['own'] or part[1] + 'ern'} {named}"
        town = re.search(
            r"\b(?:(?:to) the )?((?<!in the )(?<!on the )(?:north|south|east|west)(?:[- ]?(?:east|west))?|"
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
    original = text
    text = re.sub(r"^[A-Z][A-Z '’-]{8,}[.!]?$", lambda match: _title(match[0]), text, flags=re.M)
    text = re.sub(r"\b[A-Z]{4,}\b", lambda match: match[0].title(), text)  # headings in capitals name the town too
    codes = known_codes()
    stop = {w for row in lexicons.table("common_capitals") for w in row["words"].split()}
    person = {part for name in people for part in name.split()}
    counts: Counter[str] = Counter()
    strength: Counter[str] = Counter()
    for weight, expression in zip((4, 3, 1, 2, 1, 1, 2, 2, 1), _expressions(), strict=True):
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
                or name in sides.words.codes
                or sides.words.codes.get(name.split()[0]) not in (None, *STATES)
                or NO_PLACE.search(name)
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
    title = TITLE.match(text)
    if title and title[1].split()[0] not in stop and not outlet_names().fullmatch(title[1]) and title[1] not in codes:
        known.add(title[1])
        strength[title[1]] += 3
        counts[title[1]] = len(re.findall(rf"\b{re.escape(title[1])}\b", text))
    first = text[:700]
    towns = [name for name in known if name not in regions]
    if not towns and (written := _dateline_town(original, codes)):
        towns = [written]
        known.add(written)
    topic = None
    if centre and counts.get(centre):
        topic = centre
    elif towns:
        topic = max(
            towns, key=lambda n: (counts[n] + strength[n] + 3 * (n in first) + 3 * (n in text[:200]), -text.find(n))
        )
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


def _title(line: str) -> str:
    return re.sub(r"\b(?:For|Of|In|At|The|And|On|To|By|Al|El)\b", lambda match: match[0].lower(), line.title())


def _dateline_town(text: str, codes: Mapping[str, str]) -> str | None:
    """The town of a dateline that says its country, which is no capital: an article written where it happens."""
    line = re.match(r"([A-Z][A-Z' -]{3,40}), [A-Z][a-z]+(?: [A-Z][a-z]+)*[^\n]{0,30}? [-–—]{1,2} ", text)
    if line is None:
        return None
    town = re.sub(r"\b(Al|El|De|La)\b(?=[ -])", lambda m: m[0].lower(), line[1].title())
    return None if town in codes else town


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
