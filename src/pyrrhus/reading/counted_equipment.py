"""Which numbers count equipment lost, and under which entry of the vocabulary."""

from __future__ import annotations

import re

from pyrrhus.reading.amounts import Amount

WRECKED = re.compile(
    r"\b(?:destroy(?:ed|ing|s)?|destruction of|burnt-out|knock(?:ed|ing) out|shot down|shooting down|captur(?:ed|ing)|"
    r"seiz(?:ed|ing)|recovered|taken|took|abandoned|intercepted|downed)\b",
    re.I,
)
HIT = re.compile(
    r"\b(?:hit|struck|burn(?:ed|t)|brought down|wrecked|eliminated|disabled|neutrali[sz]ed|blown up|crippled|sunk|put "
    r"out of action)\b",
    re.I,
)
ARMOURED = re.compile(
    r"\b(?:armou?red|armou?r|combat|fighting|apcs?|ifvs?|afvs?|apvs?|bmps?|btrs?|personnel carriers?)\b", re.I
)
DOWNED = re.compile(r"\b(?:shot|brought|shooting|bringing) down|\bintercepted\b|\bdowned\b", re.I)
WITH_ARMOUR = re.compile(r"\btanks? (?:and|or) (?:other )?(?:\w+ )?(?:armou?red|fighting|combat)", re.I)
LAUNCHERS = re.compile(r"\b(?:MLRS|rocket launchers?|rocket systems?|katyushas?)\b", re.I)


def is_wrecked(text: str) -> bool:
    """Whether a text says that equipment was destroyed, hit or taken."""
    return WRECKED.search(text) is not None or HIT.search(text) is not None


def equipment_lost(quantity: Amount, own: str) -> str | None:
    """The entry of the vocabulary for equipment lost, where it has one."""
    if LAUNCHERS.search(own[-60:]) and quantity.unit == "vehicles":
        return "guns_lost"
    if quantity.unit == "vehicles" or (quantity.unit == "tanks" and WITH_ARMOUR.search(own)):
        return "armoured_vehicles_lost" if ARMOURED.search(own) else None
    return {"tanks": "tanks_lost", "guns": "guns_lost"}.get(quantity.unit)
