"""The sheet `scenario` as the text of scenario.yaml: keys in its first column, values in the next, notes in the third.

A key is a path (`tiling.radius_km`); the entries of a list are rows of one key; a value is a number, a date, words, or
a list or mapping as YAML writes them in one line. Rows that begin with # are notes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

NOTE_AT = 31
LISTS = ("axes", "season_mud", "policies.attacker", "policies.defender")
PLAIN_TEXT = (
    "title",
    "summary",
    "licence",
    "sides.attacker.name",
    "sides.attacker.adjective",
    "sides.defender.name",
    "sides.defender.adjective",
)


@dataclass(frozen=True)
class KeyRow:
    """A row of the sheet, with its number."""

    number: int
    key: str
    value: str
    note: str

    @property
    def is_note(self) -> bool:
        return self.key.lstrip().startswith("#") or not self.key


def yaml_text(rows: Iterable[KeyRow]) -> tuple[str, list[int]]:
    """The text of scenario.yaml, and for each of its lines the row of the sheet that it is of."""
    lines: list[str] = []
    numbers: list[int] = []
    opened: list[str] = []
    for row in _grouped(list(rows)):
        path = [] if row.is_note else row.key.split(".")
        for depth in range(1, len(path)):
            if ".".join(path[:depth]) not in opened:
                opened.append(".".join(path[:depth]))
                lines.append(f"{'  ' * (depth - 1)}{path[depth - 1]}:")
                numbers.append(row.number)
        lists = row.key in LISTS and row.value != ""
        if lists and row.key not in opened:
            opened.append(row.key)
            lines.append(f"{'  ' * (len(path) - 1)}{path[-1]}:")
            numbers.append(row.number)
        elif row.key and not row.value:
            opened.append(row.key)
        lines.append(_line(row, path, lists))
        numbers.append(row.number)
    return "\n".join(lines) + "\n", numbers


def key_rows(text: str) -> list[tuple[str, str, str]]:
    """The rows of the sheet for the text of a scenario.yaml that is written as `yaml_text` writes it: key, value, note.

    Raises ValueError where it is written in another way.
    """
    rows: list[tuple[str, str, str]] = []
    path: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("#"):
            rows.append((line.rstrip(), "", ""))
            continue
        body, note = _parted(line)
        depth = (len(body) - len(body.lstrip())) // 2
        if body.lstrip().startswith("- "):
            rows.append((".".join(path[:depth]), body.lstrip()[2:], note))
            continue
        name, _, value = body.strip().partition(":")
        path = [*path[:depth], name]
        key, value = ".".join(path), value.strip()
        if key in PLAIN_TEXT and value.startswith('"'):
            value = json.loads(value)
        rows.append((key, value, note))
    again, _ = yaml_text(KeyRow(n, *row) for n, row in enumerate(rows, start=1))
    if again != text:
        raise ValueError("this scenario.yaml cannot be laid out in rows")
    return rows


def _line(row: KeyRow, path: list[str], in_list: bool) -> str:
    if row.is_note:
        # a value without a key is left as it is, for the reader of YAML to name
        return row.key + row.value + (f"# {row.note}" if row.note else "")
    value = " ".join(row.value.split("\n")) if row.key not in PLAIN_TEXT else row.value
    if row.key in PLAIN_TEXT and value:
        value = json.dumps(value, ensure_ascii=False)
    indent = "  " * (len(path) - 1)
    body = f"{indent}  - {value}" if in_list else f"{indent}{path[-1]}:{' ' if value else ''}{value}"
    return f"{body:<{NOTE_AT}}# {' '.join(row.note.split())}" if row.note else body


def _parted(line: str) -> tuple[str, str]:
    """A line without its note, and the note; a # in quotes begins none."""
    quoted = False
    for at, sign in enumerate(line):
        if sign == '"':
            quoted = not quoted
        elif sign == "#" and not quoted and line[at - 1 : at] == " ":
            return line[:at].rstrip(), line[at + 1 :].strip()
    return line.rstrip(), ""


def _grouped(rows: list[KeyRow]) -> list[KeyRow]:
    """Rows of one key and of one section together, in the order in which each first comes; notes stay behind the row
    that they follow."""
    order: dict[str, int] = {}
    places: list[tuple[int, ...]] = []
    now: tuple[int, ...] = (-1,)
    for row in rows:
        if not row.is_note:
            parts = row.key.split(".")
            heads = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
            now = tuple(order.setdefault(head, len(order)) for head in heads)
        places.append(now)
    return [row for _, row in sorted(zip(places, rows, strict=True), key=lambda pair: pair[0])]
