"""The record of runs: kept, made again, and never in the way of a run; and a battle through time."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from pyrrhus.commands import compare, record_assessment, track
from pyrrhus.errors import InputError, RunError
from pyrrhus.pipeline import assess
from pyrrhus.runs import store
from pyrrhus.runs.ends import find_end
from pyrrhus.runs.replay import differing, replay
from pyrrhus.runs.track import TrackPoint, score_points
from pyrrhus.scale.engines import Engine
from pyrrhus.scenario.load import find
from pyrrhus.scenario.schema import Control
from pyrrhus.scenario.template import write_new


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "runs.sqlite"
    monkeypatch.setenv(store.PLACE, str(path))
    return path


@pytest.fixture
def made(tmp_path: Path, place: Path) -> tuple[Path, Path]:
    """A folder, and the results of a run of it that is on record."""
    folder, out = write_new("small", tmp_path / "small"), tmp_path / "out"
    found = assess(folder, draws=40, seed=3, horizon_days=30)
    assert record_assessment(found, folder, found.write(out)) is None
    return folder, out


def test_a_run_is_kept_with_what_it_takes_to_make_it_again(made, place):
    folder, out = made
    (run,) = store.list_runs()
    assert (run.scenario, run.draws, run.seed, run.horizon_days) == ("small", 40, 3, 30)
    assert run.document == json.loads((out / "assessment.json").read_text(encoding="utf-8"))
    assert set(store.inputs_of(run)) == {p.name for p in folder.iterdir() if not p.name.startswith(".")}
    assert store.list_runs("another") == []


def test_a_run_is_made_again_from_the_record_after_its_folder_has_changed(made):
    folder, _ = made
    (folder / "claims.csv").unlink()
    assert replay(1).is_same
    with pytest.raises(InputError, match="pyrrhus runs"):
        replay(2)


def test_what_differs_is_named_by_its_path():
    assert differing({"a": [1, {"b": 2}], "c": 1}, {"a": [1, {"b": 3}], "d": 1}) == ["a[1].b", "c", "d"]
    assert differing({"a": [1]}, {"a": [1]}) == []


def test_results_of_a_run_are_compared_by_folder_or_number_though_its_inputs_are_gone(made):
    folder, out = made
    for path in folder.iterdir():
        path.unlink()
    for name in (str(out), "run:1"):
        state = find_end(name)
        assert (state.days, state.scenario.name) == (30, "small")
        assert state.published is not None
    done = compare(str(out), settings=["horizon_days=60"], draws=80)
    assert [s.id for s in done.changes[0].shares] == ["horizon"]


@pytest.mark.parametrize("how", ["locked", "damaged", "folder", "off"])
def test_a_record_that_cannot_be_kept_neither_fails_nor_delays_a_run(tmp_path, place, monkeypatch, how):
    folder = write_new("small", tmp_path / "small")
    found = assess(folder, draws=40, horizon_days=20)
    lock = None
    if how == "locked":
        lock = sqlite3.connect(place)
        lock.execute("begin exclusive")
    elif how == "damaged":
        place.write_bytes(b"no database at all, but long enough to be looked at")
    elif how == "folder":
        place.mkdir()
    else:
        monkeypatch.setenv(store.PLACE, "off")
    note = record_assessment(found, folder, tmp_path / "out")
    assert note is None if how == "off" else "not recorded" in str(note)
    if lock is not None:
        lock.close()
    if how == "damaged":
        with pytest.raises(InputError, match="move it away"):
            store.list_runs()


def test_a_database_of_somebody_is_no_record_and_stays_as_it_is(tmp_path, place, monkeypatch):
    import sqlite3
    from contextlib import closing

    mine = tmp_path / "mine.sqlite"
    with closing(sqlite3.connect(mine)) as base, base:
        base.execute("create table notes (text)")
    before = mine.read_bytes()
    monkeypatch.setenv(store.PLACE, str(mine))
    told = store.record_run(b'{"inputs_sha256": {}}', tmp_path, command="c", written_to=tmp_path)
    assert told is not None
    assert "is a database of somebody's, with a table notes" in told
    assert mine.read_bytes() == before


@pytest.mark.parametrize(("named", "words"), [
    ("~nobody_of_that_name/x", "PYRRHUS_RUNS: nobody knows the home folder"), ("", "is no plain file"),
])  # fmt: skip
def test_a_record_that_cannot_be_is_said_in_words(tmp_path, monkeypatch, named, words):
    monkeypatch.setenv(store.PLACE, named or str(tmp_path))
    with pytest.raises(InputError, match=words):
        store.list_runs()
    assert store.record_run(b"{}", tmp_path, command="c", written_to=tmp_path) is not None


def test_inputs_that_changed_while_it_ran_are_not_kept_as_if_they_were_its_own(tmp_path, place):
    folder = write_new("small", tmp_path / "small")
    found = assess(folder, draws=40, horizon_days=20)
    (folder / "claims.csv").write_text("id\n", encoding="utf-8")
    assert record_assessment(found, folder, tmp_path / "out") is None
    with pytest.raises(InputError, match=r"claims\.csv changed"):
        replay(1)


def test_the_command_records_unless_told_not_to(tmp_path, place):
    run = [sys.executable, "-m", "pyrrhus", "assess", "asculum", "--draws", "40", "--quiet", "--out"]
    subprocess.run([*run, str(tmp_path / "a"), "--no-record"], check=True, cwd=tmp_path)
    assert not place.exists()
    subprocess.run([*run, str(tmp_path / "b")], check=True, cwd=tmp_path)
    listed = subprocess.run(
        [sys.executable, "-m", "pyrrhus", "runs", "--format", "json"], check=True, capture_output=True, text=True
    )
    (row,) = json.loads(listed.stdout)
    assert row["scenario"] == "asculum"
    assert find("asculum").name == "asculum"


START = date(2030, 3, 1)


@pytest.fixture(scope="module")
def falling(make_siege):
    """The siege with weekly maps on which the town falls on day 42 and stays so."""
    rows = []
    for week in range(12):
        day, share = START + timedelta(days=7 * week), 1.0 if week >= 6 else 0.05 * week
        rows += [
            Control(date=day, place=p, holder="attacker", share_0_1=share) for p in ("northern", "southern", "town")
        ]
        rows.append(Control(date=day, place="eastern", holder="attacker"))
    return make_siege(control=tuple(rows), file={"as_of": START + timedelta(days=35)})


def test_a_track_knows_nothing_later_than_each_of_its_dates(falling):
    whole = track(falling, every_days=14, draws=60)
    cut = [row for row in falling.control if row.date <= START + timedelta(days=35)]
    blind = track(falling.model_copy(update={"control": tuple(cut)}), every_days=14, draws=60)
    assert [p.chances for p in whole.points] == [p.chances for p in blind.points]
    assert (whole.fell_on, blind.fell_on) == (START + timedelta(days=42), None)
    assert [p.as_of for p in whole.points] == [START + timedelta(days=d) for d in (7, 21, 35)]
    assert {s.forecaster for s in whole.scores} >= {"campaigns", "climatology"}


def test_a_point_of_a_track_is_what_an_assessment_says(falling):
    day = START + timedelta(days=35)
    (point,) = track(falling, since=day, draws=60).points
    found = assess(falling, as_of=day, horizon_days=90, draws=60).data
    by = {row["date"]: row["probability"] for row in found["fall"]["cdf"]}
    assert point.chances["campaigns"][90] == pytest.approx(by[(day + timedelta(days=90)).isoformat()], abs=0.006)
    last = found["published"]["cdf"][-1]["probability"]
    assert point.chances["published"][90] == pytest.approx(last, abs=0.006)
    assert last != found["fall"]["cdf"][-1]["probability"]


def test_a_track_leads_with_what_an_assessment_publishes(falling):
    from io import StringIO

    from rich.console import Console

    from pyrrhus.present.tracked import print_track

    def shown(found):
        told = StringIO()
        print_track(found, Console(file=told, width=110))
        return told.getvalue()

    plain = track(falling, every_days=14, draws=60)
    assert {point.leading for point in plain.points[1:]} == {"published"}
    assert "as published" in shown(plain)
    orders = type(falling.file.policies).model_validate({"defender": [{"id": "all", "do": "hold_at_all_costs"}]})
    file = falling.file.model_copy(update={"policies": orders})
    other = track(falling.model_copy(update={"file": file}), every_days=14, draws=60)
    assert {point.leading for point in other.points[1:]} == {"published"}
    assert other.points[-1].chances["published"][90] < plain.points[-1].chances["published"][90]
    bare = track(falling.model_copy(update={"control": ()}), every_days=14, draws=60)
    assert {point.leading for point in bare.points} == {"campaigns"}
    assert "Chances are the campaigns' own" in shown(bare)


def test_scores_count_only_what_is_known():
    point = TrackPoint(START, {"campaigns": {30: 0.8, 60: 0.9, 90: 0.95}}, 0, None)
    late = TrackPoint(START + timedelta(days=50), {"campaigns": {30: 0.1, 60: 0.2, 90: 0.3}}, 0, None)
    fell = score_points([point, late], START + timedelta(days=40), None)
    assert {s.horizon_days: (round(s.brier, 4), s.dates) for s in fell} == {
        30: (0.64, 1),
        60: (0.01, 1),
        90: (0.0025, 1),
    }
    stood = score_points([point], None, START + timedelta(days=61))
    assert {s.horizon_days: round(s.brier, 4) for s in stood} == {30: 0.64, 60: 0.81}
    assert score_points([point], None, None) == ()


def test_a_track_on_processes_is_the_same(falling):
    here = track(falling, every_days=14, draws=60)
    assert track(falling, every_days=14, draws=60, engine=Engine("processes", workers=2)).to_dict() == here.to_dict()


def test_a_date_that_fails_ends_the_track_with_its_reason(falling, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("no ground")

    monkeypatch.setattr("pyrrhus.runs.track._point", fail)
    with pytest.raises(RunError, match="2030-03-08: RuntimeError: no ground"):
        track(falling, every_days=14, draws=60)


def test_a_track_without_dates_is_refused(falling):
    with pytest.raises(InputError, match="no date lies between"):
        track(falling, since="2031-01-01", draws=60)
