"""What a map is, before GDAL opens it: the kind that its name says, and within limits of what a reader must build.

GDAL chooses its reader by what a file holds, and some of those readers open other files, or addresses, that are named
in it. So a file is handed on only where it is what it is called.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.parsers import expat

import numpy as np

from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import shown

AGAIN = "save it again, or as GeoJSON"
BEGINNINGS = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a", ".fgb": b"fgb\x03fgb"}
ROOTS = {".kml": ("kml",), ".gml": ("FeatureCollection",)}
KINDS = {".gpkg": "a GeoPackage", ".shp": "a shapefile", ".fgb": "FlatGeobuf", ".kml": "KML", ".gml": "GML"}
GEOJSON_KEYS = ("type", "crs", "features", "properties", "geometry")
LAYERS = ("Document", "Folder")
NAMED = ("Data", "SimpleData", "SimpleField")  # elements of KML whose attribute `name` becomes a field
PIECE = 1024 * 1024


def check_content(path: Path) -> int:
    """Refuse a copy that is not what its name says, or holds more than the limits; GeoJSON is written anew, so that
    GDAL finds in it what was found here. Returns how many values are read again for each layer. Raises Refused."""
    suffix = path.suffix
    if suffix in BEGINNINGS:
        with path.open("rb") as file:
            if not file.read(16).startswith(BEGINNINGS[suffix]):
                raise _other(suffix, "it does not begin as one does")
        if suffix == ".gpkg":
            _check_tables(path)
    elif suffix in ROOTS:
        return _count_xml(path.read_bytes(), suffix)
    elif suffix == ".geojson":
        data = parse_json(path.read_bytes(), name=path.name)
        if not isinstance(data, dict) or data.get("type") not in ("FeatureCollection", "Feature"):
            raise Refused("holds no FeatureCollection", "write one with a list of features", "geojson")
        path.write_text(json.dumps({key: data[key] for key in GEOJSON_KEYS if key in data}), encoding="utf-8")
    return 0


def _check_tables(path: Path) -> None:
    """Layers are plain tables: a view, or a column that is computed, may hold any amount in a few bytes."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            names = [
                str(row[0])
                for row in base.execute(
                    "select table_name from gpkg_geometry_columns limit ?", (most("map_layers") + 1,)
                )
            ]
            if len(names) > most("map_layers"):
                raise too_much("map_layers")
            for name in names:
                row = base.execute("select type, sql from sqlite_master where lower(name) = lower(?)", (name,))
                kind, text = row.fetchone() or ("", "")
                hidden = base.execute("select 1 from pragma_table_xinfo(?) where hidden <> 0", (name,)).fetchone()
                if kind != "table" or "virtual" in str(text).lower().split()[:2] or hidden:
                    raise Refused(f"its layer {shown(name)} is computed, no plain table", AGAIN, "gis_format")
    except sqlite3.Error as error:
        raise _other(".gpkg", str(error)) from None


def _count_xml(data: bytes, suffix: str) -> int:
    """Count the values in a file of XML as it is parsed, with nothing built of it."""
    if b"<OGR" in data or b"<GDAL" in data:
        raise _other(suffix, "it names other data")
    watch = _Watch(suffix)
    watch.count(_numbers(data))
    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler = watch.begin, watch.end
    try:
        for start in range(0, len(data), PIECE):
            reader.Parse(data[start : start + PIECE], False)
        reader.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, Refused):
            raise
        raise _other(suffix, str(error)) from None
    return watch.values


class _Watch:
    """Counts elements, how deep they are, and the names that become layers and fields."""

    def __init__(self, suffix: str) -> None:
        self.suffix, self.depth, self.values, self.layers = suffix, 0, 0, 0
        self.names: set[str] = set()

    def count(self, values: int) -> None:
        self.values += values
        _at_most("json_values", self.values)

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        if self.depth == 0 and name not in ROOTS[self.suffix]:
            raise _other(self.suffix, f"its outermost element is {shown(name)}")
        self.depth += 1
        self.values += 11  # an element costs a reader about what so many numbers do
        self.names.add(element)
        if name in NAMED:
            self.names.add(attributes.get("name", ""))
        self.layers += name in LAYERS
        _at_most("xml_nesting", self.depth)
        _at_most("xml_names", len(self.names))
        _at_most("map_layers", self.layers)
        _at_most("json_values", self.values)

    def end(self, _: str) -> None:
        self.depth -= 1


def _at_most(limit: str, found: int) -> None:
    if found > most(limit):
        raise too_much(limit)


def _numbers(data: bytes) -> int:
    """How many runs of digits there are."""
    signs = np.frombuffer(data, dtype=np.uint8)
    total = 0
    for start in range(0, len(signs), PIECE):
        piece = signs[max(0, start - 1) : start + PIECE]
        digit = (piece >= ord("0")) & (piece <= ord("9")) | (piece == ord("."))
        total += int((digit[1:] & ~digit[:-1]).sum())
    return total


def _other(suffix: str, why: str) -> Refused:
    return Refused(f"cannot be read as {KINDS[suffix]} ({shown(why, most=120)})", AGAIN, "gis_format")
