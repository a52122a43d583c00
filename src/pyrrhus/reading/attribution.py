"""Who says what in a whole article: every sentence and quotation with its speaker, outlet and day."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace

from pyrrhus.reading import kinds
from pyrrhus.reading.article import Article, outlet_names, outlets
from pyrrhus.reading.dates import find_dates
from pyrrhus.reading.frame_finder import Frame
from pyrrhus.reading.frames import Statement, attribute
from pyrrhus.reading.interviews import answers_of
from pyrrhus.reading.own_speaker import QUOTED, own_speaker
from pyrrhus.reading.sentences import Paragraph, Part, read_paragraphs
from pyrrhus.reading.sides import SideFinder
from pyrrhus.reading.spans import Span
from pyrrhus.reading.speaker_labels import introduces, person_of
from pyrrhus.reading.speakers import NARRATOR, Memory, Speaker
from pyrrhus.reading.subjects import main_subject, plausible

MERGED_QUOTATION = 120
LOOK_BACK = 700  # letters before a sentence in which a pronoun's meaning is looked for
NEAR = 40  # letters between a speaker's words and those that may still be theirs
Heard = tuple[Speaker, str | None, str | None]
"""Speaker, outlet and day."""


@dataclass(frozen=True)
class Attribution:
    """A stretch of text with what its frames say of it. `speech`: it stands in quotation marks; `negated`: the speaker
    is said not to believe it."""

    span: Span
    speaker: Speaker
    outlet: str | None
    said_on: str | None
    stance: str
    negated: bool
    speech: bool
    paragraph: Span
    way: str = ""


OURS = re.compile(
    r"\b(?:our|us) (?:\w+ )?(?:troops|forces|soldiers|men|fighters|units|defenders|losses|positions|boys|side|army)\b",
    re.I,
)
WRITER = re.compile(r"\b(?:I|me|my)\b")
CITING = re.compile(r"^(?P<relay>[^,]{2,60}),? (?:citing|quoting|which (?:cited|quoted)) (?P<who>[^,]{2,80})$", re.I)


def who_says_what(article: Article, sides: SideFinder) -> list[Attribution]:
    """Every stretch of an article outside headings, in order, attributed."""
    reader = _Attribution(article, sides)
    before: Speaker | None = None
    paragraphs = read_paragraphs(article.text)
    reader.answers, asked = answers_of(article.text, paragraphs)
    reader.narrator = own_speaker(article, sides, interview=bool(reader.answers))
    if reader.answers:
        own = reader.narrator if reader.narrator is not NARRATOR else Speaker("interviewee (unnamed)", "unnamed")
        reader.asked = reader.memory.resolve(asked) if asked else own
    for paragraph in paragraphs:
        if not paragraph.heading:
            before = reader.read(paragraph, before)
    spoken: dict[Span, list[Span]] = defaultdict(list)
    for said in reader.said:
        if said.speaker is not NARRATOR:
            spoken[said.paragraph].append(said.span)
    edges = {
        paragraph: (sorted(s.start for s in spans), sorted(s.end for s in spans)) for paragraph, spans in spoken.items()
    }
    return [_beside(item, edges.get(item.paragraph)) for item in _merge_quotations(article.text, reader.said)]


def _beside(item: Attribution, spoken: tuple[list[int], list[int]] | None) -> Attribution:
    """The writer's own words, with where they stand: they may be a speaker's where one speaks in the sentence or the
    paragraph, of which `spoken` has the starts and ends."""
    if item.speaker is not NARRATOR:
        return item
    if spoken is None:
        return replace(item, way="narration alone")
    starts, ends = spoken
    after, before = bisect_left(starts, item.span.end), bisect_right(ends, item.span.start)
    close = after < len(starts) and starts[after] - item.span.end <= NEAR
    close = close or (before > 0 and item.span.start - ends[before - 1] <= NEAR)
    return replace(item, way="narration beside" if close else "narration among")


class _Attribution:
    def __init__(self, article: Article, sides: SideFinder) -> None:
        self.article, self.text, self.sides = article, article.text, sides
        self.memory = Memory(sides)
        self.narrator = NARRATOR
        self.said: list[Attribution] = []
        self.answers: frozenset[Span] = frozenset()
        self.asked = NARRATOR
        unquoted = QUOTED.sub(" ", article.text)
        self.first_person = WRITER.search(unquoted) is not None

    def read(self, paragraph: Paragraph, before: Speaker | None) -> Speaker | None:
        """Attribute every part of a paragraph; returns the speaker whose quotation ends it, if one does."""
        parts = paragraph.parts
        waiting: list[Part] = []
        current: Heard | None = None
        goes_on: Heard | None = None
        for index, part in enumerate(parts):
            if part.speech:
                waiting.append(part)
                last = index + 1 == len(parts)
                if current is not None and (
                    last or parts[index + 1].speech or not self._goes_on(part, parts[index + 1])
                ):
                    self._speak(waiting, current, paragraph)
                    waiting = []
                continue
            after_speech = bool(waiting)
            back = max(0, part.span.start - LOOK_BACK)
            earlier = self.text[back : part.span.start]
            self.memory.before = re.sub(r"^\S*\s", "", earlier) if back else earlier  # no half a word
            self.memory.here = part.span.of(self.text)
            opens = index + 1 < len(parts) and parts[index + 1].speech and not after_speech
            for statement in attribute(self.text, part.span, after_speech=after_speech):
                statement = self._introduced(statement, part) if opens else statement
                resolved = self._resolve(statement) if statement.frames else goes_on
                if resolved is None and not opens:
                    resolved = self._goes_on_speaking(statement.span, paragraph)
                if resolved is not None and waiting:
                    self._speak(waiting, resolved, paragraph)
                    waiting = []
                current = resolved or current
                if len(statement.span):
                    self._state(statement, resolved, paragraph)
                if resolved is not None and self._has_colon(statement, part):
                    goes_on = resolved
                if opens and resolved is None:
                    current = self._introducing(part) or current
            if waiting and after_speech:
                self._speak(waiting, current or self._last(before), paragraph)
                waiting = []
        if waiting:
            self._speak(waiting, current or self._last(before), paragraph)
        return current[0] if current and parts and parts[-1].speech else None

    def _introduced(self, statement: Statement, part: Part) -> Statement:
        """A sentence without a verb of saying that ends in a colon before a quotation: its subject speaks."""
        words = part.span.of(self.text).rstrip()
        if statement.frames or not words.endswith(":"):
            return statement
        who = re.split(r",\s|\s(?:who|whose|which|that)\b", words.rstrip(": "))[0]
        found = main_subject(who)
        who = who[slice(*found)] if found else who
        if len(who.split()) > 12 or not plausible(who, speaks=True):
            return statement
        return replace(statement, frames=(Frame(who, "colon", words=words),))

    def _introducing(self, part: Part) -> Heard | None:
        """The person who is the subject of a sentence, before a quotation that names nobody."""
        words = part.span.of(self.text)
        found = main_subject(words)
        phrase = words[slice(*found)] if found else ""
        if not found or not (person_of(phrase) or introduces(phrase)):
            return None
        speaker = self.memory.resolve(phrase)
        return speaker, self.memory.outlet.get(speaker.label), self.memory.said_on.get(speaker.label)

    def _goes_on_speaking(self, said: Span, paragraph: Paragraph) -> Heard | None:
        """The last speaker of a paragraph in which the writer's words say "we" or "our", as a writer does not."""
        if self.first_person or not OURS.search(said.of(self.text)):
            return None
        last = next((item for item in reversed(self.said) if item.speaker is not self.narrator), None)
        if last is None or last.paragraph != paragraph.span or last.speaker.kind == "outlet":
            return None
        return last.speaker, last.outlet, last.said_on

    def _has_colon(self, statement: Statement, part: Part) -> bool:
        """Whether what follows is the same speaker's too: he stands before a colon, or a semicolon ends his words."""
        return any(frame.verb == "colon" for frame in statement.frames) or part.span.of(self.text).endswith(";")

    def _goes_on(self, speech: Part, following: Part) -> bool:
        """Whether the text behind a quotation names its speaker."""
        behind = following.span.of(self.text)
        return not re.search(r"[.!?…][”\"’]*$", speech.span.of(self.text)) or behind[:1].islower()

    def _last(self, before: Speaker | None) -> Heard:
        speaker = before or (self.memory.heard[-1] if self.memory.heard else self.narrator)
        return speaker, self.memory.outlet.get(speaker.label), self.memory.said_on.get(speaker.label)

    def _speak(self, parts: list[Part], who: Heard, paragraph: Paragraph) -> None:
        speaker, outlet, said_on = who
        for part in parts:
            self.said.append(
                Attribution(
                    part.span, speaker, outlet or self.article.outlet, said_on, "asserted", False, True, paragraph.span
                )
            )

    def _resolve(self, statement: Statement) -> Heard:
        """Speaker, relaying outlet and day of a chain of frames: the innermost speaks, outlets outside it relay."""
        speaker: Speaker | None = None
        relay: str | None = None
        said_on: str | None = None
        for frame in statement.frames:
            relayer = self.memory.resolve(frame.relay) if frame.relay else None
            cited = CITING.match(frame.subject.strip(" ,"))
            if cited:
                relayer = self.memory.resolve(cited["relay"])
            heard = self.memory.resolve(cited["who"] if cited else frame.subject)
            said_on = self._day(frame) or said_on
            relay = self._relay(frame) or relay
            if relayer is not None:
                relay = relayer.name or relay
            if heard.kind == "outlet":
                relay = heard.name
                speaker = speaker or heard
            else:
                speaker = heard
        if speaker is None or (speaker.kind == "outlet" and speaker.name == self.article.outlet):
            return self.narrator, None, said_on
        key = speaker.label
        if relay:
            own = relay == self.article.outlet or not self.article.outlet
            self.memory.outlet[key] = relay if own else f"{relay} (via {self.article.outlet})"
        if said_on:
            self.memory.said_on[key] = said_on
        return speaker, self.memory.outlet.get(key), said_on or self.memory.said_on.get(key)

    def _relay(self, frame: Frame) -> str | None:
        """The outlet that a speaker told, or through which an apposition says that he is quoted."""
        for words in (frame.addressee, frame.subject if "," in frame.subject else ""):
            found = outlet_names().search(words)
            if found:
                return outlets()[found[0]]
        told = frame.addressee.strip(" .,;:")
        if told and self.article.outlet and told.lower() in self.article.outlet.lower():
            return self.article.outlet
        named = told[:1].isupper() and re.search(r"[a-z]", told) and not self.sides.codes(told)
        return told if named or re.search(r"television|newspaper|magazine|radio|agency", told) else None

    def _day(self, frame: Frame) -> str | None:
        days = [d.iso for d in find_dates(frame.words, self.article.published) if d.iso]
        whole = [iso for iso in days if len(iso) == 10]
        return whole[-1] if whole else (days[0] if days else None)

    def _state(self, statement: Statement, resolved: Heard | None, paragraph: Paragraph) -> None:
        published = self.article.published.isoformat() if self.article.published else None
        own = self.asked if paragraph.span in self.answers else self.narrator
        speaker, outlet, said_on = resolved or (own, None, published)
        if speaker is self.narrator:
            said_on = published
        stance = "uncertain" if statement.inferred else "asserted"
        for frame in statement.frames:
            stance = frame.stance if kinds.SEVERITY[frame.stance] > kinds.SEVERITY[stance] else stance
        negated = any(frame.negated for frame in statement.frames)
        outlet = outlet or self.article.outlet
        self.said.append(Attribution(statement.span, speaker, outlet, said_on, stance, negated, False, paragraph.span))


def _merge_quotations(text: str, said: list[Attribution]) -> list[Attribution]:
    """Short sentences of one quotation are one claim."""
    merged: list[Attribution] = []
    for item in sorted(said, key=lambda s: (s.span.start, s.span.end)):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.speech
            and item.speech
            and last.speaker == item.speaker
            and item.span.end - last.span.start <= MERGED_QUOTATION
            and not text[last.span.end : item.span.start].strip()
            and not re.search(r"[”\"]$", last.span.of(text))
        ):
            merged[-1] = replace(last, span=Span(last.span.start, item.span.end))
        else:
            merged.append(item)
    return merged
