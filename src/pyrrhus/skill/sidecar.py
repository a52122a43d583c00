"""Finished outlooks of the mechanism kept beside the output, so that a stopped backtest goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from pyrrhus.errors import InputError, Problem
from pyrrhus.files.targets import check_writable, resolve_target
from pyrrhus.files.words import refuse
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.refusal import Refused
from pyrrhus.plain_text import shown
from pyrrhus.skill.mechanism import GAIN_LEVELS, Outlook

Key = tuple[str, date]


class Sidecar:
    """A file of one finished outlook per line. It counts only for the very same inputs (`fingerprint`)."""

    def __init__(self, path: Path | None, fingerprint: str, *, resume: bool = True, days: int | None = None) -> None:
        """`days` is how far outlooks go. Raises InputError for a line of the very same inputs that holds none."""
        self.path, self.fingerprint = path, fingerprint
        self.done: dict[Key, Outlook] = {}
        if path is None:
            return
        if resume and path.exists():
            self._read(path, days)
        if not self.done:
            check_sidecar(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"fingerprint": fingerprint}) + "\n", encoding="utf-8")

    def _read(self, path: Path, days: int | None) -> None:
        check_sidecar(path)
        data = _bytes_of(path)
        whole, rest = data[: data.rfind(b"\n") + 1], data[data.rfind(b"\n") + 1 :]  # a stop may have cut off the last
        lines = whole.splitlines()
        if not lines or json.loads(lines[0])["fingerprint"] != self.fingerprint:
            return
        for number, line in enumerate(lines[1:], start=2):
            try:
                key, found = outlook_of(json.loads(line), days)
            except (ValueError, TypeError, OverflowError, RecursionError) as error:
                what = f"holds no finished outlook ({shown(error)})"
                fix = "delete this line, or the file: what it held is computed again"
                raise InputError([Problem(str(path), number, what, fix, "progress")]) from None
            self.done[key] = found
        if rest:
            path.write_bytes(whole)

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


def outlook_of(row: dict[str, Any], days: int | None) -> tuple[Key, Outlook]:
    """Town, as-of date and outlook of a line. Raises ValueError, TypeError or OverflowError where it is damaged."""
    if not isinstance(row["town"], str):
        raise ValueError("its town is no name")
    curve, gain = np.array(row["curve"], dtype=float), row.get("gain_km2")
    if curve.ndim != 1 or not len(curve) or (days is not None and len(curve) != days + 1):
        raise ValueError("its curve has not the right length")
    if not ((curve >= 0.0) & (curve <= 1.0)).all():
        raise ValueError("its curve leaves 0 to 1")
    gains = None if gain is None else np.array(gain, dtype=float)
    if gains is not None and (gains.ndim != 2 or gains.shape[1] != len(GAIN_LEVELS) or not np.isfinite(gains).all()):
        raise ValueError("its ground gained is no table of numbers")
    return (row["town"], date.fromisoformat(row["as_of"])), Outlook(curve, gains)


def check_sidecar(path: Path) -> None:
    """Raise InputError where a file that is not of finished outlooks, every line of it, would be written over.

    The last line may have been cut off by a stop.
    """
    path = path.expanduser()
    if not os.path.lexists(path):
        check_writable(resolve_target(path))
        return
    try:
        ours = stat.S_ISREG(path.lstat().st_mode) and _is_sidecar(_bytes_of(path))
    except OSError:
        ours = False
    if not ours:
        what = "is there already, and is no file of finished work of a backtest"
        raise refuse(path, what, "move it, or name another file with --out")


def _bytes_of(path: Path) -> bytes:
    try:
        return read_bytes(path, "progress_bytes")
    except Refused as refused:
        raise InputError([refused.problem(str(path))]) from None


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
    """Hex digest of the files of a folder (or of one file), by name and content, read piece by piece."""
    digest = hashlib.sha256()
    for path in [folder] if folder.is_file() else sorted(p for p in folder.iterdir() if p.is_file()):
        with path.open("rb") as file:
            digest.update(path.name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
