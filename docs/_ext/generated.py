"""Tables of the reference, written from the code between `<!-- generated: NAME -->` and `<!-- end: NAME -->` of a page.

    python docs/_ext/generated.py           writes them into the pages, which read as plain text too (`make reference`)

The Sphinx extension writes them anew at each build, and a test compares what the pages hold, so that none falls behind
the code. A mark without an end (a picture) is filled at the build alone. A column or a key without a meaning in
scenario/columns.csv, or a meaning without its column, is a warning, which stops the build.
"""

from __future__ import annotations

import csv
import inspect
import re
import typing
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

MARK = re.compile(r"<!-- generated: ([a-z_]+)(?: ([a-z_]+))? -->(?:.*?<!-- end: \1 -->)?", re.DOTALL)
DOCS = Path(__file__).parents[1]
COLUMNS = Path(__file__).parents[2] / "src" / "pyrrhus" / "scenario" / "columns.csv"
KINDS = {
    "text": "text",
    "number": "number",
    "date": "day",
    "date_first": "day, month or year (its first day)",
    "date_last": "day, month or year (its last day)",
    "yes_no": "yes or no",
    "names": "names, separated by ;",
}


def parameters() -> str:
    """The parameter table, by section of scenario.yaml."""
    from pyrrhus.scenario.parameters import SECTIONS
    from pyrrhus.scenario.parameters import parameters as table

    text = []
    for section in SECTIONS:
        rows = []
        for p in table().values():
            if p.section == section:
                default = p.default.words() if p.default is not None else "absent"
                rows.append(
                    (
                        f"`{p.name}` {p.unit}",
                        f"{p.meaning} (in reports: {p.label})",
                        f"{default}; within {p.low:g} to {p.high:g}",
                        p.source,
                    )
                )
        head = ("parameter and unit", "meaning", "default and bounds", "where the default comes from")
        text.append(f"## Under `{section}`\n\n{_table(head, rows)}")
    return "\n\n".join(text)


def quantities() -> str:
    """The vocabulary of claims: numbers, then words."""
    from pyrrhus.claims.vocabulary import quantities as table

    numbers = [
        (f"`{q.name}`", q.unit, _whose(q), f"`{q.part_of}`" if q.part_of else "", q.meaning)
        for q in table().values()
        if q.numeric
    ]
    words = [(f"`{q.name}`", _whose(q), q.meaning) for q in table().values() if not q.numeric]
    return (
        "## Numbers\n\n"
        + _table(("quantity", "unit", "side", "part of", "meaning"), numbers)
        + "\n\n## Words\n\nThe words that may be written stand in brackets; the unit is `category`.\n\n"
        + _table(("quantity", "side", "meaning"), words)
    )


def checks() -> str:
    """Every check by name, in groups of what it looks at."""
    from pyrrhus.scenario.check import catalogue

    groups: dict[str, list[Any]] = {}
    for entry in catalogue():
        group = "reading" if entry.run is None else entry.run.__module__.rsplit(".", 1)[-1].removesuffix("_checks")
        groups.setdefault(group, []).append(entry)
    total = sum(map(len, groups.values()))
    text = [f"There are {total} of them."]
    for group in sorted(groups, key=lambda name: (name != "reading", name)):
        rows = [(f"`{c.name}`", "" if c.severity == "error" else c.severity, c.finds, c.fix) for c in groups[group]]
        text.append(f"## {group.capitalize()}\n\n{_table(('check', '', 'finds', 'what to do'), rows)}")
    return "\n\n".join(text)


def limits() -> str:
    """How much is read of anything."""
    from pyrrhus.limits import LIMITS, said

    rows = [(limit.counts, said(limit.most, limit.unit), limit.instead, f"`{limit.name}`") for limit in LIMITS.values()]
    return _table(("of", "at most", "instead", "name"), rows)


def imports() -> str:
    """Every kind of file that can be imported: its columns, and what becomes of them."""
    from pyrrhus.imports.run import KINDS

    text = []
    for kind in KINDS.values():
        rows = [(f"`{column.name}`", column.becomes) for column in kind.columns]
        title = f"{kind.title[0].upper()}{kind.title[1:]}."
        text.append(f"## {kind.name}\n\n{title}\n\n{_table(('column', 'becomes'), rows)}")
    return "\n\n".join(text)


def policies() -> str:
    """The catalogue of policies with their settings."""
    from pyrrhus.scenario.conditions import TRIGGERS
    from pyrrhus.scenario.policy_catalogue import CATALOGUE

    text = []
    for side in ("attacker", "defender"):
        rows = []
        for kind in CATALOGUE.values():
            if kind.side == side:
                settings = "; ".join(
                    f"`{s.name}`: {s.meaning}" + (f" ({s.unit}, {s.low:g} to {s.high:g})" if s.kind == "number" else "")
                    for s in kind.settings
                )
                one = "one or more of: " if kind.one_of else ""
                rows.append((f"`{kind.name}`", kind.meaning, one + settings))
        text.append(f"## Of the {side}\n\n{_table(('policy', 'what it does', 'settings'), rows)}")
    rows = []
    for t in TRIGGERS.values():
        bounds = f" ({t.unit}, {t.low:g} to {t.high:g})" if t.kind == "number" else ""
        rows.append((f"`{t.name}`", f"{t.meaning}{bounds}", f"{t.side} alone" if t.side else "both"))
    text.append(f"## What a part can wait for\n\n{_table(('condition', 'meaning', 'side'), rows)}")
    return "\n\n".join(text)


def columns(name: str) -> str:
    """The columns of one file of a scenario folder."""
    from pyrrhus.scenario.csv_reader import KNOWN_ON
    from pyrrhus.scenario.tables import TABLES

    table, meanings = TABLES[name], _meanings(name)
    listed = [column for column in table.columns if column.name != KNOWN_ON.name]
    _compare(name, [column.name for column in listed], meanings)
    fields = {(f.alias or n): f for n, f in table.row.model_fields.items()}
    order = list(fields)
    rows = []
    for column in sorted(listed, key=lambda c: order.index(c.name) if c.name in order else len(order)):
        words = _words_allowed(fields[column.name].annotation) if column.name in fields else ()
        written = ", ".join(f"`{word}`" for word in words) if words else KINDS[column.kind]
        rows.append((f"`{column.name}`", "yes" if column.required else "", written, meanings[column.name]))
    return _table(("column", "required", "written as", "meaning"), rows)


def scenario_keys() -> str:
    """The keys of scenario.yaml."""
    from pyrrhus.scenario.schema import ScenarioFile

    fields, meanings = ScenarioFile.model_fields, _meanings("scenario")
    _compare("scenario.yaml", list(fields), meanings)
    rows = []
    for name, field in fields.items():
        default = field.default
        plain = isinstance(default, int | float | str) and default != ""
        rows.append((f"`{name}`", "yes" if field.is_required() else "", f"{default}" if plain else "", meanings[name]))
    return _table(("key", "required", "default", "meaning"), rows)


def distributions() -> str:
    """How a distribution is written."""
    from pyrrhus.scenario.distributions import EXAMPLES, parse_distribution
    from pyrrhus.scenario.yaml_reader import parse_yaml

    rows = []
    for form, example in EXAMPLES.items():
        values, _, _ = parse_yaml(f"value: {example}", file="example")
        distribution, wrong = parse_distribution(values["value"] if values else None)
        assert distribution is not None, wrong
        rows.append((f"`{example}`", distribution.words().removeprefix(f"{form}, ")))
    return _table(("written", "means"), rows)


def commands() -> str:
    """Every command with its arguments and options, from the command line itself."""
    import typer.main

    from pyrrhus.cli import app

    group: Any = typer.main.get_command(app)
    listed = [
        (f"{name} {part}", inner)
        for name, command in group.commands.items()
        for part, inner in getattr(command, "commands", {"": command}).items()
    ]
    text = []
    for name, command in ((full.strip(), command) for full, command in listed):
        usage, rows = [f"pyrrhus {name}"], []
        for parameter in command.params:
            shown = parameter.metavar or parameter.name.upper()
            if parameter.param_type_name == "argument":
                usage.append(shown if parameter.required else f"[{shown}]")
                rows.append((f"`{shown}`", getattr(parameter, "help", "") or "", ""))
            elif parameter.name != "help":
                flag = getattr(parameter, "is_flag", False)
                option = parameter.opts[0] + ("" if flag else f" {shown}")
                default = getattr(parameter.default, "value", parameter.default)
                shown_default = "" if flag or default is None or callable(default) else f"{default}"
                usage.append(option if parameter.required else f"[{option}]")
                rows.append((f"`{option}`", getattr(parameter, "help", "") or "", shown_default))
        text.append(f"## `{name}`\n\n{command.help}\n\n```text\n{_wrap(usage)}\n```")
        if rows:
            text.append(_table(("", "", "default"), rows))
    return "\n\n".join(text)


def python() -> str:
    """The public names of the package with their signatures and docstrings."""
    import pyrrhus

    text = []
    for name in ("load", "assess", "Assessment", "Scenario", "InputError", "PyrrhusError"):
        item = getattr(pyrrhus, name)
        parts = [f"## `pyrrhus.{name}`", _signature(name, item), inspect.getdoc(item) or ""]
        text.append("\n\n".join(part for part in parts if part))
        if name == "Assessment":
            members = [(n, m) for n, m in vars(item).items() if not n.startswith("_") and n not in item.__annotations__]
            for member, value in members:
                if inspect.isfunction(value) or isinstance(value, property):
                    documented = value.fget if isinstance(value, property) else value
                    head = f"`.{member}`" if isinstance(value, property) else f"`.{member}{_arguments(value)}`"
                    text.append(f"{head}\n: {' '.join((inspect.getdoc(documented) or _KEYS[member]).split())}")
    missing = set(pyrrhus.__all__) - {"load", "assess", "Assessment", "Scenario", "InputError", "PyrrhusError"}
    if missing:
        _warn(f"public names that reference/python.md does not list: {sorted(missing)}")
    return "\n\n".join(text)


_KEYS = {
    "data": "The content of assessment.json as a dict.",
    "forecast": "The forecast as an xarray Dataset; units are in the variables' attributes.",
}


def assessment_keys() -> str:
    """The keys of assessment.json, from its schema."""
    import json
    from importlib.resources import files

    schema = json.loads(files("pyrrhus.present").joinpath("assessment.schema.json").read_text(encoding="utf-8"))
    rows = []
    for key, part in schema["properties"].items():
        target = part
        if "$ref" in part:
            target = {**schema["$defs"][part["$ref"].rsplit("/", 1)[-1]], **part}
        inner = target.get("properties") or target.get("items", {}).get("properties") or {}
        if not inner and "$ref" in target.get("items", {}):
            inner = schema["$defs"][target["items"]["$ref"].rsplit("/", 1)[-1]].get("properties", {})
        rows.append((f"`{key}`", ", ".join(f"`{name}`" for name in inner), target.get("description", "")))
    return _table(("key", "holds", ""), rows)


def scenarios() -> str:
    """The bundled scenarios."""
    from pyrrhus.scenario.load import bundled

    rows = [(f"`{b.name}`", b.title, _day(b.start), _day(b.as_of)) for b in bundled()]
    return _table(("name", "title", "start", "as of"), rows)


def rooms() -> str:
    """The rooms of the package: a picture of who imports whom, and a table."""
    from rooms import draw_rooms, read_rooms, table_of_rooms

    found = read_rooms()
    return f"<div>\n{draw_rooms(found)}\n</div>\n\n{_table(('room', 'for', 'imports'), table_of_rooms(found))}"


def version() -> str:
    """The version of the package."""
    import pyrrhus

    return pyrrhus.__version__


TABLES: dict[str, Callable[..., str]] = {
    function.__name__: function
    for function in (
        parameters, quantities, checks, limits, imports, policies, columns, scenario_keys, distributions, commands,
        python, assessment_keys, scenarios, rooms, version,
    )
}  # fmt: skip


def fill(text: str) -> str:
    """The page with every mark replaced by its table. Raises KeyError for a mark that nobody knows."""
    return MARK.sub(_table_of, text)


def refresh(text: str) -> str:
    """The page with the table of every mark that has an end written anew between the two."""

    def replace(match: re.Match[str]) -> str:
        name, argument = match.groups()
        if not match[0].endswith(f"<!-- end: {name} -->"):
            return match[0]
        mark = f"<!-- generated: {name}{f' {argument}' if argument else ''} -->"
        return f"{mark}\n\n{_table_of(match)}\n\n<!-- end: {name} -->"

    return MARK.sub(replace, text)


def pages() -> list[Path]:
    """The pages of the manual that hold a table."""
    found = sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
    return [page for page in found if MARK.search(page.read_text(encoding="utf-8"))]


def _table_of(match: re.Match[str]) -> str:
    name, argument = match.groups()
    return TABLES[name](argument) if argument else TABLES[name]()


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = [_row(head), "|" + "---|" * len(tuple(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _whose(quantity: Any) -> str:
    return "yes" if quantity.needs_side else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _meanings(name: str) -> dict[str, str]:
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        return {row["column"]: row["meaning"] for row in csv.DictReader(file) if row["file"] == name}


def _compare(name: str, found: list[str], meanings: dict[str, str]) -> None:
    for column in found:
        if column not in meanings:
            _warn(f"scenario/columns.csv has no meaning of {column} in {name}")
            meanings[column] = ""
    for column in set(meanings) - set(found):
        _warn(f"scenario/columns.csv explains {column}, which {name} does not have")


def _words_allowed(annotation: Any) -> tuple[str, ...]:
    if typing.get_origin(annotation) is typing.Literal:
        return tuple(typing.get_args(annotation))
    for inner in typing.get_args(annotation):
        words = _words_allowed(inner)
        if words:
            return words
    return ()


def _wrap(parts: list[str]) -> str:
    lines, line = [], ""
    for part in parts:
        if len(line) + len(part) > 90:
            lines.append(line)
            line = "    "
        line += ("" if not line.strip() else " ") + part
    return "\n".join([*lines, line])


def _signature(name: str, item: Any) -> str:
    if not inspect.isfunction(item):
        return ""
    written, starred = [], False
    for parameter in inspect.signature(item).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            written.append("*,")
            starred = True
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        written.append(f"{parameter.name}{default},")
    call = _wrap([f"{name}(", *written]).replace("( ", "(").rstrip(",")
    return f"```python\n{call})\n```"


def _arguments(function: Any) -> str:
    names = [n for n in inspect.signature(function).parameters if n != "self"]
    return f"({', '.join(names)})"


def _warn(text: str) -> None:
    from sphinx.util import logging

    logging.getLogger(__name__).warning(text)


def _fill_source(app: Any, docname: str, source: list[str]) -> None:
    if MARK.search(source[0]):
        source[0] = fill(source[0])


def _outdated(app: Any, env: Any, added: Any, changed: Any, removed: Any) -> list[str]:
    """Pages with tables are written anew each time, since the code may have changed."""
    return [name for name in env.found_docs if MARK.search(Path(env.doc2path(name)).read_text(encoding="utf-8"))]


def setup(app: Any) -> dict[str, Any]:
    app.connect("source-read", _fill_source)
    app.connect("env-get-outdated", _outdated)
    app.add_css_file("custom.css")
    return {"parallel_read_safe": True, "version": "1"}


if __name__ == "__main__":
    for page in pages():
        page.write_text(refresh(page.read_text(encoding="utf-8")), encoding="utf-8")
