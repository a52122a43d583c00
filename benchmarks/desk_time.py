"""What two articles cost at the desk: drafts, decisions, cells and keys of the recorded sessions, and time reckoned.

python -m benchmarks.desk_time ARTICLES [--check]

Fills the tables of docs/how-to/two_articles_at_the_desk.md. The time is reckoned and not measured: 10 s a judgement,
8 s an answer that sets cells, 60 s a row typed by hand. No person was timed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks import desk_replay as desk
from benchmarks.pages import fill, fill_page, table
from pyrrhus.desk.decisions import LOG, DeskDecision, read_decisions, standing

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "two_articles_at_the_desk.md"
JUDGEMENT, ANSWER, BY_HAND = 10, 8, 60
WORDS_A_MINUTE = 238
"""Silent reading of English prose by adults (Brysbaert, Journal of Memory and Language 109, 2019)."""


@dataclass(frozen=True)
class DeskCounts:
    """What was decided about the drafts of one article, and what it took."""

    drafts: int
    listed: int
    as_is: int
    mended: int
    rejected: int
    left_out: int
    words_left_out: int
    lists: int
    splits: int
    answers: int
    cells: int
    derived: int
    by_hand: int
    keys: int

    @property
    def by_draft(self) -> float:
        """Seconds where every draft is a judgement of its own."""
        judged = self.drafts + self.splits
        return JUDGEMENT * judged + ANSWER * self.cells + BY_HAND * self.by_hand

    @property
    def at_desk(self) -> float:
        """Seconds where what a list leaves out takes the time of reading it, and a list a judgement."""
        judged = self.as_is + self.mended + self.rejected + self.splits + self.lists
        reading = 60 * self.words_left_out / WORDS_A_MINUTE
        return JUDGEMENT * judged + ANSWER * self.answers + reading + BY_HAND * self.by_hand


def counted(article: desk.DeskArticle, place: Path, keyboard: desk.KeyLog) -> DeskCounts:
    """The counts of an article's session, from the log of the desk."""
    session, name = keyboard.session, article.file
    told = [one for one in standing(read_decisions(place / desk.FOLDER / LOG)) if one.key.startswith(f"{name}#")]
    edits = [one for one in told if one.kind == "edit"]
    accepted = {one.key for one in told if one.kind == "accept"}
    touched = {one.key for one in edits}
    first = [item for item in session.drafted if item.article == name]
    lists = [one for one in told if one.also]
    gone = [key for one in lists for key in (one.key, *one.also)]
    words = {item.key: len(item.quote.split()) for item in session.items}
    return DeskCounts(
        drafts=len(first),
        listed=sum(not item.cells["quantity"] for item in first),
        as_is=len(accepted - touched),
        mended=len(accepted & touched),
        rejected=sum(one.kind == "reject" for one in told) - len(lists),
        left_out=len(gone),
        words_left_out=sum(words[key] for key in gone),
        lists=keyboard.lists,
        splits=sum(one.kind in ("split", "copy", "merge") for one in told),
        answers=len(edits),
        cells=sum(_cells_set(one) for one in edits),
        derived=sum(bool(row["derived_from"]) for row in desk.ledger_rows(place) if row["note"].startswith(name)),
        by_hand=0,
        keys=keyboard.pressed,
    )


def _cells_set(decision: DeskDecision) -> int:
    """Cells that somebody chose; what follows from a quantity (unit, period, hedge, side) is nobody's work."""
    if "quantity" in decision.cells:
        return 1 + (bool(decision.cells.get("value")) and not decision.cells["value"].replace(".", "").isdecimal())
    return 1


def minutes(seconds: float) -> str:
    """Minutes to a tenth, with whether ten are kept."""
    return f"{seconds / 60:.1f} min, {'within' if seconds <= 600 else 'over'} ten"


def count_table(found: Sequence[DeskCounts]) -> str:
    """What was decided and what it took, an article a column."""
    lines = {
        "drafts": "drafts",
        "of these without a quantity, on a list": "listed",
        "accepted as they are": "as_is",
        "accepted with cells mended": "mended",
        "rejected one by one": "rejected",
        "left out of a list": "left_out",
        "lists": "lists",
        "splits": "splits",
        "answers that set cells": "answers",
        "cells set": "cells",
        "rows with `derived_from`": "derived",
        "rows typed by hand": "by_hand",
        "keys pressed, Enter included": "keys",
    }
    rows = [(what, *(getattr(one, name) for one in found)) for what, name in lines.items()]
    rows.append(("**reckoned as the desk goes**", *(f"**{minutes(one.at_desk)}**" for one in found)))
    rows.append(("reckoned with every draft a judgement, every cell on its own", *(minutes(o.by_draft) for o in found)))
    by_hand = (f"{BY_HAND * (one.as_is + one.mended + one.by_hand) / 60:.1f} min" for one in found)
    rows.append(("for comparison: as many rows typed by hand", *by_hand))
    names = [one.outlet for one in desk.ARTICLES]
    return table(("", *names, *(f"{name}, `--attributed`" for name in names)), rows)


def quantity_table(rows: Sequence[dict[str, str]]) -> str:
    """How many rows of each quantity each article gave."""
    each = [Counter(r["quantity"] for r in rows if r["note"].startswith(one.file)) for one in desk.ARTICLES]
    names = sorted(set().union(*each), key=lambda name: (-sum(one[name] for one in each), name))
    lines = [(f"`{name}`", *(one[name] or "" for one in each)) for name in names]
    lines.append(("**all**", *(f"**{sum(one.values())}**" for one in each)))
    return table(("quantity", *(one.outlet for one in desk.ARTICLES)), lines)


def ledger_table(rows: Sequence[dict[str, str]]) -> str:
    """The facts of the rows, without who prints them and in which words."""
    lines = []
    for row in rows:
        number = " to ".join(row[bound] for bound in ("low", "value", "high") if row[bound])
        hedge = "" if row["hedge"] == "exactly" else f"{row['hedge'].replace('_', ' ')} "
        stance = "" if row["stance"] == "asserts" else f" ({row['stance']})"
        whose = " ".join(part for part in (row["side"], row["place"]) if part)
        about = f"`{row['quantity']}`"
        lines.append((row["said_on"], f"`{row['source']}`", about, whose, f"{hedge}{number}{stance}",
                      f"`{row['derived_from']}`" if row["derived_from"] else ""))  # fmt: skip
    return table(("said on", "source", "quantity", "side, place", "says", "derived from"), lines)


def fused_words(place: Path, rows: Sequence[dict[str, str]]) -> str:
    """What `pyrrhus fuse` prints of the quantities and repeats that the new rows touch."""
    head, *sections = said_by("fuse", place).split("\n\n")
    keys = {", ".join(_of_whom(row)) for row in rows}
    first, *lines = head.splitlines()
    kept = [line for line in lines if line.split("  ")[0] in keys]
    echoes = next((part for part in sections if part.startswith("Echoes")), "Echoes").splitlines()
    new = [row["id"] for row in rows if row["derived_from"]]
    blocks = "\n".join(echoes[1:]).removeprefix("  ").split("\n  ")
    again = [f"  {block}" for block in blocks if any(name in block for name in new)]
    body = "\n".join([first, *kept, "", "Echoes", *again])
    return code_block("\n".join(line.rstrip() for line in body.splitlines()))


def _of_whom(row: dict[str, str]) -> list[str]:
    """What the printed table calls a row's quantity."""
    words = (row["quantity"].replace("_", " "), row["side"], row["place"] or "whole front")
    return [part for part in words if part]


def code_block(words: str) -> str:
    """Words of a terminal for the page."""
    return f"```{{code-block}} text\n{words}\n```\n"


def said_by(command: str, place: Path) -> str:
    """What a command prints about the scenario."""
    words = [sys.executable, "-m", "pyrrhus", command, desk.SCENARIO]
    wide = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run(words, cwd=place, env=wide, capture_output=True, text=True, check=True)
    return done.stdout or done.stderr


def both_sessions(
    source: Path, place: Path, *, attributed: bool = False
) -> tuple[list[DeskCounts], list[dict[str, str]]]:
    """The counts of both articles, and the rows that they added to the ledger, in a folder of their own."""
    desk.lay_out_desk(source, place)
    before, silent = len(desk.ledger_rows(place)), Console(file=io.StringIO(), width=104)
    found = [counted(one, place, desk.replay(one, place, silent, attributed=attributed)) for one in desk.ARTICLES]
    return found, desk.ledger_rows(place)[before:]


def tables(source: Path) -> tuple[dict[str, str], list[DeskCounts]]:
    """The tables of the page, from all sessions replayed."""
    with tempfile.TemporaryDirectory() as name:
        place, other = Path(name) / "all", Path(name) / "attributed"
        found, rows = both_sessions(source, place)
        attributed, _ = both_sessions(source, other, attributed=True)
        return {
            "counts": count_table([*found, *attributed]),
            "quantities": quantity_table(rows),
            "ledger": ledger_table(rows),
            "checked": code_block(said_by("check", place).strip()),
            "fused": fused_words(place, rows),
        }, [*found, *attributed]


def main(arguments: Sequence[str]) -> int:
    """Fill the page, or with --check say whether it stands as the keys make it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    made, found = tables(chosen.articles)
    print(json.dumps([one.__dict__ | {"at_desk": one.at_desk, "by_draft": one.by_draft} for one in found], indent=1))
    if chosen.check:
        text = PAGE.read_text(encoding="utf-8")
        return int(fill(text, made) != text)
    fill_page(PAGE, made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
