"""Who says it: the frames of reported speech ("X told Y that …", "…, according to X") and what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from pyrrhus.claims.read import lexicons
from pyrrhus.claims.read.article import outlet_names
from pyrrhus.claims.read.dates import MENTION, MONTH_NAMES
from pyrrhus.claims.read.sentences import Span

DEEPEST = 4
MOST_VERBS = 12  # a sentence that says "said" more often than this is no sentence

AUXILIARIES = re.compile(
    r"(?:[\s,]*\b(?:has|have|had|is|are|was|were|been|also|even|later|earlier|now|still|then|again|too|since|would|did|does|do|"
    r"may|might|already|once|meanwhile|however|not|never|all|both|themselves|himself|herself|for (?:his|her|its|their) part|"
    r"don['’]t|doesn['’]t|didn['’]t|an? (?:day|week|month|year) (?:earlier|later|ago)|(?!(?:assembly|family|ally|reply|supply|rally|bully|only|monopoly|anomaly)\b)[a-z]{3,}ly)\b)*[\s,]*$"
)
NEGATED = re.compile(r"\b(?:not|never|n['’]t|don['’]t|doesn['’]t|didn['’]t)\b")
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|['’]s|['’]re)\s+(?:\w+ly\s+|also\s+|now\s+|widely\s+)*$")
HEAD = re.compile(
    r"\s*(?:(?:But|And|Yet|So|Still|However|Meanwhile|Nonetheless|Nevertheless|Ultimately|Overall|ultimately|and|but|as|while|although|though|with|because)\b[,\s]*)*"
)
LEAD = re.compile(
    rf"(?:(?:On|In|At|Late|Early|Earlier|Last|Yesterday|Since|During|By)\b[^,]{{0,40}}?(?:{MENTION.pattern}|\b(?:{MONTH_NAMES})\b)[^,]{{0,15}}?,?\s+)",
    re.IGNORECASE,
)
NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|this|that|these|those|no|any|some|of|its|his|her|their|our|my|your|such|official|unconfirmed|latest|"
    r"in|to|by|on|with|for|from|according|two|three|conflicting|early|previous|earlier|recent|intelligence|media|news|\w+['’]s?)\s*$",
    re.IGNORECASE,
)
MONTHISH = MENTION.pattern
VENUE = (
    r"(?:statement|update|interview|video|message|post|address|briefing|bulletin|conference|broadcast|call|speech|report|note|"
    r"Telegram|channel|television|TV|radio|telephone|phone|media|Facebook|Twitter|letter|e-?mail|assessment|communiqué|communique|"
    r"summary|meeting|visit|remarks|Order of the Day|article|blog|podcast|hearing|app|website|newsletter|dispatch|analysis)"
)
ADVERBIAL = re.compile(
    rf"[\s,]*(?:(?:late |early |earlier |later )?(?:on |in )?(?:the )?(?:{MONTHISH})(?: (?:morning|afternoon|evening|night))?"
    rf"|(?:earlier|later|again|recently|separately|afterwards|then|bluntly|simply|yesterday|[a-z]{{4,}}ly)\b(?! (?:had|has|have|was|were|is|are))"
    rf"|(?:in|at|on|via|over|through|during|by|from|to|after|before)\b(?: [\w’'-]+){{0,5}}? ?\b{VENUE}\b(?:\s+{VENUE}\b)*"
    rf"(?: (?:on|of|to|with|about|from|in) [^,.;:“\"]{{1,60}}?(?=\s*(?:\bthat\b|[,.:;“\"]|$)))?"
    r"|on condition of anonymity)",
    re.IGNORECASE,
)
ADDRESSEE = re.compile(
    r"\s+(?:the |a |its |his |her )?(?P<who>(?:[A-Z][\w.’'&-]*)(?:\s+(?:of|the|and|for)\s+(?=[A-Z])|\s+[A-Z][\w.’'&-]*)*"
    r"(?:\s+(?:magazine|newspaper|television|radio|news agency|TV|agency|website))?|(?:\w+ )?(?:reporters|journalists|lawmakers|parliament|"
    r"state television|local media|national television|television|a news conference|news agencies|the newspaper|agency|broadcaster|us|me))(?:['’]s [A-Z]\w+(?: [A-Z]\w+)*)?"
)
ACCORDING = re.compile(
    r"\b(?:according to|in the (?:view|opinion|words|judgement|judgment) of|as reported by|per(?= (?-i:[A-Z]))|citing)\s+",
    re.IGNORECASE,
)
ELIDED = re.compile(
    r",?\s*(?:and|but|while)?\s*\b(?P<verb>adding|giving|putting|estimating|saying|noting|warning|stressing|explaining|claiming|insisting|arguing|stating|acknowledging|suggesting|indicating)\s+(?:that\s+)?",
    re.IGNORECASE,
)
SECOND = re.compile(
    r",?\s+(?:and|but)\s+(?:also\s+|he\s+|she\s+|they\s+)?(?P<verb>said|say|says|added|adds|warned|warn|warns|denied|deny|denies|claimed|claim|claims|insisted|"
    r"acknowledged|admitted|argued|argue|argues|noted|suggested|suggest|predicted|believe|believes|stressed)\b(?:\s+that\b)?\s+",
    re.IGNORECASE,
)
PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "who", "one"])
IMPERSONAL = frozenset(["it", "this", "that", "which", "what", "there", "these", "those"])


@dataclass(frozen=True)
class Frame:
    """One layer of attribution. `subject` is as written; `words` is where the frame's own dates stand; `negated` where
    the speaker is said not to believe it; `addressee` is who was told; `relay` where the subject passes on another's words.
    """

    subject: str
    verb: str
    stance: str = "asserted"
    addressee: str = ""
    words: str = ""
    negated: bool = False
    relay: str = ""


@dataclass(frozen=True)
class Statement:
    """What is said, and the frames round it, the outer first. An empty span is a frame that stands beside a quotation."""

    span: Span
    frames: tuple[Frame, ...] = ()
    inferred: bool = False


@dataclass(frozen=True)
class Verb:
    """A word that reports speech."""

    takes: str
    stance: str


@dataclass
class _Found:
    subject: Span
    verb: re.Match[str]
    takes: str
    frame: Frame
    content: Span | None
    rest: Span
    lead: str = ""
    whole: bool = False
    extra: list[Span] = field(default_factory=list)


@cache
def reporting_verbs() -> dict[str, Verb]:
    """Reporting verbs by form, from the word list; forms of two words are joined by a blank."""
    found: dict[str, Verb] = {}
    for row in lexicons.table("reporting_verbs"):
        forms = row["forms"].split()
        if len(forms) > 1 and forms[1] in ("on", "for", "out"):
            forms = [" ".join(forms[i : i + 2]) for i in range(0, len(forms), 2)]
        for form in forms:
            found[form] = Verb(row["takes"], row["stance"])
    return found


@cache
def _verb_pattern() -> re.Pattern[str]:
    return lexicons.pattern(reporting_verbs())


@cache
def _roles() -> re.Pattern[str]:
    return lexicons.pattern(lexicons.listed("roles", "words"))


@cache
def _nations() -> re.Pattern[str]:
    words = [
        w for column in ("name", "adjectives", "peoples", "seats") for w in lexicons.listed("nations", column, ";")
    ]
    words += lexicons.listed("groups", "words", ";")
    return lexicons.pattern(words, flags=0)


@cache
def _plain_heads() -> frozenset[str]:
    return frozenset(
        word
        for row in lexicons.table("common_capitals")
        if row["why"] == "sentence heads"
        for word in row["words"].split()
    )


def attribute(text: str, span: Span, *, after_speech: bool = False, depth: int = 0) -> list[Statement]:
    """Split a stretch of the writer's text into what is said and by whom; what nobody is said to say has no frames.

    `after_speech`: the stretch goes on after a quotation, so that its first frame belongs to that.
    """
    if depth < DEEPEST and len(span) > 4:
        found = _first_frame(text, span, after_speech)
        if found is not None:
            return _unfold(text, span, found, depth)
        found_source = _according(text, span)
        if found_source is not None:
            frame, contents = found_source
            return [
                Statement(s.span, (frame, *s.frames), s.inferred)
                for content in contents
                for s in (attribute(text, content, depth=depth + 1) if len(content) else [Statement(content)])
            ]
    return [Statement(span)]


def _unfold(text: str, span: Span, found: _Found, depth: int) -> list[Statement]:
    def inner(part: Span) -> list[Statement]:
        return [Statement(s.span, (found.frame, *s.frames), s.inferred) for s in attribute(text, part, depth=depth + 1)]

    before = Span(span.start, found.subject.start)
    statements: list[Statement] = []
    if found.content is not None:
        if _has_clause(before.of(text)):
            statements += attribute(text, _trim(text, _without_joint(text, before)), depth=depth + 1)
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
    elif _has_clause(before.of(text)) or (
        len(before.of(text).split()) >= 4 and re.search(r"\d|dead|wounded", before.of(text))
    ):
        statements += inner(_trim(text, before))
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


def _second_verb(text: str, found: _Found) -> tuple[Span, list[tuple[str, Span]]]:
    """Cut "…, and say that …" from what is said: the same speaker goes on with another verb."""
    content = found.content
    assert content is not None
    body = content.of(text)
    start = found.verb.end() if found.whole else 0
    match = SECOND.search(body, min(start, len(body)) if not found.whole else 0)
    if match is None or _inside_quotes(body, match.start()) or match.start() < 8:
        return content, []
    second = _trim(text, Span(content.start + match.end(), content.end))
    if not len(second):
        return content, []
    return _trim(text, Span(content.start, content.start + match.start())), [(match["verb"].lower(), second)]


def _whole(text: str, found: _Found, content: Span, depth: int) -> list[Statement]:
    """A claim that takes in its own verb ("officials advise …"), and an outlet behind it that reports it."""
    tail = None
    if len(content) > found.verb.end() - found.verb.start() + 4:
        head = content.of(text).find(found.verb[0]) + len(found.verb[0])
        tail = _first_frame(text, Span(content.start + max(head, 0), content.end), False)
    if tail is None or tail.content is not None or tail.subject.start <= content.start:
        return [Statement(content, (found.frame,))]
    short = _trim(text, Span(content.start, tail.subject.start))
    return [Statement(short, (tail.frame, found.frame)), *_after(text, tail, depth)]


def _after(text: str, found: _Found, depth: int) -> list[Statement]:
    """What follows a frame that came behind its content: "…, adding that", "…, and …"."""
    rest = found.rest.of(text)
    elided = ELIDED.match(rest)
    if elided:
        part = _trim(text, Span(found.rest.start + elided.end(), found.rest.end))
        if not len(part):
            return []
        if elided["verb"].lower() in ("suggesting", "indicating"):
            return [Statement(part, (), inferred=True)]
        return [Statement(s.span, (found.frame, *s.frames)) for s in attribute(text, part, depth=depth + 1)]
    joined = re.match(r",?\s*(and|but|while|although|as|where|which|who)\b\s*", rest)
    if joined and found.content is None and _has_clause(rest):
        part = _trim(text, Span(found.rest.start + joined.end(1), found.rest.end))
        frames = (found.frame,) if joined[1] in ("and", "but") else ()
        return [Statement(s.span, (*frames, *s.frames)) for s in attribute(text, part, depth=depth + 1)]
    return []


def _first_frame(text: str, span: Span, after_speech: bool) -> _Found | None:
    body = span.of(text)
    for verb in islice(_verb_pattern().finditer(body), MOST_VERBS):
        found = _frame_at(text, span, body, verb, after_speech)
        if found is not None:
            return found
        after_speech = after_speech and verb.start() < 60
    return None


def _frame_at(text: str, span: Span, body: str, verb: re.Match[str], after_speech: bool) -> _Found | None:
    form = re.sub(r"\s+", " ", verb[0].lower())
    known = reporting_verbs().get(form)
    if known is None or _inside_quotes(body, verb.start()) or re.match(r"[\s-]tanks?\b", body[verb.end() :]):
        return None
    left = body[: verb.start()]
    if PASSIVE.search(left) and not form.endswith("ing"):
        return None
    auxiliaries = AUXILIARIES.search(left)
    end = auxiliaries.start() if auxiliaries else len(left)
    negated = bool(NEGATED.search(left[end:]))
    comma_before = left[end:].lstrip().startswith(",") and "meanwhile" not in left[end:] and "however" not in left[end:]
    subject = _subject_before(body, end, comma_before)
    after = body[verb.end() :]
    if subject is None:
        if form.endswith("ing") or (left.strip() and not re.search(r"[,”\"]\s*$", left)):
            return None
        return _inverted(span, body, verb, known) if (after_speech or left.strip()) else None
    if _is_noun(form, body, subject, left):
        return None
    who = body[subject[0] : subject[1]]
    if form.endswith("ing") and not re.search(
        r"\b(?:with|been|is|are|was|were)\b", body[max(0, subject[0] - 6) : verb.start()]
    ):
        return None
    if negated and form not in ("believe", "think", "expect", "consider", "see", "confirm", "admit", "acknowledge"):
        return None
    addressee = ""
    position = verb.end()
    if known.takes == "addressee":
        told = ADDRESSEE.match(after)
        if told is None:
            return None
        addressee = told["who"]
        position += told.end()
    elif known.takes == "relay":
        quoted = re.match(r"\s+(?P<who>[^,.;]{2,80}?) as saying\b\s*(?:that\b)?", after)
        if quoted is None:
            return None
        frame = Frame(quoted["who"], form, known.stance, relay=who, words=body)
        content = _trim_body(span, body, verb.end() + quoted.end(), len(body))
        rest = Span(span.start + verb.end() + quoted.end(), span.end)
        has = len(content) > 0 and _has_clause(content.of(text))
        return _Found(_shift(span, subject), verb, known.takes, frame, content if has else None, rest)
    position, adverbs = _skip_adverbials(body, position)
    remainder = body[position:]
    lead = body[: subject[0]]
    frame_words = (
        (lead if len(lead.split()) <= 8 else "")
        + " "
        + body[subject[0] : subject[1]]
        + " "
        + (adverbs if not after_speech else after)
    )
    frame = Frame(who, form, known.stance, addressee, frame_words, negated)
    found = _Found(_shift(span, subject), verb, known.takes, frame, None, Span(span.start + position, span.end), lead)
    _find_content(text, span, body, found, remainder, position, known, after_speech)
    if found.content is None and known.takes in ("whole", "of", "at"):
        return None
    opens = re.fullmatch(r"\s*,?\s*(?:that\b)?[\s:,]*", remainder)
    if (
        found.content is None
        and not after_speech
        and not opens
        and remainder.strip(" .,:")
        and not re.match(r"\s*[,.:;]", remainder)
    ):
        # "said" with something that is neither a clause nor an adverbial, as far as the list of verbs knows
        if known.takes == "clause" and len(remainder.split()) >= 5:
            found.content = _trim_body(span, body, position, len(body))
            return found
        if known.takes == "clause" and form in ("said", "says", "say", "added", "wrote", "told"):
            return found
        return None
    return found


def _find_content(
    text: str, span: Span, body: str, found: _Found, remainder: str, position: int, known: Verb, after_speech: bool
) -> None:
    that = re.match(r"\s*,?\s*(?:that\b|:)\s*,?", remainder)
    if that:
        content = _trim_body(span, body, position + that.end(), len(body))
        if len(content):
            found.content = content
        else:
            found.rest = Span(span.end, span.end)
        return
    if known.takes == "of":
        of = re.search(r"\bof\s+", remainder)
        if of:
            found.content = _trim_body(span, body, position + of.end(), len(body))
        return
    if known.takes == "at":
        at = re.match(r"\s*(?P<what>[^,.;]{3,90}?)\s+at\s+", remainder)
        if at:
            found.content = _trim_body(span, body, position + at.start("what"), len(body))
            found.whole = True
        return
    begins = remainder.lstrip()
    if known.takes == "whole" and begins and begins[0] not in ",.;:":
        found.content, found.whole = _trim_body(span, body, found.subject.start - span.start, len(body)), True
        return
    if after_speech or not begins or begins[0] in ",.;:":
        medial = re.match(r"\s*,\s*", remainder)
        left = body[: found.subject.start - span.start]
        if medial and left.strip() and not _has_clause(left) and _has_clause(remainder):
            goes_on = re.match(rf"(?:{lexicons.finite_verb().pattern})", remainder[medial.end() :], re.IGNORECASE)
            if goes_on:  # "The army, it claimed, had fired …"
                found.content, found.whole = _trim_body(span, body, 0, len(body)), True
                found.subject = Span(span.start, span.start)
            elif len(left.split()) <= 3:  # "But ultimately, experts say, …"
                found.content = _trim_body(span, body, position + medial.end(), len(body))
                found.subject = Span(span.start, span.start)
        return
    if re.match(r"to\s+\w+", begins):
        found.content, found.whole = _trim_body(span, body, found.subject.start - span.start, len(body)), True
    elif _has_clause(_head_clause(begins)) or (re.match(r"\w+ing\b", begins) and known.stance == "denied"):
        found.content = _trim_body(span, body, position, len(body))
    elif found.frame.verb not in ("said", "says", "say", "added", "wrote", "told", "reported", "reports"):
        found.content, found.whole = _trim_body(span, body, found.subject.start - span.start, len(body)), True


def _head_clause(text: str) -> str:
    """The first clause of a text: what a verb must stand in, for it to be said."""
    parts = re.split(r",\s+", text)
    head = parts[0]
    for part in parts[1:]:
        if _has_clause(head) or re.match(r"(?:and|but|or)\s", part):
            break
        head += ", " + part
    return head


def _according(text: str, span: Span) -> tuple[Frame, list[Span]] | None:
    body = span.of(text)
    match = ACCORDING.search(body)
    if match is None or _inside_quotes(body, match.start()):
        return None
    name = body[match.end() :]
    before = body[: match.start()].strip(" ,")
    if not before or (not _has_clause(before) and len(before.split()) < 5):
        comma = re.search(r",\s+", name)
        if comma is None:
            return None
        second = re.search(r",\s+", name[comma.end() :])
        if (
            second
            and not _has_clause(name[comma.end() : comma.end() + second.start()])
            and _has_clause(name[comma.end() + second.end() :])
        ):
            cut = comma.end() + second.start()
        else:
            cut = comma.start()
        who = name[:cut]
        content = _trim_body(span, body, match.end() + cut, len(body))
        return Frame(who, "according", words=body[: match.end() + cut]), [content]
    stop = re.search(
        r"[.;]|,\s+(?:and|but|while|as|with|which|although)\b|\s+(?:and|but)\s+(?=the |an? |it |he |she |they )", name
    )
    who = name[: stop.start()] if stop else name
    contents = [_trim_body(span, body, 0, match.start())]
    rest = name[len(who) :]
    if _has_clause(rest) and len(rest.split()) > 4:
        contents.append(_trim_body(span, body, match.end() + len(who), len(body)))
    frame = Frame(_without_dates(who), "according", words=who)
    if body[match.start() : match.end()].lower().startswith("citing"):
        # "X reported, citing Y": the words are Y's
        pass
    return frame, contents


def _without_dates(who: str) -> str:
    return re.sub(rf"[\s,]*\b(?:on |in |late |early )?(?:{MENTION.pattern}).*$", "", who, flags=re.IGNORECASE)


def _subject_before(body: str, end: int, apposition: bool) -> tuple[int, int] | None:
    """Where the subject of a verb begins and ends, in a sentence up to `end`; None where nothing there can speak."""
    left = body[:end].rstrip(" ,")
    if not left:
        return None
    cuts = [0] + [m.end() for m in re.finditer(r"[,;:]\s+|\s[–—-]\s|—|[”\"]\s*(?=\S)", left)]
    start = cuts[-1]
    if apposition and len(cuts) >= 2:
        start = cuts[-2]
        if len(cuts) >= 3 and not _plausible(left[start:]):
            start = cuts[-3]
    chunk = left[start:]
    shift = start + HEAD.match(chunk).end()  # type: ignore[union-attr]
    lead = LEAD.match(left[shift:])
    if lead and lead.end() < len(left[shift:]):
        shift += lead.end()
    chunk = left[shift:]
    relative = re.search(r",?\s+(?:who|which|whose)\b|,\s+(?:quoted|speaking|writing|cited|reached)\b", chunk)
    noun = chunk[: relative.start()] if relative else chunk
    clause = None
    for clause in lexicons.finite_verb().finditer(noun):
        pass
    if clause is not None and not re.fullmatch(r"(?:[a-z]+-)?\w+ed", clause[0]):
        joint = None
        for joint in re.finditer(
            r"\b(?:and|but|as|while|that|because|although|though|with|so|when|what|where|how)\s+", noun
        ):
            pass
        if joint is None or joint.start() < clause.end():
            return None
        shift += joint.end()
        noun = noun[joint.end() :]
    if not _plausible(noun):
        return None
    return shift, len(left)


def _plausible(noun: str) -> bool:
    """Whether a noun phrase can speak: a name, a role, a body, a country, a pronoun."""
    words = re.findall(r"[\w’'.-]+", noun)
    if not words or len(words) > 28:
        return False
    first = words[0].lower()
    if len(words) == 1 and first in PRONOUNS - {"who", "i", "we"}:
        return True
    if first in IMPERSONAL and len(words) == 1:
        return False
    if first in PRONOUNS - {"one"} and len(words) > 1:
        return False
    if first in (
        "in",
        "on",
        "at",
        "of",
        "for",
        "from",
        "by",
        "to",
        "what",
        "how",
        "if",
        "when",
        "there",
        "into",
        "not",
        "even",
    ):
        return False
    if (
        _roles().search(noun)
        or _nations().search(noun)
        or outlet_names().search(noun)
        or re.search(r"\bone of (?:them|his|the)\b|\bboth\b|\beach\b|\bothers?\b|\bmany\b|\bsome\b", noun)
    ):
        return True
    names = [w for i, w in enumerate(words) if w[:1].isupper() and (i or w not in _plain_heads())]
    return bool(names) and words[-1][:1].isalnum()


def _is_noun(form: str, body: str, subject: tuple[int, int], left: str) -> bool:
    if form not in (
        "claim",
        "claims",
        "report",
        "reports",
        "estimate",
        "estimates",
        "doubt",
        "doubts",
        "fear",
        "fears",
        "hope",
        "hopes",
        "question",
        "questions",
        "forecast",
        "forecasts",
        "cautions",
        "caution",
        "call for",
        "calls for",
        "call on",
        "put",
        "puts",
        "dispute",
        "disputes",
        "promises",
        "promise",
        "thought",
        "assess",
        "complaint",
        "describe",
        "expected",
        "repeated",
        "said",
        "feared",
        "estimated",
        "alleged",
        "claimed",
        "reported",
        "believed",
        "disputed",
        "suspected",
        "promised",
    ):
        return False
    if form in (
        "said",
        "feared",
        "estimated",
        "alleged",
        "claimed",
        "reported",
        "believed",
        "disputed",
        "promised",
        "expected",
        "repeated",
    ):
        return bool(re.search(r"\b(?:an?|the|its|their|his|of|as)\s*$", left, re.IGNORECASE))
    return bool(NOUN_BEFORE.search(left)) and not re.search(r"\b(?:they|we|he|she|both|it)\s*$", left, re.IGNORECASE)


def _inverted(span: Span, body: str, verb: re.Match[str], known: Verb) -> _Found | None:
    """ "…, said Ivan Petrenko, a medic." """
    if known.takes not in ("clause", "addressee"):
        return None
    after = body[verb.end() :]
    stop = re.search(r"[.;]\s*$|[;]|,\s+(?:and|but|while|as|adding|saying|warning|noting)\b|\s(?=[“\"])", after)
    who = after[: stop.start()] if stop else after
    who = re.split(r",?\s+(?:who|whose|which)\b", who)[0].strip(" ,:")
    if not _plausible(who) or lexicons.finite_verb().search(re.split(r"\bwho\b|\bwhose\b|\bwhich\b", who)[0]):
        return None
    dates = who
    who = _without_dates(who)
    left = body[: verb.start()].rstrip(" ,")
    subject = Span(span.start + len(left), span.start + len(left))
    rest = Span(span.start + verb.end() + (stop.start() if stop else len(after)), span.end)
    return _Found(subject, verb, known.takes, Frame(who, verb[0].lower(), known.stance, words=dates), None, rest)


def _skip_adverbials(body: str, position: int) -> tuple[int, str]:
    start = position
    for _ in range(5):
        match = ADVERBIAL.match(body, position)
        if match is None or match.end() == position:
            break
        position = match.end()
    return position, body[start:position]


def _has_clause(text: str) -> bool:
    return lexicons.finite_verb().search(text) is not None


def _inside_quotes(body: str, position: int) -> bool:
    before = body[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _shift(span: Span, found: tuple[int, int]) -> Span:
    return Span(span.start + found[0], span.start + found[1])


def _trim_body(span: Span, body: str, start: int, end: int) -> Span:
    return _trim_text(body, start, end, span.start)


def _trim(text: str, span: Span) -> Span:
    return _trim_text(text, span.start, span.end, 0)


def _trim_text(text: str, start: int, end: int, base: int) -> Span:
    """A stretch without blanks, leading joints and trailing commas at its ends."""
    while start < end and text[start] in " \t\n,;:–—-":
        start += 1
    head = re.match(r"(?:(?:and|but|or|that|But|And|Yet|So|yet|so)\b[\s,]+)+", text[start:end])
    if head:
        start += head.end()
    while end > start and text[end - 1] in " \t\n,;:–—-":
        end -= 1
    return Span(base + start, base + end)
