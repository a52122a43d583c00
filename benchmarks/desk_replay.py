"""The two articles about Bakhmut at the desk once more: the keys that were pressed, replayed on the articles' texts.

The texts belong to their publishers and are not shipped; what is, `desk_keys/*.keys`, holds keys and cells. The ledger
is that of the bundled Bakhmut as it stood on the day before the first article speaks.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from pyrrhus import commands
from pyrrhus.cli import review_keys
from pyrrhus.desk.session import Session
from pyrrhus.present.desk import ASK_LISTED
from pyrrhus.scenario.load import find

KEYS = Path(__file__).parent / "desk_keys"
KNOWN_BY = "2023-02-11"
SCENARIO, FOLDER = "mybakhmut", "articles"


@dataclass(frozen=True)
class DeskArticle:
    """One of the two: the file its text gets at the desk, whose it is, and the keys that were pressed for it."""

    file: str
    outlet: str
    published: str
    keys: str


ARTICLES = (
    DeskArticle("2023-02-14_insider.txt", "Insider", "2023-02-14", "insider"),
    DeskArticle("2023-03-01_cnn.txt", "CNN", "2023-03-01", "cnn"),
)


@dataclass
class KeyLog(review_keys.Keyboard):
    """A keyboard that presses what a log says, and counts as a terminal would: a key each, a line with its Enter."""

    lines: list[str]
    session: Session
    on_key: Callable[[str, Session], None] = lambda key, session: None
    terminal: bool = False
    ended: bool = False
    pressed: int = 0
    lists: int = 0

    def key(self) -> str:
        """The next key of the log."""
        key = self._next()[:1] or "a"
        self.pressed += not self.ended
        self.on_key(key, self.session)
        return key

    def line(self, prompt: str, console: Console) -> str:
        """The next line of the log, which answers a prompt."""
        answer = self._next()
        self.pressed += len(answer) + 1
        self.lists += prompt == ASK_LISTED
        self.on_key(f"{prompt}{answer}", self.session)
        console.print(f"{prompt}{answer}", markup=False, highlight=False)
        return answer

    def _next(self) -> str:
        if not self.lines:
            self.ended = True
            return "q"
        return self.lines.pop(0)


def keys_of(article: DeskArticle, *, attributed: bool = False) -> list[str]:
    """The lines of an article's key log, without its remarks."""
    name = f"{article.keys}{'_attributed' if attributed else ''}.keys"
    text = (KEYS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def lay_out_desk(source: Path, place: Path) -> None:
    """A folder with the two articles of `source` (its texts by name) and one with the scenario as it was known then."""
    texts = sorted(path for path in source.glob("*.txt"))
    if len(texts) != len(ARTICLES):
        raise SystemExit(f"{source} has {len(texts)} texts; the key logs are those of {len(ARTICLES)}")
    (place / FOLDER).mkdir(parents=True)
    for article, path in zip(ARTICLES, texts, strict=True):
        shutil.copyfile(path, place / FOLDER / article.file)
    rows = "".join(f"{one.file},{one.published},{one.outlet}\n" for one in ARTICLES)
    (place / FOLDER / "articles.csv").write_text(f"doc,published,outlet\n{rows}", encoding="utf-8")
    shutil.copytree(find("bakhmut"), place / SCENARIO)
    ledger = place / SCENARIO / "claims.csv"
    header, *known = csv.reader(io.StringIO(ledger.read_text(encoding="utf-8"), newline=""))
    day = header.index("said_on")
    with ledger.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *(row for row in known if row[day] <= KNOWN_BY)])


def ledger_rows(place: Path) -> list[dict[str, str]]:
    """The rows that stand in the scenario's claims.csv."""
    with (place / SCENARIO / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def replay(
    article: DeskArticle,
    place: Path,
    console: Console,
    on_key: Callable[[str, Session], None] | None = None,
    *,
    attributed: bool = False,
) -> KeyLog:
    """One session: the keys of an article pressed at the desk; the keyboard tells how many there were."""
    session = commands.open_desk(place / FOLDER, scenario=place / SCENARIO, attributed=attributed)
    keyboard = KeyLog(keys_of(article, attributed=attributed), session, on_key or (lambda key, one: None))
    review_keys.review(session, console, keyboard)
    left = [item.key for item in session.items if item.article == article.file and item.open]
    if left:
        raise SystemExit(f"the keys were pressed for other drafts: {len(left)} of {article.file} are open")
    return keyboard
