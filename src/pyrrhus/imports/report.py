"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ImportReport:
    """What an import did: rows read, rows added to each file, rows left out by reason, names that wait for a side, ids
    that stand in claims.csv with other content."""

    folder: Path
    kind: str
    rows: int
    added: dict[str, int]
    left_out: dict[str, int]
    asked: dict[str, int]
    differing: tuple[str, ...]
    is_new: bool
    notes: tuple[str, ...] = ()
