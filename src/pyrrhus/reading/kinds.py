"""What kind of claim a clause makes, and how sure it is of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.lexicons import KEPT

TYPES = (
    "casualties",
    "control",
    "road",
    "civilians",
    "forces",
    "intent",
    "duration",
    "event",
    "geography",
    "assessment",
)
SEVERITY = {"denied": 2, "uncertain": 1, "asserted": 0}
MAIN_VERB_REACH = 28
MAIN_VERB_BONUS = 1.0
MODAL_BONUS = 1.0
GUESSED = re.compile(
    r"\b(?:perhaps|probably|possibly|maybe)\s+(?=(?:some |about |as many as |an? |half |more than )?(?:\d|one|two|"
    r"three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozen|hundred|thousand|third|quarter|half))",
    re.I,
)
"""A word before a number that hedges it, and says nothing of whether the speaker stands by it."""
MODAL = re.compile(r"(?:would|could|might|may)$", re.I)


@cache
def _cues() -> tuple[tuple[re.Pattern[str], str, float], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", re.I), row["type"], float(row["weight"]))
        for row in lexicons.table("kinds")
    )


@cache
def _stances() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", re.I), row["stance"])
        for row in lexicons.table("stance_cues")
    )


@cache
def cue_types() -> dict[str, tuple[str, float]]:
    """Type and weight of each cue by its name."""
    return {f"cue {row['pattern']}": (row["type"], float(row["weight"])) for row in lexicons.table("kinds")}


@lru_cache(maxsize=KEPT)
def cues_in(text: str) -> tuple[str, ...]:
    """Names of the cues that stand in a clause."""
    names = tuple(cue_types())
    return tuple(names[cue] for cue, _ in _matches(text))


@lru_cache(maxsize=KEPT)
def main_verb_cues(text: str) -> tuple[str, ...]:
    """Types for which the clause's own verb speaks."""
    verb = lexicons.verb_in(text)
    if verb is None:
        return ()
    region = text[verb.start() : verb.start() + MAIN_VERB_REACH]
    return tuple(dict.fromkeys(kind for expression, kind, _ in _cues() if expression.search(region)))


@lru_cache(maxsize=KEPT)
def _matches(text: str) -> tuple[tuple[int, int], ...]:
    """Each cue that stands in a clause, by its row, and in how many different words."""
    found = []
    for row, (expression, _, _) in enumerate(_cues()):
        if expression.search(text) is not None:  # most are not there, and looking once is cheapest
            found.append((row, len({match[0].lower() for match in expression.finditer(text)})))
    return tuple(found)


@lru_cache(maxsize=KEPT)
def _weights(text: str) -> tuple[tuple[str, float], ...]:
    weights: dict[str, float] = {}
    for row, words in _matches(text):
        _, kind, weight = _cues()[row]
        weights[kind] = weights.get(kind, 0.0) + weight * (1 + 0.4 * (words - 1))
    return tuple(weights.items())


def weigh_types(text: str) -> dict[str, float]:
    """How much a clause speaks for each type of claim; 0 for those of which it says nothing."""
    return {**dict.fromkeys(TYPES, 0.0), **dict(_weights(text))}


def _of_main_verb(text: str) -> list[tuple[str, float]]:
    """What the clause's own verb adds: its cues count more than those of a clause within, and "would" judges."""
    verb = lexicons.verb_in(text)
    if verb is None:
        return []
    added = dict.fromkeys(main_verb_cues(text), MAIN_VERB_BONUS)
    if MODAL.match(verb[0]):
        added["assessment"] = MAIN_VERB_BONUS + MODAL_BONUS
    return list(added.items())


def type_of(text: str) -> tuple[str, float]:
    """The likeliest type of a clause without a number, and how much speaks for it (0: nothing does)."""
    weights = weigh_types(text)
    if not any(weights.values()):
        return "assessment", 0.0
    for name, weight in _of_main_verb(text):
        weights[name] += weight
    order = {name: index for index, name in enumerate(TYPES)}
    best = max(weights, key=lambda name: (weights[name], -order[name]))
    return best, sum(weights.values())


def _main_verb_end(sentence: str) -> int:
    verb = lexicons.verb_in(sentence)
    return verb.end() + 12 if verb else len(sentence)


def stance_of(text: str, *, spoken: str = "asserted", negated: bool = False) -> str:
    """Asserted, denied or uncertain, from the clause's own words and the verb that reports it."""
    own = _own_stance(text)
    if negated or "denied" in (spoken, own):
        return "denied"
    return "uncertain" if "uncertain" in (own, spoken) else "asserted"


@lru_cache(maxsize=KEPT)
def _own_stance(text: str) -> str:
    own = "asserted"
    text = GUESSED.sub("", text)
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        reach = _main_verb_end(sentence)
        for expression, stance in _stances():
            found = expression.search(sentence)
            # a "not" of a subordinate clause denies nothing
            if found and SEVERITY[stance] > SEVERITY[own] and (stance != "denied" or found.start() <= reach):
                own = stance
    return own
