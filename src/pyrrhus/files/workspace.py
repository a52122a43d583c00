"""A hidden folder beside the target, where the new output is made; swept by a later run if its owner was killed.

Its name tells the owner: `.pyrrhus-work-HOST-PID-STARTED-RANDOM`. In it, `making` is what is being written (all of it
ours), `ready` what is complete or, after the exchange, the old output; `old` is the old output where names cannot be
exchanged, and `journal` then says whose place it had, so that the next run can put it back.
"""

from __future__ import annotations

import json
import os
import platform
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.files.exchange import move_new
from pyrrhus.files.manifest import hash_file, remove_own, sha256_of

PREFIX = ".pyrrhus-work-"
NAME = re.compile(re.escape(PREFIX) + r"([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{8}")
LONGEST_NAME = 80


@dataclass(frozen=True)
class Workspace:
    """The places in a workspace, and how to take it down."""

    folder: Path

    @property
    def making(self) -> Path:
        return self.folder / "making"

    @property
    def ready(self) -> Path:
        return self.folder / "ready"

    @property
    def old(self) -> Path:
        return self.folder / "old"

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def own(self) -> Path:
        """Digests of single files that may be deleted, new and old."""
        return self.folder / "own"

    def note(self, path: Path, document: object) -> None:
        """Write a note whole: a kill never leaves half of it."""
        beside = self.folder / "note"
        beside.write_text(json.dumps(document), encoding="utf-8")
        os.replace(beside, path)

    def clear(self) -> bool:
        """Put back what a journal tells of, then delete what is ours; returns whether nothing is left."""
        own = _read_note(self.own)
        digests = own if isinstance(own, list) else []
        self._recover(digests)
        if self.making.is_dir() and not self.making.is_symlink():
            shutil.rmtree(self.making, ignore_errors=True)
        else:
            self.making.unlink(missing_ok=True)
        for path in (self.ready, self.old):
            if path.is_dir() and not path.is_symlink():
                remove_own(path)
            elif hash_file(path) in digests:
                path.unlink(missing_ok=True)
        if not os.path.lexists(self.ready) and not os.path.lexists(self.old):
            for path in (self.own, self.journal, self.folder / "note"):
                path.unlink(missing_ok=True)
        try:
            self.folder.rmdir()
        except OSError:
            return not self.folder.exists()
        return True

    def _recover(self, digests: list[str]) -> None:
        told = _read_note(self.journal)
        if not isinstance(told, str) or os.sep in told or not os.path.lexists(self.old):
            return
        target = self.folder.parent / told
        if not os.path.lexists(target):
            move_new(self.old, target)
        elif hash_file(self.old) in digests and hash_file(target) not in digests:
            # somebody has put a file there meanwhile: the old one may be the only copy of what stood in it
            for name in (f"{told}.bak{number or ''}" for number in range(1000)):
                if not os.path.lexists(self.folder.parent / name):
                    move_new(self.old, self.folder.parent / name)
                    return


@contextmanager
def open_workspace(parent: Path) -> Iterator[Workspace]:
    """A new workspace in a folder, taken down at the end, whatever happens."""
    name = f"{PREFIX}{_host()}-{os.getpid()}-{_started(os.getpid())}-{secrets.token_hex(4)}"
    shop = Workspace(parent / name)
    try:
        shop.folder.mkdir(mode=0o700)
        yield shop
    finally:
        if shop.folder.exists():
            shop.clear()


def sweep(parent: Path) -> None:
    """Take down the workspaces in a folder whose processes of this machine have ended; never raises."""
    try:
        found = [entry for entry in parent.iterdir() if NAME.fullmatch(entry.name)]
    except OSError:
        return
    for folder in found:
        match = NAME.fullmatch(folder.name)
        assert match is not None
        host, pid, started = match.groups()
        if host != _host() or _lives(int(pid), int(started)) or folder.is_symlink() or not folder.is_dir():
            continue
        try:
            Workspace(folder).clear()
        except OSError:
            continue


def _lives(pid: int, started: int) -> bool:
    """Whether the process that began then is still there; a number that was given anew is another process."""
    if sys.platform == "win32":
        return True  # asking with os.kill would end it there
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    now = _started(pid)
    return started == 0 or now in (0, started)


def _started(pid: int) -> int:
    """When a process began, in the kernel's ticks; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return int(told.rpartition(")")[2].split()[19])  # after the name, which may hold brackets: field 22
    except (OSError, ValueError, IndexError):
        return 0


def _host() -> str:
    """Eight digits for this machine, or container: a process number says nothing on another."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return sha256_of(f"{platform.node()} {space}".encode())[:8]


def _read_note(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
