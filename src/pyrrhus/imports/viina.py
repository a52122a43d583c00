"""VIINA (github.com/zhukovyuri/VIINA): control of populated places by day, and labelled events.

Control has no coordinates: it is read for places that an events file (or any table with geonameid, a name and a point)
given beside it locates, and only its changes are kept. The labels of events say what kind of event was reported, not
how many or who holds what, so no event becomes a claim.
"""

from __future__ import annotations

import re
from itertools import groupby

from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered
from pyrrhus.imports.kind import Given, Kind, uses

WIDE = re.compile(r"(?:ctr|status)_(\d{8})\d{0,6}")
NAMES = ("asciiname", "place", "name")

COLUMNS = uses("""
geonameid: place, by the events file beside it (asciiname, longitude, latitude)
date: date of control.csv
status: holder: RU and UA by import.yaml, CONTESTED is contested (in the first version a column ctr_… for each time)
t_mil_b: and the other labels: nothing; events are counted and left out
""")


def gather(rows: FileRows, into: Gathered, given: Given) -> None:
    """Control to rows of control.csv; events to the places that they name."""
    if wide := [column for column in rows.columns if WIDE.fullmatch(column)]:
        rows = _lengthened(rows, wide)
    if not rows.has("geonameid", "status"):
        for row in into.each(rows):
            into.leave("an event whose labels say neither how many nor who holds what")
            _locate(row, into)
        return
    wanted = sorted((row for row in rows.rows), key=lambda row: (row["geonameid"], row["date"]))
    for identifier, group in groupby(wanted, key=lambda row: row["geonameid"]):
        _course(identifier, list(group), into)


def _lengthened(rows: FileRows, wide: list[str]) -> FileRows:
    """The first version's table, a column for each time, as the later one's, a row for each place and day."""
    keep = [column for column in rows.columns if column not in wide]
    days = {column: found[1] for column in sorted(wide) if (found := WIDE.fullmatch(column))}
    last = {day: column for column, day in days.items()}  # of several times of a day the last counts
    made = [
        {**{c: row[c] for c in keep}, "date": day, "status": row[column]}
        for row in rows.rows
        for day, column in last.items()
        if row[column].strip()
    ]
    return FileRows(rows.name, (*keep, "date", "status"), made, rows.first_line)


def _course(identifier: str, group: list[dict[str, str]], into: Gathered) -> None:
    into.rows += len(group)
    for row in group:
        _locate(row, into)
    found = into.located.get(identifier)
    if found is None:
        into.left_out["a place whose point is not known: give the events file beside it"] += len(group)
        return
    name, lat, lon = found
    place = into.place(name, lat, lon, note="from VIINA; its kind is not in the file")
    if place is None:
        into.left_out["farther away than --within-km"] += len(group)
        return
    before = ""
    for row in group:
        on, status = read.day(row["date"]), row["status"].strip().upper()
        side = "contested" if status == "CONTESTED" else into.mapping.side("viina", status)
        if on is None or side is None:
            into.leave("a status that is no side's" if on else "the date cannot be read")
        elif side != before:
            into.control[on.isoformat(), place] = {
                "date": on.isoformat(),
                "place": place,
                "holder": side,
                "share_0_1": "1",
                "source": "VIINA",
            }
            before = side
        else:
            into.leave("a day on which nothing changed")


def _locate(row: dict[str, str], into: Gathered) -> None:
    name = next((row[column] for column in NAMES if row.get(column)), "")
    lat, lon = (row.get(short) or row.get(long, "") for short, long in (("lat", "latitude"), ("lon", "longitude")))
    at = read.point(lat, lon)
    if name and at is not None and row.get("geonameid"):
        into.located.setdefault(row["geonameid"], (name.strip(), *at))


KIND = Kind(
    "viina",
    "VIINA control and events",
    (
        frozenset({"geonameid", "date", "status"}),
        frozenset({"event_id", "geonameid", "t_mil_b"}),
        frozenset({"event_id", "geonameid", "longitude", "latitude"}),
        frozenset({"geonameid", "ctr_"}),
    ),
    COLUMNS,
    gather,
)
