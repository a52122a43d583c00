"""The vocabulary of claims: the one table of quantities, read from `quantities.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


MEASURES = frozenset({"km2", "share", "ratio"})
NEED_NO_PRIOR = frozenset(
    f"{name}{tail}" for name in ("killed", "wounded", "captured", "casualties") for tail in ("", "_per_day")
) | {"exchange_ratio_killed", "children_remaining"}
"""Numbers that the graph derives from others' priors."""


@dataclass(frozen=True)
class Quantity:
    """One kind of thing that claims speak of. `categories` is empty for a number; `median` None where it is derived.

    `kind` latent is a number that no claim speaks of but others are derived from. `median`, `factor90` (the upper end
    of 90 percent over the median), `drift_sd` (log) and `half_life_days` are the prior of a number's level.
    """

    name: str
    unit: str
    kind: str
    rate_or_total: str
    part_of: str | None
    about: str
    meaning: str
    family: str
    categories: tuple[str, ...]
    sums_over_days: bool
    actors_add_up: bool
    part_of_front: bool
    said_once: bool
    lasts_days: float
    serves: tuple[str, ...]
    harms: tuple[str, ...]
    median: float | None
    factor90: float
    drift_sd: float
    half_life_days: float

    @property
    def numeric(self) -> bool:
        return self.kind == "number"

    @property
    def counts_whole(self) -> bool:
        """Whether its unit is a thing that is counted (persons, rounds a day), not one that is measured."""
        return self.numeric and self.unit not in MEASURES

    @property
    def needs_side(self) -> bool:
        return self.about == "side"


def read_quantities(rows: Iterable[Mapping[str, str]]) -> dict[str, Quantity]:
    """The rows as quantities by name. Raises ValueError naming the row and what is wrong with it."""
    table: dict[str, Quantity] = {}
    for row in rows:
        try:
            quantity = _quantity(row)
        except (KeyError, ValueError, AttributeError) as error:
            raise ValueError(f"quantities.csv, {row.get('name')}: {error}") from error
        wrong = _fault(quantity)
        if quantity.name in table:
            wrong = "the name stands twice"
        if wrong:
            raise ValueError(f"quantities.csv, {quantity.name}: {wrong}")
        table[quantity.name] = quantity
    for quantity in table.values():
        if quantity.part_of is not None and quantity.part_of not in table:
            raise ValueError(f"quantities.csv, {quantity.name}: part of {quantity.part_of}, which is not in the table")
        if quantity.part_of_front and f"{quantity.name}_front" not in table:
            raise ValueError(f"quantities.csv, {quantity.name}: part of the front, but no row {quantity.name}_front")
    return table


def _quantity(row: Mapping[str, str]) -> Quantity:
    def words(column: str) -> tuple[str, ...]:
        return tuple(w.strip() for w in row[column].split(";") if w.strip())

    def yes(column: str) -> bool:
        if row[column] not in ("yes", ""):
            raise ValueError(f"{column} is {row[column]!r}, not yes or empty")
        return row[column] == "yes"

    return Quantity(
        name=row["name"],
        unit=row["unit"],
        kind=row["kind"],
        rate_or_total=row["rate_or_total"],
        part_of=row["part_of"] or None,
        about=row["about"],
        meaning=row["meaning"],
        family=row["family"],
        categories=words("categories"),
        sums_over_days=yes("sums_over_days"),
        actors_add_up=yes("actors_add_up"),
        part_of_front=yes("part_of_front"),
        said_once=yes("said_once"),
        lasts_days=float(row["lasts_days"] or 0),
        serves=words("serves"),
        harms=words("harms"),
        median=float(row["median"]) if row["median"] else None,
        factor90=float(row["factor90"] or 1),
        drift_sd=float(row["drift_sd"] or 0),
        half_life_days=float(row["half_life_days"] or 60),
    )


def _fault(quantity: Quantity) -> str | None:
    """What is wrong with a row, None where nothing is."""
    if quantity.kind not in ("number", "category", "latent"):
        return f"kind is {quantity.kind!r}, not number, category or latent"
    if quantity.about not in ("side", "none"):
        return f"about is {quantity.about!r}, not side or none"
    if not (quantity.name and quantity.unit and quantity.family):
        return "name, unit and family are needed"
    if quantity.kind == "category":
        if len(quantity.categories) < 2 or quantity.lasts_days <= 0:
            return "a category needs two categories or more and lasts_days"
        if not {*quantity.serves, *quantity.harms} <= {*quantity.categories}:
            return "serves and harms are to name its categories"
        return None
    if quantity.categories:
        return "a number has no categories"
    if quantity.median is None:
        return None if quantity.name in NEED_NO_PRIOR else "a number needs a median and factor90"
    if quantity.median <= 0 or quantity.factor90 <= 1 or quantity.drift_sd < 0 or quantity.half_life_days <= 0:
        return "median and half_life_days are to be above 0, factor90 above 1, drift_sd not below 0"
    return None


@cache
def all_rows() -> dict[str, Quantity]:
    """Every row of the table by name, latent ones too."""
    text = files("pyrrhus.claims").joinpath("quantities.csv").read_text(encoding="utf-8")
    return read_quantities(csv.DictReader(text.splitlines()))


@cache
def quantities() -> dict[str, Quantity]:
    """Every quantity that claims speak of by name, in the order of the table."""
    return {name: row for name, row in all_rows().items() if row.kind != "latent"}


def sums_over_days(name: str) -> bool:
    """Whether a period's figure is the sum of its days' (losses), not a level (strength) or a rate."""
    return name in all_rows() and all_rows()[name].sums_over_days
