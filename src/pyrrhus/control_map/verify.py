"""Holds shares and dates computed from the polygons against the series and milestones that a folder ships.

    python -m pyrrhus.control_map.verify FOLDER [TOWN ...]

The series were made from daily maps. Where the folder's polygons are drawn daily they must agree within 0.005 and on
the day; where only a weekly, simplified file covers the ground they are compared on that file's own dates, and a date
can only be known to the week.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pyrrhus.control_map.coverage import covers_disc
from pyrrhus.control_map.maps import ControlMaps, Layer
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.share_events import fall_date
from pyrrhus.control_map.shares import ARCS_KM, DISCS_KM, TownSeries, town_series

TOLERANCE = 0.005
BORDERLINE = 0.0002
SPARSE_DAYS = 5  # a file whose dates all lie this far apart or more is not drawn daily


@dataclass(frozen=True)
class SeriesCheck:
    """Greatest difference of one column of a town's series; `daily` says whether that ground is drawn daily."""

    town: str
    column: str
    daily: bool
    worst: float
    days: int


@dataclass(frozen=True)
class MilestoneCheck:
    """One date (or greatest arc) of a town as published and as computed."""

    town: str
    column: str
    daily: bool
    published: str
    computed: str
    borderline: str  # the same when the level is lowered by what rounding and the choice of projection move a share

    @property
    def agrees(self) -> bool:
        """Equal to the day, or within the tolerance for an arc."""
        if self.column.startswith("max_arc"):
            a, b = (float(v) if v else -1.0 for v in (self.published, self.computed))
            return abs(a - b) <= TOLERANCE
        return self.published == self.computed

    @property
    def on_the_line(self) -> bool:
        """Not equal, but only because the share stood at the level to within the borderline."""
        return not self.agrees and self.published == self.borderline


def is_sparse(layer: Layer) -> bool:
    """Whether a file's snapshots lie days apart throughout, so that a change cannot be dated to the day."""
    gaps = np.diff([d.toordinal() for d in layer.dates])
    return len(gaps) > 0 and int(gaps.min()) >= SPARSE_DAYS


def check_town(
    maps: ControlMaps, name: str, rows: Sequence[dict[str, str]], milestones: dict[str, str]
) -> tuple[list[SeriesCheck], list[MilestoneCheck]]:
    """Every published column of a town against what the polygons give."""
    town = maps.town(name)
    days = tuple(date.fromisoformat(r["date"]) for r in rows)
    series = town_series(maps, town.lat, town.lon, days)
    dense = tuple(layer for layer in maps.layers if not is_sparse(layer))
    sparse_dates = {d for layer in maps.layers if is_sparse(layer) for d in layer.dates}
    on_map = np.array([d in sparse_dates for d in days])
    daily_only = ControlMaps(maps.folder, dense, maps.snapshots)
    daily = {r: bool(dense) and covers_disc(daily_only, town.lat, town.lon, radius_km=r) for r in DISCS_KM}

    checks = []

    def compare(column: str, radius_km: float, computed: NDArray[np.float64]) -> None:
        published = np.array([float(r[column]) for r in rows])
        use = np.ones(len(days), dtype=bool) if daily[radius_km] else on_map
        worst = np.abs(published - computed)[use]
        checks.append(SeriesCheck(name, column, daily[radius_km], float(worst.max(initial=0.0)), int(use.sum())))

    for i, radius in enumerate(DISCS_KM):
        compare(f"ru_share_r{radius:g}km", radius, series.ru[:, i])
        compare(f"contested_share_r{radius:g}km", radius, series.contested[:, i])
    for i, radius in enumerate(ARCS_KM):
        compare(f"ru_arc_{radius:g}km", radius, series.arc_ru[:, i])
    dated = [
        MilestoneCheck(name, column, daily[radius], milestones[column], computed, easier)
        for (column, radius, computed), (_, _, easier) in zip(
            town_milestones(series), town_milestones(series, lower_by=BORDERLINE), strict=True
        )
    ]
    return checks, dated


def town_milestones(series: TownSeries, *, lower_by: float = 0.0) -> list[tuple[str, float, str]]:
    """The milestones of a series as (column, radius of the ground concerned in km, date or number as text).

    `lower_by` lowers the level (share 0 to 1) that each must reach.
    """
    days, near = series.dates, series.distance_to_ru_km

    def first(hit: NDArray[np.bool_]) -> str:
        return days[int(np.argmax(hit))].isoformat() if hit.any() else ""

    def held(share: NDArray[np.float64], level: float) -> str:
        found = fall_date(days, share, share_at_least=level - lower_by)
        return found.isoformat() if found else ""

    arc5, disc1, disc3 = series.arc_ru[:, series.arcs_km.index(5.0)], series.disc(1.0), series.disc(3.0)
    rows = [(f"ru_within_{r:g}km", r, first(near <= r)) for r in (10.0, 5.0, 2.0)]
    rows.append(("contested_in_r1km", 1.0, first(series.contested[:, series.discs_km.index(1.0)] > 0)))
    rows += [(f"ru{level}pct_r3km", 3.0, held(disc3, level / 100)) for level in (10, 50, 95)]
    rows += [(f"ru{level}pct_r1km", 1.0, held(disc1, level / 100)) for level in (50, 95)]
    rows += [(f"arc5_ge_{level}pct", 5.0, first(arc5 >= level / 100 - lower_by)) for level in (50, 75)]
    fell = fall_date(days, disc1)
    before = arc5[: days.index(fell)] if fell else arc5[:0]
    rows.append(("max_arc5_before_ru95", 5.0, f"{before.max():.3f}" if len(before) else ""))
    return rows


def read_published(folder: Path) -> tuple[dict[str, list[dict[str, str]]], dict[str, dict[str, str]]]:
    """The rows of town_series.csv.gz and of town_milestones.csv by town."""
    series: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(folder / "town_series.csv.gz", "rt", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            series[row["town"]].append(row)
    with (folder / "town_milestones.csv").open(encoding="utf-8") as handle:
        return dict(series), {row["town"]: row for row in csv.DictReader(handle)}


def main(arguments: Sequence[str]) -> int:
    folder, chosen = Path(arguments[0]), arguments[1:]
    maps, (series, milestones) = read_maps(folder), read_published(folder)
    wrong = 0
    totals = {True: [0.0, 0, 0], False: [0.0, 0, 0]}
    for town in maps.towns:
        if chosen and town.name not in chosen:
            continue
        checks, dated = check_town(maps, town.name, series[town.name], milestones[town.name])
        for check in checks:
            totals[check.daily][0] = max(totals[check.daily][0], check.worst)
            if check.worst > TOLERANCE:
                wrong += check.daily
                print(
                    f"{town.name}: {check.column} differs by up to {check.worst:.4f}", "" if check.daily else "(weekly)"
                )
        for check in dated:
            totals[check.daily][1] += check.agrees
            totals[check.daily][2] += 1
            if not check.agrees:
                wrong += check.daily and not check.on_the_line
                why = "(weekly)" if not check.daily else "(at the level to 0.0002)" if check.on_the_line else ""
                said = f"{check.computed or 'never'}, published {check.published or 'never'}"
                print(f"{town.name}: {check.column} is {said}", why)
    for daily, (worst, agree, of) in totals.items():
        kind = "drawn daily" if daily else "drawn weekly, on the weekly file's dates"
        print(f"{kind}: shares within {worst:.4f}, {agree} of {of} milestones equal")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
