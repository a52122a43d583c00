"""Compiled laws as they were written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def plain(law: Any) -> Callable[..., Any]:
    """A compiled law as the Python function that it was written as: what it says, without waiting for a compiler."""
    return getattr(law, "py_func", law)
