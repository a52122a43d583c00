"""Reading dated maps: what a file says, what it leaves open, what is repaired and what is refused."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest
import shapely

from pyrrhus.control_map.coverage import covers_disc, split_towns
from pyrrhus.control_map.names_of_days import day_of_name
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.shares import shares, town_series
from pyrrhus.errors import InputError
from support.hostile_seeds import square

BOX = [30.0, 48.0, 30.4, 48.3]
CENTRE = (48.15, 30.2)
CELL = shapely.box(30.18, 48.14, 30.22, 48.16)


def feature(day, status, rings=None):
    geometry = {"type": "Polygon", "coordinates": rings} if rings else None
    return {"type": "Feature", "properties": {"date": day, "status": status}, "geometry": geometry}


def write_front(folder, name, features, *, bbox=BOX, **members):
    data = {"type": "FeatureCollection", "name": name, "features": features, **members}
    if bbox:
        data["bbox"] = bbox
    path = folder / f"front_{name}.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def write_towns(folder, *rows):
    text = "town,lat,lon\n" + "".join(f"{name},{lat},{lon}\n" for name, lat, lon in rows)
    (folder / "towns.csv").write_text(text, encoding="utf-8")


EAST = square(30.2, 48.0, 30.4, 48.3)
WHOLE = square(30.0, 48.0, 30.4, 48.3)


@pytest.fixture
def folder(tmp_path):
    write_front(
        tmp_path,
        "here",
        [
            feature("2023-01-01", "RU", EAST),
            feature("2023-01-01", "CONTESTED", square(30.19, 48.0, 30.2, 48.3)),
            feature("2023-01-05", "RU", WHOLE),
            feature("2023-01-09", "UA_LIBERATED", square(30.0, 48.0, 30.1, 48.3)),
        ],
    )
    write_towns(tmp_path, ("Here", *CENTRE))
    return tmp_path


def ru(maps, *days, cell=CELL):
    return shares(maps, [cell], [date.fromisoformat(d) for d in days]).ru[:, 0].tolist()


def test_a_date_is_a_whole_snapshot_and_absent_dates_carry_forward(folder):
    maps = read_maps(folder)
    found = shares(maps, [CELL], [date(2023, 1, d) for d in (1, 4, 5, 8, 9, 30)])
    assert found.ru[:, 0].tolist() == pytest.approx([0.5, 0.5, 1, 1, 0, 0], abs=1e-3)
    # contested is absent on the 5th, a date that is present: so it is empty, not carried forward
    assert found.contested[:, 0].tolist() == pytest.approx([0.25, 0.25, 0, 0, 0, 0], abs=1e-3)


def test_before_the_first_date_and_outside_every_box_nothing_is_known(folder):
    maps = read_maps(folder)
    assert str(ru(maps, "2022-12-31")) == "[nan]"
    outside, across = shapely.box(31, 48.1, 31.1, 48.2), shapely.box(30.35, 48.1, 30.45, 48.2)
    found = shares(maps, [outside, across, CELL], [date(2023, 1, 6)])
    assert str(found.ru[0].round(3).tolist()) == "[nan, nan, 1.0]"
    assert not covers_disc(maps, 48.15, 30.39, radius_km=2)
    assert covers_disc(maps, *CENTRE, radius_km=5)
    assert not covers_disc(maps, *CENTRE, radius_km=5, day=date(2022, 1, 1))


def test_towns_off_the_map_are_listed_apart(folder):
    write_towns(folder, ("Here", *CENTRE), ("Far", 40.0, 20.0))
    inside, outside = split_towns(read_maps(folder))
    assert [t.name for t in inside] == ["Here"]
    assert [t.name for t in outside] == ["Far"]


def test_the_finest_file_that_covers_the_ground_wins(folder):
    wide = [29.0, 47.0, 31.0, 49.0]
    write_front(folder, "wide", [feature("2022-12-01", "RU", square(29, 47, 31, 49))], bbox=wide)
    maps = read_maps(folder)
    assert [layer.name for layer in maps.layers] == ["front_here", "front_wide"]
    beside = shapely.box(30.5, 48.1, 30.6, 48.2)
    found = shares(maps, [CELL, beside], [date(2022, 12, 1), date(2023, 1, 9)])
    # until the fine file begins, the coarse one speaks for its ground too
    assert found.ru.round(3).tolist() == [[1, 1], [0, 1]]
    across = shapely.box(30.3, 48.1, 30.5, 48.2)
    assert ru(maps, "2023-01-09", cell=across) == pytest.approx([0.5], abs=1e-3)


@pytest.mark.parametrize("until", [date(2023, 1, 1), date(2023, 1, 6), date(2023, 1, 9)])
def test_reading_up_to_a_date_equals_reading_a_folder_cut_there(folder, tmp_path_factory, until):
    gazetteer = (
        "place,lat,lon,date,status\nA,48.1,30.1,2023-01-01,UA\nA,48.1,30.1,2023-01-09,RU\nB,48.1,30.2,2023-01-09,UA\n"
    )
    (folder / "place_status_changes.csv").write_text(gazetteer, encoding="utf-8")
    snapshots = ["2023-01-01", "2023-01-05", "2023-01-07", "2023-01-09"]
    (folder / "snapshots.csv").write_text("date_utc\n" + "\n".join(snapshots) + "\n", encoding="utf-8")
    cut = tmp_path_factory.mktemp("cut")
    data = json.loads(gzip.decompress((folder / "front_here.geojson.gz").read_bytes()))
    write_front(cut, "here", [f for f in data["features"] if f["properties"]["date"] <= until.isoformat()])
    write_towns(cut, ("Here", *CENTRE))
    lines = gazetteer.splitlines()
    kept = [lines[0], *(row for row in lines[1:] if row.split(",")[3] <= until.isoformat())]
    (cut / "place_status_changes.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    kept = ["date_utc", *(d for d in snapshots if d <= until.isoformat())]
    (cut / "snapshots.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")

    gated, shorter = read_maps(folder, until=until), read_maps(cut)
    assert gated.snapshots == shorter.snapshots
    assert gated.gazetteer == shorter.gazetteer
    assert gated.layers == shorter.layers
    assert gated.notes == shorter.notes
    in_memory = read_maps(folder).up_to(until)
    assert (in_memory.layers, in_memory.snapshots, in_memory.gazetteer) == (
        gated.layers,
        gated.snapshots,
        gated.gazetteer,
    )


def test_what_comes_after_the_gate_is_not_even_parsed(folder):
    bad = feature("2024-01-01", "RU", [[[1, 1], ["x", 2]]])
    write_front(folder, "later", [feature("2023-01-01", "RU", EAST), bad])
    assert read_maps(folder, until=date(2023, 6, 1)).last == date(2023, 1, 9)
    with pytest.raises(InputError, match="holds no map dated up to 2020"):
        read_maps(folder, until=date(2020, 1, 1))


def test_a_source_without_contested_ground_leaves_it_unknown(tmp_path):
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", EAST)])
    maps = read_maps(tmp_path)
    found = shares(maps, [CELL], [date(2023, 1, 1)])
    assert found.ru[0, 0] == pytest.approx(0.5, abs=1e-3)
    assert str(found.contested[0, 0]) == "nan"
    assert any("no contested ground" in note for note in maps.notes)


def test_a_ring_that_crosses_itself_is_repaired_and_told(tmp_path):
    bow_tie = [[[30.0, 48.0], [30.4, 48.3], [30.4, 48.0], [30.0, 48.3], [30.0, 48.0]]]
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", bow_tie)])
    maps = read_maps(tmp_path)
    assert maps.layers[0].states["RU"][0].is_valid
    assert any("1 of 1 polygons crossed themselves" in note for note in maps.notes)
    assert ru(maps, "2023-01-01", cell=shapely.box(30, 48, 30.4, 48.3)) == pytest.approx([0.5], abs=1e-3)


def test_contested_ground_over_held_ground_counts_as_held(tmp_path):
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", EAST), feature("2023-01-01", "CONTESTED", WHOLE)])
    maps = read_maps(tmp_path)
    found = shares(maps, [CELL], [date(2023, 1, 1)])
    assert (found.ru[0, 0], found.contested[0, 0]) == pytest.approx((0.5, 0.5), abs=1e-3)
    assert any("lay over held ground" in note for note in maps.notes)


def test_polygons_beyond_the_bbox_are_cut_to_it(tmp_path):
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", square(29, 47, 31, 49))])
    maps = read_maps(tmp_path)
    assert maps.layers[0].states["RU"][0].bounds == pytest.approx(tuple(BOX))
    assert any("reached outside" in note for note in maps.notes)


def test_metres_are_refused_unless_the_projection_is_named(tmp_path):
    from pyproj import Transformer

    forward = Transformer.from_crs(4326, 32636, always_xy=True)
    metres = [[list(forward.transform(x, y)) for x, y in EAST[0]]]
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", metres)])
    with pytest.raises(InputError, match="not longitude and latitude"):
        read_maps(tmp_path)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32636"}}
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", metres)], crs=crs)
    maps = read_maps(tmp_path)
    assert any("EPSG:32636" in note for note in maps.notes)
    assert ru(maps, "2023-01-01") == pytest.approx([0.5], abs=2e-3)


def test_a_map_that_covers_no_town_is_refused_and_swapped_coordinates_are_recognised(folder):
    write_towns(folder, ("Here", CENTRE[1], CENTRE[0]))
    with pytest.raises(InputError, match="covers no town; lat and lon look swapped"):
        read_maps(folder)


def test_every_problem_comes_at_once_with_its_line(folder):
    write_front(folder, "bad", [feature("soon", "RU", EAST), feature("2023-01-01", "MINE", EAST)], bbox=[1, 2, 3])
    (folder / "front_torn.geojson.gz").write_bytes(b"{")
    (folder / "towns.csv").write_text("town,lat,lon\nA,48.1,30.1\nA,48.1,30.1\nB,x,30\n", encoding="utf-8")
    (folder / "snapshots.csv").write_text("date_utc\n2023-13-01\n", encoding="utf-8")
    (folder / "place_status_changes.csv").write_text("place,lat\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_maps(folder)
    told = {(p.file, p.line) for p in raised.value.problems}
    assert {("towns.csv", 3), ("towns.csv", 4), ("snapshots.csv", 2), ("place_status_changes.csv", 1)} <= told
    words = str(raised.value)
    for part in ("no date like", "'MINE' is not known", "cannot be read as GeoJSON", "written twice", "no column"):
        assert part in words


def test_a_folder_that_is_not_there_or_is_empty_is_said_so(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        read_maps(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no map"):
        read_maps(tmp_path)


def test_months_in_which_the_map_was_not_seen_and_jumps_are_told(tmp_path):
    days = [("2023-01-01", EAST), ("2023-01-02", WHOLE), ("2023-01-03", EAST), ("2023-04-01", EAST)]
    write_front(tmp_path, "here", [feature(d, "RU", rings) for d, rings in days])
    notes = " ".join(read_maps(tmp_path).notes)
    assert "not seen between 2023-01-03 and 2023-04-01" in notes
    assert "2023-01-02 more than 20 km² jumped out and back" in notes


def test_days_that_contradict_each_other_and_old_maps_under_new_dates_are_told(tmp_path):
    held = [square(30.2 - 0.02 * week, 48.0, 30.4, 48.3) for week in range(5)]
    names = ["2023-01-01", "2023-01-08", "2023-01-15_to_2023-01-22", "2023-01-29", "2023-02-05", "2023-02-12"]
    for name, rings, told in zip(
        names, [*held[:4], held[1], held[4]], [*[None] * 3, "2023-01-22", None, None], strict=True
    ):
        data = {"type": "FeatureCollection", "bbox": BOX, "features": [feature(told, "RU", rings)]}
        if told is None:
            del data["features"][0]["properties"]["date"]
        (tmp_path / f"{name}.geojson").write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "b_2023-01-08.geojson").write_bytes((tmp_path / "2023-01-08.geojson").read_bytes())
    notes = " ".join(read_maps(tmp_path).notes)
    assert "names tell two days; the first counts: 2023-01-15_to_2023-01-22.geojson" in notes
    assert "most days; they are laid together: 2023-01-08 (2023-01-08.geojson, b_2023-01-08.geojson)" in notes
    assert "the file's day counts: 2023-01-29.geojson (2023-01-22)" in notes
    assert "more than 20 km² from the map between: 2023-02-05 as on 2023-01-08" in notes


def test_one_geojson_file_and_one_file_per_day_are_read_too(tmp_path):
    single = tmp_path / "single.geojson"
    rows = [feature("2023-01-01", "RU", EAST), feature("2023-01-02", "RU", WHOLE)]
    single.write_text(json.dumps({"type": "FeatureCollection", "bbox": BOX, "features": rows}), encoding="utf-8")
    assert ru(read_maps(single), "2023-01-01", "2023-01-02") == pytest.approx([0.5, 1.0], abs=1e-3)

    daily = tmp_path / "daily"
    daily.mkdir()
    plain = {"type": "Feature", "properties": {"fill": "#a52714"}, "geometry": {"type": "Polygon", "coordinates": EAST}}
    grey = {"type": "Feature", "properties": {"fill": "#bcaaa4"}, "geometry": {"type": "Polygon", "coordinates": WHOLE}}
    earlier = {"type": "FeatureCollection", "features": [grey]}  # of the same day, and overtaken
    (daily / "1672570000.geojson").write_text(json.dumps(earlier), encoding="utf-8")
    first, second = {"features": [plain]}, {"features": [plain, grey], "bbox": BOX}
    # by seconds since 1970 (2023-01-01) and by a date in the name
    (daily / "1672574400.geojson").write_text(json.dumps({"type": "FeatureCollection", **first}), encoding="utf-8")
    (daily / "map_20230103.geojson").write_text(json.dumps({"type": "FeatureCollection", **second}), encoding="utf-8")
    maps = read_maps(daily)
    assert maps.snapshots == (date(2023, 1, 1), date(2023, 1, 3))
    found = shares(maps, [CELL], [date(2023, 1, 2), date(2023, 1, 3)])
    assert found.ru[:, 0].tolist() == pytest.approx([0.5, 0.5], abs=1e-3)
    assert found.contested[:, 0].tolist() == pytest.approx([0.0, 0.5], abs=1e-3)


def test_layers_named_as_their_publishers_name_them_are_laid_together(tmp_path):
    def write(name, rings):
        geometry = {"type": "Polygon", "coordinates": rings}
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        data = {"type": "FeatureCollection", "bbox": BOX, "features": [feature]}
        (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")

    write("UkraineControlMapAO01MAR2023.geojson", square(30.3, 48.0, 30.4, 48.3))
    write("AssessedRussianAdvancesinUkraine01MAR2023.geojson", square(30.2, 48.0, 30.3, 48.3))
    write("ClaimedRussianTerritoryinUkraine01MAR2023.geojson", WHOLE)
    write("ClaimedUkrainianCounteroffensives01MAR2023.geojson", square(30.0, 48.0, 30.1, 48.3))
    write("UkraineControlMapAO02MAR2023.geojson", WHOLE)
    maps = read_maps(tmp_path)
    assert maps.snapshots == (date(2023, 3, 1), date(2023, 3, 2))
    # an advance is ground that was attacked or entered, by the map's own legend not held
    assert ru(maps, "2023-03-01", "2023-03-02") == pytest.approx([0.0, 1.0], abs=1e-3)
    contested = shares(maps, [CELL], [date(2023, 3, 1)]).contested[:, 0].tolist()
    assert contested == pytest.approx([0.5], abs=1e-3)
    assert maps.layers[0].states["UA_LIBERATED"][0].bounds == (30.0, 48.0, 30.1, 48.3)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("map_2023-03-01.geojson", date(2023, 3, 1)),
        ("deepstatemap_data_20240708.geojson", date(2024, 7, 8)),
        ("ControlMap1APR2023.json", date(2023, 4, 1)),
        ("1649005166.geojson", date(2022, 4, 3)),
        ("map_20231301.geojson", None),
        ("places.geojson", None),
    ],
)
def test_dates_in_names(name, day):
    assert day_of_name(name) == day


def test_no_geometry_on_a_date_means_that_nothing_is_held(tmp_path):
    write_front(tmp_path, "here", [feature("2023-01-01", "RU", EAST), feature("2023-01-02", "RU")])
    maps = read_maps(tmp_path)
    assert ru(maps, "2023-01-02") == [0.0]
    series = town_series(maps, *CENTRE, [date(2023, 1, 2)], discs_km=(1,), arcs_km=(1,), search_km=3)
    assert series.distance_to_ru_km.tolist() == [float("inf")]
