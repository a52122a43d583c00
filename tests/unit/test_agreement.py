"""Verbs agree with sides that are many, and with no others."""

from __future__ import annotations

import pytest

from pyrrhus.judge.agreement import agree, agree_doing, is_many, verb_for


@pytest.mark.parametrize("name", ["the raiders", "the Allies", "Union forces", "Rebels", "the hill people"])
def test_many(name: str) -> None:
    assert is_many(name)
    assert verb_for(name, "attacks") == "attack"


@pytest.mark.parametrize(
    "name", ["Russia", "Pyrrhus", "the JNA", "First Army", "the United States", "Tunis", "Cyprus", "Texas", "the press"]
)
def test_one(name: str) -> None:
    assert not is_many(name)
    assert verb_for(name, "attacks") == "attacks"
    assert agree(f"{name} loses more", [name]) == f"{name} loses more"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("The raiders runs out first", "The raiders run out first"),
        ("whatever the raiders does", "whatever the raiders do"),
        ("than the raiders has", "than the raiders have"),
        ("The raiders's replacements last", "The raiders' replacements last"),
        ("the raiders's losses, Marland's losses", "the raiders' losses, Marland's losses"),
        ("what it is worth to the raiders is not said", "what it is worth to the raiders is not said"),
        ("Marland holds it and the raiders holds the rest", "Marland holds it and the raiders hold the rest"),
    ],
)
def test_the_verb_behind_the_name(said: str, meant: str) -> None:
    assert agree(said, ["the raiders", "Marland"]) == meant


def test_what_a_side_does_without_its_name() -> None:
    said = "pauses until 1 May, then presses on, but stops when a square kilometre costs more than 500 casualties"
    meant = "pause until 1 May, then press on, but stop when a square kilometre costs more than 500 casualties"
    assert agree_doing(said, "the raiders") == meant
    assert agree_doing(said, "Russia") == said
