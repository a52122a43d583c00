"""Fit what reading learns from labelled articles: what is a claim, weights of their types, how sure each field is.

    python -m benchmarks.reading_fit FOLDER [FOLDER ...] [--check]

Writes `claim_weights.csv`, `type_weights.csv` and `confidence.csv` among the lexicons of `pyrrhus.reading`. The weights
are those of greatest posterior density under a Gaussian prior at the word list's own. Each confidence is a count: how
many fields that were read in one way were right, at the first look at sets that nothing had been mended for
(`reading_first_looks.csv`); types are counted with weights that had not seen the set. `--check` prints what leaving
sets out gives, and writes nothing.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.reading_fit_claims import (
    FEWEST,
    LEAST_MOVED,
    LEXICONS,
    WORD_WIDTH,
    learn_claims,
    set_of,
    sets_of,
    write_claims,
)
from benchmarks.reading_learnt import CLAUSE, NO_CLAIM, Read, clause_articles, forget, invented_clauses, read_all
from benchmarks.reading_score import compare, match
from pyrrhus.reading import claim_model, type_model
from pyrrhus.reading.counted import count
from pyrrhus.reading.draft_maker import bin_of
from pyrrhus.reading.kinds import TYPES
from pyrrhus.reading.numbers import find_quantities
from pyrrhus.reading.type_model import features_of, prior_weights

FIRST_LOOKS = Path(__file__).with_name("reading_first_looks.csv")
"""Fields right and wrong at the first look at a set; `--first-look` adds one before anything is mended for it."""
FRESH = ("articles_set_aside_two", "articles_set_aside_three", "articles_sixth", "articles_seventh")
"""Sets by other hands, whose types say how sure a type is elsewhere."""
TWO_READINGS = ("place",)
"""Fields of which hands have two readings (the town of the article; the nearest spot named): all sets count."""
FEWEST_FIRST = 8
"""Fields read in one way at a first look from which its share counts."""
WIDTH = 0.7
"""Width of the prior of a weight; 1.0 gives no more types right of sets left out."""


@dataclass(frozen=True)
class Example:
    """A clause whose type is known: the article it stands in, what was seen in it, its type."""

    doc: str
    seen: Mapping[str, float]
    kind: str


def examples(read: Iterable[Read]) -> list[Example]:
    """Clauses that pair with an annotation, and its type."""
    return [
        Example(one.doc, one.seen[j], one.gold[i]["type"])
        for one in read
        for i, j in match(one.gold, one.drafts)
        if one.seen[j]
    ]


def clauses() -> list[Example]:
    """Single clauses with their types, invented for the purpose; each is an article of its own to leave out."""
    return [
        Example(CLAUSE, _alone(row["clause"]), row["type"]) for row in invented_clauses() if row["type"] != NO_CLAIM
    ]


def _alone(text: str) -> dict[str, float]:
    """What is seen in a clause that stands by itself, with what its first number counts."""
    amount = next((one for one in find_quantities(text) if one.unit), None)
    if amount is None:
        return features_of(text)
    return features_of(text, counted=count(amount, text, text).type, quantity=amount)


def fit_weights(data: list[Example], width: float = WIDTH) -> dict[str, np.ndarray]:
    """What each feature adds to the log odds of each type beyond the word list, shape (types,) each."""
    often = Counter(name for example in data for name in example.seen)
    names = sorted(name for name in often if often[name] >= (FEWEST if name.startswith("word ") else 1))
    index = {name: number for number, name in enumerate(names)}
    seen = np.zeros((len(data), len(names)))
    for row, example in enumerate(data):
        for name, value in example.seen.items():
            if name in index:
                seen[row, index[name]] = value
    target = np.array([TYPES.index(example.kind) for example in data])
    offset = np.array([sum(v * prior_weights(n) for n, v in example.seen.items()) for example in data])
    truth = np.eye(len(TYPES))[target]
    widths = np.array([width * (WORD_WIDTH if name.startswith("word ") else 1.0) for name in names])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(names), len(TYPES))
        total = offset + seen @ weights
        total -= total.max(axis=1, keepdims=True)
        chance = np.exp(total) / np.exp(total).sum(axis=1, keepdims=True)
        scaled = weights / widths[:, None]
        value = -np.log(chance[np.arange(len(data)), target]).sum() + (scaled**2).sum() / 2
        return float(value), (seen.T @ (chance - truth) + scaled / widths[:, None]).ravel()

    best = minimize(loss, np.zeros(len(names) * len(TYPES)), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return dict(zip(names, best.x.reshape(len(names), len(TYPES)), strict=True))


def predict(seen: Mapping[str, float], weights: Mapping[str, np.ndarray]) -> tuple[str, float]:
    """Type and its probability under some weights."""
    total = sum(
        (value * (prior_weights(name) + weights.get(name, 0.0)) for name, value in seen.items()), np.zeros(len(TYPES))
    )
    odds = np.exp(total - total.max())
    best = int(np.argmax(odds))
    return TYPES[best], float(odds[best] / odds.sum())


def left_out(data: list[Example], width: float = WIDTH) -> list[tuple[str, float]]:
    """Prediction for each example of an article by weights that have not seen its set, in order."""
    weights = {k: fit_weights([e for e in data if set_of(e.doc) != k], width) for k in sets_of(e.doc for e in data)}
    return [predict(example.seen, weights[set_of(example.doc)]) for example in data if set_of(example.doc)]


def count_ways(
    read: list[Read], whole: list[Example], found: list[tuple[str, float]]
) -> Counter[tuple[str, str, bool]]:
    """How often each field was right and wrong by the way in which it was read: at the first look at sets that nothing
    had been mended for, where that way was met often enough, else on the labelled sets as they are read now."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for one in read:
        counts += ways_of(one)
    first = first_looks()
    for field, way in {(field, way) for field, way, _ in first}:
        if first[field, way, True] + first[field, way, False] >= FEWEST_FIRST:
            for fine in (True, False):
                pooled = counts[field, way, fine] if field in TWO_READINGS else 0
                counts[field, way, fine] = pooled + first[field, way, fine]
    for example, (kind, chance) in zip(whole, found, strict=True):
        if set_of(example.doc) in FRESH:
            numeric = any(name.startswith("counted ") for name in example.seen)
            counts["type", f"{'numeric' if numeric else 'worded'} {bin_of(chance)}", kind == example.kind] += 1
    return counts


def ways_of(one: Read) -> Counter[tuple[str, str, bool]]:
    """How often each field but the type was right and wrong in one article, by the way in which it was read."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for i, j in match(one.gold, one.drafts):
        agree = compare(one.gold[i], one.drafts[j])
        for name, way in one.ways[j].items():
            fine = agree.get("hedged" if name == "number" else name)
            if fine is not None and name != "type":
                counts[name, way, fine] += 1
    return counts


def first_looks() -> Counter[tuple[str, str, bool]]:
    """How often each field was right and wrong when a set was read for the first time."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for row in csv.DictReader(FIRST_LOOKS.read_text(encoding="utf-8").splitlines()):
        counts[row["field"], row["way"], True] += int(row["right"])
        counts[row["field"], row["way"], False] += int(row["of"]) - int(row["right"])
    return counts


def write_first_look(folders: Iterable[Path]) -> None:
    """Add the counts of some folders, read as the reader is now, to the table of first looks."""
    with FIRST_LOOKS.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for folder in folders:
            counts = sum((ways_of(one) for one in read_all([folder])), Counter())
            for field, way in sorted({(field, way) for field, way, _ in counts}):
                right = counts[field, way, True]
                writer.writerow([folder.name, field, way, right, right + counts[field, way, False]])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--first-look", action="store_true", help="add how these folders are read now to the first looks"
    )
    options = parser.parse_args(arguments)
    if options.first_look:
        write_first_look(options.folders)
        return
    forget()
    read = read_all(options.folders, everything=True)
    learned = learn_claims([*read, *clause_articles()])
    data = [*examples(read), *clauses()]
    whole = [example for example in data if set_of(example.doc)]
    word_list = sum(predict(example.seen, {})[0] == example.kind for example in whole) / len(whole)
    print(f"{len(whole)} clauses of {len(read)} articles; types right by the word list alone {word_list:.3f}")
    found = left_out(data)
    right = sum(kind == example.kind for (kind, _), example in zip(found, whole, strict=True)) / len(whole)
    print(f"  types right of clauses of sets left out {right:.3f}")
    if options.check:
        return
    write_claims(learned)
    weights = fit_weights(data)
    with (LEXICONS / "type_weights.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", *TYPES])
        for name, row in sorted(weights.items()):
            if np.abs(row).max() >= LEAST_MOVED:
                writer.writerow([name, *(f"{value:.2f}" for value in row)])
    claim_model.moved_claims = lambda: learned
    type_model.moved_weights = lambda: weights
    counts = count_ways(read_all(options.folders), whole, found)
    with (LEXICONS / "confidence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["field", "way", "right", "of"])
        for field, way in sorted({(field, way) for field, way, _ in counts}):
            right, wrong = counts[field, way, True], counts[field, way, False]
            writer.writerow([field, way, right, right + wrong])


if __name__ == "__main__":
    main()
