"""One word for one thing: no two classes and no two files share a name, and no module imports itself in a circle."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import grimp

import pyrrhus

PACKAGE = Path(pyrrhus.__file__).parent
SHARED_FILE_NAMES = {"__init__.py", "words.py"}


def test_no_two_classes_share_a_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                where[node.name].append(path.relative_to(PACKAGE).as_posix())
    assert len(where) > 200
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


def test_a_search_for_a_file_finds_one() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        where[path.name].append(path.relative_to(PACKAGE).as_posix())
    assert {name for name, files in where.items() if len(files) > 1} == SHARED_FILE_NAMES


def test_every_question_has_the_file_of_its_answer() -> None:
    named = {path.name[:2].upper(): path for path in (PACKAGE / "judge").glob("q[0-9]_*.py")}
    named.setdefault("Q1", PACKAGE / "judge" / "fall.py")
    assert sorted(named) == [f"Q{n}" for n in range(1, 9)]
    for question, path in named.items():
        assert path.read_text(encoding="utf-8").startswith(f'"""{question}: ')


def test_no_module_is_in_a_circle() -> None:
    """Nor for its types alone; the package's face, which gives names of every room, stands above them all."""
    graph = grimp.build_graph("pyrrhus", include_external_packages=False)
    for module in graph.find_modules_directly_imported_by("pyrrhus"):
        graph.remove_import(importer="pyrrhus", imported=module)
    assert len(graph.modules) > 250
    circles = [
        (module, other)
        for module in sorted(graph.modules)
        for other in graph.find_modules_directly_imported_by(module)
        if module in graph.find_upstream_modules(other)
    ]
    assert circles == []
