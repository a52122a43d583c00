"""Daily series of the enemy's losses as a general staff announces them, as running totals, in the layouts of those who
collect them (CSV or JSON).

What such a total counts as personnel is read as casualties: its own words ("liquidated", "losses") leave it open. Whose
losses they are is said with --side, or by a file whose name holds the side's name.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from pyrrhus.errors import InputError, Problem
from pyrrhus.imports import cells_of_rows as read
from pyrrhus.imports.file_rows import FileRows
from pyrrhus.imports.gathered import Gathered
from pyrrhus.imports.kind import Given, Kind, uses

PERSONNEL = ("personnel", "personnel_units", "claimed_cumulative")
EQUIPMENT: dict[str, tuple[tuple[str, ...], ...]] = {
    "tanks_lost": (("tank", "tanks"),),
    "armoured_vehicles_lost": (("apc", "apv", "afvs", "armoured_fighting_vehicles", "bbm"),),
    # guns and rocket launchers are counted apart and added up
    "guns_lost": (("field_artillery", "artillery", "artillery_systems"), ("mrl", "mlrs", "rocketsystems")),
}
FEW_STEPS, MOST_FALLS = 6, 0.2  # a total is corrected downwards now and then, not every fifth day
COLUMNS = uses("""
date: said_on and period_to; also the id of the claim, after general_staff.
day: the day of the war, from which the first day of the totals follows (else --since)
personnel: casualties of the side on its whole front (also personnel_units, claimed_cumulative)
pow: captured
tank: tanks_lost (also tanks)
apc: armoured_vehicles_lost (also apv, afvs, armoured_fighting_vehicles)
field_artillery: guns_lost, with mrl (also artillery, artillery_systems; mlrs, rocketSystems)
""")


def gather(rows: FileRows, into: Gathered, given: Given) -> None:
    """Days to claims, one for each figure."""
    side = given.side or into.mapping.side_by_name(rows.name.replace("_", " ").replace("-", " "))
    if side is None:
        raise InputError(
            [
                Problem(
                    rows.name,
                    None,
                    "does not say whose losses it counts",
                    "say it with --side attacker or --side defender",
                    "import_side",
                )
            ]
        )
    _check_totals(rows)
    enemy = "defender" if side == "attacker" else "attacker"
    name = f"General Staff of {into.side_names[enemy]}"
    source = into.known_source(name) or into.source(f"{enemy}_general_staff", name, "ministry", enemy, "D")
    for row in into.each(rows):
        on = read.day(row.get("date", ""))
        if on is None:
            into.leave("the date cannot be read")
            continue
        since = given.since or _first_day(on, row.get("day", ""))
        if since is None:
            into.leave("it is not known since when the total counts: give --since")
            continue
        for quantity, value in _figures(row):
            into.claim(
                f"general_staff.{side}.{on}.{quantity}",
                quantity,
                value,
                said_on=on,
                source=source,
                side=side,
                scope="front",
                counts_from=since,
                period_from=since,
                period_to=on,
                hedge="about",
                credibility="3",
                note="whole front, running total",
            )


def _check_totals(rows: FileRows) -> None:
    """Refuse figures of single days, or corrections, which would be taken for totals. Raises InputError."""
    dated = [(on, row) for row in rows.rows if (on := read.day(row.get("date", ""))) is not None]
    dated.sort(key=lambda pair: pair[0])
    for names in (PERSONNEL, *(group for groups in EQUIPMENT.values() for group in groups)):
        found = [next((n for c in names if (n := read.number(row.get(c, ""))) is not None), None) for _, row in dated]
        figures = [n for n in found if n is not None]
        falls = sum(after < before for before, after in pairwise(figures))
        if len(figures) > FEW_STEPS and falls > MOST_FALLS * (len(figures) - 1):
            what = (
                f"its figures ({' or '.join(names[:2])}) fall {falls} times in {len(figures)} days: they are no totals"
            )
            fix = "give the running totals, not the figures of single days or corrections"
            raise InputError([Problem(rows.name, None, what, fix, "import_totals")])


def _figures(row: dict[str, str]) -> list[tuple[str, float]]:
    found = []
    for quantity, groups in {"casualties": (PERSONNEL,), "captured": (("pow",),), **EQUIPMENT}.items():
        numbers = [next((n for c in names if (n := read.number(row.get(c, ""))) is not None), None) for names in groups]
        known = [n for n in numbers if n is not None]
        if len(known) == len(groups) and sum(known) > 0:
            found.append((quantity, sum(known)))
    return found


def _first_day(on: date, day: str) -> date | None:
    """The first day of the war, from the number of a day of it (its first is 1; some count the days that passed)."""
    number = read.number(day)
    return on - timedelta(days=int(number) - 1) if number is not None and number >= 1 else None


KIND = Kind(
    "general-staff",
    "daily series of a general staff",
    tuple(frozenset({"date", column}) for column in (*PERSONNEL, "tank", "tanks")),
    COLUMNS,
    gather,
    whole_front=True,
)
