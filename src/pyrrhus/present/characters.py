"""What may be shown on a terminal, and how text leaves for stdout."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

from pyrrhus.plain_text import HIDDEN, visible


def is_plain(stream: Any) -> bool:
    """Whether a console or a stream can show ASCII alone."""
    legacy = bool(getattr(stream, "legacy_windows", False))
    return legacy or not (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")


def say(text: object, *, err: bool = False) -> None:
    """Print a line of words to stdout or stderr, visible in any code page; never raises for what it cannot show."""
    stream = sys.stderr if err else sys.stdout
    print(visible(str(text), plain=is_plain(stream)), file=stream)


def write_json_text(text: str) -> None:
    """Write JSON to stdout, in UTF-8 whatever the code page; hidden characters, which strings alone hold, as \\u."""
    _write("".join(_escaped(letter) for letter in text) + "\n")


def write_csv_text(text: str) -> None:
    """Write CSV to stdout, in UTF-8 whatever the code page, without characters that could drive a terminal."""
    _write("".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in HIDDEN))


def _escaped(letter: str) -> str:
    if letter == "\n" or unicodedata.category(letter) not in HIDDEN:
        return letter
    return "".join(f"\\u{unit:04x}" for unit in _utf16(letter))


def _utf16(letter: str) -> list[int]:
    data = letter.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]


def _write(text: str) -> None:
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode("utf-8", "replace"))
        buffer.flush()


def never_fail_to_show() -> None:
    """Let stdout and stderr write a replacement for what their code page lacks, instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(errors="replace")
