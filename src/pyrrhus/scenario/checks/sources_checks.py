"""Checks of sources.csv."""

from __future__ import annotations

from collections.abc import Iterator

from pyrrhus.scenario.checks.common import repeated
from pyrrhus.scenario.checks.registry import Found, check
from pyrrhus.scenario.draft import FolderDraft
from pyrrhus.scenario.nearest import nearest, shown

FILE = "sources.csv"
KINDS = (
    "ministry",
    "agency",
    "outlet",
    "think_tank",
    "soldier",
    "official",
    "official_unnamed",
    "general_staff",
    "government",
    "politician",
    "expert",
    "analyst",
    "commentator",
    "ngo",
    "research",
    "researcher",
    "encyclopedia",
    "map",
    "resident",
    "private_army",
    "partner",
)


@check("two sources with one id", "give each source its own id")
def source_id_twice(draft: FolderDraft) -> Iterator[Found]:
    for row, first in repeated(draft.rows["sources"], "id"):
        yield FILE, row.line, f"the id {row.id} is also on line {first.line}", "give this source its own id"


@check("a kind of source that looks misspelt", "write the nearest kind", severity="warning")
def source_kind_misspelt(draft: FolderDraft) -> Iterator[Found]:
    for source in draft.rows["sources"]:
        like = nearest(source.kind, KINDS, cutoff=0.8)
        if source.kind not in KINDS and like is not None:
            yield FILE, source.line, f"the kind {shown(source.kind)} is not one of the usual ones", f"write {like}"


@check("claims without sources.csv: every source counts as neutral and unjudged", "add sources.csv", severity="warning")
def sources_missing(draft: FolderDraft) -> Iterator[Found]:
    if draft.rows["claims"] and "sources" not in draft.present:
        yield (
            FILE,
            None,
            "is missing, so every source counts as neutral and unjudged",
            "add it: id, name, kind, interest",
        )
