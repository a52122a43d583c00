"""`scenario.yaml` as a model: keys that do not hold are named with their lines and stood in for."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from pyrrhus.errors import Problem
from pyrrhus.scenario import cells
from pyrrhus.scenario.model_errors import say
from pyrrhus.scenario.nearest import shown
from pyrrhus.scenario.parameters import SECTIONS
from pyrrhus.scenario.schema import ScenarioFile, SideNames, Sides

YAML = "scenario.yaml"
# An empty section says that it has no entries; it holds no value that could be lost.
SECTIONS_THAT_MAY_BE_EMPTY = (
    "axes",
    "policies",
    "season_mud",
    "changes",
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


def read_scenario_file(
    values: dict[str, Any] | None, lines: Mapping[str, int], problems: list[Problem]
) -> tuple[ScenarioFile, set[str]]:
    """The YAML values as a model; keys that do not hold are named as problems and stood in for."""
    known = tuple(ScenarioFile.model_fields)
    if values is None:
        return ScenarioFile.model_construct(**STANDS_IN), set(known)
    values = {k: v for k, v in values.items() if v is not None or k not in SECTIONS_THAT_MAY_BE_EMPTY}
    bad: set[str] = set()
    for path, value in list(_scalars(values)):
        if value is None or isinstance(value, bool):
            what = "has no value" if value is None else f"is {str(value).lower()}, which no key here takes"
            fix = "write a value or remove the line" if value is None else "write a number, a date or text"
            if not any(p.file == YAML and p.line == lines.get(path) for p in problems):
                problems.append(Problem(YAML, lines.get(path), f"{shown(path)} {what}", fix, "yaml_empty_value"))
            if not _leave_out(values, path):
                bad.add(_top(path))
    _read_dates(values, lines, problems)
    for key in ("start", "as_of"):
        if key in values and key not in bad and type(values[key]) is not date:
            found = f"{key} is '{shown(values[key])}'"
            problems.append(Problem(YAML, lines.get(key), found, "write a day as YYYY-MM-DD", "cell_date"))
            bad.add(key)
    good = {key: value for key, value in values.items() if key not in bad}
    try:
        return ScenarioFile.model_validate({**{k: STANDS_IN[k] for k in bad if k in STANDS_IN}, **good}), bad
    except ValidationError as error:
        for entry in error.errors():
            path = _path(entry["loc"])
            what, fix, check = say(entry, valid_keys=_keys_at(entry["loc"][:-1]))
            where = f"{shown(path)}: " if len(entry["loc"]) > 1 else ""
            problems.append(Problem(YAML, _line(lines, path), where + what, fix, check))
            bad.add(_top(path))
    good = {key: value for key, value in good.items() if key not in bad and key in known}
    return ScenarioFile.model_validate({**{k: v for k, v in STANDS_IN.items() if k in bad}, **good}), bad


def _leave_out(values: dict[str, Any], path: str) -> bool:
    """Take the entry of a section of parameters out, so that one bad entry does not hide the others."""
    section, _, rest = path.partition(".")
    entries = values.get(section)
    if section not in SECTIONS or not isinstance(entries, dict):
        return False
    for name in entries:
        if rest == name or rest.startswith((f"{name}.", f"{name}[")):
            del entries[name]
            return True
    return False


def _read_dates(value: Any, lines: Mapping[str, int], problems: list[Problem], path: str = "") -> None:
    """Read dates that are written as text: `known_on`, where a month alone counts as its last day, and quoted days."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        here = _path((path, key)) if path else str(key)
        if isinstance(inner, (dict, list)):
            _read_dates(inner, lines, problems, here)
        elif key == "known_on" and inner is not None and type(inner) is not date:
            try:
                value[key] = cells.day(str(inner), partial="last")
            except cells.CellError as error:
                problems.append(Problem(YAML, _line(lines, here), f"known_on {error.what}", error.fix, error.check))
                value[key] = date.max
        elif key in ("start", "as_of", "date", "from") and isinstance(inner, str) and cells.DATE.fullmatch(inner):
            with suppress(cells.CellError):  # what is no day stays as it is, and is named where it is used
                value[key] = cells.day(inner)


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
