"""The bundled control.csv files: cells of the scenario's own tiling, and the very bytes that the script writes."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from support.benches import bench

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "src" / "pyrrhus" / "scenario" / "bundled"
DATA = Path(os.environ.get("PYRRHUS_DATA", ROOT.parent / "shared" / "data")) / "deepstate_control"
UNTIL = {"bakhmut": date(2023, 6, 30), "sievierodonetsk": date(2022, 7, 10), "avdiivka": date(2023, 12, 31)}
BY_HAND = ("aachen", "asculum", "vukovar")
NAMES = sorted(p.parent.name for p in BUNDLED.glob("*/control.csv") if p.parent.name not in BY_HAND)


@pytest.fixture(scope="module")
def script():
    return bench("bundle_control")


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_the_scenario_has_its_state_at_the_start(script, name):
    tiling, start, _ = script.tiling_of(BUNDLED / name)
    with (BUNDLED / name / "control.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert {r["cell"] for r in rows} == set(tiling.cell_ids)
    assert {r["cell"] for r in rows if r["date"] == start.isoformat()} == set(tiling.cell_ids)
    state = {}
    for row in rows:
        state[row["cell"], row["holder"]] = float(row["share_0_1"])
        assert state.get((row["cell"], "attacker"), 0) <= 1
    total = {c: state.get((c, "attacker"), 0) + state.get((c, "contested"), 0) for c in tiling.cell_ids}
    assert max(total.values()) <= 1 + 1e-9


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_the_script_writes_the_same_bytes_again(script, name):
    if not DATA.is_dir():
        pytest.skip(f"no open data at {DATA}; set PYRRHUS_DATA")
    assert name in UNTIL, "say here up to which date the map was used"
    text = script.control_of(BUNDLED / name, DATA, until=UNTIL[name])
    assert text.encode() == (BUNDLED / name / "control.csv").read_bytes()
    assert len(text) < 1_000_000
