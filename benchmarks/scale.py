"""What a town costs, and what the engines add: `python -m benchmarks.scale [--maps DIR --as-of D] [--queue 40]`.

Processor seconds, so that other work on the machine does not count. First one town after another at growing draws: the
specification, the assessment, its stages, bytes out and back, contested borders. Then a queue of small sectors on two
worker processes: what the workers spend beside the tasks, and what the process that hands them out spends.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.soak_resume import AS_OF, write_front
from benchmarks.timed_task import TimedTask
from pyrrhus.control_map.gazetteer import listed_places
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import describe_sector
from pyrrhus.scale.processes import run_on_processes
from pyrrhus.watch.reach import asked_places, places_in_reach
from pyrrhus.watch.town_task import TownKey, TownTask

DRAWS = (20, 200, 1000, 2000)
HORIZON_DAYS = 120


def specify(folder: Path, day: date, most: int) -> tuple[list[TownTask], dict[str, float]]:
    """The tasks of a folder of maps, and the processor seconds of reading, choosing and describing."""
    marks = [time.process_time()]
    maps = read_maps(folder, until=day)
    marks.append(time.process_time())
    watched, left = places_in_reach(maps, asked_places(maps, None), day)
    marks.append(time.process_time())
    known = listed_places(maps)
    tasks = []
    for found in watched[:most]:
        place = found.place
        key = TownKey(
            found.id,
            place.name,
            place.lat,
            place.lon,
            day,
            HORIZON_DAYS,
            DRAWS[0],
            7,
            found.distance_km,
            found.held_0_1,
            "",
        )
        text = describe_sector(place, known, maps, day)
        tasks.append(TownTask(key, text.files, text.notes))
    marks.append(time.process_time())
    return tasks, {
        "read_seconds": marks[1] - marks[0],
        "choose_seconds_a_place": (marks[2] - marks[1]) / (len(watched) + len(left)),
        "specify_seconds_a_town": (marks[3] - marks[2]) / max(1, len(tasks)),
    }


def measure_towns(tasks: list[TownTask]) -> dict[str, Any]:
    """Processor seconds of a town by draws, fitted as a part that draws do not move and one for each draw and day."""
    tasks[0].run(1)  # kernels, imports
    rows: dict[int, list[float]] = {draws: [] for draws in DRAWS}
    back = []
    for task in tasks:
        for draws in DRAWS:
            found, size = TimedTask(replace(task, key=replace(task.key, draws=draws))).run(1)
            rows[draws].append(found)
            back.append(size)
    means = [float(np.mean(rows[draws])) for draws in DRAWS]
    slope, fixed = np.polyfit(DRAWS, means, 1)
    return {
        "towns": len(tasks),
        "seconds_by_draws": dict(zip(map(str, DRAWS), means, strict=True)),
        "fixed_seconds": float(fixed),
        "seconds_a_thousand_draws": float(1000 * slope),
        "bytes_out": float(np.mean([len(pickle.dumps(task)) for task in tasks])),
        "bytes_back": float(np.mean(back)),
    }


def measure_queue(task: TownTask, many: int, workers: int) -> dict[str, float]:
    """A queue of one small sector under many seeds on processes: what is spent beside the tasks themselves."""

    def queue() -> Iterator[TimedTask]:
        for seed in range(many):
            yield TimedTask(replace(task, key=replace(task.key, seed=seed)))

    before, own, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time(), time.perf_counter()
    done = list(run_on_processes(queue(), workers=workers))
    own, wall = time.process_time() - own, time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    failed = [one.failure for one in done if one.failure is not None]
    if failed:
        raise RuntimeError(f"{len(failed)} tasks failed, the first with: {failed[0]}")
    inside = sum(one.value[0] for one in done)
    return {
        "tasks": many,
        "workers": workers,
        "task_seconds": inside,
        "worker_seconds": spent,
        "parent_seconds": own,
        "wall_seconds": wall,
        "beside_the_tasks": (spent + own) / inside - 1.0,
        "largest_worker_mib": after.ru_maxrss / 1024,
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--maps", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    parser.add_argument("--towns", type=int, default=3)
    parser.add_argument("--queue", type=int, default=40)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as beside:
        folder = given.maps or write_front(Path(beside) / "maps")
        tasks, made = specify(folder, given.as_of, given.towns)
        found: dict[str, Any] = {**made, **measure_towns(tasks)}
        print(json.dumps(found, indent=1), flush=True)
        if given.queue:
            print(json.dumps({"queue": measure_queue(tasks[0], given.queue, 2)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
