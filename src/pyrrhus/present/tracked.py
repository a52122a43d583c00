"""A battle through time and the record of runs, as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.track_record import BASELINE_WORDS
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table, teller
from pyrrhus.skill.leading_curve import CAMPAIGNS, PUBLISHED

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.runs.store import Run
    from pyrrhus.runs.track import Track

WIDEST = 110
BAR_CELLS = 20
LEADING = {
    PUBLISHED: "Chances are as published: the campaigns and a plain rule, each weighed by its record.",
    CAMPAIGNS: "Chances are the campaigns' own: no record is of such forecasts.",
}
MIXED = f"{LEADING[PUBLISHED]} *: no record yet, the campaigns' own."
RUN_COLUMNS = (
    "run",
    "at",
    "scenario",
    "as_of",
    "horizon_days",
    "draws",
    "seed",
    "version",
    "probability",
    "written_to",
)


def print_track(found: Track, console: Console) -> None:
    """Print a track: a line for each date with a bar for the longest horizon, then the outcome and the scores."""
    plain = is_plain(console)
    width = min(console.width, WIDEST)

    tell = teller(console, width)

    tell(f"{found.scenario}: {found.event}", "bold")
    leading = {point.leading for point in found.points}
    mixed = len(leading) > 1
    tell(MIXED if mixed else LEADING[leading.pop()], "dim")
    rows = []
    for point in found.points:
        chances = point.chances[point.leading]
        mark = "*" if mixed and point.leading == CAMPAIGNS else ""
        filled = round(BAR_CELLS * chances[max(chances)])
        ground = "" if point.gained_km2 is None else f"{point.gained_km2:+.0f}".replace("-", words.MINUS)
        rows.append(
            [
                point.as_of.isoformat() + mark,
                *(words.percent(p) for p in chances.values()),
                ("#" if plain else "█") * filled,
                ground,
                str(point.new_claims),
            ]
        )
    heads = [f"{days} days" for days in found.points[0].chances[CAMPAIGNS]]
    _show(("as of", *heads, f"in {heads[-1]}", "km²", "claims"), rows, console, width, numbers=(1, 2, 3, 5, 6))
    if found.fell_on is not None:
        tell(f"It came about on {words.date_words(found.fell_on)}.", above=1)
    elif found.known_to is not None:
        tell(f"It had not come about by {words.date_words(found.known_to)}, the last map.", above=1)
    else:
        tell("What came of it is not known: no map says so, and no --outcome was given.", above=1)
    if found.scores:
        tell("Mean squared error of the probabilities (Brier), the lower the better", "bold", above=1)
        names = {CAMPAIGNS: "the campaigns alone", PUBLISHED: "as published", **BASELINE_WORDS}
        scored = [
            [names.get(s.forecaster, s.forecaster), f"{s.horizon_days} days", f"{s.brier:.3f}", str(s.dates)]
            for s in found.scores
        ]
        _show(("forecaster", "within", "score", "dates"), scored, console, width, numbers=(2, 3))
        tell("Dates of one battle are not independent of each other: this says how it went, not how good it is.", "dim")


def track_csv(found: Track) -> str:
    """Each date and forecaster in a row."""
    from pyrrhus.present.output_tables import csv_text

    rows = [
        {
            "as_of": p.as_of,
            "forecaster": name,
            "horizon_days": days,
            "probability": chance,
            "new_claims": p.new_claims,
            "gained_km2": p.gained_km2,
        }
        for p in found.points
        for name, by in p.chances.items()
        for days, chance in by.items()
    ]
    return csv_text(rows, ("as_of", "forecaster", "horizon_days", "probability", "new_claims", "gained_km2"))


def run_rows(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Runs as rows, without their documents."""
    return [
        {
            "run": r.id,
            "at": r.at,
            "scenario": r.scenario,
            "as_of": r.as_of.isoformat(),
            "horizon_days": r.horizon_days,
            "draws": r.draws,
            "seed": r.seed,
            "version": r.version,
            "probability": r.probability,
            "written_to": r.written_to,
        }
        for r in runs
    ]


def print_runs(runs: Sequence[Run], console: Console) -> None:
    """Print the runs on record, the latest first."""
    rows = [
        [
            str(r.id),
            r.at[:16].replace("T", " "),
            r.scenario,
            r.as_of.isoformat(),
            str(r.draws),
            str(r.seed),
            "" if r.probability is None else words.percent(r.probability),
            r.written_to,
        ]
        for r in runs
    ]
    heads = ("run", "at", "scenario", "as of", "draws", "seed", "falls", "written to")
    _show(heads, rows, console, min(console.width, 140), numbers=(0, 4, 5, 6))


def _show(
    heads: Sequence[str], rows: Sequence[Sequence[str]], console: Console, width: int, *, numbers: tuple[int, ...]
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    plain = is_plain(console)
    table = Table(box=box.ASCII2 if plain else box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, head in enumerate(heads):
        right = number in numbers
        table.add_column(visible(head, plain=plain), justify="right" if right else "left", no_wrap=right)
    for row in rows:
        table.add_row(*(Text(visible(cell, plain=plain)) for cell in row))
    show_table(table, console, width)
