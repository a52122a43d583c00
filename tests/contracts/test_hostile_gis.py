"""Maps in the formats of GIS keep to limits after unpacking; GDAL opens no other file, and leaves nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pyrrhus import limits
from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError
from support import hostile_gis as gis

NAME = gis.NAME
LARGE = [(30.0 + n % 2, 48.0 + n // 2 % 2) for n in range(limits.most("polygon_points") + 1)]
MIDDLE = LARGE[:50_000]
WHOLE = {".kml": gis.kml(gis.placemark())}
MOST_MIB = 600


def needs_gdal() -> None:
    pytest.importorskip("pyogrio", reason="needs the extra pyrrhus[gis]")


def said(folder: Path, files: dict[str, bytes]) -> str:
    """What is said of a map that is not read; it is said in words, and nothing is left behind."""
    for ending, data in files.items():
        (folder / f"{NAME}{ending}").write_bytes(data)
    before = sorted(folder.iterdir())
    with pytest.raises(InputError) as raised:
        read_maps(folder)
    assert sorted(folder.iterdir()) == before
    return str(raised.value)


BOMBS: dict[str, tuple[Any, str]] = {
    "zip": (lambda: {".zip": gis.zipped({f"{n}.kml": b" " * 2**22 for n in range(14)})}, "48 MiB after unpacking"),
    "kmz": (lambda: {".kmz": gis.zipped({"doc.kml": b" " * (49 * limits.MIB)})}, "48 MiB after unpacking"),
    "files": (lambda: {".zip": gis.zipped({f"{n}.txt": b"" for n in range(5_001)})}, "more than 5,000 files"),
    "no map": (lambda: {".zip": gis.zipped({"a.zip": gis.zipped({"doc.kml": WHOLE[".kml"]})})}, "without a map in it"),
    "cut": (lambda: {".zip": gis.zipped({"doc.kml": WHOLE[".kml"]})[:-30]}, "the zip file is damaged"),
    "points": (lambda: {".kml": gis.kml(gis.placemark(LARGE))}, "feature 1: has 200,001 points"),
    "numbers": (lambda: {".kml": gis.kml("<a>" + "1,1 " * 4_000_000 + "</a>")}, "more than 6,000,000 values"),
    "elements": (lambda: {".kml": gis.kml("<Placemark/>" * 600_000)}, "more than 6,000,000 values"),
    "features": (lambda: {".kml": gis.kml("<Placemark/>" * 50_001)}, "more than 50,000 features"),
    "folders": (lambda: {".kml": gis.kml("<Folder/>" * 201)}, "more than 200 layers"),
    "deep": (lambda: {".kml": gis.kml("<a>" * 101 + "</a>" * 101)}, "more than 100 levels"),
    "names": (lambda: {".kml": gis.kml(*(f"<a{n}/>" for n in range(501)))}, "more than 500 names"),
    "layers again": (
        lambda: {".kml": gis.kml(*(f"<Folder>{gis.placemark(gis.RING * 200)}</Folder>" for _ in range(190)))},
        "20,000,000 values",
    ),
    "entities": (
        lambda: {".kml": b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 50_000 + b'">]><kml>' + b"&a;" * 20_000 + b"</kml>"},
        "cannot be read as KML",
    ),
    "shape often": (lambda: gis.shapefile(MIDDLE, 40_000), "has more than"),
    "shape large": (lambda: gis.shapefile(LARGE), "feature 1: has 200,001 points"),
    "gpkg large": (lambda: {".gpkg": gis.geopackage(rows=[(1, gis.blob(LARGE), "RU")])}, "has 200,001 points"),
    "gpkg rows": (
        lambda: {".gpkg": gis.geopackage(rows=[(n, gis.blob(), "RU") for n in range(50_001)])}, "50,000 features"
    ),
    "gpkg wide": (
        lambda: {".gpkg": gis.geopackage("geom blob," + ",".join(f"c{n}" for n in range(300)),
                                         rows=[(gis.blob(), *[1] * 300)])},
        "the most is 200 columns",
    ),
    "gpkg view": (
        lambda: {".gpkg": gis.geopackage(view="create view held as with recursive c(fid) as (select 1 union all "
                                         "select fid + 1 from c) select fid, randomblob(900000000) as geom from c")},
        "its layer held is computed",
    ),
    "gpkg computed": (
        lambda: {".gpkg": gis.geopackage("fid integer primary key, geom blob generated always as (zeroblob(9e8))",
                                         rows=[])},
        "its layer held is computed",
    ),
    "gpkg default": (
        lambda: {".gpkg": gis.geopackage(
            rows=[(n, gis.blob()) for n in range(9_000)], table="fid integer primary key, geom blob",
            after=f"alter table held add column status text default '{'x' * 900_000}'")},
        "has more than 48 MiB",
    ),
    "topology": (lambda: {".topojson": gis.topology(9_000, MIDDLE)}, "more than 6,000,000 values"),
    "topology of one": (lambda: {".topojson": gis.topology(1, LARGE)}, "shape 1: has 200,001 points"),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_map_that_grows_when_it_is_read_is_refused(tmp_path: Path, bomb: str) -> None:
    if not bomb.startswith("topology"):
        needs_gdal()
    make, words = BOMBS[bomb]
    assert words in said(tmp_path, make())


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory as Linux has it")
@pytest.mark.parametrize("bomb", ["zip", "shape often", "gpkg default", "topology", "numbers"])
def test_a_bomb_takes_little_memory(tmp_path: Path, bomb: str) -> None:
    needs_gdal()
    files = BOMBS[bomb][0]()
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_mib()
    said(tmp_path, files)
    assert peak_mib() - before < MOST_MIB


def peak_mib() -> float:
    return float(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024


@pytest.mark.parametrize("kind", sorted(gis.maps()))
def test_every_format_is_read_and_nothing_is_written_beside_it(tmp_path: Path, kind: str) -> None:
    needs_gdal()
    files = gis.maps()[kind]
    if kind in ("kmz", "zip"):
        inner = {"doc.kml": files[".kmz"]} if kind == "kmz" else {f"a/held{e}": d for e, d in files.items()}
        files = {f".{kind}": gis.zipped({**inner, "__MACOSX/._held.shp": b"x", "icon.png": b"x"})}
    for ending, data in files.items():
        (tmp_path / f"{NAME}{ending}").write_bytes(data)
    (tmp_path / "map.yaml").write_text("layers: [{field: STATUS, is: ru, means: holder}]\n")
    before = sorted(tmp_path.iterdir())
    area = read_maps(tmp_path).layers[0].states["RU"][0].area
    assert area == pytest.approx(0.15, abs=1e-6)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("ending", "data", "words"), [
    (".kml", b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>b.kml</SrcDataSource></OGRVRTLayer>'
             b"</OGRVRTDataSource>", "KML (it names other data)"),
    (".kml", b"<!-- <OGRVRTDataSource> --><kml/>", "KML (it names other data)"),
    (".gml", b"<kml/>", "GML (its outermost element is kml)"),
    (".gml", b"MEM:", "cannot be read as GML"),
    (".shp", WHOLE[".kml"], "cannot be read as a shapefile (it does not begin as one does)"),
    (".gpkg", WHOLE[".kml"], "cannot be read as a GeoPackage (it does not begin as one does)"),
    (".fgb", b'{"type": "gdal_streamed_alg", "command_line": "gdal vector convert a b"}', "cannot be read as Flat"),
    (".zip", gis.zipped({"a.geojson": b'{"type": "gdal_streamed_alg"}'}), "holds no FeatureCollection"),
])  # fmt: skip
def test_gdal_is_given_nothing_but_what_the_name_says(tmp_path: Path, ending: str, data: bytes, words: str) -> None:
    needs_gdal()
    (tmp_path / "b.kml").write_bytes(WHOLE[".kml"])
    assert words in said(tmp_path, {ending: data})


def test_a_zip_file_writes_nowhere_but_in_its_own_folder(tmp_path: Path) -> None:
    needs_gdal()
    maps = tmp_path / "a" / "b"
    maps.mkdir(parents=True)
    (maps / f"{NAME}.zip").write_bytes(gis.zipped({"../../up.kml": WHOLE[".kml"], "/abs/doc.kml": WHOLE[".kml"]}))
    (maps / "map.yaml").write_text("layers: [{field: status, is: ru, means: holder}]\n")
    read_maps(maps)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "map.yaml", f"{NAME}.zip"]
