"""A watch of a small made-up front: who is asked, the order, stops, killed workers, what changed, hindsight."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import threading
from datetime import timedelta

import pytest

from pyrrhus.cli import main
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError
from pyrrhus.scale.engines import Engine
from pyrrhus.scale.processes import WorkerProcess
from pyrrhus.watch.ranking import change_since
from pyrrhus.watch.town_task import TownTask
from pyrrhus.watch.watching import WatchOptions, watch
from support.benches import from_bench

AS_OF, START, TOWNS, WEEKS, Soak, tree, write_front = from_bench(
    "soak_resume", "AS_OF START TOWNS WEEKS Soak tree write_front"
)

NEAR = ("ystad", "ask", "elm", "oak", "ash")
OPTIONS = WatchOptions(as_of=AS_OF, draws=20, horizon_days=14)
ONE = Engine(threads=1)


@pytest.fixture(scope="module")
def maps_folder(tmp_path_factory):
    return write_front(tmp_path_factory.mktemp("here") / "maps")


@pytest.fixture(scope="module")
def undisturbed(maps_folder, tmp_path_factory):
    """A watch on threads that nobody disturbs."""
    return watch(maps_folder, out=tmp_path_factory.mktemp("threads") / "out", options=OPTIONS, engine=ONE)


def test_every_town_within_reach_is_asked_and_the_others_are_named_with_their_reason(undisturbed):
    assert {row["id"] for row in undisturbed.rows} == set(NEAR)
    left = {one["name"]: one["why"] for one in undisturbed.document["left_out"]}
    assert left["Held"] == "the attacker has held it for 14 days or more"
    assert left["Far"] == "no attacker's ground within 12 km"
    assert set(left) | {row["town"] for row in undisturbed.rows} == set(TOWNS)
    assert undisturbed.failed == []


def test_rows_run_from_the_most_endangered_on_and_lead_to_their_assessments(undisturbed):
    chances = [row["probability"]["14"] for row in undisturbed.rows]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1]
    page = (undisturbed.folder / "watch.html").read_text(encoding="utf-8")
    assert "http://" not in page
    assert "https://" not in page
    for row in undisturbed.rows:
        document = json.loads((undisturbed.folder / row["folder"] / "assessment.json").read_text(encoding="utf-8"))
        leading = document.get("published") or document["fall"]
        assert leading["cdf"][-1]["probability"] == pytest.approx(row["probability"]["14"], abs=1e-5)
        assert f'href="{row["folder"]}/assessment.html"' in page
    table = list(csv.DictReader(io.StringIO((undisturbed.folder / "watch.csv").read_text(encoding="utf-8"))))
    assert [row["town"] for row in table if row["horizon_days"] == "14"] == [row["town"] for row in undisturbed.rows]


def test_a_town_is_assessed_as_sector_and_assess_do(undisturbed, maps_folder, tmp_path):
    from pyrrhus.control_map.sector import build_sector
    from pyrrhus.pipeline import assess

    folder = build_sector("Elm", maps_folder, out=tmp_path / "elm", as_of=AS_OF).folder
    alone = assess(folder, draws=20, horizon_days=14, threads=1)
    found = (undisturbed.folder / str(AS_OF) / "elm" / "assessment.json").read_text(encoding="utf-8")
    assert alone.to_json() == found


def test_what_is_finished_is_not_made_again_and_the_rest_is(undisturbed, maps_folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    real, made = TownTask.run, []

    def stop_after_two(task, threads):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(task.name)
        return real(task, threads)

    monkeypatch.setattr(TownTask, "run", stop_after_two)
    with pytest.raises(KeyboardInterrupt):
        watch(maps_folder, out=out, options=OPTIONS, engine=ONE)
    first, made = made, []

    def note(task, threads):
        made.append(task.name)
        return real(task, threads)

    monkeypatch.setattr(TownTask, "run", note)
    again = watch(maps_folder, out=out, options=OPTIONS, engine=ONE)
    assert again.made == len(made) == 3
    assert not set(first) & set(made)
    assert tree(out) == tree(undisturbed.folder)
    assert watch(maps_folder, out=out, options=OPTIONS, engine=ONE).made == 0
    assert tree(out) == tree(undisturbed.folder)


@pytest.mark.parametrize("anywhere", [False, True])
def test_killed_over_and_over_it_loses_one_town_at_most_and_ends_byte_equal(
    undisturbed, maps_folder, tmp_path, anywhere
):
    soak, chance = Soak(maps_folder, tmp_path / "out"), random.Random(3 + anywhere)
    for _ in range(1 if anywhere else 4):
        soak.kill_once(chance, anywhere=anywhere)
    assert anywhere or soak.kills >= 3
    soak.end(tree(undisturbed.folder))
    assert soak.wrong == []


def test_on_processes_one_killed_in_the_middle_the_bytes_are_the_same(undisturbed, maps_folder, tmp_path, monkeypatch):
    started, real = [], WorkerProcess.give

    def give(worker, task, tries):
        real(worker, task, tries)
        started.append(worker.pid)
        if len(started) == 2:  # in the middle of its town
            threading.Timer(0.5, lambda: os.kill(worker.pid, signal.SIGKILL)).start()

    monkeypatch.setattr(WorkerProcess, "give", give)
    found = watch(maps_folder, out=tmp_path / "out", options=OPTIONS, engine=Engine("processes", workers=2))
    assert len(started) == len(NEAR) + 1
    assert tree(found.folder) == tree(undisturbed.folder)
    assert found.sent_bytes < 100_000 * len(started)


def test_on_dask_with_one_worker_killed_in_the_middle_the_bytes_are_the_same(undisturbed, maps_folder, tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (the extra `scale`)")
    killed = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    ) as cluster:

        def kill(stage, done, total):
            if done == 1 and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        engine = Engine("dask", scheduler=cluster.scheduler_address)
        found = watch(maps_folder, out=tmp_path / "out", options=OPTIONS, engine=engine, on_progress=kill)
        assert killed
    assert tree(found.folder) == tree(undisturbed.folder)


def test_a_town_that_fails_is_named_and_the_rest_has_answers(maps_folder, tmp_path, monkeypatch):
    real = TownTask.run

    def fail(task, threads):
        if task.name == "Oak":
            raise MemoryError("no room\nleft")
        return real(task, threads)

    monkeypatch.setattr(TownTask, "run", fail)
    found = watch(maps_folder, out=tmp_path / "out", options=OPTIONS, engine=ONE)
    assert found.failed == [{"id": "oak", "name": "Oak", "why": "MemoryError: no room left"}]
    assert {row["id"] for row in found.rows} == set(NEAR) - {"oak"}
    assert "MemoryError: no room left" in (found.folder / "watch.html").read_text(encoding="utf-8")
    monkeypatch.undo()
    again = watch(maps_folder, out=tmp_path / "out", options=OPTIONS, engine=ONE)
    assert (again.made, again.failed) == (1, [])


def test_nothing_dated_later_moves_a_byte(undisturbed, tmp_path):
    longer = write_front(tmp_path / "maps", weeks=WEEKS + 10)
    found = watch(longer, out=tmp_path / "out", options=OPTIONS, engine=ONE)
    assert tree(found.folder) == tree(undisturbed.folder)


def test_what_changed_is_told_against_the_last_earlier_watch_alone(tmp_path):
    maps = write_front(tmp_path / "maps", weeks=WEEKS + 4)
    out, later = tmp_path / "out", AS_OF + timedelta(weeks=4)
    first = watch(maps, out=out, options=OPTIONS, engine=ONE)
    second = watch(maps, out=out, options=WatchOptions(as_of=later, draws=20, horizon_days=14), engine=ONE)
    assert second.document["before"]["as_of"] == str(AS_OF)
    then = {row["town"]: row for row in first.rows}
    for row in second.rows:
        if row["town"] in then:
            moved = row["probability"]["14"] - then[row["town"]]["probability"]["14"]
            assert row["change"]["probability"] == pytest.approx(moved, abs=1e-5)
            assert row["change"]["distance_km"] <= 0.0
    assert [one["town"] for one in second.document["gone"]] == ["Ystad"]
    assert "held it for 14 days" in second.document["gone"][0]["why"]
    document = (out / "watch.json").read_bytes()
    watch(maps, out=out, options=WatchOptions(as_of=later, draws=20, horizon_days=14), engine=ONE)
    assert (out / "watch.json").read_bytes() == document
    assert watch(maps, out=out, options=OPTIONS, engine=ONE).document["before"] is None


def test_a_change_counts_beyond_what_chance_does():
    row = {"probability": {"30": 0.2, "60": 0.5}, "effective_sample_size": 1000.0, "distance_km": 2.0}
    for then, counts in ((0.45, True), (0.49, False)):
        found = change_since(row, {**row, "probability": {"60": then}, "distance_km": 3.5})
        assert found == {
            "horizon_days": 60,
            "probability": pytest.approx(0.5 - then),
            "before": then,
            "beyond_chance": counts,
            "distance_km": -1.5,
        }
    few = {**row, "probability": {"60": 0.45}, "effective_sample_size": 100.0}
    assert not change_since(row, few)["beyond_chance"]
    assert change_since(row, {**row, "probability": {"14": 0.5}}) is None


def test_an_assessment_that_somebody_changed_is_not_written_over(maps_folder, tmp_path):
    out = tmp_path / "out"
    options = WatchOptions(as_of=AS_OF, draws=20, horizon_days=14, reach_km=3.0)
    watch(maps_folder, out=out, options=options, engine=ONE)
    page = next(out.glob("*/*/assessment.html"))
    page.write_text("my notes", encoding="utf-8")
    with pytest.raises(InputError, match="what was changed since"):
        watch(maps_folder, out=out, options=options, engine=ONE)
    assert page.read_text(encoding="utf-8") == "my notes"


def test_places_of_a_list_are_watched_beside_the_towns(maps_folder, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("name,lat,lon\nElm again,48.12,30.48\nThorp,48.2,30.53\nNowhere,10,10\n", encoding="utf-8")
    options = WatchOptions(as_of=AS_OF, draws=20, horizon_days=14, reach_km=3.0, places_csv=own)
    found = watch(maps_folder, out=tmp_path / "out", options=options, engine=ONE)
    names = {row["town"] for row in found.rows}
    assert "Thorp" in names
    assert "Elm again" not in names | {one["name"] for one in found.document["left_out"]}
    assert {one["name"]: one["why"] for one in found.document["left_out"]}["Nowhere"].startswith("the map does not")


def test_wrong_numbers_maps_and_places_are_refused_before_anything_is_written(maps_folder, tmp_path):
    for options, says in (
        (WatchOptions(as_of=START - timedelta(1)), "holds no map dated up to"),
        (WatchOptions(as_of=AS_OF, draws=1), "1 draws"),
        (WatchOptions(as_of=AS_OF, reach_km=80.0), "80 km"),
        (WatchOptions(as_of="soon"), "is not a date"),
        (WatchOptions(as_of=AS_OF, places_csv=tmp_path / "none.csv"), "is not there"),
    ):
        with pytest.raises(InputError, match=says):
            watch(maps_folder, out=tmp_path / "out", options=options, engine=ONE)
    assert not (tmp_path / "out").exists()
    (tmp_path / "watch.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="was not written by Pyrrhus"):
        watch(maps_folder, out=tmp_path, options=OPTIONS, engine=ONE)


def test_the_command_tells_the_ranking(undisturbed, maps_folder, capsys):
    given = ["watch", str(maps_folder), "--as-of", str(AS_OF), "--draws", "20", "--horizon", "14"]
    for form in ("json", "table", "csv"):
        with pytest.raises(SystemExit) as ended:
            main([*given, "--format", form, "--out", str(undisturbed.folder)])
        assert ended.value.code == 0
        told = capsys.readouterr()
        assert "5 of 5 assessments stood there already" in told.err
        if form == "json":
            assert json.loads(told.out) == undisturbed.document
        else:
            assert all(town in told.out for town in ("Ystad", "Ash"))


def test_maps_are_read_once(maps_folder, tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr("pyrrhus.watch.watching.read_maps", lambda *a, **k: read.append(a) or read_maps(*a, **k))
    watch(maps_folder, out=tmp_path / "out", options=WatchOptions(AS_OF, None, 14, 3.0, 20), engine=ONE)
    assert len(read) == 1
