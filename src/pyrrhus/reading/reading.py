"""The drafts of one article together, with what the reader could not know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrrhus.reading.article import Article
from pyrrhus.reading.drafts import Draft, Gazetteer, read_drafts
from pyrrhus.reading.rows import Ids, claim_rows

COMMON_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|was|that|for|on|with|as|by|at|from|has|have|are|were|said)\b", re.I
)
LEAST_ENGLISH_SHARE = 0.12


@dataclass(frozen=True)
class Reading:
    """What was read of an article: its text (offsets count its characters), drafts in order, notes for the person."""

    article: Article
    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]
    ids: Ids | None = None

    def rows(self) -> list[dict[str, object]]:
        """The drafts as rows of claims.csv, none confirmed."""
        return claim_rows(self.drafts, published=self.article.published, ids=self.ids)


def read_drafts_of(article: Article, *, gazetteer: Gazetteer | None = None, ids: Ids | None = None) -> Reading:
    """Read an article and note what was missing."""
    drafts = tuple(read_drafts(article, gazetteer))
    return Reading(article, drafts, tuple(_notes(article, drafts)), ids)


def _notes(article: Article, drafts: tuple[Draft, ...]) -> list[str]:
    notes = []
    if article.from_html:
        notes.append("the file is HTML: offsets count characters of its text without the markup")
    words = re.findall(r"\w+", article.text[:20000])
    if len(words) >= 30 and len(COMMON_ENGLISH.findall(article.text[:20000])) < LEAST_ENGLISH_SHARE * len(words):
        notes.append(
            "the text does not look like English, the only language that is read: drafts will be few and wrong"
        )
    if article.published is None:
        notes.append("no day of publication was found: days of the week stay open; give it with --published")
    if article.outlet is None:
        notes.append("no outlet was found; give it with --outlet")
    elif article.outlet_is_guess:
        notes.append(f"the outlet is taken to be {article.outlet}, since people spoke to it; --outlet says otherwise")
    if not drafts:
        notes.append("no claim was found")
    return notes
