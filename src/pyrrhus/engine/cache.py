"""Numba's disk cache, kept in a user-cache folder named by the hash of all engine sources.

Numba looks only at the file of the cached function, so a change in a law that it calls would go unseen. The folder's
name holds the hash of every source file of the engine, the columns of the parameter matrix, Numba's version and the
processor: a change of any makes a new folder, and kernels compile afresh.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import threading
from pathlib import Path
from types import ModuleType

KEEP_FOLDERS = 4
OURS = re.compile("[0-9a-f]{24}")
PROBE_BYTES = 65_536


def sources_hash(folder: Path | None = None) -> str:
    """Hex digest of every Python file under the engine's folder, by path and content."""
    folder = folder or Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder(sources: Path | None = None) -> Path:
    """The folder for kernels compiled from these sources on this processor; it need not exist yet."""
    return cache_root() / "kernels" / _name(sources)


def _name(sources: Path | None) -> str:
    import numba
    from llvmlite import binding

    from pyrrhus.engine.arrays import PARAMETERS

    machine = f"{numba.__version__} {platform.python_version()} {binding.get_host_cpu_name()} {sys.platform}"
    return hashlib.sha256(f"{sources_hash(sources)} {' '.join(PARAMETERS)} {machine}".encode()).hexdigest()[:24]


_LOADING = threading.Lock()


def kernels() -> ModuleType:
    """The module with the compiled kernels, imported so that they are cached in their own folder."""
    with _LOADING:  # another thread may be half way through the import
        loaded = sys.modules.get("pyrrhus.engine.block")
        return loaded if loaded is not None else _load()


def _load() -> ModuleType:
    from pyrrhus.engine.kernel_files import kept_in

    try:
        folder = cache_folder()
        _open(folder)
    except (OSError, RuntimeError, ValueError):  # no home, a read-only or a full one, a name that cannot be
        folder = _temporary_folder()
    with kept_in(folder):
        from pyrrhus.engine import block
    return block


def _open(folder: Path) -> None:
    """Make the folder and see that it can be written to; raises OSError. Older ones are dropped where they can be."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(PROBE_BYTES))
    with contextlib.suppress(OSError):
        os.utime(folder)
        _prune(folder)


def _temporary_folder() -> Path:
    """A folder of this user's in the temporary one, the same at each run, so that kernels are compiled once.

    Others can guess its name and could plant code in it: where it is not this user's alone, a fresh one is taken that
    goes with the process.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"pyrrhus-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        about = folder.lstat()
        private = sys.platform == "win32" or (about.st_uid == user and stat.S_IMODE(about.st_mode) & 0o077 == 0)
        if stat.S_ISDIR(about.st_mode) and private:
            inside = folder / _name(None)
            _open(inside)
            return inside
    except OSError:
        pass
    fresh = tempfile.mkdtemp(prefix="pyrrhus-")
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    return Path(fresh)


def cache_root() -> Path:
    """The folder of all that is kept to save time: what `PYRRHUS_CACHE_DIR` names, else the user's cache folder.

    Raises RuntimeError where there is no home for one.
    """
    if given := os.environ.get("PYRRHUS_CACHE_DIR"):
        return Path(given).expanduser()
    import platformdirs

    base = platformdirs.user_cache_path("pyrrhus", appauthor=False).expanduser()
    if not base.is_absolute():
        raise RuntimeError(f"no home for a cache: {base}")
    return base


def _prune(current: Path) -> None:
    """Drop the kernels of older sources, the newest few folders apart; what is not ours by its name stays."""
    ours = (f for f in current.parent.iterdir() if OURS.fullmatch(f.name) and not f.is_symlink() and f.is_dir())
    folders = sorted((f for f in ours if f != current), key=lambda f: f.stat().st_mtime)
    for old in folders[: max(0, len(folders) - KEEP_FOLDERS)]:
        with contextlib.suppress(OSError):
            for path in [*old.glob("*/*.nb[ic]"), *old.glob("*/*.nb[ic].tmp.*")]:
                path.unlink(missing_ok=True)
            for inside in old.iterdir():
                inside.rmdir()
            old.rmdir()
