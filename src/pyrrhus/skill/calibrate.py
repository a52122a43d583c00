"""Fits the vintages: the default parameters of advance, pace and withdrawal from open battles, up to a date alone.

    python -m pyrrhus.skill.calibrate FOLDER        writes src/pyrrhus/skill/vintages/<date>.csv

Deleting every row dated after a vintage and fitting again gives the same bytes. Nothing is set by hand for any town.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError, Problem, RunError
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.files.writer import check_folder, write_folder
from pyrrhus.scale.engines import Engine
from pyrrhus.skill.baselines.table import DATES
from pyrrhus.skill.change_rates import held_out_score
from pyrrhus.skill.fitted_parameter import Fit
from pyrrhus.skill.garrisons import Garrison, digest, garrisons
from pyrrhus.skill.sector_weeks import SectorWeeks, sector_weeks
from pyrrhus.skill.sidecar import fingerprint_of
from pyrrhus.skill.tempo_fit import fit_tempo
from pyrrhus.skill.vintages import COLUMNS, seal
from pyrrhus.skill.withdrawal_fit import fit_withdrawal, score_towns_left_out
from pyrrhus.stages import Progress

KIND = "vintages"
SHIPPED = Path(__file__).with_name("vintages")


@dataclass(frozen=True)
class Calibration:
    """A fitted vintage: its date, its parameters, and what its file says of data and scores."""

    date: date
    fits: tuple[Fit, ...]
    about: dict[str, str]

    def to_csv(self) -> str:
        """The vintage's file; equal data give equal bytes."""
        fits = ([f.name, f.distribution, f.n, f.note] for f in self.fits)
        about = ([f"about:{key}", "", "", note] for key, note in self.about.items())
        return seal(csv_lines([COLUMNS, *fits, *about]))


def calibrate(
    folder: str | Path | ControlMaps,
    *,
    out: str | Path | None = None,
    vintages: Sequence[date] = DATES,
    seed: int = 7,
    engine: Engine | None = None,
    on_progress: Progress | None = None,
) -> tuple[Calibration, ...]:
    """Fit a vintage for each date from the maps up to it, and write `<date>.csv` files into `out` where it is given.

    `engine` says where vintages are fitted, and changes no result. Raises InputError where the maps hold too little
    before a date to fit anything, RunError where a fit fails.
    """
    if out is not None:
        check_folder(out, KIND)
    maps = folder if isinstance(folder, ControlMaps) else read_maps(folder)
    fitted: dict[date, Calibration] = {}
    for end in (engine or Engine()).run(VintageTask(_seen(maps, day), seed) for day in sorted(vintages)):
        if end.failure is not None:
            raise RunError(f"{end.task.name}: {end.failure}")
        fitted[end.task.seen.until] = _fitted(maps, end.task.seen, end.value)
        if on_progress:
            on_progress("vintages", len(fitted), len(vintages))
    done = tuple(fitted[day] for day in sorted(fitted))
    if out is not None:
        write_folder(out, {f"{vintage.date}.csv": vintage.to_csv().encode("utf-8") for vintage in done}, KIND)
    return done


def fit_vintage(maps: ControlMaps, day: date, *, seed: int = 7, towns: Sequence[Town] | None = None) -> Calibration:
    """One vintage from the maps up to its date, on the sectors of these towns (default: of towns.csv)."""
    seen = _seen(maps, day, towns=towns)
    return _fitted(maps, seen, VintageTask(seen, seed).run(None))


@dataclass(frozen=True)
class SeenByThen:
    """What the maps showed from their first day up to a vintage's date: sectors by week, towns while they stood."""

    first: date
    until: date
    weeks: SectorWeeks
    garrisons: tuple[Garrison, ...]


@dataclass(frozen=True)
class VintageTask:
    """One vintage as a task: what was seen goes out, the vintage comes back; None where that is too little."""

    seen: SeenByThen
    seed: int

    @property
    def name(self) -> str:
        """The vintage's date."""
        return self.seen.until.isoformat()

    def run(self, threads: int | None) -> Calibration | None:
        """The fitted vintage."""
        seen, weeks = self.seen, self.seen.weeks
        tempo = fit_tempo(weeks, seed=self.seed)
        if not tempo:
            return None
        fitted, pooled = held_out_score(weeks)
        ways, plain, expected = score_towns_left_out(seen.garrisons)
        fell = sum(g.fell_on is not None and bool(g.at_risk.any()) for g in seen.garrisons)
        about = {
            "data_sha256": fingerprint_of(weeks.sha256(), digest(seen.garrisons)),
            "data": f"{seen.first} to {seen.until}: {len(weeks.town)} sector-weeks of {len(weeks.towns)} towns",
            "score": f"mean log score of whether a sector's week sees a change, each town left out: {fitted:.4f}; "
            f"with one rate for all {pooled:.4f}",
            "ways": f"mean log score of how long towns stood and how they fell, each left out: {ways:.3f}; with one "
            f"rate for all {plain:.3f}; falls expected of the towns left out {expected:.1f}, seen {fell}",
        }
        return Calibration(seen.until, (*tempo, *fit_withdrawal(seen.garrisons)), about)


def _seen(maps: ControlMaps, day: date, *, towns: Sequence[Town] | None = None) -> SeenByThen:
    try:
        then = maps.up_to(day)
    except ValueError as error:
        raise InputError([_too_little(maps, str(error))]) from None
    return SeenByThen(then.first, day, sector_weeks(then, towns=towns), garrisons(then, towns=towns))


def _fitted(maps: ControlMaps, seen: SeenByThen, made: Calibration | None) -> Calibration:
    if made is None:
        raise InputError([_too_little(maps, f"too little front was seen up to {seen.until} to fit a vintage")])
    return made


def _too_little(maps: ControlMaps, what: str) -> Problem:
    return Problem(Path(maps.folder).name, None, what, "choose a later date, or maps that begin earlier", "vintage")


def main(arguments: Sequence[str]) -> int:
    given = arguments[1] if len(arguments) > 1 else None
    for fitted in calibrate(arguments[0], out=given):
        if given is None:  # the package's own tables, which its repository keeps
            (SHIPPED / f"{fitted.date}.csv").write_text(fitted.to_csv(), encoding="utf-8", newline="")
        print(fitted.date, fitted.about["score"])
        print(fitted.date, fitted.about["ways"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
