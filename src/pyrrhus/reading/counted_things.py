"""What a number counts that is neither people nor equipment: days, distances, ground, shares, roads, events."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyrrhus.reading import kinds
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.counted_people import DIED, LOST
from pyrrhus.reading.draft_fields import Counted

LASTING = re.compile(
    r"\b(?:spent|last(?:s|ed|ing)?|dragged on|(?:been|was|were) (?:\w+ )?\w+ing for|for)\s+(?:\w+\s+){0,3}$", re.I
)
MOVING = re.compile(
    r"\b(?:forces|troops|units?|soldiers|men|fighters|rebels|column|patrols?|enemy|advanc\w+|push\w*|moved? (?:up|"
    r"forward)|"
    r"stood|withdrew|retreat\w*|redeploy\w*|f[ea]ll back)\b",
    re.I,
)
"""Words of those who stand at a distance or go it, which then tells of ground held."""
ENOUGH = re.compile(r"\b(?:last|cover|enough|run out|runs out|remain\w*|left|suffic\w+|worth of|exhausted)\b", re.I)
STORES = re.compile(
    r"\b(?:rice|grain|wheat|maize|stocks|provisions|stores?|food|flour|bread|water|medicines?|supplies|stores|fuel|rations)\b",
    re.I,
)


def counted_thing(quantity: Amount, text: str, own: str, weights: Mapping[str, float]) -> Counted:
    """What a number counts that is neither people harmed nor people in a place nor equipment lost."""
    noun = quantity.noun
    name = quantity.claims_quantity or None
    if noun == "ways":
        controls = re.search(r"\bcontrol|\bheld|\bcommand", own, re.I)
        return Counted("road", quantity.written or quantity.unit, name if controls else None)
    if noun == "time":
        kind = _time_type(weights, text, quantity)
        if STORES.search(own) and (kind == "civilians" or ENOUGH.search(own)):
            return Counted("civilians", quantity.unit, "supplies_days")
        battle = re.search(r"\b(?:battle|fighting|siege|assault|spent|trying)\b", text, re.I)
        return Counted(kind, quantity.unit, name if kind == "duration" and battle else None)
    if noun == "distance":
        reached = weights["control"] >= 2.5 or MOVING.search(own)
        judged = re.search(r"\b(?:would|could|might)\b", own)
        return Counted("assessment" if judged else "control" if reached else "geography", quantity.unit, None)
    if noun == "share":
        return Counted(
            _heaviest(weights, ("control", "casualties", "civilians", "forces", "event"), "assessment"),
            quantity.unit,
            None,
        )
    if noun == "event":
        if re.search(r"\btimes (?:more|as|the|larger|bigger|higher|fewer)\b", own, re.I):
            return Counted(_heaviest(weights, ("forces", "casualties", "civilians"), "assessment"), "times", None)
        best = _heaviest(weights, ("road", "control", "casualties"), "event")
        return Counted(best if weights[best] >= 2.5 else "event", quantity.written or quantity.unit, None)
    if noun == "ratio":
        kind = _heaviest(weights, ("casualties", "forces"), "forces")
        return Counted(
            kind, quantity.unit, "exchange_ratio_killed" if kind == "casualties" and DIED.search(own) else None
        )
    if noun == "area":
        gained = re.search(
            r"\b(?:seiz|captur|tak(?:en|e|ing)|took|gain|retak|retook|recaptur|liberat|advanc|occup)", own, re.I
        )
        return Counted("control", quantity.unit, "area_gained" if gained else None)
    if noun == "units":
        return Counted("casualties" if LOST.search(own) else "forces", quantity.unit, None)
    if not noun:
        return Counted(_heaviest(weights, ("casualties", "civilians", "forces"), "assessment"), "", None)
    return Counted(quantity.type, quantity.written or quantity.unit, name)


def _time_type(weights: Mapping[str, float], text: str, quantity: Amount) -> str:
    if LASTING.search(text[: quantity.start]) and (
        re.search(r"\bspent|\blast", text, re.I) or re.search(r"\w+ing for\b|\b(?:siege|battle|war)\b", text, re.I)
    ):
        return "duration"
    best = _heaviest(weights, [name for name in kinds.TYPES if name not in ("duration", "assessment")], "duration")
    return best if weights[best] >= 2.5 else "duration"


def _heaviest(weights: Mapping[str, float], names: tuple[str, ...] | list[str], otherwise: str) -> str:
    best = max(names, key=lambda name: weights[name])
    return best if weights[best] > 0 else otherwise
