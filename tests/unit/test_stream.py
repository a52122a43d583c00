"""Streamed summaries are those of the whole run, however it is cut; bins keep the order of values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.campaign import compile as compiling
from pyrrhus.engine.ensemble import first_state, run
from pyrrhus.engine.stream import MOST_BIN, Streamed, bin_of, edges_of, fork, run_streamed

DRAWS, STATES, DAYS = 330, 150, 30
COUNTS = ("event_day", "loss_bins", "loss_sum", "gain_bins", "gain_sum", "held", "share")


@pytest.fixture(scope="module")
def job(siege: Any) -> tuple[Any, ...]:
    campaign, draws = siege.campaign, siege.draws
    states = first_state(compiling.first_day(campaign, draws), campaign.ground, draws.engine, 7)
    plan = compiling.timeline(campaign, first=campaign.start, days=DAYS, maps=False, record_days=[0, 10, DAYS])
    how = compiling.settings(campaign, seed=7, first=campaign.start, policies=(None, None))
    states.losses[:] = np.arange(STATES)[:, None, None]  # what was lost before does not count
    return campaign.ground, plan, how, draws.engine, states


@pytest.fixture(scope="module")
def streamed(job: tuple[Any, ...]) -> Streamed:
    return run_streamed(*job, draws=DRAWS, first_history=5000, threads=1)


def test_streamed_summaries_are_those_of_the_whole_run(job: tuple[Any, ...], streamed: Streamed) -> None:
    ground, plan, how, parameters, states = job
    rows = np.arange(DRAWS) % STATES
    state = fork(states, rows, 5000 + np.arange(DRAWS))
    before = state.losses.copy()
    record, counts = run(ground, plan, how, parameters[rows], state, threads=1)
    losses = np.maximum(record.losses - before[:, None], 0.0)
    np.testing.assert_array_equal(streamed.held, counts.held)
    np.testing.assert_array_equal(streamed.share, counts.share)
    for event in range(len(ground.event_share)):
        by_day = [(state.event_day[:, event] == day).sum() for day in range(DAYS + 1)]
        np.testing.assert_array_equal(streamed.event_day[event], by_day)
        assert streamed.cdf(event)[-1] == (state.event_day[:, event] >= 0).mean() > 0.0
    np.testing.assert_allclose(streamed.mean_losses(), losses.mean(axis=0), atol=1e-3, rtol=1e-5)
    np.testing.assert_allclose(streamed.mean_gained_km2(), record.gain_km2.mean(axis=0), atol=1e-3)
    for level in (0.05, 0.5, 0.95):
        for slot, side, kind in ((1, 0, 0), (2, 0, 1), (2, 1, 0), (2, 1, 2)):
            low, high = np.quantile(
                losses[:, slot, side, kind], [max(0.0, level - 2 / DRAWS), min(1.0, level + 2 / DRAWS)]
            )
            assert low * 0.985 - 0.02 <= streamed.losses(level, slot, side, kind) <= high * 1.015 + 0.02
        low, high = np.quantile(record.gain_km2[:, 2], [max(0.0, level - 2 / DRAWS), min(1.0, level + 2 / DRAWS)])
        slack = 0.015 * max(abs(low), abs(high)) + 1e-3
        assert low - slack <= streamed.gained_km2(level, 2) <= high + slack


@pytest.mark.parametrize(("threads", "chunk"), [(2, 256), (1, 17), (3, 64)])
def test_threads_and_blocks_change_nothing(job: tuple[Any, ...], streamed: Streamed, threads: int, chunk: int) -> None:
    other = run_streamed(*job, draws=DRAWS, first_history=5000, threads=threads, chunk=chunk)
    for name in COUNTS:
        np.testing.assert_array_equal(getattr(other, name), getattr(streamed, name), err_msg=name)


def test_forks_of_one_state_part(job: tuple[Any, ...]) -> None:
    ground, plan, how, parameters, states = job
    one = fork(states, np.array([3]), np.array([3]))
    many = run_streamed(ground, plan, how, parameters[3:4], one, draws=60, threads=1)
    assert (many.gain_bins[-1] > 0).sum() > 10
    np.testing.assert_array_equal(one.share, states.share[3:4])


def test_an_error_in_the_progress_stops_the_run(job: tuple[Any, ...]) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_streamed(*job, draws=DRAWS, threads=1, chunk=8, on_progress=stop)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_bins_keep_the_order_and_hold_their_values(values: list[float]) -> None:
    ordered = np.sort(np.array(values))
    bins = bin_of(ordered, 0.01)
    assert (np.diff(bins) >= 0).all()
    low, high = edges_of(bins, 0.01)
    slack = 1e-9 * np.maximum(1.0, np.abs(ordered))
    assert (low - slack <= ordered).all()
    assert (ordered <= high + slack).all()
    size = np.maximum(np.abs(low), np.abs(high))
    assert (high - low <= np.maximum(0.0111 * size, 0.01 / 60)).all()


def test_what_is_out_of_range_falls_into_the_last_bins() -> None:
    assert bin_of(np.array([1e300, -1e300]), 1.0).tolist() == [2 * MOST_BIN - 1, 0]
