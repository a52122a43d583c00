"""What was seen while maps were read: notes on repairs, and the problems that refuse them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyrrhus.errors import Problem


@dataclass
class RepairNotes:
    """Notes and problems of one reading; `points` is how many points its polygons have so far."""

    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    points: int = 0

    def refuse(self, file: str, what: str, fix: str, *, check: str, line: int | None = None) -> None:
        self.problems.append(Problem(file, line, what, fix, check))
