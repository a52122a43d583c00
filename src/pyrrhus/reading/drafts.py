"""From an article to drafts: the way of reading in one file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyrrhus.reading import kinds, lexicons
from pyrrhus.reading.article import Article
from pyrrhus.reading.attribution import Said, who_says_what
from pyrrhus.reading.clauses import split_clauses
from pyrrhus.reading.counted import LOST, Counted, count, goes_on_with, share_out
from pyrrhus.reading.numbers import Quantity, find_quantities
from pyrrhus.reading.places import find_places
from pyrrhus.reading.sides import NONE, find_sides
from pyrrhus.reading.spans import Span
from pyrrhus.reading.speakers import NARRATOR
from pyrrhus.reading.whose import Whose

LEAST_WEIGHT = 2.0
LEAST_WEIGHT_NARRATION = 2.5
CONTEXT = 400  # characters to each side, within the sentence, in which a figure for a whole front says so
MOST_NUMBERS = 8  # a clause with more is a table
SAYS = "say|says|said|claim|claims|claimed|report|reports|reported|insist|insists|assert|estimate|estimates"
SAY_BOTH = re.compile(
    r"\b(?:both|each|either|the two) (?:sides?|countries|armies|governments|nations|camps)\b[^.;]{0,30}?"
    rf"\b(?:{SAYS})\b|\b[A-Z]\w+ and [A-Z]\w+ (?:each |both )?(?:{SAYS})\b(?=[^.;]*\b(?:other|enem|oppos))",
    re.I,
)
UNVERIFIED = re.compile(r"\b(?:can|could)(?: not|n['’]t) (?:be )?(?:\w+ )?(?:verif\w+|confirm\w*)", re.I)
ABOUT_THE_BATTLE = re.compile(
    r"\b(?:the|this) (?:city|town|village|battle|siege|fighting|front)\b|\b(?:it|its|they|their)\b", re.I
)
HARD_KINDS = ("control", "road", "casualties", "civilians", "forces", "event")


@dataclass(frozen=True)
class Gazetteer:
    """Names that a scenario brings: places and sides by every name, its town, which code attacks."""

    places: Mapping[str, str]
    sides: Mapping[str, str]
    roles: Mapping[str, str]
    centre: str | None = None


@dataclass(frozen=True)
class Draft:
    """One claim as it was read, to be confirmed by a person. Offsets count characters of the article's text.

    `side` is a code (RU, UA, rebels) or "none"; `low`/`high` are what the hedge leaves open; `stance` is asserted,
    denied or uncertain; `claims_quantity`/`claims_value` are the nearest entry of the vocabulary of claims, if any;
    `check` says what the reader was unsure of.
    """

    start: int
    end: int
    speaker: str
    outlet: str | None
    said_on: str | None
    type: str
    side: str
    place: str | None
    quantity: float | None
    unit: str | None
    low: float | None
    high: float | None
    hedge: str | None
    stance: str
    quote: str
    claims_quantity: str | None
    claims_value: str | None
    check: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The draft as plain data, in the order of the documented keys."""
        data = dict(self.__dict__)
        for key in ("quantity", "low", "high"):
            value = data[key]
            data[key] = int(value) if isinstance(value, float) and value == int(value) else value
        data["check"] = list(self.check)
        return data


def read_drafts(article: Article, gazetteer: Gazetteer | None = None) -> list[Draft]:
    """Draft the claims of an article, in the order of the text. The same text gives the same drafts."""
    return sorted(_Reader(article, gazetteer).read(), key=lambda draft: (draft.start, draft.end))


@dataclass
class _Before:
    """What the clause before was about, for those that go on without saying it again."""

    paragraph: Span | None = None
    kind: str = ""
    counted: Counted | None = None
    side: str = NONE


class _Reader:
    def __init__(self, article: Article, gazetteer: Gazetteer | None) -> None:
        self.article, self.text = article, article.text
        given = gazetteer or Gazetteer({}, {}, {})
        self.sides = find_sides(self.text, given.sides, given.roles)
        self.whose = Whose(self.sides)
        self.said = who_says_what(article, self.sides)
        people = {said.speaker.name for said in self.said if said.speaker.kind == "person"}
        self.places = find_places(self.text, self.sides, given.places, given.centre, people)
        self.before = _Before()

    def read(self) -> list[Draft]:
        drafts: list[Draft] = []
        for said in self.said:
            if said.paragraph != self.before.paragraph:
                self.before = _Before(said.paragraph)
            for span in [said.span] if said.speech else split_clauses(self.text, said.span):
                drafts += self._clause(replace(said, span=span))
        return drafts

    def _clause(self, said: Said) -> list[Draft]:
        text = said.span.of(self.text)
        if UNVERIFIED.search(text):
            return []
        quantities = [q for q in find_quantities(text)[:MOST_NUMBERS] if self._counts(q, text)]
        drafts = [self._numeric(said, q, cut) for q, cut in share_out(text, quantities)] or self._worded(said, text)
        if (
            quantities
            and drafts[0].type == "casualties"
            and len(self.sides.belligerents) == 2
            and SAY_BOTH.search(self._sentence(said))
        ):
            drafts = [both for draft in drafts for both in self._mutual(draft)]
        if drafts:
            self.before.kind = drafts[-1].type
        self.whose.remember(text, said)
        return drafts

    def _sentence(self, said: Said) -> str:
        head = self.text[max(said.paragraph.start, said.span.start - 60) : said.span.start]
        return re.split(r"[.!?]\s", head)[-1] + said.span.of(self.text)

    def _counts(self, quantity: Quantity, text: str) -> bool:
        """Whether a number says something about the battle by itself."""
        if quantity.noun == "time":
            after = re.search(r"\b(?:after|in|within|for the \w+ time in)\s+(?:\w+\s+)?$", text[: quantity.start], re.I)
            return not (after and kinds.type_of(text)[1] >= LEAST_WEIGHT_NARRATION)
        if quantity.unit:
            return True
        weights = kinds.weigh_types(text)
        heavy = any(weights[kind] >= 2.5 for kind in ("casualties", "civilians", "forces"))
        goes_on = self.before.counted is not None and len(text.split()) <= 10
        return (heavy or goes_on or LOST.search(text) is not None) and (quantity.value or 0) >= 10

    def _numeric(self, said: Said, quantity: Quantity, cut: Span) -> Draft:
        text = said.span.of(self.text)
        own = cut.of(text)
        span = Span(said.span.start + cut.start, said.span.start + cut.end)
        counted = count(quantity, text, own, self._around(said, span), self.before.counted)
        added = goes_on_with(quantity, own, self.before.counted)
        if added and not self.sides.fighting(own):
            side = self.before.side
        else:
            side = self.whose.of(said, own if self.sides.fighting(own) else text, counted.type)
        self.before.counted, self.before.side = counted, side
        check = [] if counted.unit else ["what is counted"]
        return self._draft(
            said, span, counted.type, side, quantity, counted.unit or None, counted.claims_quantity, None, check
        )

    def _worded(self, said: Said, text: str) -> list[Draft]:
        kind, weight = kinds.type_of(text)
        narrated = said.speaker is NARRATOR
        words = len(text.split())
        acting = not narrated and re.match(r"\w+ing\b", text) is not None
        told = weight >= (LEAST_WEIGHT if said.speech else LEAST_WEIGHT_NARRATION) and not narrated
        if words < 3 or not (lexicons.finite_verb().search(text) or acting or told):
            return []
        goes_on = bool(self.before.kind) and self.whose.without_subject(text)
        if weight == 0 and goes_on:
            kind, weight = self.before.kind, LEAST_WEIGHT_NARRATION
        if said.stance == "denied" and weight < LEAST_WEIGHT:
            kind, weight = self.before.kind or kind, LEAST_WEIGHT
        if not self._tells(text, kind, weight, words, narrated=narrated):
            return []
        name, value = vocabulary_of(text, kind)
        side = self.whose.of(said, text, kind)
        return [self._draft(said, said.span, kind, side, None, None, name, value, [])]

    def _tells(self, text: str, kind: str, weight: float, words: int, *, narrated: bool) -> bool:
        """Whether a clause without a number claims anything about the battle."""
        named = bool(self.sides.mentions(text) or self.places.mentions(text) or ABOUT_THE_BATTLE.search(text))
        if not narrated:
            return weight >= LEAST_WEIGHT or (named and words >= 5)
        return weight >= LEAST_WEIGHT_NARRATION and (
            named or kind in HARD_KINDS or weight >= 2 * LEAST_WEIGHT_NARRATION
        )

    def _mutual(self, draft: Draft) -> Iterable[Draft]:
        """Two claims of one sentence: each side about the losses of the other."""
        first, second = self.sides.belligerents
        for claimant, victim in ((first, second), (second, first)):
            speaker = f"{_nation(claimant)} (officials, unnamed)"
            yield replace(
                draft, side=victim, speaker=speaker, check=(*draft.check, "one of two claims of one sentence")
            )

    def _draft(
        self, said: Said, span: Span, kind: str, side: str, quantity: Quantity | None, unit: str | None,
        name: str | None, value: str | None, check: list[str],
    ) -> Draft:  # fmt: skip
        text = span.of(self.text)
        stance = kinds.stance_of(text, spoken=said.stance, negated=said.negated)
        place = self.places.of(text, self._around(said, span) if quantity and kind == "casualties" else "")
        if said.outlet is None or self.article.outlet_is_guess:
            check.append("outlet")
        if said.said_on is None or len(said.said_on) < 10:
            check.append("said_on")
        if said.speaker.label.startswith(("he ", "she ", "it ", "they ", "one of them ")):
            check.append("speaker")
        if side == NONE and kind in ("casualties", "control", "intent", "forces"):
            check.append("side")
        if stance != "asserted":
            check.append("stance")
        return Draft(
            span.start, span.end, said.speaker.label, said.outlet, said.said_on, kind, side, place,
            quantity.value if quantity else None, unit, quantity.low if quantity else None,
            quantity.high if quantity else None,
            quantity.hedge if quantity else None, stance, text, name, value, tuple(check),
        )  # fmt: skip

    def _around(self, said: Said, span: Span) -> str:
        """The rest of the sentence in which a clause stands."""
        start = max(said.paragraph.start, span.start - CONTEXT)
        end = min(said.paragraph.end, span.end + CONTEXT)
        return (
            re.split(r"[.!?]\s", self.text[start : span.start])[-1]
            + re.split(r"[.!?]\s", self.text[span.start : end])[0]
        )


def _nation(code: str) -> str:
    return next((row["name"] for row in lexicons.table("nations") if row["code"] == code), code)


def vocabulary_of(text: str, kind: str) -> tuple[str | None, str | None]:
    """The categorical quantity of the vocabulary that a clause speaks of and its word, from the list of cues."""
    for row in lexicons.table("categories"):
        if row["type"] in ("", kind) and re.search(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", text, re.I):
            return row["quantity"], row["value"]
    return None, None
