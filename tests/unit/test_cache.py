"""The kernels' cache folder: named by every source, the compiler and the processor; and left as it was found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pyrrhus.engine import cache

ENGINE = Path(cache.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ENGINE, tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__")))


def test_a_copy_has_the_same_hash(copy: Path) -> None:
    assert cache.sources_hash(copy) == cache.sources_hash()
    assert cache.cache_folder(copy) == cache.cache_folder()


@pytest.mark.parametrize("name", sorted(p.relative_to(ENGINE).as_posix() for p in ENGINE.rglob("*.py")))
def test_an_edit_of_any_file_makes_another_folder(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(path.read_bytes().replace(b".", b"!", 1) if b"." in path.read_bytes() else b"#")
    assert cache.sources_hash(copy) != cache.sources_hash()
    assert cache.cache_folder(copy) != cache.cache_folder()


def test_a_new_law_or_another_name_makes_another_folder(copy: Path) -> None:
    before = cache.sources_hash(copy)
    (copy / "laws" / "weather.py").write_text("# rain\n")
    assert cache.sources_hash(copy) != before
    (copy / "laws" / "weather.py").rename(copy / "laws" / "season.py")
    renamed = cache.sources_hash(copy)
    (copy / "laws" / "season.py").unlink()
    assert cache.sources_hash(copy) == before != renamed


def test_what_is_no_source_changes_nothing(copy: Path) -> None:
    (copy / "laws" / "notes.txt").write_text("x")
    (copy / "laws" / "__pycache__").mkdir()
    (copy / "laws" / "__pycache__" / "control.cpython-311.pyc").write_bytes(b"x")
    assert cache.sources_hash(copy) == cache.sources_hash()


def test_another_compiler_makes_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    before = cache.cache_folder()
    monkeypatch.setattr(numba, "__version__", "9.9")
    assert cache.cache_folder() != before


def test_the_folder_lies_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYRRHUS_CACHE_DIR", str(tmp_path))
    assert cache.cache_folder().parent == tmp_path / "kernels"
    monkeypatch.delenv("PYRRHUS_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.cache_folder().parent == tmp_path / "xdg" / "pyrrhus" / "kernels"


PROBE = """
import json, numba
numba.config.CACHE_DIR = "as it was"
from pyrrhus.engine.cache import cache_folder, kernels
day = kernels()
print(json.dumps({"restored": numba.config.CACHE_DIR, "again": kernels() is day, "folder": str(cache_folder()),
                  "kernel": day.run_block.stats.cache_path}))
"""


def probe(cache_dir: Path) -> dict[str, object]:
    """What a fresh interpreter does; nothing is compiled, since nothing is run."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYRRHUS_CACHE_DIR": str(cache_dir)},
    )
    return json.loads(done.stdout)


def test_kernels_are_cached_in_the_folder_and_numba_is_left_as_it_was(tmp_path: Path) -> None:
    old = [tmp_path / "kernels" / f"{i:024x}" for i in range(8)]
    for i, folder in enumerate(old):
        (folder / "engine_1").mkdir(parents=True)
        for name in ("block.nbi", "block.0f.nbc", "block.nbi.tmp.77"):
            (folder / "engine_1" / name).write_bytes(b"x")
        os.utime(folder, (i, i))
    mine = [tmp_path / "kernels" / f"thesis{i}" / "chapter.txt" for i in range(9)]
    for i, path in enumerate(mine):
        path.parent.mkdir()
        path.write_text("mine")
        os.utime(path.parent, (i, i))
    (old[0] / "engine_1" / "notes.txt").write_text("mine")
    found = probe(tmp_path)
    assert found["restored"] == "as it was"
    assert found["again"] is True
    assert Path(str(found["kernel"])).is_relative_to(str(found["folder"]))
    assert Path(str(found["folder"])).is_dir()
    assert [f.exists() for f in old] == [True] + [False] * 3 + [True] * 4, "the newest few older ones are kept"
    assert [p.name for p in old[0].rglob("*") if p.is_file()] == ["notes.txt"], "and what is not ours"
    assert all(path.read_text() == "mine" for path in mine)


def test_a_home_that_cannot_be_written_falls_back_to_the_temporary_folder(tmp_path: Path) -> None:
    import tempfile

    blocked = tmp_path / "a_file"
    blocked.write_text("")
    found = probe(blocked)
    assert found["restored"] == "as it was"
    kernel = Path(str(found["kernel"]))
    assert kernel.is_relative_to(tempfile.gettempdir())
    assert not kernel.is_relative_to(blocked)


def test_a_thread_that_asks_while_another_imports_gets_the_whole_module() -> None:
    code = (
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from pyrrhus.engine.cache import kernels\n"
        "with ThreadPoolExecutor(2) as pool:\n"
        "    first = pool.submit(kernels)\n"
        "    while 'pyrrhus.engine.block' not in sys.modules:\n"
        "        pass\n"
        "    assert kernels().run_block is first.result().run_block\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
