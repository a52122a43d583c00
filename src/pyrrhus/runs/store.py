"""The record of a user's own runs: one SQLite file on this machine, with the bytes of the inputs, so that a run can be
made again after its folder has changed.

It is a convenience and never stands in the way: where it is locked, damaged or cannot be written, the run is done all
the same and one note says that it was not recorded. Nothing leaves the machine.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pyrrhus.errors import InputError, Problem
from pyrrhus.limits import most
from pyrrhus.plain_text import shown

PLACE = "PYRRHUS_RUNS"  # names another file; "off" keeps no record
PATIENCE_S = 0.3
TABLES = """
create table if not exists input (sha256 text primary key, content blob not null);
create table if not exists run (
  id integer primary key, at text not null, command text not null, scenario text not null, folder text not null,
  as_of text not null, horizon_days integer not null, draws integer not null, seed integer not null,
  version text not null, written_to text not null, inputs text not null, document blob not null
);
"""


@dataclass(frozen=True)
class Run:
    """One run on record. `inputs` maps file names to SHA-256, `document` is its assessment.json."""

    id: int
    at: str
    command: str
    scenario: str
    folder: str
    as_of: date
    horizon_days: int
    draws: int
    seed: int
    version: str
    written_to: str
    inputs: Mapping[str, str]
    document: Mapping[str, Any]

    @property
    def probability(self) -> float | None:
        """The chance that the main event comes about within the horizon, as published."""
        try:
            chance = (self.document.get("published") or self.document["fall"])["cdf"][-1]["probability"]
        except (AttributeError, KeyError, TypeError, IndexError):
            return None
        return float(chance) if isinstance(chance, int | float) and 0.0 <= chance <= 1.0 else None


def store_path() -> Path | None:
    """Where the record lies; None where the user wants none. Raises InputError where nobody knows the home folder."""
    try:
        return _place(os.environ.get(PLACE, ""))
    except RuntimeError:
        fix = f"set {PLACE} to a file, with its path in full, or to off"
        raise InputError(
            [Problem(PLACE, None, "nobody knows the home folder that the record lies in", fix, "run")]
        ) from None


def _place(named: str) -> Path | None:
    if named:
        return None if named.lower() == "off" else Path(named).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = home / "Library" / "Application Support"
    else:
        root = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return root / "pyrrhus" / "runs.sqlite"


def record_run(document: bytes, folder: Path, *, command: str, written_to: Path) -> str | None:
    """Keep a run: its assessment.json and the files of its scenario. Returns why it was not kept, None where it was.

    Files that are not as they were when the run read them are left out, and the run cannot be made again.
    """
    try:
        path = store_path()
        if path is None:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path) as base, base:
            others = base.execute("select name from sqlite_master where name not in ('run', 'input')").fetchone()
            if others is not None and not others[0].startswith("sqlite_"):
                raise ValueError(f"{path} is a database of somebody's, with a table {shown(others[0])}")
            base.executescript(TABLES)
            _insert(base, json.loads(document), document, folder, command, written_to)
    except (sqlite3.Error, OSError, ValueError, InputError) as error:
        return f"this run was not recorded ({error})"
    return None


def _insert(
    base: sqlite3.Connection, read: dict[str, Any], document: bytes, folder: Path, command: str, written_to: Path
) -> None:
    from pyrrhus.files.manifest import sha256_of
    from pyrrhus.scenario.input_files import input_bytes

    found = input_bytes(folder)
    for name, digest in read["inputs_sha256"].items():
        content = found.get(name, b"")
        if sha256_of(content) == digest:
            base.execute("insert or ignore into input values (?, ?)", (digest, zlib.compress(content, 6)))
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    base.execute(
        "insert into run (at, command, scenario, folder, as_of, horizon_days, draws, seed, version, written_to, inputs,"
        " document) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            now,
            command,
            read["scenario"],
            str(folder.resolve()),
            read["as_of"],
            read["horizon_days"],
            read["draws"],
            read["seed"],
            read["version"],
            str(written_to.resolve()),
            json.dumps(read["inputs_sha256"], sort_keys=True),
            zlib.compress(document, 6),
        ),
    )


def list_runs(scenario: str | None = None) -> list[Run]:
    """The runs on record, the latest first; of one scenario where it is named. Raises InputError where the record is
    damaged."""
    path = store_path()
    if path is None or not path.exists():
        return []
    where, given = ("where scenario = ?", (scenario,)) if scenario else ("", ())
    with _asked(path) as base:
        return [_run(row) for row in base.execute(f"select * from run {where} order by id desc", given)]


def find_run(number: int) -> Run:
    """A run by its number. Raises InputError."""
    path = store_path()
    if path is not None and path.exists():
        with _asked(path) as base:
            row = base.execute("select * from run where id = ?", (number,)).fetchone()
            if row is not None:
                return _run(row)
    raise InputError([Problem(f"run {number}", None, "is not on record", "list them with `pyrrhus runs`", "run")])


def inputs_of(run: Run) -> dict[str, bytes]:
    """The files of the scenario as the run read them. Raises InputError where some were not kept."""
    path = store_path()
    kept: dict[str, bytes] = {}
    if path is not None and path.exists():
        with _asked(path) as base:
            for name, digest in run.inputs.items():
                row = base.execute("select content from input where sha256 = ?", (digest,)).fetchone()
                if row is not None:
                    kept[name] = _unpacked(row[0], "table_bytes")
    if lost := sorted(set(run.inputs) - set(kept)):
        what = f"{', '.join(lost)} changed while it ran and was not kept"
        raise InputError([Problem(f"run {run.id}", None, what, "run it again from its folder", "run")])
    return kept


def _run(row: tuple[Any, ...]) -> Run:
    """A row as a run. Raises ValueError or TypeError where it holds none."""
    number, at, command, scenario, folder, as_of, horizon, draws, seed, version, written, inputs, document = row
    files, read = json.loads(inputs), json.loads(_unpacked(document, "map_bytes"))
    texts = (at, command, scenario, folder, version, written)
    if not (all(isinstance(t, str) for t in texts) and all(isinstance(n, int) for n in (number, horizon, draws, seed))):
        raise ValueError("a run has a value of another kind")
    if not (isinstance(files, dict) and isinstance(read, dict) and all(isinstance(d, str) for d in files.values())):
        raise ValueError("a run has no files or no document")
    if any(Path(name).name != name or name in (".", "..") for name in (scenario, *files)):
        raise ValueError("a run has files outside its folder")
    return Run(
        number,
        at,
        command,
        scenario,
        folder,
        date.fromisoformat(as_of),
        horizon,
        draws,
        seed,
        version,
        written,
        files,
        read,
    )


def _unpacked(packed: Any, limit: str) -> bytes:
    """What was kept packed, at most the bytes of that limit. Raises zlib.error, TypeError or ValueError."""
    work = zlib.decompressobj()
    data = work.decompress(packed, most(limit))
    if not work.eof:
        raise ValueError("what it holds is damaged or too large")
    return data


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=PATIENCE_S)) as base:
        yield base


@contextmanager
def _asked(path: Path) -> Iterator[sqlite3.Connection]:
    """The record, opened to be read; what is wrong with it is said as an InputError."""
    if not path.is_file():
        fix = f"set {PLACE} to another file"
        raise InputError([Problem(str(path), None, "is no plain file", fix, "run")])
    try:
        with _opened(path) as base:
            yield base
    except (sqlite3.Error, OSError, zlib.error, ValueError, TypeError, RecursionError, OverflowError) as error:
        fix = "move it away; a new one is begun with the next run"
        raise InputError([Problem(str(path), None, f"cannot be read ({error})", fix, "run")]) from None
