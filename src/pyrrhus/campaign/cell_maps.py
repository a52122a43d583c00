"""Dated control rows as maps on cells: the attacker's and the contested share of every cell on each date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pyrrhus.campaign.ground import Terrain
from pyrrhus.scenario.schema import SIDES, Control, Scenario
from pyrrhus.terrain.barriers import nearest_in_sight
from pyrrhus.terrain.tiling import Borders

WEEK = 7
ASSUMED_FRONT_KM = 5.0
REGULAR_GAP_DAYS = 10  # maps that come at least this often are read as a weekly series
SILENT_DAYS = 42  # but after as long without a row nobody has looked: the last map is that old


CONTESTED_PART = 0.5  # of contested ground, where no draw says which


def enemy_borders(share: NDArray[np.float64], borders: Borders) -> NDArray[np.bool_]:
    """Which borders ([border]) part a cell of the attacker from one of the defender; `share` [cell] is the former's."""
    return (share[borders.first] >= 0.5) != (share[borders.second] >= 0.5)


@dataclass(frozen=True)
class MapSeries:
    """Observed maps in order of date: shares [map, cell]. `assumed` where no row says who holds what.

    `row_dates` are the days of the rows themselves, with the cells that the attacker held then (`row_held`, [day,
    cell]): a series that is read by the week keeps not every one of them.
    """

    dates: tuple[date, ...]
    attacker: NDArray[np.float64]
    contested: NDArray[np.float64]
    assumed: bool
    row_dates: tuple[date, ...] = ()
    row_held: NDArray[np.bool_] | None = None

    @property
    def held(self) -> NDArray[np.float64]:
        """What counts as the attacker's of each cell ([map, cell]): its own, and half of what is contested."""
        return self.attacker + CONTESTED_PART * self.contested

    def at(self, day: date) -> int:
        """Row of the last map not later than a day; the first where there is none."""
        return max(0, int(np.searchsorted([d.toordinal() for d in self.dates], day.toordinal(), side="right")) - 1)


def map_series(scenario: Scenario, terrain: Terrain, *, until: date) -> MapSeries:
    """Maps from the scenario's start to `until`, each carried forward from the rows before it.

    Where maps come often (a median gap of ten days or less), weeks without a change count as maps that show none:
    that nothing moved is an observation too. Rows by place stand for the cells nearest to that place on its side of
    every barrier; rows by cell go before them.
    """
    start = scenario.file.start
    rows = [row for row in scenario.control if row.date <= until]
    cells = len(terrain.tiling.cell_ids)
    if not rows:
        guess = _assumed_share(scenario, terrain)
        return MapSeries((start,), guess[None], np.zeros((1, cells)), assumed=True)
    painter = _Painter(rows, terrain)
    by_date: dict[date, list[Control]] = {}
    for row in rows:
        by_date.setdefault(row.date, []).append(row)
    dates = sorted(by_date)
    first = max([d for d in dates if d <= start], default=dates[0])
    later = [d for d in dates if d > max(first, start)]
    if later and float(np.median(np.diff([d.toordinal() for d in [first, *later]]))) <= REGULAR_GAP_DAYS:
        seen_until = until if (until - later[-1]).days <= SILENT_DAYS else later[-1]
        weeks = (seen_until - start).days // WEEK
        weekly = (start + timedelta(days=WEEK * i) for i in range(1, weeks + 1))
        later = sorted({*weekly, later[-1], seen_until} - {first})
        later = [day for day in later if day > first]
    wanted = [first, *later]
    attacker, contested, waiting = [], [], list(dates)
    row_held: dict[date, NDArray[np.bool_]] = {}
    for day in wanted:
        while waiting and waiting[0] <= day:
            painter.apply(by_date[waiting[0]])
            row_held[waiting.pop(0)] = painter.attacker >= 0.5
        attacker.append(painter.attacker.copy())
        contested.append(np.minimum(painter.contested, 1.0 - painter.attacker))
    return MapSeries(
        tuple(wanted),
        np.array(attacker),
        np.array(contested),
        assumed=False,
        row_dates=tuple(row_held),
        row_held=np.array(list(row_held.values())),
    )


def first_shown(series: MapSeries, terrain: Terrain) -> dict[str, dict[str, date]]:
    """When the maps first showed each place as a side's: {place: {side: date}}; places off the map are left out. A map
    is of the day that its row says, also where the series is read by the week.

    A place is its cell's holder. A side that held it on the first map has that map's date; a side that takes it later
    has the date of the first map that shows it.
    """
    tiling = terrain.tiling
    shown: dict[str, dict[str, date]] = {}
    if series.assumed:
        return shown
    dates, held = series.row_dates, series.row_held
    if held is None:
        dates, held = series.dates, series.attacker >= 0.5
    for place, (x, y) in terrain.place_xy_km.items():
        if np.hypot(x, y) > tiling.radius_km:
            continue
        course = held[:, tiling.cell_of(x, y)]
        shown[place] = {
            side: dates[int(np.argmax(course == value))]
            for side, value in (("attacker", True), ("defender", False))
            if (course == value).any()
        }
    return shown


class _Painter:
    """The map as rows are applied one after another."""

    def __init__(self, rows: list[Control], terrain: Terrain) -> None:
        tiling = terrain.tiling
        self.index = tiling.index()
        self.attacker = np.zeros(len(tiling.cell_ids))
        self.contested = np.zeros(len(tiling.cell_ids))
        named = {row.cell for row in rows if row.cell}
        free = np.array([cell not in named for cell in tiling.cell_ids])
        places = sorted({row.place for row in rows if row.place and row.place in terrain.place_xy_km})
        self.cells_of: dict[str, NDArray[np.int64]] = {}
        if places:
            at = np.array([terrain.place_xy_km[place] for place in places])
            nearest = nearest_in_sight(tiling.centroids_km, at, terrain.barriers)
            # ground beyond a barrier of which no row speaks: nobody knows who holds it
            self.contested[free & (nearest < 0)] = 1.0
            for i, place in enumerate(places):
                self.cells_of[place] = np.flatnonzero(free & (nearest == i))

    def apply(self, rows: list[Control]) -> None:
        # a day's rows for one piece of ground belong together: the attacker's first, then what is contested
        for row in sorted(rows, key=lambda r: ("attacker", "contested", "defender").index(r.holder)):
            if row.cell is not None:
                where = [self.index[row.cell]] if row.cell in self.index else []
            else:
                where = self.cells_of.get(row.place or "", np.array([], dtype=np.int64))
            if row.holder == "attacker":
                self.attacker[where] = row.share_0_1
                self.contested[where] = np.minimum(self.contested[where], 1.0 - row.share_0_1)
            elif row.holder == "contested":
                self.contested[where] = row.share_0_1
                self.attacker[where] = np.minimum(self.attacker[where], 1.0 - row.share_0_1)
            else:
                self.contested[where] = np.minimum(self.contested[where], 1.0 - row.share_0_1)
                self.attacker[where] = np.maximum(0.0, 1.0 - row.share_0_1 - self.contested[where])


def _assumed_share(scenario: Scenario, terrain: Terrain) -> NDArray[np.float64]:
    """Where nobody says who holds what: a guess, which the assessment warns of.

    Each cell is held by the side whose supply source is nearer, and the centre by the defender. Where only one side's
    sources are known the front lies up to 5 km from the centre, towards (or away from) them; where none is known, on
    the side with fewer named places, since what lies behind a front that is not known is likelier the emptier half.
    """
    sources = scenario.file.supply_sources
    centroids = terrain.tiling.centroids_km
    where = [
        np.array([terrain.place_xy_km[p] for p in getattr(sources, side) if p in terrain.place_xy_km]).reshape(-1, 2)
        for side in SIDES
    ]
    if len(where[0]) and len(where[1]):
        away = [np.min(np.hypot(*(centroids[:, None] - at[None]).transpose(2, 0, 1)), axis=1) for at in where]
        held = away[0] < away[1]
    else:
        if len(where[0]):
            towards = where[0].mean(axis=0)
        elif len(where[1]):
            towards = -where[1].mean(axis=0)
        else:
            others = [xy for place, xy in terrain.place_xy_km.items() if place != scenario.file.centre]
            towards = -np.mean(others, axis=0) if others else np.array([0.0, 1.0])
        length = float(np.hypot(*towards))
        direction = towards / length if length > 1e-9 else np.array([0.0, 1.0])
        held = centroids @ direction > min(ASSUMED_FRONT_KM, 0.25 * terrain.tiling.radius_km)
    return np.where(np.hypot(*centroids.T) <= 2.0, 0.0, held.astype(float))
