"""Of whom a clause speaks: whose losses, whose ground, whose intent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrrhus.reading import lexicons
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.attribution import Attribution
from pyrrhus.reading.side_names import code_of
from pyrrhus.reading.sides import ENEMY, NONE, THEY, WE, SideFinder, is_state
from pyrrhus.reading.speakers import NARRATOR
from pyrrhus.reading.victims import loser, scene_of

Mention = tuple[int, int, str]

BOTH = re.compile(r"\b(?:both|neither|either|each) (?:of the )?(?:sides?|countries|armies)\b|\bon both sides\b", re.I)
TAKING = re.compile(
    r"\b(?:captur(?:e|ing)|seiz(?:ure|ing|e)|taking|conquest|fall of|winning|its fall|"
    r"encircl\w+|surrounded|besieged|siege)\b",
    re.I,
)
TAKING_HEAD = re.compile(
    r"^\W*(?:(?:the|its|a) )?(?:capture|seizure|fall|conquest)\b|^\W*(?:capturing|seizing|taking|winning|"
    r"conquering)\b",
    re.I,
)
THEIRS = re.compile(
    r"\b(?:its|his|her|their) (?:\w+ )?(?:forces|troops|men|soldiers|fighters|army|efforts?|"
    r"offensive|advance|campaign|losses|units?|battalion|brigade|company|regiment|general|"
    r"military|commanders?|plans?|war)\b"
    r"|\bhis country['’]s\b",
    re.I,
)
OFFICIAL = re.compile(
    r"\b(?:Brigadier|General|Colonel|Major|Lieutenant|Captain|Admiral|[Aa]rmy|[Mm]ilitary|Prime Minister|President|"
    r"[Gg]overnment|[Dd]efen[cs]e [Mm]inist\w+|[Ii]nterior [Mm]inist\w+|[Ff]ederal|[Ss]tate (?:media|television|"
    r"radio))\b"
)
CIVILIANS = re.compile(r"(?:['’]s)?\s+(?:civil|resid|citi|child|famil|people|women)")
LOCAL = re.compile(
    r"\b(?:soldier|medic|sergeant|lieutenant|captain|brigade|battalion|gunner|serviceman|platoon commander|"
    r"mayor|governor|city council|town council|military administration|city administration|"
    r"head of the (?:town|city|region)|residents?|garrison)\b",
    re.I,
)
IT = re.compile(
    r"\b(?:allow|enable|help|let|give|force)(?:s|ed)? it\b|^\W*(?:the country|it)\b(?= (?:has|"
    r"had|will|would|could|is|was) (?:lost|losing|gained|taken|sent|deployed|thrown|suffered|"
    r"been (?:losing|sending|slowly)))|\bthe country\b(?= \w+ly committed| has committed)",
    re.I,
)
THROWN_BACK = re.compile(
    r"\b(?:repell?ed|repulsed|beaten (?:back|off)|thrown back|stopped|thwarted|fought off|foiled|broken up|"
    r"driven (?:off|back))\b",
    re.I,
)
TAKEN_FROM = re.compile(
    r"\b(?:encirclement|defeat|rout|capture|siege|destruction|expulsion|surrender) of (?:the |all )?(?:\w+ )?$", re.I
)
NO_SUBJECT = re.compile(r"^\W*(?:who|which|whose|leaving|losing|killing|giving|forcing|including|at an? )\b", re.I)


@dataclass
class Whose:
    """Finds the side of each clause; remembers of whom the text spoke last."""

    sides: SideFinder
    subject: str | None = None
    last: str | None = None
    lost: str | None = None

    def remember(self, text: str, said: Attribution) -> None:
        """Keep the sides of a clause for the pronouns of those that follow; "Prussia denied it" names Prussia."""
        found = self.sides.fighting(text)
        own = self._own(said, text) if said.speaker is not NARRATOR else None
        if own and THEIRS.match(text) and not said.speech and not any(m[0] < 20 for m in found):
            self.subject = self.last = own
        elif found:
            self.subject, self.last = found[0][2], found[-1][2]
        elif ENEMY.search(text) and (foe := self.sides.other(own)):
            self.subject = self.last = foe
        elif said.speaker.kind == "body" and said.speaker.side in self.sides.belligerents:
            self.subject = self.last = said.speaker.side

    def of(self, said: Attribution, text: str, kind: str, quantity: Amount | None = None) -> tuple[str, str]:
        """The side of a clause, "none" where it is of neither or of both, and how it was found.
        `quantity` is what it counts."""
        found = self.sides.fighting(text) or ([] if self.sides.belligerents else self.sides.mentions(text))
        own = self._own(said, text)
        if kind == "casualties":
            scene = scene_of(
                text,
                quantity,
                self.sides.fighting if self.sides.belligerents else self.sides.mentions,
                own=own or said.speaker.side,
                subject=self.subject,
                speech=said.speech,
                narrated=said.speaker is NARRATOR,
                before=self.lost,
                plural=said.speaker.plural,
            )
            self.lost, way = loser(self.sides, scene)
            return self.lost or NONE, way
        self.lost = None
        if kind == "civilians":
            return self._people(text) or NONE, "civilians"
        way = "speech" if said.speech else "named" if found else "no name"
        return self._actor(said, text, kind, found, own) or NONE, f"{way} {kind}"

    def _people(self, text: str) -> str | None:
        """Whose civilians: of the country that the words name, else nobody's."""
        named = [code for _, end, code in self.sides.mentions(text) if is_state(code) and CIVILIANS.match(text[end:])]
        if named:
            return named[0]
        peoples = re.search(r"\b([A-Z]\w+s)\b(?= (?:were|was|have|had|are))", text)
        code = code_of(peoples[1]) if peoples else None
        return code if code and is_state(code) else None

    def _own(self, said: Attribution, text: str) -> str | None:
        """The side that the speaker belongs to."""
        side = said.speaker.side
        if side in self.sides.involved:
            return side
        if side is not None or said.speaker.kind not in ("person", "unnamed", "body"):
            return None
        label = said.speaker.label
        if self.sides.government and side is None and OFFICIAL.search(label) and not self.sides.mentions(label):
            return self.sides.government
        if LOCAL.search(label):
            return self.sides.defender
        # who says "we" or "the enemy" to a reporter and is of no named side is most often a defender
        return self.sides.defender if said.speech and (WE.search(text) or ENEMY.search(text)) else None

    def _actor(self, said: Attribution, text: str, kind: str, found: list[Mention], own: str | None) -> str | None:
        if BOTH.search(text) or self._joined(text, found):
            return None
        agent = re.search(r"\b\w+(?:ed|en|un|wn|ut|elt|ught)\s+by (?:the )?([A-Z][\w’'-]+(?: \w+){0,2})", text)
        agents = self.sides.fighting(agent[1]) if agent else []
        if agents:
            return agents[0][2]
        if TAKING_HEAD.search(text) and self.sides.attacker:
            return self.sides.attacker
        narrated = said.speaker is NARRATOR
        foe = self.sides.other(own) if not narrated else None
        if found and TAKEN_FROM.search(text[: found[0][0]]) and self.sides.other(found[0][2]):
            return self.sides.other(found[0][2])
        if ENEMY.search(text) and THROWN_BACK.search(text) and own and not narrated:
            return own
        places = [(start, code) for start, _, code in found[:1]]
        ours, enemy, they, theirs = WE.search(text), ENEMY.search(text), THEY.search(text), THEIRS.search(text)
        if ours and own and not narrated:
            places.append((ours.start(), own))
        if enemy and foe:
            places.append((enemy.start(), foe))
        if they and not narrated and not said.speech and own and they.start() < 4:
            places.append((they.start(), own))
        elif they and they.start() < 12:
            meant = (foe or self.subject) if said.speech and own else self.subject
            if meant:
                places.append((they.start(), meant))
        meant = (own if not narrated and not said.speech else None) or self.subject
        it = IT.search(text)
        if theirs and meant:
            places.append((theirs.start(), meant))
        if it and meant:
            places.append((it.start(), meant))
        if own and said.stance == "denied" and not narrated and re.match(r"\W*[a-z]+ing\b", text):
            return own  # "denied losing any ground": his own
        if not places and self.without_subject(text):
            return self.last if re.match(r"\W*(?:who|which|whose)\b", text) else self.subject
        if places:
            return min(places)[1]
        if TAKING.search(text) and self.sides.attacker:
            return self.sides.attacker
        if own and (kind in ("intent", "control", "forces") or (said.speech and kind == "assessment")):
            return own
        if re.search(r"\bvictor(?:y|ious)\b", text, re.I):
            return self.sides.attacker
        return None

    def _joined(self, text: str, found: list[Mention]) -> bool:
        """ "Ukrainian and Russian forces": both."""
        return (
            len(found) >= 2
            and found[0][2] != found[1][2]
            and bool(re.fullmatch(r"\s+and\s+", text[found[0][1] : found[1][0]]))
        )

    def without_subject(self, text: str) -> bool:
        """Whether a clause goes on with the subject of the one before."""
        if NO_SUBJECT.match(text):
            return True
        text = re.sub(r"^(?:now|still|also|then|already)\s+", "", text)
        verb = lexicons.finite_verb().match(text)
        return verb is not None and verb.start() == 0 and text[:1].islower()
