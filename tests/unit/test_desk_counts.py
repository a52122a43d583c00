"""The two articles at the desk: how time is reckoned, and that pictures keep no sentence of an article."""

from __future__ import annotations

import re
from itertools import product

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


def test_a_second_claim_begins_behind_a_stop_or_before_a_conjunction() -> None:
    quote = "they hold the mill, but at high water all leave because of the river"
    assert [quote[at:].split()[0] for at in joints(quote)] == ["but", "because"]
