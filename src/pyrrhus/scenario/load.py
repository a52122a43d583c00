"""`load`: a scenario folder, by path or by name, as a checked `Scenario`."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from pyrrhus.errors import InputError, Problem
from pyrrhus.scenario.check import errors_among, problems_of
from pyrrhus.scenario.claim_rows import to_claim, to_source, unknown_source
from pyrrhus.scenario.draft import FolderDraft, read_draft
from pyrrhus.scenario.input_files import is_workbook
from pyrrhus.scenario.nearest import advise, shown
from pyrrhus.scenario.scenario_file import YAML
from pyrrhus.scenario.schema import Scenario


class Bundled(NamedTuple):
    """A scenario that comes with the package."""

    name: str
    title: str
    start: date
    as_of: date


def load(scenario: Scenario | str | Path) -> Scenario:
    """Read and check a folder with a scenario.yaml or a workbook, else the bundled scenario of that name; what is
    loaded already is given back. Raises InputError with every problem at once; warnings do not raise (`read` returns
    them)."""
    if isinstance(scenario, Scenario):
        return scenario
    found, problems = read(scenario)
    if found is None:
        raise InputError(errors_among(problems))
    return found


def read(scenario: str | Path) -> tuple[Scenario | None, list[Problem]]:
    """The scenario, None where it has errors, and every problem, warnings included. Raises InputError where there is
    no such folder."""
    folder = find(scenario)
    draft = read_draft(folder)
    problems = problems_of(draft)
    if errors_among(problems):
        return None, problems
    place = folder.resolve()
    return _scenario(draft, place.stem if is_workbook(place) else place.name), problems


def find(scenario: str | Path) -> Path:
    """The folder or workbook of a scenario: a path, else a bundled name. Raises InputError."""
    text = str(scenario)
    try:
        path = Path(text)
        if path.is_file() and is_workbook(path):
            return path
        if (path / YAML).exists():
            return path
        if text in _names():
            return _root() / text
        if path.is_dir():
            raise InputError(
                [
                    Problem(
                        text,
                        None,
                        "has no scenario.yaml",
                        "give a folder that has one, or make one with `pyrrhus new`",
                        "file_missing",
                    )
                ]
            )
        if path.is_file():
            raise InputError([Problem(text, None, "is a file", _instead(path), "file_missing")])
    except (OSError, ValueError) as error:
        raise InputError(
            [
                Problem(
                    shown(text),
                    None,
                    f"cannot be opened ({shown(error)})",
                    "give a folder with a scenario.yaml",
                    "file_unreadable",
                )
            ]
        ) from None
    raise InputError(
        [
            Problem(
                shown(text),
                None,
                "is neither a folder with a scenario.yaml nor a bundled scenario",
                advise(text, _names()),
                "file_missing",
            )
        ]
    )


def _instead(file: Path) -> str:
    if file.suffix.lower() in (".xls", ".xlsb", ".ods", ".numbers"):
        return "save it as .xlsx and give that"
    return "give the folder that holds scenario.yaml, or a workbook (.xlsx)"


def bundled() -> list[Bundled]:
    """The scenarios that come with the package, by name. Those that do not load are left out."""
    from pyrrhus.scenario.scenario_file import read_scenario_file
    from pyrrhus.scenario.yaml_reader import read_yaml

    listed = []
    for name in _names():
        yaml = read_yaml(_root() / name / YAML)
        file, bad = read_scenario_file(yaml.values, yaml.lines, [])
        if not bad & {"title", "start", "as_of"}:
            listed.append(Bundled(name, file.title, file.start, file.as_of))
    return listed


def _root() -> Path:
    return Path(str(files("pyrrhus.scenario").joinpath("bundled")))


def _names() -> tuple[str, ...]:
    root = _root()
    if not root.is_dir():
        return ()
    return tuple(sorted(folder.name for folder in root.iterdir() if (folder / YAML).is_file()))


def _scenario(draft: FolderDraft, name: str) -> Scenario:
    sources = {row.id: to_source(row) for row in draft.rows["sources"]}
    if "sources" not in draft.present:
        sources = {row.source: unknown_source(row.source) for row in draft.rows["claims"]}
    tables = {
        **draft.rows,
        "claims": tuple(to_claim(row, sources) for row in draft.rows["claims"]),
        "sources": tuple(sources.values()),
    }
    return Scenario(
        name=name,
        file=draft.file,
        **tables,
        ground_lines=draft.ground_lines,
        bridges=draft.bridges,
        inputs_sha256=dict(draft.inputs_sha256),
        lines=dict(draft.lines),
    )
