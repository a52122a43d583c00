"""Benchmarks that a test holds to their word; the source distribution leaves them out, and their tests skip there."""

from __future__ import annotations

from typing import Any

import pytest


def bench(name: str) -> Any:
    """A module of the benchmarks; the test, or the whole file of tests, is skipped where there is none."""
    return pytest.importorskip(f"benchmarks.{name}", reason="the source distribution leaves the benchmarks out")


def from_bench(name: str, wanted: str) -> list[Any]:
    """Names of a module of the benchmarks, in the order that they are asked for."""
    return [getattr(bench(name), one) for one in wanted.split()]
