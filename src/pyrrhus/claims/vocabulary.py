"""The vocabulary of claims: the one table of quantities, read from `quantities.csv`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """One kind of thing that claims speak of. `categories` is empty for a number."""

    name: str
    unit: str
    kind: str
    rate_or_total: str
    part_of: str | None
    about: str
    meaning: str
    categories: tuple[str, ...]

    @property
    def numeric(self) -> bool:
        return self.kind == "number"

    @property
    def needs_side(self) -> bool:
        return self.about == "side"


@cache
def quantities() -> dict[str, Quantity]:
    """Every quantity by name, in the order of the table."""
    text = files("pyrrhus.claims").joinpath("quantities.csv").read_text(encoding="utf-8")
    table = {}
    for row in csv.DictReader(text.splitlines()):
        words: tuple[str, ...] = ()
        if row["kind"] == "category":
            listed = re.search(r"\(([^)]*)\)\s*$", row["meaning"])
            words = tuple(w.strip() for w in listed.group(1).split(",")) if listed else ()
        table[row["name"]] = Quantity(
            row["name"],
            row["unit"],
            row["kind"],
            row["rate_or_total"],
            row["part_of"] or None,
            row["about"],
            row["meaning"],
            words,
        )
    return table
