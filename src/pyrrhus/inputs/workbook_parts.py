"""The parts of an .xlsx workbook: a zip of XML, unpacked within a limit and read without entities or outside files."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from pyrrhus.inputs.byte_reader import check_entries, read_bytes
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.limits import most

FIX = "open it in a spreadsheet program and save it as .xlsx, without a password"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
Attributes = dict[str, str]


def damaged(why: str) -> Refused:
    """The refusal of a file that is no workbook, or is one no longer."""
    return Refused(f"cannot be read as a workbook ({why})", FIX, "workbook")


@dataclass(frozen=True)
class WorkbookParts:
    """A workbook's parts by name, packed; `left` is how many bytes may still be unpacked."""

    archive: zipfile.ZipFile
    sizes: dict[str, int]

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none. Raises Refused."""
        if name not in self.sizes:
            return None
        try:
            with self.archive.open(name) as part:
                data = part.read(self.sizes[name] + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise damaged(f"{name}: {str(error)[:80]}") from None
        if len(data) != self.sizes[name]:
            raise damaged(f"{name} is not as long as the file says")
        return data


def open_parts(path: Path) -> tuple[WorkbookParts, bytes]:
    """The parts of a file, and its bytes. Raises Refused where it is no zip, or holds more than is read."""
    data = read_bytes(path, "workbook_bytes")
    if data[:4] == OLD_OR_LOCKED:
        raise damaged("it is of the old kind .xls, or has a password")
    check_entries(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged(str(error)[:80]) from None
    # the reader of a part stops where the directory says that it ends, so that no part holds more than it says
    if sum(sizes.values()) > most("workbook_unpacked"):
        raise too_much("workbook_unpacked", sum(sizes.values()), check="file_too_large")
    if len(sizes) != len(archive.infolist()):
        raise damaged("a part is there twice")
    return WorkbookParts(archive, sizes), data


def parse_xml(
    data: bytes, *, name: str, begin: Callable[[str, Attributes], None], end: Callable[[str, str], None]
) -> None:
    """Walk through the XML of a part: `begin` gets each element's name without its prefix, `end` its own text too.

    Raises Refused for XML that is damaged, is nested deeply or brings entities of its own.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[list[str]] = []

    def refuse(*_: object) -> None:
        raise damaged(f"{name} declares entities")

    def start(tag: str, attributes: Attributes) -> None:
        if len(stack) > most("yaml_nesting"):
            raise damaged(f"{name} is nested too deeply")
        stack.append([])
        begin(tag.rpartition(":")[2], attributes)

    def text(piece: str) -> None:
        if stack:
            stack[-1].append(piece)

    def stop(tag: str) -> None:
        end(tag.rpartition(":")[2], "".join(stack.pop()))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, stop
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, Refused):
            raise
        raise damaged(f"{name}: {str(error)[:80]}") from None
