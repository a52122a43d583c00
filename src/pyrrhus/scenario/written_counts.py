"""Counts in `scenario.yaml` that are a thousand in one country and a fraction in another: refused as in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyrrhus.errors import Problem
from pyrrhus.scenario.cells import POINTED_THOUSANDS, CellError, count
from pyrrhus.scenario.parameters import parameters

UNITS = ("persons", "casualties")
PIECE = re.compile(r"[^\s,:\[\]{}]+")


def ambiguous_counts(values: Any, lines: Mapping[str, int], text: str, *, file: str) -> list[Problem]:
    """A problem for every number of people behind a parameter that can be read in two ways, with its line."""
    rows, problems = text.split("\n"), []
    for path, number in _numbers(values, ""):
        keys = re.split(r"[.\[]", path)
        name = next((key for key in keys if key in parameters()), None)
        if name is None or not parameters()[name].unit.startswith(UNITS):
            continue
        line = lines.get(path, 0)
        for piece in PIECE.findall(rows[line - 1] if 0 < line <= len(rows) else ""):
            if POINTED_THOUSANDS.fullmatch(piece) and piece.count(".") == 1 and float(piece) == number:
                try:
                    count(piece)
                except CellError as error:
                    problems.append(Problem(file, line, f"{path} {error.what}", error.fix, error.check))
                break
    return problems


def _numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    """Every number of nested mappings and lists with the path of its keys."""
    if isinstance(value, float):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _numbers(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _numbers(inner, f"{path}[{i}]")
