"""Text as it is read: without marks that no reader sees, lines joined that were only wrapped, offsets kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\ufe0e\ufe0f"
SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f"
SAME_LENGTH = str.maketrans({**dict.fromkeys(SPACES, " "), "\u2011": "-", "\u2010": "-", "\u2212": "-", "\r": "\n"})
BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
ENDS = re.compile(r"[.!?:…;][\"”’')\]]*\s*$")
NEW_ITEM = re.compile(r"\s*(?:[-*•–—#▪●]\s|\d{1,2}[.)]\s|\(?\d{1,2}[:.]\d{2}\b|[^\w\s\"'“‘(«„\[])")
LEAST_WRAPPED = 40
"""Characters of a line that was wrapped rather than ended."""


@dataclass(frozen=True)
class CleanText:
    """A text to read, and where each of its characters stood: `kept` are the starts of stretches that were kept, in the
    clean text, and `removed` how many characters had gone before each."""

    text: str
    kept: tuple[int, ...] = (0,)
    removed: tuple[int, ...] = (0,)

    def original(self, position: int) -> int:
        """Where a position of the clean text stood in the original."""
        return position + self.removed[bisect_right(self.kept, position) - 1]

    def original_end(self, position: int) -> int:
        """Where a stretch that ends here ended in the original."""
        return self.original(position - 1) + 1 if position > 0 else 0


def clean(text: str) -> CleanText:
    """The text without unseen marks, blanks of all kinds as plain ones, and wrapped lines joined by a blank."""
    same = text.translate(SAME_LENGTH)
    same = _join_lines(same)
    pattern = re.compile(rf"[{UNSEEN}]+|{BROKEN_WORD.pattern}")
    parts: list[str] = []
    kept, removed = [0], [0]
    here, gone, length = 0, 0, 0
    for match in pattern.finditer(same):
        parts.append(same[here : match.start()])
        length += match.start() - here
        gone += match.end() - match.start()
        here = match.end()
        kept.append(length)
        removed.append(gone)
    parts.append(same[here:])
    return CleanText("".join(parts), tuple(kept), tuple(removed))


def _join_lines(text: str) -> str:
    """Line ends within a paragraph as blanks, where the text is wrapped by hand."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]
    followed = [(a, b) for a, b in pairwise(lines) if text[a[1] : b[0]].count("\n") == 1]
    broken = [(a, b) for a, b in followed if _runs_on(text[a[0] : a[1]], text[b[0] : b[1]])]
    small = [b for a, b in broken if text[b[0] : b[1]].lstrip()[:1].islower()]
    wrapped = len(followed) >= 3 and len(broken) > 0.6 * len(followed) and len(small) >= 0.4 * len(broken)
    joined = list(text)
    for a, b in followed if wrapped else broken:
        head, tail = text[a[0] : a[1]], text[b[0] : b[1]]
        certain = not ENDS.search(head) and len(head) > LEAST_WRAPPED and tail.lstrip()[:1].islower()
        inside = wrapped and not NEW_ITEM.match(tail) and len(head) > LEAST_WRAPPED * 0.75
        if (certain or inside) and not re.search(r"[a-z]-\s*$", head):
            joined[a[1] : b[0]] = " " * (b[0] - a[1])
    return "".join(joined)


def _runs_on(head: str, tail: str) -> bool:
    return not ENDS.search(head) and len(head) > LEAST_WRAPPED and not NEW_ITEM.match(tail)
