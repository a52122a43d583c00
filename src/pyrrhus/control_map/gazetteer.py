"""Places round a town, from the gazetteer of a map folder or from an analyst's own list."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pyrrhus.control_map.map_tables import name_of, point_of
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.control_map.place_lists import MOST_ALIASES, read_place_list
from pyrrhus.control_map.repair_notes import RepairNotes
from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import folded, shown, visible
from pyrrhus.scenario.cells import CellError, number
from pyrrhus.terrain.projection import Projection

KINDS = ("city", "ward", "town", "village", "industrial", "height")
CITY_POPULATION, TOWN_POPULATION = 50_000, 10_000
SAME_PLACE_KM = 4.0  # two entries of one name this near are one place
SAME_POINT_KM = 0.25  # and so are two of any name on one point
URBAN_WITHIN_KM, URBAN_PLACES = 6.0, 6


@dataclass(frozen=True)
class Listed:
    """A place of a gazetteer; `kind` and `population` are None where it does not say."""

    name: str
    lat: float
    lon: float
    kind: str | None = None
    population: float | None = None
    elevation_m: float | None = None
    aliases: str = ""
    in_town_list: bool = False


def listed_places(maps: ControlMaps, places_csv: str | Path | None = None) -> tuple[Listed, ...]:
    """Every place that is known: the analyst's list first, then the folder's towns, then its gazetteer."""
    own = _read_places(Path(places_csv)) if places_csv is not None else []
    towns = [Listed(t.name, t.lat, t.lon, in_town_list=True) for t in maps.towns]
    others = [Listed(p.name, p.lat, p.lon) for p in maps.gazetteer]
    return (*own, *towns, *others)


def find_town(name: str, places: Sequence[Listed]) -> Listed:
    """The place of that name, the first that is listed. Raises InputError with the nearest names, or the homonyms."""
    plain = folded(name)
    hits = [p for p in places if plain in (folded(p.name), *map(folded, p.aliases.split("|")))]
    if not hits:
        near = difflib.get_close_matches(plain, {folded(p.name): p.name for p in places}, n=3, cutoff=0.6)
        names = {folded(p.name): p.name for p in places}
        fix = f"did you mean {' or '.join(names[n] for n in near)}?" if near else "name a place of towns.csv"
        raise InputError([Problem("towns.csv", None, f"no place is called '{shown(name)}'", fix, "town")])
    first = hits[0]
    projection = Projection(first.lat, first.lon)
    far = [h for h in hits[1:] if _away(projection, h) > SAME_PLACE_KM]
    if far and not first.in_town_list and first.kind is None and first.population is None:
        where = "; ".join(f"{h.lat:.3f}, {h.lon:.3f}" for h in (first, *far))
        fix = "give the one that is meant in a list of places"
        raise InputError(
            [Problem("place_status_changes.csv", None, f"'{shown(name)}' is several places: {where}", fix, "town")]
        )
    return first


def places_round(centre: Listed, places: Sequence[Listed], *, radius_km: float) -> tuple[Listed, tuple[Listed, ...]]:
    """The centre and the other places within the radius, nearest first; one place listed twice counts once.

    Entries on one point, or of one name close by, are one place; other spellings become aliases.
    """
    projection = Projection(centre.lat, centre.lon)
    x, y = projection.to_xy([p.lon for p in places], [p.lat for p in places])
    away = np.hypot(x, y)
    # the analyst's rows and the town list come first, so their spelling and coordinates stand
    largest = most("places_round")
    kept, names, where = [centre], [folded(centre.name)], np.zeros((largest + 1, 2))
    for place, px, py, km in zip(places, x.tolist(), y.tolist(), away.tolist(), strict=True):
        if km > radius_km + SAME_PLACE_KM:
            continue
        name = folded(place.name)
        apart = np.hypot(where[: len(kept), 0] - px, where[: len(kept), 1] - py)
        near = np.flatnonzero(apart < SAME_PLACE_KM)
        same = next((n for n in near if apart[n] < SAME_POINT_KM or names[n] == name), None)
        if same is not None:
            kept[same] = _with_names(kept[same], place)
        elif len(kept) > largest:
            what = f"more than {largest:,} places lie round {centre.name}"
            raise InputError([Problem("places", None, what, too_much("places_round").fix, "limit")])
        else:
            where[len(kept)] = px, py
            kept.append(place)
            names.append(name)
    reach = [math.hypot(*point) for point in where[: len(kept)]]
    order = sorted((km, n) for n, km in enumerate(reach) if n > 0 and km <= radius_km)
    return kept[0], tuple(kept[n] for _, n in order)


def _with_names(place: Listed, other: Listed) -> Listed:
    names = [n for n in place.aliases.split("|") if n]
    known = {folded(place.name), *map(folded, names)}
    for name in (other.name, *other.aliases.split("|")):
        if name and len(names) < MOST_ALIASES and folded(name) not in known:
            names.append(name)
            known.add(folded(name))
    return replace(place, aliases="|".join(names))


def guess_kind(place: Listed) -> tuple[str, str]:
    """Kind of a place and how it is known, in words."""
    if place.kind:
        return place.kind, ""
    if place.population is not None:
        size = place.population
        kind = "city" if size >= CITY_POPULATION else "town" if size >= TOWN_POPULATION else "village"
        return kind, "kind guessed from the population"
    if place.in_town_list:
        return "town", "kind guessed: it is in the map's list of towns"
    return "village", "kind guessed: a gazetteer point of unknown size"


def guess_terrain(centre: Listed, around: Sequence[Listed]) -> str:
    """Terrain class of the sector, guessed from how thickly settled it is, in words that say that it is a guess."""
    projection = Projection(centre.lat, centre.lon)
    near = sum(_away(projection, p) <= URBAN_WITHIN_KM for p in around)
    built = "an urban belt" if near >= URBAN_PLACES else "open country with villages" if near >= 2 else "open country"
    return f"{built} (guessed: the gazetteer has {near} other places within {URBAN_WITHIN_KM:g} km)"


def place_ids(names: Sequence[str]) -> tuple[str, ...]:
    """Ids made of the names: Latin letters, digits and underscores, each once."""
    taken: dict[str, int] = {}
    ids = []
    for n, name in enumerate(names, start=1):
        base = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")[:60] or f"place_{n}"
        taken[base] = taken.get(base, 0) + 1
        ids.append(base if taken[base] == 1 else f"{base}_{taken[base]}")
    return tuple(ids)


def _away(projection: Projection, place: Listed) -> float:
    x, y = projection.to_xy([place.lon], [place.lat])
    return float(np.hypot(x[0], y[0]))


def _read_places(path: Path) -> list[Listed]:
    found = RepairNotes()
    if not path.exists():
        found.refuse(str(path), "is not there", "name a CSV file in UTF-8", check="file_missing")
    try:
        rows = read_place_list(path) if path.exists() else []
    except Refused as refused:
        rows = []
        found.problems.append(refused.problem(path.name))
    places = []
    for line, row in rows:
        name, point = name_of(path, line, row["name"], found), point_of(path, line, row, found)
        population, elevation_m = (
            _number(path, line, column, row.get(column, ""), found) for column in ("population", "elevation_m")
        )
        if name is None or point is None:
            continue
        kind = row.get("kind", "")
        aliases = visible(row.get("aliases") or "").replace("\n", " ")
        places.append(Listed(name, *point, kind if kind in KINDS else None, population, elevation_m, aliases))
    if found.problems:
        raise InputError(found.problems)
    return places


def _number(path: Path, line: int, column: str, text: str, found: RepairNotes) -> float | None:
    """A finite number, None where it is not known; people are never fewer than none."""
    if text in ("", "unknown"):
        return None
    try:
        value = number(text)
    except CellError as error:
        found.refuse(path.name, f"{column} {error.what}", error.fix, check=error.check, line=line)
        return None
    low, high = (0.0, 1e8) if column == "population" else (-500.0, 9000.0)
    if not low <= value <= high:
        fix = f"write a number from {low:g} to {high:g}, or leave it empty"
        found.refuse(path.name, f"{column} {value:g} cannot be", fix, check="cell_range", line=line)
        return None
    return value
