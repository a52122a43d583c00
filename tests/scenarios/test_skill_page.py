"""The manual's figures are those of the record that ships; the record is made the same way twice; places are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from test_backtest import SINCE, START, UNTIL, Counted, run, write_folder

from pyrrhus.control_map.maps import GazetteerPlace
from pyrrhus.control_map.read import read_maps
from pyrrhus.skill.place_scores import ask_places, baseline_scores, mechanism_scores, places_as_towns
from pyrrhus.skill.record import parse_record, record_of, shipped_record
from pyrrhus.skill.truth import differing, greatest_difference, record_files, ship
from support.benches import bench, from_bench

fill, table = from_bench("pages", "fill table")
skill_page = bench("skill_page")


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "maps"
    home.mkdir()
    return write_folder(home)


def test_the_page_says_what_the_record_says():
    text = skill_page.PAGE.read_text(encoding="utf-8")
    assert fill(text, skill_page.tables_of(shipped_record())) == text, "run: make skill-page"


def test_every_place_of_a_page_is_filled_once_and_the_rest_stays():
    page = "before\n<!-- table: one -->\nold\n<!-- end -->\nafter\n"
    filled = fill(page, {"one": table(("a", "b"), [(1, "x|y")])})
    assert filled == "before\n<!-- table: one -->\n| a | b |\n| --- | --- |\n| 1 | x\\|y |\n<!-- end -->\nafter\n"
    assert fill(filled, {"one": table(("a", "b"), [(1, "x|y")])}) == filled
    with pytest.raises(KeyError):
        fill(page, {})


def test_a_record_is_made_of_both_protocols_and_reads_back(folder, tmp_path):
    maps = read_maps(folder)
    r, s = (run(folder, protocol=p) for p in ("R", "S"))
    files = record_files(maps, r, s, made_on=date(2024, 1, 1))
    assert files == record_files(maps, r, s, made_on=date(2024, 1, 1))
    record = parse_record(files["falls.csv"], files["gains.csv"], files["about.json"])
    assert len(record.falls) == len(r.rows)
    for row, own, other in zip(record.falls, r.rows, s.rows, strict=True):
        assert row.said["need_rate"] == pytest.approx(own.probabilities["need_rate"], abs=1e-4)
        assert row.said["need_rate_s"] == pytest.approx(other.probabilities["need_rate"], abs=1e-4)
        assert row.resolved_on is None or row.resolved_on >= row.as_of
    assert record_of(record, SINCE)["rows"] == 0
    package = tmp_path / "package"
    (package / "record").mkdir(parents=True)
    texts = {f"record/{name}": text for name, text in files.items()}
    assert len(ship(texts, package=package)) == 3
    assert differing(texts, package=package) == {}
    assert differing({"record/falls.csv": "other"}, package=package) == {"record/falls.csv": float("inf")}


def test_texts_are_compared_by_their_numbers():
    one = "Here,2022-05-01,30,0.1250\ndata_sha256,ab12.5\n"
    assert greatest_difference(one, one) == 0.0
    assert greatest_difference(one, one.replace("0.1250", "0.1300").replace("ab12.5", "cd99.1")) == pytest.approx(0.005)
    assert greatest_difference(one, one.replace("Here", "There")) == float("inf")
    assert greatest_difference("a 200.0", "a 202.0") == pytest.approx(0.01)


def test_places_of_the_gazetteer_are_asked_by_blocks(folder):
    maps = read_maps(folder)
    places = [("Ham", 48.11, 30.51), ("Thorp", 48.09, 30.44), ("Wick", 48.12, 30.35), ("First", 48.1, 30.55)]
    gazetteer = [GazetteerPlace(n, lat, lon, ((START, "UA"),)) for n, lat, lon in places]
    gazetteer.append(GazetteerPlace("Held", 48.1, 30.9, ((START, "RU"),)))
    maps = replace(maps, gazetteer=tuple(gazetteer))
    assert [t.name.split(" ")[0] for t in places_as_towns(maps)] == ["Ham", "Thorp", "Wick"]
    asked = ask_places(maps, since=SINCE, until=UNTIL)
    assert {c.sector for c in asked.cases} <= {"48.0 30.0", "48.0 30.5"}
    for protocol in ("R", "S"):
        found = baseline_scores(asked, horizons=(30,), protocol=protocol, until=UNTIL)
        assert {s.forecast for s in found} == {"climatology", "trend", "need_rate", "logistic"}
        assert all(s.rows == found[0].rows and 0 <= s.brier <= 1 for s in found)
    model = Counted()
    found = mechanism_scores(maps, asked, model, horizons=(14, 30), most=3, until=UNTIL)
    assert len(model.calls) == 2  # all there are
    assert found[0].forecast == "mechanism"
    assert np.isfinite([s.log_score for s in found]).all()
