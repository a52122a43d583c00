"""A copy of a map for GDAL, in a folder of its own: the file with those that belong to it, or what a zip file holds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path, PurePosixPath

from pyrrhus.inputs.byte_reader import check_entries, read_bytes
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most

MAPS = (".shp", ".kml", ".gpkg", ".fgb", ".gml", ".geojson")
BESIDE = {".shp": (".shx", ".dbf", ".prj", ".cpg")}
ZIPS = (".zip", ".kmz")
PIECE = 1024 * 1024
PACK = "pack it again, or give it unpacked"


def copy_map(path: Path, into: Path) -> list[Path]:
    """Copy a map into an empty folder and return the files to open; at most `map_bytes`, before and after unpacking.
    Names are made plain, since GDAL gives some of them a meaning. Raises Refused, OSError."""
    data = read_bytes(path, "map_bytes")
    if path.suffix.lower() in ZIPS and data[:2] == b"PK":
        return _unpack(data, into)
    suffix = {".zip": ".shp", ".kmz": ".kml"}.get(path.suffix.lower(), path.suffix.lower())
    copy = into / f"{_plain(path.stem)}{suffix}"
    copy.write_bytes(data)
    size = len(data)
    for other in sorted(path.parent.iterdir()) if suffix in BESIDE else ():
        if other.stem == path.stem and other.suffix.lower() in BESIDE[suffix]:
            beside = read_bytes(other, "map_bytes")
            size += len(beside)
            if size > most("map_bytes"):
                raise too_much("map_bytes", check="file_too_large")
            copy.with_suffix(other.suffix.lower()).write_bytes(beside)
    return [copy]


def _unpack(data: bytes, into: Path) -> list[Path]:
    """The maps of a zip file with what belongs to them, each in a folder of its own; the rest stays packed."""
    check_entries(data)
    groups: dict[str, dict[str, zipfile.ZipInfo]] = defaultdict(dict)
    size, found = 0, []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename.replace("\\", "/"))
                if not entry.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in name.parts):
                    groups[str(name.with_suffix("")) if name.stem else ""][name.suffix.lower()] = entry
            for number, (stem, entries) in enumerate(sorted(groups.items())):
                for suffix in MAPS:
                    if suffix not in entries:
                        continue
                    folder = into / str(number)
                    folder.mkdir(exist_ok=True)
                    for part in (suffix, *BESIDE.get(suffix, ())):
                        if part in entries:
                            copy = folder / f"{_plain(PurePosixPath(stem).name)}{part}"
                            size += _unpack_one(archive, entries[part], copy, most("map_bytes") - size)
                    found.append(folder / f"{_plain(PurePosixPath(stem).name)}{suffix}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"cannot be unpacked: the zip file is damaged or locked ({error})", PACK, "zip") from None
    if not found:
        raise Refused(f"is a zip file without a map in it ({', '.join(MAPS)})", PACK, "zip")
    return found


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, copy: Path, left: int) -> int:
    """Write one entry; returns its bytes. What its header says of its size is not believed."""
    size = 0
    with archive.open(entry) as packed, copy.open("wb") as file:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > left:
                refused = too_much("map_bytes", check="file_too_large")
                raise Refused(f"{refused.what} after unpacking", refused.fix, refused.check)
            file.write(piece)
    return size


def _plain(stem: str) -> str:
    return re.sub(r"[^\w .-]", "_", stem)[:100].strip(" .") or "map"
