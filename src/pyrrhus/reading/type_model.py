"""What kind of claim a clause makes: the word list's weights, moved by a labelled set as far as it had reason to.

A softmax over types, linear in what stands in the clause: cues of `kinds.csv`, cues of its main verb, what its number
counts, what the clause before was about. The weights are those of the word list plus `type_weights.csv`, which
`python -m benchmarks.reading_fit` finds with a Gaussian prior at the word list's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from pyrrhus.reading import lexicons
from pyrrhus.reading.amounts import Amount
from pyrrhus.reading.heads import heads_of
from pyrrhus.reading.kinds import MODAL, TYPES, cue_types, cues_in, main_verb_cues
from pyrrhus.reading.languages import COMMON_ENGLISH

SHARPNESS = 0.5
"""What a weight of the word list is worth in log odds."""
COUNTED = 3.5
"""Log odds for the type that a number's noun has by itself."""
HEADS = {"verb": 1.4, "subject": 0.5, "object": 0.5, "copula": 0.4}
"""Log odds for the type of which a clause's own verb, subject and object are."""
FALLBACK = 0.6
"""Log odds for an assessment, where nothing speaks for another type."""


@dataclass(frozen=True)
class TypeSeen:
    """Type of a clause, how likely that is, and what it was read from."""

    type: str
    probability: float
    seen: Mapping[str, float]


def features_of(
    text: str,
    *,
    counted: str = "",
    quantity: Amount | None = None,
    before: str = "",
    speech: bool = False,
    narrated: bool = False,
) -> dict[str, float]:
    """What speaks for one type or another in a clause."""
    seen: dict[str, float] = {"always": 1.0}
    for name in cues_in(text):
        seen[name] = 1.0
    for kind in main_verb_cues(text):
        seen[f"main {kind}"] = 1.0
    verb = lexicons.verb_in(text)
    if verb and MODAL.match(verb[0]):
        seen["modal"] = 1.0
        for part, kind in heads_of(text).items():
            if part == "verb":
                seen[f"modal {kind}"] = 1.0
    if verb is None:
        seen["no verb"] = 1.0
    for word in {stem_of(word) for word in re.findall(r"[a-z][a-z'’-]+", text.lower())} - COMMON_ENGLISH:
        seen[f"word {word}"] = 1.0
    for part, kind in heads_of(text).items():
        seen[f"{part} {kind}"] = 1.0
    if counted:
        seen[f"counted {counted}"] = 1.0
        seen[f"noun {quantity.noun if quantity else ''}"] = 1.0
    if before:
        seen[f"before {before}"] = 1.0
    if speech:
        seen["speech"] = 1.0
    if narrated:
        seen["narrated"] = 1.0
    return seen


def stem_of(word: str) -> str:
    """A word without the ends that inflect it."""
    plain = re.sub(r"['’]s?$", "", word)
    short = re.sub(r"(?:ies|ied)$", "y", plain)
    if short == plain:
        short = re.sub(r"(?<=[a-z]{3})(?:ing|ed|es|s)$", "", plain)
    return re.sub(r"([b-df-hj-np-tv-z])\1$", r"\1", short).rstrip("e")


def prior_weights(name: str) -> np.ndarray:
    """Log odds of each type that the word list itself gives a feature, shape (types,)."""
    found = np.zeros(len(TYPES))
    kind, _, rest = name.partition(" ")
    if name in cue_types():
        cue, weight = cue_types()[name]
        found[TYPES.index(cue)] = weight * SHARPNESS
    elif kind == "main" and rest in TYPES:
        found[TYPES.index(rest)] = SHARPNESS
    elif kind in HEADS and rest in TYPES:
        found[TYPES.index(rest)] = HEADS[kind]
    elif kind == "counted" and rest in TYPES:
        found[TYPES.index(rest)] = COUNTED
    elif name == "modal":
        found[TYPES.index("assessment")] = 2 * SHARPNESS
    elif name == "always":
        found[TYPES.index("assessment")] = FALLBACK
    return found


@cache
def moved_weights() -> dict[str, np.ndarray]:
    """What the labelled set adds to the word list's weights, by feature, shape (types,) each."""
    return {row["feature"]: np.array([float(row[kind]) for kind in TYPES]) for row in lexicons.table("type_weights")}


def type_seen(seen: Mapping[str, float]) -> TypeSeen:
    """The likeliest type of a clause with these features."""
    total = np.zeros(len(TYPES))
    moved = moved_weights()
    for name, value in seen.items():
        total += value * prior_weights(name)
        if name in moved:
            total += value * moved[name]
    odds = np.exp(total - total.max())
    best = int(np.argmax(odds))
    return TypeSeen(TYPES[best], float(odds[best] / odds.sum()), seen)
