"""A workbook read as the folder that it stands for: each sheet becomes the text of its file, with the row of each line.

The text is written in one way, so that a workbook and a folder that say the same have the same hashes and results.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pyrrhus.errors import Problem
from pyrrhus.inputs.refusal import Refused, too_much
from pyrrhus.inputs.text_file import TextFile, decode
from pyrrhus.inputs.workbook_sheets import Sheet, read_sheets
from pyrrhus.limits import most
from pyrrhus.scenario.scenario_file import YAML
from pyrrhus.scenario.tables import TABLES
from pyrrhus.scenario.workbook.key_rows import KeyRow, yaml_text

NOT_READ = ("read me", "lists", "notes")
SHEET_OF = {YAML: "scenario"} | {kind.file: name for name, kind in TABLES.items()}
FILE_NAME = re.compile("|".join(re.escape(name) for name in SHEET_OF))
ROW_OF = re.compile(r"\bline (\d+)\b")


@dataclass(frozen=True)
class SheetText:
    """A sheet as the text of its file: `rows` has the sheet's row of every line of it."""

    text: str
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]

    def row(self, line: int) -> int:
        """The row of a line; a line past the end is of the last row."""
        return self.rows[min(line, len(self.rows)) - 1] if self.rows else line


@dataclass(frozen=True)
class WorkbookFiles:
    """The files that the sheets of a workbook stand for; `refused` where it could not be read at all."""

    name: str
    texts: Mapping[str, SheetText]
    unknown: tuple[str, ...] = ()
    refused: Problem | None = None

    def has(self, name: str) -> bool:
        return name in self.texts

    def read(self, name: str, limit: str) -> tuple[TextFile | None, list[Problem]]:
        if self.refused is not None:
            return None, [self.refused]
        found = self.texts.get(name)
        if found is None:
            sheet = SHEET_OF.get(name, name)
            return None, [Problem(name, None, "is missing", f"add a sheet called {sheet}", "file_missing")]
        if len(data := found.text.encode("utf-8")) > most(limit):
            return None, [too_much(limit, len(data), check="file_too_large").problem(name)]
        text_file, problems = decode(data, name=name)
        return text_file, [*found.problems, *problems]

    def others(self) -> list[str]:
        return [f"{title}.csv" for title in self.unknown]

    def placed(self, problem: Problem) -> Problem:
        """The problem with its sheet and row, and its words about sheets."""
        if problem.file not in SHEET_OF and problem.file not in self.others():
            return problem
        found = self.texts.get(problem.file)
        what, fix = _of_sheets(problem.what), _of_sheets(problem.fix)
        if found is not None:
            what = ROW_OF.sub(lambda m: f"row {found.row(int(m[1]))}", what)
        line = problem.line if problem.line is None or found is None else found.row(problem.line)
        file = f"{self.name}, sheet {SHEET_OF.get(problem.file) or problem.file.removesuffix('.csv')}"
        return replace(problem, file=file, line=line, what=what, fix=fix, sheet=True)


def read_workbook(path: Path) -> WorkbookFiles:
    """Read a workbook. Never raises for what stands in it."""
    try:
        sheets = read_sheets(path)
        texts: dict[str, SheetText] = {}
        unknown: list[str] = []
        for title, sheet in sheets.items():
            name = title.strip().lower()
            if name == "scenario":
                texts[YAML] = _scenario_text(sheet)
            elif name in TABLES:
                if sheet.last > 1 or TABLES[name].required:
                    texts[TABLES[name].file] = _table_text(sheet, TABLES[name].file)
            elif name not in NOT_READ and sheet.cells:
                unknown.append(title)
    except Refused as refused:
        return WorkbookFiles(path.name, {}, refused=refused.problem(path.name))
    return WorkbookFiles(path.name, texts, tuple(unknown))


def _of_sheets(text: str) -> str:
    """Words about files of a folder as words about sheets; in a list of them, and as a new name, the names alone."""
    alone = len(FILE_NAME.findall(text)) > 1 or "rename it" in text
    return FILE_NAME.sub(lambda found: f"{'' if alone else 'the sheet '}{SHEET_OF[found[0]]}", text)


def _table_text(sheet: Sheet, file: str) -> SheetText:
    """Rows as CSV. A row that says nothing between others stays, as an empty line."""
    out, rows = io.StringIO(), []
    writer = csv.writer(out, lineterminator="\n")
    width = len(sheet.row(1))
    for number in range(1, sheet.last + 1):
        cells = sheet.row(number)
        before = out.tell()
        if any(cell.strip() for cell in cells):
            writer.writerow([*cells, *[""] * (width - len(cells))])
        else:
            out.write("\n")
        out.seek(before)
        lines = out.read().count("\n")
        rows += [number] * lines
        if out.tell() > most("table_bytes"):
            raise too_much("table_bytes", check="file_too_large")
    return SheetText(out.getvalue(), tuple(rows), tuple(_wrong(sheet, file, rows)))


def _scenario_text(sheet: Sheet) -> SheetText:
    rows = []
    for number in range(1, sheet.last + 1):
        cells = [*sheet.row(number), "", "", ""]
        key = cells[0] if cells[0].strip().startswith("#") else cells[0].strip()
        value = cells[1].strip()
        # yes and no of a workbook are true and false of YAML only where a key takes them, and none does
        rows.append(KeyRow(number, key, value, " ".join(cells[2].split())))
        if len(rows) > most("yaml_values"):
            raise too_much("yaml_values")
    text, numbers = yaml_text(rows)
    return SheetText(text, tuple(numbers), tuple(_wrong(sheet, YAML, numbers)))


def _wrong(sheet: Sheet, file: str, rows: list[int]) -> list[Problem]:
    """What is wrong with single cells, at the line that their row became."""
    found = []
    for (row, column), refused in list(sheet.wrong.items())[: most("problems_shown")]:
        line = rows.index(row) + 1 if row in rows else None
        head = sheet.row(1)
        name = head[column] if file != YAML and column < len(head) and head[column] else f"column {column + 1}"
        found.append(Problem(file, line, f"{name} {refused.what}", refused.fix, refused.check))
    return found
