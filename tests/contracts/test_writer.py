"""The one writer: nothing that it did not make is lost, whatever lies there and whenever it is killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrrhus.errors import InputError, RunError
from pyrrhus.files import exchange, manifest, workspace, writer
from pyrrhus.files.writer import check_files, check_folder, write_files, write_folder

OLD = {"a.csv": b"one\n", "b.json": b"{}\n"}
NEW = {"a.csv": b"two\n", "c.html": b"<p>\n"}
NAMES = ["a.csv", "b.json", "c.html", ".env", ".git", "notes.md", manifest.MANIFEST, manifest.FILE_RECORD]


def tree(folder: Path) -> dict[str, object]:
    """Every entry below a folder: bytes of files, targets of links, modes of folders."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"
    return found


def whole(folder: Path) -> dict[str, bytes]:
    """The files of a folder, its manifest left out."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != manifest.MANIFEST}


@st.composite
def strangers(draw: st.DrawFn) -> dict[str, tuple[str, bytes]]:
    """Entries of somebody's: a file, a folder with a file in it, or a link."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True))
    return {n: (draw(st.sampled_from(["file", "folder", "link"])), draw(st.binary(max_size=8))) for n in names}


def put(folder: Path, entries: dict[str, tuple[str, bytes]]) -> None:
    for name, (kind, content) in entries.items():
        path = folder / name
        if path.is_file() or path.is_symlink():
            path.unlink()
        if kind == "file":
            path.write_bytes(content)
        elif kind == "folder":
            path.mkdir()
            (path / "inside").write_bytes(content)
        else:
            path.symlink_to("/nowhere/" + content.hex())


@settings(max_examples=80)
@given(ours=st.booleans(), entries=strangers(), data=st.data())
def test_whatever_lies_there_is_replaced_only_if_all_of_it_is_ours(tmp_path_factory, ours, entries, data) -> None:
    parent = tmp_path_factory.mktemp("w")
    target = parent / "out"
    target.mkdir()
    if ours:
        write_folder(target, OLD, "assessment")
    put(target, entries)
    before = tree(parent)
    untouched = all(before.get(f"out/{n}") == OLD[n] for n in OLD) and not set(entries) - set(OLD)
    mine = ours and untouched
    if mine or not list(target.iterdir()):
        write_folder(target, NEW, "assessment")
        assert whole(target) == NEW
    else:
        with pytest.raises(InputError) as refused:
            write_folder(target, NEW, "assessment")
        assert tree(parent) == before
        if entries:
            assert any(name in str(refused.value) for name in [*entries, *OLD])
    assert [p.name for p in parent.iterdir()] == ["out"]


@settings(max_examples=60)
@given(entries=strangers(), force=st.booleans())
def test_single_files_of_somebody_keep_their_bytes(tmp_path_factory, entries, force) -> None:
    parent = tmp_path_factory.mktemp("f")
    put(parent, entries)
    before = tree(parent)
    files = {parent / name: content for name, content in NEW.items()}
    try:
        write_files(files, force=force)
    except InputError:
        assert tree(parent) == before
        return
    after = tree(parent)
    for name, content in before.items():
        assert after[name] == content or after[f"{name}.bak"] == content
    assert all((parent / name).read_bytes() == content for name, content in NEW.items())
    write_files({parent / "a.csv": b"three"})
    assert (parent / "a.csv").read_bytes() == b"three"
    assert not [p for p in parent.iterdir() if p.name.startswith(workspace.PREFIX)]


def test_a_file_changed_since_is_refused_and_set_aside_by_force(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_files({path: b"first"})
    path.write_bytes(b"my corrections")
    with pytest.raises(InputError, match=r"rows\.csv.*--force"):
        check_files([path])
    (tmp_path / "rows.csv.bak").write_bytes(b"an older one of mine")
    assert [p.name for p in write_files({path: b"second"}, force=True)] == ["rows.csv.bak1"]
    assert (tmp_path / "rows.csv.bak1").read_bytes() == b"my corrections"
    assert (tmp_path / "rows.csv.bak").read_bytes() == b"an older one of mine"
    assert path.read_bytes() == b"second"


def test_another_kind_of_ours_is_not_replaced(tmp_path: Path) -> None:
    write_folder(tmp_path / "x", OLD, "scenario of a sector")
    with pytest.raises(InputError, match="another kind of output"):
        write_folder(tmp_path / "x", NEW, "assessment")
    assert whole(tmp_path / "x") == OLD


def test_an_output_of_an_earlier_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    write_folder(tmp_path / "x", OLD, "assessment")
    (tmp_path / "x" / manifest.MANIFEST).unlink()
    with pytest.raises(InputError, match="no record that Pyrrhus wrote them; move it"):
        write_folder(tmp_path / "x", NEW, "assessment")


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o755])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    folder.chmod(mode)
    for files in (OLD, NEW):
        write_folder(folder, files, "assessment")
        assert stat.S_IMODE(folder.stat().st_mode) == mode


@pytest.mark.parametrize("swapped", [True, False])
def test_what_comes_in_between_look_and_swap_is_seen(tmp_path: Path, monkeypatch, swapped: bool) -> None:
    """A file that is saved into the folder at the last moment: the swap is undone."""
    folder = tmp_path / "x"
    write_folder(folder, OLD, "assessment")
    real = exchange.exchange

    def late(one: Path, other: Path) -> bool:
        if not (folder / "late.txt").exists() and not (one / "late.txt").exists():
            (folder / "late.txt").write_text("mine")
        return real(one, other) if swapped else False

    monkeypatch.setattr(writer, "exchange", late)
    with pytest.raises(InputError, match=r"late\.txt"):
        write_folder(folder, NEW, "assessment")
    assert whole(folder) == {**OLD, "late.txt": b"mine"}
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_without_an_exchange_of_names_the_journal_does(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(writer, "exchange", lambda *_: False)
    for files in (OLD, NEW, OLD):
        write_folder(tmp_path / "x", files, "assessment")
        assert whole(tmp_path / "x") == files
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


TARGETS = {
    "under a file": ("file/out", "is a file"),
    "a long name": ("n" * 300, "too long"),
    "a long path": ("/".join(["d" * 200] * 30), "too long"),
    "NUL": ("a\0b", "character"),
    "a loop": ("loop/out", "round in a circle"),
    "no home": ("~nobody_of_that_name/out", "home"),
    "the root": ("/", "root"),
    "a file": ("file", "file of that name"),
    "the present folder": (".", "work in"),
}


@pytest.mark.parametrize("case", TARGETS)
def test_where_nothing_can_be_written_it_is_said_before_the_run(tmp_path: Path, monkeypatch, case: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    before = tree(tmp_path)
    name, words = TARGETS[case]
    with pytest.raises(InputError, match=words):
        check_folder(name, "assessment")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("number", [28, 30, 13])
def test_a_disk_that_refuses_is_told_in_words(tmp_path: Path, monkeypatch, number: int) -> None:
    write_folder(tmp_path / "x", OLD, "assessment")

    def refuse(*_: object) -> None:
        raise OSError(number, "said by the system")

    with monkeypatch.context() as patch:
        patch.setattr(writer, "write_down", refuse)
        with pytest.raises(RunError, match="what was there is unchanged") as told:
            write_folder(tmp_path / "x", NEW, "assessment")
    assert "said by the system" not in str(told.value)
    assert whole(tmp_path / "x") == OLD
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


LOOP = """
import os, signal, sys
from pathlib import Path
from pyrrhus.files import exchange, workspace, writer
folder, moment, after, journal = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "journal"
if journal:
    writer.exchange = lambda *_: False
left = [after]
def kill_at(module, name):
    real = getattr(module, name)
    def told(*given, **more):
        ours = any(part in str(g) for g in given for part in ("out", "ready", "making"))
        if moment == "before " + name and ours:
            left[0] -= 1
            if left[0] < 0: os.kill(os.getpid(), signal.SIGKILL)
        found = real(*given, **more)
        if moment == "after " + name and any("out" in str(g) or "ready" in str(g) or "making" in str(g) for g in given):
            left[0] -= 1
            if left[0] < 0: os.kill(os.getpid(), signal.SIGKILL)
        return found
    setattr(module, name, told)
for module, name in ((writer, "exchange"), (writer, "move_new"), (writer, "write_down"), (os, "rename"), (os, "rmdir"),
                     (os, "replace"), (os, "unlink")):
    kill_at(module, name)
print("ready", flush=True)
number = 0
while True:
    number += 1
    writer.write_folder(folder, {n: b"%d\\n" % number * 2000 for n in ("a", "b", "c")}, "assessment")
"""
MOMENTS = [
    f"{when} {what}" for what in ("exchange", "write_down", "rename", "unlink", "rmdir") for when in ("before", "after")
]


def kill_one(folder: Path, moment: str = "never", after: int = 0, how: str = "exchange", seconds: float = 0.0) -> None:
    """Write over and over in a process, and kill it at a named moment or after some time."""
    child = subprocess.Popen([sys.executable, "-c", LOOP, str(folder), moment, str(after), how], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    if moment == "never":
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
    child.wait(timeout=20)
    child.stdout.close()


def assert_whole(folder: Path, *, sweep: bool) -> None:
    """One output, all of it, at its place; after the next run nothing beside it."""
    if sweep:
        check_folder(folder, "assessment")
        assert [p.name for p in folder.parent.iterdir()] == [folder.name]
    contents = whole(folder)
    assert sorted(contents) == ["a", "b", "c"]
    assert len(set(contents.values())) == 1
    assert not manifest.in_the_way(folder, "assessment")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills as Linux knows them")
@pytest.mark.parametrize(("moment", "how"), [*((m, "exchange") for m in MOMENTS), ("after rename", "journal"),
                                             ("before move_new", "journal"), ("never", "exchange")])  # fmt: skip
def test_a_kill_leaves_old_or_new_whole(tmp_path: Path, moment: str, how: str) -> None:
    folder = tmp_path / "out"
    write_folder(folder, dict.fromkeys("abc", b"0\n"), "assessment")
    for after in range(2):
        kill_one(folder, moment, after=3 * after + 1, how=how, seconds=0.05 + 0.1 * after)
        assert_whole(folder, sweep=how == "journal")
    assert_whole(folder, sweep=True)


def test_sweeping_leaves_what_is_not_ours_and_who_still_works(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    named = tmp_path / ".pyrrhus-work-00000000-1-1-00000000"
    named.mkdir()
    (named / "mine.txt").write_text("mine")
    dead = tmp_path / f"{workspace.PREFIX}{workspace._host()}-4194399-1-0000000a"
    (dead / "ready").mkdir(parents=True)
    (dead / "ready" / "mine.txt").write_text("mine")
    started = workspace._started(os.getpid())
    live = tmp_path / f"{workspace.PREFIX}{workspace._host()}-{os.getpid()}-{started}-0000000b"
    (live / "making").mkdir(parents=True)
    write_folder(folder, OLD, "assessment")
    assert (named / "mine.txt").exists()
    assert (dead / "ready" / "mine.txt").exists()
    assert (live / "making").exists()


def test_the_old_is_set_aside_where_somebody_has_put_another_meanwhile(tmp_path: Path) -> None:
    dead = workspace.Workspace(tmp_path / f"{workspace.PREFIX}{workspace._host()}-4194399-1-0000000a")
    dead.folder.mkdir()
    dead.old.write_bytes(b"rows by hand\n")
    dead.ready.write_bytes(b"rows by hand\nand one more\n")
    dead.note(dead.own, [manifest.sha256_of(path.read_bytes()) for path in (dead.old, dead.ready)])
    dead.note(dead.journal, "claims.csv")
    (tmp_path / "claims.csv").write_bytes(b"begun anew\n")
    workspace.sweep(tmp_path)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"claims.csv": b"begun anew\n", "claims.csv.bak": b"rows by hand\n"}
