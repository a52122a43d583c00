"""Guards: what must hold of any run, whatever the scenario; plain NumPy, apart from the code that it watches.

- *numbers*: no state and no record is NaN, infinite or negative where it cannot be; shares lie in 0..1.
- *mass balance*: start, reserve, arrivals and recruits = present + reserve + healing + gone, per side and kind.
- *losses*: killed, wounded and captured never come back.
- *the same alone*: a draw that is run again by itself ends in the same state.
- *neighbours*: a cell turns only where its taker held a cell beside it, or took one that day (if only to lose it again
  the same day, which the evening does not show: two borders away will do); ground in a town whose
  garrison has been ordered out, and days on which an observed map is put in force, are free of that.
- *front*: the front that was kept cell by cell is the one that is measured anew.
- *supply*: no cell gets more than the best road or track that leads into it.

The first three look at every draw; the others run some draws again, one by one, with every day recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pyrrhus.engine.arrays import COLUMN, SUPPLY, CellCounts, Ground, RunRecord, Settings, Timeline
from pyrrhus.engine.fields import RECORD
from pyrrhus.errors import RunError

if TYPE_CHECKING:
    from pyrrhus.engine.front import Front
    from pyrrhus.engine.state import State

SAMPLE = 12  # draws that are run again
SIDES = ("attacker", "defender")
ROUNDING = 1e-9


class GuardError(RunError):
    """A guard found something that cannot be; says which guard, in which draw, and what it saw."""

    def __init__(self, guard: str, draw: int, what: str) -> None:
        self.guard, self.draw = guard, draw
        super().__init__(f"the guard '{guard}' failed in draw {draw}: {what}")


@dataclass(frozen=True)
class Start:
    """Copies of some draws before a run, to run them again."""

    rows: NDArray[np.int64]
    state: State


def remember(state: State, *, sample: int = SAMPLE) -> Start:
    """Keep copies of some draws, spread evenly over all; to be taken before the run."""
    rows = np.unique(np.linspace(0, len(state.history) - 1, min(sample, len(state.history))).astype(np.int64))
    return Start(rows, state._make(array[rows] for array in state))


def check_run(
    ground: Ground,
    timeline: Timeline,
    settings: Settings,
    parameters: NDArray[np.float64],
    start: Start,
    state: State,
    record: RunRecord,
) -> None:
    """Check a run that went from `start` to `state` and left `record`. Raises GuardError at the first thing wrong."""
    check_numbers(state, record)
    check_balance(state)
    check_losses(record)
    for i, draw in enumerate(start.rows):
        _check_alone(ground, timeline, settings, parameters, start, i, int(draw), state)


def check_numbers(state: State, record: RunRecord) -> None:
    """Every number is one, and lies where the table of fields says."""
    from pyrrhus.engine.day import FIELDS

    for arrays, table in ((state, FIELDS), (record, RECORD)):
        for name, _, _, bounds, _, _ in table:
            if bounds is None:
                continue
            array, (low, high) = getattr(arrays, name), bounds
            _all_draws(np.isfinite(array), "numbers", f"{name} is not a number")
            within = (array >= low - ROUNDING) & (array <= high + ROUNDING)
            _all_draws(within, "numbers", f"{name} lies outside {low:g} to {high:g}")


def check_balance(state: State) -> None:
    """Nobody is made or lost by the reckoning itself."""
    there = state.personnel.sum(axis=2) + state.reserve + state.convalescent + state.gone
    error = np.abs(there - state.given) / np.maximum(1.0, state.given)
    _all_draws(error < 1e-9, "mass balance", "troops that came and troops accounted for differ")


def check_losses(record: RunRecord) -> None:
    """Losses so far only grow (the records are in single precision)."""
    back = np.diff(record.losses, axis=1)
    _all_draws(back >= -1e-6 * np.maximum(1.0, record.losses[:, 1:]) - 1e-3, "losses", "losses came back")


def check_neighbours(
    held: NDArray[np.bool_], touched: NDArray[np.bool_], ground: Ground, free: NDArray[np.bool_], draw: int
) -> None:
    """Cells turn beside their taker. `held` [day, cell] by the attacker; `touched` [day, cell] where the share changed
    that day; `free` [day, cell] where a cell may turn all the same.
    """
    beside, of = np.repeat(np.arange(held.shape[1]), np.diff(ground.neighbour_start)), ground.neighbour
    for day in range(1, len(held)):
        turned = held[day] != held[day - 1]
        for side, taker in ((0, True), (1, False)):
            won = turned & (held[day] == taker)
            if not won.any():
                continue
            reached = (held[day - 1] == taker) | (free[day] & won)
            while True:
                near = np.zeros(len(won), dtype=bool)
                np.logical_or.at(near, beside, reached[of])
                more = near & (touched[day] | turned) & ~reached
                if not more.any():
                    break
                reached |= more
            # a cell taken and lost again on one day leaves no trace: what was taken from it lies two borders away
            for _ in range(2):
                near = reached.copy()
                np.logical_or.at(near, beside, reached[of])
                reached = near
            if not reached[won].all():
                cell = int(np.flatnonzero(won & ~reached)[0])
                what = f"on day {day} cell {cell} went to the {SIDES[side]}, who held nothing beside it"
                raise GuardError("neighbours", draw, what)


def check_front(front: Front, share: NDArray[np.float32], ground: Ground, draw: int) -> None:
    """The kept front against one measured anew, border by border; `front` as in `engine.front.Front`."""
    from pyrrhus.engine.front import AT_FRONT, ENEMY_BORDERS, UNFINISHED_KM

    held = share >= 0.5
    cells, axes = len(share), len(ground.axis_hash)
    of = np.repeat(np.arange(cells), np.diff(ground.neighbour_start))
    border = ground.border_km.astype(float)
    theirs = held[ground.neighbour]
    taken = np.bincount(of[theirs], border[theirs], minlength=cells)
    free = np.bincount(of[~theirs], border[~theirs], minlength=cells)
    push = np.where(share < 1.0, np.where(held, np.maximum(taken, UNFINISHED_KM), taken), 0.0)
    pull = np.where(share > 0.0, np.where(held, free, np.maximum(free, UNFINISHED_KM)), 0.0)
    across = np.where(held, free, taken)
    facing = np.where(held, 0.0, taken)

    def by_axis(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(ground.axis, values, minlength=axes), dtype=float)

    anew = {
        "held": held.astype(np.uint8),
        "taken_km": taken,
        "free_km": free,
        "push_km": push,
        "pull_km": pull,
        "push_axis_km": by_axis(push),
        "pull_axis_km": by_axis(pull),
        "frontage_km": by_axis(0.5 * across),
        "facing_km": by_axis(facing),
        "built_up_km": by_axis(facing * ground.built_up),
        "push_weight": by_axis(push * front.focus),
        "pull_weight": by_axis(pull * front.focus),
    }
    for name, values in anew.items():
        if np.abs(getattr(front, name) - values).max(initial=0.0) > 1e-9:
            raise GuardError("front", draw, f"{name} was kept otherwise than it is measured")
    count, listed = front.count, front.front_cells
    if sorted(listed[: count[AT_FRONT]].tolist()) != np.flatnonzero(across > 0.0).tolist():
        raise GuardError("front", draw, "the list of cells at the front is not that of the map")
    if count[ENEMY_BORDERS] != int((theirs & ~held[of]).sum()):
        raise GuardError("front", draw, "the number of borders between enemies is not that of the map")


def check_supply(supply: NDArray[np.float64], ground: Ground, track_0_1: float, draw: int) -> None:
    """No cell ([side, cell]) gets more than its best road or track lets in; a source gets 1 at most."""
    best = np.ones(supply.shape[1])
    if ground.roads_known:
        best[:] = 0.0
        of = np.repeat(np.arange(supply.shape[1]), np.diff(ground.neighbour_start))
        np.maximum.at(best, of, np.maximum(ground.road_0_1.astype(float), track_0_1))
    most = np.where(ground.entry > 0, 1.0, best[None, :])
    for side in range(2):
        over = (supply[side] > most[side] + 1e-6) | (supply[side] < 0.0)
        if over.any():
            cell = int(np.flatnonzero(over)[0])
            what = (
                f"cell {cell} of the {SIDES[side]} gets {supply[side, cell]:.3f} over roads of {most[side, cell]:.3f}"
            )
            raise GuardError("supply", draw, what)


def _check_alone(
    ground: Ground,
    timeline: Timeline,
    settings: Settings,
    parameters: NDArray[np.float64],
    start: Start,
    i: int,
    draw: int,
    after: State,
) -> None:
    from pyrrhus.engine.cache import kernels
    from pyrrhus.engine.ensemble import empty_record, laid_out
    from pyrrhus.engine.scratch import make_bench

    ground, settings = laid_out(ground), laid_out(settings)
    cells = len(ground.area_km2)
    daily = laid_out(timeline._replace(record_day=np.arange(timeline.days + 1, dtype=np.int32)))
    state = after._make(array[i : i + 1].copy() for array in start.state)
    record = empty_record(1, ground, daily)
    counts = CellCounts(*(np.zeros((timeline.days + 1, cells), dtype=np.int64) for _ in range(2)))
    bench = make_bench(cells, len(ground.axis_hash), len(ground.neighbour))
    row = np.ascontiguousarray(parameters[draw : draw + 1])
    kernels().run_block(0, 1, ground, daily, settings, row, state, record, counts, bench)
    for name, array in state._asdict().items():
        if array[0].tobytes() != getattr(after, name)[draw].tobytes():
            raise GuardError("the same alone", draw, f"{name} is another when the draw is run by itself")
    check_front(bench.front, state.share[0], ground, draw)
    if settings.laws[SUPPLY]:
        laid = np.flatnonzero(timeline.roads_day <= timeline.days)[-1:]
        now = ground
        if len(laid):
            now = ground._replace(road_0_1=timeline.road_0_1[laid[0]], entry=timeline.roads_entry[laid[0]])
        check_supply(bench.ways.supply, now, float(row[0, COLUMN["track_capacity_0_1"]]), draw)
    held = counts.held > 0
    touched = np.diff(counts.share, axis=0, prepend=counts.share[:1]) != 0
    free = np.zeros_like(held)
    free[timeline.map_day[timeline.map_day <= timeline.days]] = True
    left = int(state.ordered_day[0])
    if left >= 0:
        free[left:, ground.town_cells] = True
    check_neighbours(held, touched | free, ground, free, draw)


def _all_draws(fine: NDArray[np.bool_], guard: str, what: str) -> None:
    """Raise for the first draw ([draw, ...]) in which not all is fine."""
    if not fine.all():
        draw = int(np.flatnonzero(~fine.reshape(len(fine), -1).all(axis=1))[0])
        raise GuardError(guard, draw, what)
