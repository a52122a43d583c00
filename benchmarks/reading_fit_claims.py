"""Fit what speaks for a claim: which clauses of labelled articles an annotation pairs with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.reading_learnt import Read
from benchmarks.reading_score import match
from pyrrhus.reading import claim_model
from pyrrhus.reading.claim_model import prior_claim

LEXICONS = Path(claim_model.__file__).parent / "lexicons"
WORD_WIDTH = 0.7
"""Width of the prior of a single word's weight, as a share of that of a cue: there are many, each seen seldom."""
FEWEST = 3
"""Clauses in which a word stands before it has a weight."""
CLAIM_WIDTH = 1.0
"""Width of the prior of what speaks for a claim."""
LEAST_MOVED = 0.02


@dataclass(frozen=True)
class Claimed:
    """A clause that might be a claim: its article, what was seen in it, whether an annotation says that it is one."""

    doc: str
    seen: Mapping[str, float]
    claim: bool


def set_of(doc: str) -> str:
    """The set of texts that an article belongs to, with which it is left out; invented clauses are never left out."""
    return doc.rpartition("/")[0]


def sets_of(docs: Iterable[str]) -> list[str]:
    """The sets that are left out, one after another."""
    return sorted({set_of(doc) for doc in docs} - {""})


def claims_of(read: Iterable[Read]) -> list[Claimed]:
    """Every clause that might be a claim, and whether it pairs with an annotation."""
    found = []
    for one in read:
        paired = {j for _, j in match(one.gold, one.drafts)}
        found += [Claimed(one.doc, seen, j in paired) for j, seen in enumerate(one.of_claims) if seen]
    return found


def fit_claims(data: list[Claimed], width: float = CLAIM_WIDTH) -> dict[str, float]:
    """What each feature adds to the log odds that a clause is a claim, beyond the rules."""
    often = Counter(name for example in data for name in example.seen)
    names = sorted(name for name in often if often[name] >= (FEWEST + 2 if name.startswith("word ") else FEWEST))
    index = {name: number for number, name in enumerate(names)}
    seen = np.zeros((len(data), len(names)))
    for row, example in enumerate(data):
        for name, value in example.seen.items():
            if name in index:
                seen[row, index[name]] = value
    truth = np.array([example.claim for example in data], dtype=float)
    offset = np.array([sum(v * prior_claim(n) for n, v in example.seen.items()) for example in data])
    widths = np.array([width * (WORD_WIDTH if name.startswith("word ") else 1.0) for name in names])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total = offset + seen @ weights
        scaled = weights / widths
        value = np.logaddexp(0, total).sum() - (truth * total).sum() + (scaled**2).sum() / 2
        chance = 1 / (1 + np.exp(-np.clip(total, -30, 30)))
        return float(value), seen.T @ (chance - truth) + scaled / widths

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return dict(zip(names, best.x.tolist(), strict=True))


def claims_left_out(data: list[Claimed], width: float = CLAIM_WIDTH) -> list[float]:
    """The chance of each clause of an article to be a claim, by weights that have not seen its set."""
    weights = {k: fit_claims([e for e in data if set_of(e.doc) != k], width) for k in sets_of(e.doc for e in data)}
    odds = [
        sum(v * (prior_claim(n) + weights[set_of(e.doc)].get(n, 0.0)) for n, v in e.seen.items())
        for e in data
        if set_of(e.doc)
    ]
    return [float(1 / (1 + np.exp(-total))) for total in odds]


def learn_claims(read: list[Read]) -> dict[str, float]:
    """Fit what speaks for a claim to articles of which every clause is a draft; says what leaving them out gives."""
    data = claims_of(read)
    chances = claims_left_out(data)
    whole = sum(len(one.gold) for one in read if set_of(one.doc))
    articles = list(zip([e for e in data if set_of(e.doc)], chances, strict=True))
    taken = [example.claim for example, chance in articles if chance >= claim_model.LEAST_CHANCE]
    found, kept = sum(taken) / whole, sum(taken) / len(taken)
    print(f"{len(articles)} clauses that might be claims; of sets left out {found:.3f} of the claims found, ", end="")
    print(f"{kept:.3f} of the drafts are claims")
    return {name: round(value, 2) for name, value in fit_claims(data).items() if abs(value) >= LEAST_MOVED}


def write_claims(learned: Mapping[str, float]) -> None:
    """Put what was learnt of claims among the lexicons."""
    rows = "".join(f"{_quoted(name)},{value}\n" for name, value in sorted(learned.items()))
    (LEXICONS / "claim_weights.csv").write_text(f"feature,weight\n{rows}", encoding="utf-8")


def _quoted(name: str) -> str:
    return f'"{name}"' if "," in name else name
