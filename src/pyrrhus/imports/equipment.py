"""Tables of equipment that was seen lost (in the manner of Oryx): running totals by country and type, each with a date.

What was seen is the least that was lost. Types that are no tank, armoured vehicle or gun are counted and left out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered, Side
from pyrrhus.imports.kind import Given, Kind, uses
from pyrrhus.plain_text import folded

QUANTITY_OF = {
    "tanks": "tanks_lost",
    "armoured fighting vehicles": "armoured_vehicles_lost",
    "armored fighting vehicles": "armoured_vehicles_lost",
    "infantry fighting vehicles": "armoured_vehicles_lost",
    "armoured personnel carriers": "armoured_vehicles_lost",
    "armored personnel carriers": "armoured_vehicles_lost",
    "infantry mobility vehicles": "armoured_vehicles_lost",
    "mine-resistant ambush protected (mrap) vehicles": "armoured_vehicles_lost",
    "self-propelled artillery": "guns_lost",
    "towed artillery": "guns_lost",
    "multiple rocket launchers": "guns_lost",
    "artillery": "guns_lost",
    "mortars": "guns_lost",
}
TYPES, TOTALS = ("equipment_type", "type", "equipment"), ("type_total", "total", "losses_total")
DATES = ("date_recorded", "date")
COLUMNS = uses("""
country: its side, by import.yaml; without it by the file's name, or --side
equipment_type: tanks_lost, armoured_vehicles_lost or guns_lost, added up over types and models (also type, equipment)
type_total: the figure, at least (also total, losses_total)
date_recorded: said_on and period_to (also date; else --published)
""")


def gather(rows: FileRows, into: Gathered, given: Given) -> None:
    """Totals of types to totals of quantities, one claim for each side and day."""
    sums: dict[tuple[Side, date, str], float] = defaultdict(float)
    whole = given.side or into.mapping.side_by_name(rows.name.replace("_", " ").replace("-", " "))
    for row in into.each(rows):
        kind = folded(_first(row, TYPES))
        value, said = read.number(_first(row, TOTALS)), read.day(_first(row, DATES)) or into.published
        side = into.mapping.side("equipment", row["country"]) if "country" in row else whole
        quantity = QUANTITY_OF.get(kind)
        if quantity is None:
            into.leave("a type that is no tank, armoured vehicle or gun")
        elif side is None:
            into.leave("a country whose side is not known")
        elif value is None:
            into.leave("the figure cannot be read")
        elif said is None:
            into.leave("it is not known when it was published: give --published")
        elif given.since is None:
            into.leave("it is not known since when the total counts: give --since")
        else:
            sums[side, said, quantity] += value
            if kind == "tanks":  # a tank is an armoured vehicle too
                sums[side, said, "armoured_vehicles_lost"] += value
    source = into.source("equipment_seen", "Equipment seen lost", "analyst") if sums else ""
    for (side, said, quantity), value in sums.items():
        into.claim(
            f"equipment.{side}.{said}.{quantity}",
            quantity,
            value,
            said_on=said,
            source=source,
            side=side,
            scope="front",
            counts_from=given.since,
            period_from=given.since,
            period_to=said,
            hedge="at_least",
            credibility="2",
            note="whole front, running total of what was seen",
        )


def _first(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


KIND = Kind(
    "equipment",
    "equipment seen lost (Oryx)",
    (
        frozenset({"country", "equipment_type", "type_total"}),
        frozenset({"country", "type", "destroyed", "total"}),
        frozenset({"equipment", "model", "losses_total"}),
    ),
    COLUMNS,
    gather,
    whole_front=True,
)
