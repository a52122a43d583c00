"""What the commands beside `assess` do, one function each; they stand on the same preparation as an assessment."""

from __future__ import annotations

from pyrrhus.commands.article_drafts import open_desk, read_article
from pyrrhus.commands.evidence import count_held_back, fuse_claims, judge_sources, list_quantities
from pyrrhus.commands.own_runs import compare, record_assessment, track
from pyrrhus.commands.past_battles import backtest, read_questions, validate_losses
from pyrrhus.commands.policy_choice import decide, explain
from pyrrhus.commands.scenario_folders import import_into, sector

__all__ = [
    "backtest",
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
    "read_questions",
    "record_assessment",
    "sector",
    "track",
    "validate_losses",
]
