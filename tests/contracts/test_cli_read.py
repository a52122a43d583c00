"""`pyrrhus read`: drafts on stdout, notes on stderr, exit 2 with a message where the input is wrong."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from pyrrhus import commands
from pyrrhus.scenario.check import check
from pyrrhus.scenario.load import find, load

KEYS = [
    "start",
    "end",
    "speaker",
    "outlet",
    "said_on",
    "type",
    "side",
    "place",
    "quantity",
    "unit",
    "low",
    "high",
    "hedge",
    "stance",
]
ARTICLE = (
    "The Romans lost more than 6,000 men at Asculum, Hieronymus said on Monday.\n"
    "Pyrrhus still holds the town. The Roman camp has been cut off since May, according to Dionysius.\n"
)


def article(tmp_path: Path, content: str | bytes = ARTICLE, name: str = "article.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_jsonl_has_the_documented_keys_first_and_offsets_into_the_text(call, tmp_path: Path) -> None:
    done = call("read", article(tmp_path), "--format", "jsonl", "--published", "1916-05-12", "--outlet", "Daily Paper")
    assert done.code == 0, done.err
    drafts = [json.loads(line) for line in done.out.splitlines()]
    assert drafts
    for draft in drafts:
        assert list(draft)[: len(KEYS)] == KEYS
        assert ARTICLE[draft["start"] : draft["end"]] == draft["quote"]
    first = drafts[0]
    assert (first["quantity"], first["low"], first["high"], first["hedge"]) == (6000, 6000, None, "at_least")
    assert (first["speaker"], first["said_on"], first["outlet"]) == ("Hieronymus", "1916-05-08", "Daily Paper")


def test_the_table_says_what_to_check(call, tmp_path: Path) -> None:
    done = call("read", article(tmp_path))
    assert done.code == 0
    assert "to be confirmed by a person" in done.out
    assert "check:" in done.out
    assert "--published" in done.err


def test_byte_order_mark_and_line_ends_do_not_move_offsets(call, tmp_path: Path) -> None:
    plain = call("read", article(tmp_path), "--format", "jsonl").out
    marked = b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()
    assert call("read", article(tmp_path, marked, "other.txt"), "--format", "jsonl").out == plain


@pytest.mark.parametrize(("content", "words"), [
    (b"", "empty"), (b"  \n ", "empty"), (b"\x00\x01\x02", "NUL"), (b"caf\xe9 is not UTF-8", "UTF-8"),
    (b"%PDF-1.7 x", "PDF"),
    (b"PK\x03\x04 zip", "zipped"), (b"\xff\xfeT\x00", "UTF-16"), (b"a" * (1024 * 1024 + 1), "1 MiB"),
    (b"<html><head><title>x</title></head><body></body></html>", "no text"),
])  # fmt: skip
def test_what_is_no_article_is_refused(call, tmp_path: Path, content: bytes, words: str) -> None:
    done = call("read", article(tmp_path, content))
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_missing_file_a_folder_and_a_bad_day_are_refused(call, tmp_path: Path) -> None:
    for arguments in (
        ("nowhere.txt",),
        (tmp_path,),
        (article(tmp_path), "--published", "May"),
        (article(tmp_path), "--scenario", "asculm"),
    ):
        done = call("read", *arguments)
        assert done.code == 2, arguments
        assert done.err.strip()
        assert "Traceback" not in done.err


def test_a_text_without_claims_and_one_in_another_language_say_so(call, tmp_path: Path) -> None:
    done = call("read", article(tmp_path, "Roses are red.\n"))
    assert done.code == 0
    assert "no claim was found" in done.err
    other = "Die Stadt ist seit Wochen eingeschlossen und niemand kommt heraus. " * 5
    assert "English" in call("read", article(tmp_path, other)).err


def test_rows_for_claims_csv_are_held_back_until_confirmed(call, tmp_path: Path) -> None:
    out = tmp_path / "drafts.csv"
    done = call(
        "read",
        article(tmp_path),
        "--scenario",
        "asculum",
        "--published",
        "1721-07-04",
        "--outlet",
        "Daily Paper",
        "--out",
        out,
    )
    assert done.code == 0, done.err
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert rows
    assert {row["confirmed"] for row in rows} == {"no"}
    lost = rows[0]
    assert (lost["side"], lost["quantity"], lost["low"], lost["value"], lost["hedge"]) == (
        "defender",
        "casualties",
        "6000",
        "",
        "at_least",
    )
    assert (lost["source"], lost["place"], lost["said_on"]) == ("hieronymus", "asculum", "1721-06-30")
    refused = call("read", article(tmp_path), "--out", out)
    assert refused.code == 2
    assert "is there already" in refused.err


def test_unconfirmed_rows_change_nothing_and_check_counts_them(tmp_path: Path) -> None:
    folder = tmp_path / "asculum"
    shutil.copytree(find("asculum"), folder)
    before = commands.fuse_claims(load(folder)).to_dict()
    table = folder / "claims.csv"
    text = table.read_text(encoding="utf-8")
    header, *body = text.rstrip("\n").split("\n")
    # absurd in every way that check would name, and still only held back
    said = {
        "id": "draft_1",
        "source": "nobody",
        "quantity": "killed",
        "side": "RU",
        "place": "nowhere",
        "low": "9",
        "high": "1",
        "hedge": "maybe",
        "stance": "asserts",
        "note": "x",
    }
    absurd = ",".join(said.get(name, "") for name in header.split(","))
    table.write_text(
        "\n".join([header + ",confirmed", *(line + "," for line in body), absurd + ",no"]) + "\n", encoding="utf-8"
    )
    problems = check(folder)
    assert [p.check for p in problems if "confirmed" in p.what] == ["claim_unconfirmed"]
    assert [p for p in problems if p.severity == "error"] == []
    assert "draft_1" not in {claim.id for claim in load(folder).claims}
    assert commands.fuse_claims(load(folder)).to_dict() == before
    table.write_text(
        "\n".join([header + ",confirmed", *(line + "," for line in body), absurd + ",yes"]) + "\n", encoding="utf-8"
    )
    assert [p for p in check(folder) if p.severity == "error"]


def test_a_claim_cannot_derive_from_one_that_is_held_back(tmp_path: Path) -> None:
    folder = tmp_path / "asculum"
    shutil.copytree(find("asculum"), folder)
    table = folder / "claims.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    first, second = rows[0], rows[1]
    second["derived_from"], first["confirmed"] = first["id"], "no"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], restval="")
        writer.writeheader()
        writer.writerows(rows)
    assert any("which is not confirmed" in p.what for p in check(folder))
    first["confirmed"] = "perhaps"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], restval="")
        writer.writeheader()
        writer.writerows(rows)
    assert any(p.check == "cell_yes_no" for p in check(folder))
