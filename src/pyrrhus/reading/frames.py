"""Who says it: what in a sentence is reported speech, by whom, and what is the writer's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyrrhus.reading import lexicons
from pyrrhus.reading.frame_finder import Found, Frame, first_frame
from pyrrhus.reading.frame_sources import according
from pyrrhus.reading.spans import Span, has_clause, inside_quotes, trim
from pyrrhus.reading.subjects import plausible, reporting_verbs

DEEPEST = 4
COLON = re.compile(r"(?:[^\w(]*)(?P<who>[^:“”\"]{2,110}?)\s*:(?:\s+(?=\S)|\s*$)")
_ROLES = [word for row in lexicons.table("roles") if row["kind"] != "party" for word in row["words"].split()]
BODIES = re.compile(
    rf"\b(?:{lexicons.alternatives(_ROLES)})\b"
    r"|\b[A-Z]{3,}\b|\b(?:office|post|channel|guys|ours)\b",
    re.I,
)
EVENTS = re.compile(
    r"\b(?:shelling|attacks?|strikes?|airstrikes?|losses|situation|update|fighting|toll|casualties|camp|battle|outlook|prices?|"
    r"takeaways?|highlights?|overview|background|context|access|displacement|protection|needs|response|health|education|"
    r"summary|weather|humanitarian|township|district|town|village|city|sector|direction|axis|evening|morning|night|noon|"
    r"day|week|food|water|shelter)\b",
    re.I,
)
BEHIND = re.compile(r"\s*\((?P<who>(?:the )?[a-z][^()\d]{3,50})\)[.\s]*$")
GROUPED = re.compile(
    r"^\W*(?:[\w-]+ ){0,3}(?:forces|troops|army|defenders|civilians|losses|outlook|people|casualties)\W*$", re.I
)
ELIDED = re.compile(
    r",?\s*(?:and|but|while)?\s*\b(?P<verb>adding|giving|putting|estimating|saying|noting|"
    r"warning|stressing|explaining|claiming|insisting|arguing|stating|acknowledging|suggesting|"
    r"indicating)\s+(?:that\s+)?",
    re.IGNORECASE,
)
SECOND = re.compile(
    r",?\s+(?:and|but)\s+(?:also\s+|he\s+|she\s+|they\s+)?(?P<verb>said|say|says|added|"
    r"adds|warned|warn|warns|denied|deny|denies|claimed|claim|claims|insisted|"
    r"acknowledged|admitted|argued|argue|argues|noted|suggested|suggest|predicted|believe|"
    r"believes|stressed)\b(?:\s+that\b)?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """What is said, and the frames round it, the outer first. An empty span is that of a frame beside a quotation."""

    span: Span
    frames: tuple[Frame, ...] = ()
    inferred: bool = False


def attribute(text: str, span: Span, *, after_speech: bool = False, depth: int = 0) -> list[Statement]:
    """Split a stretch of the writer's text into what is said and by whom; what nobody is said to say has no frames.

    `after_speech`: the stretch goes on after a quotation, so that its first frame belongs to that.
    """
    if depth == 0 and not after_speech:
        source = BEHIND.search(span.of(text))
        if source is not None and speaks_alone(source["who"]):
            kept = trim(text, Span(span.start, span.start + source.start()))
            frame = Frame(source["who"], "colon", words=source["who"])
            return [Statement(s.span, (frame, *s.frames), s.inferred) for s in attribute(text, kept, depth=1)]
        head = before_colon(text, span)
        if head is not None:
            frame, rest = head
            return [Statement(s.span, (frame, *s.frames), s.inferred) for s in attribute(text, rest, depth=1)]
    if depth < DEEPEST and len(span) > 4:
        found = first_frame(text, span, after_speech)
        if found is not None:
            return _unfold(text, span, found, depth)
        found_source = according(text, span)
        if found_source is not None:
            frame, contents = found_source
            return [
                Statement(s.span, (frame, *s.frames), s.inferred)
                for content in contents
                for s in (attribute(text, content, depth=depth + 1) if len(content) else [Statement(content)])
            ]
    return [Statement(span)]


def before_colon(text: str, span: Span) -> tuple[Frame, Span] | None:
    """The speaker before a colon, as posts and bulletins write it ("General Staff: …", "Losses (ministry): …")."""
    body = span.of(text)
    match = COLON.match(body)
    if match is None:
        return None
    who = match["who"]
    bracketed = re.search(r"\(([^()]{3,60})\)\s*$", who)
    if bracketed and not speaks_alone(who[: bracketed.start()]):
        who = bracketed[1]
    who = re.sub(
        r"\s+(?:read|reads|issued|gave|broadcast|put out|published|sent) (?:out )?(?:the following|this)$", "", who
    )
    who = re.sub(
        r"\s+(?:on|via|by|in) (?:X|Twitter|Telegram|Facebook|Instagram|social media|[Tt]ext message|a statement)$",
        "",
        who,
    )
    if not speaks_alone(who):
        return None
    return Frame(who, "colon", words=who), trim(text, Span(span.start + match.end(), span.end))


def speaks_alone(who: str) -> bool:
    """Whether the words before a colon are someone, and not a heading such as "Outlook" or "Federal forces"."""
    words = who.split()
    if not words or len(words) > 12 or has_clause(re.sub(r"\b[A-Z]\w+", "", who)):
        return False
    return (
        bool(BODIES.search(who)) and not GROUPED.search(who) and not EVENTS.search(who) and plausible(who, speaks=True)
    )


def _unfold(text: str, span: Span, found: Found, depth: int) -> list[Statement]:
    def inner(part: Span) -> list[Statement]:
        return [Statement(s.span, (found.frame, *s.frames), s.inferred) for s in attribute(text, part, depth=depth + 1)]

    before = Span(span.start, found.subject.start)
    statements: list[Statement] = []
    if found.content is not None:
        if has_clause(before.of(text)):
            statements += attribute(text, trim(text, _without_joint(text, before)), depth=depth + 1)
        content, more = _second_verb(text, found)
        if found.whole:
            statements += _whole(text, found, content, depth)
        else:
            statements += inner(content)
        for verb, part in more:
            known = reporting_verbs()[verb]
            frame = Frame(found.frame.subject, verb, known.stance, words=found.frame.words)
            statements += [
                Statement(s.span, (frame, *s.frames), s.inferred) for s in attribute(text, part, depth=depth + 1)
            ]
    elif has_clause(before.of(text)) or (
        len(before.of(text).split()) >= 4 and re.search(r"\d|dead|wounded", before.of(text))
    ):
        statements += inner(trim(text, before))
    else:
        statements.append(Statement(Span(found.rest.start, found.rest.start), (found.frame,)))
    statements += _after(text, found, depth)
    return statements


def _without_joint(text: str, span: Span) -> Span:
    tail = re.search(
        r"(?:[\s,]+(?:with|as|while|and|but|although|though|because)|,\s+(?:an?|which)\s+\w+\s+(?:that|which))\s*$",
        span.of(text),
    )
    return Span(span.start, span.start + tail.start()) if tail else span


def _second_verb(text: str, found: Found) -> tuple[Span, list[tuple[str, Span]]]:
    """Cut "…, and say that …" from what is said: the same speaker goes on with another verb."""
    content = found.content
    assert content is not None
    body = content.of(text)
    start = found.verb.end() if found.whole else 0
    match = SECOND.search(body, min(start, len(body)) if not found.whole else 0)
    if match is None or inside_quotes(body, match.start()) or match.start() < 8:
        return content, []
    second = trim(text, Span(content.start + match.end(), content.end))
    if not len(second):
        return content, []
    return trim(text, Span(content.start, content.start + match.start())), [(match["verb"].lower(), second)]


def _whole(text: str, found: Found, content: Span, depth: int) -> list[Statement]:
    """A claim that takes in its own verb ("officials advise …"), and an outlet behind it that reports it."""
    tail = None
    if len(content) > found.verb.end() - found.verb.start() + 4:
        head = content.of(text).find(found.verb[0]) + len(found.verb[0])
        tail = first_frame(text, Span(content.start + max(head, 0), content.end), False)
    if tail is None or tail.content is not None or tail.subject.start <= content.start:
        return [Statement(content, (found.frame,))]
    short = trim(text, Span(content.start, tail.subject.start))
    return [Statement(short, (tail.frame, found.frame)), *_after(text, tail, depth)]


def _after(text: str, found: Found, depth: int) -> list[Statement]:
    """What follows a frame that came behind its content: "…, adding that", "…, and …"."""
    rest = found.rest.of(text)
    elided = ELIDED.match(rest)
    if elided:
        part = trim(text, Span(found.rest.start + elided.end(), found.rest.end))
        if not len(part):
            return []
        if elided["verb"].lower() in ("suggesting", "indicating"):
            return [Statement(part, (), inferred=True)]
        return [Statement(s.span, (found.frame, *s.frames)) for s in attribute(text, part, depth=depth + 1)]
    acting = re.match(r",\s*(?=[a-z]+ing\b)", rest)
    if acting and found.content is None and len(rest.split()) > 2:
        part = trim(text, Span(found.rest.start + acting.end(), found.rest.end))
        return [Statement(s.span, (found.frame, *s.frames)) for s in attribute(text, part, depth=depth + 1)]
    joined = re.match(r",?\s*(and|but|while|although|as|where|which|who)\b\s*", rest)
    if joined and found.content is None and has_clause(rest):
        part = trim(text, Span(found.rest.start + joined.end(1), found.rest.end))
        frames = (found.frame,) if joined[1] in ("and", "but", "while", "although") else ()
        return [Statement(s.span, (*frames, *s.frames)) for s in attribute(text, part, depth=depth + 1)]
    return []
