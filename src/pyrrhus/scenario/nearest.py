"""The nearest valid name, for messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from pyrrhus.plain_text import shown as shown


def nearest(word: str, valid: Iterable[str], *, cutoff: float = 0.5) -> str | None:
    """The valid name most like `word`, or None where none is like it."""
    return _nearest(word.lower()[:200], tuple(valid), cutoff)


@lru_cache(maxsize=4096)
def _nearest(word: str, valid: tuple[str, ...], cutoff: float) -> str | None:
    # A misspelt name is often on many lines.
    names = {name.lower(): name for name in valid}
    found = get_close_matches(word, names, n=1, cutoff=cutoff)
    return names[found[0]] if found else None


def advise(word: str, valid: Iterable[str], *, most: int = 12) -> str:
    """A fix in words: the nearest name first, else the valid ones."""
    names = list(valid)
    like = nearest(word, names)
    if like is not None:
        return f"write {like}"
    if not names:
        return "remove it"
    listed = ", ".join(names[:most]) + (", …" if len(names) > most else "")
    return f"write one of {listed}"
