"""The keyboard at the desk: one key a decision on a terminal, one line a decision where the input is a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.desk.row_cells import EDITABLE, choices
from pyrrhus.errors import PyrrhusError
from pyrrhus.files.writer import amend_file
from pyrrhus.present.desk import HELP, show_end, show_item

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.desk.session import Session

EXAMPLES = "examples.jsonl"


class Keyboard:
    """Keys and lines of a person, or the lines of a pipe, whose end is a `q`."""

    def __init__(self) -> None:
        self.terminal = sys.stdin.isatty()

    def key(self) -> str:
        """The next key: Enter is `a`."""
        if self.terminal:
            import click

            pressed = click.getchar()
            return "a" if pressed in ("\r", "\n") else pressed
        line = sys.stdin.readline()
        return "q" if not line else line.strip()[:1] or "a"

    def line(self, prompt: str, console: Console) -> str:
        """A line that answers a prompt; empty at the end of a pipe."""
        if self.terminal:
            return console.input(prompt, markup=False)
        console.print(prompt, end="", markup=False)
        return sys.stdin.readline().rstrip("\n")


def review(session: Session, console: Console, keyboard: Keyboard | None = None) -> None:
    """Show draft after draft and do what the keys say, until all are decided or somebody quits."""
    keyboard = keyboard or Keyboard()
    while session.items and session.next_open(session.position) is not None:
        show_item(session, console)
        key = keyboard.key()
        if key == "q":
            break
        try:
            _act(key, session, console, keyboard)
        except PyrrhusError as error:
            console.print(str(error), style="red", markup=False)
    show_end(session, console)


def _act(key: str, session: Session, console: Console, keyboard: Keyboard) -> None:
    if key == "a":
        for fault in session.accept():
            console.print(f"cannot be accepted: {fault}", style="red", markup=False)
    elif key == "r":
        session.reject()
    elif key in ("n", "b"):
        step = 1 if key == "n" else -1
        session.position = (session.position + step) % len(session.items)
    elif key == "u":
        last = session.undo()
        console.print("nothing to undo" if last is None else f"undone: {last.kind} of {last.key}", markup=False)
    elif key == "m":
        _tell(session.merge, "there is no open draft behind it in this article", console)
    elif key == "s":
        words = keyboard.line("the second claim begins with: ", console)
        _tell(lambda: session.split(words), "these words are not within the quote", console)
    elif key == "e":
        _edit(session, console, keyboard)
    elif key == "k":
        keep_example(session)
        console.print(f"kept in {EXAMPLES}", markup=False)
    else:
        console.print(HELP, markup=False)


def _tell(act: Callable[[], bool], otherwise: str, console: Console) -> None:
    if not act():
        console.print(otherwise, style="red", markup=False)


def _edit(session: Session, console: Console, keyboard: Keyboard) -> None:
    asked = keyboard.line("cell (number or name): ", console).strip()
    name = (
        EDITABLE[int(asked) - 1] if asked.isdecimal() and len(asked) < 4 and 1 <= int(asked) <= len(EDITABLE) else asked
    )
    if name not in EDITABLE:
        console.print(f"no such cell; one of {', '.join(EDITABLE)}", style="red", markup=False)
        return
    offered = choices(name, session.scenario, session.item.cells)
    for number, choice in enumerate(offered, start=1):
        console.print(f"{number:>3} {choice or '(empty)'}", markup=False, highlight=False)
    text = keyboard.line(f"{name}: ", console).strip()
    if offered and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(offered):
        text = offered[int(text) - 1]
    if text:
        session.edit(name, "" if text == "-" else text)


def keep_example(session: Session) -> Path:
    """Write the draft as it stands to the examples beside the log; returns where."""
    path = session.log.with_name(EXAMPLES)
    line = (json.dumps(session.example(), ensure_ascii=False) + "\n").encode()
    amend_file(path, lambda old: old if line in old else old + line)
    return path
