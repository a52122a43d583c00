"""The record: an assessment knows of a forecast only what the map had told of it by the as-of date."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from findings_example import made_up_record

from pyrrhus.control_map.share_events import TownRecord
from pyrrhus.judge.track_record import FEWEST_ROWS, is_scored, record_words, with_record
from pyrrhus.pipeline import assess
from pyrrhus.present.outputs import render_files
from pyrrhus.present.reliability_badge import record_line, record_section
from pyrrhus.scenario.load import load
from pyrrhus.skill.questions import resolved_on
from pyrrhus.skill.record import FallRow, TrackRecord, record_of, shipped_record

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
EVENT = {"share_0_1": 0.95, "hold_days": 14}
NOTHING = date(2022, 5, 20)


@pytest.fixture(scope="module")
def record() -> TrackRecord:
    return made_up_record()


@pytest.mark.parametrize("back", [0, 200, 330])
def test_what_was_settled_later_changes_nothing(record, back) -> None:
    day = date(2031, 2, 1) - timedelta(days=back)
    poisoned = TrackRecord(
        tuple(
            r
            if r.resolved_on <= day
            else replace(r, outcome=not r.outcome, said=dict.fromkeys(r.said, 0.5), resolved_on=day + timedelta(days=1))
            for r in record.falls
        ),
        tuple(g if g.resolved_on <= day else replace(g, seen_km2=1e6) for g in record.gains),
        record.about,
    )
    assert record_of(poisoned, day) == record_of(record, day)
    assert record_of(record, day)["rows"] == sum(r.resolved_on <= day for r in record.falls)


def test_a_fall_enters_no_sooner_than_its_horizon_and_no_later_than_the_map_tells() -> None:
    days = tuple(date(2023, 1, 1) + timedelta(days=n) for n in range(200))
    share = np.where(np.arange(200) >= 20, 1.0, 0.0)  # falls on 21 January, confirmed on 3 February
    town = TownRecord("Here", days, share, np.ones(200), days[20])
    assert resolved_on(town, days[0], 90) == days[90]
    assert resolved_on(town, days[0], 21) == days[33]
    assert resolved_on(town, days[0], 10) == days[10]
    assert resolved_on(town, days[150], 90) is None


def test_an_early_day_has_no_record_and_says_so(record) -> None:
    found = record_of(record, date(2030, 3, 20))
    assert found["rows"] == 0
    assert found["horizons"] == found["reliability"] == found["failures"] == []
    assert "no record" in record_words(found)
    assert "no record" in record_line(found)
    assert not is_scored(found, EVENT, mapped=True)


@pytest.mark.parametrize(
    ("event", "mapped", "scored"),
    [
        (EVENT, True, True),
        (EVENT, False, False),
        ({"share_0_1": 0.5, "hold_days": 14}, True, False),
        ({"share_0_1": 0.95, "hold_days": 0}, True, False),
    ],
)
def test_only_forecasts_of_the_kind_are_scored(record, event, mapped, scored) -> None:
    found = record_of(record, date(2031, 2, 1))
    assert found["rows"] > FEWEST_ROWS
    assert is_scored(found, event, mapped=mapped) is scored


def test_failures_are_named_once_a_town_the_worst_first(record) -> None:
    found = record_of(record, date(2031, 2, 1))["failures"]
    off = [abs(f["probability"] - f["outcome"]) for f in found]
    assert off == sorted(off, reverse=True)
    assert min(off) > 0.5
    assert len({f["town"] for f in found}) == len(found)


def test_one_row_alone_is_no_record() -> None:
    row = FallRow(
        "Lone", date(2030, 1, 1), 30, dict.fromkeys(made_up_record().falls[0].said, 0.1), False, date(2030, 2, 1)
    )
    found = record_of(TrackRecord((row,), (), made_up_record().about), date(2030, 3, 1))
    assert found["rows"] == 1
    assert "too little" in record_words(found)
    assert (
        record_section({"record": {"says": record_words(found), **found}, "vintage": "literature"})["enough"] is False
    )


def test_the_shipped_record_is_whole_and_silent_before_anything_was_settled() -> None:
    shipped = shipped_record()
    assert {r.horizon_days for r in shipped.falls} == {30, 60, 90}
    assert all(0.005 <= p <= 0.995 for r in shipped.falls for p in r.said.values())
    for r in shipped.falls:
        assert r.resolved_on is None or r.resolved_on >= r.as_of + timedelta(days=r.horizon_days)
    assert len({(r.town, r.as_of, r.horizon_days) for r in shipped.falls}) == len(shipped.falls)
    assert record_of(shipped, NOTHING)["rows"] == 0
    whole = record_of(shipped, date(2030, 1, 1))
    assert whole["rows"] == sum(r.resolved_on is not None for r in shipped.falls)
    assert [h["rows"] for h in whole["horizons"]] == [278, 269, 261]


def test_answers_other_than_the_first_stay_as_they_are(record) -> None:
    from pyrrhus.judge.case import Answer

    answers = [Answer(q, "?", "!", "low", [], [], "") for q in ("Q1", "Q2")]
    one, two = with_record(answers, record_of(record, date(2031, 2, 1)), EVENT, mapped=True)
    assert one.scored
    assert one.to_dict()["record"]
    assert two == answers[1]
    assert "record" not in two.to_dict()


def test_no_byte_of_an_assessment_knows_what_was_settled_later(monkeypatch, record) -> None:
    small = load(SMALL)
    day = small.file.as_of
    back = timedelta(days=(date(2031, 1, 1) - day).days)
    shifted = TrackRecord(
        tuple(replace(r, as_of=r.as_of - back, resolved_on=r.resolved_on - back) for r in record.falls),
        tuple(replace(g, as_of=g.as_of - back, resolved_on=g.resolved_on - back) for g in record.gains),
        record.about,
    )
    poisoned = TrackRecord(
        tuple(r if r.resolved_on <= day else replace(r, outcome=not r.outcome) for r in shifted.falls),
        tuple(g if g.resolved_on <= day else replace(g, seen_km2=-1e6) for g in shifted.gains),
        record.about,
    )
    known = TrackRecord((), (), record.about)
    found = {}
    for name, some in (("shifted", shifted), ("poisoned", poisoned), ("nothing", known)):
        monkeypatch.setattr("pyrrhus.skill.record.shipped_record", lambda some=some: some)
        files = render_files(assess(small, draws=24, horizon_days=60, threads=2).findings)
        found[name] = {key: text for key, text in files.items() if key != "lineage.json"}
    assert found["shifted"] == found["poisoned"]
    assert found["shifted"]["assessment.json"] != found["nothing"]["assessment.json"]
    assert found["shifted"]["forecast.parquet"] == found["nothing"]["forecast.parquet"]
    with_it, without = (_ground_gained(found[name]["assessment.json"]) for name in ("shifted", "nothing"))
    assert [e["name"] for e in with_it] == ["ground gained by the attacker", "ground gained within 30 days"]
    assert with_it == without, "ranges are the campaigns' own"


def _ground_gained(text: str | bytes) -> list[dict[str, Any]]:
    first = next(a for a in json.loads(text)["answers"] if a["id"] == "Q1")
    return [e for e in first["estimates"] if e["name"].startswith("ground gained")]
