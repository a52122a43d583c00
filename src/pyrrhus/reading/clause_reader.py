"""Clauses as drafts: what each counts or says, of whom, where, when, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pyrrhus.reading import kinds, lexicons
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.article import Article
from pyrrhus.reading.attribution import Attribution, who_says_what
from pyrrhus.reading.claim_model import LEAST_CHANCE, chance_of_claim, claim_features
from pyrrhus.reading.claim_sense import HARD_KINDS, LEAST_WEIGHT, LEAST_WEIGHT_NARRATION, ClaimSense
from pyrrhus.reading.clause_periods import ClausePeriods
from pyrrhus.reading.clause_words import (
    ABOUT_THE_WAR,
    DENIES_IT,
    DISMISSED,
    DONE_TO,
    MEDICAL,
    NO_CLAIM,
    OWN_DOINGS,
    SAY_BOTH,
    UNVERIFIED,
    VERB_BEHIND,
    vocabulary_of,
)
from pyrrhus.reading.clauses import split_clauses
from pyrrhus.reading.counted import count, goes_on_with
from pyrrhus.reading.counted_nouns import noun_written
from pyrrhus.reading.draft_fields import Counted, Draft, Gazetteer
from pyrrhus.reading.draft_maker import DraftMaker
from pyrrhus.reading.heads import heads_of
from pyrrhus.reading.later_names import named_later
from pyrrhus.reading.numbers import find_quantities, of_those_before
from pyrrhus.reading.place_finder import find_places
from pyrrhus.reading.share_out import share_out
from pyrrhus.reading.sides import NONE, find_sides
from pyrrhus.reading.spans import Span
from pyrrhus.reading.speakers import NARRATOR
from pyrrhus.reading.type_model import TypeSeen, features_of, type_seen
from pyrrhus.reading.whose import Whose

KNOWN_VERB = 1.0
"""What a verb of fighting, moving or suffering adds to what else speaks for a claim."""
MOST_NUMBERS = 8  # a clause with more is a table


@dataclass
class _Before:
    """What the clause before was about, for those that go on without saying it again."""

    paragraph: Span | None = None
    kind: str = ""
    counted: Counted | None = None
    side: str = NONE
    quantity: Amount | None = None


class ClauseReader:
    """Reads the clauses of one article in order, remembering what the last was about."""

    def __init__(self, article: Article, gazetteer: Gazetteer | None) -> None:
        self.text = article.text
        given = gazetteer or Gazetteer({}, {}, {})
        self.sides = find_sides(self.text, given.sides, given.roles)
        self.whose = Whose(self.sides)
        self.said = named_later(who_says_what(article, self.sides))
        people = {said.speaker.name for said in self.said if said.speaker.kind == "person"}
        self.places = find_places(self.text, self.sides, given.places, given.centre, people, article.outlet)
        self.sense = ClaimSense(self.sides, self.places)
        self.before = _Before()
        self.everything = False
        self.of_claims: dict[tuple[int, int, int], Mapping[str, float]] = {}
        self.periods = ClausePeriods(article)
        self.maker = DraftMaker(article, self.places, self.periods)

    def read(self) -> list[Draft]:
        drafts: list[Draft] = []
        for said in self.said:
            if said.paragraph != self.before.paragraph:
                self.before = _Before(said.paragraph)
            for span in [said.span] if said.speech else split_clauses(self.text, said.span):
                drafts += self._clause(replace(said, span=span))
        return drafts

    def _clause(self, said: Attribution) -> list[Draft]:
        text = said.span.of(self.text)
        if UNVERIFIED.search(text) or NO_CLAIM.search(text):
            return []
        if DISMISSED.search(text):
            said = replace(said, stance="denied")
        numbers = find_quantities(text)
        quantities = [
            q
            for q in numbers[:MOST_NUMBERS]
            if self.sense.counts(q, text, after_number=self.before.counted is not None)
        ]
        if not quantities and self.sense.only_aside(numbers, text):
            return []
        numeric = [self._numeric(said, q, cut) for q, cut in share_out(text, quantities)]
        drafts = [draft for draft in numeric if draft is not None] or [
            self._with_number(draft, numbers, text) for draft in self._worded(said, text)
        ]
        if (
            quantities
            and drafts
            and drafts[0].type == "casualties"
            and len(self.sides.belligerents) == 2
            and SAY_BOTH.search(self._sentence(said))
        ):
            drafts = [both for draft in drafts for both in self._mutual(draft)]
        if drafts:
            self.before.kind, self.before.side = drafts[-1].type, drafts[-1].side
        else:
            self.periods.of(said, text, self.maker.around(said, said.span))
        self.whose.remember(text, said)
        return drafts

    def _with_number(self, draft: Draft, numbers: list[Amount], text: str) -> Draft:
        """A claim in words with the only number that stands in it, which counts nothing that the lists know."""
        counting = [one for one in numbers if one.noun not in ("time", "distance", "share")]
        if len(counting) != 1:
            return draft
        number = counting[0]
        unit = number.unit or noun_written(text, number.end)
        return replace(
            draft,
            quantity=number.value,
            unit=unit,
            low=number.low,
            high=number.high,
            hedge=number.hedge,
            ways={**draft.ways, "number": "in words"},
            check=(*draft.check, "what is counted"),
        )

    def _sentence(self, said: Attribution) -> str:
        head = self.text[max(said.paragraph.start, said.span.start - 60) : said.span.start]
        return re.split(r"[.!?]\s", head)[-1] + said.span.of(self.text)

    def _claims(self, span: Span, seen: TypeSeen, *, rule: bool, number: int = -1) -> bool:
        """Whether a stretch of a clause is a claim, by the rules and by what was learnt of them."""
        text = span.of(self.text)
        found = claim_features(
            seen.seen,
            text,
            rule=rule,
            kind=seen.type,
            side=bool(self.sides.mentions(text)),
            place=bool(self.places.mentions(text)),
            about=ABOUT_THE_WAR.search(text) is not None,
            numeric=number >= 0,
        )
        self.of_claims[(span.start, span.end, number)] = found
        # of texts on other matters than war the labelled sets tell nothing: there the rules alone decide
        nothing = not rule and "nobody named" in found and number < 0
        return self.everything or (not nothing and chance_of_claim(found) >= LEAST_CHANCE)

    def _numeric(self, said: Attribution, quantity: Amount, cut: Span) -> Draft | None:
        text = said.span.of(self.text)
        own = cut.of(text)
        quantity = of_those_before(quantity, text, self.before.quantity)
        span = Span(said.span.start + cut.start, said.span.start + cut.end)
        bare = lexicons.verb_in(own) is None and not DONE_TO.search(own)
        tail = VERB_BEHIND.search(text[cut.end :])
        counted = count(
            quantity,
            text,
            f"{own} {tail[0]}" if bare and tail else own,
            self.maker.around(said, span),
            self.before.counted,
            medical=MEDICAL.search(said.speaker.label) is not None,
        )
        seen = self._type(said, own, counted.type, quantity)
        if not self._claims(span, seen, rule=True, number=quantity.start):
            return None
        added = goes_on_with(quantity, own, self.before.counted)
        if added and not self.sides.fighting(own):
            side, way = self.before.side, "goes on"
        else:
            whole = not self.sides.fighting(own)
            moved = (
                quantity if whole else replace(quantity, start=quantity.start - cut.start, end=quantity.end - cut.start)
            )
            side, way = self.whose.of(said, text if whole else own, seen.type, moved)
        self.before.counted, self.before.side, self.before.quantity = counted, side, quantity
        name, value = counted.claims_quantity, None
        if name is None:
            name, value = vocabulary_of(own, seen.type)
        unit = counted.unit or noun_written(own, quantity.end - cut.start)
        check = [] if counted.unit else ["what is counted"]
        return self.maker.make(said, span, seen, (side, way), quantity, unit, (name, value), check)

    def _type(self, said: Attribution, text: str, counted: str = "", quantity: Amount | None = None) -> TypeSeen:
        return type_seen(
            features_of(
                text,
                counted=counted,
                quantity=quantity,
                before=self.before.kind,
                speech=said.speech,
                narrated=said.speaker is NARRATOR,
            )
        )

    def _worded(self, said: Attribution, text: str) -> list[Draft]:
        kind, weight = kinds.type_of(text)
        narrated = said.speaker is NARRATOR
        if narrated and OWN_DOINGS.match(text):
            return []
        if DENIES_IT.match(text) and self.before.kind:
            seen = TypeSeen(self.before.kind, 0.5, {})
            side = self.before.side, "goes on"
            denied = replace(said, stance="denied")
            return [self.maker.make(denied, said.span, seen, side, None, None, vocabulary_of(text, seen.type), [])]
        words = len(text.split())
        acting = re.match(r"[a-z]+ing\b", text) is not None and (not narrated or weight >= LEAST_WEIGHT_NARRATION)
        told = weight >= (LEAST_WEIGHT if said.speech else LEAST_WEIGHT_NARRATION) and not narrated
        if words < 3 or not (lexicons.verb_in(text) or acting or told):
            return []
        goes_on = bool(self.before.kind) and self.whose.without_subject(text)
        seen = self._type(said, text)
        if weight == 0 and goes_on:
            kind, weight = self.before.kind, LEAST_WEIGHT_NARRATION
        dismissed = DISMISSED.search(text) is not None
        if said.stance == "denied" and (weight < LEAST_WEIGHT or (dismissed and self.before.kind)):
            kind, weight = self.before.kind or kind, LEAST_WEIGHT
        if weight and heads_of(text).get("verb") in HARD_KINDS:
            weight += KNOWN_VERB
        rule = self.sense.tells(text, kind, weight, words, narrated=narrated)
        if not self._claims(said.span, seen, rule=rule):
            return []
        if said.stance == "denied":
            seen = TypeSeen(kind, 0.5, {})
        side = self.whose.of(said, text, seen.type)
        if dismissed and self.before.side != NONE and self.before.kind == seen.type:
            side = self.before.side, "goes on"
        return [self.maker.make(said, said.span, seen, side, None, None, vocabulary_of(text, seen.type), [])]

    def _mutual(self, draft: Draft) -> Iterable[Draft]:
        """Two claims of one sentence: each side about the losses of the other."""
        first, second = self.sides.belligerents
        for claimant, victim in ((first, second), (second, first)):
            speaker = f"{_nation(claimant)} (officials, unnamed)"
            yield replace(
                draft, side=victim, speaker=speaker, check=(*draft.check, "one of two claims of one sentence")
            )


def _nation(code: str) -> str:
    return next((row["name"] for row in lexicons.table("nations") if row["code"] == code), code)
