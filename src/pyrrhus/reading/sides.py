"""Whose: which sides an article speaks of, which of them attacks, and whom a phrase means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from pyrrhus.reading import lexicons
from pyrrhus.reading.side_names import SideLexicon, home_of, is_state, known_codes, names_in, seats

NONE = "none"
ARMED = (
    r"(?:\w+[ -]){0,2}?(?:forces|troops|army|soldiers|military|units|fighters|defenders|"
    r"assault|offensive|artillery|losses|marines|side|servicem[ae]n|conscripts|reservists|paratroopers|commandos|"
    r"air force|"
    r"navy|general staff|battalions?|brigades?|tanks|guns|infantry|garrison|cavalry|regiments?)"
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
ENEMY = re.compile(
    r"\b(?:the |an? )?enem(?:y|ies)\b|\badversar(?:y|ies)\b|\b(?:occupiers?|occupants|invaders?|aggressors?|orcs?)\b",
    re.I,
)
LANGUAGE = re.compile(r"\b[Tt]ranslat(?:ed|ion) (?:out of|from) (?:the )?([A-Z]\w+)|\([Ii]n ([A-Z]\w+)\)")
"""A language, which is nobody's side."""
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
    r"troops|army|soldiers|fighters|media|infantry)|\bthe regime\b|\bgovernment(?= (?:army|rockets|jets|aircraft|"
    r"shelling|artillery|guns|planes|side|control|hands))|\b(?:internationally recogni[sz]ed|exiled|interim|"
    r"transitional) government\b|\bpro-government\b|\bloyalists\b|\bnational defen[cs]e force\b|\bfederal (?:army|"
    r"troops|forces)\b|\bpolice(?:m[ae]n| officers?| units?| forces?)?\b|\bgendarmes\b",
    re.I,
)
ARMY = re.compile(r"\bthe (?:army|armed forces|military|regular army|junta)\b", re.I)
ARMY_OF = re.compile(r"\b([A-Z]\w+)(?:['’]s)? (?:\w+ )?(?:army|armed forces|military)\b")
OF_ARMED = re.compile(
    r"\b(?:[Aa]rmed [Ff]orces|army|forces|troops|soldiers|units|fighters|mercenaries|members) (?:of|from|loyal "
    r"to) (?:the )?$"
)
LONGEST_SHOUTED = 2
"""Letters of a name in capitals that may be a plain word in a line of capitals."""
PLACE_WORTH, ARMY_WORTH = 3, 2
"""What a country named as a place, and one whose army is named, weigh against one named once."""
DATELINE_SEAT = re.compile(r"([A-Z][A-Z' -]{2,30}?)(?:/[A-Z]+)?(?:,| \(| [-–—])")
PLACED = re.compile(
    r"(?:\b(?:in|across|throughout|inside) (?:(?:north|south|east|west)\w* )?|^[A-Z][A-Z' -]+, )([A-Z]\w+)", re.M
)


def _shouted(text: str, match: re.Match[str]) -> bool:
    """Whether a short name is a plain word of a line in capitals: "THE TOWN IS OURS"."""
    if len(match[0]) > LONGEST_SHOUTED or not match[0].isupper():
        return False
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return text[start : end if end >= 0 else len(text)].isupper()


def _adjective_of_place(text: str, mention: tuple[int, int, str]) -> bool:
    """ "the Ukrainian town of", "Russian-held": what a place is called says nothing of who acts there."""
    behind = text[mention[1] : mention[1] + 24]
    return bool(
        re.match(
            r"(?: \w+)? (?:town|city|village|province|region|soil|territory|border|capital)\b|-held\b|"
            r"-(?:led|backed|aligned|allied|run|trained|supplied)\b",
            behind,
        )
    )


@dataclass
class SideFinder:
    """The sides of one article. `attacker` and `defender` are codes, None where the text does not show them."""

    attacker: str | None = None
    defender: str | None = None
    belligerents: tuple[str, ...] = ()
    government: str | None = None
    army: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    words: SideLexicon = field(default_factory=lambda: names_in(""))
    involved: frozenset[str] = frozenset()
    _seen: dict[tuple[str | None, ...], list[tuple[int, int, str]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Sides named in a text: start, end, code, in order; names of the scenario's sides come first."""
        key = (text, self.attacker, self.defender, self.government, self.army)
        if key not in self._seen:
            if len(self._seen) >= lexicons.KEPT:
                self._seen.clear()
            self._seen[key] = self._mentions(text)
        return list(self._seen[key])

    def _mentions(self, text: str) -> list[tuple[int, int, str]]:
        codes, known = self.words.codes, self.words.pattern
        found = []
        if self.names:
            for match in lexicons.pattern(self.names, flags=0).finditer(text):
                found.append((match.start(), match.end(), self.names[match[0]]))
        taken = bytearray(len(text))  # letters that stand for something else
        languages = [m.span(m.lastindex or 0) for m in LANGUAGE.finditer(text)]
        for start, end in [(a, b) for a, b, _ in found] + [m.span(1) for m in AS_PLACE.finditer(text)] + languages:
            taken[start:end] = b"\1" * (end - start)
        for match in known.finditer(text):
            if not any(taken[match.start() : match.end()]) and not _shouted(text, match):
                found.append((match.start(), match.end(), codes[match[0]]))
        found = [m for m in found if not _adjective_of_place(text, m)]
        for role, expression in ROLES.items():
            code = getattr(self, role)
            if code:
                found += [(m.start(), m.end(), code) for m in expression.finditer(text)]
        if self.government:
            found += [(m.start(), m.end(), self.government) for m in GOVERNMENT.finditer(text)]
        if self.army:
            found += [(m.start(), m.end(), self.army) for m in ARMY.finditer(text)]
        found.sort()
        # "Syrian rebels" are rebels, "Iranian-backed Houthis" Houthis, "Bosnian Serb" one word
        # and "a coalition of rebel groups" rebels
        return [
            mention
            for mention, following in zip_longest(found, found[1:])
            if following is None
            or (
                not (mention[2] == "coalition" and re.fullmatch(r" of (?:the )?", text[mention[1] : following[0]]))
                and not (
                    mention[1] > following[0] or (not is_state(following[2]) and 0 <= following[0] - mention[1] <= 1)
                )
            )
        ]

    def codes(self, text: str) -> list[str]:
        """Codes of the sides named in a text, in order."""
        return [code for _, _, code in self.mentions(text)]

    def fighting(self, text: str) -> list[tuple[int, int, str]]:
        """Mentions of those who fight, others left out."""
        return [found for found in self.mentions(text) if not self.involved or found[2] in self.involved]

    def of_phrase(self, text: str) -> str | None:
        """The side of whom a noun phrase names, by the first that it names; students of a country are not of it."""
        if STUDENT.search(text):
            return None
        found = self.codes(text)
        return found[0] if found else None

    def is_seat(self, words: str) -> bool:
        """Whether the words are a country or a capital that stands for its government."""
        return words in seats() or words in self.names

    def other(self, code: str | None) -> str | None:
        """The opponent of a side, where it shows: of two, the other; of an ally of one, the group that both fight."""
        if code is None or len(self.belligerents) != 2:
            return None
        if code in self.belligerents:
            return self.belligerents[1] if code == self.belligerents[0] else self.belligerents[0]
        groups = [side for side in self.belligerents if not is_state(side) and side != "coalition"]
        return groups[0] if len(groups) == 1 and (is_state(code) or code == "coalition") else None


def find_sides(text: str, names: Mapping[str, str] | None = None, roles: Mapping[str, str] | None = None) -> SideFinder:
    """The two sides that an article speaks of most as fighting, which of them attacks, and who else takes part.

    `names`: names of a scenario's sides to codes; `roles`: "attacker" and "defender" to codes.
    """
    sides = SideFinder(names=dict(names or {}), words=names_in(text))
    counts: Counter[str] = Counter()
    attack: Counter[str] = Counter()
    armed: Counter[str] = Counter()
    for start, end, code in sides.mentions(text):
        behind, before = text[end : end + 60], text[max(0, start - 40) : start]
        in_arms = re.match(rf"(?:['’]s?)?\s+{ARMED}", behind) or OF_ARMED.search(before)
        armed[code] += bool(in_arms)
        counts[code] += 3 if in_arms else 1 if is_state(code) else 2
        clause = re.split(r"[.;,\n]", behind)[0]
        attack[code] += 2 * bool(ATTACKING.search(clause)) - 2 * bool(DEFENDING.search(clause))
    _find_government(text, sides, counts)
    if sides.government:
        speak = len(GOVERNMENT.findall(text)) + len(ARMY.findall(text))
        counts[sides.government] += 2 * speak
        armed[sides.government] += speak
    if roles:
        sides.attacker, sides.defender = roles.get("attacker"), roles.get("defender")
        sides.belligerents = tuple(code for code in (sides.attacker, sides.defender) if code)
    else:
        fighters = [code for code, _ in counts.most_common() if armed[code] or not is_state(code)]
        ranked = [code for code, count in counts.most_common() if count >= 2]
        pair = [code for code in fighters if counts[code] >= 2][:2]
        named = [code for code, _ in counts.most_common()]
        spare = ranked if len(ranked) >= 2 else fighters if len(fighters) >= 2 else named if len(named) == 2 else ranked
        sides.belligerents = tuple(pair if len(pair) == 2 else spare[:2])
        if len(sides.belligerents) == 2:
            first, second = sorted(sides.belligerents, key=lambda code: -attack[code])
            if attack[first] > attack[second]:
                sides.attacker, sides.defender = first, second
    involved = {*sides.belligerents, *(code for code in counts if armed[code] or not is_state(code))}
    sides.involved = frozenset(involved if sides.belligerents else ())
    return sides


def _find_government(text: str, sides: SideFinder, counts: Counter[str]) -> None:
    """Whose "the army" and "government forces" are: the country whose army is named, or, against a group, the country
    that is named most, be it only as a place."""
    named = Counter(known_codes().get(m[1], "") for m in ARMY_OF.finditer(text))
    named.pop("", None)
    line = DATELINE_SEAT.match(text)
    seated = known_codes().get(line[1].title()) if line else None
    foreign = {
        known_codes().get(name) for name in re.findall(r"\b([A-Z]\w+) (?:border|side of the border|police)\b", text)
    }
    placed_by_line = [seated] if seated and seated not in foreign else []
    groups = [code for code in counts if not is_state(code) and code not in ("police", "coalition")]
    plain = Counter(known_codes()[m[0]] for m in sides.words.pattern.finditer(text) if m[0] in known_codes())
    worth = Counter({code: count for code, count in plain.items() if is_state(code)})
    for match in PLACED.finditer(text):
        if is_state(code := known_codes().get(match[1], "")):
            worth[code] += PLACE_WORTH
    for code in placed_by_line:
        worth[code] += 1
    for code in named:
        worth[code] += ARMY_WORTH
    states = [code for code, _ in worth.most_common()]
    sides.army = named.most_common(1)[0][0] if named else "junta" if "junta" in counts else None
    if groups or re.search(r"\b[Ff]ederal (?:army|troops|forces)", text):
        homes = [home for code, _ in counts.most_common() if (home := home_of(code))]
        federal = sides.army if re.search(r"\b[Ff]ederal (?:army|troops|forces)", text) else None
        sides.government = federal or (homes or states or [sides.army or "government"])[0]
        if sides.army == "junta":  # of the country that the dateline names, else without one
            sides.government = sides.army = (placed_by_line or ["junta"])[0]
            sides.words.codes.update((word, sides.army) for word, code in sides.words.codes.items() if code == "junta")
        sides.army = sides.army or sides.government
