"""How a backtest is asked for: questions, model, files; each checked before anything is run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pyrrhus.arguments import DEFAULT_SEED, LONGEST_HORIZON_DAYS, as_date, wrong_argument
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import check_files
from pyrrhus.skill.baselines.protocols import Protocol
from pyrrhus.skill.mechanism import DRAWS, Mechanism
from pyrrhus.skill.sidecar import check_sidecar

LEAST_HISTORY_DAYS = 28  # of maps before a date, for the rates of late that every forecast begins with


@dataclass(frozen=True)
class BacktestQuestions:
    """On which dates the standing question is asked, and how far ahead. `until` is the last day looked at.

    Protocol R knows what was known on the date; S leaves the asked town's sector out. Either learns from every date of
    the grid that the maps reach, also from those before `since`, which are neither written nor scored; dates before
    `score_since` are written, not scored.
    """

    since: date
    until: date
    every_days: int = 14
    horizons: tuple[int, ...] = (30, 60, 90)
    protocol: Protocol = "R"
    score_since: date | None = None

    def begin(self, first_map: date) -> date:
        """The first date of the grid of which enough maps tell something: what is learnt from begins there."""
        room = (self.since - first_map).days - LEAST_HISTORY_DAYS
        return self.since - timedelta(days=max(0, room) // self.every_days * self.every_days)

    @property
    def scored_since(self) -> date:
        """The first as-of date that is scored."""
        return self.since if self.score_since is None else max(self.since, self.score_since)

    def check(self) -> None:
        """Raise InputError with everything that cannot be asked."""
        since, until, horizons = self.since, self.until, self.horizons
        wrong = []
        if since >= until:
            wrong.append(wrong_argument("since", f"{since} is not before {until}", "choose an earlier day", "dates"))
        if self.score_since is not None and self.score_since >= until:
            what = f"{self.score_since} is not before {until}"
            wrong.append(wrong_argument("score_since", what, "choose an earlier day", "dates"))
        if self.every_days < 1:
            wrong.append(wrong_argument("every_days", f"{self.every_days} days", "write 1 or more", "every"))
        if (
            not horizons
            or min(horizons) < 1
            or max(horizons) > LONGEST_HORIZON_DAYS
            or len(set(horizons)) < len(horizons)
        ):
            fix = f"write different days from 1 to {LONGEST_HORIZON_DAYS}"
            wrong.append(wrong_argument("horizons", f"{list(horizons)}", fix, "horizons"))
        if self.protocol not in ("R", "S"):
            fix = "write R or S"
            wrong.append(wrong_argument("protocol", f"there is no protocol {self.protocol!r}", fix, "protocol"))
        if wrong:
            raise InputError(wrong)


def read_questions(
    since: date | str,
    until: date | str,
    every_days: int = 14,
    horizons: str = "30,60,90",
    protocol: str = "R",
    score_since: date | str | None = None,
) -> BacktestQuestions:
    """The questions of a backtest from words, `horizons` like "30,60". Raises InputError."""
    first, last = as_date(since, "since"), as_date(until, "until")
    assert first is not None
    assert last is not None
    numbers = [part.strip() for part in horizons.split(",")]
    if not all(part.isdecimal() and len(part) < 6 for part in numbers):
        fix = "write days joined by commas, for one 30,60,90"
        raise InputError([wrong_argument("horizons", f"'{horizons[:40]}' is not a list of days", fix, "horizons")])
    if protocol not in ("R", "S"):
        fix = "write R or S"
        raise InputError([wrong_argument("protocol", f"there is no protocol '{protocol[:10]}'", fix, "protocol")])
    days = tuple(int(n) for n in numbers)
    scored = as_date(score_since, "score_since")
    return BacktestQuestions(first, last, every_days, days, "R" if protocol == "R" else "S", scored)


@dataclass(frozen=True)
class BacktestModel:
    """Who answers: the campaign model with these numbers, or another `mechanism`.

    The model stands on the literature's priors, as assessments do; `refit` fits them on the folder, under the same
    protocol, instead.
    """

    draws: int = DRAWS
    seed: int = DEFAULT_SEED
    threads: int | None = None
    mechanism: Mechanism | None = None
    refit: bool = False


@dataclass(frozen=True)
class BacktestFiles:
    """Where a backtest is kept: rows in `out` (F.csv), scores in F.json and gains of ground in F.gains.csv beside it.

    Finished work goes to F.progress.jsonl or `progress_file`; `resume` goes on from it, and protocols R and S can share
    one. What was not written by an earlier run, or was changed since, is never replaced; `force` sets it aside as
    NAME.bak.
    """

    out: str | Path | None = None
    progress_file: str | Path | None = None
    resume: bool = True
    force: bool = False

    @property
    def target(self) -> Path | None:
        """Where the rows go."""
        return None if self.out is None else Path(self.out)

    @property
    def sidecar(self) -> Path | None:
        """Where finished work goes."""
        if self.progress_file:
            return Path(self.progress_file)
        return None if self.target is None else self.target.with_suffix(".progress.jsonl")

    def check(self) -> None:
        """Raise InputError where something is in the way, or a file would be written over by another."""
        target = self.target
        if target is not None:
            names = [target, target.with_suffix(".json"), target.with_suffix(".gains.csv")]
            if len(set(names)) < len(names):
                fix = "name a file that ends in .csv"
                raise InputError([Problem(str(target), None, "would be written over by its own scores", fix, "output")])
            check_files(names, force=self.force)
        if self.sidecar is not None:
            check_sidecar(self.sidecar)
