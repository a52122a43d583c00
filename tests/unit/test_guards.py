"""Each guard lets a sound run pass and finds what was spoilt, by name and draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pyrrhus.campaign import compile as compiling
from pyrrhus.engine import guards
from pyrrhus.engine.arrays import COLUMN
from pyrrhus.engine.ensemble import first_state, run
from pyrrhus.engine.front import make_front
from pyrrhus.engine.guards import GuardError
from support.benches import bench

soak = bench("soak").soak

DAYS = 30


@pytest.fixture
def job(siege: Any) -> dict[str, Any]:
    campaign, draws = siege.campaign, siege.draws.take(np.arange(40))
    state = first_state(compiling.first_day(campaign, draws), campaign.ground, draws.engine, 7)
    plan = compiling.timeline(campaign, first=campaign.start, days=DAYS, maps=False, record_days=[0, 15, DAYS])
    how = compiling.settings(campaign, seed=7, first=campaign.start, policies=(None, None))
    start = guards.remember(state, sample=6)
    record, _ = run(campaign.ground, plan, how, draws.engine, state, threads=1)
    return {
        "ground": campaign.ground,
        "timeline": plan,
        "settings": how,
        "parameters": draws.engine,
        "start": start,
        "state": state,
        "record": record,
    }


def test_a_sound_run_passes(job: dict[str, Any]) -> None:
    guards.check_run(**job)
    assert np.abs(job["record"].gain_km2).max() > 1.0
    assert len(job["start"].rows) == 6


@pytest.mark.parametrize(
    ("field", "value", "guard"),
    [
        ("will", np.nan, "numbers"),
        ("losses", -1.0, "numbers"),
        ("share", 1.2, "numbers"),
        ("stock_days", np.inf, "numbers"),
        ("gone", 1e6, "mass balance"),
        ("reserve", 1e6, "mass balance"),
    ],
)
def test_a_spoilt_state_is_found(job: dict[str, Any], field: str, value: float, guard: str) -> None:
    getattr(job["state"], field)[31] = value
    with pytest.raises(GuardError, match=f"the guard '{guard}' failed in draw 31"):
        guards.check_run(**job)


def test_losses_that_come_back_are_found(job: dict[str, Any]) -> None:
    job["record"].losses[5, 1] += 1e5
    with pytest.raises(GuardError, match="'losses' failed in draw 5"):
        guards.check_run(**job)


def test_a_draw_that_ends_elsewhere_alone_is_found(job: dict[str, Any]) -> None:
    draw = int(job["start"].rows[2])
    job["state"].intensity[draw, 0] += 1e-12
    with pytest.raises(GuardError, match=f"'the same alone' failed in draw {draw}: intensity"):
        guards.check_run(**job)


def test_a_cell_that_turns_far_from_its_taker_is_found(siege: Any) -> None:
    ground = siege.campaign.ground
    cells = len(ground.area_km2)
    held = np.zeros((3, cells), dtype=bool)
    held[:, 0] = True
    near = int(ground.neighbour[ground.neighbour_start[0]])
    held[1:, near] = True
    nothing = np.zeros_like(held)
    guards.check_neighbours(held, nothing, ground, nothing, 4)
    away = np.hypot(ground.x_km - ground.x_km[0], ground.y_km - ground.y_km[0])
    held[2, int(away.argmax())] = True
    with pytest.raises(GuardError, match=r"'neighbours' failed in draw 4: on day 2 cell \d+ went to the attacker"):
        guards.check_neighbours(held, nothing, ground, nothing, 4)
    free = nothing.copy()
    free[2] = True
    guards.check_neighbours(held, nothing, ground, free, 4)


def test_a_chain_of_cells_may_turn_in_one_day(siege: Any) -> None:
    ground = siege.campaign.ground
    held = np.zeros((2, len(ground.area_km2)), dtype=bool)
    held[0, 0] = True
    held[1, np.hypot(ground.x_km - ground.x_km[0], ground.y_km - ground.y_km[0]) < 5.0] = True
    guards.check_neighbours(held, np.zeros_like(held), ground, np.zeros_like(held), 0)


@pytest.mark.parametrize("field", ["taken_km", "push_axis_km", "pull_weight", "frontage_km", "held", "count"])
def test_a_front_out_of_step_is_found(siege: Any, siege_at_work: Any, field: str) -> None:
    from pyrrhus.engine.front import measure_front

    ground, share = siege.campaign.ground, siege_at_work.state.share[0]
    front = make_front(len(share), len(ground.axis_hash))
    getattr(measure_front, "py_func", measure_front)(front, share, ground)
    guards.check_front(front, share, ground, 0)
    getattr(front, field)[1] += 1
    with pytest.raises(GuardError, match="'front' failed in draw 3"):
        guards.check_front(front, share, ground, 3)


def test_supply_above_its_roads_is_found(siege: Any) -> None:
    ground = siege.campaign.ground
    supply = np.zeros((2, len(ground.area_km2)))
    quiet = int(
        np.flatnonzero((ground.entry[1] == 0) & (np.add.reduceat(ground.road_0_1, ground.neighbour_start[:-1]) == 0))[0]
    )
    supply[1, quiet] = 0.25
    guards.check_supply(supply, ground, 0.3, 0)
    with pytest.raises(GuardError, match=f"'supply' failed in draw 9: cell {quiet} of the defender gets 0.250"):
        guards.check_supply(supply, ground, 0.2, 9)


def test_an_assessment_with_guards_is_the_same_and_fails_with_a_plain_message(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pyrrhus.cli import main

    def assess(*more: str) -> int:
        with pytest.raises(SystemExit) as stop:
            main(
                [
                    "assess",
                    "asculum",
                    "--draws",
                    "30",
                    "--horizon",
                    "20",
                    "--quiet",
                    "--out",
                    str(tmp_path / "out"),
                    *more,
                ]
            )
        return int(stop.value.code or 0)

    assert assess() == 0
    plain = (tmp_path / "out" / "assessment.json").read_bytes()
    assert assess("--verify") == 0
    assert (tmp_path / "out" / "assessment.json").read_bytes() == plain
    asked: list[int] = []

    def spoil(state: Any) -> None:
        asked.append(len(state.history))
        raise GuardError("mass balance", 17, "troops that came and troops accounted for differ")

    monkeypatch.setattr(guards, "check_balance", spoil)
    capsys.readouterr()
    assert assess("--verify") == 3
    said = capsys.readouterr().err
    assert said.strip() == (
        "the guard 'mass balance' failed in draw 17: troops that came and troops accounted for differ"
    )
    assert asked == [30]
    assert assess() == 0


def test_two_hundred_random_scenarios_pass_every_guard() -> None:
    """`make soak` runs ten thousand."""
    found = [soak(number) for number in range(200)]
    assert sum(one.gained_km2 > 0.0 for one in found) > 80
    assert sum(one.ordered_out for one in found) > 20
    assert len({one.cells for one in found}) > 50


def test_the_corners_are_corners() -> None:
    _corners = bench("soak")._corners
    from pyrrhus.scenario.parameters import parameters

    values = _corners(np.random.default_rng(1))
    assert len(values) > len(COLUMN) / 3
    for name, column in values.items():
        assert set(column.tolist()) <= {parameters()[name].low, parameters()[name].high}


def test_a_draw_is_the_same_alone_after_the_last_map(make_siege: Any, make_world: Any) -> None:
    from datetime import timedelta

    from pyrrhus.scenario.schema import Control

    begin = make_siege().file.start
    rows = (
        Control(date=begin, place="eastern", holder="attacker"),
        Control(date=begin, place="western", holder="defender"),
        Control(date=begin + timedelta(days=5), place="eastern", holder="attacker", share_0_1=0.9),
    )
    until = {"as_of": begin + timedelta(days=30)}
    world = make_world(make_siege(control=rows, file=until), draws=30)
    campaign, draws = world.campaign, world.draws.changed({"moves_per_km_day": np.full(30, 0.5)})
    state = first_state(compiling.first_day(campaign, draws), campaign.ground, draws.engine, 7)
    plan = compiling.timeline(campaign, first=campaign.start, days=DAYS, maps=True, record_days=[])
    plan = plan._replace(days=13, map_day=plan.map_day[:1])
    how = compiling.settings(campaign, seed=7, first=campaign.start, policies=(None, None), observed=True)
    start = guards.remember(state, sample=30)
    record, _ = run(campaign.ground, plan, how, draws.engine, state, threads=1)
    guards.check_run(campaign.ground, plan, how, draws.engine, start, state, record)
