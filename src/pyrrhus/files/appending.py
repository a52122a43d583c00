"""Files of somebody's that are continued: what stands in them stays, byte for byte, and something is put behind it.

That is the one other way in which a file that the writer did not make may change: nothing of it is lost. Several files
are continued together or not at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from pyrrhus.errors import RunError
from pyrrhus.files.exchange import exchange, move_new, write_down
from pyrrhus.files.targets import resolve_target
from pyrrhus.files.words import reason_of, refuse
from pyrrhus.files.workspace import open_workspace, sweep


def continue_files(folder: str | Path, files: Mapping[str, bytes]) -> list[str]:
    """Continue files of a folder by name, or make them where they are not there; returns the names that changed.

    All are written beside first, so that a full disk is noticed before any changes; where one cannot take its place,
    those before it are put back. Raises InputError where new content does not begin with all that stands there, and
    RunError where the disk fails.
    """
    place = resolve_target(folder)
    before = {name: _standing(place / name) for name in files}
    for name, content in files.items():
        old = before[name]
        if old is not None and not content.startswith(old):
            raise refuse(place / name, "would lose some of what stands in it", "say what to do with it by hand")
    changed = [name for name, content in files.items() if before[name] != content]
    if not changed:
        return []
    sweep(place)
    try:
        with open_workspace(place) as shop:
            shop.making.mkdir()
            for name in changed:
                _write(shop.making / name, files[name], place / name)
            _take_places(shop.making, place, changed, before)
    except OSError as error:
        what, fix = reason_of(error)
        raise RunError(f"{place}: could not be written: {what}; what was there is unchanged; {fix}") from None
    return changed


def _standing(path: Path) -> bytes | None:
    """The bytes of a plain file, None where there is none. Raises InputError for anything else."""
    if not os.path.lexists(path):
        return None
    if not stat.S_ISREG(path.lstat().st_mode):
        raise refuse(path, "is no plain file", "name another folder")
    return path.read_bytes()


def _write(path: Path, content: bytes, like: Path) -> None:
    write_down(path, content)
    if like.exists():
        os.chmod(path, stat.S_IMODE(like.stat().st_mode))


def _take_places(making: Path, place: Path, names: list[str], before: Mapping[str, bytes | None]) -> None:
    done: list[str] = []
    try:
        for name in names:
            old = before[name]
            if old is None:
                move_new(making / name, place / name)
                done.append(name)
            elif exchange(making / name, place / name):
                done.append(name)
                if (making / name).read_bytes() != old:
                    raise refuse(place / name, "was changed while this ran", "run it again")
            else:
                os.replace(making / name, place / name)
                done.append(name)
    except BaseException:
        for name in reversed(done):
            _put_back(making, place, name, before[name])
        raise


def _put_back(making: Path, place: Path, name: str, old: bytes | None) -> None:
    if old is None:
        (place / name).unlink(missing_ok=True)
    elif (making / name).exists():
        exchange(making / name, place / name)
    else:
        (making / name).write_bytes(old)
        os.replace(making / name, place / name)
