"""Numba's disk cache, kept in a user-cache folder named by the hash of all engine sources.

Numba looks only at the file of the cached function, so a change in a law that it calls would go unseen. The folder's
name holds the hash of every source file of the engine, Numba's version and the processor: a change of any makes a new
folder, and kernels compile afresh.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType

KEEP_FOLDERS = 4


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
    import numba
    from llvmlite import binding

    machine = f"{numba.__version__} {platform.python_version()} {binding.get_host_cpu_name()} {sys.platform}"
    name = hashlib.sha256(f"{sources_hash(sources)} {machine}".encode()).hexdigest()[:24]
    return _root() / name


def kernels() -> ModuleType:
    """The module with the compiled kernels, imported so that they are cached in their own folder."""
    loaded = sys.modules.get("pyrrhus.engine.block")
    if loaded is not None:
        return loaded
    import numba

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        _prune(folder)
    except OSError:
        # A read-only home: kernels still run, compiled anew each time the temporary folder is gone.
        # A fresh folder of our own: a name that others can guess would let them plant code.
        folder = Path(tempfile.mkdtemp(prefix="pyrrhus-"))
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    try:
        from pyrrhus.engine import block
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
    return block


def _root() -> Path:
    if given := os.environ.get("PYRRHUS_CACHE_DIR"):
        return Path(given) / "kernels"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "pyrrhus" / "kernels"
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "pyrrhus" / "kernels"


def _prune(current: Path) -> None:
    """Drop the folders of older sources, the newest few apart."""
    folders = sorted(
        (f for f in current.parent.iterdir() if f.is_dir() and f != current), key=lambda f: f.stat().st_mtime
    )
    for old in folders[: max(0, len(folders) - KEEP_FOLDERS)]:
        shutil.rmtree(old, ignore_errors=True)
