"""The first answer: what the full run says, sooner; only where a person watches."""

from __future__ import annotations

import io
import sys

import pytest

from pyrrhus.cli.first_answer import first_answer
from pyrrhus.first_look import first_look
from pyrrhus.pipeline import assess
from pyrrhus.scenario.load import load


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["asculum", "avdiivka"])  # without a record to weigh the campaigns by, and with one
def test_it_is_what_a_full_run_of_as_many_campaigns_says(name):
    scenario = load(name)
    answers = first_look(scenario, draws=60, seed=3)
    found = assess(scenario, draws=60, seed=3).data
    full = found["answers"]
    assert bool(found["published"]) == (name == "avdiivka")
    assert [(a.id, a.answer) for a in answers] == [(a["id"], a["answer"]) for a in full[:2]]


@pytest.fixture
def watched(monkeypatch):
    """Puts a terminal there, from the test itself: what catches output sets the streams anew before it."""

    def sit_down() -> Terminal:
        terminal = Terminal()
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stdout", Terminal())
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr("pyrrhus.first_look.DRAWS", 40)
        return terminal

    return sit_down


def show(**changed):
    asked = {"quiet": False, "as_of": None, "horizon": 30, "draws": 500, "seed": 3, "threads": 1, **changed}
    return first_answer(load("asculum"), **asked)


def test_it_stands_while_the_full_run_goes_on_and_is_taken_away_to_the_line(watched):
    terminal = watched()
    with show():
        shown = terminal.getvalue()
    lines = shown.count("\n")
    assert "first answer, from 40 campaigns" in shown
    assert "Q1  " in shown
    assert "Q2  " in shown
    assert max(map(len, shown.splitlines())) < 100
    assert terminal.getvalue() == shown + f"\x1b[{lines}A\x1b[J"


def test_it_is_taken_away_where_the_full_run_stops(watched):
    terminal = watched()
    with pytest.raises(KeyboardInterrupt), show():
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\x1b[J")


@pytest.mark.parametrize("changed", [{"quiet": True}, {"draws": 100}])
def test_nothing_is_done_where_it_is_not_wanted_or_no_sooner(watched, changed):
    terminal = watched()
    with show(**changed):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_done_where_nobody_watches(watched, monkeypatch):
    terminal = watched()
    monkeypatch.setenv("TERM", "dumb")
    with show():
        pass
    assert terminal.getvalue() == ""
