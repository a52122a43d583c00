"""From an article to drafts: the way of reading in one file."""

from __future__ import annotations

from dataclasses import replace

from pyrrhus.reading.article import Article
from pyrrhus.reading.clause_reader import ClauseReader
from pyrrhus.reading.clean_text import clean
from pyrrhus.reading.draft_fields import Draft, Gazetteer

__all__ = ["Draft", "Gazetteer", "read_drafts"]


def read_drafts(article: Article, gazetteer: Gazetteer | None = None) -> list[Draft]:
    """Draft the claims of an article, in the order of the text. The same text gives the same drafts."""
    seen = clean(article.text)
    drafts = sorted(ClauseReader(replace(article, text=seen.text), gazetteer).read(), key=lambda d: (d.start, d.end))
    placed = []
    for draft in drafts:
        start, end = seen.original(draft.start), seen.original_end(draft.end)
        placed.append(replace(draft, start=start, end=end, quote=article.text[start:end]))
    return placed
