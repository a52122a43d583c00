"""Whatever the switches, policies, seeds and parameters: bounds, balance, and the same result however it is run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.engine.arrays import COLUMN, LAWS
from pyrrhus.engine.day import FIELDS
from pyrrhus.scenario.parameters import parameters
from pyrrhus.scenario.schema import Force, PolicyChoice

DAYS = 35
FEW = slice(0, 12)


def policies(start: Any) -> tuple[list[PolicyChoice | None], list[PolicyChoice | None]]:
    day = start + timedelta(days=15)

    def choice(**values: Any) -> PolicyChoice:
        return PolicyChoice.model_validate({"id": "p", **values})

    attacker = [None, choice(do="pause_until", date=day), choice(do="stop_when", losses_per_km2=200)]
    attacker += [choice(do=do) for do in ("frontal", "encircle", "encircle_north", "encircle_south")]
    defender = [None, choice(do="hold_at_all_costs"), choice(do="withdraw_on", date=day)]
    defender += [choice(do="hold_until", supply_below=0.3), choice(do="hold_until", exchange_below=1.0)]
    return attacker, defender


def sound(ran: Any, days: int) -> None:
    """What must hold of any run."""
    state, record = ran.state, ran.record
    for name, array in (*state._asdict().items(), *record._asdict().items()):
        if name != "fall_gain_km2":
            assert np.isfinite(array).all(), name
    for field in FIELDS:
        if field.bounds is not None:
            array, (low, high) = getattr(state, field.name), field.bounds
            assert (array >= low - 1e-12).all(), field.name
            assert (array <= high + 1e-12).all(), field.name
    assert record.out_of_balance.max() < 1e-9
    assert np.isin(state.phase, (0, 1, 2)).all()
    assert (state.event_day >= -1).all()
    assert (state.event_day <= days).all()
    assert ((state.ordered_day >= -1) & (state.ordered_day <= days)).all()
    assert (np.diff(record.losses, axis=1) >= -1e-2).all(), "losses never come back"
    assert (np.diff(record.civilians[:, :, 0], axis=1) <= 1e-3).all()
    assert (record.retaken_km2 >= 0.0).all()
    assert (record.retaken_km2 >= -record.gain_km2 - 1e-2).all()
    assert (ran.counts.held >= 0).all()
    assert (ran.counts.held <= len(state.share)).all()


@given(
    off=st.sets(st.sampled_from(LAWS)),
    seed=st.integers(0, 2**32 - 1),
    a=st.integers(0, 6),
    d=st.integers(0, 4),
    observed=st.booleans(),
)
@settings(max_examples=25)
def test_any_switches_policies_and_seeds(siege, off: set[str], seed: int, a: int, d: int, observed: bool) -> None:
    attacker, defender = policies(siege.campaign.start)
    ran = siege.run(
        off=tuple(off), seed=seed, policies=(attacker[a], defender[d]), days=DAYS, rows=FEW, observed=observed
    )
    sound(ran, DAYS)


@given(
    st.lists(st.sampled_from(("low", "high", "prior")), min_size=len(COLUMN), max_size=len(COLUMN)), st.integers(0, 99)
)
@settings(max_examples=25)
def test_any_corner_of_the_parameter_table(siege, corner: list[str], seed: int) -> None:
    table = parameters()
    values = {name: getattr(table[name], where) for name, where in zip(COLUMN, corner, strict=True) if where != "prior"}
    sound(siege.run(values=values, seed=seed, days=DAYS, rows=FEW), DAYS)


@pytest.mark.parametrize("where", ["low", "high"])
def test_the_ends_of_the_parameter_table(siege, where: str) -> None:
    table = parameters()
    sound(siege.run(values={name: getattr(table[name], where) for name in COLUMN}, days=DAYS, rows=FEW), DAYS)


@pytest.mark.parametrize("strengths", [(0.001, 0.001), (1.0, 500_000.0), (500_000.0, 1.0)])
def test_hardly_anybody_against_a_great_host(make_siege, make_world, strengths: tuple[float, float]) -> None:
    forces = tuple(
        Force(side=side, formation="x", kind="regular", personnel=men)
        for side, men in zip(("attacker", "defender"), strengths, strict=True)
    )
    sound(make_world(make_siege(forces=forces), draws=12).run(days=DAYS), DAYS)


@pytest.mark.parametrize("holder", ["attacker", "defender", "contested"])
def test_one_side_holds_everything(make_siege, make_world, holder: str) -> None:
    from pyrrhus.scenario.schema import Control

    everywhere = tuple(
        Control(date=make_siege().file.start, place=p, holder=holder) for p in ("eastern", "western", "town")
    )
    ran = make_world(make_siege(control=everywhere), draws=12).run(days=DAYS)
    sound(ran, DAYS)
    if holder == "defender":
        assert (ran.state.event_day == -1).all(), "nobody is there to take it"
    if holder == "attacker":
        assert (ran.state.event_day[:, 0] >= 0).all()


@given(threads=st.integers(1, 3), chunk=st.integers(1, 60))
@settings(max_examples=8)
def test_threads_and_blocks_change_nothing(siege, siege_at_work, threads: int, chunk: int) -> None:
    ran = siege.run(threads=threads, chunk=chunk)
    for part in ("record", "counts", "state"):
        for name, array in getattr(ran, part)._asdict().items():
            assert array.tobytes() == getattr(getattr(siege_at_work, part), name).tobytes(), name


def test_a_draw_runs_the_same_alone(siege, siege_at_work) -> None:
    alone = siege.run(rows=slice(17, 18))
    for name, array in alone.state._asdict().items():
        np.testing.assert_array_equal(array[0], getattr(siege_at_work.state, name)[17], err_msg=name)


def test_seeds_matter(siege, siege_at_work) -> None:
    other = siege.run(seed=8)
    assert (other.state.losses != siege_at_work.state.losses).all(axis=(1, 2)).all()


def test_what_is_recorded_changes_nothing(siege, siege_at_work) -> None:
    sparse = siege.run(record_days=[60])
    np.testing.assert_array_equal(sparse.state.share, siege_at_work.state.share)
    np.testing.assert_array_equal(sparse.record.losses[:, 0], siege_at_work.record.losses[:, -1])


def test_a_shorter_run_is_the_beginning_of_a_longer_one(siege, siege_at_work) -> None:
    short = siege.run(days=28)
    for name in ("losses", "gain_km2", "personnel", "will", "civilians", "fired"):
        np.testing.assert_array_equal(
            getattr(short.record, name)[:, :5], getattr(siege_at_work.record, name)[:, :5], err_msg=name
        )


def test_an_event_is_dated_on_the_first_day_that_its_ground_was_held(siege) -> None:
    """Recorded day by day, from the shares of the cells alone."""
    world, days = siege, 40
    ground = world.campaign.ground
    for draw in range(6):
        ran = world.run(days=days, rows=slice(draw, draw + 1), record_days=list(range(days + 1)))
        share = ran.counts.share / 2.0**20
        for event in range(2):
            span = slice(ground.event_start[event], ground.event_start[event + 1])
            held = share[:, ground.event_cell[span]] @ ground.event_weight[span] >= ground.event_share[event] - 1e-5
            run, expected = None, -1
            for day in range(1, days + 1):
                run = (run or day) if held[day] else None
                if run and (day - run + 1 >= ground.event_hold[event] or day == days):
                    expected = run
                    break
            assert ran.state.event_day[0, event] == expected, (draw, event)


def test_the_gain_at_the_fall_is_kept_only_where_the_town_fell(siege) -> None:
    ran = siege.run(off=("withdrawal",))
    np.testing.assert_array_equal(np.isnan(ran.record.fall_gain_km2), ran.state.event_day[:, 0] < 0)


def test_policies_share_every_chance_until_they_differ(siege) -> None:
    attacker, _ = policies(siege.campaign.start)
    late = PolicyChoice.model_validate(
        {"id": "p", "do": "withdraw_on", "date": siege.campaign.start + timedelta(days=30)}
    )
    hold, leave = siege.run(days=29), siege.run(days=29, policies=(None, late))
    for name, array in hold.state._asdict().items():
        assert array.tobytes() == getattr(leave.state, name).tobytes(), name
    assert siege.run(days=29, policies=(attacker[1], None)).state.losses.tobytes() != hold.state.losses.tobytes()


def test_an_interrupt_between_blocks_stops_the_run(siege) -> None:
    from pyrrhus.campaign import compile as compiling
    from pyrrhus.engine.ensemble import first_state, run

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    campaign = siege.campaign
    state = first_state(compiling.first_day(campaign, siege.draws), campaign.ground, siege.draws.engine, 7)
    plan = compiling.timeline(campaign, first=campaign.start, days=5, maps=False, record_days=[])
    how = compiling.settings(campaign, seed=7, first=campaign.start, policies=(None, None))
    with pytest.raises(KeyboardInterrupt):
        run(campaign.ground, plan, how, siege.draws.engine, state, threads=1, chunk=10, on_progress=stop)


def test_one_kernel_serves_parameters_laid_out_either_way(siege) -> None:
    """Compiling takes most of a first run: no layout of an array may ask for it twice."""
    from pyrrhus.campaign import compile as compiling
    from pyrrhus.engine.cache import kernels
    from pyrrhus.engine.ensemble import first_state, run

    campaign = siege.campaign
    plan = compiling.timeline(campaign, first=campaign.start, days=5, maps=False, record_days=[5])
    how = compiling.settings(campaign, seed=7, first=campaign.start, policies=(None, None))
    results = []
    for lay in (np.ascontiguousarray, np.asfortranarray):
        engine = lay(siege.draws.engine)
        plan = plan._replace(usual=lay(plan.usual), map_attacker=lay(plan.map_attacker))
        state = first_state(compiling.first_day(campaign, siege.draws), campaign.ground, engine, 7)
        results.append(run(campaign.ground, plan, how, engine, state, threads=1)[0].losses.tobytes())
        compiled = len(kernels().run_block.overloads)
    assert results[0] == results[1]
    assert len(kernels().run_block.overloads) == compiled == 1


@pytest.mark.parametrize(("asked", "given_", "expected"), [(3, "7", 3), (None, "5", 5), (0, "", 1)])
def test_threads_as_asked_else_as_numba_says(monkeypatch, asked, given_: str, expected: int) -> None:
    from pyrrhus.engine.ensemble import thread_count

    monkeypatch.setenv("NUMBA_NUM_THREADS", given_)
    assert thread_count(asked) == expected
    monkeypatch.setenv("NUMBA_NUM_THREADS", "many")
    assert thread_count(None) >= 1


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
@pytest.mark.parametrize("draws", [1, 2, 150, 255, 256, 257, 600, 10_000])
def test_blocks_are_even_and_as_many_for_every_thread(draws: int, threads: int) -> None:
    from pyrrhus.engine.ensemble import DEFAULT_CHUNK, even_chunk

    block = even_chunk(draws, threads)
    assert 1 <= block <= DEFAULT_CHUNK
    blocks = -(-draws // block)
    if draws >= 4 * threads:
        assert threads <= blocks <= -(-draws // DEFAULT_CHUNK) + threads
        longest = -(-blocks // threads) * block
        assert longest <= 1.1 * draws / threads + threads
