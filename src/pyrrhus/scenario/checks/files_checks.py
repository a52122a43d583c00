"""Checks of the folder itself."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.registry import Found, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.ground_lines import LINES
from pyrrhus.scenario.nearest import nearest, shown
from pyrrhus.scenario.scenario_file import YAML
from pyrrhus.scenario.tables import FILES, TABLES


@check("a file whose name is nearly that of a table, which would not be read", "rename the file")
def file_misspelt(draft: FolderDraft) -> Iterator[Found]:
    absent = _absent(draft)
    for name in _other_files(draft):
        like = nearest(name, absent, cutoff=0.8)
        if like is not None:
            yield shown(name), None, "is no file of a scenario and would not be read", f"rename it {like}"


@check("a table that a scenario does not have", "rename or remove it", severity="warning")
def file_unknown(draft: FolderDraft) -> Iterator[Found]:
    absent = _absent(draft)
    for name in _other_files(draft):
        if nearest(name, absent, cutoff=0.8) is None:
            yield (
                shown(name),
                None,
                "is not read",
                f"the files are {', '.join(FILES[1:])}; remove this one or rename it",
            )


@check(
    "a title that is one of the stand-ins of a new folder",
    "write what the scenario is about",
    needs="title",
    severity="warning",
)
def title_is_placeholder(draft: FolderDraft) -> Iterator[Found]:
    if draft.file.title.strip().lower() in ("title", "untitled", "todo", "?", "…"):
        yield YAML, draft.line("title"), f"the title is '{shown(draft.file.title)}'", "write what the scenario is about"


@check("two sides of one name", "give each side its own name", needs="sides")
def sides_of_one_name(draft: FolderDraft) -> Iterator[Found]:
    sides = draft.file.sides
    if sides.attacker.name.strip().lower() == sides.defender.name.strip().lower():
        yield YAML, draft.line("sides"), f"both sides are called {shown(sides.attacker.name)}", "name them apart"


def _absent(draft: FolderDraft) -> list[str]:
    lines = [] if draft.files.has(LINES) else [LINES]
    return [*(f"{name}.csv" for name in TABLES if name not in draft.present), *lines]


def _other_files(draft: FolderDraft) -> list[str]:
    return [name for name in draft.files.others() if name not in FILES][:50]
