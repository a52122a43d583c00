"""How far do two readers agree on what is claimed? The ceiling of any score against one of them.

    python -m benchmarks.reading_hands FOLDER

A folder holds texts, `gold_claims.jsonl` by one hand and, for some or all of them, `second_claims.jsonl` by another who
has not seen it. Prints, on the texts that both have read: the second hand scored against the first as if it were
drafts, drafts against the first, drafts against the second.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.reading import Pairs, annotated_claims, print_table, read_folder
from benchmarks.reading_score import Row, score


def as_draft(row: Row) -> Row:
    """An annotation with the keys that a draft has."""
    return {**row, "side": row["subject_side"], "low": row["lower"], "high": row["upper"], "check": []}


def hands(folder: Path) -> dict[str, Pairs]:
    """Annotations and drafts by comparison: hand against hand, drafts against each."""
    second = annotated_claims(folder, "second_claims.jsonl")
    read = {doc: pair for doc, pair in read_folder(folder, told=True).items() if doc in second}
    return {
        "second hand against the first": {d: (gold, [as_draft(r) for r in second[d]]) for d, (gold, _) in read.items()},
        "drafts against the first": read,
        "drafts against the second": {d: (second[d], drafts) for d, (_, drafts) in read.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print_table({name: score(pairs) for name, pairs in hands(parser.parse_args().folder).items()})


if __name__ == "__main__":
    main()
