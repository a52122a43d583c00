"""What a map's layers mean: known makers, the analyst's own words; nothing unknown is taken for held ground."""

from __future__ import annotations

import json
import sys
from datetime import date

import pytest
import shapely

from pyrrhus.control_map.names_of_days import day_of_name, without_day
from pyrrhus.control_map.profile_file import read_profile
from pyrrhus.control_map.profiles import Profile
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import build_sector
from pyrrhus.control_map.shares import shares
from pyrrhus.errors import InputError

BOX = [30.0, 48.0, 30.4, 48.3]
CELL = shapely.box(30.18, 48.14, 30.22, 48.16)
EAST, WHOLE, MIDDLE = (30.2, 48.0, 30.4, 48.3), (30.0, 48.0, 30.4, 48.3), (30.18, 48.0, 30.2, 48.3)


def shape(box, **properties):
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shapely.box(*box)))}


def write(path, *features, **members):
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"type": "FeatureCollection", "bbox": BOX, "features": list(features), **members}
    path.write_text(json.dumps({k: v for k, v in data.items() if v is not None}), encoding="utf-8")


def held(maps, day):
    found = shares(maps, [CELL], [day])
    contested = float(found.contested[0, 0])  # nan where the source draws none
    return round(float(found.ru[0, 0]), 3), None if contested != contested else round(contested, 3)


@pytest.mark.parametrize("stamp", ["10AUG2024", "AUG102024", "_2024-08-10", "Aug 10, 2024"])
def test_layers_of_one_maker_are_all_read_however_the_day_is_written(tmp_path, stamp):
    write(tmp_path / f"UkraineControlMapAO{stamp}.geojson", shape(EAST, OBJECTID=1))
    write(tmp_path / f"AssessedRussianAdvancesinUkraine{stamp}.geojson", shape(MIDDLE, OBJECTID=1))
    write(tmp_path / f"ClaimedRussianTerritoryinUkraine{stamp}.geojson", shape(WHOLE, OBJECTID=1))
    write(tmp_path / f"ClaimedUkrainianCounteroffensives{stamp}.geojson", shape(WHOLE, OBJECTID=1))
    maps = read_maps(tmp_path)
    assert maps.snapshots == (date(2024, 8, 10),)
    assert held(maps, date(2024, 8, 10)) == (0.5, 0.5)
    (note,) = [n for n in maps.notes if n.startswith("left out")]
    assert "claimedrussianterritory" in note
    assert "claims" in note


def test_men_seen_where_nothing_is_held_make_ground_contested(tmp_path):
    write(tmp_path / "UkraineControlMapAO10AUG2024.geojson", shape((30.3, 48.0, 30.4, 48.3)))
    write(tmp_path / "AssessedRussianInfiltrationAreasinUkraineAUG102024.geojson", shape(EAST))
    assert held(read_maps(tmp_path), date(2024, 8, 10)) == (0.0, 0.5)


def test_a_fill_that_nobody_knows_is_left_out_with_one_note_and_never_the_attackers(tmp_path):
    for day in ("1670449474", "1671054274", "1671654274"):
        far = shape((20.0, 46.0, 20.5, 46.5), name="a region elsewhere", fill="#ff5252")
        write(tmp_path / f"{day}.geojson", shape(EAST, name="held", fill="#a52714"), far, bbox=None)
    maps = read_maps(tmp_path)
    (note,) = [n for n in maps.notes if n.startswith("left out")]
    assert "3 shapes" in note
    assert "#ff5252" in note
    assert "a region elsewhere" in note
    assert held(maps, maps.last) == (0.5, None)
    assert maps.layers[0].box == (20.0, 46.0, 30.4, 48.3)  # the map was drawn as far as that


def test_a_layer_without_fill_or_a_known_name_is_left_out(tmp_path):
    write(tmp_path / "2024-08-10.geojson", shape(EAST))
    write(tmp_path / "SomebodysWish_2024-08-10.geojson", shape(WHOLE))
    write(tmp_path / "map_2024-08-11.geojson", shape(WHOLE, name="Republic of Elsewhere"))
    maps = read_maps(tmp_path)
    assert held(maps, date(2024, 8, 10)) == (0.5, None)
    assert maps.last == date(2024, 8, 10)  # a day that shows no ground at all is no day on which nothing was held
    notes = " ".join(maps.notes)
    assert "somebodyswish" in notes
    assert "Republic of Elsewhere" in notes


def test_a_status_that_is_written_and_unknown_is_a_mistake_in_the_file(tmp_path):
    write(tmp_path / "map_2024-08-10.geojson", shape(EAST, status="HELDISH"))
    with pytest.raises(InputError, match="HELDISH"):
        read_maps(tmp_path)


def test_days_may_be_folders_and_what_another_system_leaves_is_no_map(tmp_path):
    write(tmp_path / "2024-08-10" / "UkraineControlMap.geojson", shape(EAST))
    (tmp_path / "2024-08-10" / "._UkraineControlMap.geojson").write_bytes(b"\x00\x05\x16\x07")
    write(tmp_path / "2024-08-17" / "UkraineControlMap.geojson", shape(WHOLE))
    (tmp_path / "._2024-08-17").write_bytes(b"\x00")
    maps = read_maps(tmp_path)
    assert maps.snapshots == (date(2024, 8, 10), date(2024, 8, 17))
    assert held(maps, date(2024, 8, 17)) == (1.0, None)


def test_dates_of_features_may_be_milliseconds_and_a_box_may_have_heights(tmp_path):
    first, second = 1672531200000, 1673136000000
    box = [30.0, 48.0, 0.0, 30.4, 48.3, 100.0]
    write(
        tmp_path / "all.geojson", shape(EAST, status="RU", date=first), shape(WHOLE, status="RU", date=second), bbox=box
    )
    maps = read_maps(tmp_path / "all.geojson")
    assert maps.snapshots == (date(2023, 1, 1), date(2023, 1, 8))


MAP_YAML = """
date_field: seen
sides:
  attacker: {name: Redland, adjective: Redlandic, words: [red, reds]}
  defender: {name: Blueland, words: [blue]}
layers:
  - {fill: "#123456", means: holder}
  - {name: "*no man*", means: contested}
  - {field: layer_id, is: "7", means: political}
"""


def test_the_analysts_own_profile_goes_before_all_and_names_the_sides(tmp_path):
    (tmp_path / "map.yaml").write_text(MAP_YAML, encoding="utf-8")
    write(
        tmp_path / "all.json",
        shape((30.3, 48.0, 30.4, 48.3), status="Reds", seen="1991-09-01"),
        shape((30.2, 48.0, 30.3, 48.3), fill="#123456", seen="1991-09-01"),
        shape(MIDDLE, name="No man's land", seen="1991-09-01"),
        shape(WHOLE, layer_id=7, seen="1991-09-01"),
        shape((30.0, 48.0, 30.1, 48.3), status="blue", seen="1991-09-08"),
    )
    maps = read_maps(tmp_path)
    assert held(maps, date(1991, 9, 1)) == (0.5, 0.5)
    places = tmp_path / "places.csv"
    places.write_text("name,lat,lon\nTown,48.15,30.2\n", encoding="utf-8")
    built = build_sector("Town", maps, out=tmp_path / "town", places_csv=places)
    text = (built.folder / "scenario.yaml").read_text(encoding="utf-8")
    assert 'attacker: {name: "Redland", adjective: "Redlandic"}' in text
    assert 'defender: {name: "Blueland", adjective: "Blueland"}' in text
    from pyrrhus.scenario.load import load

    assert load(built.folder).file.sides.attacker.name == "Redland"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("layers: [{fill: x, means: holds}]", "holder"), ("layers: [{means: holder}]", "fill"),
        ("layrs: []", "layers"), ("sides: {attacker: {adjective: x}}", "name"), ("layers: [7]", "means"),
        ("layers: [{fill: x, name: y, means: holder}]", "one way"), ("a: [", "map.yaml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_profile_is_said_with_its_fix(tmp_path, text, says):
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_profile(tmp_path)
    assert says in str(error.value)


def test_files_of_a_day_may_be_called_fronts(tmp_path):
    write(tmp_path / "front_line_2024-08-10.geojson", shape(EAST, status="RU"))
    assert read_maps(tmp_path).snapshots == (date(2024, 8, 10),)


def test_swapped_coordinates_are_asked_about(tmp_path):
    write(tmp_path / "maps" / "map_2024-08-10.geojson", shape(EAST))
    places = tmp_path / "places.csv"
    places.write_text("name,lat,lon\nTown,30.2,48.15\n", encoding="utf-8")
    with pytest.raises(InputError, match="did you swap them"):
        build_sector("Town", tmp_path / "maps", out=tmp_path / "town", places_csv=places)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("AssessedAUG102024.geojson", date(2024, 8, 10)), ("x_10.08.2024.json", date(2024, 8, 10)),
        ("1723248000000.json", date(2024, 8, 10)), ("map_1991-11-18.kml", date(1991, 11, 18)),
        ("March 3 2023.json", date(2023, 3, 3)), ("FEB302024.json", None), ("markers.json", None),
        ("10-08-2024.json", None),
    ],
)  # fmt: skip
def test_more_ways_of_writing_a_day(name, day):
    assert day_of_name(name) == day


def test_a_name_without_its_day():
    assert without_day("UkraineControlMapAO10AUG2024").strip() == "UkraineControlMapAO"


def test_every_bundled_rule_says_what_it_is_for(tmp_path):
    assert all(rule.matches and rule.means for rule in read_profile(tmp_path).rules)
    assert Profile(()).status({"fill": "#a52714"}, "x") == ""


def test_without_gdal_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    (tmp_path / "map_2024-08-10.gpkg").write_bytes(b"SQLite format 3\x00")
    with pytest.raises(InputError, match=r"pyrrhus\[gis\]"):
        read_maps(tmp_path)


@pytest.mark.parametrize("ending", ["gpkg", "kml", "shp", "zip", "topojson"])
def test_other_formats_say_the_same_as_geojson(tmp_path, ending):
    pyogrio = pytest.importorskip("pyogrio", reason="needs the extra pyrrhus[gis]")
    import zipfile

    import numpy as np

    maps = tmp_path / "maps"
    maps.mkdir()
    target = maps / f"control_2024-08-10.{ending}"
    if ending == "topojson":
        arcs = [[[30.2, 48.0], [30.4, 48.0], [30.4, 48.3], [30.2, 48.3], [30.2, 48.0]]]
        objects = {"control": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}}
        target.write_text(json.dumps({"type": "Topology", "arcs": arcs, "objects": objects}), encoding="utf-8")
    else:
        drivers = {"gpkg": "GPKG", "kml": "KML", "shp": "ESRI Shapefile", "zip": "ESRI Shapefile"}
        plain = tmp_path / "control.shp" if ending == "zip" else target
        pyogrio.raw.write(
            str(plain),
            geometry=np.array([shapely.to_wkb(shapely.box(*EAST))], dtype=object),
            field_data=[],
            fields=[],
            geometry_type="Polygon",
            crs="EPSG:4326",
            driver=drivers[ending],
            layer="control",
        )
        if ending == "zip":
            with zipfile.ZipFile(target, "w") as packed:
                for part in tmp_path.glob("control.*"):
                    packed.write(part, part.name)
    read = read_maps(maps)
    assert read.snapshots == (date(2024, 8, 10),)
    cell = shapely.box(30.21, 48.1, 30.3, 48.2)
    assert float(shares(read, [cell], [date(2024, 8, 10)]).ru[0, 0]) == pytest.approx(1.0, abs=1e-3)


def test_esri_json_is_recognised_by_what_it_holds(tmp_path):
    pytest.importorskip("pyogrio", reason="needs the extra pyrrhus[gis]")
    ring = [[30.2, 48.0], [30.2, 48.3], [30.4, 48.3], [30.4, 48.0], [30.2, 48.0]]
    data = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 4326},
        "fields": [{"name": "status", "type": "esriFieldTypeString"}],
        "features": [{"attributes": {"status": "occupied"}, "geometry": {"rings": [ring]}}],
    }
    (tmp_path / "map_2024-08-10.json").write_text(json.dumps(data), encoding="utf-8")
    assert read_maps(tmp_path).layers[0].states["RU"][0].area == pytest.approx(0.06)


def test_what_gdal_cannot_read_is_refused_in_words(tmp_path):
    pytest.importorskip("pyogrio", reason="needs the extra pyrrhus[gis]")
    (tmp_path / "map_2024-08-10.gpkg").write_bytes(b"no database at all")
    with pytest.raises(InputError, match="cannot be read as a GeoPackage"):
        read_maps(tmp_path)


@pytest.mark.parametrize(
    ("name", "told"),
    [("date", "01.03.2023"), ("Date", 1677628800000), ("MAP_DATE", "2023-03-01T00:00Z"), ("timestamp", 1677628800000),
     ("as_of", "1 March 2023"), ("date", "1677628800000")],
)  # fmt: skip
def test_services_name_and_write_the_day_of_a_feature_in_their_own_ways(tmp_path, name, told):
    write(tmp_path / "layer.geojson", shape(EAST, status="RU", **{name: told}))
    assert read_maps(tmp_path).layers[0].dates == (date(2023, 3, 1),)


def test_where_a_file_has_a_day_a_field_of_another_name_does_not_count(tmp_path):
    write(tmp_path / "2023-03-01.geojson", shape(EAST, status="RU", day=3, timestamp=1600000000000))
    assert read_maps(tmp_path).layers[0].dates == (date(2023, 3, 1),)


def test_what_an_interface_wraps_round_a_map_is_taken_off(tmp_path):
    whole = {"type": "FeatureCollection", "features": [shape(EAST, fill="#a52714")]}
    (tmp_path / "2023-03-01.json").write_text(json.dumps({"id": 1677628800, "map": whole, "datetime": "x"}))
    assert read_maps(tmp_path).layers[0].states["RU"][0] is not None


def test_a_folder_whose_layers_nobody_knows_says_which_and_where_to_write_it(tmp_path):
    write(tmp_path / "Something2023-03-01.geojson", shape(EAST))
    with pytest.raises(InputError, match=r"left out: 1 shape in files named 'something'.*map\.yaml"):
        read_maps(tmp_path)
