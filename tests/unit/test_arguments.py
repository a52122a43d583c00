"""Names of arguments that have changed are taken for one version, and said."""

from __future__ import annotations

import pytest

import pyrrhus
from pyrrhus.arguments import renamed


def test_an_old_name_is_taken_with_a_warning() -> None:
    @renamed(said="predicted")
    def twice(*, predicted: int) -> int:
        return 2 * predicted

    assert twice(predicted=3) == 6
    with pytest.warns(FutureWarning, match="said= is now called predicted="):
        assert twice(said=4) == 8  # pyright: ignore[reportCallIssue]


def test_progress_is_still_taken_by_an_assessment() -> None:
    told: list[str] = []
    with pytest.warns(FutureWarning, match="on_progress"):
        pyrrhus.assess("asculum", draws=20, progress=lambda *x: told.append(x[0]))
    assert told[0] == "read"
