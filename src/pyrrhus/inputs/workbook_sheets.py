"""The sheets of an .xlsx workbook as rows of text, whatever program saved it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.inputs.workbook_numbers import BUILT_IN, number_text
from pyrrhus.inputs.workbook_parts import Attributes, WorkbookParts, damaged, open_parts, parse_xml
from pyrrhus.limits import most

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Sheet:
    """The cells of a sheet that hold something, as text, by row (from 1) and column (from 0); `wrong` says of a cell
    why it cannot be read."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    wrong: dict[tuple[int, int], Refused] = field(default_factory=dict)

    def row(self, number: int) -> list[str]:
        """The cells of a row, up to the last that holds something."""
        cells = self.cells.get(number, {})
        return [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]

    @property
    def last(self) -> int:
        return max(self.cells, default=0)


def read_sheets(path: Path) -> dict[str, Sheet]:
    """Every sheet of a workbook by name. Raises Refused, whatever stands in the file."""
    parts, _ = open_parts(path)
    book = _Book()
    data = parts.read("xl/workbook.xml")
    if data is None:
        raise damaged("it has no xl/workbook.xml")
    parse_xml(data, name="xl/workbook.xml", begin=book.begin, end=lambda *_: None)
    links = _links(parts)
    strings, codes = _strings(parts), _codes(parts)
    sheets: dict[str, Sheet] = {}
    for name, link in book.sheets:
        part = parts.read(links.get(link, ""))
        if part is None:
            raise damaged(f"its sheet {name} is missing")
        reader = _SheetReader(Sheet(name), strings, codes, book.since_1904)
        parse_xml(part, name=f"its sheet {name}", begin=reader.begin, end=reader.end)
        sheets[name] = reader.sheet
    return sheets


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), link))
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in ("1", "true")


def _links(parts: WorkbookParts) -> dict[str, str]:
    found: dict[str, str] = {}

    def begin(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[attributes.get("Id", "")] = whole

    data = parts.read("xl/_rels/workbook.xml.rels")
    if data is not None:
        parse_xml(data, name="xl/_rels/workbook.xml.rels", begin=begin, end=lambda *_: None)
    return found


def _strings(parts: WorkbookParts) -> list[str]:
    """The shared texts, without their reading aids (phonetic runs)."""
    found: list[str] = []
    pieces: list[str] = []
    aids = [0]

    def begin(tag: str, _: Attributes) -> None:
        aids[0] += tag == "rPh"
        if tag == "si":
            pieces.clear()

    def end(tag: str, text: str) -> None:
        aids[0] -= tag == "rPh"
        if tag == "t" and not aids[0]:
            pieces.append(text)
        elif tag == "si":
            found.append(_unescape("".join(pieces)))

    data = parts.read("xl/sharedStrings.xml")
    if data is not None:
        parse_xml(data, name="xl/sharedStrings.xml", begin=begin, end=end)
    return found


def _codes(parts: WorkbookParts) -> list[str]:
    """The number format of every style of a cell."""
    own: dict[str, str] = {}
    numbers: list[str] = []
    inside: list[str] = []

    def begin(tag: str, attributes: Attributes) -> None:
        inside.append(tag)
        if tag == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in inside:
            numbers.append(attributes.get("numFmtId", "0"))

    def end(*_: str) -> None:
        inside.pop()

    data = parts.read("xl/styles.xml")
    if data is not None:
        parse_xml(data, name="xl/styles.xml", begin=begin, end=end)
    return [own.get(n, BUILT_IN.get(int(n), "") if n.isdigit() else "") for n in numbers]


class _SheetReader:
    """Reads the cells of one sheet as its XML goes by."""

    def __init__(self, sheet: Sheet, strings: list[str], codes: list[str], since_1904: bool) -> None:
        self.sheet, self.strings, self.codes, self.since_1904 = sheet, strings, codes, since_1904
        self.row, self.column, self.kind, self.style = 0, -1, "n", 0
        self.value: str | None = None
        self.pieces: list[str] = []
        self.formula, self.aid = False, 0

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            number = attributes.get("r", "")
            self.row, self.column = int(number) if number.isdigit() and len(number) < 8 else self.row + 1, -1
        elif tag == "c":
            place = CELL.fullmatch(attributes.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else self.row
            self.kind, style = attributes.get("t", "n"), attributes.get("s", "0")
            self.style = int(style) if style.isdigit() and len(style) < 8 else 0
            self.value, self.pieces, self.formula = None, [], False
        elif tag == "f":
            self.formula = True
        self.aid += tag == "rPh"

    def end(self, tag: str, text: str) -> None:
        self.aid -= tag == "rPh"
        if tag == "v":
            self.value = text
        elif tag == "t" and not self.aid:
            self.pieces.append(text)
        elif tag == "c":
            self._cell()

    def _cell(self) -> None:
        try:
            text = self._text()
        except Refused as refused:
            self.sheet.wrong[self.row, self.column] = refused
            self.sheet.cells.setdefault(self.row, {})
            text = ""
        if not text:
            return
        # the header is a row too
        if self.row > most("table_rows") + 1:
            raise too_much("table_rows", line=self.row)
        if self.column >= most("table_columns"):
            raise too_much("table_columns", self.column + 1, line=self.row)
        self.sheet.cells.setdefault(self.row, {})[self.column] = text

    def _text(self) -> str:
        if self.kind == "inlineStr":
            return _unescape("".join(self.pieces))
        if not self.value:
            if self.formula:
                fix = "open and save it in a spreadsheet program, or write the value"
                raise Refused("holds a formula that was never worked out", fix, "workbook_cell")
            return ""
        if self.kind == "s":
            if not self.value.strip().isdigit() or int(self.value) >= len(self.strings):
                raise Refused("refers to a text that is not there", "write it again", "workbook_cell")
            return self.strings[int(self.value)]
        if self.kind == "b":
            return "yes" if self.value.strip() == "1" else "no"
        if self.kind == "e":
            raise Refused(
                f"holds the error {self.value[:20]}", "correct the formula, or write the value", "workbook_cell"
            )
        if self.kind == "str":
            return _unescape(self.value)
        if self.kind == "d":
            return self.value.removesuffix("T00:00:00").removesuffix("Z")
        code = self.codes[self.style] if self.style < len(self.codes) else ""
        return number_text(self.value, code, since_1904=self.since_1904)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _unescape(text: str) -> str:
    """Control characters that a workbook writes as _x000D_."""
    return ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)
