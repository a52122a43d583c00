"""Tables in pages of the manual, filled in by the command that makes them, so that no figure is written by hand.

A page holds `<!-- table: NAME -->` and `<!-- end -->` on lines of their own; what stands between them is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(text: str, tables: Mapping[str, str]) -> str:
    """The page with every table put in its place. Raises KeyError for a place that nobody fills."""
    return PLACE.sub(lambda m: f"{m[1]}{tables[m[2]].rstrip()}\n{m[3]}", text)


def fill_page(path: Path, tables: Mapping[str, str]) -> bool:
    """Fill a page in its file; whether anything changed."""
    before = path.read_text(encoding="utf-8")
    after = fill(before, tables)
    path.write_text(after, encoding="utf-8", newline="")
    return after != before


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c).replace("|", "\\|") for c in line) + " |" for line in lines) + "\n"
