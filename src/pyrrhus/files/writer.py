"""The one writer. One rule: only what it made itself, and nobody has changed since, gives way to new output.

Everything is rendered first, made whole in a workspace beside, and takes its place in one step: old or new is whole
there at any moment, and whoever reads never finds nothing. `check_folder` and `check_files` ask before a run what
`write_folder` and `write_files` would refuse after it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pyrrhus.errors import InputError, RunError
from pyrrhus.files.exchange import exchange, move_new, write_down
from pyrrhus.files.manifest import (
    FILE_RECORD,
    MANIFEST,
    file_record_bytes,
    hash_file,
    in_the_way,
    is_file_record,
    manifest_of,
    read_file_record,
    read_manifest,
    sha256_of,
)
from pyrrhus.files.targets import check_folder_place, check_writable, resolve_target
from pyrrhus.files.words import listed, reason_of, refuse
from pyrrhus.files.workspace import Workspace, open_workspace, sweep

ELSEWHERE = "name another folder with --out"
ANOTHER_FILE = "move it, name another file with --out, or set it aside as NAME.bak with --force"


def check_folder(folder: str | Path, kind: str, *, elsewhere: str = ELSEWHERE, replace: bool = True) -> Path:
    """The real place of a folder that is to be written. Raises InputError where it may not be, or cannot be.

    `kind` says which of our folders may be replaced there (an assessment never replaces a scenario); with `replace`
    false only an empty one may.
    """
    target = resolve_target(folder)
    check_writable(target)
    check_folder_place(target, elsewhere)
    if target.exists():
        _refuse_foreign(target, target, kind, elsewhere, replace)
    return target


def write_folder(
    folder: str | Path,
    files: Mapping[str, bytes],
    kind: str,
    *,
    elsewhere: str = ELSEWHERE,
    replace: bool = True,
) -> Path:
    """Write a whole folder of files by name, and its manifest; returns it as it was named.

    Raises InputError as `check_folder` does, RunError where the disk fails. After either, what was there is there.
    """
    target = check_folder(folder, kind, elsewhere=elsewhere, replace=replace)
    manifest = manifest_of(kind, files).to_bytes()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_workspace(target.parent) as shop:
            shop.making.mkdir()
            for name, content in {**files, MANIFEST: manifest}.items():
                write_down(shop.making / name, content)
            _take_mode(shop.making, target)
            os.rename(shop.making, shop.ready)
            _take_place(shop, target, lambda old: _refuse_foreign(old, target, kind, elsewhere, replace))
    except OSError as error:
        raise _failed(target, error) from None
    return Path(folder).expanduser()


def check_files(paths: Iterable[str | Path], *, force: bool = False, fix: str = ANOTHER_FILE) -> list[Path]:
    """The real places of single files that are to be written. Raises InputError with all that is in the way.

    `force` lets a plain file be, which is then set aside as NAME.bak; links and folders are never touched.
    """
    problems = []
    targets = []
    for path in paths:
        try:
            targets.append(_file_place(path, force, fix))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    for parent in dict.fromkeys(target.parent for target in targets):
        _check_record(parent)
        check_writable(parent / FILE_RECORD)
    return targets


def write_files(files: Mapping[str | Path, bytes], *, force: bool = False, fix: str = ANOTHER_FILE) -> list[Path]:
    """Write single files, each whole, and note them in the record beside them; returns those set aside as NAME.bak.

    Nothing is written where one is refused. Raises InputError as `check_files` does, RunError where the disk fails.
    """
    targets = check_files(files, force=force, fix=fix)
    aside = []
    for target, content in zip(targets, files.values(), strict=True):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            aside += _write_file(target, content, force, fix)
        except OSError as error:
            raise _failed(target, error) from None
    return aside


def amend_file(path: str | Path, amend: Callable[[bytes], bytes]) -> None:
    """Change a file of somebody's as he asked: what `amend` makes of its content takes its place in one step, unless it
    was changed meanwhile. A file that is not there yet counts as empty.

    Raises InputError where there is a link or folder or the content changed under our hands, RunError where the disk
    fails; the old content is then there as it was.
    """
    parent = resolve_target(Path(path).parent / "x").parent
    target = parent / Path(path).name
    resolve_target(target)
    if os.path.lexists(target) and not stat.S_ISREG(target.lstat().st_mode):
        raise refuse(path, "is no plain file, and is never replaced", "name a plain file")
    try:
        old = target.read_bytes() if target.exists() else b""
        new = amend(old)
        if new == old:
            return
        sweep(parent)
        with open_workspace(parent) as shop:
            shop.note(shop.own, [sha256_of(old), sha256_of(new)])
            shop.making.mkdir()
            write_down(shop.making / "file", new)
            _take_mode(shop.making / "file", target)
            os.rename(shop.making / "file", shop.ready)

            def check(found: Path) -> None:
                if hash_file(found) != sha256_of(old):
                    raise refuse(path, "was changed while this ran", "look at it, and run this again")

            _take_place(shop, target, check)
    except OSError as error:
        raise _failed(target, error) from None


def _file_place(path: str | Path, force: bool, fix: str) -> Path:
    parent = resolve_target(Path(path).parent / "x").parent
    target = parent / Path(path).name
    resolve_target(target)
    if Path(path).name in ("", "..", FILE_RECORD, MANIFEST):
        raise refuse(path, "is no name for a file", "name a file with --out")
    if not os.path.lexists(target):
        return target
    mode = target.lstat().st_mode
    if not stat.S_ISREG(mode):
        what = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "no plain file"
        raise refuse(path, f"there is {what} of that name, which is never replaced", "name another file with --out")
    if not force and hash_file(target) not in read_file_record(parent).get(target.name, []):
        raise refuse(path, "is there already, and was not written by Pyrrhus or has been changed since", fix)
    return target


def _write_file(target: Path, content: bytes, force: bool, fix: str) -> list[Path]:
    digest = sha256_of(content)
    sweep(target.parent)
    with open_workspace(target.parent) as shop:
        known = read_file_record(target.parent).get(target.name, [])
        # Both are ours while one gives way to the other, and a kill may come at any moment.
        _record(shop, target, [*known, digest])
        shop.note(shop.own, [*known, digest])
        shop.making.mkdir()
        write_down(shop.making / "file", content)
        _take_mode(shop.making / "file", target)
        os.rename(shop.making / "file", shop.ready)
        aside = []
        if force and os.path.lexists(target) and hash_file(target) not in known:
            aside.append(_set_aside(shop, target))

        def check(old: Path) -> None:
            if not aside and hash_file(old) not in known:
                raise refuse(target, "was changed while this ran", fix)

        _take_place(shop, target, check)
        _record(shop, target, [digest])
    return aside


def _record(shop: Workspace, target: Path, digests: list[str]) -> None:
    """Note the digests under which a file is ours, in the record beside it."""
    path = target.parent / FILE_RECORD
    _check_record(target.parent)
    record = read_file_record(target.parent)
    record[target.name] = digests
    beside = shop.folder / "note"
    write_down(beside, file_record_bytes(record))
    os.replace(beside, path)


def _check_record(folder: Path) -> None:
    if not is_file_record(folder / FILE_RECORD):
        raise refuse(folder / FILE_RECORD, "stands where the record of written files goes, and is none", "move it")


def _set_aside(shop: Workspace, target: Path) -> Path:
    """Give somebody's file a second name, NAME.bak, which nothing has yet; the first then leads to the new file."""
    for number in range(1000):
        backup = target.with_name(f"{target.name}.bak{number or ''}")
        try:
            os.link(target, backup, follow_symlinks=False)
        except FileExistsError:
            continue
        except OSError:  # a disk without second names
            if os.path.lexists(backup):
                continue
            move_new(target, backup)
        else:
            digest = hash_file(target)
            own = [digest] if digest else []
            shop.note(shop.own, [hash_file(shop.ready), *own])  # safe under its second name
        return backup
    raise refuse(target, "there are a thousand files set aside already", "move some of them")


def _take_place(shop: Workspace, target: Path, check: Callable[[Path], None]) -> None:
    """Put what is ready in the place of `target`, and look once more at what was there: `check` raises to undo."""
    if not os.path.lexists(target):
        move_new(shop.ready, target)
        return
    check(target)
    if exchange(shop.ready, target):
        try:
            check(shop.ready)
        except BaseException:
            exchange(shop.ready, target)
            raise
        return
    shop.note(shop.journal, target.name)
    os.rename(target, shop.old)
    try:
        check(shop.old)
        move_new(shop.ready, target)
    except BaseException:
        if not os.path.lexists(target):
            os.rename(shop.old, target)
        raise


def _refuse_foreign(folder: Path, target: Path, kind: str, elsewhere: str, replace: bool) -> None:
    """Raise InputError where a folder holds what the writer of this kind did not make."""
    if not replace and any(folder.iterdir()):
        raise refuse(target, "is there already and is not an empty folder", elsewhere, "folder_exists")
    found = in_the_way(folder, kind)
    if not found:
        return
    manifest = read_manifest(folder)
    names = listed([name for name in found if name != MANIFEST] or found)
    if manifest is None:
        what = f"the folder holds {names}, and no record that Pyrrhus wrote {'it' if len(found) == 1 else 'them'}"
    elif manifest.kind != kind:
        what = f"the folder holds another kind of output ({manifest.kind}: {names})"
    else:
        what = f"the folder holds what Pyrrhus did not write, or what was changed since: {names}"
    raise refuse(target, what, f"move it, or {elsewhere}", "output-folder")


def _take_mode(new: Path, old: Path) -> None:
    """Give the new output the mode, and where it may be the owner, of what it replaces."""
    try:
        about = old.stat()
    except FileNotFoundError:
        return
    mine = new.stat()
    if hasattr(os, "chown") and (about.st_uid, about.st_gid) != (mine.st_uid, mine.st_gid):
        with contextlib.suppress(OSError):
            os.chown(new, about.st_uid, about.st_gid)
    os.chmod(new, stat.S_IMODE(about.st_mode))


def _failed(target: Path, error: OSError) -> RunError:
    what, fix = reason_of(error)
    return RunError(f"{target}: could not be written: {what}; what was there is unchanged; {fix}")
