"""How well does `pyrrhus read` draft claims? Drafts against a reader's annotation of the same articles.

    python -m benchmarks.reading [FOLDER ...] [--told] [--by war] [--misses] [--out FILE.json]

A folder holds texts and `gold_claims.jsonl` (doc, start, end, speaker, outlet, said_on, type, subject_side, place,
quantity, lower, upper, stance; and hedge, unit, claims_quantity, period_from, period_to where they are annotated), and
may hold `articles.csv` (doc, published, outlet, war, genre): what an analyst would pass with --published and --outlet,
used only with `--told`.
"""

from __future__ import annotations

import argparse
import csv
import json
from datetime import date
from pathlib import Path

from benchmarks.reading_score import FIELDS, Row, Score, compare, match, score, share
from pyrrhus.reading.article import Article, make_article
from pyrrhus.reading.drafts import read_drafts

SCENARIOS = Path(__file__).parents[1] / "tests" / "scenarios"
LABELLED = [
    SCENARIOS / name
    for name in (
        "articles",
        "articles_later",
        "articles_other_wars",
        "articles_third",
        "articles_fourth",
        "articles_fifth",
        "articles_sixth",
        "articles_seventh",
        "articles_set_aside",
        "articles_set_aside_two",
        "articles_set_aside_three",
        "articles_set_aside_four",
    )
]
Pairs = dict[str, tuple[list[Row], list[Row]]]


def given_of(folder: Path) -> dict[str, Row]:
    """Day, outlet, war and genre of each article of a folder, as far as a table tells."""
    table = folder / "articles.csv"
    if not table.exists():
        table = Path(__file__).with_name("reading_articles.csv")
    return {row["doc"]: row for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}


def annotated_claims(folder: Path, file: str = "gold_claims.jsonl") -> dict[str, list[Row]]:
    """Annotated claims of every text of a folder, by one of its readers."""
    gold: dict[str, list[Row]] = {}
    for line in (folder / file).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold.setdefault(row["doc"], []).append(row)
    return gold


def read_folder(folder: Path, *, told: bool) -> Pairs:
    """Annotations and drafts of every annotated text of a folder."""
    given = given_of(folder) if told else {}
    return {
        doc: (rows, [draft.to_dict() for draft in read_drafts(article_of(folder, doc, given))])
        for doc, rows in annotated_claims(folder).items()
    }


def article_of(folder: Path, doc: str, given: dict[str, Row]) -> Article:
    """A text of a folder with its day and outlet, as far as they are given."""
    known = given.get(doc, {})
    published = date.fromisoformat(known["published"]) if known.get("published") else None
    text = (folder / doc).read_text(encoding="utf-8-sig")
    return make_article(text, published=published, outlet=known.get("outlet") or None)


def print_misses(pairs: Pairs) -> None:
    """Every field that was read wrong, every claim missed and every draft too many."""
    names = {
        "side": ("subject_side", "side"),
        "number": ("quantity", "quantity"),
        "hedged": ("unit", "unit"),
        "quantity": ("claims_quantity", "claims_quantity"),
        "period": ("period_from", "period_from"),
    }
    for doc, (gold, drafts) in pairs.items():
        matched = match(gold, drafts)
        for i, j in matched:
            g, d = gold[i], drafts[j]
            for name, fine in compare(g, d).items():
                if not fine:
                    first, second = names.get(name, (name, name))
                    more = f" {g.get('hedge')}/{d['hedge']}" if name == "hedged" else ""
                    flag = " [flagged]" if name in d["check"] else ""
                    print(
                        f"{doc[:9]} {name}{flag}: {g.get(first)!r} read as {d.get(second)!r}{more}: {d['quote'][:100]}"
                    )
        for i in sorted(set(range(len(gold))) - {i for i, _ in matched}):
            print(f"{doc[:9]} MISSED {gold[i]['type']}: {gold[i]['quote'][:110]}")
        for j in sorted(set(range(len(drafts))) - {j for _, j in matched}):
            print(f"{doc[:9]} EXTRA {drafts[j]['type']}: {drafts[j]['quote'][:110]}")


def print_table(sets: dict[str, Score]) -> None:
    """Strict recall and precision, on all claims and on those with numbers, then the fields of matched pairs."""
    heads = [
        "gold",
        "drafts",
        "spanR",
        "spanP",
        "R",
        "P",
        "numR",
        "numP",
        *(n[:8] for n in FIELDS),
        "given",
        "filled",
        "desk",
    ]
    print(f"{'':34}" + " ".join(f"{head:>8}" for head in heads))
    for name, found in sets.items():
        cells = [
            found.gold,
            found.drafts,
            found.recall,
            found.precision,
            found.strict_recall,
            found.strict_precision,
            share(found.strict_numeric, found.gold_numeric),
            share(found.strict_drafts_numeric, found.drafts_numeric),
            *(found.accuracy(field) for field in FIELDS),
            share(found.sides_given, found.sides_wanted),
            share(found.filled, found.matched_numeric),
            found.desk_share,
        ]
        shown = (f"{c:8}" if isinstance(c, int) else f"{'-':>8}" if c is None else f"{c:8.2f}" for c in cells)
        print(f"{name:34}" + " ".join(shown))


def print_types(found: Score) -> None:
    """Strict recall and precision by type of claim, and how many of the wrong fields carried a flag."""
    print(f"\n{'type':14}{'gold':>6}{'drafts':>8}{'recall':>8}{'precision':>11}")
    for kind in sorted(found.gold_of | found.drafts_of, key=lambda k: -found.gold_of[k]):
        right = found.strict_of[kind]
        recall, precision = share(right, found.gold_of[kind]), share(right, found.drafts_of[kind])
        print(f"{kind:14}{found.gold_of[kind]:6}{found.drafts_of[kind]:8}{recall or 0:8.2f}{precision or 0:11.2f}")
    flags = ", ".join(f"{n} {found.flagged[n]} of {found.wrong[n]}" for n in found.wrong)
    print(f"wrong fields that carried a flag: {flags}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=LABELLED)
    parser.add_argument("--told", action="store_true", help="use articles.csv for outlet and day of publication")
    parser.add_argument("--misses", action="store_true", help="list what was missed, added and got wrong")
    parser.add_argument("--each", action="store_true", help="each article for itself too")
    parser.add_argument("--by", choices=("war", "genre"), help="each war or kind of text for itself too")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    sets: dict[str, Score] = {}
    everything: Pairs = {}
    groups: dict[str, Pairs] = {}
    for folder in options.folders:
        pairs = read_folder(folder, told=options.told)
        sets[f"{folder.resolve().parent.name}/{folder.name}"] = score(pairs)
        everything |= {f"{folder.name}/{doc}": both for doc, both in pairs.items()}
        given = given_of(folder)
        for doc, both in pairs.items():
            if options.each:
                sets[f"  {doc[:30]}"] = score({doc: both})
            if options.by:
                group = given.get(doc, {}).get(options.by) or folder.name
                groups.setdefault(f"  {options.by}: {group}", {})[f"{folder.name}/{doc}"] = both
        if options.misses:
            print_misses(pairs)
    sets |= {name: score(pairs) for name, pairs in sorted(groups.items())}
    if len(options.folders) > 1:
        sets["all"] = score(everything)
    print_table(sets)
    print_types(score(everything))
    if options.out:
        found = {name.strip(): one.to_dict() for name, one in sets.items()}
        options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
