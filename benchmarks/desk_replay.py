"""The two articles about Bakhmut at the desk once more: the keys that were pressed, replayed on the articles' texts.

The texts belong to their publishers and are not shipped; what is, `desk_keys/*.keys`, holds keys and cells. The ledger
is that of the bundled Bakhmut as it stood on the day before the first article speaks.

python -m benchmarks.desk_replay ARTICLES

Notes on each log the drafts of the reader as it is: for logs that were walked through with these drafts, draft by
draft, and mended. A log whose notes are of other drafts is not replayed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from rich.console import Console

from pyrrhus import commands
from pyrrhus.cli import review_keys
from pyrrhus.desk.desk_items import DeskItem
from pyrrhus.desk.session import Session
from pyrrhus.present.desk import ASK_LISTED
from pyrrhus.scenario.load import find

KEYS = Path(__file__).parent / "desk_keys"
KNOWN_BY = "2023-02-11"
SCENARIO, FOLDER = "mybakhmut", "articles"
NOTED = re.compile(r"# draft (\d+) (\d+)-(\d+) (\S+) ([0-9a-f]{6})")
"""A remark of a log: a draft's number, the characters and the quantity of it, and a hash of its row."""
AGAIN = "the reader's drafts are not those that the keys were pressed for: record again"


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


@dataclass(frozen=True)
class DraftNote:
    """What a log notes of a draft that its keys were pressed for, without a word of the article."""

    number: int
    start: int
    end: int
    quantity: str
    row: str

    def __str__(self) -> str:
        return f"# draft {self.number} {self.start}-{self.end} {self.quantity or '-'} {self.row}"

    @property
    def named(self) -> str:
        """Its number and where it stands."""
        return f"draft {self.number}, characters {self.start} to {self.end}"


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
    read: int = 0

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
        self.read += 1
        return self.lines.pop(0)


def log_of(article: DeskArticle, *, attributed: bool = False) -> Path:
    """The file of an article's key log."""
    return KEYS / f"{article.keys}{'_attributed' if attributed else ''}.keys"


def keys_of(article: DeskArticle, *, attributed: bool = False) -> list[str]:
    """The lines of an article's key log, without its remarks."""
    lines = log_of(article, attributed=attributed).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def noted_on(log: Path) -> list[DraftNote]:
    """The drafts that a key log was recorded on, out of its remarks."""
    found = (NOTED.fullmatch(line) for line in log.read_text(encoding="utf-8").splitlines())
    return [DraftNote(int(m[1]), int(m[2]), int(m[3]), m[4].strip("-"), m[5]) for m in found if m is not None]


def notes_of(drafts: Iterable[DeskItem]) -> list[DraftNote]:
    """What a log notes of drafts as the reader left them."""
    found = []
    for item in drafts:
        row = json.dumps({name: cell for name, cell in sorted(item.cells.items()) if name not in ("id", "note")})
        number, short = int(item.key.rpartition("#")[2]), hashlib.sha256(row.encode()).hexdigest()[:6]
        found.append(DraftNote(number, item.start, item.end, item.cells.get("quantity", ""), short))
    return found


def other_draft(log: str, recorded: Sequence[DraftNote], read: Sequence[DraftNote]) -> str:
    """The first draft of the reader that is not the one which the keys were pressed for, in words; empty for none."""
    for start, end in sorted({(one.start, one.end) for one in (*recorded, *read)}):
        before, now = ([one for one in notes if (one.start, one.end) == (start, end)] for notes in (recorded, read))
        pairs = (pair for pair in zip_longest(before, now) if pair[0] != pair[1])
        for was, here in pairs:
            what = f"{(here or was).named}: {_how_other(was, here)}"
            return f"{log}: {what}; {len(recorded)} drafts recorded, {len(read)} read; {AGAIN}"
    return ""


def _how_other(was: DraftNote | None, here: DraftNote | None) -> str:
    """In what a draft is another one than that which was recorded at its place."""
    if was is None or here is None:
        return "new" if was is None else "gone"
    if was.quantity != here.quantity:
        return f"{here.quantity or 'no quantity'} instead of {was.quantity or 'none'}"
    return f"was draft {was.number}" if was.row == here.row else "other cells in its row"


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
    guarded: bool = True,
) -> KeyLog:
    """One session: the keys of an article pressed at the desk; the keyboard tells how many there were."""
    session = commands.open_desk(place / FOLDER, scenario=place / SCENARIO, attributed=attributed)
    log = log_of(article, attributed=attributed)
    if guarded and (other := other_draft(log.name, noted_on(log), notes_of(drafts_of(article, session)))):
        raise SystemExit(other)
    keyboard = KeyLog(keys_of(article, attributed=attributed), session, on_key or (lambda key, one: None))
    review_keys.review(session, console, keyboard)
    left = [item.key for item in session.items if item.article == article.file and item.open]
    if left:
        raise SystemExit(f"{log.name}: after key {keyboard.read} draft {left[0]} and {len(left) - 1} more are open")
    if keyboard.lines:
        raise SystemExit(f"{log.name}: all is decided after key {keyboard.read}, and {len(keyboard.lines)} are left")
    return keyboard


def drafts_of(article: DeskArticle, session: Session) -> list[DeskItem]:
    """The drafts of one article, as the reader left them."""
    return [item for item in session.drafted if item.article == article.file]


def note_drafts(source: Path) -> list[Path]:
    """Note on each log the drafts of the reader as it is, where its keys decide all of them."""
    logs = []
    for attributed in (False, True):
        with tempfile.TemporaryDirectory() as name:
            lay_out_desk(source, Path(name))
            for article in ARTICLES:
                done = replay(article, Path(name), Console(file=io.StringIO()), attributed=attributed, guarded=False)
                log = log_of(article, attributed=attributed)
                title, *lines = log.read_text(encoding="utf-8").splitlines()
                notes = [str(one) for one in notes_of(drafts_of(article, done.session))]
                kept = [line for line in lines if not NOTED.fullmatch(line)]
                log.write_text("\n".join([title, *notes, *kept]) + "\n", encoding="utf-8")
                logs.append(log)
    return logs


if __name__ == "__main__":
    for path in note_drafts(Path(sys.argv[1])):
        print(path)
