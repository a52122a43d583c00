"""Every command that writes, against places that hold somebody's files: `python -m benchmarks.soak_commands`.

Each command is run in a process of its own against each place: a user's files, hidden ones, links and hard links,
folders named like files of ours, the input itself, output of ours that was edited or added to, names with newlines or
`..`, pipes. Afterwards every file that was there must be there with its bytes (under its name, or as NAME.bak where
`--force` was given), links must lead where they led, nothing of ours may be left over, and whatever was said is said in
words with a known exit code. A table; ends with 1 where anything was lost or not caught.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import shutil
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
SMALL = TESTS / "scenarios" / "small"
MINE = b"written by hand, of which there is no other copy\n"
CODES = (0, 1, 2, 3)
SECONDS = 600

Place = Callable[[Path], str]
"""Makes a place in an empty folder and returns how it is named on the command line, from that folder."""
Ours = Callable[[Path], None]


def files_of(root: Path) -> dict[str, tuple[str, str]]:
    """What lies below a folder: of each entry its kind, and its digest or where it leads."""
    found = {}
    for path in sorted(root.rglob("*")):
        name, mode = str(path.relative_to(root)), path.lstat().st_mode
        if stat.S_ISLNK(mode):
            found[name] = ("link", os.readlink(path))
        elif stat.S_ISREG(mode):
            found[name] = ("file", hashlib.sha256(path.read_bytes()).hexdigest())
        else:
            found[name] = ("folder" if stat.S_ISDIR(mode) else "other", "")
    return found


def lost(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]], *, forced: bool) -> list[str]:
    """Entries that are no more as they were. What was set aside by force under NAME.bak is not lost."""
    gone = []
    for name, what in before.items():
        aside = {after.get(f"{name}.bak{n or ''}") for n in range(3)} if forced and what[0] == "file" else set()
        if after.get(name) != what and what not in aside:
            gone.append(name)
    return gone


def with_files(*names: str, at: str = "out", ours: Ours | None = None) -> Place:
    """Files of somebody's in a folder, or beside where `at` is a file; with output of ours there first."""

    def make(root: Path) -> str:
        if ours is not None:
            ours(root)
        below = root if (root / at).is_file() else root / at
        for name in names:
            path = below / name
            if path.is_file() or path.is_symlink():
                path.unlink()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(exist_ok=True) if name.endswith("/") else path.write_bytes(MINE)
        return at

    return make


def plain(root: Path) -> str:
    """A file of somebody's."""
    (root / "out").write_bytes(MINE)
    return "out"


def edited(ours: Ours) -> Place:
    """Output of ours, to which somebody has written."""

    def make(root: Path) -> str:
        ours(root)
        out = root / "out"
        if not out.exists():  # the command would not write here
            out.write_bytes(MINE)
        for path in [out] if out.is_file() else sorted(p for p in out.rglob("[!.]*") if p.is_file())[:1]:
            path.write_bytes(path.read_bytes() + MINE)
        return "out"

    return make


def swapped(ours: Ours) -> Place:
    """Output of ours that somebody has moved, put notes into, and left a link for."""

    def make(root: Path) -> str:
        ours(root)
        out = root / "out"
        if not out.exists():
            out.mkdir()
        out.rename(root / "elsewhere")
        out.symlink_to("elsewhere")
        (root / "elsewhere.txt").write_bytes(MINE)
        if (root / "elsewhere").is_dir():
            (root / "elsewhere" / "notes.txt").write_bytes(MINE)
        return "out"

    return make


def linked(target: str, *, folder: bool = False) -> Place:
    """A link, or where no target is given a second name of somebody's file."""

    def make(root: Path) -> str:
        (root / "mine").mkdir()
        (root / "mine" / "notes").write_bytes(MINE)
        if target:
            (root / "out").symlink_to(target, target_is_directory=folder)
        else:
            os.link(root / "mine" / "notes", root / "out")
        return "out"

    return make


def pipe(root: Path) -> str:
    """A pipe, which nobody reads."""
    os.mkfifo(root / "out")
    return "out"


def named(name: str) -> Place:
    """A file of somebody's of that name."""

    def make(root: Path) -> str:
        with contextlib.suppress(OSError):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(MINE)
        return name

    return make


def places(ours: Ours) -> dict[str, Place]:
    """Places by name. `ours` runs the command once, so that its own output lies at `out`."""
    return {
        "nothing there": lambda root: "out",
        "a file": plain,
        "a folder of files": with_files("claims.csv", "scenario.yaml", "notes/a.txt", ".git/HEAD"),
        "one hidden file": with_files(".hidden"),
        "an empty folder inside": with_files("claims.csv/"),
        "folders named like ours": with_files(
            "assessment.json/", "F.json/a", ".pyrrhus-manifest.json/", ".pyrrhus-files.json/"
        ),
        "records that are none": with_files(".pyrrhus-manifest.json", ".pyrrhus-files.json"),
        "a link to a folder": linked("mine", folder=True),
        "a link to a file": linked("mine/notes"),
        "a link to nothing": linked("nowhere"),
        "a link to itself": linked("out"),
        "a hard link": linked(""),
        "a pipe": pipe,
        "ours, once more": lambda root: (ours(root), "out")[1],
        "ours, edited": edited(ours),
        "ours, added to": with_files("notes.txt", "sub/a", ours=ours),
        "ours, behind a link": swapped(ours),
        "a path of ..": lambda root: with_files("a.txt", at="mine")(root) and "mine/../mine/../mine",
        "the folder itself": lambda root: ".",
        "the folder above": lambda root: "..",
        "no name": lambda root: "",
        "a name with a newline": named("a\n\x1b[2Jb"),
        "a name like an option": lambda root: with_files("a.txt", at="-f")(root) and "./-f",
        "a name in capitals": lambda root: with_files("a.txt")(root) and "OUT/../out",
        "under a file": lambda root: plain(root) and "out/below",
        "a very long name": lambda root: "n" * 300,
        "the scenario": lambda root: "small",
        "in the scenario": lambda root: "small/out",
        "a table of the scenario": lambda root: "small/claims.csv",
        "the maps": lambda root: "maps",
        "a map": lambda root: "maps/front_here.geojson.gz",
        "the article": lambda root: "article.txt",
    }


SMALL_RUN = ("--draws", "20", "--horizon", "14")
BACKTEST = "backtest maps --since 2023-01-15 --until 2023-02-12 --horizons 14 --draws 20 --threads 1 --out @"
MAPS = ("--control", "maps", "--places", "maps/places.csv")
SIDES = ("--attacker", "Redland", "--defender", "Blueland", "--centre", "Town")
COMMANDS: dict[str, tuple[str, ...]] = {
    "assess": ("assess", "small", *SMALL_RUN, "--brief", "--figures", "--out", "@"),
    "new": ("new", "@"),
    "sector": ("sector", "Place 3", *MAPS, "--radius-km", "4", "--out", "@"),
    "read": ("read", "article.txt", "--published", "2023-03-01", "--out", "@"),
    "read, forced": ("read", "article.txt", "--published", "2023-03-01", "--out", "@", "--force"),
    "backtest": tuple(BACKTEST.split()),
    "backtest, forced": (*BACKTEST.split(), "--force"),
    "compare": ("compare", "small", "--set", "horizon_days=14", *SMALL_RUN, "--out", "@"),
    "compare, forced": ("compare", "small", "--set", "horizon_days=14", *SMALL_RUN, "--out", "@", "--force"),
    "import": ("import", "ucdp", "ucdp.csv", "--into", "@", *SIDES),
    "calibrate": ("calibrate", "maps", "--out", "@"),
    "watch": ("watch", "front", "--as-of", "2023-03-19", *SMALL_RUN, "--threads", "1", "--out", "@"),
    "review": ("review", "@"),
}


def lay_out(root: Path) -> None:
    """What the commands read, in the folder in which they run."""
    from benchmarks.soak_resume import write_front
    from support import hostile_seeds as seeds

    shutil.copytree(SMALL, root / "small")
    (root / "maps").mkdir()
    for name, data in seeds.gazetteer().items():
        (root / "maps" / name).write_bytes(data)
    (root / "ucdp.csv").write_bytes(seeds.field_files()["ucdp"]["ucdp.csv"])
    (root / "article.txt").write_bytes(seeds.articles()[0])
    write_front(root / "front")


def run(arguments: tuple[str, ...], root: Path) -> tuple[int, str]:
    """Exit code and what was said of a command in a process of its own, 999 where it did not end in time."""
    said = root.parent / "said"
    child = os.fork()
    if child == 0:
        os.chdir(root)
        with said.open("wb") as file, open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        sys.stdout, sys.stderr = io.TextIOWrapper(os.fdopen(1, "wb")), io.TextIOWrapper(os.fdopen(2, "wb"))
        from pyrrhus.cli import main

        code: object = 99
        try:
            main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        except BaseException as error:
            print("Traceback", repr(error), file=sys.stderr)
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)
    import signal
    import threading

    alarm = threading.Timer(SECONDS, os.kill, (child, signal.SIGKILL))
    alarm.start()
    _, status = os.waitpid(child, 0)
    alarm.cancel()
    return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8", errors="replace")


def attempt(command: str, place: str) -> tuple[str, str]:
    """Run one command against one place: "written", "refused", or what went wrong, with what was said."""
    arguments, forced = COMMANDS[command], command.endswith("forced")
    with tempfile.TemporaryDirectory() as beside:
        root = Path(beside) / "home"
        root.mkdir()
        lay_out(root)

        def ours(where: Path) -> None:
            run(tuple("out" if a == "@" else a for a in arguments), where)

        name = places(ours)[place](root)
        before = files_of(root)
        code, said = run(tuple(name if a == "@" else a for a in arguments), root)
        after = files_of(root)
        wrong = []
        mine = {n: w for n, w in before.items() if not _ours_to_change(place, n)}
        if gone := lost(mine, after, forced=forced):
            wrong.append(f"lost {gone[:3]}")
        if left := [n for n in after if ".pyrrhus-work" in n and n not in before]:
            wrong.append(f"left {left[:2]}")
        if [p.name for p in Path(beside).iterdir() if p.name not in ("home", "said")]:
            wrong.append("wrote beside")
        if code not in CODES or "Traceback" in said or (code == 3 and "unexpected" in said):
            wrong.append(f"uncaught: {code}")
        if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in said):
            wrong.append("hidden signs")
        return ("; ".join(wrong) or ("written" if code == 0 else "refused")), said


def _ours_to_change(place: str, name: str) -> bool:
    """Whether an entry was written by the run before, so that the next may write it anew."""
    if place == "ours, once more":
        return name.startswith(("out", ".pyrrhus"))
    return place.startswith("ours") and name.endswith((".pyrrhus-files.json", ".progress.jsonl"))


def main(arguments: list[str] | None = None) -> int:
    """Run all; print what went wrong and a table; exit 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", choices=tuple(COMMANDS))
    parser.add_argument("--place")
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(TESTS))
    os.environ["PYRRHUS_RUNS"] = "off"
    wrong = 0
    print("| command | places | written | refused | wrong |\n|---|---:|---:|---:|---:|")
    for command in [asked.command] if asked.command else COMMANDS:
        counts: Counter[str] = Counter()
        for place in [asked.place] if asked.place else places(lambda root: None):
            if (command, place) == ("watch", "the folder above"):
                continue  # a watch adds a folder of its own to whatever it is told
            outcome, said = attempt(command, place)
            counts[outcome if outcome in ("written", "refused") else "wrong"] += 1
            if outcome not in ("written", "refused") or asked.place:
                print(f"{command}, {place}: {outcome}\n{said[-1500:]}", flush=True)
        wrong += counts["wrong"]
        print(
            f"| {command} | {counts.total()} | {counts['written']} | {counts['refused']} | {counts['wrong']} |",
            flush=True,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
