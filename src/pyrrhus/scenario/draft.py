"""A scenario folder as far as it can be read: good rows, and the problems of the rest."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pyrrhus.errors import Problem
from pyrrhus.scenario import cells
from pyrrhus.scenario.csv_reader import read_table, typed
from pyrrhus.scenario.schema import Place, ScenarioFile, SideNames, Sides
from pyrrhus.scenario.tables import TABLES, TableKind
from pyrrhus.scenario.wording import say
from pyrrhus.scenario.yaml_reader import read_yaml

YAML = "scenario.yaml"
# An empty section says that it has no entries; it holds no value that could be lost.
SECTIONS_THAT_MAY_BE_EMPTY = (
    "axes",
    "policies",
    "season_mud",
    "parameters",
    "values",
    "civilians",
    "supply_sources",
    "tiling",
)
STANDS_IN: dict[str, Any] = {
    "title": "?",
    "sides": Sides(attacker=SideNames(name="attacker"), defender=SideNames(name="defender")),
    "start": date(1, 1, 1),
    "as_of": date(1, 1, 1),
    "centre": "-",
}


@dataclass(frozen=True)
class Draft:
    """What could be read of a folder.

    `file` holds stand-ins for the keys named in `bad_keys`; checks must not look at those. `ids` are all the ids that
    a table writes, those of bad rows too, so that one bad cell does not call for many unknown ids.
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


def read_draft(folder: Path) -> Draft:
    """Read every file of a folder, each as far as it goes."""
    problems: list[Problem] = []
    hashes: dict[str, str] = {}
    yaml = read_yaml(folder / YAML)
    problems += yaml.problems
    if yaml.file is not None:
        hashes[YAML] = yaml.file.sha256
    file, bad_keys = read_scenario_file(yaml.values, yaml.lines, problems)
    rows: dict[str, tuple[Any, ...]] = {}
    ids: dict[str, tuple[str, ...]] = {}
    readable, present = set(), set()
    for name, kind in TABLES.items():
        path = folder / kind.file
        rows[name], ids[name] = (), ()
        if not kind.required and not path.exists() and not path.is_symlink():
            readable.add(name)
            continue
        present.add(name)
        table = read_table(path, kind.columns)
        problems += table.problems
        if table.file is None:
            continue
        hashes[kind.file] = table.file.sha256
        whole = not any(p.check.startswith(("header", "csv", "row", "file")) for p in table.problems)
        if whole:
            readable.add(name)
        if whole and not table.records and kind.required:
            problems.append(Problem(kind.file, None, "has no rows", "write a row for each of them", "table_no_rows"))
        rows[name] = tuple(_read_rows(table.records, kind, problems))
        key = "actor" if name == "actors" else "id"
        ids[name] = tuple(record.cells[key] for record in table.records if record.cells.get(key))
    return Draft(
        folder,
        file,
        frozenset(bad_keys),
        rows,
        ids,
        frozenset(readable),
        frozenset(present),
        dict(yaml.lines),
        hashes,
        problems,
    )


def _read_rows(records: typing.Iterable[Any], kind: TableKind, problems: list[Problem]) -> typing.Iterator[BaseModel]:
    for record in records:
        values, found = typed(record, kind.columns, file=kind.file)
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


def read_scenario_file(
    values: dict[str, Any] | None, lines: Mapping[str, int], problems: list[Problem]
) -> tuple[ScenarioFile, set[str]]:
    """The YAML values as a model; keys that do not hold are named as problems and stood in for."""
    known = tuple(ScenarioFile.model_fields)
    if values is None:
        return ScenarioFile.model_construct(**STANDS_IN), set(known)
    values = {k: v for k, v in values.items() if v is not None or k not in SECTIONS_THAT_MAY_BE_EMPTY}
    bad: set[str] = set()
    for path, value in _scalars(values):
        if value is None or isinstance(value, bool):
            what = "has no value" if value is None else f"is {str(value).lower()}, which no key here takes"
            fix = "write a value or remove the line" if value is None else "write a number, a date or text"
            if not any(p.file == YAML and p.line == lines.get(path) for p in problems):
                problems.append(Problem(YAML, lines.get(path), f"{path} {what}", fix, "yaml_empty_value"))
            bad.add(_top(path))
    _read_known_on(values, lines, problems)
    for key in ("start", "as_of"):
        if key in values and key not in bad and type(values[key]) is not date:
            problems.append(
                Problem(YAML, lines.get(key), f"{key} is '{values[key]}'", "write a day as YYYY-MM-DD", "cell_date")
            )
            bad.add(key)
    good = {key: value for key, value in values.items() if key not in bad}
    try:
        return ScenarioFile.model_validate({**{k: STANDS_IN[k] for k in bad if k in STANDS_IN}, **good}), bad
    except ValidationError as error:
        for entry in error.errors():
            path = _path(entry["loc"])
            what, fix, check = say(entry, valid_keys=_keys_at(entry["loc"][:-1]))
            where = f"{path}: " if len(entry["loc"]) > 1 else ""
            problems.append(Problem(YAML, _line(lines, path), where + what, fix, check))
            bad.add(_top(path))
    good = {key: value for key, value in good.items() if key not in bad and key in known}
    return ScenarioFile.model_validate({**{k: v for k, v in STANDS_IN.items() if k in bad}, **good}), bad


def _read_known_on(value: Any, lines: Mapping[str, int], problems: list[Problem], path: str = "") -> None:
    """Turn every `known_on`, which may name a month alone, into its last day."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        here = _path((path, key)) if path else str(key)
        if isinstance(inner, (dict, list)):
            _read_known_on(inner, lines, problems, here)
        elif key == "known_on" and inner is not None and type(inner) is not date:
            try:
                value[key] = cells.day(str(inner), partial="last")
            except cells.CellError as error:
                problems.append(Problem(YAML, _line(lines, here), f"known_on {error.what}", error.fix, error.check))
                value[key] = date.max


def _scalars(value: Any, path: str = "") -> typing.Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _scalars(inner, f"{path}[{index}]")
    else:
        yield path, value


def _top(path: str) -> str:
    return path.split(".", 1)[0].split("[", 1)[0]


def _path(loc: tuple[Any, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else (f".{part}" if path else str(part))
    return path


def _line(lines: Mapping[str, int], path: str) -> int | None:
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path)


def _keys_at(loc: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys that the model at a place of the schema knows."""
    model: Any = ScenarioFile
    for part in loc:
        if isinstance(part, int):
            continue
        fields = getattr(model, "model_fields", {})
        match = next((f for name, f in fields.items() if part in (name, f.alias)), None)
        if match is None:
            return ()
        model = _model_in(match.annotation)
    return tuple(f.alias or name for name, f in getattr(model, "model_fields", {}).items())


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in typing.get_args(annotation):
        found = None if inner in (Ellipsis, types.NoneType) else _model_in(inner)
        if found is not None:
            return found
    return None
