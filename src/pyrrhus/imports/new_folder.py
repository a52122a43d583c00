"""A folder for a battle of which nothing is written yet: what a file of events can tell of it, and no more."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered, Spot
from pyrrhus.imports.names import distance_km, place_id
from pyrrhus.plain_text import folded

PLACE_COLUMNS = ("location", "where_coordinates", "locations_name", "asciiname", "place")
DATE_COLUMNS = ("event_date", "date_start", "displacement_start_date", "displacement_date", "date")
RADIUS_KM = 16


def find_centre(files: list[FileRows], wanted: str | None) -> Spot:
    """The place that is meant, else the one with the most rows. Raises InputError where no row has a place."""
    count: Counter[tuple[str, float, float]] = Counter()
    for rows in files:
        for row in rows.rows:
            name, at = _named(row)
            if name and at is not None and (wanted is None or folded(name) == folded(wanted)):
                count[(name, *at)] += 1
    if not count:
        what = f"no row is about {wanted}" if wanted else "no row has a place with a point"
        raise InputError(
            [Problem(files[0].name, None, what, "name a place of the file with --centre", "import_centre")]
        )
    name, lat, lon = count.most_common(1)[0][0]
    return Spot(place_id(name, ()), name, lat, lon)


def days_of(files: list[FileRows]) -> tuple[date, date] | None:
    """The first and the last day of which the files speak; None where no date can be read."""
    texts = {next((row[c] for c in DATE_COLUMNS if row.get(c)), "") for f in files for row in f.rows}
    days = [day for text in texts if (day := read.day(text)) is not None]
    return (min(days), max(days)) if days else None


def name_places(files: list[FileRows], into: Gathered, kind: str) -> set[str]:
    """Every place that a row names on the ground of the new folder: its gazetteer. Returns the ids."""
    found = set()
    assert into.centre is not None
    for row in (row for rows in files for row in rows.rows):
        name, at = _named(row)
        vague = row.get("geo_precision") == "3" or (read.number(row.get("where_prec", "")) or 0) > 2
        if name and at is not None and not vague and distance_km(into.centre.lat, into.centre.lon, *at) <= RADIUS_KM:
            found.add(into.place(name, *at, note=f"from {kind}; its kind is not in the file"))
    return {identifier for identifier in found if identifier}


def _named(row: dict[str, str]) -> tuple[str, tuple[float, float] | None]:
    name = next((row[c].strip() for c in PLACE_COLUMNS if row.get(c)), "")
    for kind in (" town", " village", " city"):
        name = name.removesuffix(kind)
    return name, read.point(row.get("latitude", row.get("lat", "")), row.get("longitude", row.get("lon", "")))


def folder_files(centre: Spot, start: date, as_of: date, attacker: str, defender: str, kind: str) -> dict[str, bytes]:
    """scenario.yaml, places.csv and events.csv of a folder that passes `check`."""

    def quote(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    yaml = f"""title: {quote(f"The battle for {centre.name}")}
sides:
  attacker: {{name: {quote(attacker)}}}
  defender: {{name: {quote(defender)}}}
start: {start}
as_of: {as_of}
centre: {centre.id}
event: centre_disc
horizon_days: 120
summary: {quote(f"Begun from a file of {kind}: places and claims are its own; there is no map of who holds what yet.")}
tiling: {{radius_km: {RADIUS_KM}}}
"""
    event = [
        "centre_disc",
        f"{centre.name}: 95 % of the disc of 1 km round the centre",
        f"disc:{centre.id}:1",
        "0.95",
        "14",
        "",
    ]
    place = [
        centre.id,
        centre.name,
        f"{centre.lat:.5f}",
        f"{centre.lon:.5f}",
        "town",
        "the centre; its kind is not in the file, write city or village if it is one",
    ]
    return {
        "scenario.yaml": yaml.encode(),
        "places.csv": csv_lines([("id", "name", "lat", "lon", "kind", "note"), place]).encode(),
        "events.csv": csv_lines([("id", "name", "geometry", "share_0_1", "hold_days", "map"), event]).encode(),
    }
