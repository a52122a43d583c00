"""Maps as they come: bare folders, crossed and overlapping rings, jumps, months unseen, no front; the model itself."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta

import numpy as np
import pytest

from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import build_sector
from pyrrhus.errors import InputError
from pyrrhus.pipeline import assess
from pyrrhus.skill.backtest import backtest
from pyrrhus.skill.backtest_options import BacktestModel, BacktestQuestions
from pyrrhus.skill.mechanism import CampaignModel

BOX = [30.0, 47.8, 31.0, 48.3]
START = date(2023, 1, 1)
SINCE, UNTIL = date(2023, 3, 5), date(2023, 5, 20)
MODEL = BacktestModel(mechanism=CampaignModel(draws=20, threads=1, history_weeks=6))
DATES = [START + timedelta(7 * w) for w in range(21)]


def east_of(lon, *, north=48.25, south=47.9):
    return [[lon, south], [31.0, south], [31.0, north], [lon, north], [lon, south]]


def crossed(lon):
    """A ring that crosses itself."""
    return [[lon, 47.9], [31.0, 48.25], [31.0, 47.9], [lon, 48.25], [lon, 47.9]]


def creeping(week):
    return 30.55 - 0.004 * week


def write_maps(folder, rows, *, towns="Here,48.1,30.5\n", bbox=BOX, snapshots=None, name="front_any.geojson.gz"):
    """`rows` are (day, status, rings); no gazetteer, no series, snapshots only where given."""
    folder.mkdir()
    features = [
        {
            "type": "Feature",
            "properties": {"date": str(day), "status": status},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]},
        }
        for day, status, rings in rows
    ]
    data = {"type": "FeatureCollection", "features": features, **({"bbox": bbox} if bbox else {})}
    (folder / name).write_bytes(gzip.compress(json.dumps(data).encode(), mtime=0))
    (folder / "towns.csv").write_text("town,lat,lon\n" + towns, encoding="utf-8")
    if snapshots:
        text = "date_utc,unix_ts_of_snapshot_used\n" + "".join(f"{d},0\n" for d in snapshots)
        (folder / "snapshots.csv").write_text(text, encoding="utf-8")
    return folder


ROUGH = {
    "bare: one file, no snapshots, no gazetteer, nothing contested": [
        (d, "RU", [east_of(creeping(n))]) for n, d in enumerate(DATES)
    ],
    "rings that cross themselves": [(d, "RU", [crossed(creeping(n))]) for n, d in enumerate(DATES)],
    "overlapping rings and contested ground over held ground": [
        row
        for n, d in enumerate(DATES)
        for row in (
            (d, "RU", [east_of(creeping(n)), east_of(creeping(n) + 0.02, north=48.2)]),
            (d, "CONTESTED", [east_of(creeping(n) - 0.02)]),
        )
    ],
    "ground that jumps out and back": [
        (d, "RU", [east_of(creeping(n) - (0.15 if n % 3 == 1 else 0.0))]) for n, d in enumerate(DATES)
    ],
    "months unseen": [(d, "RU", [east_of(creeping(n))]) for n, d in enumerate(DATES) if n < 2 or n > 15],
    "a map that empties and fills": [(d, "RU", [east_of(creeping(n))] if n % 2 else []) for n, d in enumerate(DATES)],
    "a front that leaps over half the map": [
        (d, "RU", [east_of(30.95 if n < 8 else 30.53)]) for n, d in enumerate(DATES)
    ],
}


@pytest.mark.parametrize("kind", ROUGH)
def test_rough_maps_are_asked_and_answered(kind, tmp_path):
    folder = write_maps(tmp_path / "maps", ROUGH[kind], snapshots=DATES if "months" not in kind else None)
    found = backtest(folder, BacktestQuestions(SINCE, UNTIL, every_days=35, horizons=(14, 30)), model=MODEL)
    assert found.rows
    for row in found.rows:
        assert all(0.005 <= p <= 0.995 for p in row.probabilities.values())
    assert found.gains
    assert all(np.isfinite(g.said_km2).all() and np.isfinite(g.seen_km2) for g in found.gains)
    assert found.scores["gains"]["30"]["rows"] == len([g for g in found.gains if g.horizon_days == 30])


def test_what_was_mended_is_told(tmp_path):
    told = {}
    for number, kind in enumerate(ROUGH):
        told[kind] = " ".join(read_maps(write_maps(tmp_path / str(number), ROUGH[kind])).notes)
    assert "crossed themselves" in told["rings that cross themselves"]
    assert "lay over held ground" in told["overlapping rings and contested ground over held ground"]
    assert "draws no contested ground" in told["bare: one file, no snapshots, no gazetteer, nothing contested"]
    assert "was not seen between 2023-01-08 and 2023-04-23" in told["months unseen"]


def test_a_town_far_from_any_front_is_no_battle_and_says_so(tmp_path):
    far = [29.0, 47.5, 32.0, 49.2]
    rows = [(d, "RU", [east_of(30.98, north=47.92)]) for d in DATES]
    folder = write_maps(tmp_path / "maps", rows, towns="Away,48.4,30.3\n", bbox=far, snapshots=DATES)
    sector = build_sector("Away", folder, out=tmp_path / "away")
    assert any("there is no front here to assess" in note for note in sector.notes)
    found = assess(sector.folder, draws=20, horizon_days=30, threads=1)
    assert found.data["fall"]["p_not_within_horizon"] > 0.98
    with pytest.raises(InputError, match="no town stands within 5 km"):
        backtest(folder, BacktestQuestions(SINCE, UNTIL, horizons=(30,)), model=MODEL)


def test_a_sector_that_never_moved_is_told_from_one_that_nobody_looked_at(tmp_path):
    folder = write_maps(tmp_path / "maps", [(d, "RU", [east_of(30.53)]) for d in DATES], snapshots=DATES)
    sector = build_sector("Here", folder, out=tmp_path / "here")
    found = assess(sector.folder, draws=100, horizon_days=30, threads=1).data
    assert any("has not moved in 20 weeks of maps" in warning for warning in found["warnings"])
    assert not any("No two maps" in w or "older than the as-of" in w or "contradict" in w for w in found["warnings"])
    assert 0.0 < found["fall"]["cdf"][-1]["probability"] < 0.2


def test_a_town_already_lost_is_said_to_have_fallen(tmp_path):
    rows = [(d, "RU", [east_of(30.05)]) for d in DATES]
    folder = write_maps(tmp_path / "maps", rows, snapshots=DATES)
    sector = build_sector("Here", folder, out=tmp_path / "here")
    assert any("already holds" in note for note in sector.notes)
    found = assess(sector.folder, draws=20, horizon_days=30, threads=1)
    assert found.data["fall"]["cdf"][-1]["probability"] > 0.9


def test_a_map_that_begins_on_the_as_of_date_has_no_history(tmp_path):
    folder = write_maps(tmp_path / "maps", [(START, "RU", [east_of(30.53)])])
    sector = build_sector("Here", folder, out=tmp_path / "here")
    assert any("0 days of history" in note for note in sector.notes)
    found = assess(sector.folder, draws=20, horizon_days=30, threads=1)
    assert 0.0 < found.data["fall"]["cdf"][-1]["probability"] < 1.0
    with pytest.raises(InputError, match="no map dated up to 2022-12-31"):
        build_sector("Here", folder, out=tmp_path / "early", as_of=date(2022, 12, 31))


def test_other_projections_are_brought_to_degrees_or_refused(tmp_path):
    folder = write_maps(tmp_path / "maps", [(START, "RU", [[[4e5, 5.3e6], [5e5, 5.3e6], [5e5, 5.4e6], [4e5, 5.3e6]]])])
    with pytest.raises(InputError, match="not longitude and latitude"):
        backtest(folder, BacktestQuestions(SINCE, UNTIL), model=MODEL)
