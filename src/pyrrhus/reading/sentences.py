"""Paragraphs, quotations and sentences, each with its offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import DATELINE
from pyrrhus.reading.dates import MENTION
from pyrrhus.reading.spans import Span

LONGEST_SENTENCE = 1500
LONGEST_BYLINE = 160
# each run of signs and blanks is looked at once, as a whole: a thousand dots must not take their square
END = re.compile(r";(?=\s++\S)|(?<![.!?…])[.!?…]++[\"”’'»)\]]*+(?=\s++[\"“‘«(\[\-–—]?\s*+[^\W_a-z]|\s*+$)")
BULLET = re.compile(
    r"(?:[^\w\"'“‘(«„\[#~+]+|\(?\[?\d{1,2}[:.]\d{2}(?: ?(?:GMT|UTC|[ap]\.?m\.?|[A-Z]{3,4}\b))?\]?\)?[\s.:–—-]+|"
    r"[0-2]\d{3}(?: ?(?:hrs|GMT|h))?[.:–—-]\s+|\d{1,2}[.)]\s+|[QA][:.]\s+|(?:#\w+\s*)+(?=\S))*"
)
TERMINAL = re.compile(r"[.!?…][\"”’')\]]*$")
LEAST_UNENDED = 0.4
"""Share of lines without a full stop from which a text is a post, whose lines speak without one."""
SINGLE = re.compile(r"(?<!\w)[‘'](?=[A-Z]).{8,600}?[.,!?…][’'](?!\w)")
OPENING, CLOSING = "“«„", "”»"


@dataclass(frozen=True)
class Part:
    """A sentence of a paragraph: `speech` where it stands in quotation marks, `quotation` numbers the quotation."""

    span: Span
    speech: bool = False
    quotation: int = -1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and its parts in order. A heading makes no claims."""

    span: Span
    heading: bool
    parts: tuple[Part, ...]


def read_paragraphs(text: str) -> list[Paragraph]:
    """Cut a text into paragraphs, and these into sentences and quotations."""
    found = []
    quotation = 0
    spans = _paragraph_spans(text)
    post = is_post([span.of(text) for span in spans])
    for span in spans:
        start = span.start + len(BULLET.match(span.of(text))[0])  # type: ignore[index]
        line = DATELINE.match(span.of(text))
        if line:
            start = span.start + line.end()
        parts, quotation = _parts(text, Span(min(start, span.end), span.end), quotation)
        heading = _is_heading(span.of(text)) and not (post and _says_something(text[min(start, span.end) : span.end]))
        found.append(Paragraph(span, heading, tuple(parts)))
    return found


def is_post(lines: list[str]) -> bool:
    """Whether a text speaks in lines that do not end as sentences do."""
    if len(lines) < 2:
        return False
    open_ended = [line for line in lines if not TERMINAL.search(line.rstrip())]
    return len(open_ended) >= max(2, LEAST_UNENDED * len(lines))


def _says_something(line: str) -> bool:
    """Whether a line of a post states more than its title: someone's words, or a number, or a clause."""
    if re.match(r"[^:]{2,60}:\s+\S", line):
        return True
    bare = re.sub(MENTION.pattern, " ", line, flags=re.I)
    return bool(
        len(bare.split()) >= 2 and (re.search(r"(?<![\w.])~?\d+", bare) or lexicons.verb_in(bare))
    ) and not re.search(r"\bday \d+$|\b\d{1,2}[.:/]\d{2}", line, re.I)


def _paragraph_spans(text: str) -> list[Span]:
    """Lines are paragraphs; wrapped lines were joined before."""
    return [_strip(text, Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]


def _strip(text: str, span: Span) -> Span:
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    return Span(start, max(start, span.start + len(raw.rstrip())))


def _is_heading(line: str) -> bool:
    body = line.strip()
    if re.match(
        r"(?:By|From|Reporting by|Editing by|Additional reporting|Photo|Image|Read more|Related|"
        r"View this|Copyright|©)\b",
        body,
    ) and not (len(body) > LONGEST_BYLINE or re.search(r"[a-z]{2}[.!?]\s+[A-Z]", body)):
        return True
    if re.search(r"[.!…:;,][\"”’')\]]*$", body):
        return False
    if body.endswith("?"):
        return len(body) < 100 and body.count("?") == 1 and not re.search(r"[.!]\s", body)
    return len(body) < 140 and not re.search(r"[.!?]\s+[A-Z]", body) and not body.endswith(("”", '"'))


def _quotations(text: str, span: Span) -> list[Span]:
    """Stretches in quotation marks, marks included; one that does not close runs to the paragraph's end. Single marks
    count where a paragraph has no double ones, and a sentence ends before they close, so that no apostrophe is one."""
    found: list[Span] = []
    start = None
    body = span.of(text)
    if not any(sign in body for sign in f'{OPENING}{CLOSING}"'):
        return [Span(span.start + m.start(), span.start + m.end()) for m in SINGLE.finditer(body)]
    for index in range(span.start, span.end):
        sign = text[index]
        if start is None and (sign in OPENING or sign == '"'):
            start = index
        elif start is not None and (sign in CLOSING or sign == '"'):
            found.append(Span(start, index + 1))
            start = None
    if start is not None and span.end - start > 1:
        found.append(Span(start, span.end))
    return found


def _is_speech(text: str, quoted: Span, paragraph: Span) -> bool:
    """Whether a quotation is someone's sentence, and not a few quoted words within the writer's."""
    inside = quoted.of(text).strip("“”«»„\"‘’'")
    words = inside.split()
    if len(words) < 2 or not lexicons.verb_in(inside):
        return bool(
            len(words) >= 2
            and re.search(r"[.!?…,]$", inside)
            and inside[:1].isupper()
            and quoted.start == paragraph.start
        )
    if re.search(r"[.!?…]\s+\S", inside):
        return True
    if not (inside[:1].isupper() or inside[:1] in "…[('"):
        # a clause that begins small and stands behind "but" or between two halves of one quotation
        before = text[paragraph.start : quoted.start].rstrip()
        return before.endswith(",") and bool(re.search(r"[.!?…,]$", inside)) and len(words) >= 5
    return bool(re.search(r"[.!?…,]$", inside)) or len(words) >= 5


def _parts(text: str, span: Span, quotation: int) -> tuple[list[Part], int]:
    parts: list[Part] = []
    here = span.start
    for quoted in _quotations(text, span):
        if quoted.start < here or not _is_speech(text, quoted, span):
            continue
        parts += [Part(s) for s in _sentences(text, Span(here, quoted.start))]
        quotation += 1
        parts += [Part(s, True, quotation) for s in _sentences(text, quoted)]
        here = quoted.end
    parts += [Part(s) for s in _sentences(text, Span(here, span.end))]
    return parts, quotation


def _sentences(text: str, span: Span) -> list[Span]:
    found: list[Span] = []
    start = span.start
    body = span.of(text)
    for match in END.finditer(body):
        if match[0] == ";" and _inside_quotation(body, match.start()):
            continue
        if _ends_in_abbreviation(
            body[max(0, match.start() - 20) : match.start() + 1], body[match.end() : match.end() + 12]
        ):
            continue
        found += _cut(text, Span(start, span.start + match.end()))
        start = span.start + match.end()
    found += _cut(text, Span(start, span.end))
    return found


def _inside_quotation(body: str, position: int) -> bool:
    before = body[max(0, position - 300) : position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _cut(text: str, span: Span) -> list[Span]:
    """A sentence, or pieces of it where it is longer than anyone writes."""
    pieces = [Span(i, min(i + LONGEST_SENTENCE, span.end)) for i in range(span.start, span.end, LONGEST_SENTENCE)]
    stripped = [_strip(text, piece) for piece in pieces]
    return [piece for piece in stripped if len(piece) > 0]


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(lexicons.listed("abbreviations", "abbreviation"))


def _ends_in_abbreviation(before: str, after: str) -> bool:
    word = re.search(r"([A-Za-z][A-Za-z.]*)\.$", before[-20:])
    if word is None:
        return False
    body = word[1].lower()
    if len(body) == 1 and word[1].isupper():
        # an initial; but "World War I." ends a sentence
        return not re.search(r"\bWar I\.$", before[-20:])
    if body not in _abbreviations():
        return False
    # "…in the U.S. The army": an abbreviation that can end a sentence does so before a word that begins one
    return not (
        body in ("u.s", "u.k", "u.n", "etc", "km") and re.match(r"\s+(?:The|A|An|In|But|It|He|She|They)\s", after)
    )
