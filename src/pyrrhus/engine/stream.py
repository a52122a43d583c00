"""Very many draws in little memory: forks of given states, of which only counts are kept.

Each draw is a fork of one of the states with a history of its own. A block of them is run, counted and forgotten. All
that is kept are integer counts, so that the result depends on states, seed and number of draws alone, never on blocks
or threads. Quantiles come from bins whose width is 1/64 of a doubling (about 1.1 % of the value); means are exact to
2^-10 of a unit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import Ground, Settings, Timeline
from pyrrhus.engine.ensemble import DEFAULT_CHUNK, run, thread_count

if TYPE_CHECKING:
    from pyrrhus.engine.state import State

BINS_A_DOUBLING = 64
MOST_BIN = 2048  # 2^32 units; what is greater falls into the last bin
UNIT_LOSSES = 1.0  # persons; below it bins are even
UNIT_KM2 = 0.01
SUM_UNIT = 1024.0  # sums are kept in units of 2^-10


@dataclass(frozen=True)
class Streamed:
    """Counts over all draws. Losses are those since the states; gains are net km2 of the attacker since then.

    `event_day` [event, day + 1]: draws in which the event came about on that day. `loss_bins` [record, side, 3, bin]
    and `gain_bins` [record, bin] are histograms; `loss_sum` [record, side, 3] (persons) and `gain_sum` [record] (km2)
    sums in units of 2^-10. `held` [record, cell]: draws in which the attacker holds it; `share` [record, cell]: summed
    share in units of 2^-20.
    """

    draws: int
    record_days: tuple[int, ...]
    event_day: NDArray[np.int64]
    loss_bins: NDArray[np.int64]
    loss_sum: NDArray[np.int64]
    gain_bins: NDArray[np.int64]
    gain_sum: NDArray[np.int64]
    held: NDArray[np.int64]
    share: NDArray[np.int64]

    def cdf(self, event: int) -> NDArray[np.float64]:
        """Probability that an event has come about by each day 0..horizon."""
        return np.cumsum(self.event_day[event]) / self.draws

    def losses(self, level: float, slot: int, side: int, kind: int) -> float:
        """A quantile (level 0..1) of killed, wounded or captured on a recorded day (persons)."""
        return _quantile(self.loss_bins[slot, side, kind], level, UNIT_LOSSES)

    def gained_km2(self, level: float, slot: int) -> float:
        """A quantile of the attacker's net gain on a recorded day (km2)."""
        return _quantile(self.gain_bins[slot], level, UNIT_KM2)

    def mean_losses(self) -> NDArray[np.float64]:
        """Mean killed, wounded and captured ([record, side, 3], persons)."""
        return self.loss_sum / SUM_UNIT / self.draws

    def mean_gained_km2(self) -> NDArray[np.float64]:
        """Mean net gain ([record], km2)."""
        return self.gain_sum / SUM_UNIT / self.draws


def run_streamed(
    ground: Ground,
    timeline: Timeline,
    settings: Settings,
    parameters: NDArray[np.float64],
    states: State,
    *,
    draws: int,
    first_history: int = 0,
    threads: int | None = None,
    chunk: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Streamed:
    """Run `draws` forks of the states: fork i goes on from state i mod n, under its parameters [state, parameter], with
    history `first_history` + i. The states are left as they are; `on_progress` is told draws done.
    """
    block = chunk or DEFAULT_CHUNK
    total = _nothing(draws, ground, timeline)
    starts = iter(range(0, draws, block))
    lock = threading.Lock()
    stop = threading.Event()

    def take() -> Iterator[int]:
        while not stop.is_set():
            with lock:
                first = next(starts, None)
            if first is None:
                return
            yield first

    def work() -> None:
        mine = _nothing(draws, ground, timeline)
        for first in take():
            last = min(draws, first + block)
            forks = np.arange(first, last)
            rows = forks % len(parameters)
            state = fork(states, rows, first_history + forks)
            before = state.losses.copy()
            record, counts = run(ground, timeline, settings, np.ascontiguousarray(parameters[rows]), state, threads=1)
            _count(mine, np.maximum(record.losses - before[:, None], 0.0), record.gain_km2, state.event_day)
            mine.held[:] += counts.held
            mine.share[:] += counts.share
            if on_progress is not None:
                with lock:
                    on_progress(last - first)
        with lock:
            for name in ("event_day", "loss_bins", "loss_sum", "gain_bins", "gain_sum", "held", "share"):
                getattr(total, name)[:] += getattr(mine, name)

    with ThreadPoolExecutor(max_workers=thread_count(threads)) as pool:
        working = [pool.submit(work) for _ in range(thread_count(threads))]
        try:
            for future in working:
                future.result()
        except BaseException:
            stop.set()
            raise
    return total


def fork(states: State, rows: NDArray[np.int64], histories: NDArray[np.int64]) -> State:
    """Copies of chosen states with histories of their own."""
    return states._make(array[rows] for array in states)._replace(history=histories.astype(np.uint32))


def bin_of(values: NDArray[np.floating], unit: float) -> NDArray[np.int64]:
    """The bin of each value, ordered as the values are: even below `unit`, logarithmic above, mirrored below 0."""
    size = np.abs(values) / unit
    place = np.where(size < 1.0, BINS_A_DOUBLING * size, BINS_A_DOUBLING * (1.0 + np.log2(np.maximum(size, 1.0))))
    place = np.minimum(np.floor(place), MOST_BIN - 1).astype(np.int64)
    return np.where(values < 0.0, MOST_BIN - 1 - place, MOST_BIN + place)


def edges_of(bins: NDArray[np.int64] | int, unit: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper edge of bins."""
    place = np.asarray(bins) - MOST_BIN
    low, high = _value(np.where(place >= 0, place, -place - 1)), _value(np.where(place >= 0, place + 1, -place))
    return np.where(place >= 0, low, -high) * unit, np.where(place >= 0, high, -low) * unit


def _value(place: NDArray[np.int64]) -> NDArray[np.float64]:
    steps = place / BINS_A_DOUBLING
    return np.where(steps < 1.0, steps, 2.0 ** (np.maximum(steps, 1.0) - 1.0))


def _quantile(counts: NDArray[np.int64], level: float, unit: float) -> float:
    """The value that a part `level` of the draws does not pass, on a straight line within its bin."""
    passed = np.cumsum(counts)
    wanted = level * passed[-1]
    at = int(np.searchsorted(passed, max(wanted, 1e-9)))
    low, high = (float(edge) for edge in edges_of(at, unit))
    before = float(passed[at - 1]) if at else 0.0
    return low + (high - low) * (wanted - before) / float(counts[at])


def _count(
    total: Streamed, losses: NDArray[np.floating], gained: NDArray[np.floating], event_day: NDArray[np.int32]
) -> None:
    for event in range(event_day.shape[1]):
        happened = event_day[:, event][event_day[:, event] >= 0]
        total.event_day[event] += np.bincount(happened, minlength=total.event_day.shape[1])
    total.loss_sum[:] += np.rint(losses.astype(float) * SUM_UNIT).astype(np.int64).sum(axis=0)
    total.gain_sum[:] += np.rint(gained.astype(float) * SUM_UNIT).astype(np.int64).sum(axis=0)
    of_losses, of_gains = bin_of(losses, UNIT_LOSSES), bin_of(gained, UNIT_KM2)
    width = 2 * MOST_BIN
    for bins, counts in ((of_losses, total.loss_bins), (of_gains, total.gain_bins)):
        rows = bins.reshape(len(bins), -1)
        flat = rows + width * np.arange(rows.shape[1])
        counts[:] += np.bincount(flat.ravel(), minlength=counts.size).reshape(counts.shape)


def _nothing(draws: int, ground: Ground, timeline: Timeline) -> Streamed:
    records, cells = len(timeline.record_day), len(ground.area_km2)

    def room(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Streamed(
        draws=draws,
        record_days=tuple(int(d) for d in timeline.record_day),
        event_day=room(len(ground.event_share), timeline.days + 1),
        loss_bins=room(records, 2, 3, 2 * MOST_BIN),
        loss_sum=room(records, 2, 3),
        gain_bins=room(records, 2 * MOST_BIN),
        gain_sum=room(records),
        held=room(records, cells),
        share=room(records, cells),
    )
