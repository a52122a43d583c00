"""Interviews printed as questions and answers: which paragraphs answer, and who does."""

from __future__ import annotations

import re

from pyrrhus.reading.sentences import Paragraph
from pyrrhus.reading.spans import Span
from pyrrhus.reading.speaker_labels import person_of, person_words
from pyrrhus.reading.subjects import main_subject

LEAST_QUESTIONS = 3
LONGEST_QUESTION = 60
"""Words of a paragraph that is still a question."""
ANSWER = re.compile(r"\W*A[:.]\s")
QUESTION = re.compile(r"\W*(?:Q|Question)[:.]\s")
AGED = re.compile(r"(?P<who>[A-Z][\w’'-]+(?: (?:al-|de |van |bin )?[A-Z][\w’'-]+)+), (?:aged )?\d{2}(?=[,.])")
TAIL = re.compile(r",\s+.*$|\s+(?:who|whose|which|that|of|in|at|from)\b.*$", re.S)


def answers_of(text: str, paragraphs: list[Paragraph]) -> tuple[frozenset[Span], str | None]:
    """The paragraphs of a text that answer a question, and the name or role of who is asked, None where the text does
    not say. No paragraph unless at least three questions stand there, and none where nobody is introduced and no
    question bears the mark of one: those are the headings of a piece that explains."""
    asks = [index for index, paragraph in enumerate(paragraphs) if _asks(text, paragraph)]
    if len(asks) < LEAST_QUESTIONS:
        return frozenset(), None
    asked = _asked(text, paragraphs[: asks[0]])
    if asked is None and not any(QUESTION.match(paragraphs[index].span.of(text).strip()) for index in asks):
        return frozenset(), None
    answers: set[Span] = set()
    for index, following in zip(asks, [*asks[1:], len(paragraphs)], strict=True):
        behind = [one for one in paragraphs[index + 1 : following] if not one.heading]
        answers |= {one.span for one in behind if not one.span.of(text).lstrip().startswith(("“", '"'))}
    return frozenset(answers), asked


def _asks(text: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph is nothing but a question of the writer's."""
    words = paragraph.span.of(text).strip()
    if QUESTION.match(words):
        return True
    return (
        words.endswith("?")
        and not ANSWER.match(words)
        and len(words.split()) <= LONGEST_QUESTION
        and not any(part.speech for part in paragraph.parts)
    )


def _asked(text: str, before: list[Paragraph]) -> str | None:
    """Whom the words before the first question introduce: the first subject that is a person."""
    role = None
    aged = AGED.search("\n".join(paragraph.span.of(text) for paragraph in before))
    if aged:
        return aged["who"]
    for paragraph in before:
        for part in paragraph.parts:
            sentence = part.span.of(text)
            found = main_subject(sentence)
            if found is None:
                continue
            phrase = sentence[slice(*found)].strip()
            for words in (phrase, TAIL.sub("", phrase)):
                if person_of(words) is not None:
                    return words
            head = re.findall(r"[a-z]+", TAIL.sub("", phrase).lower())
            if role is None and head and head[-1] in person_words():
                role = TAIL.sub("", phrase)
    return role
