"""Bytes of an ordinary file, at most so many: no pipe, device or socket is read, and no bomb unpacked."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from pathlib import Path

from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most

PIECE = 1024 * 1024
GZIP = b"\x1f\x8b"
ZIP_ENTRY = b"PK\x01\x02"  # begins each entry of a zip file's table of contents


def read_bytes(path: Path, limit: str) -> bytes:
    """The bytes of a file, at most those of the limit of that name. Raises Refused, whatever stands there."""
    try:
        if not stat.S_ISREG(mode := path.stat().st_mode):
            raise _odd(mode)  # and is not opened: a pipe would wait, a device might wind
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(number, "rb") as file:
            status = os.fstat(number)  # what stands there may have changed since
            if not stat.S_ISREG(status.st_mode):
                raise _odd(status.st_mode)
            if status.st_size > most(limit):
                raise too_much(limit, status.st_size, check="file_too_large")
            data = file.read(most(limit) + 1)  # a file of /proc says that it is empty, and another may grow
    except FileNotFoundError:
        raise Refused("is missing", "put the file there, or correct its name", "file_missing") from None
    except (OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"cannot be read ({reason})", "make the file readable", "file_unreadable") from None
    if len(data) > most(limit):
        raise too_much(limit, check="file_too_large")
    return data


def unpack(data: bytes, limit: str) -> bytes:
    """The bytes themselves or, where they are packed by gzip, what they hold. Raises Refused."""
    if data[:2] != GZIP:
        return data
    pieces, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if size > most(limit):
                    refused = too_much(limit, check="file_too_large")
                    raise Refused(f"{refused.what} after unpacking", refused.fix, refused.check)
                pieces.append(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = "it ends too early" if isinstance(error, EOFError) else str(error)
        fix = "pack it again, or give it unpacked"
        raise Refused(f"cannot be unpacked: the gzip file is damaged ({reason})", fix, "gzip") from None
    return b"".join(pieces)


def check_entries(data: bytes) -> None:
    """Raises Refused where a zip file has more entries than are read; its table, which would take memory for each, is
    not read for that."""
    if data.count(ZIP_ENTRY) > most("archive_files"):
        raise too_much("archive_files")


def _odd(mode: int) -> Refused:
    if stat.S_ISDIR(mode):
        return Refused("is a folder, not a file", "put a file there", "file_is_directory")
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a disk"}
    kind = kinds.get(stat.S_IFMT(mode), "something else")
    return Refused(f"is {kind}, not an ordinary file", "put an ordinary file there", "file_unreadable")
