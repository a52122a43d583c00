"""Weekly shares per cell from dated maps: the rows of a scenario's control.csv, facts and no polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.shares import shares
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.terrain.tiling import Tiling

SMALLEST_CHANGE = 0.005
COLUMNS = ("date", "cell", "place", "holder", "share_0_1", "source")


@dataclass(frozen=True)
class ControlRow:
    """The share of a cell that a holder (attacker or contested) has from a date on; the rest is the defender's."""

    date: date
    cell: str
    holder: str
    share_0_1: float


def weekly_dates(start: date, end: date, *, extra: Sequence[date] = ()) -> tuple[date, ...]:
    """Every seventh day from start to end, and the extra dates that lie between."""
    weekly = {start + timedelta(7 * n) for n in range((end - start).days // 7 + 1)}
    return tuple(sorted(weekly | {d for d in extra if start <= d <= end}))


def control_rows(maps: ControlMaps, tiling: Tiling, dates: Sequence[date]) -> tuple[ControlRow, ...]:
    """The whole state on the first date, then what changed by more than 0.005 since it was last written.

    A date up to which the maps were seen again and nothing changed has one row, so that a front which stands is told
    from one that nobody looked at. Ground that the maps do not cover gets no row. The two holders of a cell are written
    together, so that they never sum to more than 1.
    """
    found = shares(maps, tiling.polygons_xy_km, dates, projection=tiling.projection)
    held, contested = np.round(found.ru, 3), np.round(found.contested, 3)
    contested = np.where(np.isnan(contested), 0.0, np.minimum(contested, np.round(1.0 - held, 3)))
    written: dict[str, tuple[float, float]] = {}
    rows = []
    for n, day in enumerate(dates):
        before_day = len(rows)
        for cell, a, c in zip(tiling.cell_ids, held[n].tolist(), contested[n].tolist(), strict=True):
            before = written.get(cell)
            if np.isnan(a) or (before is not None and not _changed(before, (a, c))):
                continue
            if before is None or before[0] != a:
                rows.append(ControlRow(day, cell, "attacker", a))
            if (before is None and c > 0) or (before is not None and before[1] != c):
                rows.append(ControlRow(day, cell, "contested", c))
            written[cell] = (a, c)
        if n and len(rows) == before_day and written and any(dates[n - 1] < seen <= day for seen in maps.snapshots):
            cell = next(iter(written))
            rows.append(ControlRow(day, cell, "attacker", written[cell][0]))
    return tuple(rows)


def control_csv(rows: Sequence[ControlRow], *, source: str) -> str:
    """The rows as the text of a control.csv; equal rows give equal bytes."""
    lines = ([r.date.isoformat(), r.cell, "", r.holder, f"{r.share_0_1:.3f}", source] for r in rows)
    return csv_lines([COLUMNS, *lines])


def _changed(before: tuple[float, float], now: tuple[float, float]) -> bool:
    """A change worth a row: more than the smallest one, or one that empties or fills the cell."""
    return any(abs(a - b) > SMALLEST_CHANGE or (a != b and b in (0.0, 1.0)) for a, b in zip(before, now, strict=True))
