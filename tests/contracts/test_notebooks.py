"""The notebooks of the manual hold: valid code on public names, outputs of this version and code, and their pages."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

import pyrrhus
from pyrrhus import commands

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
MOST_BYTES = 600_000
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
OF_ONE_MACHINE = re.compile(
    r"(?<![\w/.:~-])/(?:home|work|root|tmp|usr|opt|var|mnt|Users|private)/|\b[A-Z]:\\\\|file://|site-packages"
)
MAY_BE_IMPORTED = {"pyrrhus", "pyrrhus.commands"}
FACES: dict[str, Any] = {"pyrrhus": pyrrhus, "commands": commands}

by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def extension() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manual_notebooks", DOCS / "_ext" / "notebooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXTENSION = extension()


def notebook(path: Path) -> dict[str, Any]:
    return EXTENSION.read_notebook(path)


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in notebook(path)["cells"] if cell["cell_type"] == "code"]


def code(path: Path) -> ast.Module:
    return ast.parse("\n".join(EXTENSION.code_of(notebook(path))))


def test_there_are_three_and_the_contents_name_them() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["an_assessment", "two_weeks_compared", "what_if"]
    contents = (DOCS / "index.md").read_text(encoding="utf-8")
    assert all(f"\nnotebooks/{path.stem}\n" in contents for path in NOTEBOOKS)


@by_name
def test_each_cell_is_python(path: Path) -> None:
    for number, source in enumerate(EXTENSION.code_of(notebook(path))):
        compile(source, f"{path.name}, code cell {number}", "exec")


def given_back() -> dict[str, type]:
    """What a public function gives back, by its name."""
    from pyrrhus.claims.result import Fusion
    from pyrrhus.decide.decision import Decision
    from pyrrhus.runs.comparison import Comparison
    from pyrrhus.runs.track import Track

    return {
        "load": pyrrhus.Scenario,
        "assess": pyrrhus.Assessment,
        "change_settings": pyrrhus.Scenario,
        "compare": Comparison,
        "decide": Decision,
        "fuse_claims": Fusion,
        "track": Track,
    }


def members(kind: type) -> set[str]:
    named = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
    return named | set(dir(kind)) | (set(kind.model_fields) if issubclass(kind, BaseModel) else set())


def names_used(tree: ast.Module) -> Iterator[tuple[str, str, set[str]]]:
    """Every attribute of the package's faces, and of what was assigned from one of their functions: the name that it
    is taken of, the attribute, and the public ones."""
    kinds, returns = {}, given_back()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            match node.value.func, node.targets:
                case ast.Attribute(ast.Name(face), function), [ast.Name(name)] if face in FACES:
                    kinds[name] = returns[function]
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(name), attribute) if name in FACES:
                yield name, attribute, set(FACES[name].__all__)
            case ast.Attribute(ast.Name(name), attribute) if name in kinds:
                yield name, attribute, {member for member in members(kinds[name]) if not member.startswith("_")}


@by_name
def test_only_public_names_are_used(path: Path) -> None:
    tree = code(path)
    used = list(names_used(tree))
    assert len(used) > 5
    assert {f"{name}.{attribute}" for name, attribute, public in used if attribute not in public} == set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names if alias.name.startswith("pyrrhus")} <= MAY_BE_IMPORTED
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pyrrhus"):
            assert node.module in MAY_BE_IMPORTED
            assert {alias.name for alias in node.names} <= {"commands", *FACES[node.module.rsplit(".", 1)[-1]].__all__}


def test_a_name_that_is_gone_is_found() -> None:
    tree = ast.parse("found = pyrrhus.assess('x')\nfound.plot\nfound.plots\npyrrhus.asses('x')")
    assert {attribute for _, attribute, public in names_used(tree) if attribute not in public} == {"plots", "asses"}


@by_name
def test_every_cell_was_executed_in_order_and_none_failed_or_warned(path: Path) -> None:
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        for output in cell["outputs"]:
            assert output["output_type"] in ("stream", "display_data", "execute_result")
            assert output.get("name") in (None, "stdout")
        shows = isinstance(ast.parse(EXTENSION.text_of(cell["source"])).body[-1], ast.Expr)
        assert bool(cell["outputs"]) >= shows, cell["source"]


@by_name
def test_outputs_are_of_this_version_and_of_this_code(path: Path) -> None:
    """`make notebooks` executes them again."""
    kept = notebook(path)["metadata"]["pyrrhus"]
    assert kept == {"version": pyrrhus.__version__, "code_sha256": EXTENSION.digest_of(notebook(path))}


@by_name
def test_nothing_in_it_is_of_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not OF_ONE_MACHINE.findall(text)
    assert len(text.encode()) < MOST_BYTES
    assert set(notebook(path)["metadata"]) == {"kernelspec", "language_info", "pyrrhus"}


def test_a_path_of_one_machine_is_found() -> None:
    assert OF_ONE_MACHINE.search('"/home/somebody/out"')
    assert OF_ONE_MACHINE.search("in /tmp/x")
    assert not OF_ONE_MACHINE.search("https://example.org/home/page, out/from_python")


@by_name
def test_its_links_lead_somewhere(path: Path) -> None:
    words = "\n".join(
        EXTENSION.text_of(cell["source"]) for cell in notebook(path)["cells"] if cell["cell_type"] == "markdown"
    )
    targets = [target for target in LINK.findall(words) if not target.startswith("https:")]
    assert len(targets) >= 3
    assert [target for target in targets if not (path.parent / target).is_file()] == []


@by_name
def test_its_page_says_what_every_figure_shows(path: Path) -> None:
    page = EXTENSION.to_myst(notebook(path), path.name)
    assert page.startswith("# ")
    assert f"<{path.name}>`. Its outputs are those of Pyrrhus {pyrrhus.__version__}." in page
    shown = [
        output for cell in code_cells(path) for output in cell["outputs"] if "image/svg+xml" in output.get("data", {})
    ]
    said = re.findall(r'<img src="data:image/svg\+xml;base64,[\w+/=]+" alt="([^"]*)">', page)
    assert len(said) == len(shown)
    assert all(len(text) > 20 for text in said)


def test_each_kind_of_output_has_its_form_and_an_error_none() -> None:
    def page(**output: Any) -> str:
        cell = {"cell_type": "code", "source": ["1 +", " 1"], "outputs": [output]}
        words = {"cell_type": "markdown", "source": "# Title\n\nWords."}
        return EXTENSION.to_myst({"metadata": {"pyrrhus": {"version": "1"}}, "cells": [words, cell]}, "x.ipynb")

    def shown(**data: str) -> str:
        return page(output_type="execute_result", data={name.replace("_", "/"): text for name, text in data.items()})

    assert "``````python\n1 + 1\n``````" in page(output_type="stream", name="stdout", text="2\n")
    assert "``````text\n2\n``````" in page(output_type="stream", name="stdout", text="2\n")
    assert "``````text\n2\n``````" in shown(text_plain="2")
    table = shown(text_plain="2", text_html='<style scoped>td {}</style>\n<table border="1" class="dataframe"></table>')
    assert '<table class="dataframe">' in table
    assert "scoped" not in table
    with pytest.raises(ValueError, match="KeyError"):
        page(output_type="error", ename="KeyError")
