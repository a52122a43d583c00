"""`pyrrhus import map DIR --into FOLDER`: the weeks that a map shows after the last one in control.csv, by cell."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

from pyrrhus.campaign.ground import build_terrain
from pyrrhus.control_map.read import read_maps
from pyrrhus.control_map.weekly_cells import control_csv, control_rows, weekly_dates
from pyrrhus.errors import InputError, Problem
from pyrrhus.files.appending import continue_files
from pyrrhus.imports.report import ImportReport
from pyrrhus.scenario.input_files import refuse_workbook
from pyrrhus.scenario.load import load

FILE = "control.csv"
COLUMNS = ["date", "cell", "place", "holder", "share_0_1", "source"]


def import_map(maps: str | Path, into: str | Path, *, until: date | None = None) -> ImportReport:
    """Put the weeks of a folder of dated maps behind those of a scenario's control.csv; what stands there stays.

    Raises InputError where the maps show nothing of the ground, or the table has other columns.
    """
    folder = Path(into)
    refuse_workbook(folder)
    scenario = load(folder)
    read = read_maps(maps, until=until)
    after = max((row.date for row in scenario.control), default=None)
    first = scenario.file.start if after is None else after + timedelta(days=1)
    if read.last < first:
        return _report(folder, 0, read.notes, f"days not later than {after}, the last in {FILE}", len(read.snapshots))
    begin = max(first, read.first) if after is None else min(after + timedelta(weeks=1), read.last)
    days = weekly_dates(begin, read.last, extra=[read.last])
    rows = control_rows(read, build_terrain(scenario).tiling, days)
    if not rows:
        fix = "give a map of this ground"
        raise InputError([Problem(str(maps), None, f"shows nothing of the ground of {folder}", fix, "coverage")])
    text = control_csv(rows, source=Path(maps).name)
    old = (folder / FILE).read_bytes() if (folder / FILE).exists() else b""
    if old:
        header = next(csv.reader(io.StringIO(old.decode("utf-8-sig"))), [])
        if [column.strip() for column in header] != COLUMNS:
            raise InputError([Problem(FILE, 1, "has other columns", f"write {','.join(COLUMNS)}", "import_columns")])
        text = ("" if old.endswith(b"\n") else "\n") + text.split("\n", 1)[1]
    continue_files(folder, {FILE: old + text.encode("utf-8")})
    return _report(folder, len(rows), read.notes, "", len(days))


def _report(folder: Path, added: int, notes: tuple[str, ...], why: str, rows: int) -> ImportReport:
    left = {why: rows} if why else {}
    return ImportReport(folder, "map", rows, {FILE: added} if added else {}, left, {}, (), False, notes)
