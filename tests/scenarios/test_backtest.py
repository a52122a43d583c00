"""Backtests on a small made-up front, and on the open data where they are there: rows, cuts, stops, refusals."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError
from pyrrhus.scale.engines import Engine
from pyrrhus.skill.backtest import backtest
from pyrrhus.skill.backtest_forecasts import say
from pyrrhus.skill.backtest_options import BacktestFiles, BacktestModel, BacktestQuestions
from pyrrhus.skill.backtest_rows import COLUMNS
from pyrrhus.skill.baselines.models import BASELINES
from pyrrhus.skill.mechanism import CampaignModel
from pyrrhus.skill.questions import ask

START, WEEKS = date(2023, 1, 1), 44
SINCE, UNTIL = date(2023, 2, 5), START + timedelta(7 * (WEEKS - 1))
TOWNS = {"First": 30.55, "Second": 30.45, "Third": 30.30, "Frozen": 30.52, "Elsewhere": 35.0}
OPEN = Path(os.environ.get("PYRRHUS_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"))
OPEN = OPEN / "deepstate_control"
needs_data = pytest.mark.skipif(not OPEN.exists(), reason=f"no open data at {OPEN}")


def front_lon(week):
    """The front goes west by a third of a km a day, stops for ten weeks, and goes on."""
    return 30.60 - 0.03 * min(week, 6) - 0.03 * max(0, week - 16)


def write_folder(folder, *, until=None):
    days = [START + timedelta(7 * w) for w in range(WEEKS)]
    features = []
    for week, day in enumerate(days):
        if until and day > until:
            continue
        east = [[[front_lon(week), 48.0], [31.0, 48.0], [31.0, 48.2], [front_lon(week), 48.2], [front_lon(week), 48.0]]]
        south = [[[30.0, 47.9], [31.0, 47.9], [31.0, 47.93], [30.0, 47.93], [30.0, 47.9]]]
        shape = {"type": "MultiPolygon", "coordinates": [east, south]}
        features.append({"type": "Feature", "properties": {"date": str(day), "status": "RU"}, "geometry": shape})
    data = {"type": "FeatureCollection", "name": "here", "bbox": [30.0, 47.8, 31.0, 48.3], "features": features}
    (folder / "front_here.geojson.gz").write_bytes(gzip.compress(json.dumps(data).encode(), mtime=0))
    seen = [str(d) for d in days if not until or d <= until]
    (folder / "snapshots.csv").write_text("date_utc\n" + "\n".join(seen) + "\n", encoding="utf-8")
    lat = {"Frozen": 47.96}
    rows = [f"{town},{lat.get(town, 48.1)},{lon}" for town, lon in TOWNS.items()]
    (folder / "towns.csv").write_text("town,lat,lon\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


class Counted:
    """A cheap mechanism that looks at what it is given, and at nothing dated later than it may."""

    def __init__(self, stop_after=None):
        self.calls, self.stop_after = [], stop_after

    def __call__(self, maps, town, as_of, days):
        assert maps.last <= as_of
        assert all(d <= as_of for layer in maps.layers for d in layer.dates)
        if self.stop_after is not None and len(self.calls) >= self.stop_after:
            raise KeyboardInterrupt
        self.calls.append((town.name, as_of))
        ground = sum(layer.states["RU"][-1].area for layer in maps.layers)
        return 1.0 - np.exp(-0.01 * ground * np.arange(days + 1))


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "maps"
    home.mkdir()
    return write_folder(home)


def run(folder, mechanism=None, *, out=None, protocol="R", **options):
    questions, model = (
        BacktestQuestions(SINCE, UNTIL, protocol=protocol),
        BacktestModel(mechanism=mechanism or Counted()),
    )
    return backtest(folder, questions, model=model, files=BacktestFiles(out), **options)


def test_rows_are_the_standing_questions_and_towns_not_covered_are_listed(folder):
    found = run(folder)
    assert found.uncovered == ("Elsewhere",)
    assert {r.horizon_days for r in found.rows} == {30, 60, 90}
    assert all(r.as_of + timedelta(r.horizon_days) <= UNTIL for r in found.rows)
    assert {r.town for r in found.rows if r.outcome} == {"Second", "Third"}
    assert not any(r.outcome for r in found.rows if r.town == "Frozen")


def test_the_file_has_the_columns_and_the_scores_beside_it(folder, tmp_path):
    target = tmp_path / "out" / "F.csv"
    found = run(folder, out=target)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(found.rows)
    for row in rows:
        assert all(0.005 <= float(row[name]) <= 0.995 for name in ("probability", "mechanism", *BASELINES))
        dates = [row[name] for name in ("fall_q10", "fall_q50", "fall_q90") if row[name]]
        assert dates == sorted(dates)
    scores = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    assert scores["horizons"]["30"]["rows"] == sum(r.horizon_days == 30 for r in found.rows)
    y = np.array([int(r["outcome"]) for r in rows if r["horizon_days"] == "30"])
    p = np.array([float(r["need_rate"]) for r in rows if r["horizon_days"] == "30"])
    assert scores["horizons"]["30"]["scores"]["need_rate"]["brier"] == pytest.approx(np.mean((p - y) ** 2), abs=1e-4)


def test_a_longer_horizon_is_never_said_to_be_less_likely(folder):
    said = {(r.town, r.as_of, r.horizon_days): r.probabilities["probability"] for r in run(folder).rows}
    for (town, day, horizon), p in said.items():
        if horizon > 30:
            assert p >= said[town, day, horizon - 30] - 1e-12


def test_the_published_probability_learns(folder):
    weights = run(folder).scores["weights"]
    first, *_, last = weights.values()
    assert first == pytest.approx([0.5] * 2)
    assert last != first


@pytest.mark.parametrize("protocol", ["R", "S"])
def test_a_later_first_date_forgets_nothing(folder, protocol):
    """What is said on a day does not hang on the day from which it is written down."""
    later = SINCE + timedelta(14 * 8)
    model = BacktestModel(mechanism=Counted())
    whole = backtest(folder, BacktestQuestions(SINCE, UNTIL, protocol=protocol), model=model)
    part = backtest(folder, BacktestQuestions(later, UNTIL, protocol=protocol), model=model)
    scored = backtest(folder, BacktestQuestions(SINCE, UNTIL, protocol=protocol, score_since=later), model=model)
    assert part.rows == tuple(r for r in whole.rows if r.as_of >= later)
    assert part.rows
    assert scored.rows == whole.rows
    assert scored.scores["horizons"] == part.scores["horizons"] != whole.scores["horizons"]
    assert scored.scores["fall_date"] == part.scores["fall_date"]


def test_dates_before_the_first_are_on_its_grid_with_a_month_of_maps_behind_them():
    questions = BacktestQuestions(date(2023, 6, 1), date(2023, 12, 1), every_days=14)
    first = questions.begin(date(2023, 1, 1))
    assert first == date(2023, 2, 9)
    assert (questions.since - first).days % 14 == 0
    assert questions.begin(date(2023, 5, 20)) == questions.since
    assert questions.begin(date(2024, 1, 1)) == questions.since


@pytest.mark.parametrize("weeks", [10, 25])
def test_a_row_is_the_same_on_a_folder_cut_at_its_date(folder, tmp_path, weeks):
    day = SINCE + timedelta(14 * (weeks // 2))
    cut = tmp_path / "cut"
    cut.mkdir()
    write_folder(cut, until=day)
    whole = said_on(read_maps(folder), day)
    assert whole
    assert said_on(read_maps(cut), day) == whole


def said_on(maps, day):
    """Everything said on one day, from what the maps hold up to it; later maps lie there unread."""
    asked = ask(maps, since=SINCE, until=day)
    model = Counted()
    curves = np.array([model(maps.up_to(c.as_of), maps.town(c.town), c.as_of, 90) for c in asked.cases])
    found = say(asked.cases, asked.records, curves, horizons=(30, 60, 90), protocol="R", known_on=maps.last)
    return {
        (case.town, h, name): float(p[n])
        for n, case in enumerate(asked.cases)
        if case.as_of == day
        for h, said in found.probability.items()
        for name, p in said.items()
    }


def test_a_stopped_run_goes_on_where_it_was(folder, tmp_path):
    target = tmp_path / "F.csv"
    plain = run(folder).to_csv()
    with pytest.raises(KeyboardInterrupt):
        run(folder, Counted(stop_after=7), out=target)
    assert not target.exists()
    progress = target.with_suffix(".progress.jsonl")
    progress.write_text(progress.read_text(encoding="utf-8") + '{"town": "Fir', encoding="utf-8")
    again = Counted()
    assert run(folder, again, out=target).to_csv() == plain
    everything = Counted()
    run(folder, everything)
    assert len(again.calls) == len(everything.calls) - 7
    idle = Counted()
    run(folder, idle, out=target)
    assert idle.calls == []


def test_work_on_other_data_is_not_taken_for_this(folder, tmp_path):
    target = tmp_path / "F.csv"
    run(folder, out=target)
    with (folder / "towns.csv").open("a", encoding="utf-8") as handle:
        handle.write("Fourth,48.11,30.4\n")
    again = Counted()
    run(folder, again, out=target)
    assert len(again.calls) > 10


def test_progress_counts_every_row(folder):
    told = []
    run(folder, on_progress=lambda stage, done, total: told.append((stage, done, total)))
    assert [done for _, done, _ in told] == list(range(1, told[-1][2] + 1))


@pytest.mark.parametrize(
    ("options", "check"),
    [
        ({"since": UNTIL, "until": SINCE}, "dates"),
        ({"every_days": 0}, "every"),
        ({"horizons": ()}, "horizons"),
        ({"horizons": (30, 30)}, "horizons"),
        ({"protocol": "Q"}, "protocol"),
        ({"score_since": UNTIL}, "dates"),
        ({"since": date(2030, 1, 1), "until": date(2031, 1, 1)}, "rows"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(folder, options, check):
    questions = BacktestQuestions(**{"since": SINCE, "until": UNTIL, **options})
    with pytest.raises(InputError) as refused:
        backtest(folder, questions, model=BacktestModel(mechanism=Counted()))
    assert [p.check for p in refused.value.problems] == [check]


def test_a_folder_that_covers_no_town_says_so(folder):
    rows = ["town,lat,lon", "Far,10.0,10.0", "Near the edge,48.0,30.01"]
    (folder / "towns.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="cover none of the 2 towns"):
        run(folder)


@needs_data
def test_known_numbers_of_rows_on_the_open_data():
    maps = read_maps(OPEN)
    model = BacktestModel(mechanism=lambda m, t, d, n: np.zeros(n + 1))
    found = backtest(maps, BacktestQuestions(date(2022, 5, 1), date(2023, 12, 31)), model=model)
    assert [sum(r.horizon_days == h for r in found.rows) for h in (30, 60, 90)] == [278, 269, 261]
    assert [sum(r.outcome for r in found.rows if r.horizon_days == h) for h in (30, 60, 90)] == [19, 28, 37]
    assert len({r.town for r in found.rows if r.outcome}) == 10


def test_on_processes_a_backtest_has_the_rows_of_threads(folder, tmp_path):
    questions = BacktestQuestions(UNTIL - timedelta(80), UNTIL, every_days=28, horizons=(14, 30))
    model, files = BacktestModel(draws=20), BacktestFiles(tmp_path / "F.csv")
    here = backtest(folder, questions, model=replace(model, threads=1))
    there = backtest(folder, questions, model=model, files=files, engine=Engine("processes", workers=2))
    assert len(here.rows) > 2
    assert there.to_csv() == here.to_csv()
    assert there.to_json() == here.to_json()
    assert (tmp_path / "F.gains.csv").read_text(encoding="utf-8") == here.gains_csv()
    again = backtest(folder, questions, model=model, files=files, engine=Engine("threads"))
    assert again.to_csv() == here.to_csv()


@needs_data
def test_the_model_itself_says_the_same_on_a_folder_read_up_to_the_day():
    day = date(2022, 12, 25)
    model = CampaignModel(draws=40, threads=1, history_weeks=10)
    whole, cut = read_maps(OPEN), read_maps(OPEN, until=day)
    assert whole.last > day
    one, other = (model(maps, maps.town("Soledar"), day, 30) for maps in (whole, cut))
    assert len(one) == 31
    assert (np.diff(one) >= 0).all()
    assert one.tolist() == other.tolist()
