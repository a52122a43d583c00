"""`map.yaml`: what the layers of a folder of maps mean, as the analyst says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyrrhus.claims.ledger import SIDES
from pyrrhus.control_map.profiles import FILE, MEANINGS, LayerRule, Meaning, Profile, SideWords, bundled_rules
from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.nearest import advise, shown
from pyrrhus.scenario.yaml_reader import read_yaml

KEYS = ("layers", "date_field", "sides")
WHERE = ("status", "fill", "name", "file")
EXAMPLE = "write {fill: '#a52714', means: holder}; besides fill there are name, file, status, and field with is"


def read_profile_file(path: Path, known: tuple[LayerRule, ...]) -> Profile:
    """The rules of a map.yaml, before those that are `known`. Raises InputError with every problem."""
    read = read_yaml(path)
    problems = list(read.problems)
    values = read.values or {}
    for key in values:
        if key not in KEYS:
            problems.append(_problem(path, read.lines.get(key), f"there is no key {shown(key)}", advise(key, KEYS)))
    rules = []
    layers = values.get("layers") or []
    for number, row in enumerate(layers if isinstance(layers, list) else [layers]):
        rule = _rule(row)
        if isinstance(rule, LayerRule):
            rules.append(rule)
        else:
            problems.append(_problem(path, read.lines.get(f"layers[{number}]"), *rule))
    sides = values.get("sides") or {}
    found = {}
    for side in SIDES:
        told = sides.get(side) if isinstance(sides, Mapping) else None
        if told is not None and (not isinstance(told, Mapping) or not isinstance(told.get("name"), str)):
            fix = "write {name: Redland, adjective: Redlandic, words: [red, redland]}"
            problems.append(_problem(path, read.lines.get(f"sides.{side}"), f"the {side} has no name", fix))
        elif told is not None:
            words = told.get("words") or []
            listed = words if isinstance(words, list) else [words]
            found[side] = SideWords(
                told["name"],
                str(told.get("adjective") or ""),
                tuple(str(word).strip().lower() for word in (told["name"], *listed)),
            )
    if problems:
        raise InputError(problems)
    return Profile(
        (*rules, *known), str(values.get("date_field") or "date"), found.get("attacker"), found.get("defender")
    )


def _rule(row: Any) -> LayerRule | tuple[str, str]:
    """A row as a rule, or what is wrong with it and how to write it."""
    if not isinstance(row, Mapping):
        return "a layer is no mapping", EXAMPLE
    means: Meaning | None = next((meaning for meaning in MEANINGS if meaning == row.get("means")), None)
    if means is None:
        return f"{shown(row.get('means'))} is nothing that a layer can mean", advise(str(row.get("means")), MEANINGS)
    where = [key for key in WHERE if key in row]
    if len(where) == 1 and not set(row) - {*where, "means"}:
        return LayerRule(where[0], (str(row[where[0]]).strip().lower(),), means)
    if set(row) == {"field", "is", "means"}:
        return LayerRule(str(row["field"]), (str(row["is"]).strip().lower(),), means)
    return "a layer says in no one way how it is known", EXAMPLE


def _problem(path: Path, line: int | None, what: str, fix: str) -> Problem:
    return Problem(path.name, line, what, fix, "map_profile")


def read_profile(folder: Path) -> Profile:
    """The analyst's rules of `map.yaml` in the folder, where there is one, before those of the known makers."""
    path, known = folder / FILE, bundled_rules()
    return read_profile_file(path, known) if path.is_file() else Profile(known)
