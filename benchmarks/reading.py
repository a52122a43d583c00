"""How well does `pyrrhus read` draft claims? Drafts against a reader's annotation of the same articles.

    python -m benchmarks.reading [FOLDER ...] [--told] [--misses] [--out FILE.json]

A folder holds texts and `gold_claims.jsonl` (doc, start, end, speaker, outlet, said_on, type, subject_side, place,
quantity, lower, upper, stance), and may hold `articles.csv` (doc, published, outlet): what an analyst would pass with
--published and --outlet, used only with `--told`. A draft and an annotation match, one to one, where they share at
least half of the shorter; of several, those that overlap most and agree on the number.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from pyrrhus.reading.article import make_article
from pyrrhus.reading.drafts import read_drafts

ROOT = Path(__file__).parents[1]
HELD_OUT = ROOT / "tests" / "scenarios" / "articles"
LEAST_SHARED = 0.5
FIELDS = ("speaker", "outlet", "said_on", "type", "side", "place", "quantity", "stance")
SMALL_WORDS = frozenset(
    ["the", "of", "a", "an", "in", "at", "and", "for", "s", "unnamed", "report", "anonymous", "who", "with", "from"]
)

Row = dict[str, Any]


@dataclass
class Score:
    """Counts over some articles; `right[field]` of `asked[field]` among matched pairs."""

    gold: int = 0
    gold_numeric: int = 0
    drafts: int = 0
    matched: int = 0
    matched_numeric: int = 0
    tight: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 0.0

    @property
    def recall_numeric(self) -> float:
        return self.matched_numeric / self.gold_numeric if self.gold_numeric else 0.0

    @property
    def precision(self) -> float:
        return self.matched / self.drafts if self.drafts else 0.0

    @property
    def f1(self) -> float:
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0

    def accuracy(self, name: str) -> float | None:
        return self.right[name] / self.asked[name] if self.asked[name] else None

    def to_dict(self) -> Row:
        return {
            "gold": self.gold, "gold_numeric": self.gold_numeric, "drafts": self.drafts, "matched": self.matched,
            "precision": round(self.precision, 3), "recall": round(self.recall, 3), "f1": round(self.f1, 3),
            "recall_numeric": round(self.recall_numeric, 3),
            "recall_overlap_half_of_union": round(self.tight / max(self.gold, 1), 3),
            "accuracy": {name: None if (a := self.accuracy(name)) is None else round(a, 3) for name in FIELDS},
            "asked": {name: self.asked[name] for name in FIELDS},
        }  # fmt: skip


def is_numeric(row: Row) -> bool:
    """Whether an annotation carries a number or a bound."""
    return any(row.get(key) is not None for key in ("quantity", "lower", "upper"))


def match(gold: list[Row], drafts: list[Row]) -> list[tuple[int, int]]:
    """Pairs of annotation and draft, one to one."""
    if not gold or not drafts:
        return []
    worth = np.zeros((len(gold), len(drafts)))
    for i, g in enumerate(gold):
        for j, d in enumerate(drafts):
            shared = min(g["end"], d["end"]) - max(g["start"], d["start"])
            if shared <= 0 or shared < LEAST_SHARED * min(g["end"] - g["start"], d["end"] - d["start"]):
                continue
            union = max(g["end"], d["end"]) - min(g["start"], d["start"])
            worth[i, j] = (
                1
                + shared / union
                + 0.5 * (is_numeric(g) and same_number(g, d))
                + 0.1 * (g["subject_side"] == d["side"])
            )
    rows, columns = linear_sum_assignment(-worth)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]


def same_number(gold: Row, draft: Row) -> bool:
    """The same value; where the annotation has only bounds, the same bounds."""
    if gold["quantity"] is not None:
        return draft["quantity"] is not None and abs(draft["quantity"] - gold["quantity"]) <= 0.005 * abs(
            gold["quantity"]
        )
    return (draft["low"], draft["high"]) == (gold["lower"], gold["upper"])


def _words(text: str | None) -> set[str]:
    return {w for w in re.findall(r"[\w]+", (text or "").lower().replace("defense", "defence")) if w not in SMALL_WORDS}


def same_speaker(gold: str, draft: str) -> bool:
    """Narration with narration; else most of the words of the shorter label in the longer, or one surname."""
    told, found = gold.startswith("article"), draft.startswith("article")
    if told or found:
        return told and found
    first, second = _words(gold), _words(draft)
    singular = lambda words: {re.sub(r"s$", "", w) for w in words}  # noqa: E731
    first, second = singular(first), singular(second)
    return bool(first and second) and len(first & second) >= 0.5 * min(len(first), len(second))


def _plain(text: str | None) -> str:
    return re.sub(r"\bthe\s+", "", re.sub(r"\s+", " ", (text or "").lower())).strip()


def compare(gold: Row, draft: Row) -> dict[str, bool]:
    """Which fields agree; fields on which the annotation says nothing are left out."""
    agree = {
        "speaker": same_speaker(gold["speaker"], draft["speaker"]),
        "outlet": _plain(gold["outlet"]) == _plain(draft["outlet"]),
        "type": gold["type"] == draft["type"],
        "side": gold["subject_side"] == (draft["side"] or "none"),
        "place": _words(gold["place"]) == _words(draft["place"]),
        "stance": gold["stance"] == draft["stance"],
    }
    if gold["said_on"] is not None:
        agree["said_on"] = gold["said_on"] == draft["said_on"]
    if is_numeric(gold):
        agree["quantity"] = same_number(gold, draft)
    return agree


def read_folder(folder: Path, *, told: bool) -> dict[str, tuple[list[Row], list[Row]]]:
    """Annotations and drafts of every annotated text of a folder."""
    gold: dict[str, list[Row]] = {}
    for line in (folder / "gold_claims.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold.setdefault(row["doc"], []).append(row)
    given: dict[str, Row] = {}
    table = folder / "articles.csv"
    if not table.exists():
        table = Path(__file__).with_name("reading_articles.csv")
    if told:
        given = {row["doc"]: row for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}
    found = {}
    for doc, rows in gold.items():
        known = given.get(doc, {})
        published = date.fromisoformat(known["published"]) if known.get("published") else None
        article = make_article(
            (folder / doc).read_text(encoding="utf-8-sig"), published=published, outlet=known.get("outlet") or None
        )
        found[doc] = rows, [draft.to_dict() for draft in read_drafts(article)]
    return found


def score(pairs: dict[str, tuple[list[Row], list[Row]]], *, misses: bool = False) -> Score:
    """Score of all articles of a folder together."""
    total = Score()
    for doc, (gold, drafts) in pairs.items():
        matched = match(gold, drafts)
        total.gold += len(gold)
        total.drafts += len(drafts)
        total.matched += len(matched)
        total.gold_numeric += sum(map(is_numeric, gold))
        for i, j in matched:
            g, d = gold[i], drafts[j]
            shared = min(g["end"], d["end"]) - max(g["start"], d["start"])
            total.tight += shared >= 0.5 * (max(g["end"], d["end"]) - min(g["start"], d["start"]))
            total.matched_numeric += is_numeric(g) and same_number(g, d)
            agree = compare(g, d)
            total.asked.update(list(agree))
            total.right.update(name for name, fine in agree.items() if fine)
            if misses:
                for name in [n for n, fine in agree.items() if not fine]:
                    key = {"side": "subject_side"}.get(name, name)
                    print(f"{doc[:8]} {name}: {g[key]!r} read as {d[name]!r}: {g['quote'][:90]}")
        if misses:
            print(
                *(
                    f"{doc[:8]} MISSED {gold[i]['type']}: {gold[i]['quote'][:110]}"
                    for i in sorted(set(range(len(gold))) - {i for i, _ in matched})
                ),
                sep="\n",
            )
            print(
                *(
                    f"{doc[:8]} EXTRA {drafts[j]['type']}: {drafts[j]['quote'][:110]}"
                    for j in sorted(set(range(len(drafts))) - {j for _, j in matched})
                ),
                sep="\n",
            )
    return total


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[HELD_OUT])
    parser.add_argument("--told", action="store_true", help="use articles.csv for outlet and day of publication")
    parser.add_argument("--misses", action="store_true", help="list what was missed, added and got wrong")
    parser.add_argument("--each", action="store_true", help="each article for itself too")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    results = {}
    print(
        f"{'':28}{'gold':>5}{'drafts':>7}{'prec':>6}{'rec':>6}{'F1':>6}{'num':>6}{'IoU½':>6}  "
        + " ".join(f"{n[:8]:>8}" for n in FIELDS)
    )
    for folder in options.folders:
        pairs = read_folder(folder, told=options.told)
        whole = f"{folder.resolve().parent.name}/{folder.name}"
        sets = {whole: pairs}
        if options.each:
            sets |= {f"  {doc[:24]}": {doc: both} for doc, both in pairs.items()}
        for name, some in sets.items():
            found = score(some, misses=options.misses and name == whole)
            results[name.strip()] = found.to_dict()
            shares = " ".join(f"{'-' if (a := found.accuracy(n)) is None else f'{a:.2f}':>8}" for n in FIELDS)
            print(
                f"{name:28}{found.gold:5}{found.drafts:7}{found.precision:6.2f}{found.recall:6.2f}{found.f1:6.2f}"
                f"{found.recall_numeric:6.2f}{found.tight / max(found.gold, 1):6.2f} "
                f" {shares}"
            )
    if options.out:
        options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
