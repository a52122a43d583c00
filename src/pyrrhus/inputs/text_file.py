"""Reading a text file at the edge: everything that can be wrong with its bytes is said in words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.errors import Problem
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.refusal import Refused


@dataclass(frozen=True)
class TextFile:
    """The text of a file, its line ends all LF, and the SHA-256 of its bytes."""

    name: str
    text: str
    sha256: str


def read_text_file(path: Path, limit: str) -> tuple[TextFile | None, list[Problem]]:
    """Read a UTF-8 file, with or without byte-order mark, of at most the bytes of that limit. What is wrong comes back
    as problems, not as exceptions."""
    name = path.name
    try:
        return decode(read_bytes(path, limit), name=name)
    except Refused as refused:
        fixes = {
            "file_missing": f"add a file called {name} to the folder",
            "file_is_directory": f"put a file called {name} there",
        }
        fix = fixes.get(refused.check, refused.fix)
        return None, [Problem(name, None, refused.what, fix, refused.check)]


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
