"""What an importer gathers from a file before anything is written: rows, and what was left out, counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.mapping import ActorMapping
from pyrrhus.imports.names import distance_km, place_id, written_id
from pyrrhus.plain_text import folded, one_line

Side = Literal["attacker", "defender"]
SAME_PLACE_KM = 4.0
LONGEST_TEXT = 1000
MOST_PLACES = 3
Cells = dict[str, str]


@dataclass(frozen=True)
class Spot:
    """A place of the folder, or one that a file names."""

    id: str
    name: str
    lat: float
    lon: float
    aliases: tuple[str, ...] = ()


@dataclass
class Gathered:
    """Rows for claims.csv, sources.csv, places.csv and control.csv by id, and counts.

    `places` are those of the folder; what lies farther than `within_km` from the `centre` is left out. `known_sources`
    are ids of the folder's sources by plain name, `located` points of a gazetteer by its ids, `where` the first places
    (file:line) of what was left out, `at` that of the row at hand.
    """

    kind: str
    mapping: ActorMapping
    places: dict[str, Spot]
    centre: Spot | None = None
    within_km: float = 40.0
    published: date | None = None
    side_names: Mapping[str, str] = field(default_factory=dict)
    known_sources: Mapping[str, str] = field(default_factory=dict)
    claims: dict[str, Cells] = field(default_factory=dict)
    sources: dict[str, Cells] = field(default_factory=dict)
    new_places: dict[str, Cells] = field(default_factory=dict)
    control: dict[tuple[str, str], Cells] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    located: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    rows: int = 0
    at: str = ""
    where: dict[str, list[str]] = field(default_factory=dict)
    _known: dict[tuple[str, float, float], str | None] = field(default_factory=dict)
    _by_name: dict[str, list[Spot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for spot in self.places.values():
            for name in (spot.name, *spot.aliases):
                self._by_name.setdefault(folded(name), []).append(spot)

    def each(self, rows: FileRows) -> Iterator[dict[str, str]]:
        """The rows of a file, counted, each with its place remembered for what is said of it."""
        for number, row in enumerate(rows.rows):
            self.rows += 1
            self.at = f"{rows.name}:{rows.first_line + number}"
            yield row
        self.at = ""

    def leave(self, why: str) -> None:
        """Count a row (or a figure of one) that becomes nothing; where the first ones stand is kept."""
        self.left_out[why] += 1
        if self.at and self.left_out[why] <= MOST_PLACES:
            self.where.setdefault(why, []).append(self.at)

    def leave_far(self, lat: float, lon: float) -> None:
        """Count a row of a place that is too far, and ask where it would lie near with its degrees exchanged."""
        near = (
            self.centre is not None
            and abs(lon) <= 90
            and (distance_km(self.centre.lat, self.centre.lon, lon, lat) <= self.within_km)
        )
        why = "farther away than --within-km"
        self.leave(f"{why}, and near with latitude and longitude exchanged: did you swap them?" if near else why)

    def place(self, name: str, lat: float, lon: float, *, note: str) -> str | None:
        """The id of a place: one of the folder of that name close by, else a new one; None where it is too far."""
        name = one_line(name, most=200).strip() or "unnamed place"
        key = (name, round(lat, 4), round(lon, 4))
        if key not in self._known:
            self._known[key] = self._find(name, lat, lon, note)
        return self._known[key]

    def name_near(self, lat: float, lon: float) -> str:
        """The name of the folder's place that is nearest, where one is near; else nothing."""
        away = [(distance_km(spot.lat, spot.lon, lat, lon), spot.name) for spot in self.places.values()]
        return min(away, default=(SAME_PLACE_KM + 1, ""))[1] if away and min(away)[0] <= SAME_PLACE_KM else ""

    def _find(self, name: str, lat: float, lon: float, note: str) -> str | None:
        if self.centre is not None and distance_km(self.centre.lat, self.centre.lon, lat, lon) > self.within_km:
            return None
        for spot in self._by_name.get(folded(name), []):
            if distance_km(spot.lat, spot.lon, lat, lon) <= SAME_PLACE_KM:
                return spot.id
        identifier = place_id(name, self.places)
        spot = Spot(identifier, name, lat, lon)
        self.places[identifier] = spot
        self._by_name.setdefault(folded(name), []).append(spot)
        self.new_places[identifier] = {
            "id": identifier,
            "name": name,
            "lat": f"{lat:.5f}",
            "lon": f"{lon:.5f}",
            "kind": "village",
            "note": note,
        }
        return identifier

    def claim(self, identifier: str, quantity: str, value: float | str, **cells: str | date | None) -> None:
        """Add a claim; the unit is the quantity's. A quantity that the vocabulary does not have is counted, and so is a
        period that ends before it begins."""
        identifier = written_id(identifier)
        row = quantities().get(quantity)
        if row is None:
            self.leave(f"there is no quantity called {quantity}")
            return
        first, last = cells.get("period_from"), cells.get("period_to")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            self.leave("its last day is before its first")
            return
        shown = f"{value:.15g}" if isinstance(value, float) else value
        made: Mapping[str, Any] = {
            "id": identifier,
            "quantity": quantity,
            "value": shown,
            "unit": row.unit,
            "stance": "asserts",
            **cells,
        }
        cells_of_it = {
            k: v.isoformat() if isinstance(v, date) else one_line(v, most=LONGEST_TEXT) for k, v in made.items() if v
        }
        if self.claims.get(identifier, cells_of_it) != cells_of_it:
            self.leave("an earlier row of the same id says otherwise: the last one counts")
        self.claims[identifier] = cells_of_it

    def known_source(self, name: str) -> str | None:
        """The id of a source of the folder by its name."""
        return self.known_sources.get(folded(name))

    def source(self, identifier: str, name: str, kind: str, interest: Side | None = None, reliability: str = "") -> str:
        """Add a source of the file (what is known of it stays as the folder has it); returns its id."""
        cells = {
            "id": identifier,
            "name": one_line(name, most=LONGEST_TEXT),
            "kind": kind,
            "interest": interest or "",
            "default_reliability": reliability,
        }
        self.sources.setdefault(identifier, cells)
        return identifier
