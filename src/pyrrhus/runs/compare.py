"""What moved between two assessments, and why: inputs are exchanged one after another on common random numbers.

Time comes first, since nothing that was published later could be used before: the first inputs a second time as of the
second date and to the first horizon (time that passed with nothing new seen: the front where it was, the town not
fallen), then to the second horizon. Then each part of the inputs in turn, in one order and in its reverse, so that what
two parts do together is halved between them (the mean over two opposite orders of Shapley's value; Castro et al. 2009).
The parts of a batch add up to its whole exactly. Batches differ in their seed; intervals are those of their mean.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import stdtrit

from pyrrhus.engine.ensemble import thread_count
from pyrrhus.judge.words import counted
from pyrrhus.runs.comparison import Change, Comparison, End, Share
from pyrrhus.runs.evaluate import Evaluator, Taken
from pyrrhus.runs.measures import FALL, MEASURES, PUBLISHED_FALL, Measure, Measured
from pyrrhus.runs.parts import ComparisonPart, Mixture, mix
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.schema import Scenario

BATCHES = 4
LEVEL = 0.9
TIME, HORIZON = "time", "horizon"
Readings = dict[str, Measured]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class State:
    """One side of a comparison: a whole scenario (not gated), the as-of date, the horizon, and what it is called.

    `published` are the values of the measures in a run that is compared, where it was one.
    """

    scenario: Scenario
    as_of: date
    days: int
    label: str
    published: dict[str, Measured] | None = None

    @property
    def until(self) -> date:
        return self.as_of + timedelta(days=self.days)


def compare(
    before: State,
    after: State,
    *,
    draws: int = 2000,
    seed: int = 7,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Comparison:
    """Compare two states of one battle. `draws` are split over four batches; the earlier as-of date comes first.

    Raises InputError where the two are not of one town.
    """
    if after.as_of < before.as_of:
        before, after = after, before
    mixture = mix(gate(before.scenario, before.as_of), gate(after.scenario, after.as_of))
    own = gate(before.scenario, before.as_of)
    side_by_side = min(BATCHES, thread_count(threads))
    for_each = max(1, thread_count(threads) // side_by_side)
    start = Evaluator(Mixture(own, own, (), before.as_of), max(20, draws // BATCHES), for_each)
    then = Evaluator(mixture, start.draws, for_each)
    paths = [_path(mixture, before, after, reverse=bool(batch % 2)) for batch in range(BATCHES)]
    tell = _Told(on_progress, sum(len(path) for path in paths))

    def walk(batch: int) -> tuple[list[ComparisonPart], list[Readings]]:
        own_seed, path = (seed + batch) % 2**32, paths[batch]
        found = [start.measure(frozenset(), before.days, own_seed)]
        for _, taken, days in path:
            found.append(then.measure(taken, days, own_seed))
            tell.one_more()
        return [part for part, _, _ in path], found

    with ThreadPoolExecutor(max_workers=side_by_side) as pool:
        try:
            steps = list(pool.map(walk, range(BATCHES)))
        except BaseException:
            tell.stopped = True
            raise
    changes = tuple(_change(measure, steps, before, after, start.names) for measure in _measured(steps))
    return Comparison(
        mixture.second.name, _end(before), _end(after), changes, start.draws * BATCHES, seed, start.runs + then.runs
    )


class _Told:
    """How many exchanges are done, told one at a time; once stopped, the next one ends its batch."""

    def __init__(self, on_progress: Progress | None, whole: int) -> None:
        self.stopped = False
        self._on_progress, self._whole, self._done = on_progress, whole, 0
        self._lock = threading.Lock()

    def one_more(self) -> None:
        with self._lock:
            if self.stopped:
                raise KeyboardInterrupt
            self._done += 1
            if self._on_progress:
                self._on_progress("exchanges", self._done, self._whole)


def _path(mixture: Mixture, before: State, after: State, *, reverse: bool) -> list[tuple[ComparisonPart, Taken, int]]:
    """The steps from the first to the second: the part that changes, all parts taken by then, and the days ahead."""
    path: list[tuple[ComparisonPart, Taken, int]] = []
    nothing: Taken = frozenset()
    passed, left = (after.as_of - before.as_of).days, (before.until - after.as_of).days
    moved = (after.until - before.until).days
    if passed:
        also = "" if left >= 1 else ", and the horizon with them"
        words = f"{counted(passed, 'day')} passing, had nothing been seen in them{also}"
        path.append((ComparisonPart(TIME, words), nothing, left if left >= 1 else after.days))
    if moved and (left >= 1 or not passed):
        words = f"the horizon, {counted(abs(moved), 'day')} {'further on' if moved > 0 else 'nearer'}"
        path.append((ComparisonPart(HORIZON, words), nothing, after.days))
    ground = [part for part in mixture.parts if part.id == "ground"]
    others = [part for part in mixture.parts if part.id != "ground"]
    taken = nothing
    for part in [*ground, *(reversed(others) if reverse else others)]:
        taken = taken | {part.id}
        path.append((part, taken, after.days))
    return path


def _measured(steps: Sequence[tuple[list[ComparisonPart], list[Readings]]]) -> list[Measure]:
    """The measures that both ends have; of the fall what is published where both have it, else the campaigns' own."""
    both = {m.id for m in MEASURES if all(m.id in found for _, side in steps for found in (side[0], side[-1]))}
    both -= {FALL} if PUBLISHED_FALL in both else set()
    return [measure for measure in MEASURES if measure.id in both]


def _change(
    about: Measure,
    steps: Sequence[tuple[list[ComparisonPart], list[Readings]]],
    before: State,
    after: State,
    names: dict[str, str],
) -> Change:
    """What one measure did: the mean over batches, and each part's."""
    measure = about.id
    firsts, lasts = ([found[end][measure] for _, found in steps] for end in (0, -1))
    parts: dict[str, tuple[ComparisonPart, list[float]]] = {}
    for order, found in steps:
        values = _filled([row.get(measure) for row in found])
        for part, change in zip(order, np.diff(values), strict=True):
            parts.setdefault(part.id, (part, []))[1].append(float(change))
    shares = tuple(Share(part.id, part.words, *_interval(changes), part.claims) for part, changes in parts.values())
    start, end = _mean(firsts), _mean(lasts)
    if before.published and after.published and {measure} <= before.published.keys() & after.published.keys():
        start, end = before.published[measure], after.published[measure]
    moved, low, high = _interval([b.value - a.value for a, b in zip(firsts, lasts, strict=True)])
    return Change(
        FALL if measure == PUBLISHED_FALL else measure,
        about.question,
        names[measure],
        about.unit,
        start,
        end,
        moved,
        low,
        high,
        shares,
        left=(end.value - start.value) - sum(share.change for share in shares),
    )


def _filled(readings: Sequence[Measured | None]) -> list[float]:
    """Values along a path; where a mixture has none (too few campaigns in which the town falls), the one before."""
    values: list[float] = []
    for reading in readings:
        values.append(reading.value if reading is not None else values[-1])
    return values


def _mean(readings: Sequence[Measured]) -> Measured:
    def over(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return float(np.mean(known)) if known else None

    return Measured(
        float(np.mean([r.value for r in readings])), over([r.low for r in readings]), over([r.high for r in readings])
    )


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and its 90 % interval over batches (Student's t)."""
    at = np.asarray(values, dtype=float)
    middle = float(at.mean())
    if len(at) < 2:
        return middle, middle, middle
    half = float(stdtrit(len(at) - 1, 0.5 + LEVEL / 2) * at.std(ddof=1) / np.sqrt(len(at)))
    return middle, middle - half, middle + half


def _end(state: State) -> End:
    return End(state.label, state.as_of, state.until)
