"""The desk on the terminal: a draft beside its sentence, its cells, and what else says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyrrhus.desk.row_cells import EDITABLE
from pyrrhus.present.characters import is_plain, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pyrrhus.desk.alike import Neighbour
    from pyrrhus.desk.session import DeskItem, Session

AROUND = 260
WIDEST = 110
KEYS = (
    ("a", "accept"),
    ("r", "reject"),
    ("1-9", "edit"),
    ("d", "derive"),
    ("s", "split"),
    ("m", "merge"),
    ("c", "copy"),
    ("u", "undo"),
    ("n b", "step"),
    ("k", "keep"),
    ("q", "quit"),
    ("?", ""),
)
HELP = """a  accept: the row goes into the ledger, confirmed
r  reject: the draft is left out
1 to 9  edit the cell with this number: a new value, or the number or beginning of one to pick (- empties it)
e  edit any cells: 14, or several as 2=attacker, 9=isw; a quantity with its word as 1=losses_level heavy
d  derive: the row repeats another one, and counts once
s  split: the number of the place where the second claim begins, or its first words
m  merge the next draft of the article into this one
c  copy: a second row on the same words
u  undo the last decision, in the ledger too
n  next draft, without a decision          b  back
k  keep the draft as it stands as a labelled example, in examples.jsonl
q  quit; what was decided is kept, and the next session goes on here"""
ASK_LISTED = "numbers worth a look (Enter: none), u undo, q quit; the rest is left out: "
SURE_OF = {
    "speaker": "speaker",
    "side": "side",
    "place": "place",
    "value": "number",
    "low": "number",
    "high": "number",
    "hedge": "number",
    "stance": "stance",
    "period_from": "period",
    "period_to": "period",
    "quantity": "type",
}
UNSURE = 0.8


def show_item(session: Session, console: Console) -> None:
    """The draft that is decided now: progress, its sentence and neighbours, its row, repeats and the ledger's rows."""
    from rich.text import Text

    item, plain = session.item, is_plain(console)
    counts = session.counts()
    done = sum(counts.values()) - counts["open"]
    head = f"{item.article}  draft {session.position + 1} of {len(session.items)}  decided {done}"
    console.print()
    console.print(Text(visible(head, plain=plain), style="bold"))
    console.print(Text(visible(f"{item.type}, {item.status}", plain=plain), style="dim"))
    console.print(_passage(item, plain=plain, marks=plain or not console.is_terminal), width=min(console.width, WIDEST))
    console.print(_cells(item, plain=plain), width=min(console.width, WIDEST))
    first = session.repeats_of(item)
    if first is not None:
        where = f"{first.article}, draft {session.items.index(first) + 1}"
        once = session.derives_from(item, first)
        told = f"repeats {where} ({first.status})" + (f", counts once: derived_from {once}" if once else "")
        console.print(Text(visible(told, plain=plain), style="magenta"))
    for beside in session.beside(item):
        known = beside.claim.source == item.cells.get("source")
        words = _ledger_words(beside) + (", the same source" if known else "")
        console.print(Text(visible(words, plain=plain), style=_STYLES[beside.relation]))
    console.print(Text(_keys(min(console.width, WIDEST)), style="dim"))


def show_listed(session: Session, console: Console) -> None:
    """Drafts that name no quantity, each in its words, to be looked through at once."""
    from rich.table import Table
    from rich.text import Text

    plain, listed = is_plain(console), session.listed()
    rest = sum(one.open and one.article == listed[0].article for one in session.items) - len(listed)
    more = f", {rest} more behind them" if rest else ""
    console.print()
    console.print(
        Text(visible(f"{listed[0].article}  {len(listed)} drafts without a quantity{more}", plain=plain), style="bold")
    )
    table = Table(box=None, show_header=False, padding=(0, 1), expand=False)
    table.add_column(justify="right")
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for number, item in enumerate(listed, start=1):
        what = " ".join(part for part in (item.type, item.cells.get("side", "")) if part)
        table.add_row(str(number), visible(what, plain=plain), Text(visible(" ".join(item.quote.split()), plain=plain)))
    console.print(table, width=min(console.width, WIDEST))


def show_choices(offered: Sequence[str], console: Console) -> None:
    """What may be picked, numbered down columns as many as fit."""
    told = [
        f"{number:>3} {visible(choice or '(empty)', plain=is_plain(console))}"
        for number, choice in enumerate(offered, start=1)
    ]
    width = max((len(one) for one in told), default=0) + 2
    columns = max(1, min(min(console.width, WIDEST) // width, -(-len(told) // 4)))  # short lists stay one column
    rows = -(-len(told) // columns)
    for row in range(rows):
        console.print("".join(one.ljust(width) for one in told[row::rows]).rstrip(), markup=False, highlight=False)


_STYLES = {"same": "green", "updates": "cyan", "contradicts": "red"}


def _keys(width: int) -> str:
    """The keys in lines that break between two of them."""
    lines = [""]
    for key, what in KEYS:
        told = f"{key} {what}".strip()
        if lines[-1] and len(lines[-1]) + 2 + len(told) > width:
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + told
    return "\n".join(lines)


def _passage(item: DeskItem, *, plain: bool, marks: bool) -> Text:
    from rich.text import Text

    start = max(0, item.start - AROUND)
    end = min(len(item.text), item.end + AROUND)
    if start:  # at the beginning of a word
        start += (
            len(item.text[start : item.start].split(None, 1)[0]) + 1 if item.text[start : item.start].split() else 0
        )
    before = ("…" if start else "") + " ".join(item.text[start : item.start].split())
    after = " ".join(item.text[item.end : end].split()) + ("…" if end < len(item.text) else "")
    quote = " ".join(item.quote.split())
    marked = f"[{quote}]" if marks else quote
    words = Text()
    if before:
        words.append(visible(before + " ", plain=plain), style="dim")
    words.append(visible(marked, plain=plain), style="bold reverse")
    joint = "" if after[:1] in ".,;:!?…" else " "
    words.append(visible(joint + after, plain=plain), style="dim")
    return words


def _cells(item: DeskItem, *, plain: bool) -> Table:
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 1), expand=False)
    for _ in range(6):
        table.add_column(overflow="fold")
    shown = [_cell(number, name, item, plain=plain) for number, name in enumerate(EDITABLE, start=1)]
    half = (len(shown) + 1) // 2
    for left, right in zip(shown[:half], [*shown[half:], ("", "", "")], strict=False):
        table.add_row(*left, *right)
    return table


def _cell(number: int, name: str, item: DeskItem, *, plain: bool) -> tuple[str, str, Text | str]:
    from rich.text import Text

    told = name in item.told
    sure = None if told else item.confidence.get(SURE_OF.get(name, ""))
    value = item.cells.get(name, "")
    low = sure is not None and sure < UNSURE and (value or name not in ("low", "high"))
    unsure = not told and (bool(low) or name in item.check)
    style = "yellow" if unsure else "bold" if told and value else ""
    mark = f"  {sure:.0%}" if sure is not None and value else ""
    words = visible(f"{value or '-'}{mark}{' ?' if unsure else ''}", plain=plain)
    return f"{number:>2}", name, Text(words, style=style)


def _ledger_words(beside: Neighbour) -> str:
    claim = beside.claim
    number = (
        claim.category
        if claim.category is not None
        else " to ".join(f"{x:g}" for x in (claim.low, claim.value, claim.high) if x is not None)
    )
    unit = f" {claim.unit}" if claim.category is None else ""
    return f"{beside.relation}: {claim.id}, {claim.said_on}, {claim.source}: {number}{unit}"


def show_end(session: Session, console: Console) -> None:
    """What the session came to, and what to do next."""
    counts = session.counts()
    told = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    console.print(visible(f"{told}; rows in {session.ledger}, decisions in {session.log}", plain=is_plain(console)))
