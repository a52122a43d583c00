"""The tables beside dated maps: towns, dates on which the map was seen, and the gazetteer with its dated statuses."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from pyrrhus.control_map.maps import GazetteerPlace, Town
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.refusal import Refused
from pyrrhus.inputs.text_file import read_text_file
from pyrrhus.limits import FIRST_YEAR, LAST_YEAR
from pyrrhus.plain_text import one_line, shown
from pyrrhus.scenario.cells import CellError, number

LONGEST_NAME = 200
Row = tuple[int, dict[str, str]]


def read_rows(path: Path, columns: tuple[str, ...], found: RepairNotes) -> list[Row]:
    """Rows with their lines, other columns kept as they are. An absent file is empty, an absent column a problem."""
    if not path.exists() and not path.is_symlink():
        return []
    text_file, problems = read_text_file(path, "table_bytes")
    found.problems.extend(problems)
    if text_file is None:
        return []
    header: list[str] | None = None
    rows: list[Row] = []
    try:
        for line, cells in csv_rows(text_file.text):
            if header is None:
                header = [cell.strip() for cell in cells]
                if missing := [c for c in columns if c not in header]:
                    raise Refused(
                        f"has no column {', '.join(missing)}",
                        f"write the columns {', '.join(columns)}",
                        "columns",
                        line,
                    )
                if twice := [c for c in columns if header.count(c) > 1]:
                    raise Refused(f"has the column {twice[0]} twice", "keep one of the two", "columns", line)
            elif len(cells) != len(header):
                what = f"the row has {len(cells)} fields and the header {len(header)}"
                found.refuse(
                    path.name,
                    what,
                    "put a field that has a comma in double quotes, or add what is missing",
                    check="row_field_count",
                    line=line,
                )
            elif any(cell.strip() for cell in cells):
                rows.append((line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    except Refused as refused:
        found.problems.append(refused.problem(path.name))
    return rows


def read_snapshots(path: Path, until: date | None, found: RepairNotes) -> tuple[date, ...]:
    """The days on which the map was seen, up to a date."""
    days = {_day(path, line, row["date_utc"], found) for line, row in read_rows(path, ("date_utc",), found)}
    return tuple(sorted(d for d in days if d is not None and (until is None or d <= until)))


def read_towns(path: Path, found: RepairNotes) -> tuple[Town, ...]:
    """The towns that are asked about, each once."""
    towns: dict[str, Town] = {}
    for line, row in read_rows(path, ("town", "lat", "lon"), found):
        name, point = name_of(path, line, row["town"], found), point_of(path, line, row, found)
        if name in towns:
            found.refuse(path.name, f"{name} is written twice", "keep one row", check="duplicate", line=line)
        elif name and point:
            towns[name] = Town(name, *point)
    return tuple(towns.values())


def read_gazetteer(path: Path, until: date | None, found: RepairNotes) -> tuple[GazetteerPlace, ...]:
    """Places with their statuses up to a date; those that have none by then are left out."""
    statuses: dict[tuple[str, float, float], list[tuple[date, str]]] = defaultdict(list)
    for line, row in read_rows(path, ("place", "lat", "lon", "date", "status"), found):
        day, point = _day(path, line, row["date"], found), point_of(path, line, row, found)
        name = name_of(path, line, row["place"], found)
        if name is None or day is None or point is None:
            continue
        dated = statuses[name, point[0], point[1]]
        if until is None or day <= until:
            dated.append((day, row["status"]))
    return tuple(GazetteerPlace(n, lat, lon, tuple(sorted(s))) for (n, lat, lon), s in statuses.items() if s)


def name_of(path: Path, line: int, text: str, found: RepairNotes) -> str | None:
    """A name as it can be shown and written; None, and a problem, where there is none."""
    name = one_line(text, most=LONGEST_NAME).strip()
    if name:
        return name
    found.refuse(path.name, "the place has no name", "write its name", check="name", line=line)
    return None


def point_of(path: Path, line: int, row: dict[str, str], found: RepairNotes) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None, and a problem, where they are no point on the earth."""
    try:
        lat, lon = number(row["lat"]), number(row["lon"])
        if -90 <= lat <= 90 and -180 <= lon <= 180:
            return lat, lon
    except CellError:
        pass
    fix = "did you swap them? write decimal degrees" if _is_swapped(row) else "write decimal degrees"
    found.refuse(
        path.name,
        f"lat '{shown(row['lat'])}', lon '{shown(row['lon'])}' is no point on the earth",
        fix,
        check="coordinates",
        line=line,
    )
    return None


def _is_swapped(row: dict[str, str]) -> bool:
    try:
        lat, lon = number(row["lat"]), number(row["lon"])
    except CellError:
        return False
    return 90 < abs(lat) <= 180 and abs(lon) <= 90


def _day(path: Path, line: int, text: str, found: RepairNotes) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        found.refuse(path.name, f"'{shown(text)}' is not a date", "write it like 2023-03-01", check="date", line=line)
        return None
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    found.refuse(
        path.name,
        f"{day} lies at an end of the calendar",
        f"write a year from {FIRST_YEAR} to {LAST_YEAR}",
        check="date",
        line=line,
    )
    return None
