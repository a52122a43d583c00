"""A scenario in a workbook: read as the folder that it stands for, with sheet and row; spoiled ones end with words."""

from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pyrrhus.errors import InputError
from pyrrhus.pipeline import assess
from pyrrhus.scenario.check import check
from pyrrhus.scenario.input_files import input_bytes
from pyrrhus.scenario.load import find, load
from pyrrhus.scenario.scenario_file import YAML
from pyrrhus.scenario.tables import TABLES
from pyrrhus.scenario.template import write_new, write_new_workbook
from pyrrhus.scenario.workbook.key_rows import KeyRow, key_rows, yaml_text

openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """The new scenario as a folder and as a workbook."""
    return write_new("mytown", tmp_path / "mytown"), write_new_workbook("mytown", tmp_path)


def edit(file: Path, change: Any) -> None:
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)


def test_a_new_workbook_says_what_the_new_folder_says_to_the_byte(pair):
    folder, book = pair
    assert input_bytes(book) == {p.name: p.read_bytes() for p in folder.iterdir() if p.name in (YAML, *_files())}
    assert check(book) == []


def test_results_of_both_are_the_same_bytes(pair, tmp_path):
    kept = []
    for place in pair:
        out = assess(place, draws=40, horizon_days=20, seed=3).write(tmp_path / f"out{len(kept)}")
        kept.append({p.name: p.read_bytes() for p in out.iterdir() if p.name[0] != "." and p.name != "lineage.json"})
    assert kept[0].keys() >= {"assessment.json", "assessment.html", "forecast.parquet"}
    assert kept[0] == kept[1]


def test_a_run_of_a_workbook_is_made_again_from_the_record(pair, tmp_path, monkeypatch):
    from pyrrhus.commands import record_assessment
    from pyrrhus.runs import store
    from pyrrhus.runs.replay import replay

    monkeypatch.setenv(store.PLACE, str(tmp_path / "runs.sqlite"))
    found = assess(pair[1], draws=40, horizon_days=20)
    assert record_assessment(found, find(pair[1]), found.write(tmp_path / "out")) is None
    pair[1].unlink()
    assert replay(1).is_same


# what is written over one cell: sheet, cell, value; the line of the file is the row of the sheet
BROKEN = [
    ("places", "D3", "40,5"), ("places", "F2", "hamlet"), ("places", "A3", "town"), ("places", "G2", "30.000"),
    ("claims", "B2", "May 2024"), ("claims", "G3", "kiled_per_day"), ("claims", "I5", "twon"), ("claims", "R2", ""),
    ("routes", "A2", ""), ("routes", "F3", "perhaps"), ("forces", "D2", "-5"), ("events", "D2", "1.5"),
    ("sources", "E2", "Z"), ("claims", "D1", "outlets"), ("scenario", "B9", "2024-13-01"), ("scenario", "B11", "twon"),
    ("scenario", "A14", "horizons_days"), ("scenario", "B14", "many"), ("scenario", "B20", "[1, 2]"),
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: f"{b[0]}!{b[1]}")
def test_the_problems_are_those_of_the_folder_with_sheet_and_row(pair, broken):
    sheet, at, value = broken
    folder, book = pair
    _break_folder(folder, sheet, at, value)

    def change(opened: Any) -> None:
        opened[sheet][at].value = value or None
        opened[sheet][at].number_format = "@"

    edit(book, change)
    of_folder, of_book = check(folder), check(book)
    assert of_folder
    files = {"scenario.yaml": "scenario"} | {kind.file: name for name, kind in TABLES.items()}
    told = [(f"mytown.xlsx, sheet {files[p.file]}", p.line, p.check, p.severity) for p in of_folder]
    assert [(p.file, p.line, p.check, p.severity) for p in of_book] == told
    rows = re.compile(r"\.csv|\bline\b|the sheet |\brow\b")
    assert [rows.sub("", p.what + p.fix) for p in of_book] == [rows.sub("", p.what + p.fix) for p in of_folder]
    assert f"mytown.xlsx, sheet {sheet}, row {at[1:]}: " in "\n".join(map(str, of_book))


def _break_folder(folder: Path, sheet: str, at: str, value: str) -> None:
    """Write the same over the same cell of the folder's file."""
    import csv

    path, column, row = folder / f"{sheet}.csv", ord(at[0]) - 65, int(at[1:])
    if sheet == "scenario":
        path = folder / YAML
        rows = [list(cells) for cells in key_rows(path.read_text())]
        rows[row - 1][column] = value
        path.write_text(yaml_text(KeyRow(n, *cells) for n, cells in enumerate(rows, start=1))[0])
        return
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    rows[row - 1][column] = value
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_rows_keep_their_numbers_past_empty_rows_and_cells_of_several_lines(pair):
    def change(book: Any) -> None:
        book["places"]["I2"].value = "one line\nand another"
        book["places"].insert_rows(4)
        book["places"]["D6"].value = "north"

    edit(pair[1], change)
    assert [str(p).split(":")[0] for p in check(pair[1])] == ["mytown.xlsx, sheet places, row 6"]


def test_what_a_spreadsheet_makes_of_days_months_and_ticks_is_read_as_meant(pair):
    def change(book: Any) -> None:
        claims = book["claims"]
        claims["B2"].value, claims["B2"].number_format = datetime(2024, 5, 10), "dd/mm/yyyy"
        claims["B4"].value, claims["B4"].number_format = date(2024, 5, 1), "mmm-yy"
        claims["N2"].value, claims["N2"].number_format = 60.0, "General"
        book["routes"]["F3"].value = True
        book["routes"]["E2"].value, book["routes"]["E2"].number_format = 28.5, "0"

    edit(pair[1], change)
    claims = {c.id: c for c in load(pair[1]).claims}
    assert (claims["c1"].said_on, claims["c3"].said_on) == (date(2024, 5, 10), date(2024, 5, 31))
    assert claims["c1"].low == 60
    assert load(pair[1]).routes[0].length_km == 28.5
    assert load(pair[1]).routes[1].bridge is True


def test_a_sheet_that_is_missing_misspelt_or_empty_is_named(pair):
    edit(pair[1], lambda book: book.remove(book["places"]))
    assert "mytown.xlsx, sheet places: is missing; add a sheet called places" in [str(p) for p in check(pair[1])]

    def change(book: Any) -> None:
        book["events"].title = "evnts"
        book.create_sheet("places").append(["id", "name", "lat", "lon", "kind"])
        book.create_sheet("my sums").append(["x"])
        book.create_sheet("Notes").append(["not read"])

    edit(pair[1], change)
    told = "\n".join(str(p) for p in check(pair[1]))
    assert "mytown.xlsx, sheet places: has no rows" in told
    assert "mytown.xlsx, sheet evnts: is no file of a scenario and would not be read; rename it events" in told
    assert "mytown.xlsx, sheet my sums: is not read" in told
    assert "Notes" not in told


def test_formulas_count_by_their_value_and_errors_are_named(pair):
    edit(pair[1], lambda book: book["places"].__setitem__("D2", "=20+20"))
    assert [p.line for p in check(pair[1]) if p.check == "workbook_cell"] == [2]  # never worked out
    _rewrite(
        pair[1],
        "xl/worksheets/sheet3.xml",
        lambda t: t.replace("<f>20+20</f><v></v>", "<f>20+20</f><v>40</v>").replace(
            "<f>20+20</f><v />", "<f>20+20</f><v>40</v>"
        ),
    )
    assert load(pair[1]).places[0].lat == 40
    edit(pair[1], lambda book: book["places"].__setitem__("D2", "#REF!"))
    assert any("lat holds the error #REF!" in str(p) for p in check(pair[1]))


def test_a_key_of_a_section_may_stand_anywhere_and_alone():
    rows = [
        ("title", "A: b", ""),
        ("sides.attacker.name", "Red", ""),
        ("values.x", "1", ""),
        ("sides.defender.name", "Blue", ""),
        ("axes", "{id: n}", ""),
        ("axes", "{id: s}", ""),
    ]
    text, numbers = yaml_text(KeyRow(n, *row) for n, row in enumerate(rows, start=1))
    assert text == (
        'title: "A: b"\nsides:\n  attacker:\n    name: "Red"\n  defender:\n    name: "Blue"\nvalues:\n  x: 1\naxes:\n'
        "  - {id: n}\n  - {id: s}\n"
    )
    assert numbers == [1, 2, 2, 2, 4, 4, 3, 3, 5, 5, 6]


def test_a_month_that_is_typed_into_a_column_of_months_stays_a_month(pair):
    book = openpyxl.load_workbook(pair[1])
    assert book["claims"].column_dimensions["B"].number_format == "@"
    assert [book["claims"][cell].number_format for cell in ("B2", "B4")] == ["@", "@"]
    assert book["forces"].column_dimensions["J"].number_format == "yyyy-mm-dd"
    assert book["forces"]["J4"].value == datetime(2024, 6, 20)


def test_each_column_of_words_has_a_drop_down_and_each_column_a_note(pair):
    book = openpyxl.load_workbook(pair[1])
    for name in TABLES:
        sheet = book[name]
        assert all(cell.comment is not None and len(cell.comment.text) > 20 for cell in sheet[1])
    listed = {(s.title, str(rule.sqref)[0]): rule.formula1 for s in book for rule in s.data_validations.dataValidation}
    assert listed["claims", "I"] == "places!$A$2:$A$2000"
    column = re.fullmatch(r"lists!\$([A-Z]+)\$1:\$[A-Z]+\$(\d+)", listed["places", "F"])
    assert column is not None
    words = [book["lists"][f"{column[1]}{n}"].value for n in range(1, int(column[2]) + 1)]
    assert words == ["city", "ward", "town", "village", "industrial", "height"]


# What other programs write: prefixes, texts in place, own styles, days counted from 1904, rows without numbers.
OTHER = {
    "xl/workbook.xml": '<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets>'
    '<x:sheet name="Places" sheetId="1" r:id="a"/></x:sheets></x:workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Target="/xl/worksheets/s.xml"/></Relationships>',
    "xl/sharedStrings.xml": "<sst><si><r><t>na</t></r><r><t>me</t></r><rPh><t>no</t></rPh></si></sst>",
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-409]d\\ mmm\\ yyyy;@"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
    "xl/worksheets/s.xml": '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>id</x:t></x:is>'
    '</x:c><x:c t="s"><x:v>0</x:v></x:c></x:row><x:row><x:c s="1"><x:v>1</x:v></x:c><x:c r="B2"><x:v>0.1</x:v></x:c>'
    "</x:row></x:sheetData></x:worksheet>",
}


def test_workbooks_of_other_programs_are_read(tmp_path):
    from pyrrhus.inputs.workbook_sheets import read_sheets

    (tmp_path / "a.xlsx").write_bytes(_zipped(OTHER))
    sheet = read_sheets(tmp_path / "a.xlsx")["Places"]
    assert [sheet.row(n) for n in (1, 2)] == [["id", "name"], ["1904-01-02", "0.1"]]


SPOILED = {
    "not_a_zip": (b"hello", "cannot be read as a workbook"),
    "empty": (b"", "cannot be read as a workbook"),
    "old_or_locked": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "has a password"),
    "no_book": ({"a.txt": "x"}, "it has no xl/workbook.xml"),
    "no_sheet": ({**OTHER, "xl/_rels/workbook.xml.rels": "<a/>"}, "its sheet Places is missing"),
    "entities": ({**OTHER, "xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'}, "entities"),
    "cut_xml": ({**OTHER, "xl/worksheets/s.xml": "<a><b>"}, "its sheet Places"),
    "deep": ({**OTHER, "xl/worksheets/s.xml": "<a>" * 5000}, "nested too deeply"),
    "far_row": ({**OTHER, "xl/worksheets/s.xml": '<s><c r="A9999999"><v>1</v></c></s>'}, "more than 50,000 rows"),
    "far_column": ({**OTHER, "xl/worksheets/s.xml": '<s><c r="ZZZ1"><v>1</v></c></s>'}, "columns; the most is 200"),
    "bomb": ({**OTHER, "xl/media/a.bin": "0" * 140_000_000}, "the most is 128 MiB"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_workbook_ends_with_words(tmp_path, name):
    content, words = SPOILED[name]
    path = tmp_path / "spoiled.xlsx"
    path.write_bytes(_zipped(content) if isinstance(content, dict) else content)
    with pytest.raises(InputError) as stop:
        load(path)
    assert words in str(stop.value)
    assert len(stop.value.problems) == 1
    assert str(stop.value).startswith("spoiled.xlsx")


def test_one_text_used_a_million_times_is_bounded(tmp_path):
    cells = '<c t="s"><v>0</v></c>' * 150
    parts = {
        **OTHER,
        "xl/sharedStrings.xml": f"<sst><si><t>{'a' * 30_000}</t></si></sst>",
        "xl/worksheets/s.xml": f"<s>{f'<row>{cells}</row>' * 200}</s>",
    }
    (tmp_path / "wide.xlsx").write_bytes(_zipped(parts))
    with pytest.raises(InputError, match="more than 32 MiB"):
        load(tmp_path / "wide.xlsx")


def test_no_spoiled_byte_ends_in_a_traceback(pair):
    rng, whole = random.Random(7), pair[1].read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    seen = set()
    for number in range(120):
        if number % 2:
            data = bytearray(whole)
            for _ in range(rng.choice((1, 5, 50))):
                data[rng.randrange(len(data))] = rng.randrange(256)
        else:
            name = rng.choice([n for n in parts if n.startswith("xl/") and n.endswith(("xml", "rels"))])
            part = bytearray(parts[name])
            for _ in range(rng.choice((1, 5, 50))):
                part[rng.randrange(len(part))] = rng.choice(b'0123456789<>"/AZaz ')
            data = bytearray(_zipped({**parts, name: bytes(part)}))
        pair[1].write_bytes(bytes(data))
        try:
            load(pair[1])
            seen.add("read")
        except InputError as error:
            seen.add("refused" if all(p.what and p.fix for p in error.problems) else "without words")
    assert seen == {"read", "refused"}


def test_the_name_of_a_workbook_that_stands_is_kept(pair):
    before = pair[1].read_bytes()
    with pytest.raises(InputError, match="is there already"):
        write_new_workbook("mytown", pair[1].parent)
    assert pair[1].read_bytes() == before
    with pytest.raises(InputError, match="cannot be the name"):
        write_new_workbook("my town", pair[1].parent)


def test_other_spreadsheets_are_told_what_to_do(tmp_path):
    (tmp_path / "a.ods").write_bytes(b"x")
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        load(tmp_path / "a.ods")


def test_rows_are_added_to_folders_only(pair, tmp_path):
    from pyrrhus.commands import import_into, open_desk

    (tmp_path / "a.txt").write_text("On 3 May a spokesman said that 30 soldiers were killed.")
    for adds in (
        lambda: import_into("acled", [tmp_path / "a.csv"], pair[1]),
        lambda: import_into("map", [tmp_path], pair[1]),
        lambda: open_desk(tmp_path, scenario=pair[1]),
    ):
        with pytest.raises(InputError, match="is a workbook, and rows are added to a folder"):
            adds()


def _files() -> list[str]:
    return [kind.file for kind in TABLES.values()]


def _zipped(parts: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _rewrite(path: Path, part: str, change: Any) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode()
    assert change(before) != before
    parts[part] = change(before).encode()
    path.write_bytes(_zipped(parts))
