"""Maps in the formats of GIS, made without GDAL so that they are the same bytes everywhere, and ways to spoil them."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import random
import re
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from support.hostile_mutations import spoil_bytes, spoil_json
from support.hostile_values import NUMBERS, TEXTS, text, value

Points = list[tuple[float, float]]
Files = dict[str, bytes]
NAME = "map_2023-01-01"
RING: Points = [(30.5, 47.9), (30.5, 48.2), (31.0, 48.2), (31.0, 47.9), (30.5, 47.9)]
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433]]'
)
# one square in FlatGeobuf, without an index
FLATGEOBUF = base64.b64decode(
    "ZmdiA2ZnYgGkAAAAIAAAAAAAAAAYACAACAAMAAUAAAAAAAAAAAAQABQABgAYAAAAAAMAAEgAAAAcAAAAEAAAAAEAAAAAAAAAAAAA"
    "AAEAAABEAAAABAAAAAAAAAAAgD5AMzMzMzPzR0AAAAAAAAA/QJqZmZmZGUhAAAAAAAQAAABoZWxkAAAOABAACAAHAAAAAAAMAA4A"
    "AAAAAAALCAAAAAAAAAAGAAAAc3RhdHVzAACMAAAAEAAAAAAAAAAIAAwABAAIAAgAAAAcAAAABAAAAAgAAAAAAAIAAABSVQgACAAA"
    "AAQACAAAAAQAAAAKAAAAAAAAAAAAP0AzMzMzM/NHQAAAAAAAAD9AmpmZmZkZSEAAAAAAAIA+QJqZmZmZGUhAAAAAAACAPkAzMzMz"
    "M/NHQAAAAAAAAD9AMzMzMzPzR0A="
)


def kml(*marks: str) -> bytes:
    """A document of KML."""
    head = '<?xml version="1.0" encoding="utf-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
    return f"{head}<Folder><name>held</name>{''.join(marks)}</Folder>\n</Document></kml>".encode()


def placemark(ring: Points = RING, status: str = "RU") -> str:
    """A polygon of KML with a field `status`."""
    points = " ".join(f"{x},{y}" for x, y in ring)
    return (
        f'<Placemark><name>a</name><ExtendedData><Data name="status"><value>{status}</value></Data></ExtendedData>'
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{points}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>\n"
    )


def gml() -> bytes:
    """One feature of GML."""
    points = " ".join(f"{x},{y}" for x, y in RING)
    return (
        '<?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><ogr:held fid="1"><ogr:geometryProperty>'
        f"<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>{points}</gml:coordinates>"
        "</gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></ogr:geometryProperty><ogr:status>RU</ogr:status>"
        "</ogr:held></gml:featureMember></ogr:FeatureCollection>"
    ).encode()


def shapefile(ring: Points = RING, times: int = 1) -> Files:
    """The parts of a shapefile by their endings. Its index may name the one shape any number of times."""
    body = struct.pack("<i4d2i", 5, 30, 47, 31, 49, 1, len(ring)) + struct.pack("<i", 0)
    body += b"".join(struct.pack("<2d", *point) for point in ring)
    record = struct.pack(">2i", 1, len(body) // 2) + body

    def head(size: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack(
            "<2i8d", 1000, 5, 30, 47, 31, 49, *[0] * 4
        )

    table = struct.pack("<4BIHH20x", 3, 123, 1, 1, times, 65, 11) + b"STATUS\0\0\0\0\0C\0\0\0\0\x0a" + b"\0" * 15
    return {
        ".shp": head(100 + len(record)) + record,
        ".shx": head(100 + 8 * times) + struct.pack(">2i", 50, len(body) // 2) * times,
        ".dbf": table + b"\x0d" + b" RU        " * times,
        ".prj": WGS84.encode(),
    }


def zipped(files: Files) -> bytes:
    """A zip file, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def geopackage(
    table: str = "fid integer primary key, geom blob, status text",
    rows: Sequence[tuple[Any, ...]] | None = None,
    *,
    view: str = "",
    after: str = "",
) -> bytes:
    """A GeoPackage with one layer, `held`: a table with these columns and rows, changed `after`, or a view."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.gpkg"
        with closing(sqlite3.connect(path)) as base, base:
            base.executescript(f"""
                pragma application_id = 1196444487; pragma user_version = 10300;
                create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text,
                    organization_coordsys_id integer, definition text, description text);
                insert into gpkg_spatial_ref_sys values ('WGS 84', 4326, 'EPSG', 4326, '{WGS84}', '');
                create table gpkg_contents (table_name text primary key, data_type text, identifier text,
                    description text, last_change text, min_x double, min_y double, max_x double, max_y double,
                    srs_id integer);
                insert into gpkg_contents values ('held', 'features', 'held', '', '2023-01-01T00:00:00Z', 30, 47, 31,
                    49, 4326);
                create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text,
                    srs_id integer, z tinyint, m tinyint);
                insert into gpkg_geometry_columns values ('held', 'geom', 'POLYGON', 4326, 0, 0);
                {view or f"create table held ({table})"};
            """)
            if rows is None:
                rows = () if view else ((1, blob(), "RU"),)
            for row in rows:
                base.execute(f"insert into held values ({', '.join('?' * len(row))})", row)
            base.execute(after)
        return path.read_bytes()


def blob(ring: Points = RING) -> bytes:
    """A polygon as a GeoPackage holds it."""
    points = b"".join(struct.pack("<2d", *point) for point in ring)
    return b"GP\0\1" + struct.pack("<i", 4326) + struct.pack("<BIII", 1, 3, 1, len(ring)) + points


def topology(times: int = 1, ring: Points = RING) -> bytes:
    """TopoJSON of one arc, named so many times."""
    shapes = [{"type": "Polygon", "arcs": [[0]], "properties": {"status": "RU"}}] * times
    return json.dumps(
        {
            "type": "Topology",
            "arcs": [ring],
            "objects": {"held": {"type": "GeometryCollection", "geometries": shapes}},
        }
    ).encode()


def esri() -> bytes:
    """Esri's JSON."""
    shape = {"attributes": {"status": "RU"}, "geometry": {"rings": [RING]}}
    return json.dumps(
        {
            "geometryType": "esriGeometryPolygon",
            "spatialReference": {"wkid": 4326},
            "fields": [{"name": "status", "type": "esriFieldTypeString"}],
            "features": [shape],
        }
    ).encode()


@cache
def maps() -> dict[str, Files]:
    """A valid map in each format, by format: its files by their endings."""
    return {
        "kml": {".kml": kml(placemark(), placemark(RING[::-1], "UA"))},
        "gml": {".gml": gml()},
        "kmz": {".kmz": kml(placemark())},
        "shp": shapefile(),
        "zip": shapefile(),
        "gpkg": {".gpkg": geopackage()},
        "fgb": {".fgb": FLATGEOBUF},
        "topojson": {".topojson": topology()},
        "json": {".json": esri()},
    }


def spoiled_map(rng: random.Random) -> Files:
    """The files of a map in one of the formats, one of them spoiled."""
    kind = rng.choice(sorted(maps()))
    files = dict(maps()[kind])
    ending = rng.choice(sorted(files))
    whole = rng.random() < 0.3 and kind in ("kmz", "zip")
    if not whole:
        files[ending] = _spoil(rng, kind, files[ending])
    if kind == "kmz":
        files = {".kmz": zipped({"doc.kml": files[".kmz"], "icon.png": b"x"})}
    elif kind == "zip":
        stem = rng.choice(("held", "a/held", "../held", text(rng).replace("\x00", "")))
        with contextlib.suppress(UnicodeError):
            files = {".zip": zipped({f"{stem}{part}": data for part, data in files.items()})}
    if whole:
        files = {name: spoil_bytes(rng, data) for name, data in files.items()}
    if rng.random() < 0.05 and kind == "shp":
        del files[rng.choice(sorted(files))]
    return {f"{NAME}{name}": data for name, data in files.items()}


def _spoil(rng: random.Random, kind: str, data: bytes) -> bytes:
    if rng.random() < 0.4:
        return spoil_bytes(rng, data)
    if kind in ("kml", "kmz", "gml"):
        return _spoil_xml(rng, data.decode()).encode("utf-8", "surrogatepass")
    if kind == "gpkg":
        return _spoil_tables(rng, data)
    if kind in ("topojson", "json"):
        return spoil_json(rng, data)
    spoiled = bytearray(data)  # lengths, counts and offsets of four bytes
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(0, max(1, len(spoiled) - 4))
        number = rng.choice((0, 1, -1, 5, 15, 2**31 - 1, -(2**31), 2**16, 2**24, rng.randrange(-(2**31), 2**31)))
        spoiled[at : at + 4] = struct.pack(rng.choice("<>") + "i", number)
    return bytes(spoiled)


def _spoil_xml(rng: random.Random, words: str) -> str:
    """Change texts, elements and attributes."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        parts = re.split(r"(<[^>]*>)", words)
        at, other = rng.randrange(len(parts)), rng.randrange(len(parts))
        low, high = sorted((at, other))
        change = rng.randrange(7)
        if change == 0:
            parts[at] = rng.choice(TEXTS)
        elif change == 1:
            numbers = f"{str(rng.choice(NUMBERS))[:30]},{str(rng.choice(NUMBERS))[:30]} " * 4
            parts[at] = numbers if rng.random() < 0.5 else parts[other]
        elif change == 2:
            del parts[low : low + rng.choice((1, 2, 5))]
        elif change == 3:
            parts[low:high] = parts[low:high] * rng.choice((2, 5, 40))
        elif change == 4:
            parts[at] = f"<{'b' * rng.choice((1, 300))}>" * rng.choice((1, 90, 3000))
        elif change == 5:
            parts.insert(
                1,
                rng.choice(
                    (
                        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
                        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>',
                        "<OGRVRTDataSource/>",
                        "<!--",
                        "<![CDATA[",
                    )
                ),
            )
        else:
            parts[at] = re.sub(r'"[^"]*"', lambda _: json.dumps(text(rng)), parts[at])
        words = "".join(parts)[: 4 * 1024 * 1024]
    return words


def _spoil_tables(rng: random.Random, data: bytes) -> bytes:
    """Change values and columns of a database."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.gpkg"
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as base, base:
            for _ in range(rng.choice((1, 1, 2))):
                table = rng.choice(("held", "gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"))
                columns = [row[1] for row in base.execute(f"pragma table_info({table})")]
                column, change = rng.choice(columns or ["none"]), rng.randrange(6)
                spoiled: Any = rng.choice((value(rng), rng.randrange(2**40), text(rng), spoil_bytes(rng, blob())))
                if not isinstance(spoiled, int | float | str | bytes | None):
                    spoiled = text(rng)
                with contextlib.suppress(sqlite3.Error, OverflowError, UnicodeError):
                    if change < 3:
                        base.execute(f'update {table} set "{column}" = ?', (spoiled,))
                    elif change == 3:
                        base.execute(f"drop table {table}")
                    elif change == 4:
                        base.execute(f"insert into {table} select * from {table}")
                    else:
                        base.execute(f'alter table {table} drop column "{column}"')
        return path.read_bytes()
