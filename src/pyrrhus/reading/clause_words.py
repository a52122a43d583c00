"""Words by which a clause claims nothing, or dismisses what another said; and its entry in the vocabulary."""

from __future__ import annotations

import re

from pyrrhus.reading import lexicons

SAYS = "say|says|said|claim|claims|claimed|report|reports|reported|insist|insists|assert|estimate|estimates"
SAY_BOTH = re.compile(
    r"\b(?:both|each|either|the two) (?:sides?|countries|armies|governments|nations|camps)\b[^.;]{0,30}?"
    rf"\b(?:{SAYS})\b|\b[A-Z]\w+ and [A-Z]\w+ (?:each |both )?(?:{SAYS})\b(?=[^.;]*\b(?:other|enem|oppos))",
    re.I,
)
UNVERIFIED = re.compile(r"\b(?:can|could)(?: not|n['’]t) (?:be )?(?:\w+ )?(?:verif\w+|confirm\w*)", re.I)
ABOUT_THE_BATTLE = re.compile(
    r"\b(?:the|this) (?:city|town|village|battle|siege|fighting|front)\b|\b(?:it|its|they|their)\b", re.I
)
ABOUT_THE_WAR = re.compile(
    r"\b(?:the|this) (?:city|town|village|battle|siege|fighting|front|war|enemy|offensive)\b|\b(?:we|our|enemy|"
    r"combat)\b",
    re.I,
)
MEDICAL = re.compile(
    r"\b(?:doctors?|medics?|medical|hospital|health|surgeon|nurse|ambulance|aid group|rescuers?|civil defen[cs]e|"
    r"red cross|"
    r"red crescent|human rights|m[ée]decins)\b",
    re.I,
)
DONE_TO = re.compile(
    r"\b(?:killed|wounded|injured|captured|destroyed|lost|dead|died|casualties|losses|prisoners)\b", re.I
)
VERB_BEHIND = re.compile(
    r"\b(?:(?:were|was|have been|had been|has been)\s+)?(?:killed|wounded|injured|captured|destroyed|died|dead|"
    r"lost|missing|"
    r"eliminated|displaced|evacuated)\b[^,;]*$",
    re.I,
)
DENIES_IT = re.compile(
    r"^\W*(?:[\w’'.-]+ ){1,6}?(?:has |have |had )?(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?|"
    r"disput(?:e|es|ed)) "
    r"(?:this|it|that|them|the (?:claims?|reports?|accusations?|charges?|figures?|allegations?|account))\W*$",
    re.I,
)
"""A sentence that only denies what stands before it."""
OWN_DOINGS = re.compile(
    r"^\W*(?:I|we|(?:your|our|this) (?:correspondent|reporter)s?) (?:(?:had|have|was|were|could) )?(?:\w+ly )?[a-z]+\b",
    re.I,
)
"""A writer who tells of himself."""
NO_CLAIM = re.compile(
    r"\b(?:could not (?:immediately )?be reached|(?:did|has|have|had) not (?:immediately |yet )?(?:respond|"
    r"commented?|replied|answer|say how many)|"
    r"declined to|looking into|would investigate|does not (?:publish|disclose|comment)|do not (?:publish|"
    r"disclose|comment)|"
    r"ha(?:s|ve) not (?:published|disclosed|released|said)|hard to (?:check|verify)|rarely comment|asked not to "
    r"be named|(?:says|said|say) nothing|(?:gave|gives?) no (?:figures?|details|numbers?|toll)|refus(?:es|"
    r"ed) to (?:comment|say|"
    r"answer)|would not (?:say|comment|be drawn)|no confirmation of this)\b",
    re.I,
)
DISMISSED = re.compile(
    r"\b(?:called|calls?|described?|describes|dismiss\w+|branded|labelled|labeled|"
    r"denounced)\b.{0,60}?\b(?:propaganda|lies?|fantas\w+|"
    r"fairy tales?|disinformation|misinformation|nonsense|false|fake|fabricat\w+|inventions?|baseless|untrue|"
    r"rumou?rs?)\b"
    r"|\b(?:claims?|reports?|allegations?|figures?|rumou?rs?)\b.{0,70}?\b(?:is|are|was|"
    r"were)\s+(?:\w+\s+)?[\"“‘]?(?:lies?|false|untrue|without (?:any )?(?:foundation|basis)|unfounded|groundless|"
    r"baseless|nonsense|propaganda|fabricat\w+|fake|invented)\b",
    re.I,
)


def vocabulary_of(text: str, kind: str) -> tuple[str | None, str | None]:
    """The categorical quantity of the vocabulary that a clause speaks of and its word, from the list of cues."""
    for row in lexicons.table("categories"):
        if row["type"] in ("", kind) and re.search(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", text, re.I):
            return row["quantity"], row["value"]
    return None, None
