"""Fits the vintages: the default parameters of advance, pace and withdrawal from open battles, up to a date alone.

    python -m pyrrhus.skill.calibrate FOLDER        writes src/pyrrhus/skill/vintages/<date>.csv

Deleting every row dated after a vintage and fitting again gives the same bytes. Nothing is set by hand for any town.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyrrhus.control_map.maps import ControlMaps, Town
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.writer import check_folder, write_folder
from pyrrhus.skill.baselines.table import DATES
from pyrrhus.skill.garrisons import digest, fit_withdrawal, garrisons
from pyrrhus.skill.sector_weeks import sector_weeks
from pyrrhus.skill.sidecar import fingerprint_of
from pyrrhus.skill.tempo_fit import Fit, fit_tempo, held_out_score
from pyrrhus.skill.vintages import COLUMNS

KIND = "vintages"
SHIPPED = Path(__file__).with_name("vintages")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Calibration:
    """A fitted vintage: its date, its parameters, and what its file says of data and scores."""

    date: date
    fits: tuple[Fit, ...]
    about: dict[str, str]

    def to_csv(self) -> str:
        """The vintage's file; equal data give equal bytes."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([f.name, f.distribution, f.n, f.note] for f in self.fits)
        writer.writerows([f"about:{key}", "", "", note] for key, note in self.about.items())
        return out.getvalue()


def calibrate(
    folder: str | Path | ControlMaps,
    *,
    out: str | Path | None = None,
    vintages: Sequence[date] = DATES,
    seed: int = 7,
    progress: Progress | None = None,
) -> tuple[Calibration, ...]:
    """Fit a vintage for each date from the maps up to it, and write `<date>.csv` files into `out` where it is given.

    Raises InputError where the maps hold too little before a date to fit anything.
    """
    if out is not None:
        check_folder(out, KIND)
    maps = folder if isinstance(folder, ControlMaps) else read_maps(folder)
    done = []
    for number, day in enumerate(sorted(vintages)):
        done.append(fit_vintage(maps, day, seed=seed))
        if progress:
            progress("vintages", number + 1, len(vintages))
    if out is not None:
        write_folder(out, {f"{fitted.date}.csv": fitted.to_csv().encode("utf-8") for fitted in done}, KIND)
    return tuple(done)


def fit_vintage(maps: ControlMaps, day: date, *, seed: int = 7, towns: Sequence[Town] | None = None) -> Calibration:
    """One vintage from the maps up to its date, on the sectors of these towns (default: of towns.csv)."""
    try:
        then = maps.up_to(day)
    except ValueError as error:
        raise InputError([_too_little(maps, str(error))]) from None
    weeks = sector_weeks(then, towns=towns)
    tempo = fit_tempo(weeks, seed=seed)
    if not tempo:
        raise InputError([_too_little(maps, f"too little front was seen up to {day} to fit a vintage")])
    seen = garrisons(then, towns=towns)
    fitted, pooled = held_out_score(weeks)
    about = {
        "data_sha256": fingerprint_of(weeks.sha256(), digest(seen)),
        "data": f"{then.first} to {day}: {len(weeks.town)} sector-weeks of {len(weeks.towns)} towns",
        "score": f"mean log score of whether a sector's week sees a change, each town left out: {fitted:.4f}; "
        f"with one rate for all {pooled:.4f}",
    }
    return Calibration(day, (*tempo, *fit_withdrawal(seen)), about)


def _too_little(maps: ControlMaps, what: str) -> Problem:
    return Problem(Path(maps.folder).name, None, what, "choose a later date, or maps that begin earlier", "vintage")


def main(arguments: Sequence[str]) -> int:
    given = arguments[1] if len(arguments) > 1 else None
    for fitted in calibrate(arguments[0], out=given):
        if given is None:  # the package's own tables, which its repository keeps
            (SHIPPED / f"{fitted.date}.csv").write_text(fitted.to_csv(), encoding="utf-8", newline="")
        print(fitted.date, fitted.about["score"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
