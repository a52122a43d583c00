"""ACLED's exports (acleddata.com, codebook of 2023 and before): events with places, actors and fatalities.

Fatalities of fighting have no side there, so they become no claim of anybody's losses. Those of events in which
civilians were the target become civilians killed, at least; territory that changed hands becomes who holds the place.
"""

from __future__ import annotations

from datetime import date, timedelta

from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.cited import cite
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered
from pyrrhus.imports.kind import Given, Kind, uses

TAKEN = ("government regains territory", "non-state actor overtakes territory")
# before 2019 the kind of a battle stood in event_type, as in "Battle-Government regains territory"
BEFORE_2019 = "battle-"
COLUMNS = uses("""
event_id_cnty: id of the claim, after acled.
event_date: period_from and period_to
time_precision: 2 widens the period to a week, 3 to its month
sub_event_type: territory that changed hands: who holds the place (before 2019 in event_type)
civilian_targeting: where it is set (or event_type is violence against civilians), fatalities are civilians'
actor1: its side, by import.yaml
location: place, with latitude and longitude
geo_precision: 3 is a region only: left out
source: source, the first that is named; ACLED is the outlet
fatalities: civilians_killed, at least
timestamp: said_on
""")
WEEK, MONTH, REGION = "2", "3", "3"


def gather(rows: FileRows, into: Gathered, given: Given) -> None:
    """Events to claims."""
    for row in into.each(rows):
        quantity, value, side = _says(row, into)
        if quantity is None:
            continue
        on, said = read.day(row["event_date"]), read.stamp_day(row.get("timestamp", "")) or into.published
        at = read.point(row["latitude"], row["longitude"])
        if on is None or at is None:
            into.leave("the date or the point cannot be read")
        elif said is None:
            into.leave("it is not known when it was published: give --published")
        elif row.get("geo_precision", "") == REGION:
            into.leave("its place is known no better than a region")
        elif (
            place := into.place(row["location"].strip(), *at, note="from ACLED; its kind is not in the file")
        ) is None:
            into.leave_far(*at)
        else:
            first, last = _period(on, row.get("time_precision", ""))
            source = cite(into, row.get("source", ""), "ACLED")
            into.claim(
                f"acled.{row['event_id_cnty'].strip()}.{quantity}",
                quantity,
                value,
                said_on=said,
                source=source,
                outlet="ACLED",
                side=side,
                place=place,
                period_from=first,
                period_to=last if value != "yes" else None,
                hedge="at_least" if value != "yes" else "exactly",
                credibility="6",
                note=(row.get("sub_event_type", "") or row.get("event_type", "")).strip(),
            )


def _says(row: dict[str, str], into: Gathered) -> tuple[str | None, float | str, str | None]:
    """What an event says that a claim can: quantity, value, side; (None, …) where nothing, which is counted."""
    dead = read.number(row.get("fatalities", "")) or 0.0
    if _sub_type(row) in TAKEN:
        side = into.mapping.side("acled", row.get("actor1", ""))
        if side is not None:
            return "holds", "yes", side
        into.leave("the side of the actor who took the place is not known")
        return None, 0.0, None
    civilians = row.get("civilian_targeting", "").strip() or (
        row.get("event_type", "").strip().lower() == "violence against civilians"
    )
    if civilians and dead > 0:
        return "civilians_killed", dead, None
    if read.is_unread(row.get("fatalities", "")):
        into.leave("the figure cannot be read")
    else:
        into.leave("fatalities of no side (of both, or of either)" if dead > 0 else "an event without a figure")
    return None, 0.0, None


def _sub_type(row: dict[str, str]) -> str:
    return (row.get("sub_event_type", "") or row.get("event_type", "")).strip().lower().removeprefix(BEFORE_2019)


def _period(on: date, precision: str) -> tuple[date, date]:
    if precision.strip() == MONTH:
        return read.month_of(on)
    return (on, on + timedelta(days=6)) if precision.strip() == WEEK else (on, on)


KIND = Kind(
    "acled",
    "ACLED events",
    (frozenset({"event_id_cnty", "event_date", "event_type", "actor1", "location", "latitude", "longitude"}),),
    COLUMNS,
    gather,
)
