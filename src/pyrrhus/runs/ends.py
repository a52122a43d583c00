"""The two ends of a comparison, from what a person writes: a scenario and a date, a folder of results, a run, or
settings that are changed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.byte_reader import read_bytes
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused
from pyrrhus.runs.compare import State
from pyrrhus.runs.measures import published_measures
from pyrrhus.runs.store import Run, find_run, inputs_of, list_runs
from pyrrhus.scenario.check import problems_of
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.load import load
from pyrrhus.scenario.nearest import advise, shown
from pyrrhus.scenario.scenario_file import YAML, read_scenario_file
from pyrrhus.scenario.schema import Scenario, ScenarioFile
from pyrrhus.scenario.tables import TABLES
from pyrrhus.scenario.yaml_reader import parse_yaml

DOCUMENT = "assessment.json"
LONGEST_DAYS = 3660
NOT_WRITTEN = "name a folder that assess wrote"


def find_end(given: Scenario | str | Path, *, horizon_days: int | None = None) -> State:
    """What is meant: `SCENARIO`, `SCENARIO@DATE`, a folder that `assess` wrote, `run:NUMBER`, or a loaded scenario as
    of its own date. Raises InputError."""
    if isinstance(given, Scenario):
        return _as_of(given, given.file.as_of, horizon_days)
    text = str(given)
    if text.startswith("run:"):
        if not text[4:].isdecimal() or len(text) > 20:
            raise InputError([Problem(text, None, "is no run", "write run: and its number, for one run:12", "run")])
        return _of_run(find_run(int(text[4:])))
    document = Path(text) / DOCUMENT
    if document.is_file():
        return _of_document(document)
    name, mark, day = text.rpartition("@")
    if mark and not Path(text).exists():
        return _as_of(load(name), _date(text, day), horizon_days)
    scenario = load(text)
    return _as_of(scenario, scenario.file.as_of, horizon_days)


def _as_of(scenario: Scenario, day: date, horizon_days: int | None) -> State:
    return State(scenario, day, horizon_days or scenario.file.horizon_days, f"{scenario.name} as of {day}")


def what_if(state: State, settings: Sequence[str]) -> State:
    """The same with settings of scenario.yaml changed: `policies.defender=[{id: leave, do: withdraw_on, date: D}]`.

    Raises InputError where a key or a value does not hold.
    """
    read_settings = []
    for setting in settings:
        key, mark, text = setting.partition("=")
        read, _, problems = parse_yaml(f"value: {text}", file=setting)
        if not mark or read is None or problems:
            fix = "write KEY=VALUE as in scenario.yaml, for one parameters.artillery_reach_km=20"
            raise InputError([Problem(setting, None, "is no setting", fix, "what_if")])
        read_settings.append((setting, key.strip(), read["value"]))
    changed = _changed(state.scenario, read_settings, "--set")
    days = changed.file.horizon_days if any(s.startswith("horizon_days") for s in settings) else state.days
    return State(changed, state.as_of, days, f"{state.label} with {'; '.join(settings)}")


def change_settings(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The same with settings of scenario.yaml changed, as `what_if` does: a key such as `policies.defender`, and its
    value as data. Its digest is no longer that of the file. Raises InputError where a key or a value does not hold."""
    return _changed(scenario, [(key, key, deepcopy(value)) for key, value in settings.items()], "settings")


def _changed(scenario: Scenario, settings: Sequence[tuple[str, str, Any]], place: str) -> Scenario:
    """The scenario with each setting (as written, key, value) put in and checked; problems stand under `place`."""
    values = scenario.file.model_dump(by_alias=True, exclude_none=True)
    for written, key, value in settings:
        _put(values, key.split("."), value, written)
    found: list[Problem] = []
    file, _ = read_scenario_file(values, {}, found)
    digest = hashlib.sha256(file.model_dump_json(by_alias=True, exclude_none=True).encode()).hexdigest()
    changed = scenario.model_copy(update={"file": file, "inputs_sha256": {**scenario.inputs_sha256, YAML: digest}})
    found = found or [p for p in problems_of(draft_of(changed)) if p.severity == "error" and p.file == YAML]
    if found:
        raise InputError([replace(p, file=place, line=None) for p in found])
    return changed


def draft_of(scenario: Scenario) -> FolderDraft:
    """A loaded scenario as a draft, so that the checks of scenario.yaml can look at it; without claims and sources."""
    names = {name for name in TABLES if name not in ("claims", "sources")}
    rows = {name: getattr(scenario, name) if name in names else () for name in TABLES}
    ids = {
        name: tuple(row.actor if name == "actors" else row.id for row in rows[name])
        if name in ("places", "events", "actors")
        else ()
        for name in TABLES
    }
    present = frozenset(name for name in names if rows[name])
    return FolderDraft(Path(scenario.name), scenario.file, frozenset(), rows, ids, frozenset(TABLES), present, {}, {})


def _put(values: dict[str, Any], path: Sequence[str], value: Any, setting: str) -> None:
    inner: Any = values
    for depth, key in enumerate(path):
        known = tuple(ScenarioFile.model_fields) if depth == 0 else tuple(inner)
        if depth == 0 and key not in known:
            raise InputError([Problem(setting, None, f"there is no key {shown(key)}", advise(key, known), "what_if")])
        if depth == len(path) - 1:
            inner[key] = value
            return
        inner = inner.setdefault(key, {})
        if not isinstance(inner, dict):
            fix = f"write the whole of {key}"
            raise InputError([Problem(setting, None, f"{shown(key)} has no parts by name", fix, "what_if")])


def _of_document(path: Path) -> State:
    """A folder of results: its inputs from the record of runs, else from the scenario of its name where unchanged."""
    try:
        document = parse_json(read_bytes(path, "map_bytes"), name=path.name, fix=NOT_WRITTEN)
    except Refused as refused:
        raise InputError([refused.problem(str(path))]) from None
    if not isinstance(document, dict) or not isinstance(document.get("inputs_sha256"), dict):
        raise InputError([Problem(str(path), None, "is no assessment", NOT_WRITTEN, "run")])
    wanted, name = document["inputs_sha256"], str(document.get("scenario"))
    scenario = None
    with suppress(InputError):
        for run in list_runs(name):
            if dict(run.inputs) == wanted:
                with scenario_of(run) as kept:
                    return _published(kept, document, str(path.parent))
        scenario = load(name)
    if scenario is None or scenario.inputs_sha256 != wanted:
        fix = f"name its scenario and date instead, for one {shown(name)}@{shown(document.get('as_of'))}"
        raise InputError([Problem(str(path), None, "the inputs of this run are not on record", fix, "run")])
    return _published(scenario, document, str(path.parent))


def _of_run(run: Run) -> State:
    with scenario_of(run) as scenario:
        return _published(scenario, run.document, f"run {run.id}")


def _published(scenario: Scenario, document: Mapping[str, Any], label: str) -> State:
    try:
        as_of, days = date.fromisoformat(document["as_of"]), int(document["horizon_days"])
        if not 1 <= days <= LONGEST_DAYS:
            raise ValueError("horizon_days")
        published = published_measures(document, scenario.centre.name)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError) as error:
        what = f"its assessment is damaged ({shown(error)})"
        raise InputError([Problem(label, None, what, "run it again", "run")]) from None
    return State(scenario, as_of, days, f"{label} ({scenario.name} as of {as_of})", published)


@contextmanager
def scenario_of(run: Run) -> Iterator[Scenario]:
    """The scenario as a run read it, from the bytes on record. Raises InputError."""
    with tempfile.TemporaryDirectory() as place:
        folder, contents = Path(place) / run.scenario, inputs_of(run)
        try:
            folder.mkdir()
            for name, content in contents.items():
                (folder / name).write_bytes(content)
        except (OSError, ValueError) as error:  # a damaged name, a full disk
            what = f"its files cannot be laid out again ({getattr(error, 'strerror', None) or error})"
            fix = "make room in the temporary folder, or run it again from its folder"
            raise InputError([Problem(f"run {run.id}", None, what, fix, "run")]) from None
        yield load(folder)


def _date(text: str, day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        fix = "write SCENARIO@YYYY-MM-DD, for one bakhmut@2023-03-01"
        raise InputError([Problem(text, None, f"'{day[:40]}' is not a date", fix, "as_of_date")]) from None
