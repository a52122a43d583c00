"""Names of speakers: from a noun phrase, or from a pronoun and what was said before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pyrrhus.reading.antecedents import antecedent, named_last
from pyrrhus.reading.article import outlet_names, outlets
from pyrrhus.reading.sides import SideFinder
from pyrrhus.reading.speaker_labels import (
    DETERMINER,
    body_words,
    is_body,
    is_plural,
    is_single_name,
    ministry_name,
    person_of,
)

NARRATION = "article itself (narration)"
PLURAL_ROLE = re.compile(
    r"(?:[A-Z][a-z]+ )?(?:[a-z]+ )?(?:officials|officers|analysts|diplomats|experts|soldiers|"
    r"residents|commanders|fighters|ministers|civilians|doctors)\b"
    r"(?: (?:in|at|of|from) (?:the )?[A-Za-z]+)?"
)
AGE = re.compile(r"\b(?:\d{1,2}|[a-z]+)-year-old\s+")
RELATIVE = re.compile(
    r",?\s+(?:who|which|whose|that)\b.*$|,\s+(?:speaking|quoted|citing|reached|"
    r"contacted)\b.*$",
    re.S,
)


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as a reader would write it. `kind`: person, unnamed, body, outlet, narration; `side` is a code."""

    label: str
    kind: str
    side: str | None = None
    plural: bool = False
    name: str = ""
    way: str = field(default="narration", compare=False)


GENERAL_BODIES = frozenset(
    [
        "monitor",
        "group",
        "organisation",
        "organization",
        "body",
        "charity",
        "watchdog",
        "union",
        "institute",
        "think-tank",
        "agency",
        "centre",
        "center",
        "network",
    ]
)
GENERAL_PERSONS = frozenset(["man", "woman", "politician", "veteran", "leader", "general", "commander"])
STATE_BODY = re.compile(
    r"\b(?:army|military|ministry|government|staff|forces|kremlin|pentagon|command|television)\b", re.I
)
NARRATOR = Speaker(NARRATION, "narration")


@dataclass
class Memory:
    """Who has spoken so far in this article, the last at the end, and when and through whom each spoke."""

    sides: SideFinder
    heard: list[Speaker] = field(default_factory=list)
    named: dict[str, Speaker] = field(default_factory=dict)
    said_on: dict[str, str] = field(default_factory=dict)
    before: str = ""
    here: str = ""
    outlet: dict[str, str] = field(default_factory=dict)

    def last(self, *kinds: str, plural: bool | None = None) -> Speaker | None:
        """The last speaker of one of these kinds."""
        for speaker in reversed(self.heard):
            if speaker.kind in kinds and plural in (None, speaker.plural):
                return speaker
        return None

    def resolve(self, phrase: str) -> Speaker:
        """The speaker of a noun phrase as it stands in the text; remembers it."""
        before = len(self.named)
        speaker = self._find(phrase)
        low = phrase.strip().lower().split()
        if low and low[0] in ("he", "she", "it") and antecedent(self.before, low[0], self.here) is not None:
            way = f"pronoun {low[0]} of the subject before"
        elif low and len(low) <= 2 and low[0] in ("he", "she", "it", "they", "we", "i", "one", "others", "another"):
            way = f"pronoun {low[0]}"
        elif speaker in self.heard and len(self.named) == before and not phrase.strip()[:1].isupper():
            way = f"again {speaker.kind}"
        else:
            way = speaker.kind
        speaker = replace(speaker, way=way)
        self.heard.append(speaker)
        return speaker

    def _find(self, phrase: str) -> Speaker:
        words = re.sub(r"\s+", " ", phrase).strip(' ,.;:–—-"“”')
        low = words.lower()
        if low in ("he", "she", "it"):
            meant = antecedent(self.before, low, self.here)
            if meant is not None:
                return self._find(meant)
        if low in ("he", "she", "i"):
            return (
                self.last("person")
                if self._person_is_nearer()
                else (
                    self.last("unnamed", plural=False)
                    or self.last("person")
                    or self._introduced()
                    or _unnamed("he" if low == "he" else "she", None)
                )
            )  # type: ignore[return-value]
        if low == "it":
            return self.last("body", "outlet") or _unnamed("it", None)
        if low in ("they", "we"):
            return (
                self.last("unnamed", "body", plural=True)
                or self.last("body", "unnamed", "person")
                or _unnamed("they", None)
            )
        part = re.match(r"(?:one|another|two|some) of (?:them|those|these), (?=[A-Z])", words)
        words, low = (words[part.end() :], low[part.end() :]) if part else (words, low)
        if re.match(r"(?:one|some|others?|another|many|most) of (?:them|those|these)\b", low) or low in (
            "one",
            "another",
            "others",
        ):
            if self.heard and self.heard[-1].plural and self.heard[-1].kind == "unnamed":
                return self.heard[-1]
            near = [m[0] for m in PLURAL_ROLE.finditer(self.before)]
            group = self._describe(near[-1]) if near else self.last("unnamed", plural=True)
            return group or _unnamed("one of them", None)
        if (
            re.match(r"(?:both|each|the two|either) (?:sides?|countries|armies|governments|nations)?", low)
            and len(low.split()) <= 3
            and low.split()[0] in ("both", "each", "either")
        ):
            return Speaker(f"{low} (unnamed)", "unnamed", None, True)
        known = self._known_name(words) or self._general_name(words)
        if known is not None:
            return known
        speaker = self._describe(words)
        if speaker.name:
            for key in _keys(speaker):
                self.named.setdefault(key, speaker)
        return speaker

    def _introduced(self) -> Speaker | None:
        """The last person whom the text has named with a title, where nobody has spoken yet."""
        name = named_last(self.before)
        return self._describe(name) if name else None

    def _person_is_nearer(self) -> bool:
        for speaker in reversed(self.heard):
            if speaker.kind == "person":
                return True
            if speaker.kind == "unnamed" and not speaker.plural:
                return False
        return False

    def _known_name(self, words: str) -> Speaker | None:
        bare = DETERMINER.sub("", words)
        if bare in self.named:
            return self.named[bare]
        last = bare.split()[-1] if bare.split() else ""
        if last in self.named and "," not in bare and len(bare.split()) <= 4 and self.named[last].kind == "person":
            return self.named[last]
        the = re.match(r"the\s+(?P<more>\w+\s+)?(?P<role>\w+)(?:,|$)", words, re.I)
        if the:
            role, more = the["role"].lower(), (the["more"] or "").strip().lower()
            kinds = ("body", "outlet") if role in body_words() else ("person", "unnamed")
            for speaker in reversed(self.heard):
                label = speaker.label.lower()
                if speaker.kind in kinds and re.search(rf"\b{re.escape(role)}\b", label) and more in label:
                    return speaker
        return None

    def _general_name(self, words: str) -> Speaker | None:
        """Whom "the monitor" or "the Britain-based group" means: the body of that kind that was named last."""
        plain = re.sub(r"\b[\w-]+-(?:based|run|backed|led|affiliated)\s+|\b(?:same|latter)\s+", "", words)
        head = re.fullmatch(r"[Tt]he (?:[a-z-]+ )?(?P<head>[a-z-]+)(?:['’]s)?", plain)
        if head is None:
            return None
        noun = head["head"]
        if noun in GENERAL_BODIES:
            for speaker in reversed(self.heard):
                if speaker.kind == "body" and speaker.name and not STATE_BODY.search(speaker.label):
                    return speaker
        if noun in GENERAL_PERSONS:
            return self.last("person")
        return None

    def _describe(self, words: str) -> Speaker:
        side = self.sides.of_phrase(words)
        whole = RELATIVE.sub("", words)
        head, _, rest = whole.partition(", ")
        rest = AGE.sub("", re.sub(r"^(?:the|a|an)\s+", "", rest.strip(" ,")))
        outlet = outlet_names().fullmatch(re.sub(r"^[Tt]he\s+", "", head)) or outlet_names().fullmatch(head)
        if outlet:
            return Speaker(f"{outlets()[outlet[0]]} (report)", "outlet", None, name=outlets()[outlet[0]])
        person = person_of(head)
        if person is not None:
            name, role = person
            about = ", ".join(part for part in (role, rest) if part)
            return Speaker(
                f"{name}, {about}" if about else name, "person", side or self.sides.of_phrase(words), name=name
            )
        bare = DETERMINER.sub("", head)
        if rest and person_of(rest):
            name, role = person_of(rest)  # type: ignore[misc]
            return Speaker(f"{name}, {bare}", "person", side, name=name)
        if (
            rest
            and re.match(r"[A-Z]", bare)
            and not is_body(bare)
            and re.search(r"[a-z]", rest)
            and len(bare.split()) <= 3
            and not self.sides.codes(bare)
        ):
            return Speaker(f"{bare}, {rest}", "person", side, name=bare)
        bare = DETERMINER.sub("", AGE.sub("", bare))
        if is_body(bare):
            return Speaker(ministry_name(bare), "body", side, is_plural(bare), name=bare)
        if is_single_name(bare, self.sides):
            return Speaker(bare, "person", side, name=bare)
        if self.sides.is_seat(bare):
            return Speaker(bare, "body", side, name=bare)
        return _unnamed(bare, side)


def _unnamed(words: str, side: str | None) -> Speaker:
    words = re.sub(r"^(?:unnamed|anonymous)\s+", "", words, flags=re.I)
    return Speaker(f"{words} (unnamed)", "unnamed", side, is_plural(words))


def _keys(speaker: Speaker) -> list[str]:
    """What a speaker may be called later: a person by the surname alone."""
    surname = [speaker.name.split()[-1]] if speaker.kind == "person" else []
    return list(dict.fromkeys([speaker.name, *surname]))
