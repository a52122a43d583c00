"""A law can be added as the manual says: one new file, one import and one line of `day.py`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from pyrrhus.engine import cache

TESTS = Path(__file__).parents[1]
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "a_law.md"
ENGINE = Path(cache.__file__).parent
DRAWS, DAYS = 2, 16

# a siege of some twenty cells: small enough for an engine that is not compiled
RUN = f"""
import json, sys
import pyrrhus
if len(sys.argv) > 2:
    pyrrhus.__path__.insert(0, sys.argv[2])
sys.path.insert(0, sys.argv[1])
import pyrrhus.engine
from conftest import compile_world, siege_scenario

tiling = {{"radius_km": 5, "cell_km": 2.5, "fine_cell_km": 2.5, "fine_radius_km": 0}}
world = compile_world(siege_scenario(file={{"tiling": tiling}}), draws={DRAWS})
ran = world.run(days={DAYS}, record_days=list(range({DAYS} + 1)), values={{"counter_attack_share_0_1": 1e-9}})
found = {{"engine": pyrrhus.engine.__file__, "killed": ran.record.losses[:, :, 0, 0].tolist()}}
"""


def law_of_the_page() -> tuple[str, list[str]]:
    """The file of the page, and the lines that it adds to day.py."""
    text = PAGE.read_text(encoding="utf-8")
    law = re.search(r":caption: laws/truce\.py\n(.*?)^```$", text, re.S | re.M)
    lines = re.search(r"^```diff\n(.*?)^```$", text, re.S | re.M)
    assert law
    assert lines
    return law[1], lines[1].splitlines()


def test_a_law_is_one_file_and_one_line(tmp_path: Path) -> None:
    engine = tmp_path / "engine"
    shutil.copytree(ENGINE, engine, ignore=shutil.ignore_patterns("__pycache__"))
    law, lines = law_of_the_page()
    assert len(law.splitlines()) < 60
    (engine / "laws" / "truce.py").write_text(law, encoding="utf-8")
    added_import, _, before, call = (line[1:] for line in lines)
    day = (engine / "day.py").read_text(encoding="utf-8")
    assert day.count(f"{before}\n") == 1, f"day.py has no line {before.strip()!r} any more: the page must name another"
    day = day.replace(f"{before}\n", f"{before}\n{call}\n")
    day = re.sub(r"^(?=from pyrrhus)", f"{added_import}\n", day, count=1, flags=re.M)
    (engine / "day.py").write_text(day, encoding="utf-8")

    command = [sys.executable, "-c", RUN + "print(json.dumps(found))", str(TESTS), str(tmp_path)]
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=plain, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["engine"]).is_relative_to(tmp_path)
    ours: dict[str, object] = {}
    exec(RUN.replace("sys.argv", f"['', {str(TESTS)!r}]"), ours)
    compiled = np.array(ours["found"]["killed"])  # type: ignore[index]
    with_truce = np.array(found["killed"])

    # the plain Python of the copy is what was compiled, up to the truce
    np.testing.assert_allclose(with_truce[:, :6], compiled[:, :6], rtol=1e-6)
    truce, war = np.diff(with_truce, axis=1)[:, 5:12], np.diff(compiled, axis=1)[:, 5:12]
    assert (war[0] > 0.0).all()
    assert truce.sum() < 0.5 * war.sum(), "a truce spares lives, though chance breaks it here and there"
    assert (truce == 0.0).any()
    assert (np.diff(with_truce[0])[12:] > 0.0).all(), "after the truce they fight on"
