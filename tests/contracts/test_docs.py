"""The manual holds: its code blocks run, its links lead somewhere, and its tables hold every name of the code."""

from __future__ import annotations

import html
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DATA = Path(os.environ.get("PYRRHUS_DATA", ROOT.parent / "shared" / "data"))
MAPS = DATA / "deepstate_control"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
TEXTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *PAGES]
# a page whose command serves until it is stopped: test_page runs what it serves
SERVING = {"what_if"}
HOW_TO = [p for p in sorted((DOCS / "how-to").glob("*.md")) if p.stem not in SERVING]
RUNNABLE = [ROOT / "README.md", *sorted((DOCS / "tutorials").glob("*.md")), *HOW_TO]
BLOCK = re.compile(
    r"^```(?:\{code-block\} )?(?P<language>\w+)\n(?::caption: (?P<caption>[^\n]+)\n)?(?P<body>.*?)^```$", re.S | re.M
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; a caption names the file that it is, or the part of a file that it replaces."""

    language: str
    caption: str
    body: str


def blocks(page: Path) -> list[Block]:
    found = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [Block(m["language"], m["caption"] or "", m["body"]) for m in found]


def write(block: Block, folder: Path, originals: dict[Path, str]) -> None:
    """Do what the page asks of the reader's editor: write a file, or put lines under a key of it."""
    name, _, key = block.caption.partition(", under ")
    path = folder / name
    if not key:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, encoding="utf-8")
        return
    before = originals.setdefault(path, path.read_text(encoding="utf-8"))
    assert before.count(f"\n{key}:\n") == 1, f"{name} has no section {key}"
    path.write_text(before.replace(f"\n{key}:\n", f"\n{key}:\n{block.body}"), encoding="utf-8")


def say(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command of pyrrhus in this process, as its entry point does; what it printed."""
    from pyrrhus.cli import main

    capsys.readouterr()
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    said = "".join(capsys.readouterr())
    assert stop.value.code == 0, f"pyrrhus {' '.join(arguments)}\n{said}"
    return said


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda p: p.stem)
def test_the_code_blocks_of_a_page_run_in_their_order(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = blocks(page)
    if any(re.search("(--control|watch) maps", b.body) for b in listed if b.language == "shell"):
        if not MAPS.is_dir():
            pytest.skip(f"the open map data are not at {MAPS}")
        (tmp_path / "maps").symlink_to(MAPS, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    ran = 0
    originals: dict[Path, str] = {}
    for block in listed:
        if block.language == "diff":
            continue  # lines for a file of the package: `test_add_a_law` applies them
        if block.caption:
            write(block, tmp_path, originals)
        elif block.language == "python":
            exec(compile(block.body, f"{page.name}, a block of Python", "exec"), {"__name__": "docs"})
            ran += 1
        elif block.language == "shell":
            for line in block.body.splitlines():
                words = shlex.split(line, comments=True)
                assert not words or words[0] == "pyrrhus", f"a shell block holds commands of pyrrhus alone: {line}"
                if words:
                    said = say(words[1:], capsys)
                    assert words[1] != "check" or "0 problems" in said
                    ran += 1
    assert ran >= 3


def test_the_problem_that_the_tutorial_shows_is_the_one_that_check_finds(tmp_path: Path) -> None:
    import shutil

    from pyrrhus.scenario.check import check
    from pyrrhus.scenario.load import find

    folder = tmp_path / "my_asculum"
    shutil.copytree(find("asculum"), folder)
    places = folder / "places.csv"
    text = places.read_text(encoding="utf-8")
    spoilt = re.sub(r"^(venusia,.*?),town,", r"\1,twon,", text, flags=re.M)
    assert spoilt != text
    places.write_text(spoilt, encoding="utf-8")
    (problem,) = check(folder)
    shown = (DOCS / "tutorials" / "ten_minutes.md").read_text(encoding="utf-8")
    assert f"```text\n{problem}\n```" in shown


@pytest.mark.parametrize("page", TEXTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_pictures_of_a_page_exist(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    broken = []
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert not broken, f"{page.name} links to {broken}, which are not there"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MyST make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_page_names_a_place_of_one_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"(?:^|[\s`(])/(?:home|work|root|tmp|usr|Users)/", text)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as `make docs` builds it: a warning is an error."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed")
    pytest.importorskip("myst_parser", reason="MyST is not installed")
    out = tmp_path_factory.mktemp("html")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "-d", str(out / ".trees"), str(DOCS), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def words_in_code(page: Path) -> set[str]:
    """What a built page shows as code."""
    shown = re.findall(r"<code\b[^>]*>(.*?)</code>", page.read_text(encoding="utf-8"), re.S)
    return {html.unescape(re.sub(r"<[^>]+>", "", code)) for code in shown}


def test_the_built_reference_lists_every_name_of_the_code(built: Path) -> None:
    from pyrrhus.claims.vocabulary import quantities
    from pyrrhus.scenario.check import catalogue
    from pyrrhus.scenario.parameters import parameters
    from pyrrhus.scenario.policy_catalogue import CATALOGUE

    expected = {
        "parameters": set(parameters()),
        "quantities": set(quantities()),
        "checks": {check.name for check in catalogue()},
        "policies": set(CATALOGUE),
    }
    for page, names in expected.items():
        missing = names - words_in_code(built / "reference" / f"{page}.html")
        assert not missing, f"{page}: {sorted(missing)}"


def test_the_built_reference_lists_every_file_column_and_command(built: Path) -> None:
    from pyrrhus.cli import app
    from pyrrhus.scenario.tables import TABLES

    files = words_in_code(built / "reference" / "files.html")
    for table in TABLES.values():
        assert {column.name for column in table.columns} <= files, table.file
    commands = words_in_code(built / "reference" / "commands.html")
    named = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback is not None}
    assert named <= commands


def test_the_tables_in_the_pages_are_those_of_the_code() -> None:
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        import generated
    finally:
        sys.path.pop(0)
    behind = [page.name for page in generated.pages() if generated.refresh(text := page.read_text("utf-8")) != text]
    assert not behind, f"`make reference` writes them: {behind}"


def test_a_page_reads_as_plain_text_with_every_quantity_check_and_parameter_in_it() -> None:
    from pyrrhus.claims.vocabulary import quantities
    from pyrrhus.scenario.check import catalogue
    from pyrrhus.scenario.parameters import parameters

    for page, names in {
        "quantities": set(quantities()),
        "checks": {check.name for check in catalogue()},
        "parameters": set(parameters()),
    }.items():
        text = (DOCS / "reference" / f"{page}.md").read_text(encoding="utf-8")
        assert not {name for name in names if f"`{name}`" not in text}, page


def test_the_built_pages_have_no_mark_left(built: Path) -> None:
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "generated:" not in text, page.name
        assert "<!-- end:" not in text, page.name


def test_decisions_are_numbered_and_dated() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:03d}_" for n in range(1, len(pages) + 1)]
    for page in pages:
        title, _, status = page.read_text(encoding="utf-8").splitlines()[:3]
        assert title.startswith("# "), page.name
        assert re.match(r"Status: (decided|replaced by \S+), \d{1,2} [A-Z][a-z]+ 20\d\d\. Concerns ", status), page.name


def test_the_citation_is_complete() -> None:
    from ruamel.yaml import YAML

    import pyrrhus

    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "type", "authors", "version", "license"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert all({"name"} <= set(author) or {"family-names"} <= set(author) for author in citation["authors"])
    assert citation["version"] == pyrrhus.__version__
    assert f'\nversion = "{pyrrhus.__version__}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_changelog_begins_with_the_version_at_hand() -> None:
    import pyrrhus

    first = re.search(r"^## (\S+?),? ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.M)
    assert first is not None
    assert first[1] == pyrrhus.__version__
