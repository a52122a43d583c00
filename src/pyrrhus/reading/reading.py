"""The drafts of one article together, with what the reader could not know."""

from __future__ import annotations

from dataclasses import dataclass

from pyrrhus.reading.article import Article
from pyrrhus.reading.drafts import Draft, Gazetteer, read_drafts
from pyrrhus.reading.languages import other_language
from pyrrhus.reading.ledger_rows import Ids, claim_rows
from pyrrhus.reading.llm_answers import read_with_model
from pyrrhus.reading.llm_client import LlmAddress


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


def read_drafts_of(
    article: Article, *, gazetteer: Gazetteer | None = None, ids: Ids | None = None, model: LlmAddress | None = None
) -> Reading:
    """Read an article and note what was missing; a model that is given is asked to fill what the rules left open."""
    drafts = tuple(read_drafts(article, gazetteer))
    told: list[str] = []
    if model is not None:
        drafts, told = read_with_model(article, drafts, model)
    return Reading(article, drafts, (*_notes(article, drafts), *told), ids)


def _notes(article: Article, drafts: tuple[Draft, ...]) -> list[str]:
    notes = []
    if article.from_html:
        notes.append("the file is HTML: offsets count characters of its text without the markup")
    language = other_language(article.text)
    if language is not None:
        notes.append(f"the text is in {language}; what the rules for English found in it was left to the model")
    if article.published is None:
        notes.append("no day of publication was found: days of the week stay open; give it with --published")
    if article.outlet is None:
        notes.append("no outlet was found; give it with --outlet")
    elif article.outlet_is_guess:
        notes.append(f"the outlet is taken to be {article.outlet}, since people spoke to it; --outlet says otherwise")
    if not drafts:
        notes.append("no claim was found")
    return notes
