"""What a number counts: its type of claim, its unit in words, and its place in the vocabulary of claims."""

from __future__ import annotations

import re

from pyrrhus.reading import kinds, lexicons
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.counted_equipment import DOWNED, equipment_lost, is_wrecked
from pyrrhus.reading.counted_people import DIED, HURT, LOST, MILITARY, TAKEN, harmed_people, is_bare, people_of_a_place
from pyrrhus.reading.counted_things import counted_thing
from pyrrhus.reading.draft_fields import Counted
from pyrrhus.reading.numbers import rate_of

PEOPLE_HIT = re.compile(
    r"\b(?:civilians?|market|camp|women|children|school|mosque|church|bakery|fled|fleeing|displaced|residents|"
    r"apartment|in the shelling|by artillery|air ?strikes?|rockets? (?:fell|hit)|neighbou?rs?|"
    r"passers-by|passengers|pedestrians|villagers|shoppers|worshippers|pensioners?|kindergarten|car park|glide bomb)\b",
    re.I,
)
ADDED = re.compile(r"^\W*(?:along with|including|among them|as well as|plus|with)\b", re.I)
MORE = re.compile(r"\b(?:more|others|another)\b", re.I)
RINGED = re.compile(r"\b(?:encircled|surrounded|trapped|cut off)\b", re.I)
PER_DAY = {
    "killed": "killed_per_day",
    "wounded": "wounded_per_day",
    "captured": "captured_per_day",
    "casualties": "casualties_per_day",
}


def count(
    quantity: Amount, text: str, own: str, sentence: str = "", before: Counted | None = None, *, medical: bool = False
) -> Counted:
    """What a number of a clause counts. `own` is its part of the clause `text`, which stands in `sentence`; `before` is
    the number counted last, which "including 162 officers" or "only 400" goes on with; `medical`: doctors or helpers
    say it."""
    found = _basic(quantity, text, own, sentence or text, before)
    if (
        found.type == "casualties"
        and found.claims_quantity in ("killed", "wounded", "casualties")
        and quantity.unit in ("people", "deaths", "killed", "wounded", "bodies", "residents", "")
        and not MILITARY.search(f"{own} {sentence}")
        and (
            medical
            or quantity.unit in ("people", "residents")
            or PEOPLE_HIT.search(sentence or text)
            or (before is not None and before.type == "civilians" and before.unit != "residents")
        )
    ):
        done = "killed" if found.claims_quantity == "killed" else "wounded"
        unit = quantity.unit if quantity.unit == "bodies" else f"civilians {done}"
        found = Counted("civilians", unit, "civilians_killed" if done == "killed" else None)
    per = rate_of(text, quantity)
    if not per or not found.unit or found.type not in ("casualties", "event", "forces", "civilians", "road"):
        return found
    name = found.claims_quantity or ""
    rated = PER_DAY.get(name, name if name.endswith("_per_day") else None) if per == "day" else None
    return Counted(found.type, f"{found.unit}/{per}", rated)


def goes_on_with(quantity: Amount, own: str, before: Counted | None) -> bool:
    """Whether a number only adds to the one before it: "and dozens of tanks", "including 162 officers"."""
    if before is None:
        return False
    bare = lexicons.verb_in(own) is None and quantity.noun in ("equipment", "people", "units")
    return not quantity.unit or (before.type == "casualties" and (bool(ADDED.match(own)) or bare))


def _going_on(quantity: Amount, own: str, before: Counted | None) -> Counted | None:
    """What a number counts that only adds to the one before it; None where it speaks for itself."""
    if before is None or not goes_on_with(quantity, own, before):
        return None
    if before.type not in ("casualties", "civilians") or any(done.search(own) for done in (DIED, HURT, TAKEN)):
        return None
    if not quantity.unit:
        name = before.claims_quantity
        return Counted(before.type, before.unit.split("/")[0], name.removesuffix("_per_day") if name else None)
    if before.type != "casualties":
        return None
    name = before.claims_quantity if quantity.noun == "people" else equipment_lost(quantity, own)
    if quantity.noun == "people" and _participle(before.unit) == "lost":
        name = "casualties"
    return Counted("casualties", f"{quantity.unit} {_participle(before.unit)}".strip(), name)


def _basic(quantity: Amount, text: str, own: str, sentence: str, before: Counted | None) -> Counted:
    more = _going_on(quantity, own, before)
    if more is not None:
        return more
    if before is not None and before.type == "civilians" and MORE.search(own) and HURT.search(own):
        return Counted("civilians", "civilians wounded", None)
    weights = kinds.weigh_types(own)
    noun = quantity.noun
    if noun in ("people", "units") and quantity.type == "forces" and RINGED.search(own):
        return Counted("control", quantity.unit, None)
    if noun in ("people", "loss", ""):
        harmed = harmed_people(quantity, text, own, sentence)
        if harmed is not None:
            return harmed
    if (
        noun == "equipment"
        and (quantity.type != "event" or DOWNED.search(sentence if is_bare(own) else own))
        and (LOST.search(sentence) or is_wrecked(own) or (is_bare(own) and is_wrecked(sentence)))
    ):
        lost = "lost" if LOST.search(sentence) and not is_wrecked(own) else "destroyed"
        lost = next((done for done in ("captured", "seized", "shot down", "recovered") if done in own.lower()), lost)
        return Counted("casualties", f"{quantity.written or quantity.unit} {lost}", equipment_lost(quantity, own))
    if quantity.type == "civilians":
        return people_of_a_place(quantity, sentence, own)
    return counted_thing(quantity, text, own, weights)


def _participle(unit: str) -> str:
    return "captured" if "captured" in unit else "killed" if "killed" in unit or unit == "deaths" else "lost"
