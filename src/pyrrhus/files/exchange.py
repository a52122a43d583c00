"""A file written down to the disk, and two names exchanged in one step, where the system can: renameat2 on Linux,
renamex_np on macOS."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Any

AT_FDCWD = -100
RENAME_NOREPLACE, RENAME_EXCHANGE = 1, 2
RENAME_SWAP, RENAME_EXCL = 2, 4
NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two entries of a file system; False where the system or the disk cannot, and nothing was done.

    Raises OSError where it can and refuses.
    """
    return _rename(one, other, linux=RENAME_EXCHANGE, macos=RENAME_SWAP)


def move_new(one: Path, to: Path) -> None:
    """Rename to a name that nothing has; never replaces anything. Raises FileExistsError where something has it."""
    if _rename(one, to, linux=RENAME_NOREPLACE, macos=RENAME_EXCL):
        return
    if os.path.lexists(to):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to))
    if one.is_dir():
        os.rename(one, to)  # onto a folder with anything in it this fails by itself
        return
    try:
        os.link(one, to)  # fails, as a rename would not, where something has come to stand there
    except FileExistsError:
        raise
    except OSError:
        os.rename(one, to)
    else:
        one.unlink()


def _rename(one: Path, other: Path, *, linux: int, macos: int) -> bool:
    if sys.platform.startswith("linux"):
        call = _function("renameat2", [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint])
        arguments = (AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), linux)
    elif sys.platform == "darwin":
        call = _function("renamex_np", [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint])
        arguments = (os.fsencode(one), os.fsencode(other), macos)
    else:
        return False
    if call is None:
        return False
    if call(*arguments) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_SUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _function(name: str, types: list[Any]) -> Any | None:
    try:
        found = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (OSError, AttributeError):
        return None
    found.argtypes, found.restype = types, ctypes.c_int
    return found


def write_down(path: Path, content: bytes) -> None:
    """Write a new file, down to the disk: a full one is to be noticed here, not after the exchange."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
