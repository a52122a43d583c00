"""Whether a clause claims anything about the battle: what the rules say, moved by a labelled set.

A logistic regression on what stands in the clause, whom it names and what the rules for claims say of it. The weights
are in `claim_weights.csv`, which `python -m benchmarks.reading_fit` finds with a Gaussian prior at the rules alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache

from pyrrhus.reading import lexicons

RULE = 1.5
"""Log odds that the rules alone give to a clause that they take for a claim, and take from one that they do not."""
LEAST_CHANCE = 0.5
"""A clause becomes a draft from this chance on: a claim missed costs more time than a draft to delete."""
WORDS = ((4, "few"), (8, "some"), (16, "many"), (10_000, "very many"))
ASKS = re.compile(r"\?[\"”’']*\s*$")
WRITER = re.compile(r"\b(?:I|me|my|mine)\b")
HOME = re.compile(
    r"\b(?:photograph|smil\w+|tea|coffee|wedding|lecture|school ?teacher|kitchen|football|song|poem|hair|coat|shoes|"
    r"cigarettes?|goat|dog|cat|birthday|election|carnival|talks|cabinet|thank|reporters?|comments?)\b",
    re.I,
)
"""Things of which a feature tells by the way."""


def claim_features(
    seen: Mapping[str, float],
    text: str,
    *,
    rule: bool,
    kind: str,
    side: bool,
    place: bool,
    about: bool,
    numeric: bool,
) -> dict[str, float]:
    """What speaks for a claim in a clause: the features of its type, and what the rules, names and length say."""
    found = dict(seen)
    found["rule yes" if rule else "rule no"] = 1.0
    found[f"type {kind}"] = 1.0
    found[f"{'number' if numeric else 'words'} {next(name for most, name in WORDS if len(text.split()) <= most)}"] = 1.0
    for name, holds in (
        ("side named", side),
        ("place named", place),
        ("about the war", about),
        ("asks", ASKS.search(text)),
        ("writer", "narrated" in seen and WRITER.search(text)),
        ("by the way", HOME.search(text)),
        ("nobody named", not (side or place or about)),
    ):
        if holds:
            found[name] = 1.0
    return found


def prior_claim(name: str) -> float:
    """Log odds that the rules alone give a feature."""
    return RULE if name == "rule yes" else -RULE if name == "rule no" else 0.0


@cache
def moved_claims() -> dict[str, float]:
    """What the labelled set adds to the log odds of a claim, by feature."""
    return {row["feature"]: float(row["weight"]) for row in lexicons.table("claim_weights")}


def chance_of_claim(seen: Mapping[str, float]) -> float:
    """The chance that a clause with these features is a claim."""
    moved = moved_claims()
    total = sum(value * (prior_claim(name) + moved.get(name, 0.0)) for name, value in seen.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
