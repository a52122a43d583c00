"""Valid inputs of every kind, small, as files by name: what is spoiled begins here."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

Files = dict[str, bytes]
SCENARIOS = Path(__file__).parents[1] / "scenarios"
START, WEEKS = date(2023, 1, 1), 9
BOX = [30.0, 47.8, 31.0, 48.3]
FINGERPRINT = "f" * 64


def feature(day: date | None, status: str | None, rings: list[Any], **properties: Any) -> dict[str, Any]:
    """A feature of a polygon, with a date and a status of its own where they are given."""
    properties |= {"date": str(day)} if day else {}
    properties |= {"status": status} if status else {}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def square(west: float, south: float, east: float, north: float) -> list[Any]:
    """The ring of a box, in a list."""
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def collection(features: list[Any], **members: Any) -> bytes:
    """GeoJSON of features."""
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


@cache
def scenario() -> Files:
    """The small made-up battle."""
    return {path.name: path.read_bytes() for path in sorted((SCENARIOS / "small").iterdir())}


@cache
def fronts() -> Files:
    """A folder of dated polygons with its tables: the front goes west week by week."""
    features = []
    for week in range(WEEKS):
        day, lon = START + timedelta(7 * week), 30.55 - 0.02 * week
        features += [
            feature(day, "RU", square(lon, 47.9, 31.0, 48.2)),
            feature(day, "CONTESTED", square(lon - 0.03, 47.9, lon, 48.2)),
        ]
    days = [START + timedelta(7 * week) for week in range(WEEKS)]
    places = "".join(f"Place {n},{48.0 + 0.02 * n},{30.3 + 0.03 * n},{days[n]},UA\n" for n in range(8))
    return {
        "front_here.geojson.gz": gzip.compress(collection(features, name="here", bbox=BOX), mtime=0),
        "snapshots.csv": ("date_utc\n" + "".join(f"{day}\n" for day in days)).encode(),
        "towns.csv": b"town,lat,lon\nFirst,48.1,30.52\nSecond,48.1,30.40\nThird,48.05,30.30\n",
        "place_status_changes.csv": ("place,lat,lon,date,status\n" + places).encode(),
    }


@cache
def daily() -> Files:
    """A folder with a file for each day, and one with layers of a day."""
    files = {}
    for n in range(3):
        day, lon = START + timedelta(n), 30.5 - 0.01 * n
        files[f"map_{day:%Y%m%d}.geojson"] = collection(
            [
                feature(None, None, square(lon, 47.9, 31.0, 48.2), fill="#a52714"),
                feature(None, None, square(lon - 0.02, 47.9, lon, 48.2), fill="#bcaaa4"),
            ]
        )
    files["AssessedRussianAdvancesinUkraine04JAN2023.geojson"] = collection(
        [feature(None, None, square(30.4, 47.9, 31.0, 48.2))], bbox=BOX
    )
    return files


@cache
def single() -> Files:
    """One GeoJSON whose features carry dates; its projection is named."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    rows = [feature(START + timedelta(9 * n), "RU", square(30.5 - 0.03 * n, 47.9, 31.0, 48.2)) for n in range(4)]
    return {"maps.geojson": collection(rows, bbox=BOX, crs=crs)}


@cache
def gazetteer() -> Files:
    """A folder of maps and an analyst's own list of places."""
    rows = "".join(
        f"Place {n},{48.1 + 0.01 * n},{30.4 + 0.01 * n},village,{400 * n},{100 + n},Old {n}|P{n}\n" for n in range(9)
    )
    return {**fronts(), "places.csv": ("name,lat,lon,kind,population,elevation_m,aliases\n" + rows).encode()}


@cache
def profile() -> Files:
    """Daily files, and a map.yaml that says what their layers mean."""
    rules = (
        "layers:\n- {fill: '#a52714', means: holder}\n- {fill: '#bcaaa4', means: contested}\n"
        "- {name: advances, means: holder}\ndate_field: date\n"
        "sides:\n  attacker: {name: Redland, adjective: Redlandic, words: [red, redland]}\n"
        "  defender: {name: Blueland}\n"
    )
    return {**daily(), "map.yaml": rules.encode()}


@cache
def field_files() -> dict[str, Files]:
    """Files of the field, a few invented rows in the columns of each, by the kind that they are imported as."""
    acled = [
        {
            "event_id_cnty": f"RED{n}",
            "event_date": f"0{n} February 2030",
            "year": "2030",
            "time_precision": str(1 + n % 3),
            "disorder_type": "Political violence",
            "event_type": kind,
            "sub_event_type": sub,
            "actor1": "Military Forces of Redland (2020-)",
            "actor2": "Military Forces of Blueland",
            "civilian_targeting": "",
            "location": "Town",
            "latitude": "45.0",
            "longitude": f"30.0{n}",
            "geo_precision": "1",
            "source": "Ministry of Defence of Blueland; A Channel",
            "notes": "x",
            "fatalities": str(n),
            "timestamp": "1896393600",
        }
        for n, kind, sub in (
            (1, "Battles", "Armed clash"),
            (2, "Violence against civilians", "Attack"),
            (3, "Battles", "Government regains territory"),
        )
    ]
    ucdp = [
        {
            "id": str(n),
            "type_of_violence": "1",
            "side_a": "Government of Redland",
            "side_b": "Government of Blueland",
            "source_date": "2030-02-03;2030-02-05",
            "source_original": "General Staff of Blueland",
            "where_prec": "1",
            "where_coordinates": "Town town",
            "latitude": "45.0",
            "longitude": "30.0",
            "date_start": "2030-01-31 00:00:00.000",
            "date_end": "2030-02-01 00:00:00.000",
            "deaths_a": "10",
            "deaths_b": "5",
            "deaths_civilians": "2",
            "deaths_unknown": "4",
            "best": "21",
            "high": "40",
            "low": "15",
        }
        for n in range(3)
    ]
    found = {}
    for kind, rows in (("acled", acled), ("ucdp", ucdp)):
        table = "\n".join(",".join(row) for row in ([*rows[0]], *([*row.values()] for row in rows))) + "\n"
        found[kind] = {f"{kind}.csv": table.encode(), f"{kind}.json": json.dumps({"data": rows}).encode()}
    return found


@cache
def runs() -> Files:
    """A record of runs with one run of the small battle."""
    import hashlib
    import os
    import tempfile

    from pyrrhus.runs import store

    digests = {name: hashlib.sha256(data).hexdigest() for name, data in scenario().items()}
    document = {
        "inputs_sha256": digests,
        "scenario": "small",
        "as_of": "2023-03-01",
        "horizon_days": 90,
        "draws": 20,
        "seed": 7,
        "version": "0",
        "fall": {"cdf": [{"date": "2023-05-30", "probability": 0.5}]},
    }
    before = os.environ.get(store.PLACE)
    with tempfile.TemporaryDirectory() as place:
        os.environ[store.PLACE] = str(Path(place) / "runs.sqlite")
        try:
            wrong = store.record_run(
                json.dumps(document).encode(), SCENARIOS / "small", command="c", written_to=Path(place)
            )
        finally:
            os.environ.pop(store.PLACE)
            if before is not None:
                os.environ[store.PLACE] = before
        assert wrong is None, wrong
        return {"runs.sqlite": (Path(place) / "runs.sqlite").read_bytes()}


@cache
def results() -> Files:
    """What assess writes of the bundled toy, as far as a comparison reads it."""
    from pyrrhus.scenario.load import load

    toy = load("asculum")
    chance = {"name": "The chance that it falls", "side": None, "probability": 0.5}
    range_ = {"name": "Killed", "side": "attacker", "quantiles": {"0.05": 1.0, "0.5": 2.0, "0.95": 3.0}}
    document = {
        "inputs_sha256": dict(toy.inputs_sha256),
        "scenario": "asculum",
        "as_of": str(toy.file.as_of),
        "horizon_days": 30,
        "answers": [{"id": f"Q{n}", "estimates": [chance, range_]} for n in range(1, 9)],
    }
    return {"assessment.json": json.dumps(document).encode()}


@cache
def desk() -> Files:
    """Articles with their table, a log of decisions and the rows that were confirmed."""
    names = [path.name for path in sorted((SCENARIOS / "articles").glob("*.txt"))][:1]
    files = {name: (SCENARIOS / "articles" / name).read_bytes() for name in names}
    rows = "".join(f"{name},2023-03-01,Gazette\n" for name in names)
    decisions = [
        {"kind": "reject", "key": f"{names[0]}#1"},
        {"kind": "edit", "key": f"{names[0]}#2", "cells": {"value": "7"}},
        {"kind": "undo", "key": f"{names[0]}#2"},
        {"kind": "split", "key": f"{names[0]}#3", "at": 9},
        {"kind": "merge", "key": f"{names[0]}#4", "of": f"{names[0]}#5"},
    ]
    log = "".join(json.dumps(decision) + "\n" for decision in decisions)
    claims = scenario()["claims.csv"]
    return {
        **files,
        "articles.csv": f"doc,published,outlet\n{rows}".encode(),
        "decisions.jsonl": log.encode(),
        "claims.csv": claims,
    }


@cache
def progress() -> Files:
    """The file of finished work beside a backtest of 30 days."""
    lines = [{"fingerprint": FINGERPRINT}]
    for n in range(4):
        curve = [round(0.01 * day, 6) for day in range(31)]
        lines.append(
            {
                "town": f"Town {n}",
                "as_of": str(START + timedelta(14 * n)),
                "curve": curve,
                "gain_km2": [[float(k) for k in range(23)]],
            }
        )
    return {"f.progress.jsonl": "".join(json.dumps(line) + "\n" for line in lines).encode()}


@cache
def articles() -> tuple[bytes, ...]:
    """Invented articles, as plain text and as web pages."""
    texts = [path.read_bytes() for path in sorted((SCENARIOS / "articles").glob("*.txt"))]
    head = '<!doctype html><html><head><title>t</title><meta property="og:site_name" content="Gazette"></head><body>'
    pages = [
        (head + "".join(f"<p>{line}</p>" for line in text.decode().split("\n")) + "</body></html>").encode()
        for text in texts[:2]
    ]
    return (*texts, *pages)
