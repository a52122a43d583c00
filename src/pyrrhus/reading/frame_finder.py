"""Frames of reported speech: one verb with its subject, who was told, and what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from pyrrhus.reading import lexicons
from pyrrhus.reading.dates import MENTION
from pyrrhus.reading.frame_words import (
    ADDRESSEE,
    ADVERBIAL,
    AUXILIARIES,
    GOING_ON,
    MOST_VERBS,
    NEGATED,
    NUMBER,
    PASSIVE,
    stands_behind,
)
from pyrrhus.reading.spans import Span, has_clause, inside_quotes, trim_text
from pyrrhus.reading.subjects import (
    SPEAKING,
    Verb,
    is_noun,
    main_subject,
    plausible,
    reporting_verbs,
    subject_before,
    verb_pattern,
)


@dataclass(frozen=True)
class Frame:
    """One layer of attribution. `subject` is as written; `words` is where the frame's own dates stand; `negated` where
    the speaker is said not to believe it; `addressee` is who was told; `relay` passes on the subject's words.
    """

    subject: str
    verb: str
    stance: str = "asserted"
    addressee: str = ""
    words: str = ""
    negated: bool = False
    relay: str = ""


@dataclass
class Found:
    subject: Span
    verb: re.Match[str]
    takes: str
    frame: Frame
    content: Span | None
    rest: Span
    lead: str = ""
    whole: bool = False


def first_frame(text: str, span: Span, after_speech: bool) -> Found | None:
    body = span.of(text)
    for verb in islice(verb_pattern().finditer(body), MOST_VERBS):
        found = _frame_at(text, span, body, verb, after_speech)
        if found is not None:
            return found
        after_speech = after_speech and verb.start() < 60
    return None


def _frame_at(text: str, span: Span, body: str, verb: re.Match[str], after_speech: bool) -> Found | None:
    form = re.sub(r"\s+", " ", verb[0].lower())
    known = reporting_verbs().get(form)
    if known is None or inside_quotes(body, verb.start()) or re.match(r"[\s-]tanks?\b", body[verb.end() :]):
        return None
    left = body[: verb.start()]
    if (
        form.startswith("admit")
        and not form.endswith(" to")
        and re.match(r"\s+(?:\d|at least|more than|about|some|hundreds|dozens)", body[verb.end() :])
    ):
        return None  # a hospital that takes people in
    if PASSIVE.search(left) and not form.endswith("ing"):
        return None
    auxiliaries = AUXILIARIES.search(left)
    end = auxiliaries.start() if auxiliaries else len(left)
    negated = bool(NEGATED.search(left[end:]))
    comma_before = left[end:].lstrip().startswith(",") and "meanwhile" not in left[end:] and "however" not in left[end:]
    subject = subject_before(body, end, comma_before, speaks=form in SPEAKING)
    if comma_before and form in SPEAKING and subject is not None and _is_inverted(body, end, verb.end()):
        subject = None
    if form in GOING_ON and re.search(r",\s*$", left) and not after_speech:
        participle = main_subject(left)
        if participle is not None and plausible(body[slice(*participle)], speaks=True):
            return _participle(text, span, body, verb, participle, known)
    if subject is None:
        if form.endswith("ing") or (left.strip() and not re.search(r"[,”\"]\s*$", left)):
            return None
        return _inverted(span, body, verb, known) if (after_speech or left.strip()) else None
    if is_noun(form, left):
        return None
    if form.endswith("ing") and not re.search(
        r"\b(?:with|been|is|are|was|were)\b", body[max(0, subject[0] - 6) : verb.start()]
    ):
        return None
    if negated and form not in ("believe", "think", "expect", "consider", "see", "confirm", "admit", "acknowledge"):
        return None
    return _with_subject(text, span, body, verb, subject, negated, after_speech)


def _is_inverted(body: str, end: int, behind: int) -> bool:
    """Whether a whole clause stands before ", says" and a bare noun phrase behind it: "The bus is full, says the
    driver"."""
    after = re.match(r"\s+(?:the|an?|his|her|its|their|one|another|[A-Z][\w’'-]+)\b[^,.;:]*", body[behind:])
    return (
        after is not None and not has_clause(after[0]) and has_clause(body[:end]) and "," not in body[:end].rstrip(" ,")
    )


def _with_subject(
    text: str, span: Span, body: str, verb: re.Match[str], subject: tuple[int, int], negated: bool, after_speech: bool
) -> Found | None:
    """The frame of a verb whose subject is known: whom it told, when, and what stands in it."""
    form = re.sub(r"\s+", " ", verb[0].lower())
    known = reporting_verbs()[form]
    who, after = body[subject[0] : subject[1]], body[verb.end() :]
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
        has = len(content) > 0 and has_clause(content.of(text))
        return Found(_shift(span, subject), verb, known.takes, frame, content if has else None, rest)
    position, adverbs = _skip_adverbials(body, position)
    remainder = body[position:]
    lead = body[: subject[0]]
    frame_words = (
        (lead if len(lead.split()) <= 8 else "")
        + " "
        + body[subject[0] : verb.start()]
        + " "
        + (adverbs if not after_speech else after)
    )
    frame = Frame(who, form, known.stance, addressee, frame_words, negated)
    found = Found(_shift(span, subject), verb, known.takes, frame, None, Span(span.start + position, span.end), lead)
    if known.takes == "clause" and stands_behind(body[: subject[0]], remainder):
        found.rest = Span(span.end, span.end)
        return found
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


def _participle(
    text: str, span: Span, body: str, verb: re.Match[str], subject: tuple[int, int], known: Verb
) -> Found | None:
    """ "The staff did not name the village, saying only that …": the subject of the sentence speaks."""
    that = re.match(r"\s+(?:only |merely |simply |instead )?(?:that\b\s*)?", body[verb.end() :])
    content = _trim_body(span, body, verb.end() + (that.end() if that else 0), len(body))
    if not has_clause(content.of(text)):
        return None
    frame = Frame(body[subject[0] : subject[1]], verb[0].lower(), known.stance, words=body[: subject[1]])
    joint = Span(span.start + verb.start(), span.start + verb.start())
    return Found(joint, verb, known.takes, frame, content, Span(span.end, span.end), whole=False)


def _find_content(
    text: str, span: Span, body: str, found: Found, remainder: str, position: int, known: Verb, after_speech: bool
) -> None:
    that = re.match(r"\s*,?\s*(?:that\b(?!\s+(?:is|was|are|were|would|had|has|will|could|might)\b)|:)\s*,?", remainder)
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
        at = re.match(r"\s*(?P<what>[^,.;]{3,90}?)\s+(?:at|as)\s+(?=(?P<number>.{0,40}))", remainder)
        if at and NUMBER.search(at["number"]):
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
        if medial and left.strip() and not has_clause(left) and has_clause(remainder):
            goes_on = re.match(rf"(?:{lexicons.finite_verb().pattern})", remainder[medial.end() :], re.IGNORECASE)
            if goes_on:  # "The army, it claimed, had fired …"
                found.content, found.whole = _trim_body(span, body, 0, len(body)), True
                found.subject = Span(span.start, span.start)
            elif left.rstrip().endswith(",") or len(left.split()) <= 3:  # "In two weeks, experts say, it has …"
                found.content = _trim_body(span, body, position + medial.end(), len(body))
                found.subject = Span(span.start, span.start)
        return
    if re.match(r"to\s+\w+", begins):
        found.content, found.whole = _trim_body(span, body, found.subject.start - span.start, len(body)), True
    elif has_clause(_head_clause(begins)) or (re.match(r"\w+ing\b", begins) and known.stance == "denied"):
        found.content = _trim_body(span, body, position, len(body))
    elif found.frame.verb not in ("said", "says", "say", "added", "wrote", "told", "reported", "reports"):
        found.content, found.whole = _trim_body(span, body, found.subject.start - span.start, len(body)), True


def _head_clause(text: str) -> str:
    """The first clause of a text: what a verb must stand in, for it to be said."""
    parts = re.split(r",\s+", text)
    head = parts[0]
    for part in parts[1:]:
        if has_clause(head) or re.match(r"(?:and|but|or)\s", part):
            break
        head += ", " + part
    return head


def _inverted(span: Span, body: str, verb: re.Match[str], known: Verb) -> Found | None:
    """ "…, said Ivan Petrenko, a medic." """
    if known.takes not in ("clause", "addressee"):
        return None
    after = body[verb.end() :]
    stop = re.search(r"[.;]\s*$|[;]|,\s+(?:and|but|while|as|adding|saying|warning|noting)\b|\s(?=[“\"])", after)
    who = after[: stop.start()] if stop else after
    who = re.split(r",?\s+(?:who|whose|which)\b", who)[0].strip(" ,:")
    head = re.split(r"\bwho\b|\bwhose\b|\bwhich\b", who)[0]
    if not plausible(who, speaks=verb[0].lower() in SPEAKING) or any(
        not verb[0][:1].isupper() for verb in lexicons.finite_verb().finditer(head)
    ):
        return None
    dates = who
    who = without_dates(who)
    left = body[: verb.start()].rstrip(" ,")
    subject = Span(span.start + len(left), span.start + len(left))
    rest = Span(span.start + verb.end() + (stop.start() if stop else len(after)), span.end)
    return Found(subject, verb, known.takes, Frame(who, verb[0].lower(), known.stance, words=dates), None, rest)


def without_dates(who: str) -> str:
    """A speaker without the day that stands behind him."""
    return re.sub(rf"[\s,]*\b(?:on |in |late |early )?(?:{MENTION.pattern}).*$", "", who, flags=re.IGNORECASE)


def _skip_adverbials(body: str, position: int) -> tuple[int, str]:
    start = position
    for _ in range(5):
        match = ADVERBIAL.match(body, position)
        if match is None or match.end() == position:
            break
        position = match.end()
    return position, body[start:position]


def _shift(span: Span, found: tuple[int, int]) -> Span:
    return Span(span.start + found[0], span.start + found[1])


def _trim_body(span: Span, body: str, start: int, end: int) -> Span:
    return trim_text(body, start, end, span.start)
