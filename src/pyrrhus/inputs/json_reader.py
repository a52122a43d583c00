"""JSON within limits: nesting and size are seen before it is parsed, so that no text can exhaust the machine."""

from __future__ import annotations

import json
import re
from typing import Any

from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.inputs.text_file import decode
from pyrrhus.limits import most

STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.S)
PIECE = 1024 * 1024
FIX = "write UTF-8 GeoJSON, plain or gzipped"


def parse_json(data: bytes, *, name: str, fix: str = FIX, lenient: bool = False) -> Any:
    """A document of bytes, UTF-8 with or without byte-order mark. Raises Refused, with the line where there is one.

    Of a key that is there twice the last counts, as everywhere. NaN and Infinity are no JSON, and null where `lenient`.
    """
    text_file, problems = decode(data, name=name)
    if text_file is None:
        first = problems[0]
        raise Refused(first.what, first.fix, first.check, first.line)
    _check_shape(data)
    try:
        return json.loads(text_file.text, parse_constant=_null if lenient else _refuse_constant)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        kind = "GeoJSON" if fix == FIX else "JSON"
        raise Refused(f"cannot be read as {kind} ({reason})", fix, kind.lower(), error.lineno) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        # Python reads no whole number of more than some thousand digits
        raise too_much("number_digits") from None


def _check_shape(data: bytes) -> None:
    """Refuse what is nested too deeply or holds too many values."""
    values = data.count(b",") + data.count(b"[") + data.count(b"{")
    if values > most("json_values"):
        raise too_much("json_values")
    # brackets in strings count in the quick look; where that is too deep, strings are taken out
    if _depth(data) > most("json_nesting") and _depth(STRING.sub(b"", data)) > most("json_nesting"):
        raise Refused(f"is nested more than {most('json_nesting')} levels deep", "write plain GeoJSON", "limit")


def _depth(data: bytes) -> int:
    import numpy as np

    deepest = now = 0
    step = np.zeros(256, dtype=np.int8)
    step[list(b"[{")], step[list(b"]}")] = 1, -1
    for start in range(0, len(data), PIECE):
        levels = now + np.cumsum(step[np.frombuffer(data[start : start + PIECE], dtype=np.uint8)], dtype=np.int64)
        deepest, now = max(deepest, int(levels.max())), int(levels[-1])
    return deepest


def _null(_: str) -> Any:
    return None


def _refuse_constant(word: str) -> Any:
    raise Refused(f"holds {word}, which is no number", "write a finite number, or null", "cell_number")
