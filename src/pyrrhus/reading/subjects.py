"""Who can speak: verbs that report, and the noun phrases before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pyrrhus.reading import lexicons
from pyrrhus.reading.article import outlet_names
from pyrrhus.reading.dates import MENTION, MONTH_NAMES

HEAD = re.compile(
    r"\s*(?:(?:But|And|Yet|So|Still|However|Meanwhile|Nonetheless|Nevertheless|Ultimately|"
    r"Overall|ultimately|and|but|as|while|although|though|with|because)\b[,\s]*)*"
)
LEAD = re.compile(
    rf"(?:[Ii]n (?:an?|its|his|her|their|the same) (?:[a-z-]+ ){{0,2}}?(?:statement|report|briefing|interview|"
    rf"address|message|post|"
    rf"speech|letter|bulletin|update)\b(?: \w+ed)?(?: (?:on|to|by|"
    rf"for) (?:\d{{1,2}} )?[\w-]+(?: \d{{1,2}})?)?,?\s+|(?:On|In|At|Late|Early|Earlier|Last|"
    rf"Yesterday|Since|During|By)\b[^,]{{0,40}}?(?:{MENTION.pattern}|"
    rf"\b(?:{MONTH_NAMES})\b)[^,]{{0,15}}?,?\s+)",
    re.IGNORECASE,
)
NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|this|that|these|those|no|any|some|of|its|his|her|their|our|my|your|"
    r"such|official|unconfirmed|latest|"
    r"in|to|by|on|with|for|from|according|two|three|conflicting|early|previous|earlier|"
    r"recent|intelligence|media|news|\w+['’]s?)\s*$",
    re.IGNORECASE,
)
JOINTS = re.compile(r"\b(?:and|but|as|while|that|because|although|though|with|so|when|what|where|how)\s+")
ARTICLE = re.compile(r"(?:the|an?|another|its|his|her|their|our|one|two|three|several|some)\s|\w+['’]s?\s", re.I)
THINGS = re.compile(
    r"\b(?:evidence|footage|situation|attack|fighting|weather|fact|move|loss(?:es)?|figures?|number|toll)\s*$", re.I
)
UNSPEAKING = frozenset(
    word
    for forms in (
        "dead wounded losses casualties deaths toll prisoners tanks shells data footage images imagery slides",
        "photographs pictures videos information documents fortifications reckoning statistics following",
    )
    for word in forms.split()
)
SPEAKING = frozenset(
    word
    for forms in (
        "said says say told tells added adds announced announces claimed insisted insists stated states",
        "acknowledged admitted admits wrote denied denies warned warns declared declares conceded boasted",
        "replied replies answered countered retorted averred contended contends swears owns owned agree agrees",
    )
    for word in forms.split()
)
ROLE_FIRST = re.compile(r"(?:the|an?|their|its|his|her|our|one) (?:[a-z-]+ ){0,3}[a-z-]+(?: of [\w’' -]+)?,\s*$")
ACTING = re.compile(r"(?!(?:evening|morning|being|king|during|according)\b)[a-z]{2,}ing\b")
RELATIVE = re.compile(
    r",\s+(?:one|two|some|many|most|all|both|none|several) of wh(?:om|ich)\b|,?\s+(?:who|which|whose|that)\b|"
    r",\s+(?:quoted|speaking|writing|cited|reached)\b|,\s+as\s(?=[^,]*$)"
)
OF_WHOM = re.compile(r"(?:\w+ )?(?:one|two|some|many|most|all|both|none|several|\d+) of wh(?:om|ich)\b")
FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|does|did|will|would|could|can|may|might|must)\b")
CUT = re.compile(r"[,;:]\s+|\s[–—-]\s|—|(?<=[,.!?…])[”\"]\s*(?=\S)")
"""Where a sentence can be cut before a subject; a name in marks, "the so-called \"Republic\"", is no quotation."""
ASIDE = re.compile(r"(?:which|who|whose|in|as|at|on|by|from|with|over|under|though|while|when|where)\b")
MOST_ASIDES = 3
AT_PLACE = re.compile(r"(?:At|In|On|Near|Outside|Inside|Behind|From|Around|Between) ")
DETERMINED = re.compile(r"(?<=\s)(?:the|an?|its|his|her|their|another|one|two|three|several)\s")
PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "who", "one"])
IMPERSONAL = frozenset(["it", "this", "that", "which", "what", "there", "these", "those"])


@dataclass(frozen=True)
class Verb:
    """A word that reports speech."""

    takes: str
    stance: str


@cache
def reporting_verbs() -> dict[str, Verb]:
    """Reporting verbs by form, from the word list; forms of two words are joined by a blank."""
    found: dict[str, Verb] = {}
    for row in lexicons.table("reporting_verbs"):
        forms = row["forms"].split()
        if len(forms) > 1 and forms[1] in ("on", "for", "out", "of", "to"):
            forms = [" ".join(forms[i : i + 2]) for i in range(0, len(forms), 2)]
        for form in forms:
            found[form] = Verb(row["takes"], row["stance"])
    return found


@cache
def verb_pattern() -> re.Pattern[str]:
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


def subject_before(body: str, end: int, apposition: bool, *, speaks: bool = False) -> tuple[int, int] | None:
    """Where the subject of a verb begins and ends, in a sentence up to `end`; None where nothing there can speak.
    `speaks`: the verb is one that only speakers take, so that any noun phrase will do."""
    left = body[:end].rstrip(" ,")
    if not left:
        return None
    cuts = [0] + [m.end() for m in CUT.finditer(left)]
    start = cuts[-1]
    if apposition and len(cuts) >= 2:
        # "Ivan Petrenko, a medic in Kyiv, Ukraine, said": the name stands before the part that begins small
        opened = [k for k in range(1, len(cuts)) if left[cuts[k] : cuts[k] + 1].islower()]
        start = cuts[opened[-1] - 1] if opened and opened[-1] >= len(cuts) - 2 else cuts[-2]
        # "their commander, Ivan Petrenko, said": the role stands before the name
        if left[cuts[-1] : cuts[-1] + 1].isupper() and ROLE_FIRST.match(left[cuts[-2] : cuts[-1]]):
            start = cuts[-2]
    while start in cuts[1:] and (ACTING.match(left[start:]) or OF_WHOM.match(left[start:])):
        # "a sentry, sitting on a crate, told": the subject stands before the participle
        start = cuts[cuts.index(start) - 1]
    asides = 0
    while apposition and start in cuts[1:] and asides < MOST_ASIDES and ASIDE.match(left[start:]):
        # "the committee, in a note of May, which was read out, says": the subject stands before what is put in
        start, asides = cuts[cuts.index(start) - 1], asides + 1
    chunk = left[start:]
    shift = start + HEAD.match(chunk).end()  # type: ignore[union-attr]
    lead = LEAD.match(left[shift:])
    if lead and lead.end() < len(left[shift:]):
        shift += lead.end()
    chunk = left[shift:]
    relative = RELATIVE.search(chunk)
    noun = chunk[: relative.start()] if relative else chunk
    noun = noun.split(",")[0] if asides else noun
    elided = re.search(r"\b(?:and|but)$", left)
    if elided:  # "Ruritania has not said how many but says": the subject of the first verb
        opened = main_subject(body[: elided.start()])
        return opened if opened and plausible(body[opened[0] : opened[1]], speaks=speaks) else None
    # a capital within a name is no verb: "the Watch Group"
    verbs = [v for v in lexicons.finite_verb().finditer(noun) if not (v[0][:1].isupper() and v.start() > 0)]
    if verbs:
        # the subject stands behind the last joint: "…, while the mayor"; a participle alone may be part of it
        joints = [m for m in JOINTS.finditer(noun) if m.start() >= verbs[-1].end()]
        if joints:
            shift += joints[-1].end()
            noun = noun[joints[-1].end() :]
        elif (
            not re.fullmatch(r"(?:[a-z]+-)?\w+ed", verbs[-1][0])
            or verbs[-1].end() == len(noun.rstrip())
            or FINITE.search(noun)
        ):
            return None
    if AT_PLACE.match(noun):  # "At the station the commander said": the subject stands behind the place
        behind = [m.start() for m in DETERMINED.finditer(noun) if _roles().search(noun, m.start())]
        if behind:
            shift += behind[-1]
            noun = noun[behind[-1] :]
    if not plausible(noun, speaks=speaks):
        return None
    return shift, len(left)


def main_subject(text: str) -> tuple[int, int] | None:
    """Where the subject of a sentence's first verb stands; None where the sentence does not begin with one."""
    start = HEAD.match(text).end()  # type: ignore[union-attr]
    verbs = [v for v in lexicons.finite_verb().finditer(text, start) if not (v[0][:1].isupper() and v.start() > start)]
    if not verbs:
        return None
    end = len(re.sub(r"(?:\s+(?:also|still|now|then|already|only))*[\s,]*$", "", text[: verbs[0].start()]))
    return (start, end) if end > start else None


def plausible(noun: str, *, speaks: bool = False) -> bool:
    """Whether a noun phrase can speak: a name, a role, a body, a country, a pronoun; any, where the verb says so."""
    words = re.findall(r"[\w’'.-]+", noun)
    if not words or len(words) > 28 or words[-1].lower() in UNSPEAKING:
        return False
    first = words[0].lower()
    if len(words) == 1 and first in PRONOUNS - {"who", "i", "we"}:
        return True
    if first in IMPERSONAL and len(words) == 1:
        return False
    if first in PRONOUNS - {"one"} and len(words) > 1:
        return False
    if len(words) > 1 and re.fullmatch(r"(?!(?:king|acting)\b)[a-z]{3,}ing", first):
        return False  # "capturing the town"
    if first in ("which", "that", "whose", "what") or (words[0][0].islower() and re.fullmatch(r"[a-z]{3,}ed", first)):
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
    if speaks and len(words) <= 14 and (ARTICLE.match(noun.strip()) or words[-1].lower().endswith("s")):
        return not THINGS.search(noun)
    names = [w for i, w in enumerate(words) if w[:1].isupper() and (i or w not in _plain_heads())]
    return bool(names) and words[-1][:1].isalnum()


@cache
def _noun_forms() -> frozenset[str]:
    return frozenset(lexicons.listed("reporting_verbs", "nouns"))


@cache
def _adjectives() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{lexicons.alternatives(lexicons.listed('nations', 'adjectives', ';'))}|[Ww]estern|[Oo]fficial)\s*$"
    )


def is_noun(form: str, left: str) -> bool:
    """Whether a form that can report is a noun or a participle here: "Russian claims", "the reported losses"."""
    if re.search(r"\b(?:they|we|he|she|both|it)\s*$", left, re.IGNORECASE):
        return False
    if form.split()[0] in _noun_forms():
        return bool(NOUN_BEFORE.search(left) or _adjectives().search(left))
    return form.endswith(("ed", "said")) and bool(
        re.search(r"\b(?:an?|the|its|their|his|of|as)\s*$", left, re.IGNORECASE)
    )
