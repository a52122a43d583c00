"""Sentences made for a purpose, read behind two that say who fights where."""

from __future__ import annotations

from datetime import date

from pyrrhus.reading.article import make_article
from pyrrhus.reading.drafts import Draft, read_drafts

WEDNESDAY = date(2030, 5, 15)
SETTING = "Prussian troops attacked Metz. French troops defended Metz."


def read(text: str, *, outlet: str = "Daily Paper", setting: str = SETTING) -> list[Draft]:
    """Drafts of a paragraph behind two sentences that say who fights where."""
    whole = f"{setting}\n{text}" if setting else text
    drafts = read_drafts(make_article(whole, published=WEDNESDAY, outlet=outlet))
    return [draft for draft in drafts if draft.start > len(setting)] if setting else drafts
