"""Displacement by event: IDMC's Internal Displacement Updates, from its interface (JSON) or as OCHA's exchange has them
(CSV with a row of tags).

Counts of a whole country or province (IDMC's yearly table, OCHA's and IOM's tables of those who arrived) are about no
place of a battle and are refused in words.
"""

from __future__ import annotations

from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered
from pyrrhus.imports.kind import Given, Kind, uses

HEDGES = {
    "total": "about",
    "approximately": "about",
    "more than": "at_least",
    "at least": "at_least",
    "up to": "up_to",
    "less than": "up_to",
    "around": "about",
}
COLUMNS = uses("""
id: id of the claim, after idmc.
displacement_type: only Conflict
role: only the recommended figure, where there are several
figure: civilians_displaced
qualifier: hedge: more than is at_least, the others about
latitude: place, with longitude and the first of locations_name (before 2021 without it: the folder's place near by)
displacement_start_date: period_from (else displacement_date)
displacement_end_date: period_to
created_at: said_on (else --published)
sources: source; IDMC is the outlet
""")


def gather(rows: FileRows, into: Gathered, given: Given) -> None:
    """Figures to claims."""
    for row in into.each(rows):
        if row.get("displacement_type", "").strip().lower() != "conflict":
            into.leave("displacement by a disaster")
            continue
        if row.get("role", "").strip().lower() not in ("", "recommended figure"):
            into.leave("a figure that is not the recommended one")
            continue
        value, at = read.number(row["figure"]), read.point(row["latitude"], row["longitude"])
        first = read.day(row.get("displacement_start_date", "")) or read.day(row.get("displacement_date", ""))
        last = read.day(row.get("displacement_end_date", "")) or first
        said = read.stamp_day(row.get("created_at", "")) or into.published
        name = row.get("locations_name", "").split(";")[0].split(",")[0].strip()
        if not name and at is not None:
            name = into.name_near(*at)
        if not value or at is None or first is None or last is None:
            into.leave("the figure, the date or the point cannot be read")
        elif said is None:
            into.leave("it is not known when it was published: give --published")
        elif not name:
            into.leave("its place has no name, and none of the folder's is near")
        elif (place := into.place(name, *at, note="from IDMC; its kind is not in the file")) is None:
            into.leave_far(*at)
        else:
            into.claim(
                f"idmc.{row['id'].strip()}",
                "civilians_displaced",
                value,
                said_on=max(said, first),
                source=into.source("idmc", "Internal Displacement Monitoring Centre", "ngo"),
                outlet="IDMC",
                place=place,
                period_from=first,
                period_to=last,
                hedge=HEDGES.get(row.get("qualifier", "").strip().lower(), "about"),
                credibility="3",
                url=row.get("source_url", "").strip(),
            )


KIND = Kind(
    "displacement",
    "displacement by event (IDMC)",
    (frozenset({"id", "displacement_type", "figure", "latitude", "longitude"}),),
    COLUMNS,
    gather,
)
