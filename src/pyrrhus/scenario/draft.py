"""A scenario folder as far as it can be read: good rows, and the problems of the rest."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pyrrhus.errors import Problem
from pyrrhus.scenario.cells import CellError, count, yes_no
from pyrrhus.scenario.csv_reader import CsvRow, read_table, typed
from pyrrhus.scenario.ground_lines import LINES, read_ground_lines
from pyrrhus.scenario.input_files import FolderFiles, InputFiles, input_files
from pyrrhus.scenario.model_errors import say
from pyrrhus.scenario.scenario_file import YAML, read_scenario_file
from pyrrhus.scenario.schema import BridgePoint, GroundLine, Place, ScenarioFile
from pyrrhus.scenario.tables import HELD_BACK, TABLES, TableKind
from pyrrhus.scenario.written_counts import ambiguous_counts
from pyrrhus.scenario.yaml_reader import parse_yaml


@dataclass(frozen=True)
class FolderDraft:
    """What could be read of a folder, or of a workbook that stands for one.

    `file` holds stand-ins for the keys named in `bad_keys`; checks must not look at those. `ids` are all the ids that
    a table writes, those of bad rows too, so that one bad cell does not call for many unknown ids. `held_back` are the
    claims that nobody has confirmed: they are read no further, whatever else they say.
    """

    folder: Path
    file: ScenarioFile
    bad_keys: frozenset[str]
    rows: Mapping[str, tuple[Any, ...]]
    ids: Mapping[str, tuple[str, ...]]
    readable: frozenset[str]
    present: frozenset[str]
    lines: Mapping[str, int]
    inputs_sha256: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    held_back: tuple[CsvRow, ...] = ()
    files: InputFiles = field(default_factory=lambda: FolderFiles(Path("nowhere")))
    ground_lines: tuple[GroundLine, ...] = ()
    bridges: tuple[BridgePoint, ...] = ()

    def line(self, path: str) -> int | None:
        """The line of a key path of scenario.yaml, or of the nearest key above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return None

    @cached_property
    def places(self) -> dict[str, Place]:
        """The good rows of places.csv by id."""
        return {place.id: place for place in self.rows["places"]}

    @cached_property
    def place_ids(self) -> frozenset[str]:
        return frozenset(self.ids["places"])

    @cached_property
    def centre(self) -> Place | None:
        return None if "centre" in self.bad_keys else self.places.get(self.file.centre)


def read_draft(folder: Path) -> FolderDraft:
    """Read every file of a folder, or every sheet of a workbook, each as far as it goes."""
    files = input_files(folder)
    hashes: dict[str, str] = {}
    text_file, problems = files.read(YAML, "scenario_bytes")
    values, lines = None, {}
    if text_file is not None:
        hashes[YAML] = text_file.sha256
        values, lines, found = parse_yaml(text_file.text, file=YAML)
        problems += [*found, *ambiguous_counts(values, lines, text_file.text, file=YAML)]
    file, bad_keys = read_scenario_file(values, lines, problems)
    rows: dict[str, tuple[Any, ...]] = {}
    ids: dict[str, tuple[str, ...]] = {}
    readable, present = set(), set()
    held_back: tuple[CsvRow, ...] = ()
    for name, kind in TABLES.items():
        rows[name], ids[name] = (), ()
        if not kind.required and not files.has(kind.file):
            readable.add(name)
            continue
        present.add(name)
        table = read_table(*files.read(kind.file, "table_bytes"), file=kind.file, columns=kind.columns)
        problems += table.problems
        if table.file is None:
            continue
        hashes[kind.file] = table.file.sha256
        whole = not any(p.check.startswith(("header", "csv", "row", "file", "limit")) for p in table.problems)
        if whole:
            readable.add(name)
        if whole and not table.records and kind.required:
            problems.append(Problem(kind.file, None, "has no rows", "write a row for each of them", "table_no_rows"))
        records = table.records
        if name == "claims":
            held_back = tuple(record for record in records if _is_held_back(record))
            records = tuple(record for record in records if not _is_held_back(record))
        rows[name] = tuple(read_rows(records, kind, problems))
        key = "actor" if name == "actors" else "id"
        ids[name] = tuple(record.cells[key] for record in records if record.cells.get(key))
    ground_lines, bridges = _read_lines(files, hashes, problems)
    return FolderDraft(
        folder,
        file,
        frozenset(bad_keys),
        rows,
        ids,
        frozenset(readable),
        frozenset(present),
        dict(lines),
        hashes,
        problems,
        held_back,
        files,
        ground_lines,
        bridges,
    )


def _read_lines(
    files: InputFiles, hashes: dict[str, str], problems: list[Problem]
) -> tuple[tuple[GroundLine, ...], tuple[BridgePoint, ...]]:
    if not files.has(LINES):
        return (), ()
    text_file, found = files.read(LINES, "lines_bytes")
    problems += found
    if text_file is None:
        return (), ()
    hashes[LINES] = text_file.sha256
    lines, bridges, found = read_ground_lines(text_file)
    problems += found
    return lines, bridges


def _is_held_back(record: CsvRow) -> bool:
    """Whether a claim says that nobody has confirmed it. A word that is neither yes nor no is left to the reader of
    rows, which refuses it."""
    text = record.cells.get(HELD_BACK, "")
    try:
        return bool(text) and not yes_no(text)
    except CellError:
        return False


def _ambiguous_counts(record: CsvRow, kind: TableKind) -> list[Problem]:
    """A problem for every count of a row that can be read in two ways."""
    problems = []
    for name in kind.counts(record.cells):
        try:
            count(record.cells.get(name, ""))
        except CellError as error:
            problems.append(Problem(kind.file, record.line, f"{name} {error.what}", error.fix, error.check))
    return problems


def read_rows(records: typing.Iterable[Any], kind: TableKind, problems: list[Problem]) -> typing.Iterator[Any]:
    """The good rows of a table, each as its model; what is wrong with the others is added to `problems`."""
    for record in records:
        values, found = typed(record, kind.columns, file=kind.file)
        found += _ambiguous_counts(record, kind)
        try:
            row = kind.row.model_validate({**values, "line": record.line})
        except ValidationError as error:
            named = {problem.what.split(" ", 1)[0] for problem in found}
            for entry in error.errors():
                # A cell that could not be read was left out: its reader has named it already.
                if entry["loc"] and str(entry["loc"][0]) not in named:
                    what, fix, check = say(entry)
                    found.append(Problem(kind.file, record.line, what, fix, check))
            row = None
        problems += found
        if row is not None and not found:
            yield row
