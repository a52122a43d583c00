"""Dated control maps in memory: layers of polygons, what each covers, the towns and the gazetteer."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyrrhus.control_map.profiles import SideWords

STATUSES = ("RU", "CONTESTED", "UA_LIBERATED")


@dataclass(frozen=True)
class Town:
    """A town whose disc is asked about: name as written, centre in degrees (WGS 84)."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class GazetteerPlace:
    """A place of the gazetteer and its dated statuses, (first day, status), in order of time."""

    name: str
    lat: float
    lon: float
    statuses: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class Layer:
    """One file of polygons: whole snapshots of `box` (west, south, east, north, degrees), carried forward.

    `states[status]` holds one geometry (degrees) or None (nothing of that status) per date of `dates`. Where the file
    names no bbox, the box is the extent of its polygons (`box_of_polygons`).
    """

    name: str
    box: tuple[float, float, float, float]
    dates: tuple[date, ...]
    states: dict[str, tuple[Any, ...]]
    box_of_polygons: bool = False

    def row(self, day: date) -> int:
        """Which snapshot is in force on a day; -1 before the first."""
        return bisect_right(self.dates, day) - 1

    def up_to(self, day: date) -> Layer | None:
        """The layer as it stood on a day; None before its first date."""
        n = self.row(day) + 1
        if n == len(self.dates):
            return self
        if n == 0:
            return None
        states = {status: shapes[:n] for status, shapes in self.states.items()}
        box = self.box
        if self.box_of_polygons:
            import shapely

            shapes = [g for kept in states.values() for g in kept if g is not None]
            if not shapes:
                return None
            west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
            box = (west, south, east, north)
        return Layer(self.name, box, self.dates[:n], states, self.box_of_polygons)

    @property
    def size(self) -> float:
        """Extent of the box in square degrees: the smaller, the finer the file."""
        west, south, east, north = self.box
        return (east - west) * (north - south)


@dataclass(frozen=True)
class ControlMaps:
    """Everything that a folder of dated maps says up to `until`; `layers` run from the finest to the coarsest.

    `attacker` and `defender` are what the folder's `map.yaml` calls the sides, None where it does not say.
    """

    folder: str
    layers: tuple[Layer, ...]
    snapshots: tuple[date, ...]
    towns: tuple[Town, ...] = ()
    gazetteer: tuple[GazetteerPlace, ...] = ()
    notes: tuple[str, ...] = ()
    until: date | None = None
    files: tuple[str, ...] = field(default=(), compare=False)
    attacker: SideWords | None = None
    defender: SideWords | None = None

    @property
    def first(self) -> date:
        """First day on which the map was seen."""
        return self.snapshots[0]

    @property
    def last(self) -> date:
        """Last day on which the map was seen."""
        return self.snapshots[-1]

    @property
    def has_contested(self) -> bool:
        """Whether the source draws contested ground at all."""
        return any(g is not None for layer in self.layers for g in layer.states.get("CONTESTED", ()))

    def up_to(self, day: date) -> ControlMaps:
        """The maps as they stood on a day, as if read with `until=day`; notes on repairs stay as they are.

        Raises ValueError where nothing is dated up to then.
        """
        layers = tuple(kept for layer in self.layers if (kept := layer.up_to(day)) is not None)
        snapshots = tuple(d for d in self.snapshots if d <= day)
        if not layers or not snapshots:
            raise ValueError(f"no map is dated up to {day}; the first is of {self.first}")
        layers = tuple(sorted(layers, key=lambda layer: (layer.size, layer.name)))
        gazetteer = tuple(
            GazetteerPlace(p.name, p.lat, p.lon, dated)
            for p in self.gazetteer
            if (dated := tuple(s for s in p.statuses if s[0] <= day))
        )
        until = day if self.until is None else min(day, self.until)
        return replace(self, layers=layers, snapshots=snapshots, gazetteer=gazetteer, until=until)

    def town(self, name: str) -> Town:
        """The town of that name (case does not matter). Raises KeyError where there is none."""
        for town in self.towns:
            if town.name.casefold() == name.casefold():
                return town
        raise KeyError(name)

    def days(self, since: date | None = None, until: date | None = None) -> tuple[date, ...]:
        """Every calendar day from `since` (first snapshot) to `until` (last snapshot)."""
        start, end = since or self.first, until or self.last
        return tuple(start + timedelta(n) for n in range((end - start).days + 1))
