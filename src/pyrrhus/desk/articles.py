"""The articles of a folder that go over the desk, with day and outlet where `articles.csv` beside them gives them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.refusal import Refused
from pyrrhus.inputs.text_file import read_text_file
from pyrrhus.plain_text import shown

ENDINGS = (".txt", ".html", ".htm", ".md")
TABLE = "articles.csv"


@dataclass(frozen=True)
class OneArticle:
    """A file to read; `published` and `outlet` are None where nobody gave them."""

    name: str
    path: Path
    published: date | None = None
    outlet: str | None = None


def find_articles(folder: Path) -> list[OneArticle]:
    """Texts and web pages of a folder by name, or the one file that is given. Raises InputError where there is none."""
    if folder.is_file():
        return [OneArticle(folder.name, folder)]
    if not folder.is_dir():
        raise InputError([Problem(str(folder), None, "is not there", "give a folder of articles", "folder_missing")])
    given = _given(folder / TABLE)
    found = [
        OneArticle(path.name, path, *given.get(path.name, (None, None)))
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in ENDINGS and path.is_file() and path.name.lower() != "readme.md"
    ]
    if not found:
        fix = f"put texts ({', '.join(ENDINGS)}) into it"
        raise InputError([Problem(str(folder), None, "holds no article", fix, "folder_empty")])
    return found


def _given(table: Path) -> dict[str, tuple[date | None, str | None]]:
    if not os.path.lexists(table):
        return {}
    text, problems = read_text_file(table, "table_bytes")
    if text is None:
        raise InputError(problems)
    found: dict[str, tuple[date | None, str | None]] = {}
    for line, row in _rows(text.text):
        try:
            day = date.fromisoformat(row["published"]) if row.get("published") else None
        except ValueError:
            fix = "write it as 2024-05-20"
            problems.append(Problem(TABLE, line, f"'{shown(row.get('published'))}' is no day", fix, "bad_date"))
            continue
        found[row.get("doc") or ""] = day, row.get("outlet") or None
    if problems:
        raise InputError(problems)
    return found


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by the names of their columns, each with its line."""
    header: list[str] | None = None
    try:
        for line, cells in csv_rows(text):
            if header is None:
                header = [cell.strip() for cell in cells]
            else:
                yield line, dict(zip(header, cells, strict=False))
    except Refused as refused:
        raise InputError([refused.problem(TABLE)]) from None
