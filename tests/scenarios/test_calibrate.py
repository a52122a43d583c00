"""A vintage is made of what was dated up to it: rows behind its date do not change a byte."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from pyrrhus.control_map.read import read_maps
from pyrrhus.errors import InputError
from pyrrhus.scale.engines import Engine
from pyrrhus.skill.baselines.table import fit_table
from pyrrhus.skill.calibrate import calibrate
from pyrrhus.skill.vintages import read_vintage, vintages

OPEN = Path(os.environ.get("PYRRHUS_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"))
OPEN = OPEN / "deepstate_control"
needs_data = pytest.mark.skipif(not OPEN.exists(), reason=f"no open data at {OPEN}")
DAY = date(2022, 9, 1)


@needs_data
def test_rows_dated_after_a_vintage_do_not_change_a_byte(tmp_path):
    whole, cut = read_maps(OPEN), read_maps(OPEN, until=DAY)
    assert whole.last > cut.last
    (one,) = calibrate(whole, vintages=[DAY], out=tmp_path / "one")
    calibrate(cut, vintages=[DAY], out=tmp_path / "other")
    written = (tmp_path / "one" / f"{DAY}.csv").read_bytes()
    assert written == (tmp_path / "other" / f"{DAY}.csv").read_bytes()
    assert written.decode() == one.to_csv()
    shipped, again = next(v for v in vintages() if v.date == DAY), read_vintage(one.to_csv(), DAY)
    assert again.about["data_sha256"] == shipped.about["data_sha256"]
    for name, row in again.parameters.items():
        assert row.distribution.numbers == pytest.approx(shipped.parameters[name].distribution.numbers, rel=0.01)
    assert fit_table(whole, dates=[DAY]) == fit_table(cut, dates=[DAY])


@needs_data
def test_vintages_on_processes_are_the_same_bytes():
    maps, days = read_maps(OPEN, until=DAY), [date(2022, 8, 1), DAY]
    here = [v.to_csv() for v in calibrate(maps, vintages=days)]
    assert [v.to_csv() for v in calibrate(maps, vintages=days, engine=Engine("processes", workers=2))] == here


@needs_data
def test_a_vintage_before_the_map_begins_is_refused():
    with pytest.raises(InputError, match="no map is dated up to"):
        calibrate(read_maps(OPEN, until=date(2022, 5, 1)), vintages=[date(2022, 1, 1)])
