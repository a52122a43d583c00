"""The places that an article names, and the town that it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import outlet_names
from pyrrhus.reading.places import Places
from pyrrhus.reading.side_names import known_codes
from pyrrhus.reading.sides import Sides

TO_SOMEONE = re.compile(r"\b(?:according|adviser|advisor|aide|loyal|thanks) to (?:the )?$")
DISTRICT = "district|quarter|neighbourhood|neighborhood|suburb|settlement"
BODY = re.compile(
    r"\b(?:Institute|Cent(?:er|re)|Ministry|Department|Observatory|University|Council|"
    r"Office|College|Order|Foundation|School|Secretary|Minister)\b[^.,;]*$"
)
NO_PLACE = re.compile(
    r"\b(?:Command|Operational|Directorate|Staff|People|Party|Front|Liberation|Resistance|Centre|Center|Ministry|Group|Force|Union|Defence|Defense|"
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
        re.compile(
            rf"\b({_NAME}) (?:falls|fell|has fallen|will fall|is (?:still )?(?:surrounded|encircled|besieged|under))\b"
        ),
        re.compile(rf"\b(?i:\w+-held|besieged|encircled) ({_NAME}){_NOT_AFTER}"),
        re.compile(rf"\b({_NAME}) (?:{DISTRICT}|{_words('region')})\b"),
        re.compile(rf"\b(?:towns|cities|villages|settlements|hamlets) (?:of )?({_NAME})"),
        re.compile(rf"\b(?i:{before}|towns|cities|villages|of) (?:{_NAME}, )*{_NAME},? and ({_NAME}){_NOT_AFTER}"),
    )


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
    for weight, expression in zip((4, 3, 1, 2, 1, 1, 2, 2, 2, 1), _expressions(), strict=True):
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
                or re.match(r" (?:front|axis|direction|sector|road|highway|battalion|brigade)\b", text[match.end(1) :])
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
