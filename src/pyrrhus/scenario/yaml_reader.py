"""The reader of `scenario.yaml`: YAML 1.2 to plain values, with the line of every key path."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyrrhus.errors import Problem
from pyrrhus.inputs.text_file import TextFile, read_text_file
from pyrrhus.limits import most
from pyrrhus.scenario import cells
from pyrrhus.scenario.nearest import shown

# Brackets open at once, those in texts counted too: the parser's time grows with their square.
MOST_OPENED = 400
INTEGER = re.compile(r"[+-]?[0-9]+")
PLAIN_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")


@dataclass(frozen=True)
class YamlFile:
    """A YAML file as plain dicts, lists and scalars; `lines` maps key paths (`policies.defender[0].date`) to lines."""

    file: TextFile | None
    values: dict[str, Any] | None
    lines: dict[str, int]
    problems: tuple[Problem, ...]


def read_yaml(path: Path) -> YamlFile:
    """Read one YAML 1.2 document whose root is a mapping. What is wrong comes back as problems, never as exceptions."""
    text_file, problems = read_text_file(path, "scenario_bytes")
    if text_file is None:
        return YamlFile(None, None, {}, tuple(problems))
    values, lines, found = parse_yaml(text_file.text, file=path.name)
    return YamlFile(text_file, values, lines, tuple(found))


def parse_yaml(text: str, *, file: str) -> tuple[dict[str, Any] | None, dict[str, int], list[Problem]]:
    """Parse YAML text. Dates become dates, other scalars what YAML 1.2 says; tags and double keys are problems."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    too_deep = Problem(file, None, "is nested too deeply", "write flat lists and mappings", "yaml_depth")
    if _opened(text) > MOST_OPENED:
        return None, {}, [too_deep]
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        return None, {}, [_syntax_problem(error, text, file)]
    except RecursionError:
        return None, {}, [too_deep]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, AssertionError) as error:
        return (
            None,
            {},
            [
                Problem(
                    file,
                    None,
                    f"cannot be read as YAML ({shown(error)})",
                    "write plain `key: value` lines",
                    "yaml_syntax",
                )
            ],
        )
    walk = _Walk(file)
    if root is None or root.id != "mapping":
        line = None if root is None else root.start_mark.line + 1
        return (
            None,
            {},
            [Problem(file, line, "does not begin with keys", "write `key: value` lines, title first", "yaml_root")],
        )
    values = walk.value(root, "", 0)
    return values, walk.lines, walk.problems


def _opened(text: str) -> int:
    """The most brackets that are open at once, wherever they stand."""
    deepest = now = 0
    for sign in re.findall(r"[\[\]{}]", text):
        now = now + 1 if sign in "[{" else max(now - 1, 0)
        deepest = max(deepest, now)
    return deepest


class _Walk:
    """Turns composed nodes into plain values and remembers where each key stands."""

    def __init__(self, file: str) -> None:
        self.file, self.nodes = file, 0
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: Any, path: str, depth: int) -> Any:
        self.nodes += 1
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        deepest, largest = most("yaml_nesting"), most("yaml_values")
        if depth > deepest or self.nodes > largest:
            if self.nodes <= largest + 1 or depth > deepest:
                self.add(
                    line,
                    "is nested too deeply, or repeats itself by aliases",
                    "write flat lists and mappings",
                    "yaml_depth",
                )
            self.nodes = largest + 2
            return None
        tag = str(node.tag or "").removeprefix("tag:yaml.org,2002:")
        if tag not in PLAIN_TAGS:
            self.add(line, f"the tag {shown(node.tag)} is not allowed", "remove it and write a plain value", "yaml_tag")
            return None
        if node.id == "mapping":
            return self.mapping(node, path, depth)
        if node.id == "sequence":
            return [self.value(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(node.value)]
        return self.scalar(node, line)

    def mapping(self, node: Any, path: str, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if key_node.id != "scalar":
                self.add(line, "a key is a list or a mapping", "write a word as the key", "yaml_type")
                continue
            key = key_node.value
            if key in values:
                self.add(line, f"the key {shown(key)} is there twice", "keep one of the two", "yaml_duplicate_key")
                continue
            inner = f"{path}.{key}" if path else key
            self.lines[inner] = line
            values[key] = self.value(value_node, inner, depth + 1)
        return values

    def scalar(self, node: Any, line: int) -> Any:
        text = node.value
        if node.style is not None:
            return text
        word = text.strip().lower()
        if word in ("", "~", "null"):
            return None
        if word in ("true", "false"):
            return word == "true"
        if len(text) > most("number_digits") and cells.NUMBER.fullmatch(text):
            self.add(
                line, f"{shown(text, most=20)} has {len(text):,} characters", "write a rounded number", "cell_number"
            )
            return None
        if INTEGER.fullmatch(text):
            return int(text)
        if cells.NUMBER.fullmatch(text):
            number = float(text)
            if math.isfinite(number):
                return number
        if word.lstrip("+-") in (".nan", ".inf") or cells.NUMBER.fullmatch(text):
            self.add(line, f"{shown(text)} is not a finite number", "write a finite number", "cell_number")
            return None
        if cells.DATE.fullmatch(text) and text.count("-") == 2:
            try:
                return cells.day(text)
            except cells.CellError as error:
                self.add(line, error.what, error.fix, error.check)
                return None
        return text

    def add(self, line: int, what: str, fix: str, check: str) -> None:
        self.problems.append(Problem(self.file, line, what, fix, check))


def _syntax_problem(error: Any, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else None
    reason = shown(getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__, most=100)
    lines = text.split("\n")
    here = lines[line - 1] if line is not None and line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())] or "'\\t'" in reason:
        return Problem(file, line, "a line is indented by a tab", "indent by spaces", "yaml_tabs")
    if "expected a single document" in reason or "document" in reason:
        return Problem(file, line, "holds more than one document", "keep one, without `---` between", "yaml_root")
    if "undefined alias" in reason:
        return Problem(file, line, f"an alias has no anchor ({reason})", "write the value itself", "yaml_syntax")
    fix = "put text that has a colon, a quote or a bracket in double quotes, and align keys by spaces"
    return Problem(file, line, f"cannot be read as YAML ({reason})", fix, "yaml_syntax")
