"""From an article to drafts: the way of reading in one file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyrrhus.claims.read import kinds, lexicons
from pyrrhus.claims.read.article import Article
from pyrrhus.claims.read.attribution import Said, who_says_what
from pyrrhus.claims.read.clauses import split_clauses
from pyrrhus.claims.read.numbers import Quantity, find_quantities, rate_of
from pyrrhus.claims.read.places import Places, find_places
from pyrrhus.claims.read.sentences import Span
from pyrrhus.claims.read.sides import NONE, find_sides
from pyrrhus.claims.read.speakers import NARRATOR
from pyrrhus.claims.read.whose import Whose

LEAST_WEIGHT = 2.0
CONTEXT = 800  # characters to each side in which a figure for a whole front says so
MOST_NUMBERS = 8  # a clause with more is a table
LEAST_WEIGHT_NARRATION = 2.5
BOTH_SIDES = re.compile(
    r"\b(?:both|each|the two) (?:sides?|countries|armies|governments|nations|camps)\b|\b(?:each|either) side\b", re.I
)
MUTUAL = re.compile(r"\b(?:the other|each other|enem(?:y|ies)|opponent|one another|its adversary|their adversar)", re.I)


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


class _Reader:
    def __init__(self, article: Article, gazetteer: Gazetteer | None) -> None:
        self.article, self.text = article, article.text
        given = gazetteer or Gazetteer({}, {}, {})
        self.sides = find_sides(self.text, given.sides, given.roles)
        self.whose = Whose(self.sides)
        self.places: Places = find_places(self.text, self.sides, given.places, given.centre)

    def read(self) -> list[Draft]:
        return [draft for said in who_says_what(self.article, self.sides) for draft in self._drafts(said)]

    def _drafts(self, said: Said) -> list[Draft]:
        spans = [said.span] if said.speech else split_clauses(self.text, said.span)
        drafts: list[Draft] = []
        for span in spans:
            drafts += self._clause(replace(said, span=span))
        return drafts

    def _clause(self, said: Said) -> list[Draft]:
        text = said.span.of(self.text)
        quantities = [q for q in find_quantities(text)[:MOST_NUMBERS] if self._counts(q, text)]
        drafts = [self._numeric(said, q, cut) for q, cut in _share_out(text, quantities)]
        if not drafts:
            drafts = self._worded(said, text)
        if (
            BOTH_SIDES.search(self._sentence(said))
            and drafts
            and drafts[0].type == "casualties"
            and len(self.sides.belligerents) == 2
        ):
            drafts = [d for draft in drafts for d in self._mutual(draft, said)]
        self.whose.remember(text)
        return drafts

    def _sentence(self, said: Said) -> str:
        head = self.text[max(said.paragraph.start, said.span.start - 60) : said.span.start]
        return re.split(r"[.!?]\s", head)[-1] + said.span.of(self.text)

    def _counts(self, quantity: Quantity, text: str) -> bool:
        """Whether a number says something about the battle by itself."""
        if quantity.unit:
            return True
        weights = kinds.weigh_types(text)
        return (
            any(weights[kind] >= 2.5 for kind in ("casualties", "civilians", "forces")) and (quantity.value or 0) >= 10
        )

    def _numeric(self, said: Said, quantity: Quantity, cut: Span) -> Draft:
        text = said.span.of(self.text)
        own = cut.of(text)
        kind, unit, name = self._classify(quantity, text, own)
        per = rate_of(text, quantity)
        if per and kind in ("casualties", "event", "forces") and unit:
            unit = f"{unit}/{per}"
            name = (
                {
                    "killed": "killed_per_day",
                    "wounded": "wounded_per_day",
                    "captured": "captured_per_day",
                    "casualties": "casualties_per_day",
                }.get(name or "", name)
                if per == "day"
                else None
            )
        span = Span(said.span.start + cut.start, said.span.start + cut.end)
        side = self.whose.of(said, own if self.sides.fighting(own) else text, kind)
        check = ["what is counted"] if not unit else []
        return self._draft(said, span, kind, side, quantity, unit or None, name, None, check)

    def _classify(self, quantity: Quantity, text: str, own: str) -> tuple[str, str, str | None]:
        """Type, unit and vocabulary of a number in its clause."""
        weights = kinds.weigh_types(own)
        kind, unit, name = quantity.type or kinds.type_of(text)[0], quantity.unit, quantity.claims_quantity or None
        lost = re.search(r"\b(?:killed?|killing|dead|died|deaths?|slain|perished)\b", own, re.I)
        hurt = re.search(r"\b(?:wounded|injured)\b", own, re.I)
        taken = re.search(
            r"\b(?:captured|taken prisoner|surrender\w*|prisoners?|laid down (?:their )?arms)\b", own, re.I
        )
        losing = re.search(r"\b(?:los(?:t|e|es|ing)|losses|casualties|suffered)\b", own, re.I)
        if (
            (quantity.noun == "people" and kind == "forces")
            or quantity.noun in ("loss", "")
            or (quantity.noun == "people" and unit == "people")
        ):
            civilian = quantity.type == "civilians" and (
                re.search(r"civilian|resident|child|inhabitant", own, re.I)
                or not re.search(r"soldier|troops|servicem", text, re.I)
            )
            if (
                lost
                and hurt
                and re.search(
                    r"killed and wounded|killed or wounded|dead and wounded|dead or wounded|killed and injured",
                    own,
                    re.I,
                )
            ):
                return "casualties", "killed and wounded", "casualties"
            if lost and (quantity.noun != "loss" or unit in ("killed", "deaths")):
                if civilian and unit != "people":
                    return "civilians", "civilians killed", "civilians_killed"
                return "casualties", "killed" if unit != "deaths" else "deaths", "killed"
            if hurt and quantity.noun != "loss":
                return "casualties", "wounded", "wounded"
            if taken and not civilian:
                return "casualties", "captured", "captured"
            if losing and quantity.type != "civilians":
                return "casualties", unit or "casualties", "casualties" if quantity.noun != "equipment" else None
        if quantity.noun == "equipment" and (
            losing or re.search(r"\b(?:destroyed|knocked out|shot down|captured)\b", own, re.I)
        ):
            return "casualties", f"{unit} lost" if losing else unit, None
        if (
            unit in ("civilians", "residents", "people", "children")
            and name
            and re.search(r"\b(?:remain\w*|still|left|stay\w*|live|living|trapped|shelter\w*|there)\b", text, re.I)
        ):
            unit = f"{unit} present" if unit in ("civilians", "children") else unit
        elif kind == "civilians":
            name = None
        if (
            quantity.noun == "ways"
            and name == "main_roads_controlled"
            and not re.search(r"\bcontrol|\bheld|\bcommand", own, re.I)
        ):
            name = None
        if quantity.noun == "time":
            kind = self._time_type(weights, text)
            name = (
                name
                if kind == "duration" and re.search(r"\b(?:battle|fighting|siege|assault|spent|trying)\b", text, re.I)
                else None
            )
        if quantity.noun == "distance":
            kind = "geography" if not (weights["control"] >= 2.5) else "control"
        if quantity.noun == "share":
            best = max(("control", "casualties", "civilians", "forces", "event"), key=lambda k: weights[k])
            kind = best if weights[best] > 0 else "assessment"
        if quantity.noun in ("event",):
            best = max(("road", "control", "event", "casualties"), key=lambda k: weights[k])
            kind = "event" if weights[best] < 2.5 else best
        if quantity.noun == "units":
            kind = "casualties" if losing else "forces"
        if quantity.noun == "":
            kind = max(("casualties", "civilians", "forces"), key=lambda k: weights[k])
        return kind, unit, name

    def _time_type(self, weights: Mapping[str, float], text: str) -> str:
        if (
            re.search(r"\b(?:for|after|spent|lasted|lasting|entered|enters)\b", text, re.I)
            or sum(weights.values()) == 0
        ):
            return "duration"
        best = max(weights, key=lambda k: (weights[k], k))
        return best if weights[best] >= 3 else "duration"

    def _worded(self, said: Said, text: str) -> list[Draft]:
        kind, weight = kinds.type_of(text)
        least = LEAST_WEIGHT_NARRATION if said.speaker is NARRATOR else LEAST_WEIGHT
        named = bool(
            self.sides.mentions(text)
            or self.places.mentions(text)
            or re.search(
                r"\b(?:the|this) (?:city|town|village|battle|siege|fighting|front)\b|\b(?:it|its|they|their)\b",
                text,
                re.I,
            )
        )
        words = len(text.split())
        if words < 3 or (not lexicons.finite_verb().search(text) and not (said.speech and weight >= least)):
            return []
        if said.speech or said.speaker is not NARRATOR:
            if weight < least and not (named and words >= 5):
                return []
        elif weight < least or not (named or weight >= 2 * least):
            return []
        name, value = vocabulary_of(text, kind)
        side = self.whose.of(said, text, kind)
        return [self._draft(said, said.span, kind, side, None, None, name, value, [])]

    def _mutual(self, draft: Draft, said: Said) -> Iterable[Draft]:
        """Two claims of one sentence: each side about the losses of the other."""
        first, second = self.sides.belligerents
        for claimant, victim in ((first, second), (second, first)):
            yield replace(
                draft,
                side=victim,
                speaker=f"{_nation(claimant)} (officials, unnamed)",
                check=(*draft.check, "one of two claims of one sentence"),
            )

    def _draft(
        self, said: Said, span: Span, kind: str, side: str, quantity: Quantity | None, unit: str | None, name: str | None,
        value: str | None, check: list[str],
    ) -> Draft:  # fmt: skip
        text = span.of(self.text)
        stance = kinds.stance_of(_around(self.text, span, said.span), kind, spoken=said.stance, negated=said.negated)
        near = Span(max(said.paragraph.start, span.start - CONTEXT), min(said.paragraph.end, span.end + CONTEXT))
        place = self.places.of(text, near.of(self.text) if quantity and kind == "casualties" else "")
        if said.outlet is None or self.article.outlet_is_guess:
            check.append("outlet")
        if said.said_on is None or len(said.said_on) < 10:
            check.append("said_on")
        if said.speaker.label.startswith(("he ", "she ", "it ", "they ")):
            check.append("speaker")
        if side == NONE and kind in ("casualties", "control", "intent", "forces"):
            check.append("side")
        if stance != "asserted":
            check.append("stance")
        return Draft(
            span.start, span.end, said.speaker.label, said.outlet, said.said_on, kind, side, place,
            quantity.value if quantity else None, unit, quantity.low if quantity else None, quantity.high if quantity else None,
            quantity.hedge if quantity else None, stance, text, name, value, tuple(check),
        )  # fmt: skip


def _around(text: str, span: Span, whole: Span) -> str:
    """The words of a clause outside its scare quotes count for the stance as those inside do."""
    return span.of(text)


def _nation(code: str) -> str:
    return next((row["name"] for row in lexicons.table("nations") if row["code"] == code), code)


def _share_out(text: str, quantities: list[Quantity]) -> list[tuple[Quantity, Span]]:
    """Each number with the part of the clause that is its own; numbers that only qualify another are left out."""
    kept: list[tuple[Quantity, Span]] = []
    start = 0
    used: list[Quantity] = []
    for quantity in quantities:
        if used and re.fullmatch(
            r"\s*(?:\w+\s+)?(?:of|out of)\s*(?:the |its |their |a |an |some |about |more than |pre-?war |population of )*",
            text[used[-1].end : quantity.start],
        ):
            continue
        if (
            used
            and quantity.noun in ("time", "event", "distance")
            and used[-1].noun not in ("time", "event", "distance", "")
        ):
            continue
        if used and used[-1].noun in ("time", "distance") and quantity.noun not in ("time", "distance"):
            used[-1] = quantity
            continue
        used.append(quantity)
    for index, quantity in enumerate(used):
        end = len(text)
        if index + 1 < len(used):
            between = text[quantity.end : used[index + 1].start]
            joint = None
            for joint in re.finditer(
                r",?\s+(?:and|but|with|including|while|as well as|along with|plus|or)\s+|,\s+|;\s+", between
            ):
                pass
            end = quantity.end + joint.start() if joint else used[index + 1].start
            following = quantity.end + joint.end() if joint else used[index + 1].start
        else:
            following = end
        piece = text[start:end]
        trimmed = Span(start + len(piece) - len(piece.lstrip(" ,;")), start + len(piece.rstrip(" ,;")))
        kept.append((quantity, trimmed))
        start = following
    return kept


def vocabulary_of(text: str, kind: str) -> tuple[str | None, str | None]:
    """The categorical quantity of the vocabulary that a clause speaks of and its word, from the list of cues."""
    for row in lexicons.table("categories"):
        if row["type"] in ("", kind) and re.search(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", text, re.I):
            return row["quantity"], row["value"]
    return None, None


def read_drafts(article: Article, gazetteer: Gazetteer | None = None) -> list[Draft]:
    """Draft the claims of an article, in the order of the text. The same text gives the same drafts."""
    return sorted(_Reader(article, gazetteer).read(), key=lambda d: (d.start, d.end))
