"""The reader of tables: lines are kept, nothing is dropped, and each fault has its own words."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrrhus.inputs.text_file import read_text_file
from pyrrhus.limits import LIMITS, most
from pyrrhus.scenario import cells
from pyrrhus.scenario.cells import CellError
from pyrrhus.scenario.csv_reader import Column, Table, read_records, read_table, typed

COLUMNS = (Column("id", required=True), Column("people", "number"), Column("note"))


def read(folder: Path, data: bytes | str) -> Table:
    path = folder / "table.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return table_of(path)


def table_of(path: Path) -> Table:
    return read_table(*read_text_file(path, "table_bytes"), file=path.name, columns=COLUMNS)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_marks(tmp_path: Path, mark: bytes, end: str) -> None:
    table = read(tmp_path, mark + end.join(["id,people,note", "a,1,é", "", "b,2,x", ""]).encode())
    assert table.problems == ()
    assert [(r.line, r.cells["id"], r.cells["note"]) for r in table.records] == [(2, "a", "é"), (4, "b", "x")]


def test_lines_after_quoted_line_ends(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,people,note\na,1,"one\ntwo\r\nthree"\nb,2,"says ""hm"""\n')
    assert [(r.line, r.cells["note"]) for r in table.records] == [(2, "one\ntwo\nthree"), (5, 'says "hm"')]


def test_a_row_of_separators_is_no_row_and_no_problem(tmp_path: Path) -> None:
    table = read(tmp_path, "id,people,note\na,1,x\n,,\n")
    assert (len(table.records), table.problems) == (1, ())


@pytest.mark.parametrize(
    ("data", "line", "what", "fix"),
    [
        (b"", None, "is empty", "remove the file"),
        (b"\xef\xbb\xbf \r\n", None, "is empty", "remove the file"),
        (b"id,people,note\na,1,it\x92s\n", 2, "byte 0x92 at line 2", "save the file as UTF-8"),
        (b"\xef\xbb\xbfid,people,note\r\na,1,x\r\nb,1,\xe9", 3, "byte 0xE9 at line 3", "save the file as UTF-8"),
        (b"id,people,note\na,1,x\x00\n", 2, "NUL byte", "UTF-8"),
        ("id,people\n".encode("utf-16"), 1, "UTF-16", "UTF-8"),
        ("id;people;note\n", 1, "semicolons", "commas"),
        ("id\tpeople\n", 1, "tabs", "commas"),
        ("id,peple,note\na,1,\n", 1, "no column called peple", "write people"),
        ("people,note\n1,x\n", 1, "the column id is missing", "add a column id"),
        ("id,note,note\na,b,c\n", 1, "the column note is there twice", "keep one"),
        ("id,people,\na,1,\n", 1, "column 3 has no name", "name the column"),
        ("id,people,note\na,1,x,y\n", 2, "4 fields and the header 3", "double quotes"),
        ("id,people,note\na,1\n", 2, "2 fields and the header 3", "missing commas"),
        ('id,people,note\na,1,"x\nb,2,y\n', 2, "does not end", "close the double quotes"),
        ('id,people,note\na,1,"x"y\n', 2, "quotes of this row", "close the double quotes"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, data: bytes | str, line: int | None, what: str, fix: str) -> None:
    problems = read(tmp_path, data).problems
    assert len(problems) == 1
    assert (problems[0].file, problems[0].line) == ("table.csv", line)
    assert what in problems[0].what
    assert fix in problems[0].fix


def test_no_file_a_folder_and_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert table_of(tmp_path / "none.csv").problems[0].check == "file_missing"
    (tmp_path / "folder.csv").mkdir()
    assert table_of(tmp_path / "folder.csv").problems[0].check == "file_is_directory"
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(most("table_bytes") + 1)
    assert table_of(tmp_path / "large.csv").problems[0].check == "file_too_large"
    (tmp_path / "small.csv").write_text("id\nabc\n")
    monkeypatch.setitem(LIMITS, "table_bytes", LIMITS["table_bytes"]._replace(most=3))
    assert table_of(tmp_path / "small.csv").problems[0].check == "file_too_large"


def test_known_on_is_a_column_of_every_table(tmp_path: Path) -> None:
    table = read(tmp_path, "id,known_on\na,2022-12\n")
    values, problems = typed(table.records[0], COLUMNS, file="table.csv")
    assert (values, problems) == ({"id": "a", "known_on": date(2022, 12, 31)}, [])


def test_an_empty_cell_is_a_problem_only_where_it_is_needed(tmp_path: Path) -> None:
    table = read(tmp_path, "id,people,note\n ,,\n,5,x\n")
    values, problems = typed(table.records[0], COLUMNS, file="table.csv")
    assert values == {"people": 5.0, "note": "x"}
    assert [(p.line, p.what) for p in problems] == [(3, "id is empty")]


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("-0.5", -0.5), ("+3.", 3), (".5", 0.5), ("1e3", 1000)])
def test_numbers(text: str, value: float) -> None:
    assert cells.number(text) == value


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("4,500", "write 4500"), ("4 500", "write 4500"), ("4'500", "write 4500"), ("1,234,567.8", "write 1234567.8"),
        ("48,59", "write 48.59"), ("50%", "write the share 0.5"), ("nan", "leave the cell empty"), ("-inf", "empty"),
        ("n/a", "empty"), ("1e999", "finite"), ("0x10", "digits"), ("1_000", "write 1000"), ("٣", "digits"),
        ("", "digits"),
        ("12 km", "digits"),
    ],
)  # fmt: skip
def test_numbers_that_are_none(text: str, fix: str) -> None:
    with pytest.raises(CellError) as raised:
        cells.number(text)
    assert fix in raised.value.fix


@pytest.mark.parametrize(
    ("text", "partial", "day"),
    [
        ("2023-03-01", None, date(2023, 3, 1)),
        ("2022-12", "last", date(2022, 12, 31)),
        ("2024-02", "last", date(2024, 2, 29)),
        ("2022-12", "first", date(2022, 12, 1)),
        ("2022", "last", date(2022, 12, 31)),
        ("2022", "first", date(2022, 1, 1)),
    ],
)
def test_dates(text: str, partial: str | None, day: date) -> None:
    assert cells.day(text, partial=partial) == day


@pytest.mark.parametrize(
    "text", ["2023-02-30", "2023-13", "01.03.2023", "2023-3-1", "0000-01-01", "2023-03", "", "soon"]
)
def test_dates_that_are_none(text: str) -> None:
    with pytest.raises(CellError):
        cells.day(text)


def test_yes_no_and_names() -> None:
    assert [cells.yes_no(word) for word in ("yes", "No", "TRUE", "0")] == [True, False, True, False]
    with pytest.raises(CellError):
        cells.yes_no("maybe")
    assert cells.names("a; b |c;;") == ("a", "b", "c")


TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"), max_size=12)


@given(rows=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=6))
def test_what_is_written_is_read(rows: list[tuple[str, str, str]]) -> None:
    """Every row that says something comes back with its text and the line where it begins."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(("id", "people", "note"))
    expected = []
    for row in rows:
        line = out.getvalue().count("\n") + 1
        writer.writerow(row)
        if any(cell.strip() for cell in row):
            expected.append((line, *(cell.strip() for cell in row)))
    records, problems = read_records(out.getvalue(), file="table.csv", columns=COLUMNS)
    assert problems == []
    assert [(r.line, r.cells["id"], r.cells["people"], r.cells["note"]) for r in records] == expected
