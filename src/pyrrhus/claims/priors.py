"""The wide priors of levels (`quantities.csv`) and of biases (`bias_priors.csv`), and what grades mean.

Grades are those of the Admiralty scale. A to E say how far a source's bias may lie from its prior, 1 to 5 how noisy a
single statement is, each on its own. F and 6 mean that nobody knows: the population's prior, factor 1, not a bad grade.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pyrrhus.claims.ledger import Side, Source
from pyrrhus.claims.vocabulary import all_rows

Relation = Literal["enemy", "own", "third"]
Z90 = 1.6448536269514722

BIAS_SPREAD = {"A": 0.5, "B": 0.7, "C": 0.9, "D": 1.15, "E": 1.6, "F": 1.0}
NOISE_FACTOR = {"1": 0.5, "2": 0.7, "3": 0.9, "4": 1.3, "5": 1.9, "6": 1.0}
LOSSES = ("killed", "wounded", "captured", "casualties")


@dataclass(frozen=True)
class BasePrior:
    """A log-normal prior of a level, and how it drifts in time (log sd, half-life in days)."""

    log_median: float
    log_sd: float
    drift_sd: float
    half_life_days: float


@dataclass(frozen=True)
class BiasPrior:
    """Log-normal prior of a source's bias: the mean, the source's own spread and the part its group shares."""

    log_median: float
    log_sd: float
    common_log_sd: float


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("pyrrhus.claims").joinpath(name).read_text(encoding="utf-8").splitlines()))


@cache
def base_priors() -> dict[str, BasePrior]:
    """Prior per row of `quantities.csv` that has one; that of `killed` is the killed a day on a whole front."""
    return {
        name: BasePrior(math.log(row.median), math.log(row.factor90) / Z90, row.drift_sd, row.half_life_days)
        for name, row in all_rows().items()
        if row.median is not None
    }


@cache
def bias_priors() -> dict[tuple[str, Relation], BiasPrior]:
    """Prior per (family of quantities, relation of the source to the side spoken of)."""
    return {
        (row["family"], row["relation"]): BiasPrior(
            math.log(float(row["median"])),
            math.log(float(row["factor90"])) / Z90,
            math.log(float(row["common_factor90"])) / Z90,
        )
        for row in _rows("bias_priors.csv")
    }  # type: ignore[return-value]


def family_of(quantity: str) -> str:
    """The family whose bias a quantity shares: one who inflates the dead inflates the wounded."""
    return all_rows()[quantity].family if quantity in all_rows() else "other"


def relation_of(interest: Side | None, side: Side | None) -> Relation:
    """Whose losses (or gains, or strength) a source speaks of: its own side's, its enemy's, or neither's."""
    if interest is None or side is None:
        return "third"
    return "own" if interest == side else "enemy"


def relation_to(source: Source | None, side: Side | None) -> Relation:
    """The same of a source: a partner of a side speaks of that side's losses as a third party does."""
    found = relation_of(source.interest if source else None, side)
    return "third" if found == "own" and source is not None and source.belongs_to is None else found
