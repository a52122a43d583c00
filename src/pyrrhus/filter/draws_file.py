"""Assimilated draws as one file: a line that says what it is, its own hash, a header in JSON, then the arrays' bytes.

Nothing in it is code. What does not fit to the byte (cut, damaged, foreign, of other shapes) is no file of draws.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"pyrrhus-draws/1\n"
HEADER_BYTES = 8 * 1024 * 1024
DTYPES = ("float64", "float32", "int32", "uint32", "int8", "uint8")
Arrays = Mapping[str, NDArray[Any]]


class NoDrawsError(ValueError):
    """A file is no file of draws, or not whole."""


def pack_draws(about: Mapping[str, Any], arrays: Arrays) -> bytes:
    """A header and arrays by name as the bytes of a file."""
    listed = [[name, str(value.dtype), list(value.shape)] for name, value in arrays.items()]
    header = json.dumps({"about": about, "arrays": listed}).encode()
    body = [len(header).to_bytes(8, "little"), header, *(np.ascontiguousarray(a).tobytes() for a in arrays.values())]
    digest = hashlib.sha256()
    for part in body:
        digest.update(part)
    return b"".join([MAGIC, digest.digest(), *body])


def read_header(content: bytes) -> tuple[dict[str, Any], list[tuple[str, str, tuple[int, ...]]], int]:
    """What a file says of itself, its arrays, and where they begin; `content` may be the first part of it.

    Raises NoDrawsError. The hash is not looked at.
    """
    begins = len(MAGIC) + 32
    if not content.startswith(MAGIC) or len(content) < begins + 8:
        raise NoDrawsError("it is no file of draws")
    length = int.from_bytes(content[begins : begins + 8], "little")
    if not 0 < length <= HEADER_BYTES or len(content) < begins + 8 + length:
        raise NoDrawsError("its header is cut")
    try:
        header = json.loads(content[begins + 8 : begins + 8 + length])
        about = dict(header["about"])
        arrays = [(str(name), str(kind), tuple(int(n) for n in shape)) for name, kind, shape in header["arrays"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoDrawsError("its header says nothing") from None
    if any(kind not in DTYPES or min(shape, default=0) < 0 for _, kind, shape in arrays):
        raise NoDrawsError("it has arrays of another kind")
    return about, arrays, begins + 8 + length


def unpack_draws(content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The header and the arrays of a whole file, as copies that may be written to. Raises NoDrawsError."""
    about, listed, at = read_header(content)
    begins = len(MAGIC) + 32
    sizes = [math.prod(shape) * np.dtype(kind).itemsize for _, kind, shape in listed]
    if at + sum(sizes) != len(content):
        raise NoDrawsError("it is cut, or has more than it says")
    if hashlib.sha256(memoryview(content)[begins:]).digest() != content[len(MAGIC) : begins]:
        raise NoDrawsError("it is damaged")
    arrays = {}
    for (name, kind, shape), size in zip(listed, sizes, strict=True):
        arrays[name] = np.frombuffer(content, np.dtype(kind), math.prod(shape), at).reshape(shape).copy()
        at += size
    return about, arrays
