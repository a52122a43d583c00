"""What a call of the command gives back."""

from __future__ import annotations

from typing import NamedTuple


class Done(NamedTuple):
    """Exit code, stdout and stderr of one call."""

    code: object
    out: str
    err: str
