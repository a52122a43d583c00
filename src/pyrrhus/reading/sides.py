"""Whose: which sides an article speaks of, which of them attacks, and whom a phrase means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

from pyrrhus.reading import lexicons

NONE = "none"
ARMED = (
    r"(?:\w+[ -]){0,2}?(?:forces|troops|army|soldiers|military|units|fighters|defenders|"
    r"assault|offensive|artillery|losses|marines|side)"
)
ATTACKING = re.compile(
    r"\b(?:captur|seiz|storm|advanc|attack|assault|encircl|surround|shell|bombard|push|"
    r"invad|besieg|offensive|invasion|gain(?:s|ed|ing)? ground|"
    r"take the|taking|pressing|broke (?:in|through)|closing in|closed in|conquer|siege)",
    re.I,
)
DEFENDING = re.compile(
    r"\b(?:defend|hold(?:s|ing)? (?:on|out|off|the|their)|held|garrison|resist|withdr|"
    r"retreat|repel|repuls|fall back|pull back|beat back|surrender|trapped)",
    re.I,
)
ROLES = {
    "attacker": re.compile(
        r"\b(?:attackers?|invaders?|besiegers?|occupiers?|occupying (?:forces|army)|besieging)\b", re.I
    ),
    "defender": re.compile(
        r"\b(?:defenders?|garrison|defending (?:forces|troops)|besieged (?:troops|forces|soldiers))\b", re.I
    ),
}
ENEMY = re.compile(r"\b(?:the |an? )?enem(?:y|ies)\b|\badversar(?:y|ies)\b", re.I)
WE = re.compile(r"\b(?:we|our|us|ours|my|I|his country['’]s)\b|\b[Ww]e['’]")
THEY = re.compile(r"\b(?:they|their|them)\b|\b[Tt]hey['’]", re.I)
AS_PLACE = re.compile(
    r"\b(?:in|across|throughout|inside|into|within) (?:the )?(?:(?:north|south|east|west)\w*(?:-\w+)? |"
    r"central |occupied )?([A-Z]\w+)(?!['’]s|\w)(?= |[.,;:!?]|$)"
)
STUDENT = re.compile(
    r"\b(?:analysts?|experts?|historian|scholar|researcher|professor|fellow|institute|"
    r"cent(?:er|re) for|think[- ]tank|university|correspondent|studies)\b",
    re.I,
)
GOVERNMENT = re.compile(
    r"\b(?:government|pro-government|regime|federal|loyalist|state) (?:\w+ )?(?:forces|"
    r"troops|army|soldiers|fighters|media|infantry)|\bthe regime\b|\bfederal (?:army|"
    r"troops|forces)\b",
    re.I,
)
ARMY = re.compile(r"\bthe army\b", re.I)


@cache
def _known() -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
    codes: dict[str, str] = {}
    seats: set[str] = set()
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
            codes.setdefault(word.capitalize(), row["side"])
    return codes, frozenset(seats), lexicons.pattern(codes, flags=0)


def code_of(name: str) -> str | None:
    """The code of a country by any of its names; None where the word lists do not have it."""
    return _known()[0].get(name)


@dataclass
class Sides:
    """The sides of one article. `attacker` and `defender` are codes, None where the text does not show them."""

    attacker: str | None = None
    defender: str | None = None
    belligerents: tuple[str, ...] = ()
    government: str | None = None
    army: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Sides named in a text: start, end, code, in order; names of the scenario's sides come first."""
        codes, _, known = _known()
        found = []
        if self.names:
            for match in lexicons.pattern(self.names, flags=0).finditer(text):
                found.append((match.start(), match.end(), self.names[match[0]]))
        taken = [(a, b) for a, b, _ in found] + [(m.start(1), m.end(1)) for m in AS_PLACE.finditer(text)]
        for match in known.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                found.append((match.start(), match.end(), codes[match[0]]))
        for role, expression in ROLES.items():
            code = getattr(self, role)
            if code:
                found += [(m.start(), m.end(), code) for m in expression.finditer(text)]
        if self.government:
            found += [(m.start(), m.end(), self.government) for m in GOVERNMENT.finditer(text)]
        if self.army:
            found += [(m.start(), m.end(), self.army) for m in ARMY.finditer(text)]
        found.sort()
        # "Syrian rebels" are rebels
        return [
            mention
            for mention, following in zip_longest(found, found[1:])
            if following is None or not (following[2].islower() and 0 <= following[0] - mention[1] <= 1)
        ]

    def codes(self, text: str) -> list[str]:
        """Codes of the sides named in a text, in order."""
        return [code for _, _, code in self.mentions(text)]

    def fighting(self, text: str) -> list[tuple[int, int, str]]:
        """Mentions of those who fight, others left out."""
        return [found for found in self.mentions(text) if not self.belligerents or found[2] in self.belligerents]

    def of_phrase(self, text: str) -> str | None:
        """The side of whom a noun phrase names, by the first that it names; students of a country are not of it."""
        if STUDENT.search(text):
            return None
        found = self.codes(text)
        return found[0] if found else None

    def is_seat(self, words: str) -> bool:
        """Whether the words are a country or a capital that stands for its government."""
        return words in _known()[1] or words in self.names

    def other(self, code: str | None) -> str | None:
        """The opponent of a side, where there are two."""
        if code is None or len(self.belligerents) != 2 or code not in self.belligerents:
            return None
        return self.belligerents[1] if code == self.belligerents[0] else self.belligerents[0]


def find_sides(text: str, names: Mapping[str, str] | None = None, roles: Mapping[str, str] | None = None) -> Sides:
    """The two sides that an article speaks of most as fighting, and which of them attacks.

    `names`: names of a scenario's sides to codes; `roles`: "attacker" and "defender" to codes.
    """
    sides = Sides(names=dict(names or {}))
    counts: Counter[str] = Counter()
    attack: Counter[str] = Counter()
    for _, end, code in sides.mentions(text):
        behind = text[end : end + 60]
        counts[code] += 3 if re.match(rf"(?:['’]s?)?\s+{ARMED}", behind) else 1
        clause = re.split(r"[.;,\n]", behind)[0]
        attack[code] += 2 * bool(ATTACKING.search(clause)) - 2 * bool(DEFENDING.search(clause))
    if roles:
        sides.attacker, sides.defender = roles.get("attacker"), roles.get("defender")
        sides.belligerents = tuple(code for code in (sides.attacker, sides.defender) if code)
    else:
        ranked = [code for code, count in counts.most_common(2) if count >= 2]
        sides.belligerents = tuple(ranked)
        if len(ranked) == 2:
            first, second = sorted(ranked, key=lambda code: -attack[code])
            if attack[first] > attack[second]:
                sides.attacker, sides.defender = first, second
    states = [
        code
        for code in (*sides.belligerents, *(c for c, _ in counts.most_common()))
        if code.isupper() and len(code) == 2
    ]
    if (
        "rebels" in counts
        or "separatists" in counts
        or "militants" in counts
        or re.search(r"\bfederal (?:army|troops)", text)
    ):
        sides.government = states[0] if states else None
        second = counts.most_common(2)[-1][1] if counts else 0
        if counts["rebels"] >= second > 0 and sides.government and not roles:
            sides.belligerents = (sides.government, "rebels")
            if sides.attacker not in sides.belligerents:
                sides.attacker = sides.defender = None
    named = Counter(_known()[0].get(m[1], "") for m in re.finditer(r"\b([A-Z]\w+)(?:['’]s)? (?:\w+ )?army\b", text))
    named.pop("", None)
    sides.army = named.most_common(1)[0][0] if named else sides.government
    if sides.army and sides.government and sides.army not in sides.belligerents:
        sides.army = sides.government
    if sides.government and named and named.most_common(1)[0][0] in sides.belligerents:
        sides.government = named.most_common(1)[0][0]
    return sides
