"""The keyboard at the desk: one key a decision on a terminal, one line a decision where the input is a pipe."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.desk.row_cells import EDITABLE, choices, picked
from pyrrhus.errors import PyrrhusError
from pyrrhus.files.writer import amend_file
from pyrrhus.present.desk import ASK_LISTED, HELP, show_choices, show_end, show_item, show_listed

if TYPE_CHECKING:
    from rich.console import Console

    from pyrrhus.desk.session import Session

EXAMPLES = "examples.jsonl"
WORDS = frozenset(["note", "speaker", "outlet"])
"""Cells that may have commas in them."""
OWN = frozenset(["source", "derived_from"])
"""Cells that may have what no list offers."""
VALUE_BEHIND = re.compile(rf"(?:^|,)\s*(?:value|{EDITABLE.index('value') + 1})\s*=")
"""Where a line sets the value further on."""


class Keyboard:
    """Keys and lines of a person, or the lines of a pipe, whose end is a `q`."""

    def __init__(self) -> None:
        self.terminal = sys.stdin.isatty()
        self.ended = False

    def key(self) -> str:
        """The next key: Enter is `a`."""
        if self.terminal:
            import click

            try:
                pressed = click.getchar()
            except EOFError:
                return "q"
            return "a" if pressed in ("\r", "\n") else pressed
        line = self._read()
        return "q" if self.ended else line.strip()[:1] or "a"

    def line(self, prompt: str, console: Console) -> str:
        """A line that answers a prompt; empty at the end of a pipe."""
        if self.terminal:
            try:
                return console.input(prompt, markup=False)
            except EOFError:
                self.ended = True
                return ""
        console.print(prompt, end="", markup=False)
        return self._read().rstrip("\n")

    def _read(self) -> str:
        line = sys.stdin.readline()
        self.ended = not line
        return line


def review(session: Session, console: Console, keyboard: Keyboard | None = None) -> None:
    """Show draft after draft and do what the keys say, until all are decided or somebody quits."""
    keyboard = keyboard or Keyboard()
    goes_on = True
    while goes_on and session.items and session.next_open(session.position) is not None:
        try:
            if session.listed():
                show_listed(session, console)
                goes_on = _look_through(session, console, keyboard)
            else:
                show_item(session, console)
                key = keyboard.key()
                goes_on = key != "q"
                if goes_on:
                    _act(key, session, console, keyboard)
        except PyrrhusError as error:
            console.print(str(error), style="red", markup=False)
    show_end(session, console)


def _look_through(session: Session, console: Console, keyboard: Keyboard) -> bool:
    """Ask which of the listed drafts are worth a look; False where somebody quits."""
    answer = keyboard.line(ASK_LISTED, console).strip()
    if keyboard.ended or answer == "q":
        return False
    if answer in ("u", "n", "b"):
        _act(answer, session, console, keyboard)
        return True
    numbers = [int(part) for part in re.findall(r"\d{1,3}", answer)]
    most = len(session.listed())
    if re.sub(r"[\d\s,]", "", answer) or not all(1 <= number <= most for number in numbers):
        console.print(f"numbers from 1 to {most}, as in 2 5 7", style="red", markup=False)
    else:
        session.pick_listed(numbers)
    return True


def _act(key: str, session: Session, console: Console, keyboard: Keyboard) -> None:
    if key == "a":
        for fault in session.accept():
            console.print(f"cannot be accepted: {fault}", style="red", markup=False)
    elif key == "r":
        session.reject()
    elif key in ("n", "b"):
        session.step(1 if key == "n" else -1)
    elif key == "u":
        last = session.undo()
        console.print("nothing to undo" if last is None else f"undone: {last.kind} of {last.key}", markup=False)
    elif key == "m":
        _tell(session.merge, "there is no open draft behind it in this article", console)
    elif key == "s":
        _split(session, console, keyboard)
    elif key == "c":
        session.copy()
        console.print("copied; the copy comes behind this draft", markup=False)
    elif key == "d":
        _derive(session, console, keyboard)
    elif key == "e":
        _edit(keyboard.line("cells (number or name, or as 2=attacker): ", console), session, console, keyboard)
    elif key.isdecimal() and key != "0":
        _edit(key, session, console, keyboard)
    elif key == "k":
        keep_example(session)
        console.print(f"kept in {EXAMPLES}", markup=False)
    else:
        console.print(HELP, markup=False)


def _tell(act: Callable[[], bool], otherwise: str, console: Console) -> None:
    if not act():
        console.print(otherwise, style="red", markup=False)


def _split(session: Session, console: Console, keyboard: Keyboard) -> None:
    quote = session.item.quote
    show_choices([" ".join(quote[at:].split()[:6]) for at in session.split_places()], console)
    words = keyboard.line("the second claim begins with (number or words): ", console)
    _tell(lambda: session.split(words), "these words are not within the quote", console)


def _derive(session: Session, console: Console, keyboard: Keyboard) -> None:
    """Name the row that this one repeats: the only one beside it at once, one of several by its number."""
    offered = session.origins()
    if not offered:
        console.print("nothing beside it says the same; e and derived_from=ID names any row", style="red", markup=False)
        return
    answer = offered[0]
    if len(offered) > 1:
        show_choices(offered, console)
        answer = keyboard.line("derived_from (Enter: the first): ", console).strip() or answer
    _put("derived_from", answer, offered, session, console)


def _edit(asked: str, session: Session, console: Console, keyboard: Keyboard) -> None:
    """Set the cells that a line names, with their values behind = or asked for one by one."""
    rest = asked.strip()
    while rest:
        part, _, rest = rest.partition(",")
        told, sign, text = (one.strip() for one in part.partition("="))
        name = _cell_named(told)
        if name is None:
            console.print(f"no such cell; one of {', '.join(EDITABLE)}", style="red", markup=False)
            return
        if sign and name in WORDS and rest:  # a note has commas of its own
            text, rest = f"{text},{rest}", ""
        if not _set(name, text if sign else None, session, console, keyboard, asks=VALUE_BEHIND.search(rest) is None):
            return


def _cell_named(told: str) -> str | None:
    if told.isdecimal():
        return EDITABLE[int(told) - 1] if len(told) < 4 and 1 <= int(told) <= len(EDITABLE) else None
    return told if told in EDITABLE else None


def _set(
    name: str, text: str | None, session: Session, console: Console, keyboard: Keyboard, *, asks: bool = True
) -> bool:
    """Set one cell, asking for its value where none is given, and for the word of a quantity that needs one; False
    where that was no answer."""
    offered = choices(name, session.scenario, session.item.cells)
    if text is None:
        if offered:
            show_choices(offered, console)
        text = keyboard.line(f"{name}: ", console).strip()
    if not text or not _put(name, text, offered, session, console):
        return False
    follows = choices("value", session.scenario, session.item.cells)
    if asks and name == "quantity" and follows and not session.item.cells.get("value") and not keyboard.ended:
        return _set("value", None, session, console, keyboard)
    return True


def _put(name: str, text: str, offered: Sequence[str], session: Session, console: Console) -> bool:
    first, _, second = text.partition(" ") if name == "quantity" else (text, "", "")
    meant = picked(first, offered) if text != "-" else ("",)
    words = picked(second.strip(), choices("value", None, {"quantity": meant[0]})) if second.strip() else ("",)
    for asked, found in ((first, meant), (second, words)):
        if len(found) > 1:
            console.print(f"{asked.strip()} may be {', '.join(found)}", style="red", markup=False)
            return False
    if offered and meant[0] not in offered and name not in OWN:
        console.print(
            f"{first} is none of {', '.join(choice for choice in offered if choice)}", style="red", markup=False
        )
        return False
    others = session.edit(name, meant[0], words[0])
    if others:
        console.print(f"also for {others} later drafts of this speaker", markup=False)
    return True


def keep_example(session: Session) -> Path:
    """Write the draft as it stands to the examples beside the log; returns where."""
    path = session.log.with_name(EXAMPLES)
    line = (json.dumps(session.example(), ensure_ascii=False) + "\n").encode()
    amend_file(path, lambda old: old if line in old else old + line)
    return path
