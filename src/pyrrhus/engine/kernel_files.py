"""Numba's files of compiled kernels, so kept that a damaged one is compiled again and two first runs cannot mix theirs.

A data file is named by the hash of its content and an index begins with the hash of the rest: machine code that is not
to the byte what was compiled is never run. Numba numbers data files instead, so that two processes could write
different kernels under one name, and it fails on an index that it cannot read.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba.core import caching

DIGEST_BYTES = 32


class KernelFiles(caching.IndexDataCacheFile):
    """Index and data files of one function; what cannot be read counts as not there, what cannot be written is not."""

    def save(self, key: Any, data: Any) -> None:
        """Keep a compiled kernel; a full or read-only disk costs only the time of compiling again."""
        content = self._dump(data)
        name = f"{self._index_name.removesuffix('.nbi')}.{hashlib.sha256(content).hexdigest()[:32]}.nbc"
        try:
            with self._open_for_write(self._data_path(name)) as file:
                file.write(content)
            self._save_index({**self._load_index(), key: name})
        except OSError:
            return

    def _load_data(self, name: str) -> Any:
        path = Path(self._data_path(name))
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        try:
            if not name.endswith(f".{digest[:32]}.nbc"):
                raise ValueError
            return pickle.loads(content)
        except Exception:  # whatever unpickling may raise
            _drop(path)
            raise FileNotFoundError(str(path)) from None

    def _load_index(self) -> dict[Any, str]:
        path = Path(self._index_path)
        try:
            content = path.read_bytes()
        except OSError:
            return {}
        try:
            if hashlib.sha256(content[DIGEST_BYTES:]).digest() != content[:DIGEST_BYTES]:
                raise ValueError
            version, stamp, overloads = pickle.loads(content[DIGEST_BYTES:])
        except Exception:
            _drop(path)
            return {}
        return overloads if (version, stamp) == (self._version, self._source_stamp) else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        content = self._dump((self._version, self._source_stamp, overloads))
        with self._open_for_write(self._index_path) as file:
            file.write(hashlib.sha256(content).digest() + content)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """While modules are imported, have their kernels kept in a folder by `KernelFiles`; Numba is left as it was."""
    import numba

    before = numba.config.CACHE_DIR, caching.IndexDataCacheFile  # type: ignore[attr-defined]
    numba.config.CACHE_DIR, caching.IndexDataCacheFile = str(folder), KernelFiles  # type: ignore[attr-defined]
    try:
        yield
    finally:
        numba.config.CACHE_DIR, caching.IndexDataCacheFile = before  # type: ignore[attr-defined]


def _drop(path: Path) -> None:
    """Delete a damaged file, and say so once for the whole folder in this process."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
    tell_damaged()


@cache
def tell_damaged() -> None:
    """Say it once in a process, however many files are damaged."""
    print("a file of compiled kernels was damaged: dropped, and compiled again (about a minute)", file=sys.stderr)
