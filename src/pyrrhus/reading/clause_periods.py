"""For which days a clause holds: its own words, its sentence's, those of the clause before, those of the bulletin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from pyrrhus.reading.article import Article
from pyrrhus.reading.attribution import Attribution
from pyrrhus.reading.calendar_spans import Period
from pyrrhus.reading.since_when import beginning, opens_long_ago
from pyrrhus.reading.spans import Span
from pyrrhus.reading.spans_of_time import covered, find_period

NONE_SAID = Period()


@dataclass
class ClausePeriods:
    """Finds the period of each clause of an article in order; remembers the last of the paragraph."""

    article: Article
    paragraph: Span | None = None
    last: Period = field(default_factory=Period)
    speaker: str = ""
    end: int = 0

    def __post_init__(self) -> None:
        self.text = self.article.text
        self.began = beginning(self.text, self.article.published)
        self.covered = covered(self.text, self.article.published)

    def of(self, said: Attribution, own_words: str, around: str) -> tuple[Period, str]:
        """The period of a part of a clause and how it was found; `around` is the rest of its sentence."""
        if said.paragraph != self.paragraph:
            self.paragraph, self.last, self.speaker, self.end = said.paragraph, NONE_SAID, "", 0
        day = date.fromisoformat(said.said_on) if said.said_on and len(said.said_on) == 10 else self.article.published
        own = find_period(own_words, "", day, began=self.began)
        if own != NONE_SAID:
            self._keep(said, own)
            return own, "own since" if own.since else "own words"
        wide = find_period(said.span.of(self.text), around, day, began=self.began)
        if wide != NONE_SAID:
            self._keep(said, wide)
            return wide, "sentence"
        return self._before(said, around)

    def _keep(self, said: Attribution, period: Period) -> None:
        self.last, self.speaker, self.end = period, said.speaker.label, said.span.end

    def _before(self, said: Attribution, around: str) -> tuple[Period, str]:
        """The period of the clause before, which holds on in its sentence and its paragraph; else the days that a
        bulletin says it covers."""
        if opens_long_ago(around):
            return NONE_SAID, "none"
        if self.last != NONE_SAID:
            same = not re.search(r"[.!?][\"”’)]*\s", self.text[self.end : said.span.start + 1])
            again = "same" if self.speaker == said.speaker.label else "other"
            return self.last, "carried within a sentence" if same else f"carried {again} speaker"
        return (self.covered, "bulletin") if self.covered != NONE_SAID else (NONE_SAID, "none")
