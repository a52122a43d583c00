"""Every command keeps what somebody has, says early where it cannot write, and shows nothing that drives a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from pyrrhus.engine import cache
from pyrrhus.errors import InputError
from pyrrhus.present.characters import visible
from pyrrhus.skill.sidecar import Sidecar, check_sidecar

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
HOSTILE = "\x1b[2Jmud\u202eevil\u2066\x9b31m"


def process(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """One real process, with an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pyrrhus", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def hostile_scenario(tmp_path: Path) -> Path:
    """The small scenario with a side whose name drives terminals, as YAML's escapes can write it."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    lines = ['title: "\\x1b[2Jmud\\u202eevil"' if line.startswith("title:") else line for line in text.splitlines()]
    (folder / "scenario.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_every_folder_command_refuses_a_folder_of_somebody(call, tmp_path: Path) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    for command in (("assess", "asculum", "--draws", 20), ("sector", "Town", "--control", maps), ("calibrate", maps)):
        mine = tmp_path / "mine"
        (mine / ".git").mkdir(parents=True)
        (mine / "claims.csv").write_text("id\n1\n")
        code, out, err = call(*command, "--out", mine)
        assert (code, out) == (2, "")
        assert "claims.csv" in err
        assert "--out" in err
        assert sorted(p.name for p in mine.iterdir()) == [".git", "claims.csv"]
        shutil.rmtree(mine)


@pytest.mark.parametrize("name", ["f.csv", "f.json", "f.gains.csv", "f.progress.jsonl"])
def test_a_backtest_refuses_each_file_of_somebody_before_it_reads_a_map(call, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    code, _, err = call(
        "backtest", tmp_path / "no_maps", "--since", "2023-01-01", "--until", "2023-02-01", "--out", "f.csv"
    )
    assert code == 2
    assert name in err
    assert (tmp_path / name).read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_file_of_finished_work_is_known_by_all_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "f.progress.jsonl"
    Sidecar(path, "a" * 64)
    check_sidecar(path)
    path.write_bytes(path.read_bytes() + b'{"town": "A", "as_of"')  # cut off by a stop
    check_sidecar(path)
    path.write_bytes(path.read_bytes() + b"\nmy notes\n")
    with pytest.raises(InputError, match="no file of finished work"):
        Sidecar(path, "b" * 64)
    assert b"my notes" in path.read_bytes()


def test_drafts_are_set_aside_by_force_alone(call, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("The Romans lost more than 6,000 men, Hieronymus said on Monday.\n")
    (tmp_path / "drafts.csv").write_text("mine")
    assert call("read", "article.txt", "--out", "drafts.csv")[0] == 2
    assert (tmp_path / "drafts.csv").read_text() == "mine"
    code, _, err = call("read", "article.txt", "--out", "drafts.csv", "--force")
    assert code == 0, err
    assert "drafts.csv.bak" in err
    assert (tmp_path / "drafts.csv.bak").read_text() == "mine"
    assert (tmp_path / "drafts.csv").read_text().startswith("id,")


@pytest.mark.parametrize("out", ["file/out", "n" * 300, "a\0b"])
def test_a_place_that_cannot_be_is_told_before_the_run(call, tmp_path: Path, monkeypatch, out: str) -> None:
    from pyrrhus import pipeline

    monkeypatch.setattr(pipeline, "assess", lambda *_, **__: pytest.fail("the run began"))
    (tmp_path / "file").write_text("mine")
    code, _, err = call("assess", "asculum", "--out", out)
    assert code == 2, err
    assert "Traceback" not in err
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or sys.platform == "win32", reason="signals as POSIX has them")
def test_an_end_from_outside_is_143_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import time\nfrom pyrrhus.cli.exits import run_to_exit_code\n"
        "from pyrrhus.files.workspace import open_workspace\n"
        "from pathlib import Path\n"
        "def run():\n    with open_workspace(Path('.')) as shop:\n        shop.making.mkdir()\n"
        "        print('ready', flush=True)\n        time.sleep(60)\nraise SystemExit(run_to_exit_code(run))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.terminate()
    _, err = child.communicate(timeout=50)  # before its sleep of a minute is over
    assert child.returncode == 143
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


ASCII = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_data_are_utf8_in_any_code_page_and_tables_never_fail(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    sources = folder / "sources.csv"
    rows = list(csv.reader(io.StringIO(sources.read_text(encoding="utf-8"))))
    place = rows[0].index("name")
    for row in rows[1:]:
        row[place] = "Łódź " + row[place]
    with sources.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    for form in ("json", "csv"):
        done = process("sources", folder, "--format", form, cwd=tmp_path, **ASCII)
        assert done.returncode == 0, done.stderr
        assert "Łódź" in done.stdout.decode("utf-8")
    table = process("sources", folder, cwd=tmp_path, **ASCII)
    assert table.returncode == 0, table.stderr
    assert b"?" in table.stdout
    assert table.stdout.isascii()


def test_no_output_carries_what_drives_a_terminal(call, tmp_path: Path) -> None:
    folder = hostile_scenario(tmp_path)
    for command in (
        ("fuse", folder),
        ("fuse", folder, "--format", "csv"),
        ("fuse", folder, "--format", "json"),
        ("sources", folder),
        ("check", folder),
        ("assess", folder, "--draws", 20),
        ("fuse", HOSTILE),
        ("assess", folder, f"--{HOSTILE}"),
        (HOSTILE,),
        ("assess", folder, "--out", tmp_path / "small" / "places.csv" / HOSTILE),
    ):
        _, out, err = call(*command)
        hidden = {c for c in out + err if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\t"}
        assert not hidden, (command, hidden)


def test_hidden_characters_of_json_come_back_from_it(capsys) -> None:
    from pyrrhus.present.characters import write_json_text

    text = HOSTILE + "\U000e0041 plain Ł"
    write_json_text(json.dumps({"name": text}, ensure_ascii=False))
    out = capsys.readouterr().out
    assert json.loads(out) == {"name": text}
    assert out.rstrip("\n") == visible(out.rstrip("\n"))


@pytest.mark.parametrize("width", [24, 40, 80])
def test_no_width_drops_a_column(call, monkeypatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for command, heads in (
        ("fuse", ("quantity", "middle", "90 %", "claims", "evidence")),
        ("sources", ("source", "claims", "grade", "late, days", "what is made of it")),
    ):
        code, out, err = call(command, SMALL)
        assert code == 0, err
        assert all(head in out for head in heads), out
        assert all(len(line) <= width for line in out.splitlines()), out
        assert "…" not in out


def test_every_format_that_help_offers_is_what_it_says(call) -> None:
    for command in (("fuse", SMALL), ("sources", SMALL), ("decide", "asculum", "--draws", 20)):
        code, out, err = call(*command, "--format", "csv")
        assert code == 0, err
        rows = list(csv.reader(io.StringIO(out)))
        assert len(rows) > 2
        assert {len(row) for row in rows} == {len(rows[0])}
        assert isinstance(json.loads(call(*command, "--format", "json")[1]), dict)
    decided = json.loads(call("decide", "asculum", "--draws", 20, "--format", "json")[1])
    assert len(rows) - 1 == len(decided["payoffs"])
    assert float(rows[1][rows[0].index("payoff_q50")]) == pytest.approx(
        decided["payoffs"][0]["quantiles"]["0.5"], rel=1e-5
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["assess"], "SCENARIO: is missing"),
        (["assess", "x", "--draws", "many"], "--draws: 'many' is not a whole number"),
        (["sector", "x", "--control", "y", "--radius-km", "far"], "--radius-km: 'far' is not a number"),
        (["assess", "x", "--threads", "0"], "--threads: 0 is too small; write 1 or more"),
        (["assess", "x", "--draws"], "--draws: has no value"),
        (["asess", "x"], "asess: there is no such command; write assess"),
        (["assess", "x", "--drws", "3"], "--drws: pyrrhus assess has no such option; write --draws"),
        (["assess", "x", "y"], "y: is more than pyrrhus assess takes"),
        (["fuse", "x", "--format", "jsn"], "--format: 'jsn' is none of its values; write json"),
        (["assess", "--quiet=3", "x"], "--quiet: takes no value"),
    ],
)
def test_a_wrong_command_line_is_told_in_our_words(call, arguments: list[str], words: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(words), err
    assert len(err.splitlines()) == 1


KERNEL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from pyrrhus.engine.kernel_files import kept_in
with kept_in(Path(sys.argv[1])):
    from kernel_of_a_test import twice
print(twice(21), sum(twice.stats.cache_hits.values()))
"""


def test_a_damaged_kernel_is_compiled_again_and_told_once(tmp_path: Path) -> None:
    (tmp_path / "kernel_of_a_test.py").write_text(
        "import numba\n@numba.njit(cache=True)\ndef twice(x):\n    return 2 * x\n"
    )
    folder = tmp_path / "kernels"
    folder.mkdir()

    def run() -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", KERNEL, str(folder), str(tmp_path)], capture_output=True, text=True, check=True
        )
        return done.stdout.strip(), done.stderr

    assert run() == ("42 0", "")
    assert run() == ("42 1", "")
    for suffix, damage in (
        (".nbi", lambda b: b[:20]),
        (".nbc", lambda b: b[:-9] + b"x" + b[-8:]),
        (".nbi", lambda _: b""),
        (".nbc", lambda _: b"\0" * 99),
    ):
        path = next(folder.rglob(f"*{suffix}"))
        path.write_bytes(damage(path.read_bytes()))
        out, err = run()
        assert out == "42 0"
        assert err.count("damaged") == 1
        assert run() == ("42 1", "")


def test_kernels_are_kept_without_a_home_and_in_the_same_place(monkeypatch, tmp_path: Path) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    for name in ("PYRRHUS_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)

    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where the user has no entry
    with pytest.raises(RuntimeError):
        cache.cache_folder()
    assert cache._temporary_folder() == cache._temporary_folder()
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    next((tmp_path / "tmp").iterdir()).chmod(0o777)  # others could plant code there
    other = cache._temporary_folder()
    assert other != cache._temporary_folder()


def test_a_tilde_in_the_variable_is_the_home(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYRRHUS_CACHE_DIR", "~/kept")
    assert cache.cache_folder().is_relative_to(tmp_path / "kept")
