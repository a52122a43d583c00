"""Whether a place can be written to, asked before a run and answered in words."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from pyrrhus.files.words import reason_of, refuse
from pyrrhus.files.workspace import LONGEST_NAME, open_workspace, sweep

PROBE_BYTES = 4096


def resolve_target(path: str | Path) -> Path:
    """The real place of an output, links and `~` followed. Raises InputError where there can be none."""
    try:
        target = Path(os.path.realpath(Path(path).expanduser()))
        os.fsencode(target)
        if "\0" in str(target):
            raise ValueError
        _try_names(target)
    except RuntimeError:
        raise refuse(path, "nobody knows the home folder that ~ stands for", "write the path in full") from None
    except (OSError, ValueError) as error:
        raise refuse(path, *reason_of(error)) from None
    if target.name == "":
        raise refuse(path, "is the root of the disk", "name a folder in it")
    return target


def check_writable(target: Path) -> None:
    """Raise InputError where nothing can be made at `target`; makes a file beside for a moment, and no folder stays."""
    above = target.parent
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise refuse(target, f"{above} is a file, so nothing can lie in it", "name another place")
    sweep(above)
    try:
        with open_workspace(above) as shop:
            shop.making.write_bytes(secrets.token_bytes(PROBE_BYTES))
    except OSError as error:
        what, fix = reason_of(error)
        raise refuse(target, f"cannot be written: {what}", fix) from None


def check_folder_place(target: Path, elsewhere: str) -> None:
    """Raise InputError where a folder cannot come to stand, whatever it may hold."""
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise refuse(target, "there is a file of that name where the folder should be", elsewhere)
    if os.path.ismount(target):
        raise refuse(target, "something is mounted there, which cannot be swapped", "name a folder inside it")
    try:
        here = Path(os.path.realpath(os.getcwd()))
    except OSError:
        here = None
    if here is not None and here.is_relative_to(target):
        raise refuse(target, "is the folder that you work in, and would be swapped under your feet", elsewhere)
    if not os.access(target, os.R_OK | os.W_OK | os.X_OK):
        raise refuse(target, "you have no permission to write there", elsewhere)


def _try_names(target: Path) -> None:
    """Ask the system for names as long as those that will be made; raises OSError where one is too long."""
    above = target
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    longest = os.pathconf(above, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    for part in target.parts:
        if len(os.fsencode(part)) > longest:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    for name in (target / ("x" * 40), target.parent / ("x" * LONGEST_NAME) / "making" / ("x" * 40)):
        try:
            os.lstat(name)
        except (FileNotFoundError, NotADirectoryError):
            continue
