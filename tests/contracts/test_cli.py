"""The command: exit codes, messages a person can act on, JSON alone on stdout, nothing half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pyrrhus import __version__, pipeline
from support.called import Done

SMALL = Path(__file__).parents[1] / "scenarios" / "small"


def refused(done: Done, *words: str) -> None:
    """Exit 2, a message on stderr with these words, nothing on stdout, no traceback."""
    assert done.code == 2, done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    assert done.err.strip()
    for word in words:
        assert word in done.err, done.err


def test_version(call) -> None:
    done = call("--version")
    assert (done.code, done.out) == (0, f"pyrrhus {__version__}\n")


def test_list_names_the_bundled_scenarios(call) -> None:
    done = call("list")
    assert done.code == 0
    listed = {line.split()[0] for line in done.out.splitlines()}
    assert {"aachen", "asculum", "avdiivka", "bakhmut", "sievierodonetsk", "vukovar"} <= listed
    assert done.err == ""


@pytest.mark.parametrize("command", ["assess", "check", "fuse", "sources"])
def test_an_unknown_scenario_suggests_a_name(call, command: str, tmp_path: Path) -> None:
    refused(call(command, "bakmut"), "bakmut", "bakhmut")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [
    ("--as-of", "yesterday"), ("--as-of", "2023-02-30"), ("--as-of", "1.3.2023"), ("--draws", "-5"), ("--draws", "0"),
    ("--draws", "many"), ("--seed", "-1"), ("--seed", str(2**32)), ("--horizon", "0"), ("--horizon", "100000"),
    ("--threads", "0"), ("--chunk", "0"), ("--as-of", "1600-01-01"), ("--colour", "blue"),
])  # fmt: skip
def test_a_wrong_option_is_refused_before_anything_is_written(call, tmp_path: Path, arguments: tuple[str, str]) -> None:
    refused(call("assess", "asculum", *arguments))
    assert list(tmp_path.iterdir()) == []


def test_all_wrong_numbers_are_named_at_once(call) -> None:
    refused(call("assess", "asculum", "--draws", 3, "--seed", -4, "--horizon", 0), "--draws", "--seed", "--horizon")


def test_an_unknown_command_is_refused(call) -> None:
    refused(call("asess", "asculum"), "asess")


def test_no_argument_at_all(call) -> None:
    refused(call("assess"))


def test_an_option_that_must_be_given_is_asked_for(call) -> None:
    refused(call("backtest", "maps", "--until", "2023-01-01"), "--since")


def test_a_file_in_the_place_of_the_folder_is_kept(call, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    refused(call("assess", "asculum", "--draws", 20, "--out", tmp_path / "out"), "--out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_foreign_folder_is_kept(call, tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter.txt").write_text("mine")
    refused(call("assess", "asculum", "--draws", 20, "--out", folder), "chapter.txt", "--out")
    assert [p.name for p in folder.iterdir()] == ["chapter.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["thesis"]


def test_assess_writes_its_files_and_says_where(call, tmp_path: Path) -> None:
    from pyrrhus.files.manifest import MANIFEST
    from pyrrhus.present.outputs import OUTPUT_FILES

    done = call("assess", "asculum", "--draws", 40, "--threads", 1)
    assert done.code == 0, done.err
    folder = tmp_path / "out" / "asculum"
    assert sorted(p.name for p in folder.iterdir()) == sorted([*OUTPUT_FILES, MANIFEST])
    assert [p.name for p in folder.parent.iterdir()] == ["asculum"], "no workspace is left behind"
    assert "Q1" in done.out
    assert json.loads((folder / "assessment.json").read_text())["draws"] == 40
    quiet = call("assess", "asculum", "--draws", 40, "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


@pytest.mark.parametrize("name", ["scenario.yaml", "places.csv"])
def test_a_missing_file_is_named(call, tmp_path: Path, name: str) -> None:
    import shutil

    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (folder / name).unlink()
    for command in ("check", "assess", "fuse"):
        done = call(command, folder)
        assert done.code == 2
        assert name in done.out + done.err
        assert "Traceback" not in done.out + done.err
    assert [p.name for p in tmp_path.iterdir()] == ["small"]


def test_every_problem_of_a_folder_comes_with_its_line(call, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    for name, old, new in (("forces.csv", "12000", "many"), ("routes.csv", "national", "natoinal")):
        path = folder / name
        path.write_text(path.read_text().replace(old, new, 1))
    done = call("check", folder)
    assert done.code == 2
    assert "forces.csv:2" in done.out
    assert "routes.csv:2" in done.out
    assert "national" in done.out
    refused(call("assess", folder), "forces.csv:2", "routes.csv:2")


def test_check_passes_what_is_good(call) -> None:
    for name in ("asculum", SMALL):
        done = call("check", name)
        assert done.code == 0, done.out
        assert "0 problems" in done.err


def test_new_makes_a_folder_that_passes_and_can_be_assessed(call, tmp_path: Path) -> None:
    done = call("new", "mytown")
    assert done.code == 0
    assert "mytown" in done.out
    assert call("check", "mytown").code == 0
    assert call("assess", "mytown", "--draws", 20, "--quiet").code == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "mytown").iterdir()}
    refused(call("new", "mytown"), "mytown")
    assert {p.name: p.read_bytes() for p in (tmp_path / "mytown").iterdir()} == before


def test_sources_in_every_form(call) -> None:
    """The record of each source that had spoken by then; the note on what is held back goes to stderr alone."""
    import csv

    early = call("sources", SMALL, "--format", "json", "--as-of", "2023-01-01")
    late = json.loads(call("sources", SMALL, "--format", "json").out)
    document = json.loads(early.out)
    assert early.code == 0
    assert "not public by the as-of date" in early.err
    assert {s["source"] for s in document["sources"]} < {s["source"] for s in late["sources"]}
    assert all(s["claims"] > 0 for s in document["sources"])
    rows = list(csv.DictReader(call("sources", SMALL, "--format", "csv").out.splitlines()))
    assert {row["source"] for row in rows} == {s["source"] for s in late["sources"]}
    table = call("sources", SMALL)
    assert table.code == 0
    assert all(len(line) <= 100 for line in table.out.splitlines())


def test_what_is_held_back_is_not_in_the_result(call, tmp_path: Path) -> None:
    """A folder with later claims and one without them give the same result on stdout."""
    import shutil

    shutil.copytree(SMALL, tmp_path / "cut")
    claims = (tmp_path / "cut" / "claims.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    early = [line for line in claims if line.split(",")[1] < "2023-01-01"]
    (tmp_path / "cut" / "claims.csv").write_text(claims[0] + "".join(early), encoding="utf-8")
    for command in ("fuse", "sources"):
        whole, cut = (
            call(command, folder, "--format", "json", "--as-of", "2023-01-01") for folder in (SMALL, tmp_path / "cut")
        )
        assert whole.out == cut.out
        assert "left out" in whole.err
        assert cut.err == ""


def test_fuse_writes_json_alone(call) -> None:
    done = call("fuse", SMALL, "--format", "json")
    assert done.code == 0
    document = json.loads(done.out)
    assert {"quantities", "conflicts", "echoes", "flags"} <= set(document)
    early = json.loads(call("fuse", SMALL, "--format", "json", "--as-of", "2023-01-01").out)
    assert len(early["quantities"]) < len(document["quantities"])
    refused(call("fuse", SMALL, "--format", "xml"), "xml")
    refused(call("fuse", SMALL, "--as-of", "then"), "then")


@pytest.mark.parametrize("form", ["table", "csv"])
def test_fuse_in_other_forms(call, form: str) -> None:
    done = call("fuse", SMALL, "--format", form)
    assert done.code == 0, done.err
    assert "killed" in done.out


def test_a_run_that_fails_says_so_without_a_traceback(call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disc broke")

    monkeypatch.setattr(pipeline, "assess", fail)
    done = call("assess", "asculum")
    assert done.code == 3
    assert "the disc broke" in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_is_130_and_leaves_nothing(call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from pyrrhus.engine import ensemble

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ensemble, "run", stop)
    done = call("assess", "asculum", "--draws", 20)
    assert done.code == 130
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_is_told(call, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyrrhus.scenario import load

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "load", stop)
    assert "interrupted" in call("assess", "asculum").err


def test_a_failure_while_writing_keeps_the_earlier_assessment(call, monkeypatch, tmp_path: Path) -> None:
    from pyrrhus.present import outputs

    assert call("assess", "asculum", "--draws", 20, "--quiet").code == 0
    folder = tmp_path / "out" / "asculum"
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "render_files", full)
    done = call("assess", "asculum", "--draws", 21, "--quiet")
    assert done.code == 3
    assert "No space left" in done.err
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in folder.parent.iterdir()] == ["asculum"]


def test_the_command_itself(tmp_path: Path) -> None:
    """One real process: module, exit code, streams."""
    done = subprocess.run(
        [sys.executable, "-m", "pyrrhus", "check", "no/such/folder"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=dict(os.environ),
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no/such/folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_starts_without_the_heavy_libraries() -> None:
    heavy = "{'numba', 'scipy', 'matplotlib', 'xarray', 'shapely', 'pyarrow', 'pyproj', 'jinja2'}"
    probe = f"import sys, pyrrhus.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
