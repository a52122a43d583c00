"""The store of assimilated draws: a folder of files in the user's cache, bounded in size.

It is a convenience: a file that is damaged or of another make is passed over with a note, one that cannot be written is
not kept, and the answer is the same but for the time it takes.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyrrhus.engine.cache import cache_root
from pyrrhus.filter.draws_file import HEADER_BYTES, Arrays, NoDrawsError, pack_draws, read_header, unpack_draws

MOST_BYTES = 2 * 1024**3
MOST_FILES = 24
PLACE = "PYRRHUS_DRAWS"  # names another folder; "off" keeps no draws
ENDING = ".draws"
OURS = re.compile(r"[0-9a-f]{24}\.draws")
LEFT_BEHIND_S = 3600
TAKEN = (NoDrawsError, OSError, MemoryError)


@dataclass
class DrawsStore:
    """Files of draws in `folder`; None where there is no place for them. `notes` are what a user should be told."""

    folder: Path | None
    most_bytes: int = MOST_BYTES
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of_user(cls) -> DrawsStore:
        """The store that `PYRRHUS_DRAWS` names (none where it says off), else in the user's cache folder."""
        named = os.environ.get(PLACE, "")
        if named.lower() == "off":
            return cls(None)
        try:
            return cls(Path(named).expanduser() if named else cache_root() / "draws")
        except RuntimeError:
            return cls(None)

    def listed(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Every file with what it says of itself, in no order; what cannot be read is noted."""
        for path in self._files():
            try:
                with path.open("rb") as file:
                    yield path, read_header(file.read(HEADER_BYTES))[0]
            except TAKEN as error:
                self.notes.append(f"{path}: passed over: {error}")

    def read(self, path: Path) -> tuple[dict[str, Any], Mapping[str, Any]] | None:
        """The header and arrays of one file, None (and a note) where it is damaged."""
        try:
            if path.stat().st_size > self.most_bytes:
                raise NoDrawsError("it is larger than all that is kept")
            found = unpack_draws(path.read_bytes())
            os.utime(path)
        except TAKEN as error:
            self.notes.append(f"{path}: passed over: {error}")
            return None
        return found

    def keep(self, name: str, about: Mapping[str, Any], arrays: Arrays) -> None:
        """Write a file whole, in the place of one of the same name; the ones used longest ago go to make room."""
        if self.folder is None:
            self.notes.append("the draws are not kept: there is no folder for them")
            return
        content = pack_draws(about, arrays)
        if len(content) > self.most_bytes:
            self.notes.append(f"the draws take {len(content)} bytes, more than is kept: they are not")
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(len(content), self.folder / f"{name}{ENDING}")
            handle, beside = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(beside, self.folder / f"{name}{ENDING}")
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise
        except OSError as error:
            self.notes.append(f"the draws could not be kept ({error.strerror or error})")

    def _files(self) -> list[Path]:
        if self.folder is None:
            return []
        with contextlib.suppress(OSError):
            return sorted(p for p in self.folder.iterdir() if p.name.endswith(ENDING) and p.is_file())
        return []

    def _make_room(self, size: int, mine: Path) -> None:
        """Drop what a killed run left half written, and the files used longest ago until there is room."""
        assert self.folder is not None
        for part in self.folder.glob("*.part"):
            if time.time() - part.stat().st_mtime > LEFT_BEHIND_S:
                part.unlink(missing_ok=True)
        ours = (p for p in self._files() if p != mine and OURS.fullmatch(p.name))
        kept = sorted(ours, key=lambda p: p.stat().st_mtime, reverse=True)
        total = size
        for number, path in enumerate(kept):
            total += path.stat().st_size
            if total > self.most_bytes or number + 2 > MOST_FILES:
                path.unlink(missing_ok=True)
