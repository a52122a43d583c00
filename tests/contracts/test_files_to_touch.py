"""What CONTRIBUTING.md promises of the files to touch: an input table and a report section, each added in a copy.

A law is added in `test_add_a_law.py`, a quantity of claims in `tests/unit/test_quantities.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pyrrhus

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "scenarios" / "small"
PACKAGE = Path(pyrrhus.__file__).parent

HOSPITAL = '''

class Hospital(Row):
    """Beds at a place."""

    id: Identifier
    place: Identifier
    beds: Count
'''
KIND = 'TableKind("hospitals", Hospital, _columns("id place", number="beds"), counts=lambda _: ("beds",))'


def before(anchor: str, text: str) -> tuple[str, str]:
    return anchor, text + anchor


def after(anchor: str, text: str) -> tuple[str, str]:
    return anchor, anchor + text


TABLE = {
    "src/pyrrhus/scenario/schema.py": [
        before("\n\nclass SideNames(FilePart):", HOSPITAL),
        after("    control: tuple[Control, ...] = ()\n", "    hospitals: tuple[Hospital, ...] = ()\n"),
    ],
    "src/pyrrhus/scenario/tables.py": [
        after("Control, Event, Force, ", "Hospital, "),
        before('        TableKind("sources"', f"        {KIND},\n"),
    ],
    "src/pyrrhus/scenario/gate_fields.py": [after('    "actors": BY_KNOWN_ON,\n', '    "hospitals": BY_KNOWN_ON,\n')],
    "src/pyrrhus/scenario/columns.csv": None,
}
SECTION = {
    "src/pyrrhus/present/age_of_claims.py": None,
    "src/pyrrhus/present/templates/ages.html.j2": None,
    "src/pyrrhus/present/sections.py": [
        before("from pyrrhus.present.blocks", "from pyrrhus.present.age_of_claims import oldest_claim\n"),
        after('"blocks", "evidence", ', '"ages", '),
        before('        "title": ', '        "ages": oldest_claim(findings),\n'),
    ],
}
AGES = '''"""How old the oldest claim is."""


def oldest_claim(findings):
    """Its day, as it is written."""
    return min(claim["said_on"] for claim in findings.claims)
'''
PROBE_TABLE = """
import sys
from datetime import timedelta
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.load import load
scenario = load(sys.argv[1])
known = as_of(scenario, scenario.file.as_of)
print([row.beds for row in scenario.hospitals], [row.beds for row in known.hospitals])
"""
PROBE_SECTION = """
from findings_example import make_findings
from pyrrhus.present.report_page import render_report
print(render_report(make_findings()))
"""


def touched(thing: str) -> set[str]:
    """The files that the table of CONTRIBUTING.md names for adding a thing."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"| {thing}"))
    return set(re.findall(r"`([^`]+)`", row.split("|")[2]))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    away = shutil.ignore_patterns("__pycache__", "bundled")
    shutil.copytree(PACKAGE, tmp_path / "src" / "pyrrhus", ignore=away)
    return tmp_path


def edit(copy: Path, changes: dict[str, list[tuple[str, str]] | None]) -> None:
    for name, pairs in changes.items():
        path = copy / name
        for old, new in pairs or ():
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{name} has no line {old!r} any more"
            path.write_text(text.replace(old, new), encoding="utf-8")


def run(copy: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join((str(copy / "src"), str(Path(__file__).parent)))
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths})


def test_an_input_table(copy: Path) -> None:
    assert {f"src/pyrrhus/{n}" for n in touched("an input table")} == set(TABLE)
    assert all((copy / name).exists() for name in TABLE)
    edit(copy, TABLE)
    folder = Path(shutil.copytree(SMALL, copy / "small"))
    as_of = re.search(r"^as_of: (\S+)", (folder / "scenario.yaml").read_text(encoding="utf-8"), re.M)
    assert as_of is not None
    text = f"id,place,beds,known_on\nnorth,a,120,{as_of[1]}\nsouth,b,40,2099-01-01\n"
    (folder / "hospitals.csv").write_text(text, encoding="utf-8")
    assert run(copy, "-m", "pyrrhus", "check", folder).returncode == 0
    assert run(copy, "-c", PROBE_TABLE, folder).stdout.strip() == "[120.0, 40.0] [120.0]"
    (folder / "hospitals.csv").write_text(text.replace("40", "many"), encoding="utf-8")
    wrong = run(copy, "-m", "pyrrhus", "check", folder)
    assert wrong.returncode == 2
    assert "hospitals.csv:3" in wrong.stdout
    before = run(PACKAGE.parents[1], "-m", "pyrrhus", "check", folder)
    assert "hospitals.csv" in before.stdout, "without the change the table is not known"


def test_a_report_section(copy: Path) -> None:
    listed = touched("a report section")
    assert len(listed) == len(SECTION)
    assert "present/sections.py" in listed
    edit(copy, SECTION)
    present = copy / "src" / "pyrrhus" / "present"
    (present / "age_of_claims.py").write_text(AGES, encoding="utf-8")
    (present / "templates" / "ages.html.j2").write_text("<p>The oldest claim is of {{ ages }}.</p>\n", encoding="utf-8")
    done = run(copy, "-c", PROBE_SECTION)
    assert done.returncode == 0, done.stderr
    where = [done.stdout.find(text) for text in ("</section>", "The oldest claim is of 20", 'id="method"')]
    assert -1 < where[0] < where[1] < where[2]
