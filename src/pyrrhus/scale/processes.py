"""Tasks on processes of this machine. A worker that is lost (killed, out of memory) costs the task it was at, which is
begun again on a new one; nothing is shared but a pipe.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from pyrrhus.scale.tasks import MOST_TRIES, Done, Task, lost
from pyrrhus.scale.worker import read_frame, write_frame

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerProcess:
    """A process and a thread that listens to it; what it says goes to `heard` with the worker, None for its end."""

    def __init__(self, heard: queue.SimpleQueue[Any]) -> None:
        paths = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pyrrhus.scale.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, **dict.fromkeys(ONE_THREAD, "1")},
            start_new_session=True,  # an interrupt at the terminal is for us to pass on
        )
        self.task: Task | None = None
        self.tries = self.sent = 0
        self._heard = heard
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.process.pid

    def give(self, task: Task, tries: int) -> None:
        """Hand a task out; a worker that is gone is heard of by its end."""
        self.task, self.tries = task, tries
        assert self.process.stdin is not None
        try:
            self.sent = write_frame(self.process.stdin, task)  # type: ignore[arg-type]
        except OSError:
            self.sent = 0

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            try:
                stream.close()
            except OSError:  # a task that it never read
                continue

    def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while (frame := read_frame(self.process.stdout)) is not None:  # type: ignore[arg-type]
                self._heard.put((self, frame))
        except (OSError, ValueError):
            pass
        self._heard.put((self, None))


def run_on_processes(tasks: Iterable[Task], *, workers: int) -> Iterator[Done]:
    """The tasks on so many processes, in the order in which they end; specifications are made a few ahead."""
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    source, again = iter(tasks), deque[tuple[Task, int]]()
    idle: list[WorkerProcess] = []
    busy: list[WorkerProcess] = []
    ahead: deque[tuple[Task, int]] = deque()
    more = True
    try:
        while True:
            while len(busy) < workers and (again or ahead or more):
                if not again and not ahead:
                    more = _look_ahead(source, ahead)
                    continue
                task, tries = (again or ahead).popleft()
                worker = idle.pop() if idle else WorkerProcess(heard)
                busy.append(worker)
                worker.give(task, tries + 1)
            if not busy:
                return
            if more and len(ahead) < workers:  # while they work, the next specification is made
                more = _look_ahead(source, ahead)
                if heard.empty():
                    continue
            worker, frame = heard.get()
            if worker not in busy:  # the end of one that was idle
                if worker in idle:
                    idle.remove(worker)
                    worker.end()
                continue
            busy.remove(worker)
            task, tries = worker.task, worker.tries
            if frame is not None:
                value, failure = pickle.loads(frame)
                idle.append(worker)
                yield Done(task, value, failure, worker.sent, len(frame))
                continue
            worker.end()
            if tries < MOST_TRIES:
                again.append((task, tries))
            else:
                yield Done(task, None, lost(tries), worker.sent)
    finally:
        for worker in (*idle, *busy):
            worker.end()


def _look_ahead(source: Iterator[Task], ahead: deque[tuple[Task, int]]) -> bool:
    """Make one more specification; whether there was one."""
    try:
        ahead.append((next(source), 0))
    except StopIteration:
        return False
    return True
