"""The two articles at the desk: how time is reckoned, and that pictures keep no sentence of an article."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from pyrrhus.claims.vocabulary import quantities
from pyrrhus.desk.desk_items import DeskItem, joints
from support.benches import bench

COUNTS = {
    "drafts": 10, "listed": 6, "as_is": 2, "mended": 1, "rejected": 1, "left_out": 6, "words_left_out": 119, "lists": 1,
    "splits": 0, "answers": 2, "cells": 3, "derived": 0, "by_hand": 1, "keys": 20,
}  # fmt: skip


def test_time_is_reckoned_by_judgements_answers_and_reading() -> None:
    found = bench("desk_time").DeskCounts(**COUNTS)
    assert found.at_desk == 5 * 10 + 2 * 8 + 30 + 60
    assert found.by_draft == 10 * 10 + 3 * 8 + 60


def test_a_picture_keeps_the_words_that_it_is_told_to_keep_and_no_other() -> None:
    text = "About 4,000 civilians are in Town, an aid group said."
    item = DeskItem("one.txt#1", "one.txt", text, 0, 21, "civilians", {})
    veiled = bench("desk_article_pictures").veiled(item, "4,000 civilians").text
    assert len(veiled) == len(text)
    assert re.findall(r"\w+", veiled) == ["4", "000", "civilians"]


def test_recorded_keys_are_keys_and_cells() -> None:
    replay = bench("desk_replay")
    cell = r"(?:\d{1,2}=)?[\w-]+(?: [\w-]+)?"
    for article, attributed in product(replay.ARTICLES, (False, True)):
        lines = replay.keys_of(article, attributed=attributed)
        assert len(lines) > 50
        assert all(re.fullmatch(rf"|[\d ]+|{cell}(?:, {cell})*", line) for line in lines)


def test_a_log_notes_the_drafts_it_was_recorded_on_and_no_word_of_them() -> None:
    replay = bench("desk_replay")
    for article, attributed in product(replay.ARTICLES, (False, True)):
        log = replay.log_of(article, attributed=attributed)
        remarks = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        noted = replay.noted_on(log)
        assert len(noted) == len(remarks) - 1 > 30
        assert {one.quantity for one in noted} - {""} <= set(quantities())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda first, second: [first], "draft 2, characters 20 to 33: gone"),
        (lambda first, second: [replace(second, key="one.txt#1")], "draft 1, characters 0 to 18: gone"),
        (lambda first, second: [first, second, replace(second, key="one.txt#3", start=24)],
         "draft 3, characters 24 to 33: new"),
        (lambda first, second: [first, replace(second, cells={"quantity": "", "side": "defender"})],
         "draft 2, characters 20 to 33: no quantity instead of holds"),
        (lambda first, second: [first, replace(second, cells={"quantity": "holds", "side": "attacker"})],
         "draft 2, characters 20 to 33: other cells in its row"),
        (lambda first, second: [first, replace(second, key="one.txt#4")],
         "draft 4, characters 20 to 33: was draft 2"),
    ],
)  # fmt: skip
def test_keys_of_other_drafts_say_so_and_name_the_first(
    change: Callable[[DeskItem, DeskItem], list[DeskItem]], told: str
) -> None:
    text, replay = "They hold the mill and nobody leaves", bench("desk_replay")
    first = DeskItem("one.txt#1", "one.txt", text, 0, 18, "control", {"quantity": "holds", "side": "attacker"})
    second = replace(first, key="one.txt#2", start=20, end=33, cells={"quantity": "holds", "side": "defender"})
    recorded, read = replay.notes_of([first, second]), replay.notes_of(change(first, second))
    assert replay.other_draft("mill.keys", recorded, recorded) == ""
    message = replay.other_draft("mill.keys", recorded, read)
    assert message.startswith(f"mill.keys: {told}; 2 drafts recorded, {len(read)} read; ")
    assert message.endswith("record again")


def test_a_replay_on_other_drafts_ends_with_that_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replay = bench("desk_replay")
    article = replay.ARTICLES[0]
    item = DeskItem(f"{article.file}#1", article.file, "They hold the mill", 0, 18, "control", {"quantity": "holds"})
    monkeypatch.setattr(replay.commands, "open_desk", lambda *_, **__: SimpleNamespace(drafted=[item]))
    with pytest.raises(SystemExit, match=r"^insider\.keys: draft 1, .*record again$"):
        replay.replay(article, tmp_path, Console())


def test_a_second_claim_begins_behind_a_stop_or_before_a_conjunction() -> None:
    quote = "they hold the mill, but at high water all leave because of the river"
    assert [quote[at:].split()[0] for at in joints(quote)] == ["but", "because"]
