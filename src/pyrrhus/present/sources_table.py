"""Whom to believe: the records of sources on the terminal and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyrrhus.judge import words
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.claims.result import SourceBias
    from pyrrhus.claims.source_report import SourceRecord, SourceReport

COLUMNS = (
    "source",
    "name",
    "kind",
    "interest",
    "grade",
    "claims",
    "echoes",
    "flagged",
    "denied",
    "days_late",
    "days_late_most",
    "ahead_of_map",
    "days_ahead",
    "knows_0_1",
    "figures_checked",
    "figure_ratio",
    "figures_within_0_1",
    "words_checked",
    "words_right_0_1",
    "family",
    "relation",
    "side",
    "claims_on_it",
    "bias_median",
    "bias_low",
    "bias_high",
    "bias_prior_median",
    "noise_factor",
)
RELATIONS = {"enemy": "the enemy's", "own": "its own side's", "third": "a side's"}
MOST_BIASES = 2


def sources_csv(report: SourceReport) -> str:
    """One row per source and bias (whose figures of which family), a source without figures in one row."""
    from pyrrhus.present.output_tables import csv_text

    rows = []
    for record in report.records:
        whole = record.to_dict()
        plain = {name: value for name, value in whole.items() if name not in ("bias", "known")}
        for bias in whole["bias"] or [{}]:
            named = {f"bias_{k}": bias.get(k) for k in ("median", "low", "high", "prior_median")}
            rows.append(
                {
                    **plain,
                    "family": bias.get("family"),
                    "relation": bias.get("relation"),
                    "side": bias.get("side"),
                    "claims_on_it": bias.get("claims"),
                    **named,
                    "noise_factor": bias.get("noise_factor"),
                }
            )
    return csv_text(rows, COLUMNS)


def print_sources(report: SourceReport, console: Console) -> None:
    """A page of at most 100 columns: every source in a few lines, the one with most claims first."""
    from rich.table import Table
    from rich.text import Text

    width = min(console.width, 100)
    plain = is_plain(console)

    def text(said: str, style: str = "") -> Text:
        return Text(visible(said, plain=plain), style=style)

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", ratio=2, overflow="fold")
    table.add_column("claims", justify="right", no_wrap=True)
    table.add_column("grade", justify="center", no_wrap=True)
    table.add_column("late, days", justify="right", no_wrap=True)
    table.add_column("what is made of it", ratio=4, overflow="fold")
    for record in report.records:
        late = "" if record.days_late is None else words.rounded(record.days_late)
        made = "; ".join(_made_of(record)) or "too little to judge"
        table.add_row(text(record.name), text(str(record.claims)), text(record.grade), text(late), text(made))
    show_table(table, console, width)
    notes = [
        "Late: from the end of what it spoke of to the day it said it, in the middle. Times the truth: how its figures "
        "are read here, 90 % in brackets; learnt from the claims, their grades and interests.",
    ]
    if report.known_dated:
        known = words.date_words(report.known_dated)
        notes.append(f"Where other open data, published by {known}, tell of a source, its bias begins from those.")
    for note in notes:
        console.print(text(note, "dim"), width=width)


def _made_of(record: SourceRecord) -> list[str]:
    said = []
    ordered = sorted(record.bias, key=lambda b: (b.family != "losses", -b.claims, b.family, b.relation))
    for bias in ordered[:MOST_BIASES]:
        said.append(f"{_whose(bias)}: {_times(bias.median)} the truth ({words.spread(bias.low, bias.high)})")
    if record.figures_checked:
        many = words.counted(record.figures_checked, "figure")
        said.append(f"{many} beside later, better ones: {_times(record.figure_ratio or 0.0)} those")
    if record.words_checked:
        right = round((record.words_right_0_1 or 0.0) * record.words_checked)
        said.append(f"{right} of {words.counted(record.words_checked, 'statement')} agree with later, better ones")
    if record.ahead_of_map:
        days = f" ({words.rounded(record.days_ahead)} days in the middle)" if record.days_ahead else ""
        said.append(f"{words.counted(record.ahead_of_map, 'place')} reported before the map showed it{days}")
    if record.echoes:
        said.append(f"{words.counted(record.echoes, 'repeat')} of others")
    if record.flagged > record.ahead_of_map:
        said.append(f"{record.flagged} flagged")
    return said


def _whose(bias: SourceBias) -> str:
    relation, _, side = bias.relation.partition(":")
    whose = f"the {side}'s" if relation == "third" and side != "none" else RELATIONS[relation] if side != "none" else ""
    return f"{whose} {bias.family}".strip()


def _times(ratio: float) -> str:
    return f"{words.rounded(ratio)} times"
