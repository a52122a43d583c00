"""UCDP's georeferenced events (ucdp.uu.se, GED and its candidate files): deaths by side, with places and periods.

An event's deaths are a part of those of that place and time, so they are claims of at least as many. Its deaths that
are known to be neither side's nor civilians' have no side and become nothing.
"""

from __future__ import annotations

from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.cited import cite
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered
from pyrrhus.imports.kind import Given, Kind, uses

COLUMNS = uses("""
id: id of the claim, after ucdp.
side_a: its side, by import.yaml
side_b: its side, by import.yaml
deaths_a: killed of the side of side_a, at least
deaths_b: killed of the side of side_b, at least
deaths_civilians: civilians_killed, at least
deaths_unknown: of no side: left out and counted
date_start: period_from
date_end: period_to
where_coordinates: place, with latitude and longitude
where_prec: 4 and more is a region only: left out
source_original: source
source_date: said_on, the last where there are several
""")
REGION = 4


def gather(rows: FileRows, into: Gathered, given: Given) -> None:
    """Events to claims, up to three of each."""
    for row in into.each(rows):
        figures = _figures(row, into)
        if not figures:
            into.leave("an event without a figure that is one side's or civilians'")
            continue
        first, last = read.day(row["date_start"]), read.day(row["date_end"])
        at = read.point(row["latitude"], row["longitude"])
        days = [d for text in row.get("source_date", "").split(";") if (d := read.day(text)) is not None]
        said = max(days) if days else into.published
        precise = read.number(row.get("where_prec", "")) or 1.0
        if first is None or last is None or at is None:
            into.leave("the date or the point cannot be read")
        elif said is None:
            into.leave("it is not known when it was published: give --published")
        elif precise >= REGION:
            into.leave("its place is known no better than a region")
        elif (place := into.place(_name(row), *at, note="from UCDP; its kind is not in the file")) is None:
            into.leave_far(*at)
        else:
            source = cite(into, row.get("source_original", ""), "UCDP GED")
            for letter, quantity, side, value in figures:
                into.claim(
                    f"ucdp.{row['id'].strip()}.{letter}",
                    quantity,
                    value,
                    said_on=max(said, first),
                    source=source,
                    outlet="UCDP GED",
                    side=side,
                    place=place,
                    period_from=first,
                    period_to=last,
                    hedge="at_least",
                    credibility="6",
                )


def _figures(row: dict[str, str], into: Gathered) -> list[tuple[str, str, str | None, float]]:
    """Letter for the id, quantity, side, deaths."""
    found: list[tuple[str, str, str | None, float]] = []
    for letter in "ab":
        dead = read.number(row.get(f"deaths_{letter}", "")) or 0.0
        if read.is_unread(row.get(f"deaths_{letter}", "")):
            into.leave("the figure cannot be read")
        if dead <= 0:
            continue
        side = into.mapping.side("ucdp", row.get(f"side_{letter}", ""))
        if side is None:
            into.leave("deaths of an actor whose side is not known")
        else:
            found.append((letter, "killed", side, dead))
    civilians = read.number(row.get("deaths_civilians", "")) or 0.0
    if civilians > 0:
        found.append(("c", "civilians_killed", None, civilians))
    if (read.number(row.get("deaths_unknown", "")) or 0.0) > 0:
        into.leave("deaths of which it is not known whose they are")
    return found


def _name(row: dict[str, str]) -> str:
    """The name of the place, without the kind of it that UCDP adds."""
    return row.get("where_coordinates", "").strip().removesuffix(" town").removesuffix(" village").removesuffix(" city")


KIND = Kind(
    "ucdp",
    "UCDP georeferenced events",
    (frozenset({"id", "side_a", "side_b", "deaths_a", "deaths_b", "date_start", "date_end", "latitude", "longitude"}),),
    COLUMNS,
    gather,
)
