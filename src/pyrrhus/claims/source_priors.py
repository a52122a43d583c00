"""What is known of sources from other open data: tables `source_records/DATE.csv`, and which of them a date may use.

A table is dated by the newest data that it rests on; a fusion as of a day may use one of that day or earlier, never a
later one. It says how the figures of a source (or of a kind of source) stood to what was known of the truth by then:
per family of quantities and per relation of the source to the side spoken of, as a log-normal bias with a part of its
own and a part that it shares with all that were held against the same truth. `make source-records` writes them anew.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyrrhus.claims.ledger import Source
from pyrrhus.claims.priors import Z90, Relation
from pyrrhus.files.csv_lines import csv_lines

COLUMNS = (
    "names",
    "kind",
    "family",
    "relation",
    "sources",
    "claims",
    "median",
    "low",
    "high",
    "log_mean",
    "own_log_sd",
    "common_log_sd",
    "reference",
)


@dataclass(frozen=True)
class KnownBias:
    """How one source, or (with no `names`) any source of a kind, stood to the truth; 90 % from `low` to `high`."""

    names: tuple[str, ...]
    kind: str
    family: str
    relation: Relation
    sources: int
    claims: int
    log_mean: float
    own_log_sd: float
    common_log_sd: float
    reference: str

    @property
    def log_sd(self) -> float:
        return math.hypot(self.own_log_sd, self.common_log_sd)

    @property
    def median(self) -> float:
        return math.exp(self.log_mean)

    @property
    def low(self) -> float:
        return math.exp(self.log_mean - Z90 * self.log_sd)

    @property
    def high(self) -> float:
        return math.exp(self.log_mean + Z90 * self.log_sd)


@dataclass(frozen=True)
class SourceTable:
    """One dated table."""

    dated: date
    rows: tuple[KnownBias, ...]

    @cached_property
    def _by_name(self) -> dict[tuple[str, str, str], KnownBias]:
        return {(_plain(name), r.family, r.relation): r for r in self.rows for name in r.names}

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str, str], KnownBias]:
        return {(r.kind, r.family, r.relation): r for r in self.rows if not r.names}

    def find(self, source: Source | None, family: str, relation: Relation) -> KnownBias | None:
        """What is known of a source by its name, else of its kind; None where nothing is."""
        if source is None:
            return None
        named = self._by_name.get((_plain(source.name), family, relation))
        return named or self._by_kind.get((source.kind, family, relation))


def newest_source_table(as_of: date, folder: Traversable | None = None) -> SourceTable | None:
    """The newest table not later than a date; None before the first. `folder` defaults to those that ship."""
    place = folder or files("pyrrhus.claims").joinpath("source_records")
    dated = {
        date.fromisoformat(f.name[:-4]): f for f in place.iterdir() if re.fullmatch(r"\d{4}-\d\d-\d\d\.csv", f.name)
    }
    usable = [day for day in dated if day <= as_of]
    return read_table(max(usable), dated[max(usable)].read_text(encoding="utf-8")) if usable else None


def read_table(dated: date, text: str) -> SourceTable:
    """A table from its text."""
    rows = [
        KnownBias(
            tuple(name for name in row["names"].split("|") if name),
            row["kind"],
            row["family"],
            row["relation"],  # type: ignore[arg-type]
            int(row["sources"]),
            int(row["claims"]),
            float(row["log_mean"]),
            float(row["own_log_sd"]),
            float(row["common_log_sd"]),
            row["reference"],
        )
        for row in csv.DictReader(io.StringIO(text))
    ]
    return SourceTable(dated, tuple(rows))


def write_table(rows: Iterable[KnownBias]) -> str:
    """The text of a table; equal rows give equal bytes."""
    lines: list[Iterable[object]] = [COLUMNS]
    for r in rows:
        numbers = (f"{x:.4g}" for x in (r.median, r.low, r.high))
        logs = (f"{x:.4f}" for x in (r.log_mean, r.own_log_sd, r.common_log_sd))
        lines.append(
            ["|".join(r.names), r.kind, r.family, r.relation, r.sources, r.claims, *numbers, *logs, r.reference]
        )
    return csv_lines(lines)


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+", " ", name.casefold()).strip()
