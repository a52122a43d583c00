"""Tasks on threads, processes and Dask: equal summaries, whoever is killed; failures named; nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from pyrrhus.errors import InputError
from pyrrhus.scale.engines import Engine
from pyrrhus.scale.processes import run_on_processes
from pyrrhus.scale.tasks import MOST_TRIES
from support.scale_tasks import DyingTask, FailingTask, SumTask, WaitingTask

SUMS = [SumTask(n) for n in range(9)]
MOST_SECONDS = 120.0


def found(done):
    return {one.task.name: (one.value, one.failure) for one in done}


def wait_for(look):
    """What is looked for, as soon as it is there."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        if seen := look():
            return seen
        time.sleep(0.02)
    raise AssertionError("it never came")


def pids_in(folder):
    return {int(path.name.partition(".")[0]): int(path.suffix[1:]) for path in folder.glob("*.[0-9]*")}


def alive(pid):
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as told:
            return told.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_processes_finds_what_this_one_finds(workers):
    done = list(run_on_processes(SUMS, workers=workers))
    assert found(done) == found(Engine().run(SUMS))
    assert all(one.sent_bytes > 0 and one.received_bytes > 0 for one in done)
    assert max(one.sent_bytes for one in done) < 200


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_a_task_that_fails_is_named_with_its_reason_and_the_rest_goes_on(kind):
    tasks = [FailingTask(True), *SUMS[:3], FailingTask(False)]
    done = list(Engine(kind, workers=2).run(tasks))
    reasons = sorted(one.failure for one in done if one.failure)
    assert reasons == ["ZeroDivisionError: by nought", "map:3: is torn; mend it"]
    assert sorted(one.task.name for one in done if not one.failure) == ["sum 0", "sum 1", "sum 2"]


def test_a_worker_that_is_lost_costs_its_task_one_more_try(tmp_path):
    done = found(run_on_processes([*SUMS, DyingTask(str(tmp_path), MOST_TRIES - 1)], workers=2))
    assert done.pop("dying") == ("done in the end", None)
    assert done == found(Engine().run(SUMS))


def test_a_task_that_loses_every_worker_is_given_up_alone(tmp_path):
    done = found(run_on_processes([DyingTask(str(tmp_path), 99), *SUMS], workers=2))
    assert done.pop("dying") == (None, f"its worker was lost {MOST_TRIES} times: out of memory, or ended from outside")
    assert done == found(Engine().run(SUMS))
    assert len(list(tmp_path.iterdir())) == MOST_TRIES


def test_a_worker_killed_from_outside_in_the_middle_changes_nothing(tmp_path):
    done = []
    run = threading.Thread(
        target=lambda: done.extend(run_on_processes([WaitingTask(str(tmp_path), n) for n in range(5)], workers=2))
    )
    run.start()
    first = wait_for(lambda: len(pids_in(tmp_path)) == 2 and pids_in(tmp_path))
    killed = first[0]
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: pids_in(tmp_path).get(0, killed) != killed or len(list(tmp_path.glob("0.*"))) > 1)
    (tmp_path / "go").touch()
    run.join(MOST_SECONDS)
    assert {one.task.number: one.value for one in done} == {n: 11 * n for n in range(5)}
    assert not any(map(alive, pids_in(tmp_path).values()))


def test_specifications_are_made_as_they_are_needed():
    made = []

    def specify():
        for n in range(30):
            made.append(n)
            yield SumTask(n)

    run = run_on_processes(specify(), workers=1)
    next(run)
    assert len(made) < 6
    run.close()


def test_workers_end_with_the_process_that_started_them(tmp_path):
    program = (
        "import sys; from pyrrhus.scale.processes import run_on_processes;"
        "from support.scale_tasks import WaitingTask;"
        "list(run_on_processes([WaitingTask(sys.argv[1], n) for n in range(2)], workers=2))"
    )
    paths = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], env={**os.environ, "PYTHONPATH": paths})
    try:
        workers = wait_for(lambda: len(pids_in(tmp_path)) == 2 and pids_in(tmp_path)).values()
    finally:
        parent.kill()
        parent.wait()
    wait_for(lambda: not any(map(alive, workers)))


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        (Engine("dusk"), "there is no engine 'dusk'"),
        (Engine("processes", workers=0), "0 workers"),
        (Engine("processes", scheduler="tcp://here:1"), "is Dask's"),
    ],
)
def test_what_does_not_go_together_is_refused(engine, says):
    with pytest.raises(InputError, match=says):
        engine.run(SUMS)


def test_dask_that_is_not_there_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"Dask is not installed.*pyrrhus\[scale\]"):
        list(Engine("dask", workers=1).run(SUMS))


@pytest.fixture
def dask_cluster():
    """Two workers of Dask in processes of their own."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (the extra `scale`)")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    ) as cluster:
        yield cluster


def test_dask_finds_what_this_process_finds_and_names_failures(dask_cluster):
    tasks = [*SUMS, FailingTask(True)]
    done = found(Engine("dask", scheduler=dask_cluster.scheduler_address).run(tasks))
    assert done == found(Engine().run(tasks))


def test_a_dask_worker_killed_in_the_middle_changes_nothing(dask_cluster, tmp_path):
    tasks = [WaitingTask(str(tmp_path), n) for n in range(5)]
    done = []
    run = threading.Thread(
        target=lambda: done.extend(Engine("dask", scheduler=dask_cluster.scheduler_address).run(tasks))
    )
    run.start()
    killed = wait_for(lambda: len(pids_in(tmp_path)) == 2 and next(iter(pids_in(tmp_path).values())))
    os.kill(killed, signal.SIGKILL)
    (tmp_path / "go").touch()
    run.join(MOST_SECONDS)
    assert {one.task.number: one.value for one in done} == {n: 11 * n for n in range(5)}


def test_a_dask_scheduler_that_does_not_answer_is_said(monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed (the extra `scale`)")
    monkeypatch.setattr("pyrrhus.scale.dask_workers.SECONDS_TO_ANSWER", 1)
    with pytest.raises(InputError, match="no scheduler answers at"):
        list(Engine("dask", scheduler="tcp://127.0.0.1:9").run(SUMS))
