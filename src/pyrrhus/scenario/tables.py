"""The tables of a scenario folder: their columns, and which model their rows become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.scenario.claim_rows import ClaimRow, SourceRow
from pyrrhus.scenario.csv_reader import Column, Kind
from pyrrhus.scenario.schema import Actor, Control, Event, Force, Place, Route


@dataclass(frozen=True)
class TableKind:
    """One file of a folder: `name` is the file without `.csv`.

    `counts` names the columns of a row that hold whole counts, given the row's cells.
    """

    name: str
    row: type[BaseModel]
    columns: tuple[Column, ...]
    required: bool = False
    counts: Callable[[Mapping[str, str]], tuple[str, ...]] = lambda _: ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def _columns(required: str, text: str = "", **kinds: str) -> tuple[Column, ...]:
    """Columns by name: required ones first; `kinds` gives the names of the columns of each kind."""
    kind_of = {name: kind for kind, names in kinds.items() for name in names.split()}
    optional = [*text.split(), *kind_of]
    names = list(dict.fromkeys([*required.split(), *optional]))
    return tuple(Column(name, cast("Kind", kind_of.get(name, "text")), name in required.split()) for name in names)


def _claimed_counts(cells: Mapping[str, str]) -> tuple[str, ...]:
    quantity = quantities().get(cells.get("quantity", ""))
    return ("low", "value", "high") if quantity is not None and quantity.counts_whole else ()


HELD_BACK = "confirmed"
"""The column of claims.csv that keeps a row out until a person has confirmed it."""

TABLES: dict[str, TableKind] = {
    table.name: table
    for table in (
        TableKind(
            "places",
            Place,
            _columns("id name lat lon kind", "note", number="lat lon population elevation_m", names="aliases"),
            required=True,
            counts=lambda _: ("population",),
        ),
        TableKind(
            "events", Event, _columns("id name geometry share_0_1 hold_days", "map", number="share_0_1 hold_days")
        ),
        TableKind("routes", Route, _columns("from to class", "ref evidence", number="length_km", yes_no="bridge")),
        TableKind(
            "forces",
            Force,
            _columns(
                "side formation kind personnel",
                "actor axis place source",
                number="personnel low high",
                date="arrives_on",
            ),
            counts=lambda _: ("personnel", "low", "high"),
        ),
        TableKind(
            "actors", Actor, _columns("side actor", "name interest source", number="value will", date_last="deadline")
        ),
        TableKind("control", Control, _columns("date holder", "cell place source", number="share_0_1", date="date")),
        TableKind(
            "claims",
            ClaimRow,
            _columns(
                "id said_on source quantity",
                "outlet speaker derived_from side place actor scope value unit hedge stance reliability credibility "
                "url note",
                number="low high",
                yes_no="confirmed",
                date_last="said_on period_to",
                date_first="period_from counts_from",
            ),
            counts=_claimed_counts,
        ),
        TableKind("sources", SourceRow, _columns("id name kind", "interest default_reliability citation")),
    )
}
FILES = ("scenario.yaml", *(table.file for table in TABLES.values()), "lines.geojson")
