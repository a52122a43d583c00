"""Rows of a file to be imported, whatever it is written in: CSV by comma, semicolon, tab or bar, JSON, a workbook's
first sheet; zipped too."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyrrhus.errors import InputError
from pyrrhus.imports.dates_of_rows import order_dates
from pyrrhus.imports.json_rows import rows_in
from pyrrhus.inputs.byte_reader import check_entries, read_bytes, unpack
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import clean_cell

LIMIT = "import_bytes"
ENDINGS = (".csv", ".json", ".geojson", ".tsv")
SEPARATOR = re.compile(r"sep=(.)\n", re.I)  # a line that some spreadsheets put first


@dataclass(frozen=True)
class FileRows:
    """The columns of a file and its rows as dicts of text; `first_line` is that of the first row.

    Columns have small letters and no blanks: `EVENT_DATE` is `event_date`, `field artillery` `field_artillery`.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    first_line: int = 2

    def has(self, *columns: str) -> bool:
        return set(columns) <= set(self.columns)


def read_file_rows(path: Path) -> FileRows:
    """Read a file. Raises InputError where it is no table of rows."""
    try:
        data = unpack(read_bytes(path, LIMIT), LIMIT)
        if data[:4] == b"PK\x03\x04":
            check_entries(data)
            if _is_workbook(data):
                return _of_workbook(path)
            data = _unzip(data)
        text = _decode(data)
        start = text.lstrip()[:1]
        return _of_json(path.name, data) if start in ("{", "[") else _of_csv(path.name, text)
    except Refused as refused:
        raise InputError([refused.problem(path.name)]) from None


def _decode(data: bytes) -> str:
    # at its head a NUL says that it is UTF-16 without a mark; one in a cell is left out with the other hidden signs
    if b"\x00" in data[:4] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("has a NUL byte, which is not text", "save the file again as UTF-8 text", "file_nul_bytes")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        what = f"byte 0x{data[error.start]:02X} is not UTF-8"
        raise Refused(what, "save the file as UTF-8", "file_not_utf8") from None


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return any(name.startswith("xl/") for name in packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _is_ours(entry: zipfile.ZipInfo) -> bool:
    """Whether a packed file is one that somebody packed, not what macOS leaves beside it."""
    return not entry.filename.startswith("__MACOSX") and not Path(entry.filename).name.startswith("._")


def _unzip(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = [n for n in packed.infolist() if n.filename.lower().endswith((*ENDINGS, ".txt")) and _is_ours(n)]
            # what is called .txt beside a table says how to read it
            files = [n for n in files if n.filename.lower().endswith(ENDINGS)] or files
            if len(files) != 1:
                raise Refused(f"holds {len(files)} tables", "unpack it, and give the one that is meant", "import_zip")
            if files[0].file_size > most(LIMIT):
                raise too_much(LIMIT, files[0].file_size)
            return packed.read(files[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Refused(f"cannot be unpacked ({error})", "unpack it, and give the table", "import_zip") from None


def _of_csv(name: str, text: str) -> FileRows:
    text = text.lstrip("\n")
    told = SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    head = text.split("\n", 1)[0]
    mark = told[1] if told else max((",", ";", "\t", "|"), key=head.count)
    before = csv.field_size_limit(most("cell_characters") * 8)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return _of_rows(name, ((reader.line_num, cells) for cells in reader))
    except csv.Error as error:
        raise Refused(f"cannot be read ({error})", "save the table again as CSV", "csv_quotes") from None
    finally:
        csv.field_size_limit(before)


def _of_workbook(path: Path) -> FileRows:
    """The first sheet with a table in it; its cells as its formats show them."""
    from pyrrhus.inputs.workbook_sheets import read_sheets

    for sheet in read_sheets(path).values():
        width = len(sheet.row(1))
        if width > 1 and sheet.last > 1:
            rows = ((n, sheet.row(n)) for n in range(1, sheet.last + 1))
            return _of_rows(path.name, ((n, [*cells, *[""] * (width - len(cells))]) for n, cells in rows))
    raise Refused("has no sheet with a table", "put the header into the first row of a sheet", "import_columns")


def _of_rows(name: str, numbered: Iterable[tuple[int, list[str]]]) -> FileRows:
    header: list[str] = []
    rows: list[dict[str, str]] = []
    for line, cells in numbered:
        if not any(cells):
            continue
        if not header:
            header = [column_name(clean_cell(cell).strip().strip('"')) for cell in cells]
            if len(header) < 2:
                break
            continue
        if len(cells) != len(header):
            what = f"the row has {len(cells)} fields and the header {len(header)}"
            fix = "put a field that has the separator in it in double quotes"
            raise Refused(what, fix, "row_field_count", line)
        rows.append(dict(zip(header, map(clean_cell, cells), strict=True)))
        if len(rows) > most("import_rows"):
            raise too_much("import_rows")
    if len(header) < 2:
        raise Refused("has no columns", "give a table with a header", "import_columns", 1)
    if rows and sum(value.startswith("#") for value in rows[0].values()) >= 2:
        rows = rows[1:]  # the tags of the Humanitarian Exchange Language stand below the header
    order_dates(rows)
    return FileRows(name, tuple(header), rows)


def column_name(name: str) -> str:
    """A column's name as all files have it here, in small letters and with _ between words."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower())


def _of_json(name: str, data: bytes) -> FileRows:
    found = parse_json(data, name=name, fix="save it again as UTF-8 JSON", lenient=True)
    rows = [{column_name(key): text for key, text in row.items()} for row in rows_in(found)]
    if not rows:
        raise Refused("holds no list of rows", "give a list of objects", "import_json")
    if len(rows) > most("import_rows"):
        raise too_much("import_rows", len(rows))
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    rows = [{c: row.get(c, "") for c in columns} for row in rows]
    order_dates(rows)
    return FileRows(name, columns, rows, 1)
