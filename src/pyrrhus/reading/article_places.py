"""Where: the town that an article is about, and the places that a clause speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyrrhus.reading import lexicons

THEATRE = re.compile(
    r"\b(?:entire|whole|all along the|along the) (?:front|line)\b|\b(?:across|throughout|elsewhere in) (?:the country|"
    r"(?-i:[A-Z])\w+)\b|since the (?:start|beginning|outbreak|first week) of (?:the|its) (?:[\w-]+ ){0,2}?(?:war|"
    r"invasion|operation|conflict)|\bsince (?:the )?(?:war|invasion|conflict) (?:began|started|broke out)|"
    r"\bthe war[^.;]{0,40} has (?:driven|killed|displaced|uprooted|cost)|\bnation-?wide\b|\bcountrywide\b|"
    r"\b(?:at|on|over) the country\b|^\W*(?:the )?air defen[cs]e(?:s| units| forces| troops)?\b|"
    r"\b(?:national|country['’]s) territory\b|\bhalf (?:of )?the country\b|\b\d+ (?:provinces|states|governorates)\b|"
    r"\bthe conflict has (?:killed|cost|driven|displaced)|\bon (?:several|all|many) (?:axes|fronts)\b|"
    r"\bof [A-Z]\w+ territory\b|\b(?:percent|per cent|%) of the country\b|"
    r"\b\d+ (?:of the country['’]s )?districts\b|\bof the contact line\b|\bcombat engagements\b|"
    r"\bon the line of contact\b|\bits invasion\b|\b(?:on|along) the \d[\d,]*[- ](?:km|kilomet|mile)",
    re.I,
)
PART = re.compile(
    r"\b(?:airport|airfield|station|plant|factory|works|district|quarter|hill|ridge|heights|village|port|harbou?r|bridge|"
    r"outskirts|suburbs?|camp|base|hospital|mine|canal|river|border|edge|front|sector|country)\b",
    re.I,
)
NATION_LOSES = re.compile(
    r"(?<!of )(?<!of the )\b(?:"
    + lexicons.alternatives(lexicons.listed("nations", "name", ";"))
    + r") (?:has |had |have )?(?:lost|mobili[sz]ed|recruited|called up|lose|loses)\b"
    r"(?![^.;]*\b(?:area|sector|direction|there|here|offensive|battle|assault|siege)\b)"
)
"""A country as the one that loses or recruits, which it does on the whole front."""
SIDE_OF_TOWN = re.compile(
    r"\b(?:in|into|of|from|holds?|control(?:s|led)?|inside|through|over) (?:the )?(?P<which>(?:north|"
    r"south)(?:-?(?:east|west))?ern|"
    r"(?:east|west)ern) (?:districts?|quarters?|part|half|suburbs|wards?|neighbou?rhoods?|edge|"
    r"outskirts)\b(?! of (?:the )?[A-Z])",
    re.I,
)
"""A part of the town that is told by its direction alone."""
AWAY_REACH = 60
AWAY = re.compile(
    r"\b(?:roads?|highways?|routes?|tracks?|railways?|motorways?|lines?|corridors?|streets?)(?: (?:north|south|"
    r"east|west)\w*)?"
    r"[,]?(?: (?:to|from|towards?|for|between|that (?:leads|runs) to))(?: the)?(?: [A-Z]\w+ and)? $|"
    r"\b(?:km|kilomet\w+|miles?|met(?:re|er)s|yards|hours?|days?)(?: \w+)?(?: (?:to|from|of|short of|"
    r"away from))(?: the)? $",
)
"""What stands before a place that only says whence or whither."""
TOWN = re.compile(
    r"\b(?:the|this) (?:city|town|village|port|place|fortress)\b|\b(?:its|the) (?:fall|"
    r"capture|loss|defenders)\b|^\W*(?:it|its)\b",
    re.I,
)


@dataclass
class Places:
    """Places of one article. `topic` is the town it is about; `gazetteer` maps every known name to the one to write;
    `clear`: no other town comes near the topic."""

    topic: str | None = None
    known: frozenset[str] = frozenset()
    gazetteer: Mapping[str, str] = field(default_factory=dict)
    theatre: str | None = None
    regions: frozenset[str] = frozenset()
    clear: bool = True

    @property
    def _finder(self) -> re.Pattern[str] | None:
        names = [*self.gazetteer, *self.known]
        return lexicons.pattern(names, flags=0) if names else None

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Places named in a text: start, end, name; the end of a road and the start of a distance are none."""
        return [
            found
            for found in self.named(text)
            if found[2] == self.topic or not AWAY.search(text[max(0, found[0] - AWAY_REACH) : found[0]])
        ]

    def named(self, text: str) -> list[tuple[int, int, str]]:
        """Every place that a text names: start, end, name."""
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
            part = " of parts" if PART.search(text) else ""
            return place, f"{'town named' if found else 'town'}{part}{'' if self.clear else ', another near'}"
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
        if self.theatre and (THEATRE.search(text) or NATION_LOSES.search(text)):
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
        if self.topic and (side := SIDE_OF_TOWN.search(text)) and all(name == self.topic for _, _, name in found):
            return f"{(side['which'] or 'central').lower()} {self.topic}"
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
