"""Labelled articles and invented clauses as they are read to learn from: drafts with what each field was read from."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading import annotated_claims, article_of, given_of
from benchmarks.reading_score import Row
from pyrrhus.reading import claim_model, confidence, type_model
from pyrrhus.reading.article import Article, make_article
from pyrrhus.reading.clause_reader import ClauseReader
from pyrrhus.reading.clean_text import clean

CLAUSES = Path(__file__).with_name("reading_clauses.csv")
CLAUSE = "clause"
NO_CLAIM = "none"
"""What the table of invented clauses calls a sentence that claims nothing about the battle."""


@dataclass(frozen=True)
class Read:
    """One article: annotations, drafts as rows, their ways of reading and the features of their types."""

    doc: str
    gold: list[Row]
    drafts: list[Row]
    ways: list[Mapping[str, str]]
    seen: list[Mapping[str, float]]
    of_claims: list[Mapping[str, float]]


def read_all(folders: Iterable[Path], *, everything: bool = False) -> list[Read]:
    """Read every annotated article of some folders; `everything`: every clause that might be a claim is a draft."""
    return [
        read_one(f"{folder.name}/{doc}", article_of(folder, doc, given_of(folder)), gold, everything=everything)
        for folder in folders
        for doc, gold in annotated_claims(folder).items()
    ]


def read_one(name: str, article: Article, gold: list[Row], *, everything: bool) -> Read:
    """One article with what each of its drafts was read from."""
    text = clean(article.text)
    reader = ClauseReader(type(article)(text.text, article.outlet, article.published), None)
    reader.everything = everything
    drafts = sorted(reader.read(), key=lambda draft: (draft.start, draft.end))
    rows = [{**d.to_dict(), "start": text.original(d.start), "end": text.original_end(d.end)} for d in drafts]
    claims = {(start, end): seen for (start, end, _), seen in reader.of_claims.items()}
    by_place = {(start, end): seen for (start, end, _), seen in reader.maker.seen.items()}
    return Read(
        name,
        gold,
        rows,
        [d.ways for d in drafts],
        [by_place.get((d.start, d.end), {}) for d in drafts],
        [claims.get((d.start, d.end), {}) for d in drafts],
    )


def invented_clauses() -> list[Row]:
    """Single clauses with their types, "none" for those that claim nothing, invented for the purpose."""
    return list(csv.DictReader(CLAUSES.read_text(encoding="utf-8").splitlines()))


def clause_articles() -> list[Read]:
    """The invented clauses as articles of one sentence."""
    found = []
    for row in invented_clauses():
        text = f"{row['clause'][:1].upper()}{row['clause'][1:]}".rstrip("?") + (
            "?" if row["clause"].endswith("?") else "."
        )
        empty = {"quantity": None, "lower": None, "upper": None, "subject_side": "none"}
        gold = [] if row["type"] == NO_CLAIM else [{"start": 0, "end": len(text), "type": row["type"], **empty}]
        found.append(read_one(CLAUSE, make_article(text), gold, everything=True))
    return found


def forget() -> None:
    """Read as if nothing had been learnt, so that fitting twice gives the same."""
    type_model.moved_weights = dict
    claim_model.moved_claims = dict
    confidence.shares = dict
    confidence.EMPTY_BELOW = 0.0
