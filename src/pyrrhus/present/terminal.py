"""An assessment on the terminal: a page of 100 columns that still reads at 80, without colour, and in plain ASCII."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyrrhus.judge import words
from pyrrhus.judge.agreement import agree
from pyrrhus.present import summary
from pyrrhus.present.characters import is_plain, visible
from pyrrhus.present.grid import show_table
from pyrrhus.present.reliability_badge import record_line

if TYPE_CHECKING:
    from rich.console import Console, OverflowMethod
    from rich.table import Table
    from rich.text import Text

Clean = Callable[[object], str]

WIDEST = 100
BAR_CELLS = 20
MOST_WARNINGS = 4

CONFIDENCE_STYLE = {"low": "yellow", "moderate": "cyan", "high": "green"}


def print_assessment(document: Mapping[str, Any], console: Console, folder: str | Path | None = None) -> None:
    """Print the content of assessment.json as one page; `folder` is where the files were written, if they were."""
    from rich.padding import Padding
    from rich.text import Text

    width = min(console.width, WIDEST)
    plain = is_plain(console)

    def clean(text: object) -> str:
        return visible(str(text), plain=plain)

    def say(renderable: Any, above: int = 0) -> None:
        console.print(Padding(renderable, (above, 0, 0, 0)), width=width)

    end = summary.horizon_end(document)
    head = Text(clean(document["scenario"]), style="bold")
    ahead = f"{document['horizon_days']} days ahead, to {words.date_words(end)}"
    head.append(f"   as of {words.date_words(document['as_of'])}, {ahead}", style="not bold dim")
    say(head)
    say(Text(clean(summary.bottom_line(document)), style="bold"), above=1)
    say(Text(clean(f"Falls means: {summary.event_means(document)}"), style="dim"))
    contradiction = summary.contradiction(document)
    if contradiction:
        say(Text(clean(f"CONTRADICTED  {contradiction}"), style="bold red"), above=1)
    shown = document["warnings"][:MOST_WARNINGS]
    more = len(document["warnings"]) - len(shown)
    for index, warning in enumerate([*shown, f"and {more} more, in the report"] if more else shown):
        say(_hanging("warning", clean(warning), "yellow", 9), above=int(index == 0))
    show_table(_ladder(document, width, clean, plain), console, width, above=1)
    say(_hanging("record", clean(record_line(document["record"])), "dim", 9), above=1)
    for index, answer in enumerate(document["answers"]):
        say(_hanging(answer["id"], _answer(answer, document, clean), "bold", 4), above=int(index == 0))
    say(_footer(document, folder, clean), above=1)


def _hanging(label: str, body: Any, style: str, indent: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 0), expand=True)
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_row(Text(label, style=style), Text(body) if isinstance(body, str) else body)
    return grid


def _ladder(document: Mapping[str, Any], width: int, clean: Clean, plain: bool) -> Table:
    """The events and baselines with a bar each, as they stand at the horizon's end."""
    from rich.table import Table
    from rich.text import Text

    end = summary.horizon_end(document)
    full, empty = ("#", ".") if plain else ("█", "░")
    cells = BAR_CELLS if width >= WIDEST else BAR_CELLS // 2
    overflow: OverflowMethod = "crop" if plain else "ellipsis"
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim", pad_edge=False)
    table.add_column(
        f"by {words.short_date(end)}", max_width=max(width - cells - 47, 12), no_wrap=True, overflow=overflow
    )
    table.add_column("", width=cells, no_wrap=True, overflow=overflow)
    table.add_column("", justify="right", no_wrap=True, overflow=overflow)
    table.add_column("", no_wrap=True, overflow=overflow)
    table.add_column("even odds by", no_wrap=True, overflow=overflow)
    kind = "main"
    for rung in summary.ladder(document):
        if rung.kind != kind and (rung.kind == "baseline" or rung.alone):
            table.add_row(Text("simple rules:" if rung.kind == "baseline" else f"{summary.ALONE}:", style="dim"))
        kind = rung.kind
        chance = rung.probabilities[-1]
        filled = min(max(round(chance * cells), 0), cells)
        style = {"main": "bold", "other": "", "baseline": "dim"}[rung.kind]
        name = clean(rung.name)
        word = words.likelihood(chance)
        table.add_row(
            Text(name, style=style, overflow=overflow),
            Text(full * filled + empty * (cells - filled), style=style),
            Text(words.percent(chance), style=style),
            Text("" if word in (words.LESS_THAN_ONE, words.MORE_THAN_99) else word, style=style),
            Text(summary.even_odds(rung, document), style=style),
        )
    return table


def _answer(answer: Mapping[str, Any], document: Mapping[str, Any], clean: Clean) -> Text:
    """An answer in two or three lines: its first sentence, its main estimate, and how sure and how tested it is."""
    from rich.text import Text

    text = Text(clean(summary.first_sentence(answer["answer"])))
    text.append("\n")
    headline = _headline(answer, document)
    if headline:
        text.append(clean(headline))
        text.append("; ")
    text.append("confidence ", style="dim")
    text.append(answer["confidence"], style=CONFIDENCE_STYLE[answer["confidence"]])
    text.append(", scored" if answer["scored"] else ", not scored", style="dim")
    return text


def _headline(answer: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """The estimate at the head of an answer: for Q1 the fall, else the first probability, else an amount."""
    if answer["id"] == "Q1":
        end = summary.horizon_end(document)
        chance = summary.probability_by(summary.headline_curve(document), end)
        return f"falls by {words.short_date(end)}: {words.likelihood_with_number(chance)}"
    ranked = sorted(answer["estimates"], key=lambda estimate: "probability" not in estimate)
    if not ranked:
        return ""
    first = ranked[0]
    side = f" ({document['sides'][first['side']]})" if first.get("side") else ""
    amount = summary.estimate_words(first)
    if not amount:
        amount = words.middle_and_range(first["quantiles"], words.unit_words(first.get("unit")))
    name = agree(words.human(first["name"]), document["sides"].values())
    return f"{name}{side}: {amount}"


def _footer(document: Mapping[str, Any], folder: str | Path | None, clean: Clean) -> Text:
    from rich.text import Text

    flagged = {flag["claim"] for flag in document["flags"] if flag["check"] != words.INFERRED}
    found = (("conflict", document["conflicts"]), ("echo", document["echoes"]), ("flagged claim", flagged))
    counts = ", ".join(words.counted(len(which), one, "echoes" if one == "echo" else None) for one, which in found)
    text = Text(
        f"{words.whole(document['draws'])} draws, seed {document['seed']}, vintage {clean(document['vintage'])}; "
        f"claims: {counts}; {len(document['defaults_used'])} defaults used",
        style="dim",
    )
    if folder is not None:
        text.append("\n")
        text.append("Report: ", style="not dim bold")
        text.append(clean(Path(folder) / "assessment.html"), style="not dim")
    return text
