"""Commands that take long, written down when they begin and struck out when they end, so that one that was killed or
interrupted can be run again: `pyrrhus resume`.

The notes lie beside the record of runs (`runs/store.py`), one small file a command; where that is off none is kept.
They are a convenience: one that cannot be written or read never stands in the way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.errors import InputError
from pyrrhus.runs.store import store_path

LONG = ("backtest", "calibrate", "decide", "track", "watch")
ENDED = (0, 2, 3, 141)  # exit codes of a command that was neither killed nor interrupted
MOST_BYTES = 64 * 1024
MOST_NOTES = 100


@dataclass(frozen=True)
class Begun:
    """A command as it was written, the folder that it was run in, and its process. `note` is the file that says so."""

    arguments: tuple[str, ...]
    folder: Path
    process: int
    note: Path

    @property
    def words(self) -> str:
        return " ".join(["pyrrhus", *(arg if arg and " " not in arg else repr(arg) for arg in self.arguments)])

    @property
    def is_running(self) -> bool:
        """Whether its process is there (or another of the same number since)."""
        if sys.platform == "win32":  # there is no asking there without doing
            return False
        try:
            os.kill(self.process, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True
        return self.process != os.getpid()


def note_begun(arguments: Sequence[str]) -> Path | None:
    """Write down that a command begins here and now; the note, None where it is not one that takes long."""
    if not arguments or arguments[0] not in LONG or {"--help", "-h"} & set(arguments):
        return None
    with contextlib.suppress(OSError, InputError, ValueError):
        place, where = _place(), str(Path.cwd())
        if place is None:
            return None
        place.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"arguments": list(arguments), "folder": where, "process": os.getpid()})
        name = hashlib.sha256(json.dumps([list(arguments), where]).encode()).hexdigest()[:24]
        beside, note = place / f"{name}.{os.getpid()}", place / f"{name}.json"
        beside.write_text(content, encoding="utf-8")
        os.replace(beside, note)
        return note
    return None


def strike_out(note: Path | None) -> None:
    """Forget a command that has ended."""
    if note is not None:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)


def list_begun(folder: Path) -> tuple[list[Begun], list[str]]:
    """Commands that were begun in a folder or below it and have not ended, the oldest first; and what is to be told of
    notes that cannot be read."""
    place = _place()
    if place is None or not place.is_dir():
        return [], []
    found, told = [], []
    notes = sorted(place.glob("*.json"), key=lambda p: (p.stat().st_mtime, p.name))[:MOST_NOTES]
    for note in notes:
        try:
            begun = _read(note)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            told.append(f"{note}: is no note of a command, passed over")
            continue
        if begun.folder.is_relative_to(folder.resolve()):
            found.append(begun)
    return found, told


def _read(note: Path) -> Begun:
    if note.stat().st_size > MOST_BYTES:
        raise ValueError
    read = json.loads(note.read_text(encoding="utf-8"))
    arguments, folder, process = tuple(read["arguments"]), Path(read["folder"]), read["process"]
    if not all(isinstance(arg, str) for arg in arguments) or not arguments or arguments[0] not in LONG:
        raise ValueError
    if not isinstance(process, int) or isinstance(process, bool) or process <= 0 or not folder.is_absolute():
        raise ValueError
    return Begun(arguments, folder, process, note)


def _place() -> Path | None:
    path = store_path()
    return None if path is None else path.with_suffix(".begun")
