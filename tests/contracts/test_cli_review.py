"""`pyrrhus review`: drafts are decided by keys, rows land in the ledger, all is logged, undone and taken up again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from support.benches import bench
from support.called import Done

TEXT = (
    "Redlandic forces have captured Northham, the Ministry of Defence of Redland said on Monday.\n\n"
    "Blueland's army is losing between 40 and 60 soldiers a day in the battle, an aid group told the Daily Paper.\n\n"
    "About 4,000 civilians are still in the town, the aid group said. A doctor said 4,000 civilians are in the town.\n"
)


@pytest.fixture
def desk(call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A folder of one article and a scenario, and a way to press keys."""
    import io
    import sys

    folder, scenario = tmp_path / "articles", tmp_path / "mytown"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    (folder / "articles.csv").write_text("doc,published,outlet\none.txt,2024-05-20,Daily Paper\n", encoding="utf-8")
    assert call("new", "mytown").code == 0

    def press(*keys: str) -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{key}\n" for key in keys)))
        return call("review", folder, "--scenario", scenario)

    return press, folder, scenario


def rows(scenario: Path) -> list[dict[str, str]]:
    with (scenario / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_accepted_draft_is_a_row_that_the_folder_takes(call, desk) -> None:  # type: ignore[no-untyped-def]
    press, _, scenario = desk
    before = rows(scenario)
    done = press("a", "q")
    assert done.code == 0, done.err
    assert "Redlandic forces have captured Northham" in done.out
    added = rows(scenario)[len(before) :]
    assert [(r["quantity"], r["side"], r["place"], r["value"]) for r in added] == [
        ("holds", "attacker", "northham", "yes")
    ]
    assert rows(scenario)[: len(before)] == before
    assert call("check", scenario).code == 0
    assert "Northham" not in added[0]["note"]


def test_undo_leaves_the_ledger_as_it_was_byte_for_byte(desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, scenario = desk
    before = (scenario / "claims.csv").read_bytes()
    press("a", "u", "q")
    assert (scenario / "claims.csv").read_bytes() == before
    kinds = [json.loads(line)["kind"] for line in (folder / "decisions.jsonl").read_text().splitlines()]
    assert kinds == ["accept", "undo"]


def test_a_session_is_taken_up_where_it_was_left(desk) -> None:  # type: ignore[no-untyped-def]
    press, _, _ = desk
    press("r", "q")
    again = press("q")
    assert "draft 2 of" in again.out
    assert "decided 1" in again.out


def test_what_cannot_be_a_row_is_refused_with_the_reason_and_edited_by_picking(desk) -> None:  # type: ignore[no-untyped-def]
    press, _, scenario = desk
    refused = press("r", "e", "side", "-", "a", "q")
    assert "cannot be accepted: side" in refused.out
    before = len(rows(scenario))
    done = press("e", "2", "3", "a", "q")
    assert done.code == 0
    added = rows(scenario)[before:]
    assert [(r["quantity"], r["side"], r["low"], r["high"], r["hedge"]) for r in added] == [
        ("casualties_per_day", "defender", "40", "60", "between")
    ]


def test_a_repeat_is_told_and_derives_from_the_first(desk) -> None:  # type: ignore[no-untyped-def]
    press, _, scenario = desk
    before = len(rows(scenario))
    done = press("r", "r", "a", "a", "q")
    assert "repeats one.txt, draft 3 (accepted)" in done.out
    added = rows(scenario)[before:]
    assert len(added) == 2
    assert added[1]["derived_from"] == added[0]["id"]


def test_split_makes_two_and_merge_makes_one(desk) -> None:  # type: ignore[no-untyped-def]
    press, _, _ = desk
    of = int(press("q").out.split(" of ")[1].split()[0])
    split = press("s", "captured", "q")
    assert f" of {of + 1}" in split.out
    merged = press("u", "m", "q")
    assert "1 merged" in merged.out


def test_the_ledgers_rows_about_the_same_stand_beside(desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, _ = desk
    press("a", "q")
    (folder / "decisions.jsonl").unlink()
    assert "same: daily_paper_2024-05-20_001" in press("q").out


IDLE = (
    "Shelling began in Town in May, the aid group said.\n\n"
    "The siege of Town goes on, a doctor said. The doctor said the soldiers lost the battle for the mill in Town.\n\n"
    "Redlandic forces have captured Northham, a doctor said on Monday.\n"
)


def listed_desk(folder: Path, press) -> list[str]:  # type: ignore[no-untyped-def]
    """A second article, with drafts that name no quantity; the lines of their list when the first is decided."""
    (folder / "two.txt").write_text(IDLE, encoding="utf-8")
    with (folder / "articles.csv").open("a", encoding="utf-8") as file:
        file.write("two.txt,2024-05-20,Daily Paper\n")
    out = press("r", "r", "r", "r", "r", "q").out
    return [line for line in out.split("without a quantity")[1].splitlines() if line.strip()[:1].isdecimal()]


def test_drafts_without_a_quantity_come_last_on_one_list(desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, _ = desk
    lines = listed_desk(folder, press)
    assert len(lines) >= 2
    assert not any("captured Northham" in line for line in lines)
    log = folder / "decisions.jsonl"
    before = log.read_bytes()
    press()  # the end of a pipe leaves nothing out
    assert press("q").code == 0
    assert "numbers from 1" in press("99", "x", "q").out
    assert log.read_bytes() == before
    done = press("2", "q")
    assert "draft 6 of" in done.out.split("numbers worth a look")[1]
    last = json.loads(log.read_text().splitlines()[-1])
    assert len([last["key"], *last.get("also", [])]) == len(lines) - 1
    press("u", "q")
    assert f"{len(lines)} open" in press("q").out
    assert f"{5 + len(lines)} rejected" in press("").out  # an empty answer leaves all of them out


def test_several_cells_are_set_on_one_line_by_the_beginnings_of_words(desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, scenario = desk
    listed_desk(folder, press)
    refused = press("2", "e", "1=c", "1", "holds", "9", "q")
    assert "c may be captured, captured_per_day, casualties" in refused.out
    assert "9 is none of yes, no, contested" in refused.out
    before = len(rows(scenario))
    done = press("e", "1=losses h, 2=att, 3=town, note=heard, not seen", "a", "q")
    assert done.code == 0, done.out
    added = rows(scenario)[before:]
    assert [(r["quantity"], r["value"], r["side"], r["place"], r["note"]) for r in added] == [
        ("losses_level", "heavy", "attacker", "town", "heard, not seen")
    ]
    assert added[0]["period_from"] == added[0]["said_on"]


def test_who_a_speaker_is_is_told_once(desk) -> None:  # type: ignore[no-untyped-def]
    press, _, scenario = desk
    before = len(rows(scenario))
    done = press("r", "9", "red_aid", "2", "def", "a", "a", "q")
    assert "also for 1 later drafts of this speaker" in done.out
    assert [row["source"] for row in rows(scenario)[before:]] == ["red_aid", "red_aid"]


def test_a_copy_and_a_split_by_number_and_a_row_that_derives(desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, scenario = desk
    before = len(rows(scenario))
    press("c", "a", "3", "town", "2", "def", "a", "q")
    added = rows(scenario)[before:]
    assert [(row["id"][-4:], row["side"], row["place"]) for row in added] == [
        ("_001", "attacker", "northham"), ("001c", "defender", "town")
    ]  # fmt: skip
    (folder / "decisions.jsonl").unlink()
    done = press("d", "q")
    assert "same: daily_paper_2024-05-20_001" in done.out
    told = [json.loads(line) for line in (folder / "decisions.jsonl").read_text().splitlines()]
    assert told[-1]["cells"] == {"derived_from": "daily_paper_2024-05-20_001"}
    split = press("r", "s", "1", "q")
    assert "the second claim begins with" in split.out


def test_an_articles_own_words_are_left_aside_where_that_is_asked(call, desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, scenario = desk
    own = "Redlandic forces have captured Southham in the battle for Town.\n\n"
    (folder / "one.txt").write_text(own + TEXT, encoding="utf-8")
    assert "draft 1 of 5" in press("q").out
    done = call("review", folder, "--scenario", scenario, "--attributed")  # at the end of its input, as after a q
    assert "draft 1 of 4" in done.out
    assert "[Redlandic forces have captured Northham]" in " ".join(done.out.split())


def test_one_goes_back_to_the_first_draft_where_it_was_passed_over(desk) -> None:  # type: ignore[no-untyped-def]
    press, _, _ = desk
    done = press("n", "r", "r", "r", "q")
    assert "draft 1 of 4  decided 3" in done.out.split("r reject")[-2]


def test_examples_are_annotations_that_the_bench_can_score(desk) -> None:  # type: ignore[no-untyped-def]
    compare = bench("reading_score").compare
    match = bench("reading_score").match

    press, folder, _ = desk
    press("k", "k", "q")
    kept = [json.loads(line) for line in (folder / "examples.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(kept) == 1
    assert TEXT[kept[0]["start"] : kept[0]["end"]] == kept[0]["quote"]
    draft = {**kept[0], "side": kept[0]["subject_side"], "low": None, "high": None, "check": []}
    assert match(kept, [draft]) == [(0, 0)]
    assert all(compare(kept[0], draft).values())


def test_a_ledger_that_was_changed_and_a_bundled_one_are_left_alone(call, desk) -> None:  # type: ignore[no-untyped-def]
    press, folder, scenario = desk
    done = call("review", folder, "--scenario", "bakhmut")
    assert done.code == 2
    assert "bundled" in done.err
    press("a", "q")
    ledger = scenario / "claims.csv"
    changed = ledger.read_text(encoding="utf-8").replace("daily_paper_2024-05-20_001,2024-05-20", "mine,2024-05-19")
    ledger.write_text(changed, encoding="utf-8")
    press("u", "q")
    assert ledger.read_text(encoding="utf-8") == changed


def test_a_folder_without_articles_is_refused(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = call("review", tmp_path)
    assert done.code == 2
    assert "holds no article" in done.err
    (tmp_path / "decisions.jsonl").write_text("nonsense\n", encoding="utf-8")
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    done = call("review", tmp_path)
    assert done.code == 2
    assert "decisions.jsonl:1" in done.err
