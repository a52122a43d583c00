"""Pictures of the two articles at the desk for the manual, out of the recorded sessions.

python -m benchmarks.desk_article_pictures ARTICLES [FOLDER]

The words of the articles belong to their publishers: of their text a picture keeps a word or a number here and there,
and every other letter is a grey block. The cells of the rows are facts, and stand as they are.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from benchmarks import desk_replay as desk
from benchmarks.desk_picture import PICTURES, WIDTH, saved_picture
from pyrrhus.desk.desk_items import DeskItem
from pyrrhus.desk.row_cells import choices
from pyrrhus.desk.session import Session
from pyrrhus.present.desk import ASK_LISTED, show_choices, show_item, show_listed

COMMAND = f"pyrrhus review {desk.FOLDER} --scenario {desk.SCENARIO}"
BLOCK = "░"
LISTED_WORDS = (
    "months ground victory costly shelling deadlock rate particularly hell grinder access important progress line"
)


@dataclass(frozen=True)
class DeskShot:
    """A picture: of which session, at which draft and key, and the words of the article that it keeps."""

    name: str
    article: desk.DeskArticle
    draft: int
    key: str
    keeps: str


INSIDER, CNN = desk.ARTICLES
SHOTS = (
    DeskShot("desk_articles_1", INSIDER, 2, "r", "strategic value"),
    DeskShot("desk_articles_2", CNN, 18, "a", "civilians children 4,500 48"),
    DeskShot("desk_articles_3", CNN, 17, "9", "experienced Wagner"),
    DeskShot("desk_articles_4", CNN, 24, "a", "evacuate leave"),
    DeskShot("desk_articles_5", INSIDER, 1, ASK_LISTED, LISTED_WORDS),
)


def veiled(item: DeskItem, keeps: str) -> DeskItem:
    """A draft whose article keeps some words, within its own quote or beside it, and blocks for all other letters."""
    kept = re.compile("|".join(rf"(?<![\w,]){re.escape(word)}(?![\w])" for word in keeps.split()))
    text, here = "", 0
    for match in kept.finditer(item.text):
        text += re.sub(r"\w", BLOCK, item.text[here : match.start()]) + match[0]
        here = match.end()
    return replace(item, text=text + re.sub(r"\w", BLOCK, item.text[here:]))


def screen_of(shot: DeskShot, session: Session, key: str) -> Console:
    """The screen before a key, the key, and the list that it opens."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    whole = session.items
    session.items = [veiled(item, shot.keeps) for item in whole]
    if shot is SHOTS[0]:
        console.print(f"$ {COMMAND}", highlight=False)
    if session.listed():
        show_listed(session, console)
        console.print(key, highlight=False, markup=False)
    else:
        show_item(session, console)
        console.print(f"> {key}", highlight=False, markup=False)
        if key.isdecimal():
            show_choices(choices("source", session.scenario, session.item.cells), console)
    session.items = whole
    return console


def taken(shots: Sequence[DeskShot], source: Path, out: Path) -> list[Path]:
    """Replay both sessions and write the pictures."""
    screens: dict[str, Console] = {}

    def look(article: desk.DeskArticle, key: str, session: Session) -> None:
        for shot in shots:
            here = f"{article.file}#{shot.draft}"
            due = shot.article is article and session.item.key == here and key.startswith(shot.key)
            if due and shot.name not in screens:
                screens[shot.name] = screen_of(shot, session, key)
            elif shot.key.isdecimal() and shot.article is article and session.item.key == here and ": " in key:
                screens[shot.name].print(key, highlight=False, markup=False)

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        desk.lay_out_desk(source, place)
        silent = Console(file=io.StringIO(), width=WIDTH)
        for article in desk.ARTICLES:
            desk.replay(article, place, silent, lambda key, session, one=article: look(one, key, session))
    return [saved_picture(screens[shot.name], out / f"{shot.name}.svg", COMMAND) for shot in shots]


if __name__ == "__main__":
    for path in taken(SHOTS, Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURES):
        print(path)
