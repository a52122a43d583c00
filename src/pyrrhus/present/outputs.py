"""Writing an assessment: every file beside, whole, and then swapped in at once."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pyrrhus.errors import InputError, Problem
from pyrrhus.judge.findings import FORMAT
from pyrrhus.present import tables

if TYPE_CHECKING:
    from pyrrhus.judge.findings import Findings

OUTPUT_FILES = (
    "assessment.html", "assessment.json", "forecast.parquet", "quantities.csv", "claims.csv", "lineage.json",
)  # fmt: skip


def write_outputs(findings: Findings, folder: str | Path) -> Path:
    """Write the six files of an assessment into `folder`, which is swapped in whole, and return it.

    An existing folder is replaced when it is empty or holds an earlier assessment and nothing else (hidden files
    apart). Raises InputError otherwise; then, as after any failure, what was there is still there.
    """
    folder = Path(folder).expanduser()
    target = folder.resolve()
    check_replaceable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        fresh, former = workshop / "new", workshop / "old"
        fresh.mkdir()
        for name, content in render_files(findings).items():
            (fresh / name).write_bytes(content)
        _swap(fresh, target, former)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder


def render_files(findings: Findings) -> dict[str, bytes]:
    """The content of every file by name, without writing any."""
    from pyrrhus.present.report import render_report

    return {
        "assessment.html": render_report(findings).encode("utf-8"),
        "assessment.json": tables.document_json(findings.document).encode("utf-8"),
        "forecast.parquet": tables.parquet_bytes(tables.hub_table(findings)),
        "quantities.csv": tables.quantities_csv(findings.quantities).encode("utf-8"),
        "claims.csv": tables.claims_csv(findings.claims).encode("utf-8"),
        "lineage.json": tables.lineage_json(findings.lineage).encode("utf-8"),
    }


def check_replaceable(folder: str | Path) -> None:
    """Raise InputError where writing an assessment to `folder` would destroy something else."""
    folder = Path(folder)
    if not folder.exists() and not folder.is_symlink():
        return
    elsewhere = "name another folder with --out"
    if not folder.is_dir():
        raise _refusal(folder, "there is a file of that name where the folder should be", elsewhere)
    foreign = sorted(item.name for item in folder.iterdir() if item.name not in OUTPUT_FILES and item.name[0] != ".")
    if foreign:
        listed = ", ".join(foreign[:5]) + (f" and {len(foreign) - 5} more" if len(foreign) > 5 else "")
        raise _refusal(folder, f"the folder holds what no assessment wrote: {listed}", f"move it, or {elsewhere}")
    if any(folder.iterdir()) and not _holds_assessment(folder):
        raise _refusal(folder, "the folder is not empty and holds no earlier assessment", elsewhere)


def _holds_assessment(folder: Path) -> bool:
    try:
        document = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kind = document.get("format") if isinstance(document, dict) else None
    return isinstance(kind, str) and kind.partition("/")[0] == FORMAT.partition("/")[0]


def _refusal(folder: Path, what: str, fix: str) -> InputError:
    return InputError([Problem(str(folder), None, what, fix, "output-folder")])


def _swap(fresh: Path, target: Path, former: Path) -> None:
    """Put `fresh` in the place of `target`; on failure the former folder is put back."""
    if target.exists():
        os.replace(target, former)
    try:
        os.replace(fresh, target)
    except OSError:
        if former.exists() and not target.exists():
            os.replace(former, target)
        raise
