"""Gazetteers as others write them, to the same places."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from pyrrhus.control_map.gazetteer import Listed, listed_places
from pyrrhus.control_map.maps import ControlMaps
from pyrrhus.errors import InputError

NO_MAPS = ControlMaps("nowhere", (), (), (), (), (), None, (), None, None)
GEONAMES = [
    "707753\tBakhmut\tBakhmut\tArtemivsk,Artemovsk,Бахмут\t48.5944\t38.0001\tP\tPPLA2\tUA\t\t05\t\t\t\t72310\t\t125\tEurope/Kyiv\t"
    "2023-05-01",
    "1\tZabakhmutka\tZabakhmutka\t\t48.59\t38.02\tP\tPPLX\tUA\t\t05\t\t\t\t0\t\t120\tEurope/Kyiv\t2023-05-01",
    "2\tBakhmutka\tBakhmutka\t\t48.8\t38.2\tH\tSTM\tUA\t\t05\t\t\t\t0\t\t60\tEurope/Kyiv\t2012-01-19",
]  # fmt: skip
TWO = [("Bakhmut", 48.5944, 38.0001, "town"), ("Zabakhmutka", 48.59, 38.02, "ward")]


def places(path: Path) -> list[Listed]:
    return list(listed_places(NO_MAPS, path))


def features() -> list[dict[str, object]]:
    return [
        {
            "type": "Feature",
            "properties": {"name": name, "place": {"ward": "suburb"}.get(kind, kind)},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, lat, lon, kind in TWO
    ]


def nodes() -> list[dict[str, object]]:
    words = {"ward": "quarter"}
    found = [
        {"type": "node", "id": 1, "lat": lat, "lon": lon, "tags": {"name": name, "place": words.get(kind, kind)}}
        for name, lat, lon, kind in TWO
    ]
    return [*found, {"type": "node", "lat": 1, "lon": 2, "tags": {"place": "x"}}]


LISTS = {
    "columns.csv": "Town;Latitude;Longitude;type\nBakhmut;48,5944;38,0001;town\nZabakhmutka;48,59;38,02;ward\n",
    "bom.csv": "\ufeffplace,kind,lon,lat\nBakhmut,town,38.0001,48.5944\nZabakhmutka,ward,38.02,48.59\n",
    "x_y.tsv": "name\tplace\tx\ty\nBakhmut\ttown\t38.0001\t48.5944\nZabakhmutka\tsuburb\t38.02\t48.59\n",
    "points.geojson": json.dumps({"type": "FeatureCollection", "features": [
        *features(), {"type": "Feature", "properties": {"name": "Road"}, "geometry": {"type": "LineString",
        "coordinates": [[38, 48], [38.1, 48]]}}]}),
    "interface.json": json.dumps({"version": 0.6, "elements": nodes()}),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_with_their_own_columns(tmp_path, name):
    (tmp_path / name).write_text(LISTS[name], encoding="utf-8")
    assert [(p.name, p.lat, p.lon, p.kind) for p in places(tmp_path / name)] == TWO


@pytest.mark.parametrize("packed", [False, True])
def test_a_dump_of_geonames_gives_its_populated_places(tmp_path, packed):
    text = "\n".join(GEONAMES) + "\n"
    path = tmp_path / ("UA.zip" if packed else "UA.txt")
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("UA.txt", text)
            archive.writestr("readme.txt", "Readme for GeoNames")
    else:
        path.write_text(text, encoding="utf-8")
    bakhmut, ward = places(path)
    assert (bakhmut.name, bakhmut.lat, bakhmut.lon, bakhmut.population) == ("Bakhmut", 48.5944, 38.0001, 72310.0)
    assert bakhmut.aliases == "Artemivsk|Artemovsk|Бахмут"
    assert (ward.kind, ward.population) == ("ward", None)  # nought is not known there


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,lat\nA,1\n", "no column for lon"), ("name,lat,lon\nA,138.0,48.5\n", "did you swap them?"),
        ("name,lat,lon,lat\nA,1,2,3\n", "lat twice"), ('{"a": 1}', "no list of places"),
        ("name,lat,lon\nA,1\n", "2 fields"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(tmp_path, text, says):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputError, match=says.replace("?", r"\?")):
        places(tmp_path / "a.csv")
