"""A quantity of claims is one row: every row fuses, a new one needs no other file, a wrong one is refused."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

import pyrrhus
from pyrrhus.claims.fuse import fuse
from pyrrhus.claims.vocabulary import quantities, read_quantities
from support.planted import make_claim, make_sources

AS_OF = date(2000, 2, 1)
ONE_CLAIM = """
from datetime import date
from support.planted import make_claim, make_sources
from pyrrhus.claims.fuse import fuse
day = date(2000, 2, 1)
claim = make_claim("a", quantity="drones_lost", value=40, hedge="about", period_from=day, period_to=day, said_on=day)
print([item.quantity for item in fuse([claim], make_sources("a"), as_of=day).quantities])
"""


def rows() -> list[dict[str, str]]:
    text = files("pyrrhus.claims").joinpath("quantities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("name", quantities())
def test_every_row_fuses(name: str):
    row = quantities()[name]
    said = {"value": 0.5} if row.numeric else {"value": None, "category": row.categories[0]}
    side = "attacker" if row.needs_side else None
    claim = make_claim(
        "a", quantity=name, side=side, unit=row.unit, period_from=AS_OF, period_to=AS_OF, said_on=AS_OF, **said
    )
    found = fuse([claim], make_sources("a"), as_of=AS_OF)
    assert name in {item.quantity for item in found.quantities}


def test_a_new_quantity_touches_one_file(tmp_path: Path):
    package = Path(pyrrhus.__file__).parent
    shutil.copytree(package, tmp_path / "pyrrhus", ignore=shutil.ignore_patterns("__pycache__", "bundled"))
    new = next(row for row in rows() if row["name"] == "civilians_killed") | {"name": "drones_lost", "about": "side"}
    table = tmp_path / "pyrrhus" / "claims" / "quantities.csv"
    with table.open("a", newline="", encoding="utf-8") as file:
        csv.DictWriter(file, new, lineterminator="\n").writerow(new)
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[1])))
    ran = subprocess.run(
        [sys.executable, "-c", ONE_CLAIM], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    assert "drones_lost" in ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("personnel", {"median": ""}, "needs a median"),
        ("personnel", {"factor90": "1"}, "factor90 above 1"),
        ("personnel", {"said_once": "maybe"}, "not yes or empty"),
        ("recruited", {"part_of_front": "yes"}, "no row recruited_front"),
        ("holds", {"serves": "perhaps"}, "name its categories"),
        ("holds", {"categories": "yes"}, "two categories"),
        ("holds", {"lasts_days": "long"}, "could not convert"),
        ("killed", {"part_of": "nothing"}, "part of nothing"),
        ("wounded", {"name": "killed"}, "stands twice"),
    ],
)
def test_a_wrong_row_is_refused(name: str, change: dict[str, str], said: str):
    with pytest.raises(ValueError, match=said):
        read_quantities([row | change if row["name"] == name else row for row in rows()])
