"""Licences and known holes of what the lock installs: `python -m benchmarks.audit`.

Licences come from the metadata of the installed packages; holes from pip-audit, where it is installed and its data can
be had, else a line says that they were not looked up. Ends with 1 where a package states no licence or has a hole.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.M)
LONGEST = 60
SECONDS = 300


def licence_of(package: str) -> str | None:
    """The licence that an installed package states, "" where it states none, None where it is not installed here."""
    try:
        about = metadata(package)
    except PackageNotFoundError:
        return None
    kinds = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    stated = about.get("License-Expression") or "; ".join(kinds) or (about.get("License") or "").strip()
    return " ".join(stated.splitlines()[0].split())[:LONGEST] if stated else ""


def known_holes() -> tuple[int, str]:
    """How pip-audit ended (0 none, 1 some, -1 not looked up), and what it said."""
    if importlib.util.find_spec("pip_audit") is None:
        return -1, "pip-audit is not installed here"
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(LOCK)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return -1, f"its data could not be had within {SECONDS} seconds"
    if done.returncode == 0:
        return 0, ""
    if "vulnerabilit" in done.stdout + done.stderr:
        return 1, done.stdout
    return -1, (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]


def main() -> int:
    """Print both lists."""
    pinned = PINNED.findall(LOCK.read_text(encoding="utf-8"))
    silent = []
    for package, version in sorted(pinned):
        licence = licence_of(package)
        if licence == "":
            silent.append(package)
        print(f"{package} {version}: {'not installed here' if licence is None else licence or 'states no licence'}")
    print(f"{len(pinned)} packages; without a stated licence: {', '.join(silent) or 'none'}")
    ended, told = known_holes()
    print({0: "known holes: none", 1: f"known holes:\n{told}", -1: f"SKIPPED known holes: {told}"}[ended])
    return int(bool(silent) or ended == 1)


if __name__ == "__main__":
    sys.exit(main())
