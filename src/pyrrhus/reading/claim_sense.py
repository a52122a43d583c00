"""What the rules take for a claim: numbers that count something of the battle, and words that speak of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrrhus.reading import kinds
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.article_places import Places
from pyrrhus.reading.clause_words import ABOUT_THE_BATTLE, ABOUT_THE_WAR
from pyrrhus.reading.counted_people import LOST
from pyrrhus.reading.sides import SideFinder

LEAST_WEIGHT = 2.0
LEAST_WEIGHT_NARRATION = 2.5
GOING_ON_WORDS = 14  # words of a clause whose bare number goes on with what was counted before
ASIDE_UNITS = ("times", "groups")
"""Units that are counted as often in peace."""
HARD_KINDS = ("control", "road", "casualties", "civilians", "forces", "event")


@dataclass(frozen=True)
class ClaimSense:
    """Asks of the clauses of one article whether they claim anything."""

    sides: SideFinder
    places: Places

    def counts(self, quantity: Amount, text: str, *, after_number: bool) -> bool:
        """Whether a number says something about the battle by itself."""
        if quantity.noun == "time":
            after = re.search(r"\b(?:after|in|within|for the \w+ time in)\s+(?:\w+\s+)?$", text[: quantity.start], re.I)
            return not (after and kinds.type_of(text)[1] >= LEAST_WEIGHT_NARRATION)
        if quantity.unit in ASIDE_UNITS or quantity.noun in ("time", "distance"):
            return self.about_war(text)
        if quantity.unit:
            return True
        weights = kinds.weigh_types(text)
        heavy = any(weights[kind] >= 2.5 for kind in ("casualties", "civilians", "forces"))
        goes_on = after_number and len(text.split()) <= GOING_ON_WORDS
        return (heavy or goes_on or LOST.search(text) is not None) and (quantity.value or 0) >= 10

    def only_aside(self, numbers: list[Amount], text: str) -> bool:
        """Whether a clause counts only what is counted as often in peace, and names nothing of the battle."""
        return bool(numbers) and all(one.unit in ASIDE_UNITS for one in numbers) and not self.about_war(text)

    def about_war(self, text: str) -> bool:
        """Whether a clause names a side, a place or something of the battle."""
        if self.sides.mentions(text) or self.places.mentions(text) or ABOUT_THE_WAR.search(text):
            return True
        weights = kinds.weigh_types(text)
        return any(weights[kind] >= LEAST_WEIGHT for kind in (*HARD_KINDS, "intent"))

    def tells(self, text: str, kind: str, weight: float, words: int, *, narrated: bool) -> bool:
        """Whether a clause without a number claims anything about the battle."""
        named = bool(self.sides.mentions(text) or self.places.mentions(text) or ABOUT_THE_BATTLE.search(text))
        if not narrated:
            return weight >= LEAST_WEIGHT or (named and words >= 5)
        return weight >= LEAST_WEIGHT_NARRATION and (
            named or kind in HARD_KINDS or weight >= 2 * LEAST_WEIGHT_NARRATION
        )
