"""What the commands beside `assess` do, one function each; they stand on the same preparation as an assessment."""

from __future__ import annotations

from pyrrhus.commands.article_drafts import open_desk, read_article
from pyrrhus.commands.evidence import count_held_back, fuse_claims, judge_sources, list_quantities
from pyrrhus.commands.own_runs import change_settings, compare, record_assessment, track
from pyrrhus.commands.policy_choice import decide, explain
from pyrrhus.commands.scenario_folders import import_into, sector

__all__ = [
    "change_settings",
    "compare",
    "count_held_back",
    "decide",
    "explain",
    "fuse_claims",
    "import_into",
    "judge_sources",
    "list_quantities",
    "open_desk",
    "read_article",
    "record_assessment",
    "sector",
    "track",
]
