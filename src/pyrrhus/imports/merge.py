"""What was gathered, put behind what stands in a folder: the bytes of its files, every line that was there kept."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.imports.gathered import Cells, Gathered
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.refusal import Refused
from pyrrhus.inputs.text_file import decode
from pyrrhus.scenario.tables import TABLES

# without these a row would say something else
NEEDED = {
    "claims": (
        "id",
        "said_on",
        "source",
        "quantity",
        "side",
        "place",
        "period_from",
        "period_to",
        "value",
        "unit",
        "hedge",
    ),
    "sources": ("id", "name", "kind"),
    "places": ("id", "name", "lat", "lon", "kind"),
    "control": ("date", "place", "holder"),
}


@dataclass
class Merged:
    """The new bytes of files by name, how many rows each gains, and ids that stand there with other content."""

    files: dict[str, bytes] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)


def merge(folder: Path, gathered: Gathered, *, also: Collection[str] = ()) -> Merged:
    """Put the rows of an import behind those of the folder; none twice; places that a row refers to, and
    those of `also`. Raises InputError where a table has no column for what is to be written."""
    merged = Merged()
    used = {cells["source"] for cells in gathered.claims.values()}
    places = {*also} | {c.get("place", "") for c in (*gathered.claims.values(), *gathered.control.values())}
    tables: dict[str, Iterable[Cells]] = {
        "sources": [c for identifier, c in gathered.sources.items() if identifier in used],
        "places": [c for identifier, c in gathered.new_places.items() if identifier in places],
        "control": [gathered.control[key] for key in sorted(gathered.control)],
        "claims": sorted(gathered.claims.values(), key=lambda c: (c["said_on"], c["id"])),
    }
    for name, rows in tables.items():
        _add(folder, name, list(rows), merged)
    return merged


def _add(folder: Path, name: str, rows: list[Cells], merged: Merged) -> None:
    if not rows:
        return
    path, keys = folder / TABLES[name].file, ("date", "place") if name == "control" else ("id",)
    columns = tuple(column.name for column in TABLES[name].columns)
    old = _standing(path)
    known: dict[tuple[str, ...], Mapping[str, str]] = {}
    if old.strip():
        columns, standing_rows = _rows_of(path.name, old)
        if missing := [c for c in NEEDED[name] if c not in columns]:
            fix = f"write the column{'' if len(missing) == 1 else 's'} {', '.join(missing)} into its header"
            raise InputError([Problem(path.name, 1, "has no room for what is imported", fix, "import_columns")])
        known = {tuple((row.get(key) or "").strip() for key in keys): row for row in standing_rows}
    new = []
    for row in rows:
        standing = known.get(tuple(row.get(key, "") for key in keys))
        if standing is None:
            new.append([row.get(column, "") for column in columns])
        elif name == "claims" and any(
            (standing.get(c) or "").strip() != row.get(c, "") for c in ("value", "side", "said_on")
        ):
            merged.differing.append(row["id"])
    if not new:
        return
    end = "\r\n" if b"\r\n" in old[:4096] else "\n"
    added = csv_lines(new if old.strip() else [columns, *new], end=end)
    between = "" if not old or old.endswith(b"\n") else end
    merged.files[path.name] = old + (between + added).encode("utf-8")
    merged.added[path.name] = len(new)


def _standing(path: Path) -> bytes:
    """The bytes of a table of the folder, none where there is none. Raises InputError."""
    if not os.path.lexists(path):
        return b""
    try:
        return read_bytes(path, "table_bytes")
    except Refused as refused:
        raise InputError([refused.problem(path.name)]) from None


def _rows_of(name: str, old: bytes) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """Columns and rows of a table. Raises InputError where it cannot be read to its end: what is put behind a quote
    that does not end would be lost in it."""
    text, problems = decode(old, name=name)
    if text is None:
        raise InputError(problems)
    try:
        rows = [cells for _, cells in csv_rows(text.text)]
    except Refused as refused:
        raise InputError([refused.problem(name)]) from None
    header, *body = rows or [[]]
    columns = tuple(column.strip() for column in header)
    return columns, [dict(zip(columns, cells, strict=False)) for cells in body]
