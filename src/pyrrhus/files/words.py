"""Why a file system refuses, in words a person can act on."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pyrrhus.errors import InputError, Problem

WORDS = {
    errno.ENOSPC: ("the disk is full", "free some space, or name another disk"),
    errno.EDQUOT: ("your quota of the disk is used up", "free some space, or name another disk"),
    errno.EROFS: ("the disk is read-only", "name a folder that you may write to"),
    errno.EACCES: ("you have no permission to write there", "name a folder that you may write to"),
    errno.EPERM: ("the system does not permit it", "name a folder that you may write to"),
    errno.ENAMETOOLONG: ("the name is too long", "name something shorter"),
    errno.ENOTDIR: ("a file stands where a folder should be", "name another place"),
    errno.ENOENT: ("the folder above is not there any more", "make it, or name another place"),
    errno.ELOOP: ("the links there go round in a circle", "name another place"),
    errno.EBUSY: ("something else is mounted there", "name a folder inside it"),
    errno.EIO: ("the disk does not work as it should", "name another disk"),
}


def reason_of(error: OSError | ValueError) -> tuple[str, str]:
    """What went wrong and what to do, for an error of the file system."""
    number = getattr(error, "errno", None)
    if number in WORDS:
        return WORDS[number]
    if isinstance(error, ValueError):  # what Python says of names that hold NUL or cannot be encoded
        return "the name has a character that no file name can have", "name something else"
    return (error.strerror or os.strerror(number or errno.EIO)).lower(), "name another place"


def refuse(path: str | Path, what: str, fix: str, check: str = "output") -> InputError:
    """The error for a place where nothing is written, with what is wrong there."""
    return InputError([Problem(str(path).replace("\0", "\\0"), None, what, fix, check)])


def listed(names: list[str], *, most: int = 5) -> str:
    """Names for a message, the first few of many."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
