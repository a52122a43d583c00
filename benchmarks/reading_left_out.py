"""How well are articles read of sets that nothing was learnt from? Each folder is scored with tables fitted without it.

    python -m benchmarks.reading_left_out FOLDER [FOLDER ...] [--only NAME ...]

What is learnt (what is a claim, types, confidences) is fitted on the other folders and the invented clauses; rules and
word lists stay as they are, so that a folder whose misses were read while they were written still flatters.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import reading_fit
from benchmarks.reading import Pairs, print_table, print_types, read_folder
from benchmarks.reading_fit_claims import claims_of, fit_claims
from benchmarks.reading_learnt import Read, clause_articles, forget, read_all
from benchmarks.reading_score import score
from pyrrhus.reading import claim_model, type_model


def read_without(folder: Path, others: list[Read], invented: list[Read]) -> Pairs:
    """Annotations and drafts of a folder by tables fitted on other articles."""
    claims = fit_claims(claims_of([*others, *invented]))
    weights = reading_fit.fit_weights([*reading_fit.examples(others), *reading_fit.clauses()])
    claim_model.moved_claims = lambda: claims
    type_model.moved_weights = lambda: weights
    return read_folder(folder, told=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--only", nargs="*", help="names of the folders to leave out, one after another")
    options = parser.parse_args(arguments)
    forget()
    read = {folder: read_all([folder], everything=True) for folder in options.folders}
    invented = clause_articles()
    sets, everything = {}, {}
    for folder in options.folders:
        if options.only and folder.name not in options.only:
            continue
        pairs = read_without(folder, [one for other in read if other != folder for one in read[other]], invented)
        sets[folder.name] = score(pairs)
        everything |= {f"{folder.name}/{doc}": both for doc, both in pairs.items()}
    sets["all left out"] = score(everything)
    print_table(sets)
    print_types(sets["all left out"])


if __name__ == "__main__":
    main()
