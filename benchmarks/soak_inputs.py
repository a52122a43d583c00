"""Spoiled inputs against every reader: `python -m benchmarks.soak_inputs [--inputs 100000] [--first 0] [--workers 2]`.

Each number makes one input (`tests/support/hostile_inputs.py`): a valid scenario folder, map, gazetteer, progress file,
article or record of a folder, spoiled. Processes of their own read them; time (5 s of the processor, ten minutes of
the clock) and memory (1 GiB) are watched for each. Ends with 1 where an input was neither accepted nor refused in
words, or took too much. `--first NUMBER --inputs 1` runs one again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECONDS, MOST_SECONDS, CLOCK_SECONDS, MIB = 5.0, 30.0, 600.0, 1024
COLUMNS = ("inputs", "refused", "accepted", "uncaught", "over 5 s", "over 1 GiB")


@dataclass
class Tally:
    """What became of the inputs, by reader and column, and a line for each that went wrong."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    largest_mib: float = 0.0

    def add(self, number: int, reader: str, outcome: str, seconds: float, mib: float) -> None:
        """Count one input."""
        row = self.counts.setdefault(reader, Counter())
        row["inputs"] += 1
        row[outcome if outcome in ("refused", "accepted") else "uncaught"] += 1
        row["over 5 s"] += seconds > SECONDS
        row["over 1 GiB"] += mib > MIB
        self.slowest_s, self.largest_mib = max(self.slowest_s, seconds), max(self.largest_mib, mib)
        if outcome not in ("refused", "accepted") or seconds > SECONDS or mib > MIB:
            self.wrong.append(f"{number} ({reader}): {outcome}, {seconds:.1f} s, {mib:.0f} MiB")
            print(self.wrong[-1], flush=True)

    def table(self) -> str:
        """The counts as a table in Markdown."""
        rows = [f"| reader | {' | '.join(COLUMNS)} |", "|---|" + "---:|" * len(COLUMNS)]
        whole = Counter[str]()
        for reader, row in self.counts.items():
            rows.append(f"| {reader} | " + " | ".join(f"{row[c]:,}" for c in COLUMNS) + " |")
            whole += row
        rows.append("| **all** | " + " | ".join(f"{whole[c]:,}" for c in COLUMNS) + " |")
        return "\n".join(rows)


def work(first: int, last: int, step: int) -> None:
    """Read every `step`-th input and tell of each on stdout; what a process of its own does."""
    from support.hostile_inputs import empty, input_of, read_input, write_input

    resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as place:
        folder = Path(place)
        for number in range(first, last, step):
            print(json.dumps([number, input_of(number)[0]]), flush=True)
            write_input(number, folder)
            _forget_peak()
            signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)  # ends the process, whatever it is in
            before, began = _peak_mib(), time.process_time()
            outcome = read_input(number, folder)
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            took = time.process_time() - began
            print(json.dumps([outcome, took, max(0.0, _peak_mib() - before)]), flush=True)
            empty(folder)


def _forget_peak() -> None:
    with contextlib.suppress(OSError):  # the peak is then that of all inputs so far: no less strict
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mib() -> float:
    try:
        status = Path("/proc/self/status").read_text()
        return float(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def watch(first: int, last: int, step: int, tally: Tally, lock: threading.Lock) -> None:
    """Run workers until the last input is read; one that hangs or dies is counted, and the next begins after it."""
    number = first
    while number < last:
        command = [sys.executable, "-m", "benchmarks.soak_inputs", "--work", str(number), str(last), str(step)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        reader = ""
        for number, reader, told in _told(child):
            with lock:
                tally.add(number, reader, *told)
                done = sum(row["inputs"] for row in tally.counts.values())
                if done % 5000 == 0:
                    print(f"{done} inputs, {len(tally.wrong)} wrong\n{tally.table()}", flush=True)
            number += step
        child.wait()


def _told(child: subprocess.Popen[str]) -> Iterator[tuple[int, str, tuple[str, float, float]]]:
    """What a worker tells of each input; of the one at which it hung or died, that."""
    assert child.stdout is not None
    number, reader, begun = -1, "", False
    alarm: threading.Timer | None = None
    for line in child.stdout:
        told = json.loads(line)
        if alarm is not None:
            alarm.cancel()
        if len(told) == 2:
            number, reader, begun = told[0], told[1], True
            alarm = threading.Timer(CLOCK_SECONDS, child.kill)
            alarm.start()
        else:
            begun = False
            yield number, reader, (told[0], told[1], told[2])
    if alarm is not None:
        alarm.cancel()
    if begun:
        slow = child.wait() in (-signal.SIGKILL, -signal.SIGPROF)
        how = "does not end" if slow else f"died with {child.returncode}"
        yield number, reader, (f"uncaught: {how}", MOST_SECONDS, 0.0)


def main(arguments: list[str] | None = None) -> int:
    """Run many; print what went wrong and the table; exit 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--work", type=int, nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.work:
        work(*asked.work)
        return 0
    tally, lock, began = Tally(), threading.Lock(), time.perf_counter()
    watchers = [
        threading.Thread(target=watch, args=(asked.first + n, asked.first + asked.inputs, asked.workers, tally, lock))
        for n in range(asked.workers)
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    print(tally.table())
    most = f"slowest {tally.slowest_s:.1f} s, largest {tally.largest_mib:.0f} MiB beside the program"
    print(f"{most}; {(time.perf_counter() - began) / 60:.0f} minutes")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
