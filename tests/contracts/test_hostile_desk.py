"""The tables and logs that a person's decisions go into: damaged ones are said by line, and nothing in them is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pyrrhus import commands
from pyrrhus.desk.decisions import LOG, DeskDecision, append_decision, read_decisions
from pyrrhus.desk.ledger_file import append_row, remove_row
from pyrrhus.errors import InputError
from pyrrhus.runs.ends import find_end
from pyrrhus.skill.battles.validation import validate_losses
from support import hostile_seeds as seeds

CELLS = {"id": "n1", "said_on": "2023-03-01", "source": "s", "quantity": "killed", "side": "attacker", "value": "7"}
HEADER = "id,said_on,source,quantity,side,value\n"
SIDES = {"attacker": "Redland", "defender": "Blueland", "centre": "Town"}


def lay_out(folder: Path) -> Path:
    for name, data in seeds.desk().items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(("content", "words"), [
    ((HEADER + "a,2023-03-01,é,killed,attacker,1\n").encode("latin-1"), "is not UTF-8"),
    ((HEADER + 'a,2023-03-01,"open,killed,attacker,1\n').encode(), "a quoted field does not end"),
    ((HEADER + "n1,2023-03-01,other,killed,attacker,1\n").encode(), "the id n1 is taken"),
    (b"id,said_on\n", "has no column source"),
])  # fmt: skip
def test_a_row_is_put_behind_nothing_that_would_swallow_it(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        append_row(path, CELLS)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xef\xbb\xbf", HEADER.encode(), b"\xef\xbb\xbf" + HEADER.encode(),
                (HEADER + "a,2023-03-01,s,killed,attacker,1").replace("\n", "\r\n").encode()],
)  # fmt: skip
def test_a_row_goes_in_and_comes_out_again(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(content)
    append_row(path, CELLS)
    assert path.read_bytes().startswith(content if content.strip(b"\xef\xbb\xbf\n") else b"")
    assert b"n1,2023-03-01" in path.read_bytes()
    assert remove_row(path, CELLS)
    assert b"n1" not in path.read_bytes()
    assert path.read_bytes().startswith(content if content.strip(b"\xef\xbb\xbf\n") else b"")


def test_a_decision_begins_a_line_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / LOG
    log.write_bytes(b'{"kind": "reject", "key": "a"}')  # an editor that leaves no newline
    append_decision(log, DeskDecision("accept", "b"))
    assert [decision.key for decision in read_decisions(log)] == ["a", "b"]


@pytest.mark.parametrize("line", [
    b"\xff", b"[]", b"7", b'{"kind": "accept"}', b'{"kind": "keep", "key": "a"}', b'{"kind": "accept", "key": 7}',
    b'{"kind": "edit", "key": "a", "cells": 5}',
    b'{"kind": "edit", "key": "a", "cells": ["b"]}', b'{"kind": "edit", "key": "a", "cells": {"value": 5}}',
    b'{"kind": "split", "key": "a", "at": "x"}', b'{"kind": "split", "key": "a", "at": true}', b"[" * 5000,
    b'{"kind": "reject", "key": "a", "also": "b"}', b'{"kind": "reject", "key": "a", "also": [5]}',
    b'{"kind": "merge", "key": "a", "of": ["b"]}', b'{"kind": "accept", "key": "a", "more": 1}',
])  # fmt: skip
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: bytes) -> None:
    folder = lay_out(tmp_path)
    (folder / LOG).write_bytes(b'{"kind": "reject", "key": "a"}\n' + line + b"\n")
    with pytest.raises(InputError, match=r"decisions\.jsonl:2: is no decision; mend the line"):
        commands.open_desk(folder)


@pytest.mark.parametrize(("name", "content", "words"), [
    ("articles.csv", "doc,published\né,2023-03-01\n".encode("latin-1"), "articles.csv:2: byte 0xE9 at line 2 is not"),
    ("articles.csv", b'doc,published\n"a,2023-03-01\n', "articles.csv:2: the quotes of this row"),
    ("articles.csv", b"doc,published\na,\x1b[2Jsoon\n", "articles.csv:2: ' [2Jsoon' is no day"),
    ("articles.csv", None, "articles.csv: is a folder, not a file"),
    (LOG, None, "decisions.jsonl: is a folder, not a file"),
])  # fmt: skip
def test_what_lies_beside_the_articles_is_read_in_words(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    folder = lay_out(tmp_path)
    (folder / name).unlink()
    (folder / name).mkdir() if content is None else (folder / name).write_bytes(content)
    with pytest.raises(InputError) as raised:
        commands.open_desk(folder)
    assert words in str(raised.value)


@pytest.mark.parametrize(("change", "words"), [
    (lambda data: data.decode().replace("Staff", "Stäff").encode("latin-1"), "is not UTF-8"),
    (lambda data: data + b'x,"open,', "a quoted field does not end"),
])  # fmt: skip
def test_an_import_puts_rows_behind_nothing_that_would_swallow_them(tmp_path: Path, change, words: str) -> None:
    file, folder = tmp_path / "ucdp.csv", tmp_path / "battle"
    rows = seeds.field_files()["ucdp"]["ucdp.csv"].split(b"\n")
    file.write_bytes(b"\n".join(rows[:2]) + b"\n")
    commands.import_into("ucdp", [file], folder, **SIDES)
    claims = folder / "claims.csv"
    claims.write_bytes(changed := change(claims.read_bytes().replace(b",note", b",note").replace(b"s,", b"Staff,", 1)))
    file.write_bytes(b"\n".join(rows))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match=words):
        commands.import_into("ucdp", [file], folder)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert claims.read_bytes() == changed


@pytest.mark.parametrize("run", ["run:²", "run:" + "9" * 5000, "run:-1", "run:"])
def test_what_is_no_number_of_a_run_is_said(run: str) -> None:
    with pytest.raises(InputError, match="is no run; write run: and its number"):
        find_end(run)


@pytest.mark.parametrize("change", [
    {"as_of": "soon"}, {"as_of": 5}, {"horizon_days": None}, {"answers": 7}, {"answers": [7]},
    {"answers": [{"id": "Q1"}]}, {"horizon_days": 10**400}, {"answers": [{"id": "Q1", "estimates": [{"name": 5}]}]},
])  # fmt: skip
def test_a_damaged_folder_of_results_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change) -> None:
    monkeypatch.setenv("PYRRHUS_RUNS", "off")
    document = json.loads(seeds.results()["assessment.json"])
    path = tmp_path / "assessment.json"
    path.write_text(json.dumps(document))
    assert find_end(str(tmp_path)).days == 30
    path.write_text(json.dumps({**document, **change}))
    with pytest.raises(InputError, match="its assessment is damaged"):
        find_end(str(tmp_path))
    for wrong in ("[]", "{", "[" * 5000, '{"inputs_sha256": 7}'):
        path.write_text(wrong)
        with pytest.raises(InputError, match=r"assessment\.json"):
            find_end(str(tmp_path))


def test_tables_of_battles_are_read_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not in"):
        validate_losses(tmp_path)
    folder = Path(shutil.copytree(seeds.SCENARIOS / "small", tmp_path / "battles"))
    for content in (b"\xff\xfe\x00", b'a,b\n"', b"a" * 40_000 + b",b\n", b"a,b\n1,2\n"):
        from pyrrhus.skill.battles.cdb90 import FILE

        (folder / FILE).write_bytes(content)
        with pytest.raises(InputError, match=FILE):
            validate_losses(tmp_path)
