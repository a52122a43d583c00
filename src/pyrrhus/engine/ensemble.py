"""Many draws: their first state, and the run over fixed blocks of draws in a thread pool.

Each draw writes its own rows and counts of cells are integers, so that a result depends on seed and scenario alone,
never on threads, blocks or their order.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import COLUMN, KINDS, CellCounts, Ground, Record, Settings, State, Timeline

DEFAULT_CHUNK = 256


@dataclass(frozen=True)
class FirstDay:
    """What is known of the first day: ground and troops, the same for all draws before their own factors.

    `attacker`, `contested`, `fortified` [cell]; `personnel` [side, axis, kind] with axis -1 in `spread` [side, kind];
    `strength_log_sd` [side]: how stated strengths err; `will` [side]; `civilians` [draw].
    """

    attacker: NDArray[np.float64]
    contested: NDArray[np.float64]
    fortified: NDArray[np.float64]
    personnel: NDArray[np.float64]
    spread: NDArray[np.float64]
    strength_log_sd: NDArray[np.float64]
    will: NDArray[np.float64]
    civilians: NDArray[np.float64]


def thread_count(threads: int | None) -> int:
    """Threads to use: as asked, else NUMBA_NUM_THREADS, else all processors."""
    if threads is not None:
        return max(1, threads)
    given = os.environ.get("NUMBA_NUM_THREADS", "")
    return max(1, int(given)) if given.isdigit() else (os.cpu_count() or 1)


def draw_uniforms(names: list[str], draws: int, seed: int, *, stream: int | None = None) -> NDArray[np.float64]:
    """Uniform numbers [draw, name]: draw i gets the same number whatever the number of draws."""
    from pyrrhus.engine.streams import STREAM_PARAMETERS, fill_uniforms, hash_of

    out = np.empty((draws, len(names)))
    column = np.empty(draws)
    for i, name in enumerate(names):
        key = STREAM_PARAMETERS if stream is None else np.uint32(stream)
        fill_uniforms(column, 0, np.uint32(seed), key, np.uint32(hash_of(name)))
        out[:, i] = column
    return out


def first_state(first: FirstDay, ground: Ground, parameters: NDArray[np.float64], seed: int) -> State:
    """The state of every draw on the first day, from what is known and each draw's own parameters."""
    from scipy.special import ndtri

    from pyrrhus.engine.streams import STREAM_START

    draws, cells, axes, events = len(parameters), len(ground.area_km2), len(ground.axis_hash), len(ground.event_share)

    def value(name: str) -> NDArray[np.float64]:
        return parameters[:, COLUMN[name]]

    share = first.attacker[None, :] + value("contested_share_to_attacker_0_1")[:, None] * first.contested[None, :]
    share = np.minimum(1.0, share).astype(np.float32)
    names = [f"strength {side}" for side in (0, 1)]
    factor = np.exp(ndtri(draw_uniforms(names, draws, seed, stream=int(STREAM_START))) * first.strength_log_sd)
    frontage = _frontage(share[0], ground)
    spread = frontage / frontage.sum()
    personnel = first.personnel[None] + first.spread[None, :, None, :] * spread[None, None, :, None]
    personnel = personnel * factor[:, :, None, None]
    strength = personnel.sum(axis=(2, 3))
    mix = personnel.sum(axis=2) / np.maximum(strength, 1e-9)[:, :, None]
    share_of_reserve = np.column_stack([value("attacker_reserve_share"), value("defender_reserve_share")])
    reserve = mix * (share_of_reserve * strength)[:, :, None]

    deviations = ndtri(
        draw_uniforms([f"intensity {axis}" for axis in range(axes + 1)], draws, seed, stream=int(STREAM_START))
    )
    u = draw_uniforms([f"phase {axis}" for axis in range(axes)], draws, seed, stream=int(STREAM_START))
    # long-run shares of the chain of phases: for each day of an offensive, a of probing and a^2 / 2 dormant
    a = (value("pause_mean_days") / value("offensive_mean_days"))[:, None]
    on = 1.0 / (1.0 + a + 0.5 * a * a)
    phase = np.zeros((draws, 2, axes), dtype=np.int8)
    phase[:, 0, :] = np.where(u < on, 2, np.where(u < on * (1.0 + a), 1, 0))
    fortification = np.clip(first.fortified[None, :] * value("fortification_start_0_1")[:, None], 0.0, 1.0)
    stock = np.repeat(value("supply_stock_days")[:, None], axes, axis=1)
    shells = np.column_stack([value("attacker_shells_per_day"), value("defender_shells_per_day")])
    return State(
        history=np.arange(draws, dtype=np.uint32),
        share=share,
        destruction=np.zeros((draws, cells), dtype=np.float32),
        fortification=fortification.astype(np.float32),
        personnel=personnel,
        arrival_factor=factor,
        reserve=reserve,
        convalescent=np.zeros((draws, 2, KINDS)),
        first_strength=strength.copy(),
        given=personnel.sum(axis=2) + reserve,
        gone=np.zeros((draws, 2, KINDS)),
        losses=np.zeros((draws, 2, 3)),
        shells=shells * value("shell_stock_days")[:, None],
        fired=shells.copy(),
        stock_days=np.stack([stock, stock], axis=1),
        fed=np.ones((draws, 2, axes)),
        corridor=np.ones(draws),
        open_roads=np.full(draws, 99.0),
        town_stock=value("supply_stock_days").copy(),
        town_fed=np.ones(draws),
        intensity=deviations,
        phase=phase,
        perceived_ratio=np.repeat((strength[:, :1] / np.maximum(strength[:, 1:], 1.0)), 2, axis=1),
        perceived_loss=np.zeros((draws, 2)),
        first_frontage_km=np.zeros(draws),
        recent_gain=np.zeros(draws),
        pace=np.zeros((draws, 2)),
        will=np.repeat(first.will[None, :], draws, axis=0).astype(float),
        civilians=np.column_stack([first.civilians, np.zeros(draws)]),
        evacuated=np.column_stack([first.civilians, np.zeros(draws)]),
        civilian_stock=value("civilian_stock_days").copy(),
        ordered_day=np.full(draws, -1, dtype=np.int32),
        policy_memory=fresh_memory(draws),
        fell_day=np.full(draws, -1, dtype=np.int32),
        bridge_down=np.zeros((draws, len(ground.bridge_hash)), dtype=np.uint8),
        hazard=np.zeros(draws),
        event_day=np.full((draws, events), -1, dtype=np.int32),
        event_run=np.full((draws, events), -1, dtype=np.int32),
    )


def fresh_memory(draws: int) -> NDArray[np.int32]:
    """What both sides' policies remember on the first day ([draw, side, MEMORY_WIDTH]): stage 0, nothing ordered."""
    from pyrrhus.engine.laws.policies import MEMORY_WIDTH, ORDERED

    memory = np.zeros((draws, 2, MEMORY_WIDTH), dtype=np.int32)
    memory[:, :, ORDERED] = -1
    return memory


def _frontage(share: NDArray[np.float32], ground: Ground) -> NDArray[np.float64]:
    """Length of front by axis (km) of one map, never quite 0 anywhere."""
    counts = np.diff(ground.neighbour_start)
    first = np.repeat(np.arange(len(counts)), counts)
    enemies = (share[first] >= 0.5) != (share[ground.neighbour] >= 0.5)
    length = np.bincount(ground.axis[first], weights=0.5 * ground.border_km * enemies, minlength=len(ground.axis_hash))
    return length + 0.05


def empty_record(draws: int, ground: Ground, timeline: Timeline) -> Record:
    """Arrays for what a run keeps."""
    records, maps = len(timeline.record_day), len(timeline.map_day)

    def room(*shape: int) -> NDArray[np.float32]:
        return np.zeros((draws, *shape), dtype=np.float32)

    return Record(
        losses=room(records, 2, 3), gain_km2=room(records), retaken_km2=room(records), corridor=room(records),
        civilians=room(records, 2), evacuated=room(records, 2), personnel=room(records, 2), reserve=room(records, 2),
        fired=room(records, 2), will=room(records, 2), destruction=room(records),
        rear_distance_km=room(len(ground.rear_x_km)),
        fall_gain_km2=room(), axis_expected_km2=room(maps, len(ground.axis_hash)),
        axis_variance_km4=room(maps, len(ground.axis_hash)), map_losses=room(maps, 2, 3),
        active_frontages=np.zeros(draws, dtype=np.int64), out_of_balance=np.zeros(draws),
    )  # fmt: skip


def run(
    ground: Ground,
    timeline: Timeline,
    settings: Settings,
    parameters: NDArray[np.float64],
    state: State,
    *,
    threads: int | None = None,
    chunk: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Record, CellCounts]:
    """Run every draw through the timeline. `state` is moved on in place; `progress` is told draws done.

    `parameters` [draw, parameter] in the order of `arrays.PARAMETERS`. Releases the interpreter lock, so that blocks
    run side by side and an interrupt is seen between blocks.
    """
    from pyrrhus.engine.cache import kernels

    draws = len(parameters)
    record = empty_record(draws, ground, timeline)
    shape = (len(timeline.record_day), len(ground.area_km2))
    total = CellCounts(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))
    block = chunk or DEFAULT_CHUNK
    run_block = kernels().run_block
    from pyrrhus.engine.bench import make_bench

    def work(first: int) -> tuple[int, CellCounts]:
        counts = CellCounts(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))
        last = min(draws, first + block)
        bench = make_bench(len(ground.area_km2), len(ground.axis_hash), len(ground.neighbour))
        run_block(first, last, ground, timeline, settings, parameters, state, record, counts, bench)
        return last - first, counts

    starts = range(0, draws, block)
    with ThreadPoolExecutor(max_workers=thread_count(threads)) as pool:
        pending = [pool.submit(work, first) for first in starts]
        try:
            for future in pending:
                done, counts = future.result()
                total.held[:] += counts.held
                total.share[:] += counts.share
                if progress is not None:
                    progress(done)
        except BaseException:
            for future in pending:
                future.cancel()
            raise
    return record, total
