"""`import.yaml`: what the names in imported files mean in this folder. It is written beside, edited by a person, and
read again by the next import; names that are new are put at its end, and nothing in it is ever changed."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pyrrhus.errors import InputError, Problem
from pyrrhus.plain_text import folded
from pyrrhus.scenario.nearest import advise, shown
from pyrrhus.scenario.yaml_reader import read_yaml

Side = Literal["attacker", "defender"]
FILE = "import.yaml"
SIDES = ("attacker", "defender", "none")
#: What YAML reads of `{kind: acled, actor: "Name", side:}`: a key with a colon in it.
NO_SIDE_YET = "side:"
HEADER = """# What the names in imported files mean here. Write attacker, defender or none after `side:`, then run the
# import again: rows that waited for it are added, none is added twice. New names are put at the end.
actors:
"""
# Words of an actor that is no side's, whatever country its name goes on to say.
NO_SIDE = re.compile(r"^(civilians|protesters|rioters|unidentified|journalists|aid workers|prisoners|refugees)\b", re.I)


@dataclass
class ActorMapping:
    """Sides of actors by the kind of file and their name; `words` are the names and adjectives of the sides.

    An actor that the file does not list has the side whose name or adjective its own name holds, where that is one
    side's alone; else none is known. `asked` counts the rows that wait for an actor's side.
    """

    listed: dict[tuple[str, str], str] = field(default_factory=dict)
    words: dict[str, Side] = field(default_factory=dict)
    text: str = ""
    new: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def side(self, kind: str, actor: str) -> Side | None:
        """The side of an actor, None where it is of none or not known (which is counted)."""
        key = (kind, actor.strip())
        if not key[1]:
            return None
        told = self.listed.get(key)
        if told is None:
            told = self.new[key] if key in self.new else self._by_name(key[1])
            self.new.setdefault(key, told)
        if not told:
            self.asked[key] += 1
        return "attacker" if told == "attacker" else "defender" if told == "defender" else None

    def _by_name(self, actor: str) -> str:
        return "none" if NO_SIDE.match(actor) else self.side_by_name(actor) or ""

    def side_by_name(self, name: str) -> Side | None:
        """The side whose name or adjective a name holds, None where it holds neither's or both."""
        words = set(re.findall(r"\w+", folded(name)))
        found: set[Side] = {side for word, side in self.words.items() if set(word.split()) <= words}
        return next(iter(found)) if len(found) == 1 else None

    def appended(self) -> str:
        """The text of import.yaml with new names at its end; what stood in it stays, byte for byte."""
        if not self.new:
            return self.text
        rows = [
            f"- {{kind: {kind}, actor: {json.dumps(actor, ensure_ascii=False)}, side: {side}}}\n"
            for (kind, actor), side in sorted(self.new.items())
        ]
        start = self.text or HEADER
        return start + ("" if start.endswith("\n") else "\n") + "".join(rows)


def read_mapping(folder: Path, words: dict[str, Side]) -> ActorMapping:
    """The mapping of a folder; an empty one where there is none yet. Raises InputError with every problem."""
    path = folder / FILE
    if not path.exists():
        return ActorMapping(words=words)
    read = read_yaml(path)
    problems = list(read.problems)
    rows = (read.values or {}).get("actors") or []
    if set(read.values or {}) - {"actors"} or not isinstance(rows, list):
        problems.append(
            _problem(None, "holds more than a list of actors", "keep the one key actors, and rows below it")
        )
        rows = []
    listed = {}
    for number, row in enumerate(rows):
        line = read.lines.get(f"actors[{number}]")
        if isinstance(row, dict) and row.get(NO_SIDE_YET, "") is None:
            row = {key: value for key, value in row.items() if key != NO_SIDE_YET}
        if not isinstance(row, dict) or not {"kind", "actor"} <= set(row) <= {"kind", "actor", "side"}:
            problems.append(
                _problem(line, "is no row", 'write {kind: acled, actor: "Name in the file", side: attacker}')
            )
            continue
        side = row.get("side")
        if side is not None and side not in SIDES:
            problems.append(_problem(line, f"{shown(side)} is no side", advise(str(side), SIDES)))
        listed[str(row["kind"]), str(row["actor"]).strip()] = str(side or "")
    if problems:
        raise InputError(problems)
    return ActorMapping(listed, words, path.read_text(encoding="utf-8-sig"))


def _problem(line: int | None, what: str, fix: str) -> Problem:
    return Problem(FILE, line, what, fix, "import_mapping")
