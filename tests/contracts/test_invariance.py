"""Equal runs give byte-equal files: whatever the threads, the blocks, the run, the interpreter and its hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import pyrrhus
from pyrrhus.files.manifest import MANIFEST
from pyrrhus.present.outputs import OUTPUT_FILES

DRAWS = 200
SAME = [name for name in OUTPUT_FILES if name != "lineage.json"]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    found = pyrrhus.assess("asculum", draws=DRAWS, threads=1)
    return files(found.write(tmp_path_factory.mktemp("plain") / "out"))


def assert_same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert set(one) == set(other) == set(OUTPUT_FILES)
    assert [name for name in SAME if one[name] != other[name]] == []


@pytest.mark.parametrize(("threads", "chunk"), [(1, None), (2, None), (2, 1), (1, 7), (3, 64), (2, 199), (2, 10_000)])
def test_threads_and_blocks_change_no_byte(plain, tmp_path: Path, threads: int, chunk: int | None) -> None:
    found = pyrrhus.assess("asculum", draws=DRAWS, threads=threads, chunk=chunk)
    assert_same(plain, files(found.write(tmp_path / "out")))


def test_another_interpreter_with_another_hash_seed_gives_the_same_bytes(plain, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyrrhus",
            "assess",
            "asculum",
            "--draws",
            str(DRAWS),
            "--out",
            str(tmp_path / "out"),
            "--threads",
            "2",
            "--quiet",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "4242", "COLUMNS": "40"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == done.stderr == ""
    assert_same(plain, files(tmp_path / "out"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"], "nothing is left beside it"


def test_the_ways_to_say_the_same_thing_give_the_same_bytes(plain, tmp_path: Path) -> None:
    loaded = pyrrhus.load("asculum")
    told: list[str] = []
    found = pyrrhus.assess(
        loaded,
        as_of=date(1721, 7, 3),
        horizon_days=10,
        draws=DRAWS,
        seed=7,
        on_progress=lambda *x: told.append(x[0]),
        command="anything",
    )
    assert_same(plain, files(found.write(tmp_path / "out")))
    assert told[0] == "read"
    assert told[-1] == "answers"
    again = pyrrhus.assess("asculum", as_of="1721-07-03", draws=DRAWS)
    assert again.to_json().encode() == plain["assessment.json"]
    assert again.to_html().encode() == plain["assessment.html"]
    assert again.to_hub() == plain["forecast.parquet"]


def test_written_twice_over_itself_it_is_the_same(plain, tmp_path: Path) -> None:
    found = pyrrhus.assess("asculum", draws=DRAWS)
    found.write(tmp_path / "out")
    assert_same(plain, files(found.write(tmp_path / "out")))


def test_seed_and_draws_do_change_it(plain) -> None:
    document = json.loads(plain["assessment.json"])
    for changed in (pyrrhus.assess("asculum", draws=DRAWS, seed=8), pyrrhus.assess("asculum", draws=DRAWS + 1)):
        assert changed.data["answers"] != document["answers"]


def test_the_largest_seed_runs(plain) -> None:
    found = pyrrhus.assess("asculum", draws=20, seed=2**32 - 1)
    assert found.data["seed"] == 2**32 - 1


def test_no_clock_and_no_path_in_what_is_equal(plain) -> None:
    for name in SAME:
        for mark in (str(Path.cwd()), str(Path.home()), "/tmp/"):
            assert mark.encode() not in plain[name], (name, mark)
    lineage = json.loads(plain["lineage.json"])
    assert set(lineage["seconds_by_stage"]) >= {"read", "history", "forecast", "answers"}
    assert all(value >= 0 for value in lineage["seconds_by_stage"].values())
