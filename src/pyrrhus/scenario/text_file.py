"""Reading a text file at the edge: everything that can be wrong with its bytes is said in words."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.errors import Problem

TABLE_LIMIT_BYTES = 64 * 1024 * 1024
YAML_LIMIT_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class TextFile:
    """The text of a file, its line ends all LF, and the SHA-256 of its bytes."""

    name: str
    text: str
    sha256: str


def read_text_file(path: Path, *, limit_bytes: int = TABLE_LIMIT_BYTES) -> tuple[TextFile | None, list[Problem]]:
    """Read a UTF-8 file, with or without byte-order mark. What is wrong comes back as problems, not as exceptions."""
    name = path.name
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return None, [
                _problem(name, None, "is a folder, not a file", f"put a file called {name} there", "file_is_directory")
            ]
        if not stat.S_ISREG(status.st_mode):
            return None, [
                _problem(name, None, "is not an ordinary file", "put an ordinary file there", "file_unreadable")
            ]
        if status.st_size > limit_bytes:
            found = f"has {status.st_size / 2**20:.0f} MiB; the most is {limit_bytes / 2**20:.0f} MiB"
            return None, [_problem(name, None, found, "keep only the rows that the scenario needs", "file_too_large")]
        data = path.read_bytes()
    except FileNotFoundError:
        return None, [_problem(name, None, "is missing", f"add a file called {name} to the folder", "file_missing")]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return None, [_problem(name, None, f"cannot be read ({reason})", "make the file readable", "file_unreadable")]
    return decode(data, name=name)


def decode(data: bytes, *, name: str) -> tuple[TextFile | None, list[Problem]]:
    """Turn bytes into text. Names the first byte that is not UTF-8 and its line."""
    digest = hashlib.sha256(data).hexdigest()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, [_problem(name, 1, "is saved as UTF-16", "save the file as UTF-8", "file_utf16")]
    if b"\x00" in data:
        line = _line_at(data, data.index(b"\x00"))
        return None, [
            _problem(
                name, line, "has a NUL byte, which is not text", "save the file again as UTF-8 text", "file_nul_bytes"
            )
        ]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec strips a byte-order mark first, so its offsets are those of what follows the mark.
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        offset = min(offset, len(data) - 1)
        line = _line_at(data, offset)
        found = f"byte 0x{data[offset]:02X} at line {line} is not UTF-8 (Windows-1252 perhaps)"
        return None, [_problem(name, line, found, "save the file as UTF-8", "file_not_utf8")]
    if not text.strip():
        return None, [
            _problem(name, None, "is empty", "write its content or, if it is optional, remove the file", "file_empty")
        ]
    return TextFile(name, text.replace("\r\n", "\n").replace("\r", "\n"), digest), []


def _line_at(data: bytes, offset: int) -> int:
    before = data[:offset]
    return 1 + before.count(b"\n") + before.replace(b"\r\n", b"").count(b"\r")


def _problem(file: str, line: int | None, what: str, fix: str, check: str) -> Problem:
    return Problem(file, line, what, fix, check)
