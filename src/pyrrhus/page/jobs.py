"""What is being run for readers: a bounded queue, one job for a tab, the last asked wins."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

MOST_WAITING = 8
MOST_REMEMBERED = 64


class Stopped(Exception):
    """A newer request of the same tab, or its reader, ended a job between two blocks of campaigns."""


class QueueFull(Exception):
    """As many jobs wait as may."""


@dataclass
class Job:
    """One run: how far it is (0 to 1), what it found (`found`), what was drawn of it, how it ended."""

    id: str
    tab: str
    said: str = "waiting"
    share: float = 0.0
    state: str = "waiting"
    found: dict[str, Any] = field(default_factory=dict)
    drawn: dict[int, Any] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raises Stopped where the job was asked to end."""
        if self.stop.is_set():
            raise Stopped

    def tell(self, said: str, share: float) -> None:
        """Say how far it is; ends the job where it was asked to."""
        self.said, self.share = said, min(max(share, 0.0), 1.0)
        self.check()


Work = Callable[[Job], None]


class JobQueue:
    """Runs one job at a time; forgets the oldest results."""

    def __init__(self, *, most_waiting: int = MOST_WAITING) -> None:
        self.most_waiting = most_waiting
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="what-if")

    def start(self, tab: str, work: Work) -> Job:
        """Queue a job; an earlier one of the same tab is stopped. Raises QueueFull."""
        with self._lock:
            for job in self._jobs.values():
                if job.tab == tab and job.state in ("waiting", "running"):
                    job.stop.set()
            waiting = sum(job.state == "waiting" and not job.stop.is_set() for job in self._jobs.values())
            if waiting >= self.most_waiting:
                raise QueueFull
            job = Job(secrets.token_urlsafe(12), tab)
            self._jobs[job.id] = job
            while len(self._jobs) > MOST_REMEMBERED:
                oldest = next(iter(self._jobs))
                self._jobs.pop(oldest).stop.set()
        self._pool.submit(self._run, job, work)
        return job

    def find(self, identifier: str) -> Job | None:
        """A job by its id; None where it is not known any more."""
        return self._jobs.get(identifier)

    def close(self) -> None:
        """Stop everything and wait for it."""
        with self._lock:
            for job in self._jobs.values():
                job.stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def wait(self, job: Job, seconds: float) -> bool:
        """Wait until a job has ended; whether it has."""
        end = time.monotonic() + seconds
        while job.state in ("waiting", "running") and time.monotonic() < end:
            time.sleep(0.01)
        return job.state not in ("waiting", "running")

    def _run(self, job: Job, work: Work) -> None:
        if job.stop.is_set():
            job.state = "stopped"
            return
        job.state = "running"
        try:
            work(job)
            job.share, job.state = 1.0, "done"
        except Stopped:
            job.state = "stopped"
        except Exception as error:  # whatever it is, the page stays alive and says so
            job.said, job.state = f"the run failed: {error.__class__.__name__}", "failed"
