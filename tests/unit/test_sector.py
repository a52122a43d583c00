"""A sector's folder from a map and a gazetteer: it passes the checks, and says what it guessed and what it lacks."""

from __future__ import annotations

import csv
import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest

from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import build_sector
from pyrrhus.errors import InputError
from pyrrhus.scenario.check import check, errors_among
from pyrrhus.scenario.load import load
from pyrrhus.terrain.tiling import build_tiling

DATA = Path(os.environ.get("PYRRHUS_DATA", Path(__file__).parents[3] / "shared" / "data")) / "deepstate_control"
BOX = [30.0, 48.0, 30.8, 48.5]


@pytest.fixture
def maps_folder(tmp_path):
    folder = tmp_path / "maps"
    folder.mkdir()

    def east_of(lon):
        ring = [[lon, 48.0], [30.8, 48.0], [30.8, 48.5], [lon, 48.5], [lon, 48.0]]
        return {"type": "Polygon", "coordinates": [ring]}

    rows = [("2023-01-01", 30.45), ("2023-01-20", 30.42), ("2023-02-10", 30.40)]
    features = [
        {"type": "Feature", "properties": {"date": d, "status": "RU"}, "geometry": east_of(lon)} for d, lon in rows
    ]
    data = {"type": "FeatureCollection", "bbox": BOX, "features": features}
    (folder / "front_any.geojson.gz").write_bytes(gzip.compress(json.dumps(data).encode()))
    (folder / "towns.csv").write_text("town,lat,lon\nÝstad,48.25,30.4\nEdge,48.01,30.02\n", encoding="utf-8")
    gazetteer = ["place,lat,lon,date,status", "Ystadt,48.25,30.4,2023-01-01,UA", "Wood End,48.3,30.42,2023-01-01,UA"]
    gazetteer += ["Twin,48.2,30.35,2023-01-01,UA", "Twin,48.45,30.75,2023-01-01,RU", "Far,48.49,30.01,2023-01-01,UA"]
    (folder / "place_status_changes.csv").write_text("\n".join([*gazetteer, ""]), encoding="utf-8")
    return folder


def table(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_a_sector_passes_the_checks_and_says_what_is_guessed(maps_folder, tmp_path):
    sector = build_sector("ystad", maps_folder, out=tmp_path / "out")
    assert errors_among(check(sector.folder)) == []
    assert (sector.start, sector.as_of) == (date(2023, 1, 1), date(2023, 2, 10))
    assert sector.nearest_attacker_km == pytest.approx(0.0, abs=0.01)
    places = table(sector.folder / "places.csv")
    assert [p["id"] for p in places] == ["ystad", "wood_end", "twin"]
    assert places[0]["aliases"] == "Ystadt"
    assert all("guessed" in p["note"] for p in places)
    words = " ".join(sector.notes)
    for part in ("guessed: the gazetteer has", "no roads are known", "40 days of history instead of 182"):
        assert part in words
    assert "no roads are known" in (sector.folder / "scenario.yaml").read_text(encoding="utf-8").lower()
    event = table(sector.folder / "events.csv")[0]
    assert (event["geometry"], event["share_0_1"], event["hold_days"]) == ("disc:ystad:1", "0.95", "14")


def test_nothing_after_the_as_of_date_enters_and_equal_input_gives_equal_bytes(maps_folder, tmp_path):
    early = build_sector("Ýstad", maps_folder, out=tmp_path / "early", as_of=date(2023, 1, 25))
    again = build_sector("Ýstad", read_maps(maps_folder), out=tmp_path / "again", as_of=date(2023, 1, 25))
    for name in ("scenario.yaml", "places.csv", "events.csv", "control.csv"):
        assert (early.folder / name).read_bytes() == (again.folder / name).read_bytes()
    assert max(r["date"] for r in table(early.folder / "control.csv")) <= "2023-01-25"
    whole = build_sector("Ýstad", maps_folder, out=tmp_path / "whole")
    assert max(r["date"] for r in table(whole.folder / "control.csv")) > "2023-01-25"


def test_cells_are_those_that_the_scenario_will_be_tiled_with(maps_folder, tmp_path):
    own = tmp_path / "own.csv"
    rows = ["name,lat,lon,kind", "Ýstad,48.2500044,30.4000044,city", "New Town,48.25,30.47,ward", ""]
    own.write_text("\n".join(rows), encoding="utf-8")
    folder = build_sector("Ýstad", maps_folder, out=tmp_path / "out", places_csv=own).folder
    scenario = load(folder)
    choice, centre = scenario.file.tiling, scenario.centre
    tiling = build_tiling(
        centre.lat,
        centre.lon,
        radius_km=choice.radius_km,
        cell_km=choice.cell_km,
        fine_cell_km=choice.fine_cell_km,
        fine_radius_km=choice.fine_radius_km,
        ward_points=[(p.lat, p.lon) for p in scenario.places if p.kind == "ward"],
    )
    assert {r.cell for r in scenario.control} == set(tiling.cell_ids)


def test_an_own_list_of_places_gives_kinds_and_sizes(maps_folder, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "name,lat,lon,population,kind\nÝstad,48.25,30.4,71000,\nMill,48.26,30.41,,industrial\n", encoding="utf-8"
    )
    places = table(build_sector("Ýstad", maps_folder, out=tmp_path / "out", places_csv=own).folder / "places.csv")
    assert [(p["id"], p["kind"], p["population"]) for p in places[:2]] == [
        ("ystad", "city", "71000"),
        ("mill", "industrial", ""),
    ]
    own.write_text("name,lat,lon\nA,48.x,30\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.csv:2"):
        build_sector("Ýstad", maps_folder, out=tmp_path / "out", places_csv=own)


@pytest.mark.parametrize(
    ("town", "as_of", "words"),
    [
        ("Ysted", None, "did you mean Ýstad"),
        ("Twin", None, "is several places"),
        ("Edge", None, "does not cover Edge"),
        ("Ýstad", date(2022, 12, 31), "holds no map dated up to 2022-12-31"),
    ],
)
def test_what_cannot_be_built_is_refused_in_words(maps_folder, tmp_path, town, as_of, words):
    with pytest.raises(InputError, match=words):
        build_sector(town, maps_folder, out=tmp_path / "out", as_of=as_of)
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(maps_folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        build_sector("Ýstad", maps_folder, out=out)
    assert (out / "thesis.txt").exists()
    again = tmp_path / "again"
    for _ in range(2):
        build_sector("Ýstad", maps_folder, out=again)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again", "maps", "out"]


@pytest.mark.data
def test_every_town_of_the_open_data_builds_without_a_hand_on_it(tmp_path):
    if not DATA.is_dir():
        pytest.skip(f"no open data at {DATA}; set PYRRHUS_DATA")
    maps = read_maps(DATA, until=date(2022, 12, 1))
    built = [
        build_sector(town.name, maps, out=tmp_path / str(n), as_of=maps.until) for n, town in enumerate(maps.towns)
    ]
    assert len(built) == 33
    assert [s.town for s in built if s.covered_cells < s.cells] == []
    for sector in built[::8]:
        assert errors_among(check(sector.folder)) == []
