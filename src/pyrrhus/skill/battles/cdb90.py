"""CDB90 (HERO / US Army Concepts Analysis Agency 1990), one battle a row: strengths, casualties, days.

Casualties count killed, wounded and missing, so prisoners of a rout are in them. Strengths and casualties are
uncertain: its own README says that a second assessment of 61 battles differed substantially in almost every case.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.refusal import Refused
from pyrrhus.inputs.text_file import read_text_file
from pyrrhus.scenario.distributions import NORMAL_95

FILE = "cdb90_battles.csv"
SINCE, LONG_DAYS = 1900, 21
NEEDED = (
    "isqno",
    "year",
    "name",
    "war",
    "war_group",
    "duplicate_of",
    "duration_days_calendar",
    "att_strength",
    "def_strength",
    "att_casualties",
    "def_casualties",
    "front_width_att_km",
    "front_width_def_km",
    "att_artillery",
    "def_artillery",
    "winner",
    "start_date",
    "end_date",
)


@dataclass(frozen=True)
class Battle:
    """One row: `strength`, `casualties`, `guns` and `width_km` are of attacker and defender; NaN is unknown.

    `fold` is the war it is left out with; a row that codes part of another battle again goes with that one.
    """

    number: str
    name: str
    war: str
    fold: str
    duplicate_of: str
    year: int
    started: str
    ended: str
    days: float
    strength: tuple[float, float]
    casualties: tuple[float, float]
    guns: tuple[float, float]
    width_km: tuple[float, float]
    winner: str

    def rate_per_day(self, side: int) -> float:
        """Casualties a day as a share of the side's total strength; NaN where one of them is unknown."""
        return self.casualties[side] / self.strength[side] / self.days

    @property
    def whole(self) -> bool:
        """Whether days, strengths and casualties of both sides are known and above nought."""
        return all(value > 0 for value in (self.days, *self.strength, *self.casualties))


def read_battles(folder: Path) -> tuple[Battle, ...]:
    """Every row of CDB90 in `folder`. Raises InputError where the file or a column of it is not there."""
    rows = read_rows(folder, FILE, NEEDED)
    wars = {row["isqno"]: row["war_group"] or row["war"] for row in rows}
    found = []
    for row in rows:
        pairs = {
            name: (_number(row[f"att_{name}"]), _number(row[f"def_{name}"]))
            for name in ("strength", "casualties", "artillery")
        }
        war = row["war_group"] or row["war"]
        found.append(
            Battle(
                row["isqno"],
                row["name"].title(),
                row["war"].title(),
                wars.get(row["duplicate_of"], war),
                row["duplicate_of"],
                int(row["year"]),
                row["start_date"],
                row["end_date"],
                _number(row["duration_days_calendar"]),
                pairs["strength"],
                pairs["casualties"],
                pairs["artillery"],
                (_number(row["front_width_att_km"]), _number(row["front_width_def_km"])),
                row["winner"],
            )
        )
    return tuple(found)


def read_rows(folder: Path, name: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of one table of the folder. Raises InputError where it or one of the columns `needed` is not there."""
    path = folder / name
    if not os.path.lexists(path):
        fix = "give the folder that holds the tables of battles, or the one above it"
        raise InputError([Problem(name, None, f"is not in {folder}", fix, "data_missing")])
    text, problems = read_text_file(path, "table_bytes")
    if text is None:
        raise InputError(problems)
    try:
        header, *cells = [row for _, row in csv_rows(text.text)]
    except Refused as refused:
        raise InputError([refused.problem(name)]) from None
    rows = [dict(zip(header, row, strict=False)) for row in cells]
    missing = sorted(set(needed) - set(rows[0] if rows else ()))
    if missing:
        what = f"has no column {', '.join(missing[:4])}" if rows else "has no rows"
        raise InputError([Problem(name, 1, what, "take the table as it was published", "data_columns")])
    return rows


def long_battles(battles: tuple[Battle, ...]) -> tuple[Battle, ...]:
    """Battles from 1900 of three weeks and more, each once, in which a side's rate is known."""
    return tuple(
        battle
        for battle in battles
        if battle.year >= SINCE
        and battle.days >= LONG_DAYS
        and not battle.duplicate_of
        and (battle.rate_per_day(0) > 0 or battle.rate_per_day(1) > 0)
    )


@dataclass(frozen=True)
class RateSummary:
    """Casualties a day as shares of total strength over a list of battles, and the log-normal that stands for them.

    `factor90` is that of the log-normal whose 80 % are the list's: tails of victories within days (Caporetto, the
    Vistula) do not widen it.
    """

    battles: int
    tenth: float
    quarter: float
    median: float
    three_quarters: float
    nine_tenths: float

    @property
    def factor90(self) -> float:
        sd = math.log(self.nine_tenths / self.tenth) / (2 * 1.2815515655446004)
        return math.exp(NORMAL_95 * sd)


def summarise_rates(battles: tuple[Battle, ...], side: int) -> RateSummary:
    """The rates of one side (0 attacker, 1 defender) over a list of battles."""
    rates = np.array([b.rate_per_day(side) for b in battles])
    known = rates[rates > 0]
    return RateSummary(len(known), *(float(v) for v in np.quantile(known, [0.1, 0.25, 0.5, 0.75, 0.9])))


def column(battles: tuple[Battle, ...], name: str, side: int) -> NDArray[np.float64]:
    """One pair of every battle as an array [battle]."""
    return np.array([getattr(battle, name)[side] for battle in battles])


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
