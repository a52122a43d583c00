"""Changes of means from a day on: what may be written, what is refused, and what an earlier as-of date sees of it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pyrrhus.errors import InputError
from pyrrhus.scenario.as_of import as_of
from pyrrhus.scenario.load import load

SMALL = Path(__file__).parents[1] / "scenarios" / "small"
WELL = "{from: 2023-03-01, parameter: defender_shells_per_day, factor: 10}"


def folder_with(tmp_path: Path, *rows: str) -> Path:
    folder = tmp_path / "changed"
    shutil.copytree(SMALL, folder)
    file = folder / "scenario.yaml"
    listed = "".join(f"  - {row}\n" for row in rows)
    file.write_text(f"{file.read_text(encoding='utf-8')}\nchanges:\n{listed}", encoding="utf-8")
    return folder


def test_a_change_is_read(tmp_path: Path) -> None:
    none = "{from: '2023-04-01', parameter: attacker_recruits_per_day, value: 0, note: none are called up}"
    (more, gone) = load(folder_with(tmp_path, WELL, none)).file.changes
    assert (more.from_, more.parameter, more.factor, more.value) == (
        date(2023, 3, 1),
        "defender_shells_per_day",
        10.0,
        None,
    )
    assert (gone.from_, gone.value, gone.factor) == (date(2023, 4, 1), 0.0, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{from: 2023-03-01, parameter: defender_shels_per_day, factor: 10}", "defender_shells_per_day"),
        ("{from: 2023-03-01, parameter: withdrawal_base_per_day, value: 0}", "is not known"),
        ("{from: 2023-03-01, parameter: defender_shells_per_day}", "one of value and factor"),
        ("{from: 2023-03-01, parameter: defender_shells_per_day, value: 1, factor: 2}", "one of value and factor"),
        ("{from: 2023-03-01, parameter: defender_shells_per_day, factor: -2}", "not below 0"),
        ("{from: soon, parameter: defender_shells_per_day, factor: 2}", "YYYY-MM-DD"),
        ("{parameter: defender_shells_per_day, factor: 2}", "from is missing"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    folder = folder_with(tmp_path, row)
    line = (folder / "scenario.yaml").read_text(encoding="utf-8").splitlines().index(f"  - {row}") + 1
    with pytest.raises(InputError) as refused:
        load(folder)
    assert said in str(refused.value)
    assert f"scenario.yaml:{line}" in str(refused.value)


def test_a_change_that_was_not_public_yet_is_not_seen(tmp_path: Path) -> None:
    late = WELL.replace("}", ", known_on: 2023-03-10}")
    month = WELL.replace("}", ", known_on: 2023-02}")
    whole = load(folder_with(tmp_path, late, month))
    assert [c.known_on for c in as_of(whole, date(2023, 3, 10)).file.changes] == [date(2023, 3, 10), date(2023, 2, 28)]
    assert [c.known_on for c in as_of(whole, date(2023, 3, 9)).file.changes] == [date(2023, 2, 28)]
    assert as_of(whole, date(2023, 2, 27)).file.changes == ()
