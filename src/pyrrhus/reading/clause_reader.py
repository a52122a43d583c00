"""Clauses as drafts: what each counts or says, of whom, where, when, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pyrrhus.reading import kinds, lexicons
from pyrrhus.reading.article import Article
from pyrrhus.reading.attribution import Attribution, who_says_what
from pyrrhus.reading.clause_words import (
    ABOUT_THE_BATTLE,
    ABOUT_THE_WAR,
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
from pyrrhus.reading.confidence import FLAG_BELOW, confidence_of, keeps
from pyrrhus.reading.counted import LOST, Counted, count, goes_on_with
from pyrrhus.reading.draft_fields import Draft, Gazetteer
from pyrrhus.reading.heads import heads_of
from pyrrhus.reading.numbers import Amount, find_quantities
from pyrrhus.reading.place_finder import find_places
from pyrrhus.reading.share_out import share_out
from pyrrhus.reading.sides import NONE, find_sides
from pyrrhus.reading.spans import Span
from pyrrhus.reading.spans_of_time import Period, beginning, covered, find_period, opens_long_ago
from pyrrhus.reading.speakers import NARRATOR
from pyrrhus.reading.type_model import TypeSeen, features_of, type_seen
from pyrrhus.reading.whose import Whose

LEAST_WEIGHT = 2.0
LEAST_WEIGHT_NARRATION = 2.5
KNOWN_VERB = 1.0
"""What a verb of fighting, moving or suffering adds to what else speaks for a claim."""
CONTEXT = 400  # characters to each side, within the sentence, in which a figure for a whole front says so
GOING_ON_WORDS = 14  # words of a clause whose bare number goes on with what was counted before
MOST_NUMBERS = 8  # a clause with more is a table
ASIDE_UNITS = ("times", "groups")
"""Units that are counted as often in peace."""
HARD_KINDS = ("control", "road", "casualties", "civilians", "forces", "event")


@dataclass
class _Before:
    """What the clause before was about, for those that go on without saying it again."""

    paragraph: Span | None = None
    kind: str = ""
    counted: Counted | None = None
    side: str = NONE
    quantity: Amount | None = None
    period: Period = Period()
    speaker: str = ""
    end: int = 0


class ClauseReader:
    """Reads the clauses of one article in order, remembering what the last was about."""

    def __init__(self, article: Article, gazetteer: Gazetteer | None) -> None:
        self.article, self.text = article, article.text
        given = gazetteer or Gazetteer({}, {}, {})
        self.sides = find_sides(self.text, given.sides, given.roles)
        self.whose = Whose(self.sides)
        self.said = who_says_what(article, self.sides)
        people = {said.speaker.name for said in self.said if said.speaker.kind == "person"}
        self.places = find_places(self.text, self.sides, given.places, given.centre, people, article.outlet)
        self.before = _Before()
        self.seen: dict[tuple[int, int, int], Mapping[str, float]] = {}
        self.began = beginning(self.text, article.published)
        self.covered = covered(self.text, article.published)

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
            self.before.kind, self.before.side = drafts[-1].type, drafts[-1].side
        else:
            self._period(said, text)
        self.whose.remember(text, said)
        return drafts

    def _sentence(self, said: Attribution) -> str:
        head = self.text[max(said.paragraph.start, said.span.start - 60) : said.span.start]
        return re.split(r"[.!?]\s", head)[-1] + said.span.of(self.text)

    def _counts(self, quantity: Amount, text: str) -> bool:
        """Whether a number says something about the battle by itself."""
        if quantity.noun == "time":
            after = re.search(r"\b(?:after|in|within|for the \w+ time in)\s+(?:\w+\s+)?$", text[: quantity.start], re.I)
            return not (after and kinds.type_of(text)[1] >= LEAST_WEIGHT_NARRATION)
        if quantity.unit in ASIDE_UNITS or quantity.noun in ("time", "distance"):
            return self._about_war(text)
        if quantity.unit:
            return True
        weights = kinds.weigh_types(text)
        heavy = any(weights[kind] >= 2.5 for kind in ("casualties", "civilians", "forces"))
        goes_on = self.before.counted is not None and len(text.split()) <= GOING_ON_WORDS
        return (heavy or goes_on or LOST.search(text) is not None) and (quantity.value or 0) >= 10

    def _about_war(self, text: str) -> bool:
        """Whether a clause names a side, a place or something of the battle."""
        if self.sides.mentions(text) or self.places.mentions(text) or ABOUT_THE_WAR.search(text):
            return True
        weights = kinds.weigh_types(text)
        return any(weights[kind] >= LEAST_WEIGHT for kind in (*HARD_KINDS, "intent"))

    def _numeric(self, said: Attribution, quantity: Amount, cut: Span) -> Draft:
        text = said.span.of(self.text)
        own = cut.of(text)
        quantity = self._of_them(quantity, text)
        span = Span(said.span.start + cut.start, said.span.start + cut.end)
        bare = lexicons.verb_in(own) is None and not DONE_TO.search(own)
        tail = VERB_BEHIND.search(text[cut.end :])
        counted = count(
            quantity,
            text,
            own + tail[0] if bare and tail else own,
            self._around(said, span),
            self.before.counted,
            medical=MEDICAL.search(said.speaker.label) is not None,
        )
        seen = self._type(said, own, counted.type, quantity)
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
        check = [] if counted.unit else ["what is counted"]
        return self._draft(said, span, seen, (side, way), quantity, counted.unit or None, (name, value), check)

    def _of_them(self, quantity: Amount, text: str) -> Amount:
        """A per cent "of them" as the number that it is of the one counted before."""
        whole = self.before.quantity
        behind = re.match(r"\s+of (?:them|whom|those|these|the dead|the victims)\b", text[quantity.end :])
        if (
            quantity.unit != "percent"
            or behind is None
            or whole is None
            or whole.value is None
            or quantity.value is None
        ):
            return quantity
        value = round(quantity.value * whole.value / 100)
        return replace(
            quantity,
            value=value,
            low=value,
            high=value,
            unit=whole.unit,
            type=whole.type,
            noun=whole.noun,
            claims_quantity="",
            written=whole.written,
        )

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
        words = len(text.split())
        acting = re.match(r"[a-z]+ing\b", text) is not None and (not narrated or weight >= LEAST_WEIGHT_NARRATION)
        told = weight >= (LEAST_WEIGHT if said.speech else LEAST_WEIGHT_NARRATION) and not narrated
        if words < 3 or not (lexicons.verb_in(text) or acting or told):
            return []
        goes_on = bool(self.before.kind) and self.whose.without_subject(text)
        if weight == 0 and goes_on:
            kind, weight = self.before.kind, LEAST_WEIGHT_NARRATION
        dismissed = DISMISSED.search(text) is not None
        if said.stance == "denied" and (weight < LEAST_WEIGHT or (dismissed and self.before.kind)):
            kind, weight = self.before.kind or kind, LEAST_WEIGHT
        if weight and heads_of(text).get("verb") in HARD_KINDS:
            weight += KNOWN_VERB
        if not self._tells(text, kind, weight, words, narrated=narrated):
            return []
        seen = self._type(said, text) if weight > 0 and said.stance != "denied" else TypeSeen(kind, 0.5, {})
        side = self.whose.of(said, text, seen.type)
        if dismissed and self.before.side != NONE and self.before.kind == seen.type:
            side = self.before.side, "goes on"
        return [self._draft(said, said.span, seen, side, None, None, vocabulary_of(text, seen.type), [])]

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

    def _missing(self, said: Attribution, whose: str, kind: str) -> list[str]:
        """Fields that a draft should have, and that neither the text nor the caller tells."""
        missing = []
        if said.outlet is None or self.article.outlet_is_guess:
            missing.append("outlet")
        if said.said_on is None or len(said.said_on) < 10:
            missing.append("said_on")
        if whose == NONE and kind in ("casualties", "control", "intent", "forces"):
            missing.append("side")
        return missing

    def _draft(
        self,
        said: Attribution,
        span: Span,
        seen: TypeSeen,
        side: tuple[str, str],
        quantity: Amount | None,
        unit: str | None,
        vocabulary: tuple[str | None, str | None],
        check: list[str],
    ) -> Draft:
        text = span.of(self.text)
        self.seen[(span.start, span.end, quantity.start if quantity else -1)] = seen.seen
        stance = kinds.stance_of(text, spoken=said.stance, negated=said.negated)
        counts = quantity is not None and seen.type == "casualties"
        place, place_way = self.places.of(text, self._around(said, span) if counts else "")
        period, period_way = self._period(said, text)
        heard = said.way or said.speaker.way
        ways = {
            "type": f"{'numeric' if quantity else 'worded'} {bin_of(seen.probability)}",
            "speaker": f"speech {heard}" if said.speech else heard,
            "side": side[1],
            "place": place_way,
            "period": period_way,
            "stance": stance,
        }
        if quantity is not None:
            ways["number"] = f"{quantity.hedge} {'unit' if unit else 'no unit'}"
        sure = {field: confidence_of(field, way) for field, way in ways.items()}
        whose = side[0] if keeps("side", sure["side"]) else NONE
        check += self._missing(said, whose, seen.type)
        if whose == NONE:
            sure.pop("side")
        check += [field for field, share in sure.items() if share < FLAG_BELOW and field not in check]
        return Draft(
            span.start,
            span.end,
            said.speaker.label,
            said.outlet,
            said.said_on,
            seen.type,
            whose,
            place,
            quantity.value if quantity else None,
            unit,
            quantity.low if quantity else None,
            quantity.high if quantity else None,
            quantity.hedge if quantity else None,
            stance,
            text,
            *vocabulary,
            tuple(dict.fromkeys(check)),
            period.first.isoformat() if period.first else None,
            period.last.isoformat() if period.last else None,
            period.since,
            {field: round(share, 2) for field, share in sure.items()},
            ways,
        )

    def _period(self, said: Attribution, text: str) -> tuple[Period, str]:
        """The period of a part of a clause: its own words, else those of the clause, else the sentence's since."""
        day = date.fromisoformat(said.said_on) if said.said_on and len(said.said_on) == 10 else self.article.published
        whole = said.span.of(self.text)
        own = find_period(text, "", day, began=self.began)
        if own != Period():
            self._keep_period(said, own)
            return own, "own since" if own.since else "own words"
        wide = find_period(whole, self._around(said, said.span), day, began=self.began)
        if wide != Period():
            self._keep_period(said, wide)
            return wide, "sentence"
        return self._period_before(said)

    def _keep_period(self, said: Attribution, period: Period) -> None:
        self.before.period, self.before.speaker, self.before.end = period, said.speaker.label, said.span.end

    def _period_before(self, said: Attribution) -> tuple[Period, str]:
        """The period of the clause before, which holds on in its sentence and for the same speaker's paragraph; else the
        days that a bulletin says it covers."""
        if opens_long_ago(self._around(said, said.span)):
            return Period(), "none"
        if self.before.period != Period():
            same = not re.search(r"[.!?][\"”’)]*\s", self.text[self.before.end : said.span.start + 1])
            again = "same" if self.before.speaker == said.speaker.label else "other"
            return self.before.period, "carried within a sentence" if same else f"carried {again} speaker"
        return (self.covered, "bulletin") if self.covered != Period() else (Period(), "none")

    def _around(self, said: Attribution, span: Span) -> str:
        """The rest of the sentence in which a clause stands."""
        start = max(said.paragraph.start, span.start - CONTEXT)
        end = min(said.paragraph.end, span.end + CONTEXT)
        return (
            re.split(r"[.!?]\s", self.text[start : span.start])[-1]
            + re.split(r"[.!?]\s", self.text[span.start : end])[0]
        )


def bin_of(probability: float) -> str:
    """A probability as one of a few classes, in which the labelled set says how often it was right."""
    return next(f"below {edge}" for edge in (0.4, 0.55, 0.7, 0.85, 0.95, 1.01) if probability < edge)


def _nation(code: str) -> str:
    return next((row["name"] for row in lexicons.table("nations") if row["code"] == code), code)
