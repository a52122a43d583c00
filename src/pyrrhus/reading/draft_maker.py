"""What was read of a clause as a draft: with its place, its days, how sure each field is, and what to check."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyrrhus.reading import kinds
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.article import Article
from pyrrhus.reading.article_places import Places
from pyrrhus.reading.attribution import Attribution
from pyrrhus.reading.clause_periods import ClausePeriods
from pyrrhus.reading.confidence import FLAG_BELOW, confidence_of, keeps
from pyrrhus.reading.draft_fields import Draft
from pyrrhus.reading.sides import NONE
from pyrrhus.reading.spans import Span
from pyrrhus.reading.type_model import TypeSeen

CONTEXT = 400  # characters to each side, within the sentence, in which a figure for a whole front says so


class DraftMaker:
    """Makes the drafts of one article; `seen` keeps what the type of each was judged by."""

    def __init__(self, article: Article, places: Places, periods: ClausePeriods) -> None:
        self.article, self.text, self.places, self.periods = article, article.text, places, periods
        self.seen: dict[tuple[int, int, int], Mapping[str, float]] = {}

    def make(
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
        """The draft of a part of a clause, with how sure each field is and what a person should check."""
        text = span.of(self.text)
        self.seen[(span.start, span.end, quantity.start if quantity else -1)] = seen.seen
        stance = kinds.stance_of(text, spoken=said.stance, negated=said.negated)
        counts = quantity is not None and seen.type == "casualties"
        place, place_way = self.places.of(text, self.around(said, span) if counts else "")
        period, period_way = self.periods.of(said, text, self.around(said, said.span))
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

    def around(self, said: Attribution, span: Span) -> str:
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
