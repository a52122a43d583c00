"""What several tests share: a small made-up siege compiled once, and how Hypothesis runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from numpy.typing import NDArray

from support.called import Done
from support.compiled_laws import plain

os.environ.setdefault("PYRRHUS_RUNS", "off")  # no test writes to the record of whoever runs it
os.environ.setdefault("PYRRHUS_DRAWS", "off")  # nor keeps draws in their cache folder

hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

START = date(2030, 3, 1)
SIEGE_DRAWS = 150
SIEGE_DAYS = 60

# A siege that is lively enough for every law to have something to do within two months.
LIVELY = {
    "offensive_advance_km_per_day": 0.10, "moves_per_km_day": 0.06, "move_size_log_sd": 0.8,
    "withdrawal_base_per_day": 0.002, "attacker_loss_rate_per_day": 0.004, "civilians_leave_per_day": 0.01,
    "civilians_harm_per_day": 0.001, "fire_control_range_km": 3.0, "supply_stock_days": 6.0, "supply_need_0_1": 0.25,
    "withdrawal_corridor_weight": 4.0, "withdrawal_days": 4.0,
}  # fmt: skip


def siege_scenario(**changes: Any) -> Any:
    """A town of 9,000 half way between two armies, a river of roads east and west, eight places; as a loaded scenario.

    `changes` replace fields of the scenario; those of its file go in `file` as a dict.
    """
    from pyrrhus.scenario.schema import Control, Event, Force, Place, Route, Scenario, ScenarioFile

    def place(name: str, lat: float, lon: float, kind: str, population: float | None = None) -> Place:
        return Place.model_validate(
            {"id": name, "name": name.title(), "lat": lat, "lon": lon, "kind": kind, "population": population}
        )

    def road(a: str, b: str, kind: str) -> Route:
        return Route.model_validate({"from": a, "to": b, "class": kind})

    file = {
        "title": "A made-up siege",
        "sides": {"attacker": {"name": "East"}, "defender": {"name": "West"}},
        "start": START,
        "as_of": START,
        "centre": "town",
        "event": "falls",
        "horizon_days": SIEGE_DAYS,
        "tiling": {"radius_km": 8, "cell_km": 2, "fine_cell_km": 1, "fine_radius_km": 1.5},
        "axes": [
            {"id": "north", "from_deg": 315, "to_deg": 60},
            {"id": "east", "from_deg": 60, "to_deg": 120},
            {"id": "south", "from_deg": 120, "to_deg": 225},
            {"id": "west", "from_deg": 225, "to_deg": 315},
        ],
        "supply_sources": {"attacker": ["far_east"], "defender": ["far_west"]},
    }
    file.update(changes.pop("file", {}))
    fields: dict[str, Any] = {
        "name": "siege",
        "file": ScenarioFile.model_validate(file),
        "places": (
            place("town", 45.0, 30.0, "town", 9000),
            place("northern", 45.04, 30.0, "village"),
            place("southern", 44.96, 30.0, "village"),
            place("eastern", 45.0, 30.05, "village"),
            place("western", 45.0, 29.94, "village"),
            place("far_east", 45.0, 30.3, "town"),
            place("far_west", 45.0, 29.7, "town"),
        ),
        "routes": (
            road("far_west", "western", "national"),
            road("western", "town", "national"),
            road("town", "eastern", "national"),
            road("eastern", "far_east", "national"),
            road("town", "northern", "local"),
            road("town", "southern", "local"),
        ),
        "events": (
            Event(id="falls", name="the town falls", geometry="disc:town:1", share_0_1=0.95, hold_days=3),
            Event(id="north_falls", name="the north falls", geometry="disc:northern:1", share_0_1=0.5, hold_days=1),
        ),
        "control": (
            Control(date=START, place="eastern", holder="attacker"),
            Control(date=START, place="northern", holder="attacker", share_0_1=0.6),
            Control(date=START, place="southern", holder="contested", share_0_1=0.5),
        ),
        "forces": (
            Force(side="attacker", formation="East's foot", kind="regular", personnel=9000),
            Force(side="attacker", formation="East's storm", kind="assault", personnel=4000, axis="east"),
            Force(side="attacker", formation="late", kind="conscript", personnel=1500, arrives_on=date(2030, 3, 20)),
            Force(side="defender", formation="West's foot", kind="regular", personnel=6000),
            Force(side="defender", formation="guard", kind="territorial", personnel=1500, axis="west"),
        ),
    }
    return Scenario(**{**fields, **changes})


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    record: Any
    counts: Any
    state: Any


@dataclass(frozen=True, repr=False)
class World:
    """A compiled scenario with drawn parameters, ready to be run under any switches, policies and values."""

    campaign: Any
    draws: Any
    priors: Any

    def __repr__(self) -> str:
        return f"World({self.campaign.scenario.name})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis would print every array of it

    def run(
        self,
        *,
        off: tuple[str, ...] = (),
        policies: tuple[Any, Any] = (None, None),
        days: int = SIEGE_DAYS,
        seed: int = 7,
        values: dict[str, float | NDArray[np.float64]] | None = None,
        record_days: list[int] | None = None,
        threads: int = 1,
        chunk: int | None = None,
        rows: slice = slice(None),
        observed: bool = False,
        change: Callable[[Any], Any] | None = None,
    ) -> Ran:
        """Run from the first day on, with the laws `off` in their neutral form; `change` may alter the first state."""
        from pyrrhus.campaign import compile as compiling
        from pyrrhus.engine.arrays import COLUMN, LAWS
        from pyrrhus.engine.ensemble import first_state, run

        first = compiling.first_day(self.campaign, self.draws)
        parameters = self.draws.engine.copy()
        for name, value in (values or {}).items():
            parameters[:, COLUMN[name]] = value
        state = first_state(first, self.campaign.ground, parameters, seed)
        parameters = np.ascontiguousarray(parameters[rows])
        state = type(state)(*(np.ascontiguousarray(array[rows]) for array in state))
        if change is not None:
            state = change(state) or state
        switches = np.array([0 if law in off else 1 for law in LAWS], dtype=np.uint8)
        begin = self.campaign.start
        plan = compiling.timeline(
            self.campaign,
            first=begin,
            days=days,
            maps=observed,
            record_days=compiling.record_days(days) if record_days is None else record_days,
        )
        how = compiling.settings(
            self.campaign, seed=seed, first=begin, policies=policies, laws=switches, observed=observed
        )
        record, counts = run(self.campaign.ground, plan, how, parameters, state, threads=threads, chunk=chunk)
        return Ran(record, counts, state)


def compile_world(scenario: Any, *, draws: int, seed: int = 7, lively: bool = True) -> World:
    """Compile a scenario as known on its as-of date and draw its parameters."""
    from pyrrhus.campaign.compile import compile_campaign, contact_measure
    from pyrrhus.campaign.draws import draw_parameters
    from pyrrhus.scenario.as_of import as_of
    from pyrrhus.scenario.parameters import resolve

    known = as_of(scenario, scenario.file.as_of)
    priors = resolve(known.file)
    campaign = compile_campaign(known, priors, as_of=known.file.as_of)
    drawn = draw_parameters(priors, draws=draws, seed=seed, contact=contact_measure(campaign))
    if lively:
        drawn = drawn.changed({name: np.full(draws, value) for name, value in LIVELY.items()})
    return World(campaign, drawn, priors)


@pytest.fixture(scope="session")
def make_siege() -> Callable[..., Any]:
    """Builds the made-up siege as a scenario, with changes."""
    return siege_scenario


@pytest.fixture(scope="session")
def make_world() -> Callable[..., World]:
    """Compiles any scenario into a world."""
    return compile_world


@pytest.fixture(scope="session")
def siege() -> World:
    """The made-up siege, compiled, with its lively parameters."""
    return compile_world(siege_scenario(), draws=SIEGE_DRAWS)


@pytest.fixture(scope="session")
def siege_at_work(siege: World) -> Ran:
    """The siege with every law at work, the one that others are compared with."""
    return siege.run()


@pytest.fixture
def row(siege: World) -> NDArray[np.float64]:
    """One draw's parameters in the engine's order, to be changed freely."""
    return siege.draws.engine[0].copy()


@pytest.fixture(scope="session", name="plain")
def plain_laws() -> Callable[[Any], Any]:
    """A compiled law as the Python function that it was written as."""
    return plain


@pytest.fixture(scope="session")
def asculum() -> Any:
    """The bundled battle of a day, loaded."""
    import pyrrhus

    return pyrrhus.load("asculum")


@pytest.fixture(scope="session")
def bakhmut() -> Any:
    """The bundled battle of many months, loaded."""
    import pyrrhus

    return pyrrhus.load("bakhmut")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Calls the command in an empty folder."""
    from pyrrhus.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pyrrhus"])

    def run(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as stop:
            main([str(a) for a in arguments])
        said = capsys.readouterr()
        return Done(stop.value.code, said.out, said.err)

    return run
