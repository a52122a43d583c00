"""Whom a pronoun means: the subject of the sentence before, as far as that is someone who can speak."""

from __future__ import annotations

import re

from pyrrhus.reading.side_names import known_codes
from pyrrhus.reading.speaker_labels import is_body, is_plural, person_of, person_words
from pyrrhus.reading.subjects import main_subject

SENTENCES_BACK = 6
QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])|\n+|;\s+")
TAIL = re.compile(
    r",?\s+(?:who|whose|which|that)\b.*$|,\s+(?:an?|the|his|her|its|now|then|speaking|quoted|aged|\d\d)\b.*$", re.S
)
CLOCK = re.compile(r"^\W*\d{1,2}[.:]\d{2}\s+")
CLEFT = re.compile(r"^It (?:was|is) ", re.I)
INVERTED = re.compile(
    r"\b(?:said|says|added|adds|recalled|recalls|explained|explains|asked|asks|according to)\s+(?P<who>(?:the |an? )?"
    r"(?:[a-z-]+ ){0,3}(?:[A-Z][\w’'-]+(?: (?:al-|de |van )?[A-Z][\w’'-]+){0,3}|[a-z-]+))(?=[,.;]|$)"
)
TITLED = re.compile(
    r"\b((?:[A-Z][a-z]+ )?(?:Private|Corporal|Sergeant|Lieutenant|Captain|Major|Colonel|General|Brigadier|"
    r"Commander|Doctor|Dr|"
    r"Father|Sister|Mrs|Mr|Ms|Mme|Mayor|Governor|President|Minister|Sheikh|Imam|Pastor) (?!Staff|Assembly|"
    r"Headquarters|Command|Council)[A-Z][\w’'-]+(?: (?:al-|de |van )?[A-Z][\w’'-]+)*)"
)
ACRONYM = re.compile(r"(?:[Tt]he )?[A-Z][A-Za-z]?[A-Z0-9][A-Z0-9-]*")
MET = re.compile(
    r"\b(?:an?|the|one|another) (?:[a-z-]+ ){0,2}(?:" + "|".join(sorted(person_words() | {"man", "woman"})) + r")\b"
)
CALLED = re.compile(r"\bcall[- ]?sign (?:is )?[“\"‘']?([A-Z]\w+)")
FEMALE = re.compile(r"\b(?:her|she|woman|mother|grandmother|girl|Mrs|Ms|widow|nurse|spokeswoman|daughter|sister)\b")
MALE = re.compile(r"\b(?:his|he|man|father|grandfather|boy|Mr|widower|spokesman|son|brother)\b")


def antecedent(before: str, pronoun: str, here: str = "") -> str | None:
    """The noun phrase that "he", "she" or "it" means by the subjects of the sentences before it; None where none of
    them can speak. `here` is the sentence in which the pronoun stands."""
    head = re.split(rf"\b{pronoun}\b", QUOTED.sub(" ", here), maxsplit=1, flags=re.I)
    if len(head) == 2 and re.search(r"[:;]", head[0]):
        before = f"{before} {re.split(r'[:;]', head[0])[0]}."
    plain = QUOTED.sub(" ", before.rsplit("\n", 1)[-1] if pronoun == "it" else before)
    for sentence in reversed(SENTENCE.split(plain)[-SENTENCES_BACK:]):
        phrase = _subject_of(sentence)
        if phrase is None:
            continue
        if phrase.lower() in ("i", "we") and pronoun != "it":
            met = MET.findall(sentence)
            if met:
                return met[-1]
            continue
        if phrase.lower() in ("he", "she", "it", "they", "we", "i"):
            if phrase.lower() == pronoun:
                continue
            return None
        if _fits(phrase, sentence, pronoun):
            return phrase
    return None


def named_last(before: str) -> str | None:
    """The last person whom a text names with a title, such as "Private John Smith"; None where it names none."""
    found = TITLED.findall(before)
    return found[-1].strip() if found else None


def _subject_of(sentence: str) -> str | None:
    """The subject of a sentence, or whom an inverted "said" names."""
    sentence = CLOCK.sub("", sentence)
    called = CALLED.search(sentence)
    if called:
        return called[1]
    turned = INVERTED.search(sentence)
    if turned:
        return turned["who"]
    sentence = CLEFT.sub("", sentence)
    found = main_subject(sentence)
    if found is None:
        return None
    phrase = TAIL.sub("", sentence[found[0] : found[1]]).strip(" ,")
    return phrase if 0 < len(phrase.split()) <= 9 else None


def _fits(phrase: str, sentence: str, pronoun: str) -> bool:
    if is_plural(phrase):
        return False
    if pronoun == "it":
        return is_body(phrase) or ACRONYM.fullmatch(phrase) is not None or phrase in known_codes()
    if (FEMALE if pronoun == "he" else MALE).search(phrase):
        return False
    if person_of(phrase) is not None or CALLED.search(sentence):
        return True
    words = re.findall(r"[a-z]+", re.split(r"\s(?:of|for|from|in|at|with|to)\s", phrase)[0].lower())
    known = bool(words) and (words[-1] in person_words() or words[-1] in ("man", "woman", "mother", "father", "driver"))
    relative = re.match(rf"{re.escape(phrase)},? (?:who|whose)\b", sentence[max(0, sentence.find(phrase)) :])
    return known or relative is not None
