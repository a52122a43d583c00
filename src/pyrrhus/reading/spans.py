"""Stretches of text, and the small questions asked of them everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrrhus.reading import lexicons


@dataclass(frozen=True)
class Span:
    """A stretch of the article's text, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


def has_clause(text: str) -> bool:
    """Whether a text has a verb that can carry a clause."""
    return lexicons.verb_in(text) is not None


def inside_quotes(body: str, position: int) -> bool:
    """Whether a position stands within double quotation marks."""
    before = body[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def trim(text: str, span: Span) -> Span:
    """A span without blanks, leading joints and commas at its ends."""
    return trim_text(text, span.start, span.end, 0)


def trim_text(text: str, start: int, end: int, base: int) -> Span:
    """A stretch without blanks, leading joints and trailing commas at its ends."""
    while start < end and text[start] in " \t\n,;:–—-":
        start += 1
    head = re.match(r"(?:(?:and|but|or|that|But|And|Yet|So|yet|so)\b[\s,]+)+", text[start:end])
    if head:
        start += head.end()
    while end > start and text[end - 1] in " \t\n,;:–—-":
        end -= 1
    return Span(base + start, base + end)
