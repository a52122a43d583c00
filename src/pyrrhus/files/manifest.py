"""The record of what was written: which entries of a folder are ours, byte for byte.

A folder that was written whole carries `.pyrrhus-manifest.json`, with its kind and a SHA-256 for each file. Single
files are listed in `.pyrrhus-files.json` beside them. What is not listed, or not as it was written, is somebody's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST = ".pyrrhus-manifest.json"
FILE_RECORD = ".pyrrhus-files.json"
FORMAT = "pyrrhus-manifest/1"
LARGEST_RECORD = 4 * 2**20


@dataclass(frozen=True)
class Manifest:
    """What a folder was written as: its kind, and the SHA-256 of each file by name."""

    kind: str
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """The manifest as text; equal files give equal bytes."""
        document = {"format": FORMAT, "kind": self.kind, "files": dict(sorted(self.files.items()))}
        return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def sha256_of(content: bytes) -> str:
    """Hex digest of bytes."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str | None:
    """Hex digest of a plain file; None for anything else, or where it cannot be read."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def manifest_of(kind: str, files: Mapping[str, bytes]) -> Manifest:
    """The manifest for files that are about to be written."""
    return Manifest(kind, {name: sha256_of(content) for name, content in files.items()})


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none that can be believed."""
    found = _read(folder / MANIFEST)
    if found.get("format") != FORMAT or not isinstance(found.get("kind"), str):
        return None
    files = found.get("files")
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        return None
    if any(os.sep in name or name in ("", ".", "..", MANIFEST) for name in files):
        return None
    return Manifest(found["kind"], files)


def in_the_way(folder: Path, kind: str) -> list[str]:
    """The entries of a folder that the writer of such folders did not make, or that were changed since; sorted.

    Links, folders and hidden files among them. Empty where the whole folder may be replaced.
    """
    entries = sorted(entry.name for entry in folder.iterdir())
    manifest = read_manifest(folder)
    if manifest is None or manifest.kind != kind:
        return entries
    return [name for name in entries if not _is_own(folder, name, manifest)]


def _is_own(folder: Path, name: str, manifest: Manifest) -> bool:
    if name == MANIFEST:
        return hash_file(folder / name) == sha256_of(manifest.to_bytes())
    return name in manifest.files and hash_file(folder / name) == manifest.files[name]


def remove_own(folder: Path) -> bool:
    """Delete the files of a folder that its manifest tells to be ours, and the folder if that leaves it empty.

    Whatever else lies in it stays. Returns whether the folder is gone.
    """
    manifest = read_manifest(folder)
    if manifest is not None:
        names = [name for name in manifest.files if _is_own(folder, name, manifest)]
        last = [MANIFEST] if _is_own(folder, MANIFEST, manifest) else []
        if {entry.name for entry in folder.iterdir()} <= {*names, MANIFEST}:
            for name in (*names, *last):
                (folder / name).unlink(missing_ok=True)
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def read_file_record(folder: Path) -> dict[str, list[str]]:
    """The SHA-256 digests under which single files of a folder may have been written by us, by name."""
    found = _read(folder / FILE_RECORD)
    files = found.get("files")
    if found.get("format") != FORMAT or not isinstance(files, dict):
        return {}
    return {name: digests for name, digests in files.items() if isinstance(digests, list)}


def is_file_record(path: Path) -> bool:
    """Whether a record of single files may be written at a path: it is one, or nothing is there."""
    return not os.path.lexists(path) or _read(path).get("format") == FORMAT


def file_record_bytes(files: Mapping[str, list[str]]) -> bytes:
    """The record of single files as text."""
    document = {"format": FORMAT, "kind": "files", "files": dict(sorted(files.items()))}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _read(path: Path) -> dict:
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_RECORD:
            return {}
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
