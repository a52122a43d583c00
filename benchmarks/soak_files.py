"""Kills and targets against the writer: `python -m benchmarks.soak_files [--kills 200] [--each 50]`.

A process writes one folder over and over; it is killed at random, and at named moments. After each kill the folder
must be whole, old or new, and after the next run nothing may lie beside it. Then 26 places where output cannot or may
not go: each is refused in words, and every byte there is as it was. A table; ends with 1 where anything was lost.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.errors import InputError, RunError
from pyrrhus.files import manifest, writer
from pyrrhus.files.workspace import sweep

FILES = ("a", "b", "c")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
MOMENTS = (
    "before exchange", "after exchange", "before _write", "after _write", "before rename", "after rename",
    "before unlink", "after unlink", "before rmdir", "after rmdir", "before move_new (journal)",
    "after rename (journal)",
)  # fmt: skip
CHILD = """
import os, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
from pyrrhus.files import writer
folder, moment, left = Path(sys.argv[1]), sys.argv[2], [int(sys.argv[3])]
if moment.endswith("(journal)"):
    writer.exchange = lambda *_: False
when, _, what = moment.removesuffix(" (journal)").partition(" ")
def die():
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), 9)
def hook(module, name):
    real = getattr(module, name)
    def told(*given, **more):
        ours = any(word in str(g) for g in given for word in ("out", "ready", "making"))
        if ours and when == "before": die()
        found = real(*given, **more)
        if ours and when == "after": die()
        return found
    setattr(module, name, told)
if what:
    hook(writer if hasattr(writer, what) else os, what)
print("ready", flush=True)
number = 0
while True:
    number += 1
    writer.write_folder(folder, {n: b"%d\\n" % number * 20000 for n in ("a", "b", "c")}, "soak")
"""


CONTINUING = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from pyrrhus.files import appending, writer
folder, how, number = Path(sys.argv[1]), sys.argv[2], 0
print("ready", flush=True)
while True:
    number += 1
    row = b"row %d\\n" % number
    if how == "amended":
        writer.amend_file(folder / "b", lambda old: old + row)
    else:
        continuing.continue_files(folder, {name: (folder / name).read_bytes() + row for name in ("a", "b")})
"""


@dataclass(frozen=True)
class Row:
    """What was tried, how often, and how often something was lost, left behind or not caught."""

    what: str
    tried: int
    lost: int
    left: int = 0
    uncaught: int = 0


def kill_and_look(parent: Path, moment: str, after: int, seconds: float, number: signal.Signals) -> tuple[bool, bool]:
    """Kill a writing process; whether the folder was lost, and whether something was left after the next run."""
    folder = parent / "out"
    if not folder.exists():
        writer.write_folder(folder, dict.fromkeys(FILES, b"0\n"), "soak")
    command = [sys.executable, "-c", CHILD, str(folder), moment, str(after)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout is not None
    child.stdout.readline()
    if not moment:
        time.sleep(seconds)
        child.send_signal(number)
    child.wait(timeout=60)
    child.stdout.close()
    journal = moment.endswith("(journal)")
    lost = False if journal else not _is_whole(folder)  # a journal is for the next run
    writer.check_folder(folder, "soak")
    return lost or not _is_whole(folder), [entry.name for entry in parent.iterdir()] != ["out"]


def _is_whole(folder: Path) -> bool:
    try:
        contents = {(folder / name).read_bytes() for name in FILES}
        return len(contents) == 1 and not manifest.in_the_way(folder, "soak")
    except OSError:
        return False


def kills(times: int, moment: str, rng: random.Random) -> Row:
    """Kill `times` times at a moment, or at random where none is named."""
    lost = left = 0
    with tempfile.TemporaryDirectory() as place:
        for _ in range(times):
            number = rng.choice(SIGNALS)
            found = kill_and_look(Path(place), moment, rng.randrange(12), rng.uniform(0.0, 0.15), number)
            lost, left = lost + found[0], left + found[1]
    return Row(f"killed {moment}" if moment else "killed at random", times, lost, left)


def kills_of_continued(times: int, how: str, rng: random.Random) -> Row:
    """Kill a process that puts rows behind files of somebody's, at random; what stood there before must stand there."""
    lost = left = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in FILES:
            (folder / name).write_bytes(b"written by hand\n" * 3000)
        for _ in range(times):
            before = {name: (folder / name).read_bytes() for name in FILES}
            child = subprocess.Popen(
                [sys.executable, "-c", CONTINUING, place, how], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(rng.uniform(0.0, 0.1))
            child.send_signal(rng.choice(SIGNALS))
            child.wait(timeout=60)
            child.stdout.close()
            after = {name: (folder / name).read_bytes() if (folder / name).exists() else b"" for name in FILES}
            lost += any(not after[n].startswith(before[n]) or not after[n].endswith(b"\n") for n in FILES)
            sweep(folder)
            left += sorted(entry.name for entry in folder.iterdir()) != list(FILES)
    return Row(f"killed while files of somebody's are {how}", times, lost, left)


def targets() -> dict[str, Callable[[Path], str | Path]]:
    """Places where output may not or cannot go, by name: each makes its place in an empty folder and names it."""

    def foreign(*entries: str, ours: bool = False) -> Callable[[Path], Path]:
        def make(place: Path) -> Path:
            folder = place / "out"
            if ours:
                writer.write_folder(folder, dict.fromkeys(FILES, b"0\n"), "soak")
            for entry in entries:
                path = folder / entry
                for here in (path.parent, path):
                    if here.is_file():
                        here.unlink()
                path.parent.mkdir(parents=True, exist_ok=True)
                path.mkdir() if entry.endswith("/") else path.write_text("mine")
            return folder

        return make

    def linked(place: Path) -> Path:
        (foreign(ours=True)(place) / "a").unlink()
        (place / "mine").write_text("0\n")
        (place / "out" / "a").symlink_to(place / "mine")
        return place / "out"

    def to_foreign(place: Path) -> Path:
        foreign("notes.md")(place)
        (place / "link").symlink_to("out")
        return place / "link"

    def other_kind(place: Path) -> Path:
        writer.write_folder(place / "out", dict.fromkeys(FILES, b"0\n"), "another kind")
        return place / "out"

    def file(place: Path, below: str = "") -> Path:
        (place / "out").write_text("mine")
        return place / "out" / below if below else place / "out"

    def loop(place: Path) -> Path:
        (place / "loop").symlink_to("loop")
        return place / "loop" / "out"

    def fifo(place: Path) -> Path:
        os.mkfifo(place / "out")
        return place / "out"

    def earlier(place: Path) -> Path:
        return foreign(ours=True)(place)  # `refused` fills the disk

    def forged(place: Path) -> Path:
        (place / "out").mkdir()
        (place / "out" / "a").write_text("mine")
        (place / "out" / manifest.MANIFEST).write_text("{" * 10_000)
        return place / "out"

    return {
        "notes and a .git": foreign("notes.md", ".git/config"),
        "a hidden file beside ours": foreign(".env", ours=True),
        "a hidden folder beside ours": foreign(".git/config", ours=True),
        "a file of ours that was changed": foreign("a", ours=True),
        "a folder named as a file of ours": foreign("a/", ours=True),
        "a folder with files, named as ours": foreign("a/x.txt", ours=True),
        "a changed manifest": foreign(manifest.MANIFEST, ours=True),
        "a manifest that cannot be read": forged,
        "files named as ours, no manifest": foreign(*FILES),
        "a link in the place of a file of ours": linked,
        "a link to a foreign folder": to_foreign,
        "another kind of our folders": other_kind,
        "a file": file,
        "a path under a file": lambda place: file(place, "below"),
        "a path far under a file": lambda place: file(place, "a/b/c"),
        "a FIFO": fifo,
        "a link to itself": loop,
        "a name too long": lambda place: place / ("n" * 300),
        "a part of the path too long": lambda place: place / ("n" * 300) / "out",
        "a path too long": lambda place: place / "/".join(["d" * 200] * 30),
        "a name with NUL": lambda place: f"{place}/a\0b",
        "a home that nobody knows": lambda _: "~nobody_of_that_name/out",
        "the root of the disk": lambda _: "/",
        "a disk of the kernel's": lambda _: "/proc/pyrrhus",
        "a device": lambda _: "/dev/null",
        "a full disk": earlier,
    }


def refused(name: str, make: Callable[[Path], str | Path]) -> Row:
    """Try to write to a target; lost where any byte changed, uncaught where it was not refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        target = make(place)
        before, uncaught = _tree(place), 0
        real = writer.write_down
        try:
            if name == "a full disk":
                writer.write_down = _full
            writer.write_folder(target, dict.fromkeys(FILES, b"1\n"), "soak")
            uncaught = 1
        except (InputError, RunError):
            pass
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}")
            uncaught = 1
        finally:
            writer.write_down = real
        return Row(name, 1, int(_tree(place) != before), 0, uncaught)


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _tree(place: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for path in place.rglob("*"):
        plain = path.is_file() and not path.is_symlink()
        found[str(path)] = path.read_bytes() if plain else path.lstat().st_mode
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    rng = random.Random(asked.seed)
    rows = [kills(asked.kills, "", rng), *(kills(asked.each, moment, rng) for moment in MOMENTS)]
    rows += [kills_of_continued(asked.each, how, rng) for how in ("continued", "amended")]
    tried = [refused(name, make) for name, make in targets().items()]
    rows.append(Row("output targets", len(tried), sum(r.lost for r in tried), 0, sum(r.uncaught for r in tried)))
    print("| tried | times | lost | left behind | uncaught |\n|---|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.tried} | {row.lost} | {row.left} | {row.uncaught} |")
    for row in tried:
        if row.lost or row.uncaught:
            print(f"{row.what}: lost {row.lost}, uncaught {row.uncaught}")
    return int(any(row.lost or row.left or row.uncaught for row in rows))


if __name__ == "__main__":
    sys.exit(main())
