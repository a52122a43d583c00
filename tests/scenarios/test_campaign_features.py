"""Numbers of the map from cells agree with those from polygons, so that shipped coefficients fit both."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from pyrrhus.campaign.compile import compile_campaign
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.sector import build_sector
from pyrrhus.scenario.as_of import as_of as gate
from pyrrhus.scenario.load import load
from pyrrhus.scenario.parameters import resolve
from pyrrhus.skill.campaign_features import campaign_features
from pyrrhus.skill.questions import map_features

OPEN = Path(os.environ.get("PYRRHUS_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"))
OPEN = OPEN / "deepstate_control"
pytestmark = pytest.mark.skipif(not OPEN.exists(), reason=f"no open data at {OPEN}")


def compiled(folder, day):
    known = gate(load(folder), day)
    return compile_campaign(known, resolve(known.file), as_of=day)


@pytest.mark.parametrize("town", ["Bakhmut", "Avdiivka"])
def test_cells_give_what_polygons_give(tmp_path, town):
    day = date(2023, 2, 19)
    maps = read_maps(OPEN, until=day)
    build_sector(town, maps, out=tmp_path / "sector", as_of=day)
    cells = asdict(campaign_features(compiled(tmp_path / "sector", day)))
    (polygons,) = map_features(maps, maps.town(town), [day])
    for name, value in asdict(polygons).items():
        allowed = 0.7 if name == "distance_km" else 0.06 if name.startswith("gain") else 0.03
        assert cells[name] == pytest.approx(value, abs=allowed), name


def test_without_a_map_there_are_no_numbers(tmp_path):
    day = date(2023, 2, 19)
    build_sector("Bakhmut", read_maps(OPEN, until=day), out=tmp_path / "sector", as_of=day, history_weeks=2)
    (tmp_path / "sector" / "control.csv").unlink()
    assert campaign_features(compiled(tmp_path / "sector", day)) is None
