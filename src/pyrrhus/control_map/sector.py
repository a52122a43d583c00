"""Builds a scenario folder for any town from a dated control map and a gazetteer; what is guessed is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from pyrrhus.control_map.coverage import covers_disc, window_box
from pyrrhus.control_map.gazetteer import (
    Listed,
    find_town,
    guess_kind,
    guess_terrain,
    listed_places,
    place_ids,
    places_round,
)
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.profiles import SideWords
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.share_events import DISC_KM, HOLD_DAYS, SHARE_0_1
from pyrrhus.control_map.shares import town_series
from pyrrhus.control_map.weekly_cells import control_csv, control_rows, weekly_dates
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.csv_lines import csv_lines
from pyrrhus.files.writer import check_folder, write_folder
from pyrrhus.terrain.projection import Projection
from pyrrhus.terrain.tiling import build_tiling

KIND = "scenario of a sector"
HISTORY_WEEKS = 26
COVERED_KM = 5.0
FAR_KM = 50.0
CELL_KM, FINE_CELL_KM, FINE_RADIUS_KM = 2.0, 1.0, 3.0


@dataclass(frozen=True)
class Sector:
    """A sector as the bytes of its files by name, its dates, how much ground the map covers, and everything worth
    knowing, in words. `folder` is where it was written, None before it is written anywhere.

    `nearest_attacker_km` is 0 inside the attacker's ground, infinite where there is none within 50 km.
    """

    town: str
    files: dict[str, bytes] = field(repr=False)
    start: date
    as_of: date
    cells: int
    covered_cells: int
    control_rows: int
    nearest_attacker_km: float
    notes: tuple[str, ...]
    folder: Path | None = None

    def write(self, out: str | Path) -> Sector:
        """Write the folder, whole or not at all; one that was built before and not changed since is replaced."""
        return replace(self, folder=write_folder(out, self.files, KIND))


def build_sector(
    town: str,
    control: str | Path | ControlMaps,
    *,
    out: str | Path,
    places_csv: str | Path | None = None,
    radius_km: float = 12.0,
    as_of: date | None = None,
    history_weeks: int = HISTORY_WEEKS,
) -> Sector:
    """Writes scenario.yaml, places.csv, events.csv and control.csv for a town into `out`, whole or not at all; a
    folder that was built before and not changed since is replaced.

    `control` is a folder of dated maps (or maps that were read); only what they show up to `as_of` (default: the last
    day on which the map was seen) is used. Raises InputError where the town is not known or not covered, or the map
    does not reach back to `as_of`.
    """
    check_folder(out, KIND)
    maps = control if isinstance(control, ControlMaps) else read_maps(control, until=as_of)
    day = as_of or maps.last
    maps = maps_on(maps, day)
    places = listed_places(maps, places_csv)
    centre = find_town(town, places)
    return describe_sector(centre, places, maps, day, radius_km=radius_km, history_weeks=history_weeks).write(out)


def maps_on(maps: ControlMaps, day: date) -> ControlMaps:
    """The maps as they stood on a day. Raises InputError where nothing is dated up to then."""
    try:
        return maps.up_to(day)
    except ValueError as error:
        raise _refuse(Path(maps.folder).name, str(error), "choose a later as-of date", "as_of") from None


def describe_sector(
    centre: Listed,
    places: Sequence[Listed],
    maps: ControlMaps,
    day: date,
    *,
    radius_km: float = 12.0,
    history_weeks: int = HISTORY_WEEKS,
) -> Sector:
    """The sector round one of `places` from maps as they stood on a day. Raises InputError where it is not covered."""
    _refuse_outside(maps, centre, day)
    name = Path(maps.folder).name
    # cells are laid round the centre and the wards as places.csv will write them
    centre, around = places_round(
        replace(centre, lat=round(centre.lat, 5), lon=round(centre.lon, 5)), places, radius_km=radius_km
    )
    start = max(maps.first, day - timedelta(weeks=history_weeks))
    tiling = build_tiling(
        centre.lat,
        centre.lon,
        radius_km=radius_km,
        cell_km=CELL_KM,
        fine_cell_km=FINE_CELL_KM,
        fine_radius_km=FINE_RADIUS_KM,
        ward_points=[(round(p.lat, 5), round(p.lon, 5)) for p in around if guess_kind(p)[0] == "ward"],
    )
    rows = control_rows(maps, tiling, weekly_dates(start, day, extra=[day]))
    covered = len({r.cell for r in rows})
    series = town_series(
        maps, centre.lat, centre.lon, [day], discs_km=(DISC_KM, radius_km), arcs_km=(COVERED_KM,), search_km=FAR_KM
    )
    nearest, held, within = (float(v) for v in (series.distance_to_ru_km[0], *series.ru[0]))

    notes = [
        f"terrain: {guess_terrain(centre, around)}; kinds of places are guesses where places.csv says so",
        "no roads are known: supply follows the clearance of the widest corridor from the attacker's ground",
        "no strengths, claims or values are known: the wide priors of the literature stand in",
        *_about_the_map(maps, start, day, history_weeks, cells=len(tiling.cell_ids), covered=covered),
        *_about_the_front(centre.name, nearest, held, within, radius_km),
    ]

    ids = place_ids([centre.name, *(p.name for p in around)])
    texts = {
        "scenario.yaml": _scenario_yaml(centre, ids[0], start, day, radius_km, name, notes, maps),
        "places.csv": _places_csv([centre, *around], ids),
        "events.csv": _events_csv(centre, ids[0], name),
        "control.csv": control_csv(rows, source=name),
    }
    repairs = _repairs_nearby(maps, centre, radius_km)
    return Sector(
        centre.name,
        {file: text.encode("utf-8") for file, text in texts.items()},
        start,
        day,
        len(tiling.cell_ids),
        covered,
        len(rows),
        nearest,
        (*notes, *repairs),
    )


def _refuse_outside(maps: ControlMaps, centre: Listed, day: date) -> None:
    if covers_disc(maps, centre.lat, centre.lon, radius_km=COVERED_KM, day=day):
        return
    fix = "choose a town inside the bbox of the maps, at least 5 km from its edge"
    if _inside_swapped(maps, centre):
        fix = "it would lie on the map with latitude and longitude exchanged: did you swap them?"
    raise _refuse(Path(maps.folder).name, f"the map does not cover {centre.name} on {day}", fix, "coverage")


def _inside_swapped(maps: ControlMaps, centre: Listed) -> bool:
    """Whether the point would lie on the map if latitude and longitude were exchanged, in the list or on the map."""
    return any(w <= centre.lat <= e and s <= centre.lon <= n for w, s, e, n in (layer.box for layer in maps.layers))


def _about_the_map(
    maps: ControlMaps, start: date, day: date, history_weeks: int, *, cells: int, covered: int
) -> list[str]:
    """What the map does not show of the sector: cells outside it, days since it was seen, weeks of history."""
    notes = []
    if covered < cells:
        notes.append(f"{cells - covered} of {cells} cells lie outside what the map covers")
    if day > maps.last:
        notes.append(f"the map was last seen on {maps.last}, {(day - maps.last).days} days before the as-of date")
    if start > day - timedelta(weeks=history_weeks):
        notes.append(f"the map begins on {start}: {(day - start).days} days of history instead of {7 * history_weeks}")
    return notes


def _about_the_front(town: str, nearest: float, held: float, within: float, radius_km: float) -> list[str]:
    if np.isnan(nearest):
        return ["no attacker's ground in what the map covers nearby; beyond that nothing is known"]
    if np.isinf(nearest):
        return [f"no attacker's ground within {FAR_KM:g} km of {town}: there is no front here to assess"]
    if within == 0.0:
        return [f"no attacker's ground within {radius_km:g} km: the nearest lies {nearest:.0f} km from the centre"]
    if held >= SHARE_0_1:
        return [f"the attacker already holds {held:.0%} of the disc of 1 km round the centre"]
    return []


def _repairs_nearby(maps: ControlMaps, centre: Listed, radius_km: float) -> list[str]:
    """Notes of the reader, those about files that end elsewhere left out."""
    import shapely

    window = window_box(Projection(centre.lat, centre.lon), radius_km)
    elsewhere = tuple(f"{y.name}." for y in maps.layers if not shapely.box(*y.box).intersects(window))
    return [note for note in maps.notes if not note.startswith(elsewhere)]


def _scenario_yaml(
    centre: Listed,
    place: str,
    start: date,
    as_of: date,
    radius_km: float,
    source: str,
    notes: Sequence[str],
    maps: ControlMaps,
) -> str:
    """YAML 1.2 by hand: strings are quoted as JSON, which YAML reads, so that the bytes depend on nothing else."""

    def quote(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    def called(side: SideWords | None, name: str, adjective: str) -> str:
        if side is not None:
            name, adjective = quote(side.name), quote(side.adjective or side.name)
        return f"{{name: {name}, adjective: {adjective}}}"

    summary = f"Built from the dated control map {source} and its gazetteer. " + " ".join(
        f"{_sentence(n)}" for n in notes
    )
    lines = [
        f"title: {quote(f'The battle for {centre.name}')}",
        "sides:",
        f"  attacker: {called(maps.attacker, 'Russia', 'Russian')}",
        f"  defender: {called(maps.defender, 'Ukraine', 'Ukrainian')}",
        f"start: {start}",
        f"as_of: {as_of}",
        f"centre: {place}",
        "event: centre_disc",
        "horizon_days: 120",
        f"summary: {quote(summary)}",
        f"tiling: {{kind: hex, radius_km: {radius_km:g}, cell_km: {CELL_KM:g}, fine_cell_km: {FINE_CELL_KM:g}, "
        f"fine_radius_km: {FINE_RADIUS_KM:g}}}",
    ]
    return "\n".join(lines) + "\n"


def _places_csv(places: Sequence[Listed], ids: Sequence[str]) -> str:
    rows = []
    for place, identifier in zip(places, ids, strict=True):
        kind, how = guess_kind(place)
        rows.append(
            [
                identifier,
                place.name,
                place.aliases,
                f"{place.lat:.5f}",
                f"{place.lon:.5f}",
                kind,
                _plain_number(place.population),
                _plain_number(place.elevation_m),
                how,
            ]
        )
    return csv_lines([("id", "name", "aliases", "lat", "lon", "kind", "population", "elevation_m", "note"), *rows])


def _events_csv(centre: Listed, place: str, source: str) -> str:
    name = f"{centre.name}: {SHARE_0_1:.0%} of the disc of {DISC_KM:g} km round the centre".replace("%", " %")
    row = ["centre_disc", name, f"disc:{place}:{DISC_KM:g}", f"{SHARE_0_1:g}", HOLD_DAYS, source]
    return csv_lines([("id", "name", "geometry", "share_0_1", "hold_days", "map"), row])


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:] + "."


def _plain_number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value < 1e6 else f"{value:.0f}"


def _refuse(file: str, what: str, fix: str, check: str) -> InputError:
    return InputError([Problem(file, None, what, fix, check)])
