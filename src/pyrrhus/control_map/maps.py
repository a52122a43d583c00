"""Dated control maps in memory: layers of polygons, what each covers, the towns and the gazetteer."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

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

    def status_on(self, day: date) -> str | None:
        """The status in force on a day, None before the first one."""
        n = bisect_right([d for d, _ in self.statuses], day)
        return self.statuses[n - 1][1] if n else None


@dataclass(frozen=True)
class Layer:
    """One file of polygons: whole snapshots of `box` (west, south, east, north, degrees), carried forward.

    `states[status]` holds one geometry (degrees) or None (nothing of that status) per date of `dates`.
    """

    name: str
    box: tuple[float, float, float, float]
    dates: tuple[date, ...]
    states: dict[str, tuple[Any, ...]]

    def row(self, day: date) -> int:
        """Which snapshot is in force on a day; -1 before the first."""
        return bisect_right(self.dates, day) - 1

    @property
    def size(self) -> float:
        """Extent of the box in square degrees: the smaller, the finer the file."""
        west, south, east, north = self.box
        return (east - west) * (north - south)


@dataclass(frozen=True)
class ControlMaps:
    """Everything that a folder of dated maps says up to `until`; `layers` run from the finest to the coarsest."""

    folder: str
    layers: tuple[Layer, ...]
    snapshots: tuple[date, ...]
    towns: tuple[Town, ...] = ()
    gazetteer: tuple[GazetteerPlace, ...] = ()
    notes: tuple[str, ...] = ()
    until: date | None = None
    files: tuple[str, ...] = field(default=(), compare=False)

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
