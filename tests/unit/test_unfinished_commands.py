"""Commands that were begun and did not end, and that `pyrrhus resume` runs them again to the same bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pyrrhus.cli import main
from pyrrhus.runs.unfinished_commands import list_begun, note_begun, strike_out


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYRRHUS_RUNS", str(tmp_path / "mine" / "runs.sqlite"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_what_has_begun_is_listed_until_it_is_struck_out(here: Path) -> None:
    note = note_begun(["track", "asculum", "--every", "7"])
    found, told = list_begun(here)
    assert told == []
    assert [(one.arguments, one.folder) for one in found] == [(("track", "asculum", "--every", "7"), here)]
    assert list_begun(here / "elsewhere") == ([], [])
    strike_out(note)
    assert list_begun(here) == ([], [])


def test_short_commands_and_help_are_not_written_down(here: Path) -> None:
    assert note_begun(["check", "asculum"]) is None
    assert note_begun(["watch", "--help"]) is None
    assert note_begun([]) is None


def test_nothing_is_kept_where_the_record_is_off(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYRRHUS_RUNS", "off")
    assert note_begun(["track", "asculum"]) is None


def test_a_command_that_ends_leaves_no_note_also_where_its_input_is_wrong(here: Path) -> None:
    assert run("track", "no_such_scenario") == 2
    assert list_begun(here) == ([], [])


@pytest.mark.parametrize("content", ["", "[]", '{"arguments": ["rm"], "folder": "/", "process": 1}', "{" * 9999])
def test_a_spoiled_note_is_passed_over_with_a_word(here: Path, content: str) -> None:
    note = note_begun(["track", "asculum"])
    assert note is not None
    note.write_text(content, encoding="utf-8")
    found, told = list_begun(here)
    assert found == []
    assert "passed over" in told[0]


def test_what_was_killed_is_run_again_to_the_same_bytes(here: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pyrrhus",
        "track",
        "asculum",
        "--draws",
        "20",
        "--every",
        "20",
        "--format",
        "json",
    ]
    paths = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    env = {**os.environ, "PYTHONPATH": paths}
    whole = subprocess.run(command, capture_output=True, check=True, env=env).stdout
    assert list_begun(here) == ([], [])
    with (tmp_path / "cut").open("wb") as cut:
        process = subprocess.Popen(command, stdout=cut, stderr=subprocess.DEVNULL, env=env)
        for _ in range(600):
            if list_begun(here)[0]:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [one.is_running for one in list_begun(here)[0]] == [False]
    done = subprocess.run([*command[:3], "resume"], capture_output=True, check=True, env=env)
    assert done.stdout == whole
    assert json.loads(whole)
    assert list_begun(here) == ([], [])


def test_one_that_still_runs_is_left_alone_and_one_may_be_forgotten(here: Path, capfd) -> None:
    note = note_begun(["track", "asculum"])
    assert note is not None
    read = json.loads(note.read_text(encoding="utf-8"))
    note.write_text(json.dumps({**read, "process": os.getppid()}), encoding="utf-8")
    assert run("resume") == 0
    assert "still runs" in capfd.readouterr().err
    note.write_text(json.dumps({**read, "process": 2**22 + 1}), encoding="utf-8")
    assert run("resume", "--forget") == 0
    assert "forgotten" in capfd.readouterr().err
    assert list_begun(here) == ([], [])
