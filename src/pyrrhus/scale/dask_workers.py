"""Tasks on Dask's distributed workers (the extra `scale`): of this machine, or those of a scheduler anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any

from pyrrhus.arguments import wrong_argument
from pyrrhus.errors import InputError, RunError
from pyrrhus.scale.tasks import MOST_TRIES, Done, Task, code_print, lost, perform

SECONDS_TO_ANSWER = 30
AHEAD = 2
"""Tasks that are out for each thread of a worker: one at which it works, one that waits there."""


def run_on_dask(tasks: Iterable[Task], *, scheduler: str | None, workers: int) -> Iterator[Done]:
    """The tasks on the workers of a scheduler, or on `workers` processes of this machine where none is named; in the
    order in which they end. What a worker that is lost had in hand, or had finished and not told yet, is run again.

    Raises InputError where Dask is not installed or the scheduler does not answer, RunError where a worker has another
    Pyrrhus.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        fix = "install it with pip install 'pyrrhus[scale]', or write threads or processes"
        raise InputError([wrong_argument("engine", "Dask is not installed", fix, "extra")]) from None
    with _client(distributed, scheduler, workers) as client:
        out: dict[Any, tuple[Task, int]] = {}
        source = iter(tasks)
        print_of = code_print()

        def hand_out() -> list[Any]:
            """More tasks, so many that none of the workers that are there now has to wait."""
            futures = []
            for task in islice(source, AHEAD * max(workers, sum(client.nthreads().values())) - len(out)):
                future = client.submit(perform_there, task, print_of, pure=False)
                out[future] = (task, len(_pickled(task)))
                futures.append(future)
            return futures

        ended = distributed.as_completed(hand_out(), loop=client.loop)
        try:
            for future in ended:
                task, sent = out.pop(future)
                yield _done(distributed, future, task, sent)
                future.release()
                for fresh in hand_out():
                    ended.add(fresh)
        finally:
            client.cancel(list(out))


def perform_there(task: Task, print_of: str) -> tuple[Any, str | None] | None:
    """What a worker does; None where its Pyrrhus is another one, whose numbers might differ."""
    return perform(task, 1) if code_print() == print_of else None


def _done(distributed: Any, future: Any, task: Task, sent: int) -> Done:
    try:
        answer = future.result()
    except distributed.scheduler.KilledWorker:
        return Done(task, None, lost(MOST_TRIES), sent)
    if answer is None:
        raise RunError("a worker has another version of Pyrrhus; install the same one on all machines")
    value, failure = answer
    return Done(task, value, failure, sent, len(_pickled(answer)))


def _client(distributed: Any, scheduler: str | None, workers: int) -> Any:
    import_module("dask").config.set({"distributed.scheduler.allowed-failures": MOST_TRIES - 1})
    if scheduler is None:
        cluster = distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
        )
        return _Both(distributed.Client(cluster, set_as_default=False), cluster)
    try:
        return distributed.Client(scheduler, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        what = f"no scheduler answers at '{scheduler[:80]}' ({type(error).__name__})"
        fix = "write the address that `dask scheduler` prints, as tcp://HOST:8786"
        raise InputError([wrong_argument("scheduler", what, fix, "scheduler")]) from None


class _Both:
    """A client and the cluster that it stands on, closed together."""

    def __init__(self, client: Any, cluster: Any) -> None:
        self.client, self.cluster = client, cluster

    def __enter__(self) -> Any:
        return self.client

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.cluster.close()


def _pickled(value: Any) -> bytes:
    import pickle

    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
