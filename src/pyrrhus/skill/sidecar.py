"""Finished outlooks of the mechanism kept beside the output, so that a stopped backtest goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from datetime import date
from pathlib import Path

import numpy as np

from pyrrhus.files.targets import check_writable, resolve_target
from pyrrhus.files.words import refuse
from pyrrhus.skill.mechanism import Outlook

Key = tuple[str, date]


class Sidecar:
    """A file of one finished outlook per line. It counts only for the very same inputs (`fingerprint`)."""

    def __init__(self, path: Path | None, fingerprint: str, *, resume: bool = True) -> None:
        self.path, self.fingerprint = path, fingerprint
        self.done: dict[Key, Outlook] = {}
        if path is None:
            return
        if resume and path.exists():
            self._read(path)
        if not self.done:
            check_sidecar(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"fingerprint": fingerprint}) + "\n", encoding="utf-8")

    def _read(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        whole = [line for line in lines if line.endswith("\n")]  # the last may have been cut off by a stop
        try:
            rows = [json.loads(line) for line in whole]
        except ValueError:
            return
        if not rows or rows[0].get("fingerprint") != self.fingerprint:
            return
        for row in rows[1:]:
            gain = row.get("gain_km2")
            found = Outlook(np.array(row["curve"]), None if gain is None else np.array(gain))
            self.done[row["town"], date.fromisoformat(row["as_of"])] = found
        if len(whole) < len(lines):
            path.write_text("".join(whole), encoding="utf-8")

    def add(self, town: str, as_of: date, found: Outlook) -> Outlook:
        """Keep an outlook, rounded (so that a resumed run equals an unbroken one), and return it."""
        gain = None if found.gain_km2 is None else np.round(found.gain_km2, 4)
        kept = Outlook(np.round(found.fall, 6), gain)
        self.done[town, as_of] = kept
        if self.path is not None:
            row = {"town": town, "as_of": as_of.isoformat(), "curve": kept.fall.tolist()}
            if gain is not None:
                row["gain_km2"] = gain.tolist()
            with self.path.open("a", encoding="utf-8") as handle:
                handle.write(json.dumps(row, ensure_ascii=False) + "\n")
        return kept


def check_sidecar(path: Path) -> None:
    """Raise InputError where a file that is not of finished outlooks, every line of it, would be written over.

    The last line may have been cut off by a stop.
    """
    path = path.expanduser()
    if not os.path.lexists(path):
        check_writable(resolve_target(path))
        return
    try:
        ours = stat.S_ISREG(path.lstat().st_mode) and _is_sidecar(path.read_bytes())
    except OSError:
        ours = False
    if not ours:
        what = "is there already, and is no file of finished work of a backtest"
        raise refuse(path, what, "move it, or name another file with --out")


def _is_sidecar(content: bytes) -> bool:
    *whole, rest = content.split(b"\n")
    try:
        rows = [json.loads(line) for line in whole]
    except (ValueError, RecursionError):
        return False
    if not rows:
        return rest == b"" or b'{"fingerprint": "'.startswith(rest[:17])
    keys = [set(row) if isinstance(row, dict) else set() for row in rows]
    return keys[0] == {"fingerprint"} and all({"town", "as_of", "curve"} <= found for found in keys[1:])


def fingerprint_of(*parts: object) -> str:
    """Hex digest of everything that a curve depends on."""
    return hashlib.sha256(json.dumps([str(p) for p in parts], ensure_ascii=False).encode()).hexdigest()


def hash_folder(folder: Path) -> str:
    """Hex digest of the files of a folder (or of one file), by name and content."""
    digest = hashlib.sha256()
    for path in [folder] if folder.is_file() else sorted(p for p in folder.iterdir() if p.is_file()):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
