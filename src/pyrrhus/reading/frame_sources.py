"""Sources named beside what they say: "according to the mayor", "by British estimates"."""

from __future__ import annotations

import re

from pyrrhus.reading.frame_finder import Frame, without_dates
from pyrrhus.reading.frame_words import ACCORDING
from pyrrhus.reading.spans import Span, has_clause, inside_quotes, trim_text
from pyrrhus.reading.subjects import UNSPEAKING, plausible

OWNED = re.compile(
    r"(?P<who>[^,.;:]{2,60}?)['’]s? (?:own )?(?:latest )?"
    r"(?:estimates?|reckoning|count|tally|account|figures?|calculations?)\b,?"
)
"""Whose estimate it is: "by General Hadley's estimate"."""
COUNT_OF = re.compile(
    r",?\s+(?:is|was) the (?:\w+ )?(?:count|estimate|figure|tally|reckoning|version|guess|"
    r"verdict) of (?P<who>[^,.;:]{3,60})"
)
"""Whose count it is, behind it: "eighty lorries is the count of a pensioner"."""
NO_SOURCE = re.compile(rf"(?:[\w-]+ ){{0,3}}(?:{'|'.join(sorted(UNSPEAKING))})\b(?! of\b)")
"""What somebody gathered, but who did is not said: "according to preliminary data"."""
OWN_VIEW = re.compile(
    r"(?:^|,\s+|\b)[Ii]n (?P<who>his|her|their|its) (?:own )?(?:telling|view|opinion|words|account|reckoning|"
    r"judge?ment|estimate|"
    r"version)\b,?"
)
"""A pronoun's own view: "in his telling"."""


def according(text: str, span: Span) -> tuple[Frame, list[Span]] | None:
    body = span.of(text)
    own = OWN_VIEW.search(body)
    if own is not None and not inside_quotes(body, own.start()) and has_clause(body):
        who = {"his": "he", "her": "she", "their": "they", "its": "it"}[own["who"].lower()]
        start = own.end() if not body[: own.start()].strip() else 0
        return Frame(who, "according", words=who), [trim_text(body, start, len(body), span.start)]
    counted = COUNT_OF.search(body)
    if counted is not None and plausible(counted["who"]):
        return Frame(counted["who"], "according", words=counted["who"]), [
            trim_text(body, 0, counted.start(), span.start)
        ]
    match = ACCORDING.search(body)
    if match is None or inside_quotes(body, match.start()):
        return None
    name = body[match.end() :]
    if NO_SOURCE.match(name):
        return None
    pronoun = re.match(r"(?:him|her|them)\b", name)
    if pronoun:
        who = {"him": "he", "her": "she", "them": "they"}[pronoun[0]]
        before, behind = Span(0, match.start()), Span(match.end() + pronoun.end(), len(body))
        said = [part for part in (before, behind) if has_clause(part.of(body))]
        return Frame(who, "according", words=who), [trim_text(body, s.start, s.end, span.start) for s in said]
    owned = OWNED.match(name)
    if owned is not None and has_clause(name[owned.end() :]) and not body[: match.start()].strip():
        frame = Frame(owned["who"], "according", words=owned[0])
        return frame, [trim_text(body, match.end() + owned.end(), len(body), span.start)]
    before = body[: match.start()].strip(" ,")
    if not before or (not has_clause(before) and len(before.split()) < 5):
        comma = re.search(r",\s+", name)
        if comma is None:
            return None
        second = re.search(r",\s+", name[comma.end() :])
        if (
            second
            and not has_clause(name[comma.end() : comma.end() + second.start()])
            and has_clause(name[comma.end() + second.end() :])
        ):
            cut = comma.end() + second.start()
        else:
            cut = comma.start()
        who = name[:cut]
        content = trim_text(body, match.end() + cut, len(body), span.start)
        return Frame(who, "according", words=body[: match.end() + cut]), [content]
    stop = re.search(
        r"[.;]|,\s+(?:and|but|while|as|with|which|although)\b|\s+(?:and|but)\s+(?=the |an? |it |he |she |they )", name
    )
    who = name[: stop.start()] if stop else name
    contents = [trim_text(body, 0, match.start(), span.start)]
    rest = name[len(who) :]
    if has_clause(rest) and len(rest.split()) > 4:
        contents.append(trim_text(body, match.end() + len(who), len(body), span.start))
    frame = Frame(without_dates(who), "according", words=who)
    if body[match.start() : match.end()].lower().startswith("citing"):
        # "X reported, citing Y": the words are Y's
        pass
    return frame, contents
