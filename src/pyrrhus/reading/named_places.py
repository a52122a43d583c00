"""Names that stand where a place would, how often, and how much speaks for each."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import outlet_names
from pyrrhus.reading.counted_nouns import units_by_word
from pyrrhus.reading.place_phrases import LABEL, NAME, TITLE, place_expressions
from pyrrhus.reading.place_roles import fought_over
from pyrrhus.reading.side_names import known_codes, seats
from pyrrhus.reading.sides import SideFinder

TO_SOMEONE = re.compile(r"\b(?:according|adviser|advisor|aide|loyal|thanks) to (?:the )?$")
BODY = re.compile(
    r"\b(?:Institute|Cent(?:er|re)|Ministry|Department|Observatory|University|Council|"
    r"Office|College|Order|Foundation|School|Secretary|Minister|Commission(?:er)?|Committee|Board|Doctors|Reporters)\b[^.,;]*$"
)
NO_PLACE = re.compile(
    r"\b(?:Command|Operational|Directorate|Staff|People|Party|Front|Liberation|Resistance|Centre|Center|Ministry|"
    r"Group|Force|Union|Defence|Defense|"
    r"Security|"
    r"Accord|Unity|Salvation|Human|Rights|Red Cross|Red Crescent|Nations|Media|Office|Mechani[sz]ed|"
    r"Motori[sz]ed|God|Resolution|"
    r"Revolution)\b"
)
STATES = frozenset(row["code"] for row in lexicons.table("nations"))
PARTED = frozenset(
    w
    for row in lexicons.table("common_capitals")
    if row["why"] in ("months", "days", "sentence heads")
    for w in row["words"].split()
)
"""Words that may stand behind a place without being of its name."""
TITLES = frozenset(
    w for row in lexicons.table("common_capitals") if row["why"] == "titles" for w in row["words"].split()
)


@cache
def _institutions() -> frozenset[str]:
    """Words that make a name that of a body, an outlet or a heading."""
    return frozenset(
        w for row in lexicons.table("place_words") if row["kind"] == "institution" for w in row["words"].split()
    )


@cache
def _ways() -> frozenset[str]:
    """Words of streets, bridges and houses, which make a name that of a part of a town."""
    return frozenset(w for row in lexicons.table("place_words") if row["kind"] == "way" for w in row["words"].split())


PART_WORTH = 0.3
"""What the name of a street or a bridge is worth for the town that an article is about, beside a name of its own."""
OPENING = re.compile(rf"\W*({NAME}) (?:siege|battle|offensive|evacuation|live|front|update)\b[^\n.]{{0,60}}\n")
"""A place that opens the first line of a text."""


PHRASE_WORTH = (4, 3, 1, 2, 1, 1, 4, 2, 2, 2, 2, 1, 1, 1, 2, 2)
"""How much each of the expressions of `place_phrases` speaks for a place."""
PERSONAL = (
    r"(?:['’]s (?:husband|wife|son|daughter|mother|father|brother|sister|hands?|face|voice|eyes|aunt|uncle|"
    r"cousin)| (?:and "
    r"(?:his|her) |(?:says|thinks|writes|wrote|asks|asked|laughs|laughed|smiles|smiled|nods|nodded|recalls|recalled|"
    r"remembers|sleeps|shrugs|shrugged|himself|herself)\b))"
)
"""What stands behind the name of somebody, and never behind that of a town."""
OFTEN_IN = 2
"""Times that a name stands behind "in" or "at" from which it is no person's."""


class NamedPlaces:
    """Names that stand where a place would: how often, and how much speaks for each."""

    def __init__(self, text: str, sides: SideFinder, people: set[str], outlet: str, original: str) -> None:
        self.original = original
        self.text, self.sides, self.outlet = text, sides, outlet
        self.people = {name for name in people if not self._is_in(name)}
        self.counts: Counter[str] = Counter()
        self.strength: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()
        self.stop = {w for row in lexicons.table("common_capitals") for w in row["words"].split()}

    def collect(self) -> None:
        """Every name behind a word of place, and the one at the head of a post."""
        for weight, expression in zip(PHRASE_WORTH, place_expressions(), strict=True):
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
        opening = OPENING.match(self.text)
        if opening and not self._is_other(opening[1], ""):
            self.strength[opening[1]] += 3
        for name in [name for name in self.strength if not self._is_written(name) or self._acts(name)]:
            del self.strength[name]
        for name in (*self.strength, *self.capitals):
            self.counts[name] = len(re.findall(rf"\b{re.escape(name)}\b", self.text))

    def _is_written(self, name: str) -> bool:
        """Whether a name stands so in the text and not only in a heading's capitals, nor as the label of who speaks."""
        if self.original.isupper():
            return True
        label = re.search(rf"^\W*{re.escape(name.upper())}\b[^\n:]{{0,60}}:", self.original, re.M)
        return name in self.original and label is None

    def _acts(self, name: str) -> bool:
        """Whether a name is that of somebody who speaks, thinks or has kin."""
        return " " not in name and re.search(rf"\b{re.escape(name)}{PERSONAL}", self.original) is not None

    def _is_in(self, name: str) -> bool:
        """Whether the text is often "in" or "at" what was taken for a person, such as a town before a colon."""
        inside = rf"\b(?:in|at|near|inside|around|from) {re.escape(name)}\b(?! [A-Z])"
        return len(re.findall(inside, self.text)) >= OFTEN_IN

    def _is_part(self, name: str) -> bool:
        """Whether a name is only that of a street, a bridge or a hospital, wherever it stands."""
        if name.split()[-1].lower() in _ways():
            return True
        behind = re.findall(rf"\b{re.escape(name)}\b(?:['’]s)?[ -]([a-z]+)?", self.original)
        return bool(behind) and all(word in _ways() for word in behind)

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
            fought = fought_over(name, self.text)
            whole = 2 * self.counts[name] + self.strength[name] + early + fought
            return whole * (PART_WORTH if self._is_part(name) else 1)

        ranked = sorted(towns, key=lambda name: (-worth(name), self.text.find(name)))
        return ranked[0], len(ranked) == 1 or worth(ranked[0]) >= 1.5 * worth(ranked[1])


@cache
def _capitals() -> frozenset[str]:
    """Capitals and other seats of governments, without the countries themselves."""
    return seats() - {row["name"] for row in lexicons.table("nations")}


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
    return " ".join(words) if words and (len(words[0]) > 2 or len(words) > 1) else ""
