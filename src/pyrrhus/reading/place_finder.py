"""The places that an article names, and the town that it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import DATELINE, outlet_names
from pyrrhus.reading.article_places import Places
from pyrrhus.reading.counted_nouns import units_by_word
from pyrrhus.reading.side_names import known_codes, seats
from pyrrhus.reading.sides import SideFinder

TO_SOMEONE = re.compile(r"\b(?:according|adviser|advisor|aide|loyal|thanks) to (?:the )?$")
DISTRICT = "district|quarter|neighbourhood|neighborhood|suburb|settlement"
BODY = re.compile(
    r"\b(?:Institute|Cent(?:er|re)|Ministry|Department|Observatory|University|Council|"
    r"Office|College|Order|Foundation|School|Secretary|Minister)\b[^.,;]*$"
)
NO_PLACE = re.compile(
    r"\b(?:Command|Operational|Directorate|Staff|People|Party|Front|Liberation|Resistance|Centre|Center|Ministry|"
    r"Group|Force|Union|Defence|Defense|"
    r"Security|"
    r"Human|Rights|Red Cross|Red Crescent|Nations|Media|Office|Mechani[sz]ed|Motori[sz]ed|God|Resolution|"
    r"Revolution)\b"
)
STATES = frozenset(row["code"] for row in lexicons.table("nations"))
_WORD = r"[A-Z][a-zà-žA-Z’'-]+"
_JOINT = (
    r"(?:[ -](?:al|el|ad|ar|as|ash|az|an|na|nad|de|la|le|du|di|del|sur|am|ben|abu|umm)(?=[ -][A-Z])|-(?:on|"
    r"upon)(?=-[A-Z]))?"
)
_NAME = rf"{_WORD}(?:{_JOINT}[ -]{_WORD}){{0,2}}(?![\w])"
_SETTLED = "township|town|locality|municipality|commune|village|city|district|sector|front|direction|axis"
TITLE = re.compile(
    rf"[^\w\n]*({_NAME})(?=[^\n]{{0,50}}\n)(?=(?:[.,:] |[ ,:-]+(?:day|evening|morning|night|noon|update|"
    rf"situation|latest|live|\d)|"
    rf"\n)[^\n]{{0,50}}\n)"
)
PARTED = frozenset(
    w
    for row in lexicons.table("common_capitals")
    if row["why"] in ("months", "days", "sentence heads")
    for w in row["words"].split()
)
"""Words that may stand behind a place without being of its name."""
LABEL = re.compile(rf"^\W*({_NAME})(?: (?:{_SETTLED}))?: ", re.M)
"""A place before a colon at the head of a paragraph of a bulletin."""
INSIDE = re.compile(
    r"\b([A-Z]\w+)(?:['’]s)? (?:territory|soil|town|city|village|province|region|port|capital|land|coast)s?\b|"
    r"\b(?:in|inside|across|throughout) (?:(?:north|south|east|west)\w*(?:-\w+)? |central )?([A-Z]\w+)"
)
"""A country as the place of something."""
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
def _institutions() -> frozenset[str]:
    """Words that make a name that of a body, an outlet or a heading."""
    return frozenset(
        w for row in lexicons.table("place_words") if row["kind"] == "institution" for w in row["words"].split()
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
            rf"part|half|thirds?|quarters?|heart|edge|entrance|defenders|streets|mayor|residents|people|most|all|"
            rf"rest) "
            rf"(?:on|upon|against|towards?|of) (?:the )?({_NAME}){_NOT_AFTER}"
        ),
        re.compile(rf"\bon ({_NAME})(?= (?:on|since|in|at|yesterday|last|this|and)\b|[,.])"),
        re.compile(
            rf"\b({_NAME})(?:,? (?:is )?an? (?:\w+[ -]){{0,3}}?(?:town|city|village|port|suburb|settlement|"
            rf"stronghold)\b|"
            rf" (?:sits|lies|stands|is located) (?:on|in|at|by|near|astride|between|some)\b)"
        ),
        re.compile(
            rf"\b({_NAME}) (?:itself|falls|fell|has fallen|will fall|is (?:still )?(?:surrounded|encircled|besieged|"
            rf"under))\b"
        ),
        re.compile(rf"\b(?i:\w+-held|besieged|encircled) ({_NAME}){_NOT_AFTER}"),
        re.compile(rf"\b(?:town|village|city|hamlet|place|settlement) (?:called|named|known as) ({_NAME})"),
        re.compile(rf"\b({_NAME}) (?:{DISTRICT}|{_words('region')})\b"),
        re.compile(rf"\b(?:towns|cities|villages|settlements|hamlets) (?:of )?({_NAME})"),
        re.compile(rf"\b(?i:{before}|towns|cities|villages|of) (?:{_NAME}, )*{_NAME},? and ({_NAME}){_NOT_AFTER}"),
        re.compile(
            rf"\b(?:[Ii]f|[Ww]hen|[Ss]hould|that|whether|why|once|[Ii]s|[Ww]as|[Dd]oes|"
            rf"[Ww]ill) ({_NAME})(?= (?:is|was|isn['’]t|"
            rf"wasn['’]t|falls|fell|were to fall|holds|worth|lost|surrender\w*|taken|fall|be)\b)"
        ),
        re.compile(
            rf"(?<![.!?\n] )\b({_NAME}),? (?:which (?:is|was|lies|stands|sits|fell|has|had|guards|controls)|"
            rf"(?:about |some )?"
            rf"\d+ (?:km|kilomet\w+|miles) (?:from|north|south|east|west)|guards|commands the)\b"
        ),
    )


def find_places(
    text: str,
    sides: SideFinder,
    gazetteer: Mapping[str, str] | None = None,
    centre: str | None = None,
    people: Iterable[str] = (),
    outlet: str | None = None,
) -> Places:
    """The places that an article names, and the one that it is about.

    `gazetteer`: names and aliases to the name to write; `centre` breaks ties towards the scenario's town.
    """
    gazetteer = dict(gazetteer or {})
    original = text
    text = re.sub(r"^[A-Z][A-Z '’-]{8,}[.!]?$", lambda match: _title(match[0]), text, flags=re.M)
    # headings in capitals name the town too
    text = re.sub(r"\b[A-Z]{4,}\b", lambda m: m[0] if m[0] in sides.words.codes else m[0].title(), text)
    line = DATELINE.match(original)
    written = text[: line.end()] if line else ""
    named = _Named(text[len(written) :], sides, {part for name in people for part in name.split()}, outlet or "")
    named.collect()
    for name, canonical in gazetteer.items():
        times = len(lexicons.whole(name).findall(text)) if name in text else 0
        if times:
            named.strength[canonical] += 2 + times
            named.counts[canonical] += times
    regions = {m[1] for m in re.finditer(rf"\b({_WORD})(?:['’]s)? (?:{_words('region')})\b", text)} | {
        m[1] for m in re.finditer(rf"\b(?:{_words('region')}) of ({_WORD})", text)
    }
    regions |= {m[1] for m in re.finditer(rf"\b(?:North|South|East|West|Upper|Lower|Central) ({_WORD})", text)}
    regions |= {"Donbas", "Donbass", "Crimea"}
    known = {name for name in named.strength if named.strength[name] >= 1}
    towns = [name for name in known if name not in regions]
    if not towns and named.capitals and not centre:  # a battle for a capital, which else stands for its government
        towns = [max(named.capitals, key=lambda name: (named.capitals[name], -text.find(name)))]
    seat = _dateline_town(original, known_codes()) if line else None
    if seat:
        named.counts[seat] = len(re.findall(rf"\b{re.escape(seat)}\b", named.text))
        named.strength[seat] += DATELINE_WORTH if named.counts[seat] else DATELINE_ALONE
        towns = list(dict.fromkeys([*towns, seat]))
    known |= set(towns)
    rivers = {name for name in towns if _is_water(name, text)}
    topic, clear = named.town([name for name in towns if name not in rivers] or towns, centre)
    wide = max(regions & known, key=lambda n: (named.counts[n], n), default=None)
    if wide and topic and not centre and named.counts[topic] < 3 and named.counts[wide] >= 2 * named.counts[topic]:
        topic, clear = wide, False  # an article about a province that names a town or two
    belligerent = _home(original, sides)
    nation = next((row["name"] for row in lexicons.table("nations") if row["code"] == belligerent), None)
    kept = gazetteer.keys() | regions | {topic}
    known -= {name for name in known if name not in kept and _is_water(name, text)}
    theatre = f"{nation} (whole theatre)" if nation else None
    places = Places(topic, frozenset(known), gazetteer, theatre, frozenset(regions), clear=clear)
    places.finder = places._finder
    return places


def _home(text: str, sides: SideFinder) -> str | None:
    """The country that is fought over: of those that fight the one in which things are said to lie, else the one that
    defends itself."""
    states = [code for code in (*sides.belligerents, sides.government) if code in STATES]
    counts: Counter[str | None] = Counter()
    for match in INSIDE.finditer(text):
        counts[known_codes().get(match[1] or match[2])] += 1
    best = max(states, key=lambda code: counts[code], default=None)
    if best is not None and counts[best]:
        return best
    plain = Counter(
        code for code in (sides.words.codes[m[0]] for m in sides.words.pattern.finditer(text)) if code in STATES
    )
    fighting = [code for code in (sides.defender, *sides.belligerents) if code in STATES]
    return fighting[0] if fighting else max(plain, key=lambda code: plain[code], default=None)


DATELINE_WORTH, DATELINE_ALONE = 3, 4
"""What a dateline adds to its town, where the article names it again and where it does not."""


class _Named:
    """Names that stand where a place would: how often, and how much speaks for each."""

    def __init__(self, text: str, sides: SideFinder, people: set[str], outlet: str) -> None:
        self.text, self.sides, self.people, self.outlet = text, sides, people, outlet
        self.counts: Counter[str] = Counter()
        self.strength: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()
        self.stop = {w for row in lexicons.table("common_capitals") for w in row["words"].split()}

    def collect(self) -> None:
        """Every name behind a word of place, and the one at the head of a post."""
        for weight, expression in zip((4, 3, 1, 2, 1, 1, 4, 2, 2, 2, 2, 1, 1, 1), _expressions(), strict=True):
            for match in expression.finditer(self.text):
                before = self.text[max(0, match.start() - 30) : match.start(1)]
                if TO_SOMEONE.search(before) or BODY.search(before):
                    continue
                name = _clean(match[1], self.stop)
                if name and not self._is_other(name, self.text[match.end(1) : match.end(1) + 14]):
                    (self.capitals if name in known_codes() else self.strength)[name] += weight
        for label in LABEL.finditer(self.text):
            if label[1].split()[0] in self.stop or self._is_other(label[1], ""):
                continue
            if label[0].count(" ") > label[1].count(" ") + 1 or re.search(
                rf"\b{re.escape(label[1])}\b(?!:)", self.text
            ):
                self.strength[label[1]] += 2
        title = TITLE.match(self.text)
        if title and title[1].split()[0] not in self.stop and not self._is_other(title[1], ""):
            self.strength[title[1]] += 3
        for name in (*self.strength, *self.capitals):
            self.counts[name] = len(re.findall(rf"\b{re.escape(name)}\b", self.text))

    def _is_other(self, name: str, behind: str) -> bool:
        """Whether a name is a person's, an outlet's, a side's, a body's or a unit's."""
        codes = self.sides.words.codes
        return bool(
            (name in codes and name not in _capitals())
            or name.split()[0] in self.people
            or name.split()[-1] in self.people
            or outlet_names().fullmatch(name)
            or name.isupper()
            or name.lower() in units_by_word()
            or codes.get(name.split()[0]) not in (None, *STATES)
            or NO_PLACE.search(name)
            or name == self.outlet
            or (" " in name and name in self.outlet)
            or (name.endswith(("ian", "can", "ese", "ish")) and re.match(r" [a-z]", behind) is not None)
            or not _institutions().isdisjoint(name.lower().split())
            or re.match(r" (?:front|axis|direction|sector|road|highway|battalion|brigade)\b", behind)
        )

    def town(self, towns: list[str], centre: str | None) -> tuple[str | None, bool]:
        """The town that it is about, and whether nothing else comes near."""
        if centre and self.counts.get(centre):
            return centre, True
        if not towns:
            return None, False

        def worth(name: str) -> float:
            early = 3 * (name in self.text[:700]) + 2 * (name in self.text[:200])
            return 2 * self.counts[name] + self.strength[name] + early

        ranked = sorted(towns, key=lambda name: (-worth(name), self.text.find(name)))
        return ranked[0], len(ranked) == 1 or worth(ranked[0]) >= 1.5 * worth(ranked[1])


@cache
def _capitals() -> frozenset[str]:
    """Capitals and other seats of governments, without the countries themselves."""
    return seats() - {row["name"] for row in lexicons.table("nations")}


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
    while words and words[-1] in PARTED | {"Oblast", "Region", "Province", "County", "District"}:
        words.pop()
    if any(word in stop for word in words):
        return ""
    return " ".join(words) if words and len(words[0]) > 2 else ""
