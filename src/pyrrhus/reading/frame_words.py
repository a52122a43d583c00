"""Words round a verb that reports: auxiliaries, adverbials, who was told, and "according to"."""

from __future__ import annotations

import re

from pyrrhus.reading.dates import MENTION
from pyrrhus.reading.spans import has_clause

MOST_VERBS = 12  # a sentence that says "said" more often than this is no sentence
AUXILIARIES = re.compile(
    r"(?:[\s,]*\b(?:has|have|had|is|are|was|were|been|also|even|later|earlier|now|still|"
    r"then|again|too|since|yesterday|today|tonight|last night|this (?:morning|afternoon|evening)|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|would|did|does|do|"
    r"may|might|already|once|meanwhile|however|not|never|all|both|themselves|himself|"
    r"herself|(?:disposed|inclined|tempted|ready|quick|careful) to|for (?:his|her|its|their) part|"
    r"don['’]t|doesn['’]t|didn['’]t|an? (?:day|week|month|year) (?:earlier|later|ago)|"
    r"(?!(?:assembly|family|ally|reply|supply|rally|bully|only|monopoly|anomaly)\b)[a-z]{3,}ly)\b)*[\s,]*$"
)
NEGATED = re.compile(r"\b(?:not|never|n['’]t|don['’]t|doesn['’]t|didn['’]t)\b")
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|['’]s|['’]re)\s+(?:\w+ly\s+|also\s+|now\s+|widely\s+)*$")
GOING_ON = frozenset(["saying", "claiming", "adding", "insisting", "stating", "noting", "warning", "alleging"])
MONTHISH = re.sub(r"[?]P<\w+>", "?:", MENTION.pattern)
VENUE = (
    r"(?:statement|update|interview|video|message|post|address|briefing|bulletin|conference|"
    r"broadcast|call|speech|report|note|"
    r"Telegram|channel|television|TV|radio|telephone|phone|media|Facebook|Twitter|letter|"
    r"e-?mail|assessment|communiqué|communique|"
    r"summary|meeting|visit|remarks|Order of the Day|article|blog|podcast|hearing|app|"
    r"website|newsletter|dispatch|analysis)"
)
ADVERBIAL = re.compile(
    rf"[\s,]*(?:(?:late |early |earlier |later )?(?:on |in )?(?:the )?(?:{MONTHISH})(?: (?:morning|"
    rf"afternoon|evening|night))?"
    rf"|(?:earlier|later|again|recently|separately|afterwards|then|bluntly|simply|yesterday|"
    rf"[a-z]{{4,}}ly)\b(?! (?:had|has|have|was|were|is|are))"
    r"|(?:in|at|on|via|over|through|during|by|from|to|after|before)\b"
    rf"(?: [\w’'-]+){{0,5}}? ?\b{VENUE}\b(?:\s+{VENUE}\b)*"
    rf"(?: (?:on|of|to|with|about|from|in) [^,.;:“\"]{{1,60}}?(?=\s*(?:\bthat\b|[,.:;“\"]|$)))?"
    r"|(?:shortly|soon|just|late|early) (?:after|before|on|in) (?:the )?\w+(?: \w+ing)?(?= ?[,.:]| that\b|$)"
    r"|on (?:his|her|its|their) (?:[\w-]+ ){0,2}(?:page|channel|account|feed|website|blog)|by (?:radio|telephone|"
    r"phone|text message)"
    r"|on condition of anonymity|(?:in|from|at) (?:the )?(?-i:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)(?= that\b)"
    r"|in a (?:\w+ )?statement (?:read|published|issued|posted|carried) (?:on|by|in) [\w ]{3,40}?(?= that\b))",
    re.IGNORECASE,
)
ADDRESSEE = re.compile(
    r"\s+(?:the |a |its |his |her )?(?P<who>(?:(?:outlet|newspaper|paper|daily|channel|broadcaster|website|"
    r"portal|agency|"
    r"magazine|station|programme) )?(?:[A-Z][\w.’'&-]*)(?:\s+(?:of|the|and|for)\s+(?=[A-Z])|"
    r"\s+[A-Z][\w.’'&-]*)*"
    r"(?:\s+(?:magazine|newspaper|television|radio|news agency|TV|agency|website))?|(?:\w+ )?(?:reporters|"
    r"journalists|lawmakers|parliament|"
    r"state television|local media|national television|television|a news conference|news agencies|"
    r"the newspaper|agency|broadcaster|us|me|(?:your|our|this) (?:correspondent|reporter)|(?:[a-z-]+ "
    r"){0,3}?[a-z-]+(?=\s*(?:that\b|[.,:;]|$))))(?:['’]s [A-Z]\w+(?: [A-Z]\w+)*)?"
)
ACCORDING = re.compile(
    r"\b(?:according to|by(?= (?:the |an? )?(?:(?-i:[A-Z][\w.’'-]*|[a-z-]+) ){0,3}(?-i:[\w-]+)['’]s? "
    r"(?:own )?(?:latest )?"
    r"(?:estimates?|reckoning|count|tally|account|figures?|calculations?)\b)|"
    r"by the (?:estimates?|reckoning|account|count|figures|tally) of|on the (?:word|"
    r"authority) of|by(?= (?:the )?(?:\w+ ){1,2}(?:estimates|accounts|reckoning|figures)\b)|in the (?:view|"
    r"opinion|words|judgement|judgment) of|as reported by|"
    r"per(?= (?-i:[A-Z]))|(?-i:^Per)(?= )|citing)\s+",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:no|few\w*|half|dozens?|hundreds?|thousands?|millions?|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|\w+teen|\w+ty|low|high\w*|double|twice|a third|a quarter)\b",
    re.I,
)
LEAST_SAID = 4
"""Words before a comma and a speaker that can be what he says."""


def stands_behind(left: str, remainder: str) -> bool:
    """Whether what is said stands before its speaker: "…, the ministry announced tonight amid cheers"."""
    return (
        left.rstrip().endswith(",")
        and has_clause(left)
        and len(left.split()) >= LEAST_SAID
        and bool(remainder.strip(" ."))
        and not re.match(r"\s*,|\s*that\b", remainder)
        and re.match(r"\s+[a-z]", remainder) is not None
        and not has_clause(remainder)
    )
