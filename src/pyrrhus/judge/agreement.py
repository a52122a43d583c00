"""Sides that are many: "the raiders lose" where a sentence made for one side says "loses"."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Countries whose names look like many and are one.
ONE_ALL_THE_SAME = ("the united states", "the netherlands", "the philippines", "the bahamas", "the maldives")
#: Names without an article that are many though they begin with a capital letter.
MANY = ("allies", "confederates", "federals", "insurgents", "loyalists", "nationalists", "rebels", "republicans")
IRREGULAR = {"has": "have", "does": "do", "is": "are", "goes": "go", "presses": "press"}
REGULAR = (
    *("attack", "defend", "hold", "keep", "leave", "lose", "need", "pause"),
    *("put", "retake", "run", "stand", "stop", "take", "want"),
)  # as the answers use them
VERBS = {**IRREGULAR, **{f"{verb}s": verb for verb in REGULAR}}
#: A side after one of these is what is spoken of, and the verb behind it belongs to something else.
NOT_AFTER = "".join(rf"(?<!\b{word} )" for word in ("to", "of", "for", "from", "with", "by"))


def is_many(name: str) -> bool:
    """Whether a side is many by its name: "the raiders", "Union forces"; not "Pyrrhus", not "the United States"."""
    last = name.split()[-1] if name.split() else ""
    if name.lower() in ONE_ALL_THE_SAME or not last.endswith("s") or last.endswith(("ss", "us", "is")):
        return last.lower() == "people"
    return name.lower().startswith("the ") or last[0].islower() or last.lower() in MANY


def verb_for(name: str, verb: str) -> str:
    """A verb in the third person as it follows the name: "attacks", or "attack" of a side that is many."""
    return VERBS[verb] if is_many(name) else verb


def agree_doing(text: str, name: str) -> str:
    """What a side does, without its name ("pauses until May, then presses on"), as it follows the name."""
    if not is_many(name):
        return text
    verb = rf"(?P<before>^|\b(?:then|but|and) )(?P<verb>{'|'.join(VERBS)})\b"
    return re.sub(verb, lambda found: f"{found['before']}{VERBS[found['verb']]}", text)


def possessive(name: str) -> str:
    """Whose: "Russia's", "the raiders'"."""
    return f"{name}'" if is_many(name) and name.endswith("s") else f"{name}'s"


def agree(text: str, names: Iterable[str]) -> str:
    """The text with the verbs that follow the name of a side that is many in their plural, and what is its own."""
    for name in names:
        if is_many(name):
            spoken = rf"(?:{re.escape(name[:1])}|{re.escape(name[:1].upper())}){re.escape(name[1:])}"
            text = re.sub(rf"\b({spoken})'s\b", lambda found: possessive(found[1]), text)
            verb = rf"{NOT_AFTER}\b(?P<name>{spoken}) (?P<verb>{'|'.join(VERBS)})\b"
            text = re.sub(verb, lambda found: f"{found['name']} {VERBS[found['verb']]}", text)
    return text
