"""A law with a parameter and a state of its own is added as the manual says: its file, `day.py`, a row of the table."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from pyrrhus.engine import cache
from pyrrhus.engine.arrays import COLUMN, NOT_IN_A_DAY, PARAMETERS
from pyrrhus.engine.fields import Field, arrays_of, begin, viewer

TESTS = Path(__file__).parents[1]
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "a_law.md"
PACKAGE = Path(cache.__file__).parents[1]
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
def killed(**values):
    quiet = {{"counter_attack_share_0_1": 1e-9, "offensive_advance_km_per_day": 0.005, "withdrawal_base_per_day": 0.0}}
    values |= quiet
    ran = world.run(days={DAYS}, record_days=list(range({DAYS} + 1)), values=values)
    return ran.record.losses[:, :, 0, 0].tolist(), ran.state
"""

WITH_TRUCE = """
import numpy as np
from pyrrhus.engine import guards

found = {"engine": pyrrhus.engine.__file__}
for name, chance in (("kept", 0.0), ("broken", 1.0), ("at_times", 0.15)):
    found[name], state = killed(truce_broken_per_day=chance)
    found["broken_axes_" + name] = [state.truce_broken.shape[0], int(state.truce_broken.sum()), state.truce_broken.size]
state.truce_broken[1] = 2
try:
    guards.check_numbers(state, world.run(days=1, record_days=[0]).record)
except guards.GuardError as error:
    found["guard"] = str(error)
print(json.dumps(found))
"""


def blocks_of_the_page() -> dict[str, str]:
    """What the page shows of each file, by its name below the package."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"^```\{code-block\} \w+\n:caption: (\S+)\n(.*?)^```$", text, re.S | re.M))


def apply(diff: str, text: str) -> str:
    """Text with a block's hunks applied: added lines stand where the page has them; alone, they go first or last."""
    for hunk in diff.split("…\n"):
        lines = hunk.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        if before:
            assert text.count(before) == 1, f"there is no line {before.strip()!r} any more: the page must name another"
            text = text.replace(before, after)
        elif after.startswith("from "):
            text = re.sub(r"^(?=from pyrrhus)", after, text, count=1, flags=re.M)
        else:
            text += after
    return text


def test_a_law_with_a_parameter_and_a_state_of_its_own_touches_three_files(tmp_path: Path) -> None:
    for room in ("engine", "scenario"):
        shutil.copytree(PACKAGE / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "bundled"))
    blocks = blocks_of_the_page()
    assert sorted(blocks) == ["engine/day.py", "engine/laws/truce.py", "scenario/parameters.csv"]
    assert len(blocks["engine/laws/truce.py"].splitlines()) < 60
    for name, block in blocks.items():
        path = tmp_path / name
        path.write_text(apply(block, path.read_text(encoding="utf-8")) if path.exists() else block, encoding="utf-8")

    command = [sys.executable, "-c", RUN + WITH_TRUCE, str(TESTS), str(tmp_path)]
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=plain, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["engine"]).is_relative_to(tmp_path)
    ours: dict[str, Any] = {}
    exec(RUN.replace("sys.argv", f"['', {str(TESTS)!r}]"), ours)
    compiled = np.array(ours["killed"]()[0])

    # the plain Python of the copy is what was compiled, where the truce is broken at once, and else up to the truce
    np.testing.assert_allclose(np.array(found["broken"]), compiled, rtol=1e-6)
    np.testing.assert_allclose(np.array(found["kept"])[:, :6], compiled[:, :6], rtol=1e-6)
    kept, at_times = np.diff(found["kept"], axis=1), np.diff(found["at_times"], axis=1)
    assert (np.diff(compiled[0])[5:12] > 0.0).all()
    assert (kept[:, 5:12] == 0.0).all(), "nobody is killed in a truce that is kept"
    assert (kept[0, 12:] > 0.0).all(), "after the truce they fight on"
    assert (np.diff((at_times[0, 5:12] > 0.0).astype(int)) >= 0).all(), "what is broken stays broken"
    draws, broken, axes = found["broken_axes_at_times"]
    assert draws == DRAWS
    assert 0 < broken < axes
    assert found["broken_axes_kept"][1] == 0
    assert found["broken_axes_broken"][1] == axes
    assert found["guard"] == "the guard 'numbers' failed in draw 1: truce_broken lies outside 0 to 1"


def test_the_view_of_a_draw_is_compiled_from_any_table() -> None:
    """Compiled as in a run: numbers of one draw are arrays of one, and what is written to the view is in the state."""
    table = (Field("many", ("axis",), np.float64, (0.0, 1.0), 0.5, ""), Field("one", (), np.int32, None, -1, ""))
    arrays, view = arrays_of("Arrays", table, __name__), arrays_of("View", table, __name__)
    view_draw = njit(viewer(view, table))

    @njit
    def work(state: Any, d: int) -> None:
        here = view_draw(state, d)
        here.many[1] += 0.25
        here.one[0] = d

    state = arrays._make(begin(field, 3, {"axis": 2}) for field in table)
    work(state, 2)
    assert state.many.tolist() == [[0.5, 0.5], [0.5, 0.5], [0.5, 0.75]]
    assert state.one.tolist() == [-1, -1, 2]


def test_every_column_of_the_parameter_matrix_is_read_by_the_engine() -> None:
    """A row of the table that is no day's business belongs into `arrays.NOT_IN_A_DAY`."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "engine").rglob("*.py"))
    read = set(re.findall(r'"(\w+)"', sources)) - set(NOT_IN_A_DAY)
    # the defender's stands beside the attacker's, kinds of troops beside each other
    read |= {name.replace("attacker_", "defender_", 1) for name in read}
    read |= {"quality_conscript", "quality_territorial"} if "quality_assault" in read else set()
    assert [name for name in PARAMETERS if name not in read] == []
    for name, column in COLUMN.items():
        if name.startswith("attacker_") and f"defender_{name[9:]}" in COLUMN:
            assert COLUMN[f"defender_{name[9:]}"] == column + 1
    assert [COLUMN[f"quality_{kind}"] - COLUMN["quality_assault"] for kind in ("conscript", "territorial")] == [1, 2]
