"""Many draws: their first state, and the run over fixed blocks of draws in a thread pool.

Each draw writes its own rows and counts of cells are integers, so that a result depends on seed and scenario alone,
never on threads, blocks or their order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import (
    ATTACKER,
    COLUMN,
    DORMANT,
    KINDS,
    OFFENSIVE,
    PROBING,
    CellCounts,
    Ground,
    RunRecord,
    Settings,
    Timeline,
)

if TYPE_CHECKING:
    from pyrrhus.engine.state import State

DEFAULT_CHUNK = 256
InOrder = TypeVar("InOrder", Ground, Timeline, Settings)


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
    return max(1, int(given)) if given.isdecimal() and len(given) < 6 else (os.cpu_count() or 1)


def even_chunk(draws: int, threads: int) -> int:
    """Draws a block: at most `DEFAULT_CHUNK`, and as many blocks for every thread. Results do not depend on it."""
    blocks = -(-draws // DEFAULT_CHUNK)
    return max(1, -(-draws // (-(-blocks // threads) * threads)))


def draw_uniforms(names: list[str], draws: int, seed: int, *, stream: int | None = None) -> NDArray[np.float64]:
    """Uniform numbers [draw, name]: draw i gets the same number whatever the number of draws."""
    from pyrrhus.engine.cache import kernels
    from pyrrhus.engine.streams import STREAM_PARAMETERS, hash_of

    fill_draws = kernels().fill_draws
    out = np.empty((draws, len(names)))
    column = np.empty(draws)
    for i, name in enumerate(names):
        key = STREAM_PARAMETERS if stream is None else np.uint32(stream)
        fill_draws(column, 0, np.uint32(seed), key, np.uint32(hash_of(name)))
        out[:, i] = column
    return out


def first_state(first: FirstDay, ground: Ground, parameters: NDArray[np.float64], seed: int) -> State:
    """The state of every draw on the first day, from what is known and each draw's own parameters."""
    from pyrrhus.engine.day import FIELDS
    from pyrrhus.engine.fields import begin
    from pyrrhus.engine.state import State

    lengths = dimensions(ground)
    values = {name: parameters[:, column] for name, column in COLUMN.items()}
    values |= _troops(first, ground, values, seed) | _moods(values, len(parameters), lengths["axis"], seed)
    contested = values["contested_share_to_attacker_0_1"][:, None] * first.contested[None, :]
    works = first.fortified[None, :] * values["fortification_start_0_1"][:, None]
    civilians = np.column_stack([first.civilians, np.zeros(len(parameters))])
    values |= {
        "history": np.arange(len(parameters)),
        "share": np.minimum(1.0, first.attacker[None, :] + contested),
        "fortification": np.clip(works, 0.0, 1.0),
        "will": np.repeat(first.will[None, :], len(parameters), axis=0),
        "civilians": civilians,
        "evacuated": civilians,
        "policy_memory": fresh_memory(len(parameters)),
    }
    return State._make(begin(field, len(parameters), lengths, values) for field in FIELDS)


def dimensions(ground: Ground, timeline: Timeline | None = None) -> dict[str, int]:
    """Lengths of the dimensions that `fields.py` names; those of records and maps where a timeline is given."""
    from pyrrhus.engine.laws.policies import MEMORY_WIDTH

    axes = len(ground.axis_hash)
    lengths = {
        "cell": len(ground.area_km2),
        "axis": axes,
        "axis and common": axes + 1,
        "side": 2,
        "kind": KINDS,
        "way": 2,
        "loss": 3,
        "pace": 2,
        "fate": 2,
        "memory": MEMORY_WIDTH,
        "bridge": len(ground.bridge_hash),
        "event": len(ground.event_share),
        "rear place": len(ground.rear_x_km),
    }
    if timeline is not None:
        lengths |= {"record": len(timeline.record_day), "map": len(timeline.map_day)}
    return lengths


def _troops(
    first: FirstDay, ground: Ground, value: Mapping[str, NDArray[np.float64]], seed: int
) -> dict[str, NDArray[np.float64]]:
    """Troops, reserves and shells of the first day, with each draw's error of stated strengths."""
    from scipy.special import ndtri

    from pyrrhus.engine.streams import STREAM_START

    draws = len(value["attacker_reserve_share"])
    contested = value["contested_share_to_attacker_0_1"][:1] * first.contested
    frontage = _frontage(np.minimum(1.0, first.attacker + contested).astype(np.float32), ground)
    names = [f"strength {side}" for side in (0, 1)]
    factor = np.exp(ndtri(draw_uniforms(names, draws, seed, stream=int(STREAM_START))) * first.strength_log_sd)
    spread = frontage / frontage.sum()
    personnel = first.personnel[None] + first.spread[None, :, None, :] * spread[None, None, :, None]
    personnel = personnel * factor[:, :, None, None]
    strength = personnel.sum(axis=(2, 3))
    mix = personnel.sum(axis=2) / np.maximum(strength, 1e-9)[:, :, None]
    share_of_reserve = np.column_stack([value["attacker_reserve_share"], value["defender_reserve_share"]])
    reserve = mix * (share_of_reserve * strength)[:, :, None]
    shells = np.column_stack([value["attacker_shells_per_day"], value["defender_shells_per_day"]])
    return {
        "arrival_factor": factor,
        "personnel": personnel,
        "reserve": reserve,
        "first_strength": strength,
        "given": personnel.sum(axis=2) + reserve,
        "shells": shells * value["shell_stock_days"][:, None],
        "fired": shells,
        "perceived_ratio": np.repeat((strength[:, :1] / np.maximum(strength[:, 1:], 1.0)), 2, axis=1),
    }


def _moods(value: Mapping[str, NDArray[np.float64]], draws: int, axes: int, seed: int) -> dict[str, NDArray[Any]]:
    """Intensity and phase of every axis on the first day, as their chains have them in the long run."""
    from scipy.special import ndtri

    from pyrrhus.engine.streams import STREAM_START

    stream = int(STREAM_START)
    deviations = ndtri(draw_uniforms([f"intensity {axis}" for axis in range(axes + 1)], draws, seed, stream=stream))
    u = draw_uniforms([f"phase {axis}" for axis in range(axes)], draws, seed, stream=stream)
    # long-run shares of the chain of phases: for each day of an offensive, a of probing and a^2 / 2 dormant
    a = (value["pause_mean_days"] / value["offensive_mean_days"])[:, None]
    on = 1.0 / (1.0 + a + 0.5 * a * a)
    phase = np.zeros((draws, 2, axes), dtype=np.int8)
    phase[:, ATTACKER, :] = np.where(u < on, OFFENSIVE, np.where(u < on * (1.0 + a), PROBING, DORMANT))
    return {"intensity": deviations, "phase": phase}


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
    return np.asarray(length + 0.05, dtype=float)


def empty_record(draws: int, ground: Ground, timeline: Timeline) -> RunRecord:
    """Arrays for what a run keeps."""
    from pyrrhus.engine.fields import RECORD, begin

    lengths = dimensions(ground, timeline)
    return RunRecord._make(begin(field, draws, lengths) for field in RECORD)


def laid_out(arrays: InOrder) -> InOrder:
    """The same record with every array laid out by rows: any other layout would be compiled for by itself."""
    return arrays._make(np.ascontiguousarray(a) if isinstance(a, np.ndarray) else a for a in arrays)


def run(
    ground: Ground,
    timeline: Timeline,
    settings: Settings,
    parameters: NDArray[np.float64],
    state: State,
    *,
    threads: int | None = None,
    chunk: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> tuple[RunRecord, CellCounts]:
    """Run every draw through the timeline. `state` is moved on in place; `on_progress` is told draws done.

    `parameters` [draw, parameter] in the order of `arrays.PARAMETERS`. Releases the interpreter lock, so that blocks
    run side by side and an interrupt is seen between blocks.
    """
    from pyrrhus.engine.cache import kernels

    draws = len(parameters)
    ground, timeline, settings = laid_out(ground), laid_out(timeline), laid_out(settings)
    parameters = np.ascontiguousarray(parameters)
    record = empty_record(draws, ground, timeline)
    shape = (len(timeline.record_day), len(ground.area_km2))
    total = CellCounts(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))
    block = chunk or even_chunk(draws, thread_count(threads))
    run_block = kernels().run_block
    from pyrrhus.engine.scratch import make_bench

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
                if on_progress is not None:
                    on_progress(done)
        except BaseException:
            for future in pending:
                future.cancel()
            raise
    return record, total
