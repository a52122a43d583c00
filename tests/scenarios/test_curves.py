"""Bakhmut through time: the committed curves and picture, the markets' events, and what the tables are made of."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest

from pyrrhus.scenario.geometry import Point, parse_geometry
from pyrrhus.scenario.load import load
from support.benches import bench

draw_curves = bench("curves_picture").draw_curves
curves = bench("curves")


@pytest.fixture(scope="module")
def whole():
    return curves.with_market_events(load("bakhmut"))


def test_every_committed_curve_begins_after_its_day_and_never_falls():
    path = curves.DOCS / "explanation" / "bakhmut_curves.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found = defaultdict(list)
    for row in rows:
        assert row["by"] > row["as_of"]
        found[row["as_of"], row["curve"]].append(float(row["probability"]))
    assert {day for day, _ in found} == {d.isoformat() for d in curves.DATES}
    assert all(values == sorted(values) for values in found.values())


def test_the_markets_events_lie_in_the_town_and_every_question_has_one(whole):
    ids = {event.id for event in whole.events}
    assert {q.event for q in curves.QUESTIONS} <= ids
    for event in whole.events[-len(curves.MARKET_EVENTS) :]:
        point = parse_geometry(event.geometry)
        assert isinstance(point, Point)
        assert abs(point.lat - whole.centre.lat) < 0.05
        assert abs(point.lon - whole.centre.lon) < 0.06
    for q in curves.QUESTIONS:
        assert all(day < q.deadline for day in q.beside)
        assert set(q.beside) <= set(curves.DATES)


def test_what_happened_is_read_from_the_maps(whole):
    came = curves.happened(whole)
    assert set(came) == {event.id for event in whole.events}
    assert came["chasiv_yar"] is None
    assert came["soledar"] < came["centre_disc"] < came["wards_95"] <= came["whole_city"]


def test_the_picture_is_whole_and_draws_no_curve_of_what_had_happened():
    curve = np.linspace(0, 0.6, 121)
    told = [(day, {"wards_95": curve}) for day in curves.DATES]
    came = date(2023, 3, 1)
    text = draw_curves(told, {"wards_95": came}, {"wards_95": "A <town>"}, events=("wards_95",))
    root = ElementTree.fromstring(text)
    drawn = [e for e in root.iter() if e.get("class") == "curve"]
    assert len(drawn) == sum(day < came for day in curves.DATES)
    assert "A &lt;town&gt;" in text
