"""Clauses: a sentence's stretches that can each be held true or false by themselves."""

from __future__ import annotations

import re

from pyrrhus.reading import lexicons
from pyrrhus.reading.spans import Span

SHORTEST_WORDS = 3
MOST_CUTS = 30
LONGEST_ASIDE = 80  # characters between two dashes that interrupt a clause and do not end it
# behind a comma, these begin a clause of their own
JOINT = re.compile(
    r",\s+(?:(?P<drop>(?:and|but|or|so|yet|nor)(?: that| also| then)?|as(?! (?:many|much|few|little)\b)|while|whilst|"
    r"although|though|because|since|even as|even though)\s+|(?P<keep>(?:from|to|in|on|at|through|over|by|during|"
    r"after) (?:which|whom|whose)|which|who|whose|"
    r"where|with|including|among them|along with|"
    r"(?:none|many|most|some|all|half|few) of (?:whom|which)|capturing|seizing|meeting|destroying|wounding|"
    r"encircling|retaking|burning|"
    r"exchanging|firing|shelling|bringing|driving|pushing|advancing|inflicting|injuring|forcing|repelling|cutting|"
    r"leaving|losing|killing|making|giving|forcing|putting|cutting|after|before|when|"
    r"until|unless|if|at an? (?:average|rate|cost) of|most of them|many of them|some of them|"
    r"(?:a|one|two|three)[- ](?:third|quarter|half|thirds) of them|"
    r"\d[\d,]* of them|\d[\d,.]* ?(?:kilomet\w+|km|miles) |(?:nearly|almost|over|about|more than|at least|up "
    r"to)? ?(?:half|\d+ per ?cent|a third|a tenth|two thirds|a quarter) of them|(?:figures?|claims?|numbers?|"
    r"an? (?:figure|claim|number)) (?:that|which)|(?:he|she|they|it) (?:was|is|are|were|"
    r"has|have|had|will|would|could)|but)\b)"
)
DASH = re.compile(r"\s+[–—-]\s+|—|;\s+|:\s+(?=[a-z])")
INNER = re.compile(r"\s+(?:and|but)\s+(?:that\s+)?")
BARE = re.compile(
    r"\s+(?:after|as|while|before)\s+(?=(?:the|a|an|its|their|some|two|three|four|five|six|seven|eight|nine|ten|"
    r"weeks|months|days|[A-Z0-9]\w*)\b)"
)
HEAD_SPLIT = re.compile(
    r"(?:Although|Though|While|Whilst|Rather than|Despite|Even though|Even as|After|although|"
    r"though|while|despite|rather than)\b[^,]{10,160}?,\s+"
)
LEADING = re.compile(
    r"^(?:(?:And|But|Yet|So|Still|However|Meanwhile|Nonetheless|Nevertheless|Moreover|"
    r"Also|Instead|"
    r"Ultimately|and|but|that|so|yet|as(?! (?:many|much|few|little)\b)|while|although|though|because)\b,?\s+)+"
)


def find_number(text: str) -> bool:
    """Whether a short text begins with some number."""
    return bool(
        re.search(
            r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|"
            r"thousands?|hundred|thousand)\b",
            text,
        )
    )


def split_clauses(text: str, span: Span) -> list[Span]:
    """The clauses of a stretch of one sentence, in order. Quoted words are never cut."""
    cuts = _cuts(span.of(text))
    pieces: list[Span] = []
    start = 0
    for left, right in [*cuts, (len(span), len(span))]:
        piece = _trim(text, Span(span.start + start, span.start + left))
        if len(piece):
            pieces.append(piece)
        start = right
    return pieces


def _cuts(body: str) -> list[tuple[int, int]]:
    """Where to cut: end of the clause before, start of the one behind."""
    quoted = [(m.start(), m.end()) for m in re.finditer(r"“[^”]*”?|\"[^\"]*\"?|\([^)]*\)", body)]

    def free(position: int) -> bool:
        return not any(a < position < b for a, b in quoted)

    candidates: list[tuple[int, int, bool]] = []
    head = HEAD_SPLIT.match(body)
    if head and free(head.end()):
        candidates.append((head.end() - 2, head.end(), False))
    for match in JOINT.finditer(body):
        if free(match.start()):
            keep = match["keep"]
            if (
                keep
                and keep.lower() in ("including", "along with", "among them")
                and not find_number(body[match.end() : match.end() + 40])
            ):
                continue
            candidates.append((match.start(), match.start("keep") if keep else match.end(), bool(keep)))
    dashes = [m for m in DASH.finditer(body) if free(m.start())]
    aside = len(dashes) == 2 and dashes[1].start() - dashes[0].end() < LONGEST_ASIDE
    candidates += [(m.start(), m.end(), False) for m in dashes if not aside]
    candidates += [
        (m.start(), m.end(), False)
        for m in INNER.finditer(body)
        if free(m.start())
        and not re.search(r"\b(?:killed|dead|wounded|injured)$", body[: m.start()])
        and not re.search(r"\b(?:between|from) [\w,.]+$", body[: m.start()])
        and ("that" in m[0] or _begins_clause(body[m.end() :], body[: m.start()]))
    ]
    candidates += [
        (m.start(), m.end(), False) for m in BARE.finditer(body) if free(m.start()) and _is_clause_of_its_own(body, m)
    ]
    chosen: list[tuple[int, int]] = []
    start = 0
    for left, right, _ in sorted(candidates)[:MOST_CUTS]:
        if left < start:
            continue
        following = min((a for a, _, _ in candidates if a > right), default=len(body))
        joined = re.match(r"\s+(?:and|but)\b", body[left:right])
        if (_has_verb(body[start:left]) if joined else _stands(body[start:left])) and _stands_behind(
            body[right:following], body[right:]
        ):
            chosen.append((left, right))
            start = right
    return chosen


def _is_clause_of_its_own(body: str, joint: re.Match[str]) -> bool:
    """Whether "… as the army closed in" is long enough to be held true by itself, on both sides of the joint."""
    before, behind = body[: joint.start()], body[joint.end() :]
    verb = lexicons.verb_in(behind)
    return (
        len(before.split()) >= 6
        and _has_verb(before)
        and verb is not None
        and 1 <= len(behind[: verb.start()].split()) <= 10
        and len(behind.split()) >= 5
    )


def _begins_clause(rest: str, before: str = "") -> bool:
    """Whether what follows "and" is a predicate or a clause, and not one more noun."""
    adverb = re.match(r"(?:now|still|also|then|already|have since|has since)\s+(?=[a-z])", rest)
    if adverb and lexicons.finite_verb().match(rest[adverb.end() :]):
        return True
    if re.search(r"\b(?:have|has|had)\b", before) and re.match(
        r"(?:cut|hit|set|put|shut|beat|split|run|left|lost|held|[a-z]{3,}ed)\b", rest
    ):
        return True
    if re.search(r"\b(?:would|will|could|may|might|must|to)\b", before) and re.match(
        r"(?:push|shut|cut|give|open|free|hold|take|leave|force|make|allow|fortify|fight|"
        r"retreat|break|bring|threaten|end|keep|put)\b",
        rest,
    ):
        return True
    verb = lexicons.finite_verb().match(rest)
    if verb and re.match(
        r"(?:is|are|was|were|has|have|had|will|would|could|may|might|can|do|does|did|must|should)$|.*(?:n['’]t)$",
        verb[0].lower(),
    ):
        return True
    if (
        verb
        and not re.match(r"\S+ed\s+(?:by|and|to|from|soldiers|troops|people|civilians|in|areas|buildings)\b", rest)
        and not re.match(
            r"(?:fight|fights|attack|attacks|hits?|strikes?|fall|use|control|need|beat|spread|"
            r"cut|run|watch|shelter|set|claims?|calls?|hopes?|fears?|doubts?|left|face|show|end|"
            r"sets|matter)\b",
            rest,
        )
    ):
        return True
    subject = re.match(r"(?:it|they|he|she|we|there|this|that|those|these|nobody|no one)\s+(?:\w+ly )?\S+", rest, re.I)
    if subject and lexicons.verb_in(" ".join(rest.split()[1:4])):
        return True
    first = re.split(r"[,;:.]|\s(?:and|but|that|which|who)\s", rest)[0]
    verb = lexicons.verb_in(first)
    return bool(
        verb
        and re.match(r"(?:the|a|an|its|their|his|her|some|many|most|about|more|at least|only|\d|[A-Z])", rest)
        and 1 <= len(first[: verb.start()].split()) <= 9
        and re.fullmatch(
            r"(?:is|are|was|were|has|have|had|will|would|could|may|might|can|must|cannot|\w+ed|"
            r"fell|took|lost|held|came|began|made|left)",
            verb[0].lower(),
        )
    )


def _stands(before: str) -> bool:
    if len(before.split()) >= 2 and re.search(r"\d", before) and _has_verb(before):
        return True
    return len(before.split()) >= SHORTEST_WORDS and (
        _has_verb(before) or bool(re.search(r"\d", before)) or len(before.split()) >= 6
    )


def _stands_behind(behind: str, rest: str) -> bool:
    words = behind.split()
    if len(words) < 2:
        return False
    if re.match(
        r"(?:including|among them|along with|most of them|many of them|some of them|at an? |"
        r"\d[\d,]* of them|leaving|losing|killing|[\w-]+ of (?:them|whom)|(?:\w+ ){0,3}\S+ of them|capturing|"
        r"seizing|meeting|destroying|"
        r"wounding|encircling|retaking|burning|exchanging|\d[\d,.]* ?(?:kilomet\w+|km|miles)|with \d+ ?(?:%|per "
        r"?cent))\b",
        behind,
    ):
        return len(words) >= 2
    return _has_verb(behind) or (len(words) < 3 and _has_verb(" ".join(rest.split()[:8])))


def _has_verb(text: str) -> bool:
    return lexicons.verb_in(text) is not None


def _trim(text: str, span: Span) -> Span:
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip(" \t\n,;:–—-"))
    end = span.start + len(raw.rstrip(" \t\n,;:–—-"))
    head = LEADING.match(text[start:end])
    if head and head.end() < end - start:
        start += head.end()
    if end > start and text[end - 1] == "." and text[start] not in '“"':
        end -= 1
    return Span(start, max(end, start))
