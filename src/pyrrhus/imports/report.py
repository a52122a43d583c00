"""What an import did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ImportReport:
    """What an import did: rows read, rows added to each file, rows left out by reason, names that wait for a side, ids
    that stand in claims.csv with other content, and where (file:line) the first rows that were left out stand."""

    folder: Path
    kind: str
    rows: int
    added: dict[str, int]
    left_out: dict[str, int]
    asked: dict[str, int]
    differing: tuple[str, ...]
    is_new: bool
    notes: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
