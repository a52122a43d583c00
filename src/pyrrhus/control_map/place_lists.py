"""Lists of places as others write them, as rows of one kind: tables with their own names for columns, dumps of
GeoNames, GeoJSON of points, answers of OpenStreetMap's interface; packed by zip or not.

A row has `name`, `lat`, `lon` and, where the list tells, `kind`, `population`, `elevation_m` and `aliases`.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyrrhus.control_map.map_tables import Row
from pyrrhus.inputs.byte_reader import check_entries, read_bytes, unpack
from pyrrhus.inputs.csv_rows import csv_rows
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.inputs.text_file import decode
from pyrrhus.limits import most

LIMIT = "import_bytes"
MOST_ALIASES = 20
# The first of these columns that a list has, in small letters.
COLUMNS = {
    "name": ("name", "town", "place_name", "asciiname", "settlement", "name_en", "placename", "full_name", "place"),
    "lat": ("lat", "latitude", "lat_dd", "y"),
    "lon": ("lon", "lng", "long", "longitude", "lon_dd", "long_dd", "x"),
    "kind": ("kind", "place", "place_type", "type", "feature_code"),
    "population": ("population", "pop"),
    "elevation_m": ("elevation_m", "elevation", "ele"),
    "aliases": ("aliases", "name_uk", "alternatenames", "alt_name", "name_local"),
}
KIND_OF = {
    "city": "city",
    "town": "town",
    "village": "village",
    "hamlet": "village",
    "isolated_dwelling": "village",
    "ward": "ward",
    "suburb": "ward",
    "quarter": "ward",
    "neighbourhood": "ward",
    "pplx": "ward",
    "industrial": "industrial",
    "height": "height",
    "peak": "height",
    "hill": "height",
}
# https://download.geonames.org/export/dump/readme.txt: columns without a header, P is a populated place
GEONAMES: tuple[str, ...] = (
    "geonameid",
    "name",
    "asciiname",
    "alternatenames",
    "latitude",
    "longitude",
    "feature_class",
    "feature_code",
    "country",
    "cc2",
    "admin1",
    "admin2",
    "admin3",
    "admin4",
    "population",
    "elevation",
    "dem",
    "timezone",
    "modified",
)


def read_place_list(path: Path) -> list[Row]:
    """The rows of a list with the lines (or numbers) at which they stand. Raises Refused."""
    data = unpack(read_bytes(path, LIMIT), LIMIT)
    if data[:4] == b"PK\x03\x04":
        check_entries(data)
        data = _unzip(data, path.stem)
    if data.lstrip()[:1] in (b"{", b"["):
        rows = _named(_of_json(parse_json(data, name=path.name, lenient=True)))
    else:
        text_file, problems = decode(data, name=path.name)
        if text_file is None:
            raise Refused(problems[0].what, problems[0].fix, problems[0].check, problems[0].line)
        text = text_file.text
        first = text.split("\n", 1)[0]
        is_dump = first.count("\t") == len(GEONAMES) - 1 and first.split("\t")[0].isdigit()
        rows = _named(_of_geonames(text) if is_dump else _of_table(text, first))
    found = []
    for row in rows:
        found.append(row)
        if len(found) > most("import_rows"):
            raise too_much("import_rows")
    return found


def _named(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows with the columns of one kind, whatever the list calls them; others of the list are left out."""
    for line, row in rows:
        known = {column.strip().lower(): text.strip() for column, text in row.items()}
        made: dict[str, str] = {}
        for column, names in COLUMNS.items():
            # `place` is a kind where a name stands beside it, and a name where none does
            mine = [n for n in names if n in known and (n != "place" or ("name" in known) == (column == "kind"))]
            if mine or column in ("name", "lat", "lon"):
                made[column] = next((known[n] for n in mine if known[n]), "")
        made["kind"] = KIND_OF.get(made.get("kind", "").lower(), "")
        for degrees in ("lat", "lon"):
            made[degrees] = made[degrees].replace(",", ".")  # degrees have no thousands
        yield line, made


def _of_geonames(text: str) -> Iterator[Row]:
    for line, cells in enumerate(csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
        if len(cells) == len(GEONAMES):
            row = dict(zip(GEONAMES, cells, strict=True))
            if row["feature_class"] == "P":
                row["alternatenames"] = "|".join(row["alternatenames"].split(",")[:MOST_ALIASES])
                row["population"] = row["population"] if row["population"] != "0" else ""  # 0 is not known there
                yield line, row


def _of_table(text: str, first: str) -> Iterator[Row]:
    mark = max((",", ";", "\t", "|"), key=first.count)
    if mark != ",":
        out = io.StringIO()
        try:
            csv.writer(out, lineterminator="\n").writerows(csv.reader(io.StringIO(text), delimiter=mark))
        except csv.Error as error:
            raise Refused(f"cannot be read ({error})", "save the table again as CSV", "csv_quotes") from None
        text = out.getvalue()
    header: list[str] = []
    for line, cells in csv_rows(text):
        if not header:
            header = [cell.strip().lower() for cell in cells]
            if missing := [c for c in ("name", "lat", "lon") if not set(COLUMNS[c]) & set(header)]:
                fix = "write columns name, lat, lon (and kind, population, elevation_m, aliases where known)"
                raise Refused(f"has no column for {' and '.join(missing)}", fix, "columns", line)
            twice = sorted({c for c in header if c and header.count(c) > 1})
            if twice:
                raise Refused(f"has the column {twice[0]} twice", "keep one of the two", "columns", line)
        elif len(cells) != len(header):
            what = f"the row has {len(cells)} fields and the header {len(header)}"
            fix = "put a field that has a comma in double quotes, or add what is missing"
            raise Refused(what, fix, "row_field_count", line)
        elif any(cell.strip() for cell in cells):
            yield line, dict(zip(header, cells, strict=True))


def _of_json(found: Any) -> Iterator[Row]:
    """Features with a point (what is drawn otherwise is left out), nodes of OpenStreetMap, or plain objects."""
    listed = found
    if isinstance(found, dict):
        listed = next((found[key] for key in ("features", "elements") if isinstance(found.get(key), list)), None)
    if not isinstance(listed, list):
        raise Refused("holds no list of places", "give GeoJSON of points, or a table", "geojson")
    for number, item in enumerate(listed, start=1):
        if not isinstance(item, dict):
            continue
        inner = next((item[key] for key in ("properties", "tags") if isinstance(item.get(key), dict)), item)
        row = {str(key): str(value) for key, value in inner.items() if isinstance(value, str | int | float)}
        geometry = item.get("geometry")
        if isinstance(geometry, dict):
            point = geometry.get("coordinates")
            if geometry.get("type") != "Point" or not isinstance(point, list) or len(point) < 2:
                continue
            row |= {"lon": str(point[0]), "lat": str(point[1])}
        row |= {key: str(item[key]) for key in ("lat", "lon") if isinstance(item.get(key), int | float)}
        of_map = "tags" in item  # whose nodes without a name are no places
        if any(row.get(name) for name in COLUMNS["name"] if name != "place" or not of_map):
            yield number, row


def _unzip(data: bytes, stem: str) -> bytes:
    """The one list in a zip: not what says how to read it, nor what macOS leaves beside."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = [
                entry
                for entry in packed.infolist()
                if Path(entry.filename).suffix.lower() in (".txt", ".csv", ".tsv", ".json", ".geojson")
                and not Path(entry.filename).name.lower().startswith(("._", "readme"))
            ]
            named = [entry for entry in files if Path(entry.filename).stem == stem] or files
            if len(named) != 1:
                raise Refused(f"holds {len(files)} lists", "unpack it, and give the one that is meant", "import_zip")
            if named[0].file_size > most(LIMIT):
                raise too_much(LIMIT, named[0].file_size)
            return packed.read(named[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Refused(f"cannot be unpacked ({str(error)[:80]})", "unpack it, and give the list", "import_zip") from None
