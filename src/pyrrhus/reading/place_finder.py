"""The places that an article names, and the town that it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import DATELINE
from pyrrhus.reading.article_places import Places
from pyrrhus.reading.named_places import STATES, NamedPlaces
from pyrrhus.reading.place_phrases import DISTRICT, WORD, words_of_place
from pyrrhus.reading.side_names import known_codes
from pyrrhus.reading.sides import SideFinder

INSIDE = re.compile(
    r"\b([A-Z]\w+)(?:['’]s)? (?:territory|soil|town|city|village|province|region|port|capital|land|coast)s?\b|"
    r"\b(?:in|inside|across|throughout) (?:(?:north|south|east|west)\w*(?:-\w+)? |central )?([A-Z]\w+)"
)
"""A country as the place of something."""


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
    named = NamedPlaces(
        text[len(written) :], sides, {part for name in people for part in name.split()}, outlet or "", original
    )
    named.collect()
    for name, canonical in gazetteer.items():
        times = len(lexicons.whole(name).findall(text)) if name in text else 0
        if times:
            named.strength[canonical] += 2 + times
            named.counts[canonical] += times
    regions = {m[1] for m in re.finditer(rf"\b({WORD})(?:['’]s)? (?:{words_of_place('region')})\b", text)} | {
        m[1] for m in re.finditer(rf"\b(?:{words_of_place('region')}) of ({WORD})", text)
    }
    regions |= {m[1] for m in re.finditer(rf"\b(?:North|South|East|West|Upper|Lower|Central) ({WORD})", text)}
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
