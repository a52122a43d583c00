"""Where the files of a scenario are read from: a folder, or the sheets of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pyrrhus.errors import InputError, Problem
from pyrrhus.inputs.text_file import TextFile, read_text_file


class InputFiles(Protocol):
    """The files of a scenario by name. What cannot be read comes back as problems, never as an exception."""

    def has(self, name: str) -> bool:
        """Whether there is something of that name, readable or not."""
        ...

    def read(self, name: str, limit: str) -> tuple[TextFile | None, list[Problem]]:
        """A file as text, of at most the bytes of that limit."""
        ...

    def others(self) -> list[str]:
        """Names of tables and of lines that are there and that nobody asked for, whatever they are called; at most a
        thousand."""
        ...

    def placed(self, problem: Problem) -> Problem:
        """The problem with the place where the analyst finds it."""
        ...


@dataclass(frozen=True)
class FolderFiles:
    """The files of a folder."""

    folder: Path

    def has(self, name: str) -> bool:
        path = self.folder / name
        return path.exists() or path.is_symlink()

    def read(self, name: str, limit: str) -> tuple[TextFile | None, list[Problem]]:
        return read_text_file(self.folder / name, limit)

    def others(self) -> list[str]:
        try:
            return sorted(path.name for path in self.folder.iterdir() if path.suffix.lower() in (".csv", ".geojson"))[
                :1000
            ]
        except OSError:
            return []

    def placed(self, problem: Problem) -> Problem:
        return problem


def input_files(place: Path) -> InputFiles:
    """The files of a folder or of a workbook."""
    if is_workbook(place):
        from pyrrhus.scenario.workbook.workbook_files import read_workbook

        return read_workbook(place)
    return FolderFiles(place)


def input_bytes(place: Path) -> dict[str, bytes]:
    """What was read of a scenario, file by file, as the bytes whose hashes its results name."""
    from pyrrhus.scenario.tables import FILES

    files = input_files(place)
    if isinstance(files, FolderFiles):
        return {name: (place / name).read_bytes() for name in FILES if files.has(name)}
    found = {name: files.read(name, "table_bytes")[0] for name in FILES if files.has(name)}
    return {name: text.text.encode("utf-8") for name, text in found.items() if text is not None}


def refuse_workbook(place: Path) -> None:
    """Raise InputError where rows would be added to a workbook, which is the spreadsheet program's to write."""
    if is_workbook(place):
        fix = "give a folder (`pyrrhus new` writes one), or write the rows into the workbook"
        raise InputError([Problem(str(place), None, "is a workbook, and rows are added to a folder", fix, "workbook")])


def is_workbook(place: Path) -> bool:
    """Whether a path is a file that is named as a workbook."""
    return place.suffix.lower() in (".xlsx", ".xlsm") and not place.is_dir()
