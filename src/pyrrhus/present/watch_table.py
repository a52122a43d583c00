"""A watch on the terminal and as CSV: the towns in order, each with its chances, ground, costs and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.judge import words
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table, teller

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 110
COLUMNS = (
    "rank",
    "town",
    "lat",
    "lon",
    "as_of",
    "horizon_days",
    "draws",
    "seed",
    "distance_km",
    "held_0_1",
    "probability",
    "median_date",
    "change",
    "change_beyond_chance",
    "ground_gained_km2_q05",
    "ground_gained_km2_q50",
    "ground_gained_km2_q95",
    "attacker_casualties_q05",
    "attacker_casualties_q50",
    "attacker_casualties_q95",
    "defender_casualties_q05",
    "defender_casualties_q50",
    "defender_casualties_q95",
    "folder",
    "failure",
)


def watch_headline(document: Mapping[str, Any]) -> str:
    """The watch in a sentence or two."""
    rows, horizon = document["towns"], document["horizon_days"]
    if not rows:
        return f"No town has an answer: none stands within {document['reach_km']:g} km of the front, or all failed."
    end = date.fromisoformat(document["as_of"]) + timedelta(days=horizon)
    first, chance = rows[0], last_chance(rows[0])
    likely = sum(last_chance(row) >= 0.5 for row in rows)
    towns = f"{words.counted(len(rows), 'town')} within {document['reach_km']:g} km of the front"
    more = (
        "none more likely than not to fall"
        if not likely
        else (f"{likely} of them more likely than not to fall" if len(rows) > 1 else "more likely than not to fall")
    )
    return (
        f"{towns}, {more} by {words.date_words(end)}. Most endangered: "
        f"{first['town']}, {words.likelihood_with_number(chance)}."
    )


def last_chance(row: Mapping[str, Any]) -> float:
    """The probability at the furthest horizon."""
    return float(list(row["probability"].values())[-1])


def change_words(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    """What changed since the last watch: points of percent, or that the town is new; empty without a last one."""
    if before is None:
        return ""
    change = row["change"]
    if change is None:
        return "new"
    if not change["beyond_chance"]:
        return "same"
    points = round(100 * change["probability"])
    sign = "+" if points > 0 else words.MINUS if points < 0 else ""
    return f"{sign}{abs(points)}" if points else "same"


def print_watch(document: Mapping[str, Any], folder: Path, console: Console) -> None:
    """Print the ranking as a table, then who failed and what is gone."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    plain = is_plain(console)
    width = min(console.width, WIDEST)

    tell = teller(console, width)

    tell(f"{document['maps']}, as of {words.date_words(document['as_of'])}", "bold")
    tell(watch_headline(document))
    before = document["before"]
    if document["towns"]:
        style = box.SIMPLE_HEAD if not plain else box.ASCII2
        table = Table(box=style, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column("town")
        horizons = list(document["towns"][0]["probability"])
        heads = [f"{h}\ndays" for h in horizons]
        heads += [f"since\n{words.date_beside(before['as_of'], document['as_of'])}"] if before else []
        for head in (*heads, "front\nkm", "gain\nkm²", "attacker\nloses", "defender\nloses"):
            table.add_column(visible(head, plain=plain), justify="right", no_wrap=True)
        for row in document["towns"]:
            change = [change_words(row, before)] if before else []
            chances = [words.percent(float(row["probability"][h])) for h in horizons]
            ground = row["measures"].get("ground_gained")
            cells = [
                row["town"],
                *chances,
                *change,
                f"{row['distance_km']:.1f}",
                words.rounded(ground["value"]) if ground else "",
                *(words.rounded(row["casualties"][side]["0.5"]) for side in SIDES),
            ]
            table.add_row(*(Text(visible(cell, plain=plain)) for cell in cells))
        console.print()
        show_table(table, console, width)
    for one in document["failed"]:
        tell(f"{one['name']}: no answer: {one['why']}", "yellow", above=1)
    for one in document["gone"]:
        tell(f"{one['town']}: was in the last watch; {one['why']}", above=1)
    left = len(document["left_out"])
    out = f"{words.counted(left, 'place')} left out, named on the page. " if left else ""
    same = "Changes in points of per cent; same is within what chance does. " if before else ""
    made = f"{words.whole(document['draws'])} draws, seed {document['seed']}. Page: {folder / 'watch.html'}"
    tell(f"{same}{out}{made}", "dim", above=1)


def watch_csv(document: Mapping[str, Any]) -> str:
    """A row for each town and horizon; those that failed at the end."""
    from pyrrhus.present.output_tables import csv_text

    rows: list[dict[str, Any]] = []
    common = {"as_of": document["as_of"], "draws": document["draws"], "seed": document["seed"]}
    for rank, row in enumerate(document["towns"], start=1):
        about = {name: row[name] for name in ("town", "lat", "lon", "distance_km", "held_0_1", "median_date", "folder")}
        for horizon, chance in row["probability"].items():
            days = int(horizon)
            costs = _costs(row) if days == document["horizon_days"] else {}
            change = row["change"] or {"horizon_days": None}
            moved = (
                {"change": change["probability"], "change_beyond_chance": change["beyond_chance"]}
                if change["horizon_days"] == days
                else {}
            )
            rows.append(
                {**common, **about, "rank": rank, "horizon_days": days, "probability": chance, **moved, **costs}
            )
    rows += [{**common, "town": one["name"], "failure": one["why"]} for one in document["failed"]]
    return csv_text(rows, COLUMNS)


def _costs(row: Mapping[str, Any]) -> dict[str, Any]:
    """Ground and losses within the horizon, each with 90 % of the campaigns."""
    ground = row["measures"].get("ground_gained", {})
    found = {f"ground_gained_km2_{q}": ground.get(k) for q, k in (("q05", "low"), ("q50", "value"), ("q95", "high"))}
    for side in SIDES:
        for name, level in (("q05", "0.05"), ("q50", "0.5"), ("q95", "0.95")):
            found[f"{side}_casualties_{name}"] = row["casualties"][side][level]
    return found
