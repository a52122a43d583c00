"""The log of a desk: one line of JSON a decision, in order, so that a session can be taken up again and undone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import amend_file
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.refusal import Refused

LOG = "decisions.jsonl"
Kind = Literal["accept", "reject", "edit", "split", "merge", "copy", "undo", "example"]


@dataclass(frozen=True)
class DeskDecision:
    """What was decided about a draft (`key`: article and number): `cells` are those of its row that it set; `at` is the
    position of a split in its quote; `of` is the key that an undo takes back or a merge takes in; `also` are further
    drafts that are left out with it."""

    kind: Kind
    key: str
    cells: Mapping[str, str] = field(default_factory=dict)
    at: int | None = None
    of: str | None = None
    also: tuple[str, ...] = ()

    def to_line(self) -> bytes:
        """One line of the log."""
        told = {key: value for key, value in asdict(self).items() if value not in (None, {}, ())}
        return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def append_decision(log: Path, decision: DeskDecision) -> None:
    """Write one decision to the end of a log."""
    amend_file(log, lambda old: old + (b"\n" if old[-1:] not in (b"", b"\n") else b"") + decision.to_line())


def read_decisions(log: Path) -> list[DeskDecision]:
    """The decisions of a log. Raises InputError at a line that is none."""
    if not os.path.lexists(log):
        return []
    try:
        data = read_bytes(log, "table_bytes")
    except Refused as refused:
        raise InputError([refused.problem(log.name)]) from None
    found = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            found.append(_decision(json.loads(line)))
        except (ValueError, TypeError, RecursionError):
            fix = "mend the line, or move the log to begin anew"
            raise InputError([Problem(log.name, number, "is no decision", fix, "bad_log")]) from None
    return found


def _decision(told: Any) -> DeskDecision:
    """What a line says. Raises TypeError or ValueError where it is no decision."""
    if not isinstance(told, dict) or not isinstance(told.get("also", []), list):
        raise TypeError
    found = DeskDecision(**{**told, "also": tuple(told.get("also", []))})
    if not isinstance(found.cells, dict):
        raise TypeError
    texts = [found.key, *found.cells, *found.cells.values(), "" if found.of is None else found.of, *found.also]
    if found.kind not in get_args(Kind) or not all(isinstance(text, str) for text in texts):
        raise ValueError
    if found.at is not None and (not isinstance(found.at, int) or isinstance(found.at, bool) or found.at < 0):
        raise ValueError
    return found


def standing(decisions: list[DeskDecision]) -> list[DeskDecision]:
    """The decisions that hold: an undo takes back the last before it that held."""
    held: list[DeskDecision] = []
    for decision in decisions:
        if decision.kind == "undo":
            if held:
                held.pop()
        else:
            held.append(decision)
    return held
