"""Vintages: the default table fitted on open battles up to a date, and which one an as-of date may use."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from pyrrhus.scenario.distributions import Distribution
from pyrrhus.scenario.parameters import Prior, read_prior

COLUMNS = ("name", "distribution", "n", "note")
SEAL = "about:sha256"  # the last row: the SHA-256 of all rows above it


@dataclass(frozen=True)
class FittedPrior:
    """One fitted parameter: its distribution within the bounds of the table, on how many numbers it rests, a note."""

    name: str
    distribution: Distribution
    n: int
    note: str


@dataclass(frozen=True)
class Vintage:
    """Parameters fitted on data up to `date` alone; `about` is what the file says of its data and scores."""

    date: date
    parameters: dict[str, FittedPrior]
    about: dict[str, str]

    @property
    def name(self) -> str:
        """As reports name it."""
        return self.date.isoformat()

    def apply(self, priors: dict[str, Prior]) -> dict[str, Prior]:
        """The priors with the fitted distributions in place of the table's defaults; what was given stays."""
        return {
            name: replace(prior, distribution=self.parameters[name].distribution)
            if name in self.parameters and not prior.given
            else prior
            for name, prior in priors.items()
        }


def newest_vintage(as_of: date) -> Vintage | None:
    """The newest vintage that ships not later than the as-of date; None before the first: the literature's priors."""
    return max((v for v in vintages() if v.date <= as_of), key=lambda v: v.date, default=None)


@cache
def vintages() -> tuple[Vintage, ...]:
    """All vintages that ship, by date."""
    folder = files("pyrrhus.skill.vintages")
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".csv"))
    return tuple(
        read_vintage(folder.joinpath(n).read_text(encoding="utf-8"), date.fromisoformat(n[:-4])) for n in names
    )


def seal(text: str) -> str:
    """The rows of a vintage with a last one that holds their SHA-256."""
    return f"{text}{SEAL},,,{hashlib.sha256(text.encode()).hexdigest()}\n"


def read_vintage(text: str, day: date) -> Vintage:
    """A vintage from its file. Raises ValueError where the file's SHA-256 is missing or of other rows, a row names no
    parameter, or a distribution does not parse.
    """
    from pyrrhus.scenario.yaml_reader import parse_yaml

    rows = text[: text.rfind(SEAL)] if SEAL in text else text
    if seal(rows) != text:
        raise ValueError(f"{day}.csv: its SHA-256 is not that of its rows: fit it again (pyrrhus calibrate)")
    found, about = {}, {}
    for row in csv.DictReader(io.StringIO(rows)):
        if row["name"].startswith("about:"):
            about[row["name"].removeprefix("about:")] = row["note"]
            continue
        values, _, problems = parse_yaml(f"value: {row['distribution']}", file=f"{day}.csv")
        prior, wrong = read_prior(row["name"], values["value"], section="parameters") if values else (None, problems)
        if prior is None or prior.distribution is None:
            raise ValueError(f"{day}.csv: {row['name']}: {wrong}")
        found[row["name"]] = FittedPrior(row["name"], prior.distribution, int(row["n"]), row["note"])
    return Vintage(day, found, about)
