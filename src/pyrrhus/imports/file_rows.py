"""Rows of a file to be imported, whatever it is written in: CSV by comma, semicolon or tab, or JSON; zipped too."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyrrhus.errors import InputError
from pyrrhus.inputs.byte_reader import ZIP_ENTRY, read_bytes, unpack
from pyrrhus.inputs.json_reader import parse_json
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most
from pyrrhus.plain_text import visible

LIMIT = "import_bytes"
LISTS = ("data", "records", "results", "features", "losses")


@dataclass(frozen=True)
class FileRows:
    """The columns of a file and its rows as dicts of text; `first_line` is that of the first row."""

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
            data = _unzip(data)
        text = _decode(data)
        start = text.lstrip()[:1]
        return _of_json(path.name, data) if start in ("{", "[") else _of_csv(path.name, text)
    except Refused as refused:
        raise InputError([refused.problem(path.name)]) from None


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        what = f"byte 0x{data[error.start]:02X} is not UTF-8"
        raise Refused(what, "save the file as UTF-8", "file_not_utf8") from None


def _unzip(data: bytes) -> bytes:
    if data.count(ZIP_ENTRY) > most("archive_files"):  # before the table is read, which would take memory for each
        raise too_much("archive_files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if any(name.startswith("xl/") for name in packed.namelist()):
                raise Refused("is a workbook", "save the sheet as CSV and give that", "import_workbook")
            files = [n for n in packed.infolist() if n.filename.lower().endswith((".csv", ".json", ".tsv", ".txt"))
                     and not n.filename.startswith("__MACOSX")]  # fmt: skip
            if len(files) != 1:
                raise Refused(f"holds {len(files)} tables", "unpack it, and give the one that is meant", "import_zip")
            if files[0].file_size > most(LIMIT):
                raise too_much(LIMIT, files[0].file_size)
            return packed.read(files[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Refused(f"cannot be unpacked ({error})", "unpack it, and give the table", "import_zip") from None


def _of_csv(name: str, text: str) -> FileRows:
    text = text.lstrip("\n")
    head = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=head.count)
    before = csv.field_size_limit(most("cell_characters") * 8)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        header = [_clean(cell).strip().strip('"') for cell in next(reader, [])]
        if len(header) < 2:
            raise Refused("has no columns", "give a table with a header", "import_columns", 1)
        rows = []
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                what = f"the row has {len(cells)} fields and the header {len(header)}"
                fix = "put a field that has the separator in it in double quotes"
                raise Refused(what, fix, "row_field_count", reader.line_num)
            rows.append(dict(zip(header, map(_clean, cells), strict=True)))
            if len(rows) > most("import_rows"):
                raise too_much("import_rows")
    except csv.Error as error:
        raise Refused(f"cannot be read ({error})", "save the table again as CSV", "csv_quotes") from None
    finally:
        csv.field_size_limit(before)
    if rows and sum(value.startswith("#") for value in rows[0].values()) >= 2:
        rows = rows[1:]  # the tags of the Humanitarian Exchange Language stand below the header
    return FileRows(name, tuple(header), rows)


def _of_json(name: str, data: bytes) -> FileRows:
    found = parse_json(data, name=name, fix="save it again as UTF-8 JSON", lenient=True)
    rows = list(_rows_in(found))
    if not rows:
        raise Refused("holds no list of rows", "give a list of objects", "import_json")
    if len(rows) > most("import_rows"):
        raise too_much("import_rows", len(rows))
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return FileRows(name, columns, [{c: row.get(c, "") for c in columns} for row in rows], 1)


def _rows_in(found: Any) -> Iterator[dict[str, str]]:
    """Objects of the list, their inner objects flattened; of an object, the list that it holds."""
    if isinstance(found, dict):
        inner = next((found[key] for key in LISTS if isinstance(found.get(key), list | dict)), None)
        if inner is not None:
            yield from _rows_in(inner)
        return
    for item in found if isinstance(found, list) else ():
        if isinstance(item, dict):
            flat: dict[str, str] = {}
            for key, value in item.items():
                inner = value if isinstance(value, dict) else {key: value}
                flat |= {_clean(k): _text(v) for k, v in inner.items()}
            yield flat


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return "" if value is None else _clean(json.dumps(value, ensure_ascii=False))
    return str(value).lower() if isinstance(value, bool) else _clean(str(value))


def _clean(cell: str) -> str:
    """A cell without NUL and the other signs that no table of ours may hold."""
    return cell if cell.isprintable() else visible(cell.replace("\t", " "))
